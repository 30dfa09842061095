package org.patchwright.rule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.patchwright.fact.Place;
import org.patchwright.source.Edit;
import org.patchwright.source.Span;
import org.patchwright.syntax.Node;

/**
 * One broken promise, where it shows.
 *
 * @param rule the rule's id; {@code run} fills it in
 * @param severity {@code run} fills it in from the rule
 * @param rank how sure, see {@link Rank}
 * @param place where it shows
 * @param message one line, without place or rule
 * @param steps the path that leads there, in order; each is a note of its own
 * @param function the function concerned; empty at file scope
 * @param subject what the promise is about, for example a handle's place: with rule, path and
 *     function it names the finding across versions, whatever its line
 * @param fix how to mend it, where that is known
 * @param unmended why there is no fix, in a few words; empty where nothing is known of that
 */
public record Finding(
    String rule,
    Severity severity,
    Rank rank,
    Place place,
    String message,
    List<Note> steps,
    String function,
    String subject,
    Optional<Fix> fix,
    String unmended) {

  /** The order of reports: path, position, rule, message. */
  public static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::place)
          .thenComparing(Finding::rule)
          .thenComparing(Finding::message)
          .thenComparing(Finding::subject);

  public Finding {
    steps = List.copyOf(steps);
  }

  /** A certain finding at a node. */
  public static Finding at(Node node, String format, Object... arguments) {
    return at(Place.of(node), format, arguments);
  }

  public static Finding at(Place place, String format, Object... arguments) {
    String message = arguments.length == 0 ? format : format.formatted(arguments);
    return new Finding(
        "",
        Severity.WARNING,
        Rank.CERTAIN,
        place,
        message,
        List.of(),
        "",
        "",
        Optional.empty(),
        "");
  }

  public Finding ranked(Rank newRank) {
    return new Finding(
        rule, severity, newRank, place, message, steps, function, subject, fix, unmended);
  }

  public Finding likely() {
    return ranked(Rank.LIKELY);
  }

  /** The same, named across versions by its function and subject. */
  public Finding about(String newFunction, String newSubject) {
    return new Finding(
        rule, severity, rank, place, message, steps, newFunction, newSubject, fix, unmended);
  }

  /** The same with one more step at the end of its path. */
  public Finding step(Note note) {
    List<Note> longer = new ArrayList<>(steps);
    longer.add(note);
    return steps(longer);
  }

  /** The same with this path. */
  public Finding steps(List<Note> path) {
    return new Finding(
        rule, severity, rank, place, message, path, function, subject, fix, unmended);
  }

  /** The same somewhere else, its path as well. */
  public Finding moved(Place newPlace, List<Note> path) {
    return new Finding(
        rule, severity, rank, newPlace, message, path, function, subject, fix, unmended);
  }

  public Finding fixedBy(Fix newFix) {
    return new Finding(
        rule, severity, rank, place, message, steps, function, subject, Optional.of(newFix), "");
  }

  /** The same with the reason why it has no fix, for whoever asked for one. */
  public Finding notFixed(String why) {
    return new Finding(
        rule, severity, rank, place, message, steps, function, subject, Optional.empty(), why);
  }

  /** The same as this rule's. */
  public Finding of(String id, Severity newSeverity) {
    return new Finding(
        id, newSeverity, rank, place, message, steps, function, subject, fix, unmended);
  }

  public String path() {
    return place.path();
  }

  public Span span() {
    return place.span();
  }

  /** The edits of {@link #fix()}, without its prerequisites; empty where none is known. */
  public List<Edit> edits() {
    return fix.map(Fix::edits).orElse(List.of());
  }
}

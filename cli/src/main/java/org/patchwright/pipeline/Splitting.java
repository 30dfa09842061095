package org.patchwright.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.patchwright.diff.FileDiff;
import org.patchwright.fix.SubjectStyles;
import org.patchwright.fix.Wording;
import org.patchwright.repository.TreeEntry;
import org.patchwright.series.CoverLetter;
import org.patchwright.series.Patch;
import org.patchwright.series.Series;
import org.patchwright.series.Trailer;
import org.patchwright.split.Changed;
import org.patchwright.split.Part;
import org.patchwright.split.Split;

/** Makes a series of a patch that does several things, and says in each mail what is in it. */
public final class Splitting {

  private static final int LONGEST_TITLE = 60;
  private static final int FEW = 3;

  private Splitting() {}

  /**
   * @param carried one patch, all of whose hunks have their place
   * @return the series, with a cover letter if it has several patches
   * @throws UnusableInputException if there is not one patch, or not all of it applies
   */
  public static Series of(Carried carried) throws IOException {
    if (carried.steps().size() != 1) {
      throw new UnusableInputException(
          "the series has " + carried.steps().size() + " patches: split takes one");
    }
    if (!carried.isApplied()) {
      throw new UnusableInputException(
          (carried.hunks() - carried.placed())
              + " of "
              + carried.hunks()
              + " hunks have no place in "
              + carried.target().tree().name()
              + ": name the patch's base with --onto");
    }
    Carried.Step step = carried.steps().get(0);
    List<Changed> changes = new ArrayList<>();
    for (FileDiff diff : Carried.diffs(step)) {
      changes.add(
          new Changed(
              diff,
              diff.isNew()
                  ? Optional.empty()
                  : step.before().entry(diff.oldPath()).map(TreeEntry::content),
              diff.isDeleted()
                  ? Optional.empty()
                  : step.applied().tree().entry(diff.newPath()).map(TreeEntry::content)));
    }
    List<Part> parts = Split.of(changes, step.before());
    Patch whole = step.patch();
    SubjectStyles styles = new SubjectStyles(carried.target().tree());
    List<Optional<String>> topics = Topics.of(whole.body(), parts);
    List<Patch> patches = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      patches.add(patch(parts.get(i), topics.get(i), whole, styles));
    }
    Series series = Series.of(patches, carried.target().commit());
    return patches.size() < 2 ? series : series.withCover(cover(whole, patches));
  }

  private static Patch patch(Part part, Optional<String> topic, Patch whole, SubjectStyles styles)
      throws IOException {
    String title = topic.flatMap(Splitting::title).orElseGet(() -> title(part));
    List<String> paths = part.files().stream().map(FileDiff::path).toList();
    String subject = styles.subject(title, main(part.files()), paths);
    StringBuilder body = new StringBuilder();
    if (topic.isPresent() && topic.flatMap(Splitting::title).isEmpty()) {
      body.append(Wording.wrapped(sentence(topic.get()), "")).append('\n');
    }
    body.append(contents(part)).append('\n');
    body.append(
        Wording.wrapped(
            "Part of \"" + whole.subject() + "\", which did this together with other things.", ""));
    List<Trailer> signed =
        whole.trailers().stream()
            .filter(trailer -> trailer.name().equalsIgnoreCase("Signed-off-by"))
            .toList();
    if (!signed.isEmpty()) {
      body.append('\n');
      signed.forEach(trailer -> body.append(trailer).append('\n'));
    }
    return new Patch(
        subject, body.toString(), whole.author(), whole.date(), part.files(), Optional.empty());
  }

  /** A topic as a title, without the name of what it is about, which the prefix says. */
  private static Optional<String> title(String topic) {
    String bare = bare(topic);
    return bare.length() > LONGEST_TITLE || bare.isEmpty() ? Optional.empty() : Optional.of(bare);
  }

  private static String bare(String topic) {
    return topic.replaceFirst("^[\\w/.-]+:\\s+", "").replaceAll("[.;,]+$", "");
  }

  private static String title(Part part) {
    return switch (part.purpose()) {
      case CLEAN_UP -> "Clean up, no functional change";
      case DEBUG -> "Add debugging output and left-overs";
      case CORE, WORK -> {
        List<String> added = functions(part.introduces());
        List<String> used = functions(part.uses());
        if (!added.isEmpty()) {
          yield "Add " + named(added);
        }
        if (!used.isEmpty()) {
          yield "Use " + named(used);
        }
        if (part.introduces().isEmpty() && !part.removes().isEmpty()) {
          yield "Remove " + named(part.removes());
        }
        yield part.changes().isEmpty()
            ? "Change " + named(part.files().stream().map(Splitting::name).toList())
            : "Change " + named(part.changes());
      }
    };
  }

  private static List<String> functions(Collection<String> names) {
    return names.stream().filter(name -> name.endsWith("()")).toList();
  }

  private static String name(FileDiff file) {
    return file.path().substring(file.path().lastIndexOf('/') + 1);
  }

  private static String named(Collection<String> names) {
    List<String> all = List.copyOf(names);
    if (all.size() > FEW || String.join(", ", all).length() > LONGEST_TITLE) {
      return all.get(0) + " and " + (all.size() - 1) + (all.size() == 2 ? " other" : " others");
    }
    return all.size() == 1
        ? all.get(0)
        : String.join(", ", all.subList(0, all.size() - 1)) + " and " + all.get(all.size() - 1);
  }

  private static String contents(Part part) {
    StringBuilder text = new StringBuilder();
    switch (part.purpose()) {
      case CLEAN_UP -> text.append("White space, comments and code that only moves.\n");
      case DEBUG ->
          text.append(
              Wording.wrapped(
                  "Debugging messages, code that is commented out, and flags that turn debugging"
                      + " on. No other patch of the series needs this one.",
                  ""));
      default -> {}
    }
    list("New", part.introduces(), text);
    list("Gone", part.removes(), text);
    list("Changed", part.changes(), text);
    list("Needed from before", part.uses(), text);
    return text.toString();
  }

  private static void list(String what, Collection<String> names, StringBuilder text) {
    if (!names.isEmpty()) {
      text.append(Wording.wrapped("- " + what + ": " + String.join(", ", names), "  "));
    }
  }

  private static String sentence(String topic) {
    String text = bare(topic);
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  /** The path that a part is about: the source that changes most. */
  private static String main(List<FileDiff> files) {
    return files.stream()
        .max(
            Comparator.comparing((FileDiff file) -> file.path().endsWith(".c"))
                .thenComparing(file -> file.added() + file.removed())
                .thenComparing(FileDiff::path, Comparator.reverseOrder()))
        .map(FileDiff::path)
        .orElseThrow();
  }

  private static CoverLetter cover(Patch whole, List<Patch> patches) {
    StringBuilder body = new StringBuilder();
    body.append(
        Wording.wrapped(
            "The patch \""
                + whole.subject()
                + "\" in "
                + patches.size()
                + " parts by purpose. Each applies on those before it, leaves its files whole and"
                + " uses nothing that comes later; all together give the files that the patch"
                + " gives.",
            ""));
    if (!whole.body().isBlank()) {
      body.append("\nIts own message:\n\n");
      for (String line : whole.body().strip().split("\n", -1)) {
        body.append(line.isBlank() ? ">" : "> " + line).append('\n');
      }
    }
    return new CoverLetter(
        whole.subject(), body.toString(), whole.author(), whole.date(), Optional.empty());
  }
}

package org.patchwright.rule;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Incident;

/**
 * Who else may give back what a function keeps on one way out: whoever has the place in which it is
 * stored by then, or a call further on that has it by another name. Giving it back twice is worse
 * than keeping it.
 */
final class Keeper {

  private static final Pattern LISTED =
      Pattern.compile("(h?list_add\\w*|list_move\\w*|rb_link_node)");

  /** Nouns of what is looked up and used once; other things are kept while a driver works. */
  private static final Pattern LOOKED_UP =
      Pattern.compile("device tree node|firmware node|firmware");

  private final Function function;
  private final Incident incident;
  private final String label;
  private final List<Node> releases;

  private Keeper(Function function, Incident incident, List<Node> releases) {
    this.function = function;
    this.incident = incident;
    this.label = bare(incident.label());
    this.releases = releases;
  }

  /**
   * @param releases where the function gives it back on other ways
   */
  static Keeper of(Function function, Incident incident, List<Node> releases) {
    return new Keeper(function, incident, releases);
  }

  /**
   * Why nothing is to be given back there.
   *
   * @param leave the jump or return by which it is kept
   * @param error whether that is for a failure alone
   */
  Optional<String> objection(Node leave, boolean error) {
    return onSuccess(error)
        .or(() -> inPlace(error))
        .or(() -> stored(leave))
        .or(() -> submitted(leave))
        .or(this::byAnotherName)
        .or(this::byNobody);
  }

  /** What was switched on stays on when the function succeeds, and memory may be on some list. */
  private Optional<String> onSuccess(boolean error) {
    boolean shownToEnd =
        releases.stream().anyMatch(release -> release.ancestors().noneMatch(this::isUnderLabel));
    return !error && !LOOKED_UP.matcher(incident.family().noun()).find() && !shownToEnd
        ? Optional.of("the function does not fail there, and may mean to keep it")
        : Optional.empty();
  }

  private boolean isUnderLabel(Node node) {
    Optional<Node> block = node.parent();
    if (block.isEmpty() || !block.get().equals(function.body())) {
      return false;
    }
    List<Node> items = block.get().children();
    return items.subList(0, items.indexOf(node)).stream().anyMatch(item -> item.is(Kind.LABEL));
  }

  /** What is acquired into a member belongs to whoever has the object. */
  private Optional<String> inPlace(boolean error) {
    if (!isMember(label) || isArgument()) {
      return Optional.empty();
    }
    if (releases.isEmpty()) {
      return Optional.of("it is kept in " + label + ", and whoever has that may give it back");
    }
    return error
        ? Optional.empty()
        : Optional.of("it stays in " + label + " when the function does not fail");
  }

  /** What went out with an URB belongs to the handler of its completion. */
  private Optional<String> submitted(Node leave) {
    List<Node> calls =
        function
            .body()
            .findAll(Kind.CALL)
            .filter(call -> call.span().start() > incident.origin().span().end())
            .filter(call -> call.span().end() < leave.span().start())
            .toList();
    for (Node fill : calls) {
      if (!callee(fill).matches("usb_fill_\\w+_urb")
          || fill.arguments().stream().noneMatch(a -> bare(a.text()).equals(label))) {
        continue;
      }
      String urb = fill.arguments().get(0).text();
      Optional<Node> submit =
          calls.stream()
              .filter(call -> callee(call).equals("usb_submit_urb"))
              .filter(call -> call.arguments().get(0).text().equals(urb))
              .findFirst();
      boolean later =
          submit.isPresent()
              && calls.stream()
                  .anyMatch(
                      call ->
                          call.span().start() > submit.get().span().end()
                              && isOutside(call, leave));
      if (later) {
        return Optional.of("it went out with " + urb + ", whose handler may free it");
      }
    }
    return Optional.empty();
  }

  /** Whether a call is not in the branch that ends with a jump. */
  private static boolean isOutside(Node call, Node leave) {
    return leave.parent().map(block -> !block.span().contains(call.span())).orElse(true);
  }

  /** What is stored somewhere else before the way leaves. */
  Optional<String> stored(Node leave) {
    int from = incident.origin().span().end();
    int to = leave.equals(function.body()) ? leave.span().end() : leave.span().start();
    for (Node set : function.body().findAll(Kind.ASSIGNMENT).toList()) {
      List<Node> sides = set.children();
      String place = sides.get(0).text();
      boolean keeps =
          isMember(place)
              && set.span().start() > from
              && set.span().end() < to
              && bare(sides.get(sides.size() - 1).text()).equals(label);
      if (keeps && !isTakenBack(set, place)) {
        return Optional.of("by then it is kept in " + place + ", and whoever has that may free it");
      }
    }
    return function
        .body()
        .findAll(Kind.CALL)
        .filter(call -> call.span().start() > from && call.span().end() < to)
        .filter(call -> LISTED.matcher(callee(call)).matches())
        .filter(call -> call.arguments().get(0).text().startsWith("&" + label + "->"))
        .filter(call -> !isTakenBack(call, call.arguments().get(0).text()))
        .findFirst()
        .map(call -> "by then it is on a list, by " + callee(call) + "()");
  }

  /** Whether the place is emptied, or what it has given back, further on. */
  private boolean isTakenBack(Node set, String place) {
    int end = set.span().end();
    boolean emptied =
        function
            .body()
            .findAll(Kind.ASSIGNMENT)
            .anyMatch(
                later ->
                    later.span().start() > end
                        && later.children().get(0).text().equals(place)
                        && later.children().get(1).text().equals("NULL"));
    boolean unlisted =
        function
            .body()
            .findAll(Kind.CALL)
            .anyMatch(
                later ->
                    later.span().start() > end
                        && callee(later).matches("h?list_del\\w*|rb_erase")
                        && later.arguments().stream().anyMatch(a -> a.text().equals(place)));
    return emptied
        || unlisted
        || releases.stream().anyMatch(release -> release.span().start() > end);
  }

  /** A release that the function has for a place which holds the same, or may. */
  private Optional<String> byAnotherName() {
    for (Node call : function.body().findAll(Kind.CALL).toList()) {
      Integer number = incident.family().releases().get(callee(call));
      if (number == null
          || number >= call.arguments().size()
          || incident.family().acquires().containsKey(callee(call))
          || call.span().start() < incident.origin().span().end()) {
        continue;
      }
      Node given = call.arguments().get(number);
      String text = bare(given.text());
      if (!text.equals(label) && (given.is(Kind.CALL) || isSameAs(text))) {
        return Optional.of(call.text().replaceAll("\\s+", " ") + " may give back the same");
      }
    }
    return Optional.empty();
  }

  private boolean isSameAs(String place) {
    return function
        .body()
        .findAll(Kind.ASSIGNMENT)
        .anyMatch(
            set -> {
              String to = set.children().get(0).text();
              Node from = set.children().get(set.children().size() - 1);
              boolean copies =
                  from.is(Kind.ASSIGNMENT)
                      ? bare(from.children().get(0).text()).equals(to.equals(place) ? label : place)
                      : bare(from.text()).equals(to.equals(place) ? label : place);
              return copies && (to.equals(place) || to.equals(label));
            });
  }

  /** What no function of the file ever switches off is meant to stay on. */
  private Optional<String> byNobody() {
    if (!isArgument() || !releases.isEmpty()) {
      return Optional.empty();
    }
    boolean anywhere =
        function
            .node()
            .tree()
            .root()
            .findAll(Kind.CALL)
            .anyMatch(call -> incident.family().releases().containsKey(callee(call)));
    return anywhere
        ? Optional.empty()
        : Optional.of("nothing in the file ever gives it back, so that one way is not enough");
  }

  /**
   * Whether what is held is named by an argument, as with a clock, and not by what a call yields.
   */
  private boolean isArgument() {
    Family.Acquire acquire = incident.family().acquires().get(callee(incident.origin()));
    return acquire != null && acquire.argument() >= 0 && !acquire.out();
  }

  private static boolean isMember(String place) {
    return place.contains("->")
        || place.contains(".")
        || place.contains("[")
        || place.startsWith("*");
  }

  private static String bare(String text) {
    return text.replaceFirst("^\\s*\\([\\w\\s]+\\*+\\s*\\)", "").replaceFirst("^&", "").strip();
  }

  private static String callee(Node call) {
    return call.children().isEmpty() ? "" : call.children().get(0).text();
  }
}

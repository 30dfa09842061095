package org.patchwright.typestate;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.PathState;
import org.patchwright.dataflow.Step;
import org.patchwright.dataflow.Term;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.NamePattern;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** What values have to do with the handle that is followed, beside being it. */
final class Likeness {

  /** What they yield is another name for what they are given, or lies in it. */
  private static final String HANDS =
      "add|append|insert|attach|bind|connect|copy|move|link|map|queue|push|put|write|send|set|assign|"
          + "free|release|return|give|submit|join";

  static final NamePattern VIEWS =
      NamePattern.of(
          "page_address|\\w*ALIGN\\w*|(lowmem_)?page_to_\\w+|virt_to_\\w+|kmap\\w*|build_skb|of_fwnode_handle|"
              + "\\w+_priv|(\\w+_)?(?<!("
              + HANDS
              + ")_)to_(?!regmap)\\w+|\\w+_verify_\\w+|(dma|pci)_map_(single|page)\\w*|cpu_to_[bl]e\\d+|(lower|upper)_32_bits");

  /** What they yield may be a view of a view. */
  private static final int VIEWED = 3;

  /** They yield what they are given, counted once more. */
  static final Set<String> COUNTED =
      Set.of(
          "get_device",
          "of_node_get",
          "fwnode_handle_get",
          "kobject_get",
          "pci_dev_get",
          "usb_get_dev",
          "usb_get_intf",
          "get_file",
          "skb_get");

  private final Lowered function;
  private final Optional<Step.Call> site;
  private final Optional<Family.Acquire> acquire;
  private final String label;

  /**
   * @param site the call from which it is followed
   * @param acquire what that gives
   * @param label what the text calls it there
   */
  Likeness(
      Lowered function, Optional<Step.Call> site, Optional<Family.Acquire> acquire, String label) {
    this.function = function;
    this.site = site;
    this.acquire = acquire;
    this.label = label;
  }

  /** Whether an argument is written like the member that was given the handle. */
  boolean isWritten(Node argument, PathState state) {
    return label.contains("->")
        && argument.text().equals(label)
        && state.marks().stream().anyMatch(mark -> mark.startsWith("stored "));
  }

  /** Whether a value points into another object, which a pointer in the handle's object names. */
  static boolean isBeyond(String value, PathState state) {
    return value.startsWith("&{{") && value.contains("{" + state.handle() + "}.");
  }

  boolean liesIn(String value, PathState state) {
    return liesIn(value, state, VIEWED);
  }

  private boolean liesIn(String value, PathState state, int deepest) {
    String place = value.startsWith("&") ? value.substring(1) : value;
    if (!function.isLocalPlace(place)) {
      return false;
    }
    return Stream.of('.', '[')
        .flatMap(part -> state.placesIn(place, part).values().stream())
        .anyMatch(
            inside ->
                inside.equals(state.handle())
                    || deepest > 0 && inside.startsWith("&") && liesIn(inside, state, deepest - 1));
  }

  /** Whether the handle stands where a value points. */
  static boolean isAt(String value, PathState state) {
    return state.at(PathState.target(value)).filter(state.handle()::equals).isPresent();
  }

  /** Whether a value is the handle asked for anew, or what the call that counted it was given. */
  boolean isAnotherName(String value, PathState state) {
    if (site.isPresent() && COUNTED.contains(site.get().callee())) {
      return state.value(site.get().arguments().get(0)).equals(value);
    }
    Optional<Step.Call> asked = callOf(value);
    if (asked
        .flatMap(call -> function.function().unit().function(call.callee()))
        .filter(this::yieldsLabel)
        .isPresent()) {
      return true;
    }
    Optional<Step.Call> before = callOf(state.handle());
    return acquire.isPresent()
        && acquire.get().argument() >= 0
        && asked.isPresent()
        && before.isPresent()
        && asked.get().node().text().equals(before.get().node().text());
  }

  /** Whether a function returns what stands in a member of the handle's name. */
  private boolean yieldsLabel(Function asked) {
    String member = Shapes.lastName(label.replace("->", "."));
    return !label.equals(member)
        && asked
            .body()
            .findAll(Kind.RETURN)
            .anyMatch(back -> back.text().matches("(?s).*(->|\\.)\\s*" + member + "\\s*;"));
  }

  Optional<Step.Call> callOf(String value) {
    return PathState.callOf(value)
        .filter(id -> id < function.calls().size())
        .map(id -> function.calls().get(id));
  }

  /** Whether a value is what a call made of the handle. */
  boolean isView(String value, PathState state) {
    return isView(value, state, VIEWED);
  }

  private boolean isView(String value, PathState state, int deepest) {
    return value.startsWith("#")
        && !value.equals(state.handle())
        && callOf(value)
            .filter(call -> VIEWS.matches(call.callee()))
            .filter(
                call ->
                    call.arguments().stream()
                        .map(state::value)
                        .anyMatch(
                            given ->
                                given.equals(state.handle())
                                    || state.isPart(given)
                                    || deepest > 0 && isView(given, state, deepest - 1)))
            .isPresent();
  }

  /** {@code *p} of a pointer to an array is the array, and so the same pointer. */
  boolean isItsArray(Term value, PathState state) {
    return value instanceof Term.Deref deref
        && deref.base() instanceof Term.Name name
        && state.value(name).equals(state.handle())
        && function
            .function()
            .body()
            .text()
            .matches("(?s).*\\(\\s*\\*\\s*" + name.name() + "\\s*\\)\\s*\\[.*");
  }
}

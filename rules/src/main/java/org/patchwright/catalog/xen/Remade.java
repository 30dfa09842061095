package org.patchwright.catalog.xen;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.patchwright.fact.DriverFacts;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * A connection that a backend's {@code remove} drops for itself, leaving NULL in its place as
 * {@code probe} does, and that the callback of a watch makes whenever it finds NULL there.
 *
 * @param drop the statement of {@code remove}
 * @param place where the connection is kept, as the source writes it
 * @param make the statement that makes it anew
 */
record Remade(Node drop, String place, String make) {

  private static final Pattern DROPS = Pattern.compile("(?i).*(disconnect|unmap|teardown).*");

  /** The one connection of a driver of which all this is shown by its code. */
  static Optional<Remade> of(DriverFacts driver, Function changed) {
    Optional<Function> remove = driver.callback("remove");
    Optional<Function> probe = driver.callback("probe");
    if (remove.isEmpty() || probe.isEmpty()) {
      return Optional.empty();
    }
    List<Remade> found =
        remove.get().body().children(Kind.IF).stream()
            .flatMap(drop -> of(driver, changed, probe.get(), drop).stream())
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private static Optional<Remade> of(
      DriverFacts driver, Function changed, Function probe, Node drop) {
    Optional<String> place = dropped(drop);
    if (place.isEmpty()
        || !isDeclared(changed, place.get().replaceFirst("\\W.*", ""))
        || makes(probe, place.get())) {
      return Optional.empty();
    }
    return driver.unit().functions().stream()
        .filter(function -> asksAndMakes(function, place.get()))
        .flatMap(function -> call(function, probe, place.get()).stream())
        .map(call -> new Remade(drop, place.get(), call))
        .findFirst();
  }

  /** {@code if (place) { disconnect(place); place = NULL; }}, and nothing more. */
  private static Optional<String> dropped(Node drop) {
    String place = drop.children().get(0).text().replaceAll("^\\(|\\)$", "").strip();
    List<Node> inside = drop.children().get(1).children();
    boolean plain =
        place.matches("\\w+->\\w+")
            && drop.children().size() == 2
            && inside.size() == 2
            && DROPS.matcher(inside.get(0).text().replaceFirst("(?s)\\(.*", "")).matches()
            && inside.get(0).text().matches("(?s)\\w+\\(" + Pattern.quote(place) + "\\);")
            && inside.get(1).text().equals(place + " = NULL;");
    return plain ? Optional.of(place) : Optional.empty();
  }

  private static boolean isDeclared(Function function, String name) {
    return function.body().children(Kind.DECLARATION).stream()
        .flatMap(one -> one.findAll(Kind.DECLARED_NAME))
        .anyMatch(one -> one.text().equals(name));
  }

  private static boolean makes(Function function, String place) {
    return function
        .body()
        .findAll(Kind.ASSIGNMENT)
        .anyMatch(set -> set.children().get(0).text().equals(place));
  }

  private static boolean asksAndMakes(Function function, String place) {
    return function
        .body()
        .findAll(Kind.IF)
        .filter(
            choice ->
                choice
                    .children()
                    .get(0)
                    .text()
                    .replaceAll("\\s", "")
                    .matches("\\((!" + Pattern.quote(place) + "|" + place + "==NULL)\\)"))
        .anyMatch(
            choice ->
                choice
                    .children()
                    .get(1)
                    .findAll(Kind.ASSIGNMENT)
                    .anyMatch(
                        set ->
                            set.children().get(0).text().equals(place)
                                && set.children().get(1).is(Kind.CALL)));
  }

  /** How to call what a watch calls, if it looks at nothing but the watch. */
  private static Optional<String> call(Function function, Function probe, String place) {
    List<String> given = function.parameters();
    String root = place.replaceFirst("\\W.*", "");
    boolean unused =
        given.size() == 3
            && function
                .body()
                .findAll(Kind.NAME)
                .noneMatch(name -> given.subList(1, 3).contains(name.text()));
    Optional<String> watch =
        probe
            .body()
            .findAll(Kind.CALL)
            .filter(call -> call.children().get(0).text().matches("xenbus_watch_path\\w*"))
            .filter(
                call -> call.arguments().stream().anyMatch(a -> a.text().equals(function.name())))
            .flatMap(call -> call.arguments().stream())
            .map(Node::text)
            .filter(text -> text.matches("&" + root + "->\\w+"))
            .findFirst();
    return unused
        ? watch.map(one -> function.name() + "(" + one + ", NULL, 0);")
        : Optional.empty();
  }
}

package org.patchwright.typestate;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.dataflow.PathState;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * What a condition looks like, whatever is known where it is tested.
 *
 * @param misplaced whether it asks how a pointer is aligned
 * @param warns whether it warns where it holds
 * @param passedIfTrue the branch of its {@code if} that is not taken where it holds
 * @param passedIfFalse the branch that is not taken where it does not
 * @param broken the loop that is left where it holds, by an {@code if} that does nothing else
 * @param names what it names, and itself
 * @param parts what has to hold together with it for another round of a loop, and itself
 */
record Look(
    boolean misplaced,
    boolean warns,
    Optional<Node> passedIfTrue,
    Optional<Node> passedIfFalse,
    Optional<Node> broken,
    List<String> names,
    List<String> parts) {

  private static final Pattern WARNS =
      Pattern.compile("\\(*\\s*((un)?likely\\s*\\(\\s*)?WARN(_ON|_ONCE|_ON_ONCE)?\\s*\\(");

  /** {@code (unsigned long)p & 0xff}. */
  private static final Pattern MISPLACED =
      Pattern.compile("\\(+\\s*\\w+(\\s+\\w+)*\\s*\\)\\s*\\w+\\s*&\\s*\\w+\\)*");

  static Look of(Node condition) {
    String text = condition.text();
    return new Look(
        MISPLACED.matcher(text).matches(),
        WARNS.matcher(text).lookingAt(),
        Guard.of(condition, true).flatMap(Guard::passedOver),
        Guard.of(condition, false).flatMap(Guard::passedOver),
        brokenBy(condition),
        named(condition).toList(),
        partsOf(condition));
  }

  private static Stream<String> named(Node node) {
    return Stream.concat(Stream.of(node), node.findAll(Kind.NAME)).map(Node::text);
  }

  private static Optional<Node> brokenBy(Node condition) {
    Optional<Node> choice =
        condition
            .ancestor(Kind.IF)
            .filter(
                found ->
                    found.children().size() == 2
                        && found.children().get(1).is(Kind.BREAK)
                        && condition
                            .ancestor(Kind.CONDITION)
                            .filter(found.children().get(0)::equals)
                            .isPresent());
    return choice.flatMap(
        found ->
            condition
                .ancestors()
                .filter(outer -> outer.is(Kind.FOR) || outer.is(Kind.WHILE) || outer.is(Kind.DO))
                .findFirst());
  }

  private static List<String> partsOf(Node condition) {
    Optional<Node> loop = condition.ancestors().filter(outer -> !outer.is(Kind.BINARY)).findFirst();
    Optional<Node> whole =
        condition.ancestors().takeWhile(outer -> outer.is(Kind.BINARY)).reduce((a, b) -> b);
    return whole.isPresent()
            && loop.map(outer -> outer.is(Kind.CONDITION) ? outer.parent().orElse(outer) : outer)
                .filter(outer -> outer.is(Kind.WHILE) || outer.is(Kind.DO))
                .isPresent()
        ? Stream.of(whole.get().text().split("&&")).map(String::strip).toList()
        : List.of();
  }

  /** Whether it names what keeps the handle. */
  boolean names(PathState state) {
    return namesAny(names, state);
  }

  /** The same of something else. */
  static boolean names(Node node, PathState state) {
    Set<String> aliases = state.aliases();
    return !aliases.isEmpty() && named(node).anyMatch(aliases::contains);
  }

  /** {@code while (handle && more)}: whoever wrote that knows that both end together. */
  boolean endsWith(PathState state) {
    return !parts.isEmpty() && !names(state) && namesAny(parts, state);
  }

  private static boolean namesAny(List<String> texts, PathState state) {
    Set<String> aliases = state.aliases();
    return !aliases.isEmpty() && texts.stream().anyMatch(aliases::contains);
  }
}

package org.patchwright.typestate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.dataflow.PathState;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** What a function's text says of a handle where it branches, or passes a statement over. */
final class Branches {

  private final Family family;
  private final Node origin;
  private final String label;
  private final Map<Node, Set<String>> words = new HashMap<>();
  private final Map<Node, Set<String>> released = new HashMap<>();

  /**
   * @param origin where the handle comes from
   * @param label what the text calls it there
   */
  Branches(Family family, Node origin, String label) {
    this.family = family;
    this.origin = origin;
    this.label = label;
  }

  /**
   * A loop that stores the handle round by round, left before its first: its end is a condition of
   * the loop like any other.
   */
  boolean leavesBeforeStore(Look look, Node condition, PathState state) {
    Optional<Node> loop = look.broken();
    return loop.isPresent()
        && origin.firstToken() < loop.get().firstToken()
        && state.marks().stream().noneMatch(mark -> mark.startsWith("stored "))
        && loop.get()
            .findAll(Kind.ASSIGNMENT)
            .filter(assignment -> assignment.firstToken() > condition.endToken())
            .filter(assignment -> !assignment.children().get(0).is(Kind.NAME))
            .anyMatch(assignment -> Look.names(assignment.children().get(1), state));
  }

  /** {@code if (out) *out = handle;}: who passes no pointer is known to keep it otherwise. */
  static boolean keepsIn(Node branch, Node condition, PathState state) {
    return condition.is(Kind.NAME)
        && branch
            .findAll(Kind.ASSIGNMENT)
            .anyMatch(
                assignment ->
                    state.aliases().contains(assignment.children().get(1).text())
                        && assignment.children().get(0).text().contains(condition.text()));
  }

  boolean releasesIn(Node branch, PathState state) {
    Set<String> names = new HashSet<>();
    state.aliases().forEach(place -> names.add(Shapes.lastName(place)));
    names.add(Shapes.lastName(label.replace("->", ".")));
    return released.computeIfAbsent(branch, this::releasedIn).stream().anyMatch(names::contains);
  }

  /** The words in the arguments of the calls of a statement that may release something. */
  private Set<String> releasedIn(Node branch) {
    return branch
        .findAll(Kind.CALL)
        .filter(
            call ->
                family.releases().containsKey(call.children().get(0).text())
                    || Manners.cleans(call.children().get(0).text()))
        .flatMap(call -> call.child(Kind.ARGUMENTS).stream())
        .flatMap(list -> Stream.of(list.text().split("[^A-Za-z0-9_]+")))
        .collect(Collectors.toSet());
  }

  /** Whether a statement names what holds the handle, or releases something of its family. */
  boolean concerns(Node statement, PathState state) {
    Set<String> names =
        words.computeIfAbsent(
            statement, s -> new HashSet<>(List.of(s.text().split("[^A-Za-z0-9_]+"))));
    return family.releases().keySet().stream().anyMatch(names::contains)
        || state.aliases().stream().anyMatch(place -> names.contains(Shapes.lastName(place)));
  }

  /** The argument that a loop's macro assigns. */
  static Node variable(Node loop) {
    List<Node> arguments = loop.arguments();
    if (arguments.isEmpty()) {
      return loop;
    }
    String macro = loop.child(Kind.NAME).map(Node::text).orElse("");
    return macro.matches("for_each_(node_|compatible_|matching_|pci_dev|of_allnodes).*")
        ? arguments.get(0)
        : arguments.get(arguments.size() - 1);
  }
}

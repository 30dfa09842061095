package org.patchwright.symbol;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * Carries nodes of one version of a tree over to another in which their functions have the same
 * text and syntax. For one result.
 */
public final class Moving implements UnaryOperator<Node> {

  private final KernelTree to;
  private final Map<Node, Optional<Node>> definitions = new HashMap<>();
  private boolean failed;

  Moving(KernelTree to) {
    this.to = to;
  }

  /** Whether a node had no counterpart: then nothing of what was moved is of use. */
  public boolean failed() {
    return failed;
  }

  @Override
  public Node apply(Node old) {
    Optional<Unit> now = to.known(old.file().path());
    if (now.isEmpty()) {
      failed = true;
      return old;
    }
    if (now.get().root().tree() == old.tree()) {
      return old;
    }
    Optional<Node> inside =
        old.is(Kind.FUNCTION_DEFINITION)
            ? Optional.of(old)
            : old.ancestor(Kind.FUNCTION_DEFINITION);
    Optional<Node> there =
        inside.flatMap(
            from -> definitions.computeIfAbsent(from, d -> counterpart(now.get(), from)));
    if (there.isEmpty()) {
      failed = true;
      return old;
    }
    int offset = old.index() - inside.get().index();
    return there.get().tree().node(there.get().index() + offset);
  }

  /** The same for a function as a whole. */
  public Function function(Function old) {
    Node now = apply(old.node());
    Optional<Function> there =
        to.known(old.path())
            .flatMap(unit -> unit.defined(old.name()))
            .filter(function -> function.node().equals(now));
    failed |= there.isEmpty();
    return there.orElse(old);
  }

  private static Optional<Node> counterpart(Unit now, Node definition) {
    return Function.of(now, definition)
        .flatMap(old -> now.defined(old.name()))
        .filter(function -> function.mark().equals(Mark.of(definition)))
        .map(Function::node);
  }
}

package org.patchwright.fact;

import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Node;

/** What is known of one function. */
public final class FunctionFacts {

  private final KernelTree tree;
  private final Function function;

  private FunctionFacts(KernelTree tree, Function function) {
    this.tree = tree;
    this.function = function;
  }

  public static FunctionFacts of(KernelTree tree, Function function) {
    return new FunctionFacts(tree, function);
  }

  public KernelTree tree() {
    return tree;
  }

  public Function function() {
    return function;
  }

  public String name() {
    return function.name();
  }

  public Unit unit() {
    return function.unit();
  }

  public Node node() {
    return function.node();
  }
}

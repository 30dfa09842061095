package org.patchwright.symbol;

/**
 * A statement that results rest on, and in which trees it was looked at last. What several threads
 * note at once may be lost, and is found out again.
 */
final class Premise {

  /** A power of two. */
  private static final int TREES = 16;

  private final Statement statement;

  /** The numbers of trees in which it stood: lines of history are walked side by side. */
  private final int[] stood = new int[TREES];

  private int last;

  /** The number of the tree in which it did not, the last time. */
  private int fell;

  Premise(Statement statement) {
    this.statement = statement;
  }

  Statement statement() {
    return statement;
  }

  boolean standsIn(KernelTree tree) {
    if (stood[last] == tree.number()) {
      return true;
    }
    if (fell == tree.number()) {
      return false;
    }
    boolean stands = stoodIn(tree.number()) || isTold(tree);
    if (stands) {
      stood(tree);
    } else {
      fell = tree.number();
    }
    return stands;
  }

  /** Notes a tree in which it stands. */
  void stood(KernelTree tree) {
    if (stood[last] != tree.number()) {
      int next = last + 1 & TREES - 1;
      stood[next] = tree.number();
      last = next;
    }
  }

  private boolean stoodIn(int number) {
    for (int one : stood) {
      if (one == number) {
        return true;
      }
    }
    return false;
  }

  /** By what earlier versions of the tree told, as far as nothing changed since; else by this. */
  private boolean isTold(KernelTree tree) {
    for (KernelTree.Earlier earlier : tree.earlier()) {
      if (statement.mayDiffer(earlier.changed())) {
        break;
      }
      if (stoodIn(earlier.number())) {
        return true;
      }
      if (fell == earlier.number()) {
        return false;
      }
    }
    return statement.holdsIn(tree);
  }
}

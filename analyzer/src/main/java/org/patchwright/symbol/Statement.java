package org.patchwright.symbol;

/** Something that was so in a tree when a result was worked out there. */
sealed interface Statement {

  boolean holdsIn(KernelTree tree);

  /** Whether something else may be so behind a change. */
  boolean mayDiffer(Changed changed);

  /** Notes it for a result that rests on it. */
  void noteIn(Uses uses);

  /** Whether what it is about lies below a folder: a path with a slash at its end, or nothing. */
  boolean isWithin(String folder);

  private static boolean lies(String path, String folder) {
    return (path + "/").startsWith(folder);
  }

  /** What a question was answered. */
  record Answered(Uses.Asked asked, String answer) implements Statement {

    @Override
    public boolean holdsIn(KernelTree tree) {
      return tree.knownAnswer(asked).equals(answer);
    }

    @Override
    public boolean mayDiffer(Changed changed) {
      return changed.mayDiffer(asked, answer);
    }

    @Override
    public void noteIn(Uses uses) {
      uses.add(asked, answer);
    }

    @Override
    public boolean isWithin(String folder) {
      return lies(asked.path(), folder)
          && (asked.kind() != Uses.Kind.REACHES || answer.isEmpty() || lies(answer, folder));
    }

    /** As often looked up as this is, spelled out it costs less. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Answered that
          && answer.equals(that.answer)
          && asked.equals(that.asked);
    }

    @Override
    public int hashCode() {
      return 31 * asked.hashCode() + answer.hashCode();
    }
  }

  /** What a file holds, see {@link KernelTree#contentMark}. */
  record Holds(String path, String mark) implements Statement {

    @Override
    public boolean holdsIn(KernelTree tree) {
      return tree.contentMark(path).equals(mark);
    }

    @Override
    public boolean mayDiffer(Changed changed) {
      return changed.mayDiffer(path);
    }

    @Override
    public void noteIn(Uses uses) {
      uses.file(path);
    }

    @Override
    public boolean isWithin(String folder) {
      return lies(path, folder);
    }
  }

  /** Which files a folder has, see {@link Uses#listing}. */
  record Lists(String path, String mark) implements Statement {

    @Override
    public boolean holdsIn(KernelTree tree) {
      return tree.listingMark(path).equals(mark);
    }

    @Override
    public boolean mayDiffer(Changed changed) {
      return changed.mayMove(path);
    }

    @Override
    public void noteIn(Uses uses) {
      uses.listing(path);
    }

    @Override
    public boolean isWithin(String folder) {
      return lies(path, folder);
    }
  }

  /** Where the kernel begins that a path lies in: names are resolved inside it. */
  record LiesIn(String path, String root) implements Statement {

    @Override
    public boolean holdsIn(KernelTree tree) {
      return tree.rootOf(path).equals(root);
    }

    @Override
    public boolean mayDiffer(Changed changed) {
      return changed.mayMoveRoots();
    }

    @Override
    public void noteIn(Uses uses) {
      // Whoever asks about the path finds out.
    }

    @Override
    public boolean isWithin(String folder) {
      return true;
    }
  }
}

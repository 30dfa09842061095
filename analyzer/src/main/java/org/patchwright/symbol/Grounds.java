package org.patchwright.symbol;

import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.patchwright.token.Headers;

/**
 * What an answer rested on in the tree in which it was given, so that it can be told of any other
 * tree whether the answer is the same there: a trace that is verified by asking again. What it was
 * made of are statements about the tree, and other answers with grounds of their own. May be used
 * from several threads at once.
 */
public final class Grounds {

  private final Premise[] premises;
  private final Grounds[] parts;

  /** What headers told of macros: that has its say by way of the premises. */
  private final Premise[] roles;

  /** The number of the tree in which they stood last, and of that in which they did not. */
  private volatile int stood;

  private volatile int fell;

  /** The premise that fell last: often it falls again. */
  private volatile int weak;

  /** A folder that nothing of it lies outside of. */
  private volatile Optional<String> within = Optional.empty();

  private Grounds(Premise[] premises, Grounds[] parts, Premise[] roles) {
    this.premises = premises;
    this.parts = parts;
    this.roles = roles;
  }

  /**
   * @param uses what was looked at, complete
   * @param tree where it was looked at
   */
  public static Grounds of(Uses uses, KernelTree tree) {
    Set<Statement> all = new LinkedHashSet<>();
    Set<Statement> roles = new LinkedHashSet<>();
    for (String path : uses.ownFiles()) {
      all.add(new Statement.Holds(path, tree.contentMark(path)));
      // Its syntax was looked at, if it was parsed, and nothing says what of it.
      for (Headers.Looked header : tree.knownRests(path).orElse(List.of())) {
        all.add(new Statement.Answered(KernelTree.roles(header), tree.rolesMark(header)));
      }
    }
    uses.ownListings().forEach(path -> all.add(new Statement.Lists(path, tree.listingMark(path))));
    uses.ownAnswers()
        .forEach(
            (asked, answer) ->
                (asked.kind() == Uses.Kind.ROLES ? roles : all)
                    .add(new Statement.Answered(asked, answer)));
    // Names are resolved inside a kernel's root.
    Set<String> folders = new HashSet<>();
    uses.ownAnswers().keySet().forEach(asked -> folders.add(folder(asked.path())));
    folders.forEach(path -> all.add(new Statement.LiesIn(path, tree.rootOf(path))));
    Grounds made =
        new Grounds(
            premises(all, tree), uses.parts().toArray(Grounds[]::new), premises(roles, tree));
    made.stood = tree.number();
    return made;
  }

  private static Premise[] premises(Set<Statement> all, KernelTree tree) {
    return all.stream().map(tree::premise).toArray(Premise[]::new);
  }

  /** A path in the folder of a file, the same for all of it. */
  private static String folder(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  /**
   * Whether a tree answers all that was asked as the first one did; not if that can't be read:
   * whoever asks anew will say so.
   */
  public boolean standIn(KernelTree tree) {
    if (stood == tree.number()) {
      return true;
    }
    if (fell == tree.number()) {
      return false;
    }
    boolean stand;
    try {
      stand = doStandIn(tree);
    } catch (UncheckedIOException unreadable) {
      stand = false;
    }
    if (stand) {
      stood = tree.number();
    } else {
      fell = tree.number();
    }
    return stand;
  }

  private boolean doStandIn(KernelTree tree) {
    int first = weak;
    if (first < premises.length && !premises[first].standsIn(tree)) {
      return false;
    }
    for (Grounds part : parts) {
      if (!part.standIn(tree)) {
        return false;
      }
    }
    for (int i = 0; i < premises.length; i++) {
      if (!premises[i].standsIn(tree)) {
        weak = i;
        return false;
      }
    }
    return true;
  }

  /**
   * Whether nothing of it lies outside of a folder.
   *
   * @param folder its path with a slash at its end; empty for the whole tree
   */
  public boolean areWithin(String folder) {
    if (within.filter(folder::equals).isEmpty()) {
      for (Premise premise : premises) {
        if (!premise.statement().isWithin(folder)) {
          return false;
        }
      }
      for (Grounds part : parts) {
        if (!part.areWithin(folder)) {
          return false;
        }
      }
      within = Optional.of(folder);
    }
    return true;
  }

  /** Notes for a result that rests on this answer among others what that rests on. */
  public void noteIn(Uses uses) {
    uses.part(this);
  }

  /** Notes the same, statement by statement. */
  void spellOut(Uses uses, Set<Grounds> seen) {
    if (seen.add(this)) {
      for (Premise premise : premises) {
        premise.statement().noteIn(uses);
      }
      for (Premise role : roles) {
        role.statement().noteIn(uses);
      }
      for (Grounds part : parts) {
        part.spellOut(uses, seen);
      }
    }
  }
}

package org.patchwright.symbol;

import java.util.HashMap;
import java.util.Map;

/**
 * What an answer rested on in the tree in which it was given, so that it can be told of any other
 * tree whether the answer is the same there: a trace that is verified by asking again. May be used
 * from several threads at once.
 */
public final class Grounds {

  private final Map<String, String> files;
  private final Map<Uses.Asked, String> answers;
  private final Map<String, String> listings;
  private final Map<String, String> roots;

  /** The number of the tree in which they stood last. */
  private volatile long stood;

  private Grounds(
      Map<String, String> files,
      Map<Uses.Asked, String> answers,
      Map<String, String> listings,
      Map<String, String> roots) {
    this.files = files;
    this.answers = answers;
    this.listings = listings;
    this.roots = roots;
  }

  /**
   * @param uses what was looked at, complete
   * @param tree where it was looked at
   */
  public static Grounds of(Uses uses, KernelTree tree) {
    Map<String, String> files = new HashMap<>();
    uses.files().forEach(path -> files.put(path, tree.contentMark(path)));
    Map<String, String> listings = new HashMap<>();
    uses.listings().forEach(listing -> listings.put(listing, tree.listingMark(listing)));
    // Names are resolved inside a kernel's root.
    Map<String, String> roots = new HashMap<>();
    uses.answers().keySet().forEach(one -> roots.put(folder(one.path()), tree.rootOf(one.path())));
    Grounds made = new Grounds(files, new HashMap<>(uses.answers()), listings, roots);
    made.stood = tree.number();
    return made;
  }

  /** A path in the folder of a file, the same for all of it. */
  private static String folder(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  /** Whether a tree answers all that was asked as the first one did. */
  public boolean standIn(KernelTree tree) {
    if (stood != tree.number()) {
      if (!answersAlike(tree)) {
        return false;
      }
      stood = tree.number();
    }
    return true;
  }

  private boolean answersAlike(KernelTree tree) {
    return roots.entrySet().stream()
            .allMatch(root -> tree.rootOf(root.getKey()).equals(root.getValue()))
        && files.entrySet().stream()
            .allMatch(file -> tree.contentMark(file.getKey()).equals(file.getValue()))
        && listings.entrySet().stream()
            .allMatch(listing -> tree.listingMark(listing.getKey()).equals(listing.getValue()))
        && answers.entrySet().stream()
            .allMatch(one -> tree.knownAnswer(one.getKey()).equals(one.getValue()));
  }

  /** Notes for a result that rests on this answer among others what that rests on. */
  public void noteIn(Uses uses) {
    files.keySet().forEach(uses::file);
    uses.addAll(answers);
    listings.keySet().forEach(uses::listing);
  }
}

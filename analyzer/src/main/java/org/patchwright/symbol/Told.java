package org.patchwright.symbol;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * What one version of a tree was asked, and answered: each is found out once, and stands in the
 * next version as far as nothing changed that has a say in it. May be used from several threads at
 * once.
 */
final class Told {

  private final Map<Uses.Asked, String> answers = new ConcurrentHashMap<>();
  private final Map<String, String> listings = new ConcurrentHashMap<>();

  /**
   * @param found may ask further questions
   */
  String answer(Uses.Asked asked, Supplier<String> found) {
    String known = answers.get(asked);
    if (known == null) {
      known = found.get();
      answers.put(asked, known);
    }
    return known;
  }

  String listing(String listing, Supplier<String> found) {
    return listings.computeIfAbsent(listing, asked -> found.get());
  }

  /**
   * Takes over what stands.
   *
   * @param before of a version in which the same paths stand
   * @param changed files that have another content now; none that others include
   * @param mayDefine whether a source, as it is now, may define a function
   */
  void takeOver(Told before, Set<String> changed, BiPredicate<String, String> mayDefine) {
    List<String> sources = changed.stream().filter(path -> path.endsWith(".c")).toList();
    listings.putAll(before.listings);
    before.answers.forEach(
        (asked, answer) -> {
          if (!changed.contains(asked.path()) && !mayDiffer(asked, answer, sources, mayDefine)) {
            answers.put(asked, answer);
          }
        });
  }

  /** Whether the content of some sources has a say in an answer about another file. */
  static boolean mayDiffer(
      Uses.Asked asked,
      String answer,
      List<String> sources,
      BiPredicate<String, String> mayDefine) {
    return switch (asked.kind()) {
      case REACHES ->
          sources.stream()
              .anyMatch(
                  path ->
                      path.equals(answer)
                          || KernelTree.isSearched(asked, path)
                              && mayDefine.test(path, asked.name()));
      case BESIDE -> sources.stream().anyMatch(path -> folder(path).equals(folder(asked.path())));
      default -> false;
    };
  }

  private static String folder(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }
}

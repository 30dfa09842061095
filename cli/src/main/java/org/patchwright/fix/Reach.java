package org.patchwright.fix;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;

/** By which names other files can notice that a file changed. */
final class Reach {

  private Reach() {}

  /**
   * The names of a changed file that reach beyond it: of functions that came, went or changed and
   * are not static, and the file's own if it is a header.
   *
   * @param before the file before; if empty, it is read from the tree
   */
  static Set<String> names(SourceFile after, Optional<SourceFile> before, SourceTree tree)
      throws IOException {
    Set<String> names = new TreeSet<>();
    if (after.path().endsWith(".h")) {
      names.add(after.path().substring(after.path().lastIndexOf('/') + 1));
    }
    Optional<SourceFile> old = before.isPresent() ? before : tree.read(after.path());
    Map<String, String> then = old.map(Reach::texts).orElse(Map.of());
    Map<String, String> now = texts(after);
    now.forEach(
        (name, text) -> {
          if (!text.equals(then.get(name))) {
            names.add(name);
          }
        });
    return names;
  }

  private static Map<String, String> texts(SourceFile file) {
    Map<String, String> texts = new HashMap<>();
    for (Function function : Unit.of(file).functions()) {
      if (!function.isStatic()) {
        texts.put(function.name(), function.node().text());
      }
    }
    return texts;
  }

  static boolean mentions(SourceFile file, Set<String> names) {
    String text = file.text();
    return names.stream().anyMatch(text::contains);
  }
}

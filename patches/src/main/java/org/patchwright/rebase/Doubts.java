package org.patchwright.rebase;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/** Signs that added lines don't suit a target though their place is right. */
final class Doubts {

  private static final Pattern INCLUDE =
      Pattern.compile("\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"].*", Pattern.DOTALL);

  private final Optional<SourceTree> base;
  private final SourceTree target;
  private final Map<String, Set<String>> names = new HashMap<>();

  Doubts(Optional<SourceTree> base, SourceTree target) {
    this.base = base;
    this.target = target;
  }

  /**
   * What in a hunk's added lines the target does not know though the base does.
   *
   * @param after the file with the hunk carried out
   */
  Optional<String> about(Hunk hunk, FileDiff diff, Optional<SourceFile> after) throws IOException {
    if (base.isEmpty() || after.isEmpty() || !diff.path().matches(".*\\.[chS]")) {
      return Optional.empty();
    }
    Optional<SourceFile> before = base.get().read(diff.oldPath());
    Optional<SourceFile> there = target.read(diff.oldPath());
    if (before.isEmpty() || there.isEmpty()) {
      return Optional.empty();
    }
    Set<String> gone = new HashSet<>(names("base", before.get()));
    gone.removeAll(names("target", there.get()));
    for (HunkLine line : hunk.lines()) {
      if (line.kind() != HunkLine.Kind.ADDED) {
        continue;
      }
      Matcher include = INCLUDE.matcher(line.text());
      if (include.matches()) {
        String name = "/" + include.group(1);
        if (has(base.get(), name) && !has(target, name)) {
          return Optional.of(include.group(1) + " is not in the target");
        }
        continue;
      }
      for (String word : Texts.words(List.of(line.text()))) {
        if (Texts.isIdentifier(word) && gone.contains(word)) {
          return Optional.of("the target's file does not know " + word);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean has(SourceTree tree, String name) throws IOException {
    // <asm/x.h> may be include/asm-x86/x.h or arch/x86/include/asm/x.h.
    String last = name.substring(name.lastIndexOf('/'));
    return tree.paths().stream().anyMatch(path -> path.endsWith(last));
  }

  private Set<String> names(String tree, SourceFile file) {
    return names.computeIfAbsent(
        tree + ":" + file.path(),
        key -> {
          Set<String> all = new HashSet<>();
          for (String word : Texts.words(List.of(file.text()))) {
            if (Texts.isIdentifier(word)) {
              all.add(word);
            }
          }
          return all;
        });
  }
}

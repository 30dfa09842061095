package org.patchwright.rebase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

  private static final int DEPTH = 2;

  private final Optional<SourceTree> base;
  private final SourceTree target;
  private final Map<String, Set<String>> names = new HashMap<>();
  private final Map<SourceTree, Map<String, List<String>>> headers = new IdentityHashMap<>();

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
    Set<String> known = names("base", before.get());
    Set<String> here = names("target", there.get());
    Set<String> strange = new TreeSet<>();
    for (HunkLine line : hunk.lines()) {
      if (line.kind() != HunkLine.Kind.ADDED) {
        continue;
      }
      Matcher include = INCLUDE.matcher(line.text());
      if (include.matches()) {
        String name = "/" + include.group(1);
        if (!headers(base.get(), name).isEmpty() && headers(target, name).isEmpty()) {
          return Optional.of(include.group(1) + " is not in the target");
        }
        continue;
      }
      for (String word : Texts.words(List.of(code(line.text())))) {
        if (!Texts.isIdentifier(word) || here.contains(word)) {
          continue;
        }
        if (known.contains(word)) {
          return Optional.of("the target's file does not know " + word);
        }
        strange.add(word);
      }
    }
    if (!strange.isEmpty()) {
      Set<String> declared = included(strange, base.get(), before.get());
      if (!declared.isEmpty()) {
        declared.removeAll(included(declared, target, there.get()));
      }
      strange.retainAll(declared);
    }
    return strange.stream()
        .findFirst()
        .map(word -> "the headers of the target's file do not know " + word);
  }

  /** A line without its comments, whose words are no names. */
  private static String code(String line) {
    String text = line.replaceAll("/\\*.*?(\\*/|$)", "").replaceAll("//.*", "");
    return text.strip().startsWith("*") ? "" : text;
  }

  /** Those of some names that the headers that a file includes hold, or those that they include. */
  private Set<String> included(Set<String> wanted, SourceTree tree, SourceFile file)
      throws IOException {
    Set<String> all = new HashSet<>();
    Set<String> read = new HashSet<>();
    List<SourceFile> level = List.of(file);
    for (int depth = 0; depth < DEPTH; depth++) {
      List<SourceFile> next = new ArrayList<>();
      for (SourceFile one : level) {
        for (String path : includes(tree, one)) {
          Optional<SourceFile> header = read.add(path) ? tree.read(path) : Optional.empty();
          if (header.isPresent()) {
            all.addAll(Texts.found(header.get().text(), wanted));
            next.add(header.get());
          }
        }
      }
      level = next;
    }
    return all;
  }

  private Set<String> includes(SourceTree tree, SourceFile file) throws IOException {
    Set<String> paths = new TreeSet<>();
    String text = file.text();
    for (int at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
      int end = text.indexOf('\n', at);
      Matcher include = INCLUDE.matcher(text.substring(at, end < 0 ? text.length() : end));
      if (include.matches()) {
        paths.addAll(headers(tree, "/" + include.group(1)));
      }
    }
    return paths;
  }

  /** The headers of a tree that an include may mean; asm may be any architecture's. */
  private List<String> headers(SourceTree tree, String name) throws IOException {
    Map<String, List<String>> index = headers.get(tree);
    if (index == null) {
      index = new HashMap<>();
      for (String path : tree.paths()) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        index.computeIfAbsent(last, any -> new ArrayList<>()).add(path);
      }
      headers.put(tree, index);
    }
    return index.getOrDefault(name.substring(name.lastIndexOf('/') + 1), List.of());
  }

  private Set<String> names(String tree, SourceFile file) {
    return names.computeIfAbsent(tree + ":" + file.path(), key -> Texts.identifiers(file.text()));
  }
}

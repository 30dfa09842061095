package org.patchwright.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.validate.Remark;

/**
 * A change that puts one call in the place of another in several files, and leaves out others that
 * are registered in the same way.
 */
final class HalfConverted {

  private static final int FEWEST = 2;
  private static final int MOST_FILES = 4_000;
  private static final int MOST_NAMED = 8;
  private static final Pattern CALL =
      Pattern.compile("\\s*(?:return\\s+|\\w+\\s*=\\s*)?(\\w+)\\s*\\(([^;{}]*)\\)\\s*;\\s*");
  private static final Pattern REGISTERS = Pattern.compile("\\b(\\w*register\\w*)\\s*\\(\\s*&");
  private static final Pattern SAYS =
      Pattern.compile(
          "(?i)\\w*printk\\w*|pr_\\w+|dev_(dbg|info|notice|warn|err)|(\\w*_)?(dbg|debug)");
  private static final Set<String> NO_CALLS = Set.of("if", "while", "for", "switch", "sizeof");

  private HalfConverted() {}

  /** The call that went and the one that came in its place. */
  private record Exchange(String from, String to) {}

  /**
   * @param after the tree after the patch
   */
  static List<Remark> of(List<FileDiff> files, SourceTree after) throws IOException {
    Map<Exchange, Set<String>> exchanged =
        new TreeMap<>(java.util.Comparator.comparing(Exchange::from).thenComparing(Exchange::to));
    for (FileDiff file : files) {
      if (file.path().endsWith(".c")) {
        for (Hunk hunk : file.hunks()) {
          for (Exchange one : exchanges(hunk)) {
            exchanged.computeIfAbsent(one, key -> new TreeSet<>()).add(file.path());
          }
        }
      }
    }
    List<Remark> remarks = new ArrayList<>();
    for (Map.Entry<Exchange, Set<String>> one : exchanged.entrySet()) {
      if (one.getValue().size() >= FEWEST) {
        left(one.getKey(), one.getValue(), after).ifPresent(remarks::add);
      }
    }
    return remarks;
  }

  /** Calls of one run of removed lines and the added lines right behind it. */
  private static List<Exchange> exchanges(Hunk hunk) {
    List<Exchange> found = new ArrayList<>();
    Set<String> removed = new TreeSet<>();
    Set<String> added = new TreeSet<>();
    for (HunkLine line : hunk.lines()) {
      if (line.kind() == HunkLine.Kind.CONTEXT) {
        pair(removed, added, found);
        removed.clear();
        added.clear();
      } else {
        Matcher call = CALL.matcher(line.text());
        if (call.matches() && !NO_CALLS.contains(call.group(1))) {
          (line.kind() == HunkLine.Kind.REMOVED ? removed : added).add(call.group(1));
        }
      }
    }
    pair(removed, added, found);
    return found;
  }

  private static void pair(Set<String> removed, Set<String> added, List<Exchange> found) {
    for (String from : removed) {
      for (String to : added) {
        // A message in place of work is not the same step done in another way.
        boolean alike = SAYS.matcher(from).matches() == SAYS.matcher(to).matches();
        if (alike && !removed.contains(to) && !added.contains(from)) {
          found.add(new Exchange(from, to));
        }
      }
    }
  }

  private static Optional<Remark> left(Exchange exchange, Set<String> converted, SourceTree after)
      throws IOException {
    Set<String> registrations = new TreeSet<>();
    boolean first = true;
    for (String path : converted) {
      Set<String> here = registrations(after.read(path));
      if (first) {
        registrations.addAll(here);
      } else {
        registrations.retainAll(here);
      }
      first = false;
    }
    if (registrations.isEmpty()) {
      return Optional.empty();
    }
    List<String> named = new ArrayList<>();
    for (String path : near(converted, after)) {
      Optional<SourceFile> file = converted.contains(path) ? Optional.empty() : after.read(path);
      if (file.isPresent()) {
        Set<String> here = new HashSet<>(registrations(file));
        here.retainAll(registrations);
        String text = file.get().text();
        if (!here.isEmpty() && calls(text, exchange.from()) && !calls(text, exchange.to())) {
          named.add(path);
        }
      }
    }
    if (named.isEmpty() || named.size() > MOST_NAMED) {
      return Optional.empty();
    }
    return Optional.of(
        Remark.ofPatch(
            "half-converted",
            exchange.from()
                + " gives way to "
                + exchange.to()
                + " in "
                + String.join(", ", converted)
                + ", but not in "
                + String.join(", ", named)
                + ", registered alike by "
                + String.join(", ", registrations)));
  }

  private static boolean calls(String text, String name) {
    return Pattern.compile("\\b" + Pattern.quote(name) + "\\s*\\(").matcher(text).find();
  }

  private static Set<String> registrations(Optional<SourceFile> file) {
    Set<String> names = new TreeSet<>();
    if (file.isPresent()) {
      Matcher call = REGISTERS.matcher(file.get().text());
      while (call.find()) {
        if (!call.group(1).contains("unregister")) {
          names.add(call.group(1));
        }
      }
    }
    return names;
  }

  /** C files in the widest folder around the converted ones that is still no whole kernel. */
  private static List<String> near(Set<String> converted, SourceTree tree) throws IOException {
    String folder = converted.iterator().next();
    List<String> widest = List.of();
    while (folder.contains("/")) {
      folder = folder.substring(0, folder.lastIndexOf('/'));
      String prefix = folder + "/";
      List<String> sources = tree.pathsUnder(prefix).filter(path -> path.endsWith(".c")).toList();
      if (sources.size() > MOST_FILES) {
        break;
      }
      widest = sources;
    }
    return widest;
  }
}

package org.patchwright.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.patchwright.run.DeepStack;
import org.patchwright.source.SourceTree;
import org.patchwright.source.WordSet;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * How far a change reaches: the files in which it may change what a rule finds. These are the
 * changed ones, and those that use a name whose meaning changed, directly or through functions in
 * between.
 *
 * @param files their paths, of the tree before or after
 * @param unread changed functions that were not understood, as {@code path: name()}
 * @param complete false if the names are used so widely that not all users were followed
 */
record Reach(SortedSet<String> files, boolean complete, List<String> unread) {

  /** Calls deeper than this are not followed by the analysis either. */
  private static final int ROUNDS = 8;

  /** Larger files are not read for names: generated tables, not code. */
  private static final int LARGEST = 4 << 20;

  /** More files than this in one round are not parsed for the names that lead further. */
  private static final int WIDEST = 500;

  Reach {
    files = Collections.unmodifiableSortedSet(new TreeSet<>(files));
    unread = List.copyOf(unread);
  }

  /**
   * @param before the tree without the change
   * @param after the tree with it
   * @param changed the paths that differ; others than C do not matter
   * @param jobs number of threads
   */
  static Reach of(SourceTree before, SourceTree after, Collection<String> changed, int jobs)
      throws IOException {
    SortedSet<String> files = new TreeSet<>();
    List<String> unread = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (String path : changed) {
      if (isC(path)) {
        files.add(path);
        Optional<Unit> old = unit(before, path);
        Optional<Unit> now = unit(after, path);
        Set<String> differing = differing(old, now);
        old.ifPresent(unit -> names.addAll(carried(unit, differing)));
        now.ifPresent(unit -> names.addAll(carried(unit, differing)));
        now.ifPresent(unit -> unread.addAll(notUnderstood(unit, differing)));
      }
    }
    if (names.isEmpty()) {
      return new Reach(files, true, unread);
    }
    KernelTree tree = KernelTree.of(after);
    Set<String> roots = new HashSet<>();
    files.forEach(path -> roots.add(tree.rootOf(path)));
    List<String> candidates = new ArrayList<>();
    for (String path : after.paths()) {
      if (isC(path) && roots.contains(tree.rootOf(path))) {
        candidates.add(path);
      }
    }
    boolean complete = true;
    Set<String> known = new HashSet<>(names);
    Set<String> asked = new TreeSet<>(names);
    for (int round = 0; round < ROUNDS && !asked.isEmpty(); round++) {
      List<String> users = users(after, candidates, asked, jobs);
      Set<String> next = new TreeSet<>();
      for (int i = 0; i < users.size(); i++) {
        files.add(users.get(i));
        if (i < WIDEST) {
          unit(after, users.get(i)).ifPresent(unit -> next.addAll(carried(unit, known)));
        }
      }
      complete &= users.size() <= WIDEST;
      next.removeAll(known);
      known.addAll(next);
      asked = next;
    }
    return new Reach(files, complete && asked.isEmpty(), unread);
  }

  private static boolean isC(String path) {
    return path.endsWith(".c") || path.endsWith(".h");
  }

  private static Optional<Unit> unit(SourceTree tree, String path) throws IOException {
    return tree.read(path).filter(file -> !file.isBinary() && file.size() <= LARGEST).map(Unit::of);
  }

  private static List<String> notUnderstood(Unit unit, Set<String> names) {
    return unit.functions().stream()
        .filter(function -> names.contains(function.name()) && function.node().hasErrors())
        .map(function -> unit.path() + ": " + function.name() + "()")
        .toList();
  }

  /** Names that a file defines, and defines otherwise, or not at all, in the other version. */
  private static Set<String> differing(Optional<Unit> old, Optional<Unit> now) {
    Map<String, String> before = old.map(Reach::definitions).orElse(Map.of());
    Map<String, String> after = now.map(Reach::definitions).orElse(Map.of());
    Set<String> all = new TreeSet<>(before.keySet());
    all.addAll(after.keySet());
    all.removeIf(name -> before.getOrDefault(name, "").equals(after.getOrDefault(name, "")));
    return all;
  }

  private static Map<String, String> definitions(Unit unit) {
    Map<String, String> texts = new HashMap<>();
    for (Function function : unit.functions()) {
      add(texts, function.name(), function.node().text());
    }
    unit.macros().forEach(macro -> add(texts, macro.name(), macro.parameters() + macro.body()));
    unit.tree()
        .root()
        .findAll(Kind.ENUMERATOR)
        .forEach(node -> add(texts, node.children().get(0).text(), node.text()));
    for (Node external : unit.tree().root().children()) {
      if (external.is(Kind.DECLARATION)) {
        for (Node declarator : external.children(Kind.INIT_DECLARATOR)) {
          declarator
              .findAll(Kind.DECLARED_NAME)
              .findFirst()
              .ifPresent(name -> add(texts, name.text(), external.text()));
        }
      }
    }
    return texts;
  }

  private static void add(Map<String, String> texts, String name, String text) {
    texts.merge(name, text.replaceAll("\\s+", " "), (one, other) -> one + "\n" + other);
  }

  /** The names through which some names reach other files: of its functions that use them. */
  private static Set<String> carried(Unit unit, Set<String> names) {
    Map<Function, Set<String>> words = new HashMap<>();
    unit.functions().forEach(function -> words.put(function, words(function.node())));
    Set<String> reached = new HashSet<>(names);
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Map.Entry<Function, Set<String>> entry : words.entrySet()) {
        if (!reached.contains(entry.getKey().name())
            && entry.getValue().stream().anyMatch(reached::contains)) {
          reached.add(entry.getKey().name());
          grown = true;
        }
      }
    }
    boolean header = unit.path().endsWith(".h");
    Set<String> leaving = new TreeSet<>();
    for (Function function : unit.functions()) {
      if (reached.contains(function.name()) && (header || !function.isStatic())) {
        leaving.add(function.name());
      }
    }
    if (header) {
      Set<String> own = definitions(unit).keySet();
      names.stream().filter(own::contains).forEach(leaving::add);
    }
    return leaving;
  }

  private static Set<String> words(Node node) {
    Set<String> words = new HashSet<>();
    for (int token = node.firstToken(); token < node.endToken(); token++) {
      words.add(node.tree().tokens().text(token));
    }
    return words;
  }

  private static List<String> users(
      SourceTree tree, List<String> candidates, Set<String> names, int jobs) throws IOException {
    WordSet words = WordSet.of(List.of(names));
    ExecutorService threads = DeepStack.threads(jobs);
    try {
      int share = Math.max(1, (candidates.size() + jobs * 8 - 1) / (jobs * 8));
      List<Future<List<String>>> parts = new ArrayList<>();
      for (int start = 0; start < candidates.size(); start += share) {
        List<String> part = candidates.subList(start, Math.min(candidates.size(), start + share));
        parts.add(threads.submit(() -> usersAmong(tree, part, words)));
      }
      List<String> users = new ArrayList<>();
      for (Future<List<String>> part : parts) {
        users.addAll(part.get());
      }
      return users;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<String> usersAmong(SourceTree tree, List<String> paths, WordSet words)
      throws IOException {
    List<String> users = new ArrayList<>();
    for (String path : paths) {
      if (tree.look(path, (bytes, size) -> !words.in(bytes, size).isEmpty()).orElse(false)) {
        users.add(path);
      }
    }
    return users;
  }
}

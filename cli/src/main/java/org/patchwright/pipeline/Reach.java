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
import java.util.TreeMap;
import java.util.TreeSet;
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
   * @param mentions finds the files that use a name
   */
  static Reach of(
      KernelTree before, KernelTree after, Collection<String> changed, Mentions mentions)
      throws IOException {
    SortedSet<String> files = new TreeSet<>();
    List<String> unread = new ArrayList<>();
    Map<String, Set<String>> asked = new TreeMap<>();
    for (Map.Entry<String, Set<String>> file : differing(before, after, changed).entrySet()) {
      String path = file.getKey();
      Set<String> differing = file.getValue();
      files.add(path);
      Optional<Unit> now = unit(after, path);
      Set<String> names = new TreeSet<>();
      unit(before, path).ifPresent(unit -> names.addAll(carried(unit, differing)));
      now.ifPresent(unit -> names.addAll(carried(unit, differing)));
      names.forEach(name -> asked.computeIfAbsent(name, n -> new TreeSet<>()).add(path));
      now.ifPresent(unit -> unread.addAll(notUnderstood(unit, differing)));
    }
    boolean complete = true;
    Set<String> known = new HashSet<>(asked.keySet());
    Map<String, Set<String>> round = asked;
    for (int i = 0; i < ROUNDS && !round.isEmpty(); i++) {
      List<String> users = users(after, round, mentions);
      Map<String, Set<String>> next = new TreeMap<>();
      for (int user = 0; user < users.size(); user++) {
        String path = users.get(user);
        files.add(path);
        if (user < WIDEST) {
          for (String name : unit(after, path).map(u -> carried(u, known)).orElse(Set.of())) {
            if (!known.contains(name)) {
              next.computeIfAbsent(name, n -> new TreeSet<>()).add(path);
            }
          }
        }
      }
      complete &= users.size() <= WIDEST;
      known.addAll(next.keySet());
      round = next;
    }
    return new Reach(files, complete && round.isEmpty(), unread);
  }

  /**
   * The files that use some names.
   *
   * @param names each with the files that define it
   */
  private static List<String> users(
      KernelTree tree, Map<String, Set<String>> names, Mentions mentions) throws IOException {
    Set<String> wide = new TreeSet<>();
    Set<String> near = new TreeSet<>();
    SortedSet<String> beside = new TreeSet<>();
    Set<String> roots = new HashSet<>();
    for (Map.Entry<String, Set<String>> name : names.entrySet()) {
      for (String path : name.getValue()) {
        roots.add(tree.rootOf(path));
        if (KernelTree.isSeenFromAfar(name.getKey(), path)) {
          wide.add(name.getKey());
        } else {
          near.add(name.getKey());
          beside.addAll(tree.siblings(path));
        }
      }
    }
    SortedSet<String> users = new TreeSet<>(mentions.of(tree.source(), beside, near));
    if (!wide.isEmpty()) {
      List<String> all = tree.source().paths().stream().filter(Reach::isC).toList();
      // Few files use the names, and it takes a look at every folder to tell where kernels begin.
      for (String path : mentions.of(tree.source(), all, wide)) {
        if (roots.contains(tree.rootOf(path))) {
          users.add(path);
        }
      }
    }
    return List.copyOf(users);
  }

  private static boolean isC(String path) {
    return path.endsWith(".c") || path.endsWith(".h");
  }

  private static Optional<Unit> unit(KernelTree tree, String path) {
    return tree.unit(path);
  }

  private static List<String> notUnderstood(Unit unit, Set<String> names) {
    return unit.functions().stream()
        .filter(function -> names.contains(function.name()) && function.node().hasErrors())
        .map(function -> unit.path() + ": " + function.name() + "()")
        .toList();
  }

  /**
   * Names that each changed file defines, and defines otherwise, or not at all, in the other
   * version. Who uses what one file defined and another defines now, alike, sees nothing of it.
   */
  private static Map<String, Set<String>> differing(
      KernelTree before, KernelTree after, Collection<String> changed) {
    Map<String, Set<String>> differing = new TreeMap<>();
    Map<String, String> gone = new HashMap<>();
    Map<String, String> come = new HashMap<>();
    for (String path : changed) {
      if (isC(path)) {
        Map<String, String> old = unit(before, path).map(Reach::definitions).orElse(Map.of());
        Map<String, String> now = unit(after, path).map(Reach::definitions).orElse(Map.of());
        differing.put(path, differing(old, now));
        addMissing(old, now, gone);
        addMissing(now, old, come);
      }
    }
    gone.entrySet().retainAll(come.entrySet());
    differing.values().forEach(names -> names.removeAll(gone.keySet()));
    return differing;
  }

  private static void addMissing(
      Map<String, String> from, Map<String, String> other, Map<String, String> to) {
    from.forEach(
        (name, text) -> {
          if (!other.containsKey(name)) {
            add(to, name, text);
          }
        });
  }

  private static Set<String> differing(Map<String, String> before, Map<String, String> after) {
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
}

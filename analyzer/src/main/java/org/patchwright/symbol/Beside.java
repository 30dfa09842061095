package org.patchwright.symbol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.patchwright.token.Directive;

/** The sources that lie in one folder with a file, and which of them belong together. */
final class Beside {

  /** Asks of a file for those headers alone that it includes by a name in quotes. */
  private static final String QUOTED = "quoted";

  private final KernelTree tree;
  private final Units units;
  private final Map<Users, List<String>> users = new ConcurrentHashMap<>();

  /** The sources of a folder in which one of some words stands. */
  private record Users(String folder, List<String> words) {}

  Beside(KernelTree tree, Units units) {
    this.tree = tree;
    this.units = units;
  }

  /** A file and those sources beside it in which one of some words stands. */
  List<Unit> companions(Unit from, Set<String> words) {
    return companions(from, words, beside -> Set.copyOf(beside));
  }

  /** The same without those that share no header with the file, see {@link KernelTree#parts}. */
  List<Unit> parts(Unit from, Set<String> words) {
    from.includes();
    return companions(from, words, beside -> joined(from.path(), beside));
  }

  /** The sources beside a file in which one of some words stands; nobody notes it. */
  List<String> users(String from, Set<String> words) {
    return beside(from, units.inOrder(words));
  }

  /**
   * What a file includes, and nobody notes it.
   *
   * @param which what {@link Uses.Kind#INCLUDES} asks for
   */
  List<String> includes(String path, String which) {
    return which.equals(QUOTED) ? quoted(path) : includes(path);
  }

  private Set<String> joined(String from, List<String> beside) {
    Set<String> headers = new HashSet<>(quoted(from));
    Set<String> parts = new HashSet<>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (String path : beside) {
        if (!parts.contains(path) && quoted(path).stream().anyMatch(headers::contains)) {
          parts.add(path);
          grown |= headers.addAll(quoted(path));
        }
      }
    }
    return parts;
  }

  /** The headers that a file includes by a name in quotes. */
  private List<String> quoted(String path) {
    return tree.words(path).quoted().isEmpty()
        ? List.of()
        : includes(path).stream()
            .filter(body -> body.indexOf('"', 1) > 1 && body.startsWith("\""))
            .map(body -> body.substring(1, body.indexOf('"', 1)))
            .toList();
  }

  /** What {@link Unit#includes} has, of a file that need not be parsed for it. */
  private List<String> includes(String path) {
    return tree.words(path)
        .includes(
            () ->
                tree.read(path).filter(file -> file.size() <= KernelTree.LARGEST_FILE).stream()
                    .flatMap(
                        file ->
                            Directive.in(file).stream()
                                .filter(one -> one.kind() == Directive.Kind.INCLUDE)
                                .map(one -> file.text(one.body())))
                    .filter(Unit::isInclude)
                    .toList());
  }

  private List<Unit> companions(
      Unit from, Set<String> words, Function<List<String>, Set<String>> parts) {
    List<Unit> found = new ArrayList<>(List.of(from));
    tree.siblings(from.path());
    List<String> sorted = units.inOrder(words);
    List<String> beside = beside(from.path(), sorted);
    // A source beside it that comes to use one of the words would be a part of it, too.
    Recording.answer(
        Uses.Kind.BESIDE, String.join(" ", sorted), from.path(), () -> String.join(" ", beside));
    Set<String> chosen = parts.apply(beside);
    for (String path : beside) {
      if (chosen.contains(path)) {
        tree.unit(path).ifPresent(found::add);
      } else {
        // By another header it may come to be one.
        Recording.answer(Uses.Kind.INCLUDES, QUOTED, path, () -> String.join(" ", quoted(path)));
      }
    }
    return List.copyOf(found);
  }

  private List<String> beside(String from, List<String> words) {
    return users
        .computeIfAbsent(
            new Users(Places.parent(from), words),
            asked ->
                tree.besides(from).stream()
                    .filter(path -> tree.words(path).holdAny(words, () -> tree.content(path)))
                    .toList())
        .stream()
        .filter(path -> !path.equals(from))
        .toList();
  }
}

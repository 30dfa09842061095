package org.patchwright.symbol;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.token.Headers;

/**
 * What differs between two versions of a tree, and which answers that has a say in. It does not
 * keep them alive: once they are gone, it has a say in all. May be used from several threads at
 * once.
 */
final class Changed {

  private final WeakReference<KernelTree> before;
  private final WeakReference<KernelTree> now;
  private final Set<String> moved;
  private final Set<String> all;
  private final List<String> sources;
  private final List<String> headers;

  /** Headers that tell another thing of macros, or are there in one version alone. */
  private final Set<Headers.Looked> roles;

  /** For a file whether its syntax may rest on one of these. */
  private final Map<String, Boolean> readings = new ConcurrentHashMap<>();

  /** What differs below each kernel root: names are looked for inside of one. */
  private final Map<String, Share> shares = new HashMap<>();

  /**
   * What differs below one root.
   *
   * @param led whether headers may lead to other ones, or another one may be found in place of one
   * @param functions for a name whether a file may define such a function now that is looked at
   *     from afar
   * @param beside for a folder, and a name, the same of the sources in it
   * @param constants for a name whether a header may define such a constant, in either version
   */
  private record Share(
      List<String> paths,
      List<String> headers,
      boolean led,
      Map<String, Boolean> functions,
      Map<String, Map<String, Boolean>> beside,
      Map<String, Boolean> constants) {

    static final Share NOTHING = of(List.of(), List.of(), false);

    static Share of(List<String> paths, List<String> headers, boolean led) {
      Map<String, Map<String, Boolean>> beside = new HashMap<>();
      paths.stream()
          .filter(path -> path.endsWith(".c"))
          .forEach(path -> beside.put(Places.parent(path), new ConcurrentHashMap<>()));
      return new Share(
          paths, headers, led, new ConcurrentHashMap<>(), beside, new ConcurrentHashMap<>());
    }
  }

  /**
   * @param content files of both versions with another content
   * @param moved those that only one of them has
   */
  Changed(KernelTree before, KernelTree now, Set<String> content, Set<String> moved) {
    this.before = new WeakReference<>(before);
    this.now = new WeakReference<>(now);
    this.moved = Set.copyOf(moved);
    this.all = new HashSet<>(content);
    all.addAll(moved);
    this.sources = all.stream().filter(path -> path.endsWith(".c")).toList();
    this.headers = all.stream().filter(now::mayBeIncluded).toList();
    this.roles =
        headers.stream()
            .flatMap(path -> Stream.of(true, false).map(in -> new Headers.Looked(path, in)))
            .filter(header -> !before.rolesMark(header).equals(now.rolesMark(header)))
            .collect(Collectors.toUnmodifiableSet());
    all.stream()
        .collect(Collectors.groupingBy(now::rootOf))
        .forEach((root, paths) -> shares.put(root, share(paths)));
  }

  private Share share(List<String> paths) {
    List<String> included = paths.stream().filter(headers::contains).toList();
    boolean led =
        included.stream().anyMatch(path -> roles.contains(new Headers.Looked(path, true)));
    return Share.of(paths, included, led);
  }

  /** Whether all of them are sources that nobody includes, in both versions. */
  boolean areSources() {
    return headers.isEmpty() && moved.isEmpty();
  }

  /** Whether kernels may begin elsewhere. */
  boolean mayMoveRoots() {
    return !moved.isEmpty();
  }

  boolean mayDiffer(String path) {
    return all.contains(path);
  }

  /** Whether the list of files of a folder may be another one, see {@link Uses#listing}. */
  boolean mayMove(String listing) {
    return moved.stream().anyMatch(path -> Uses.lists(listing, path));
  }

  /** Whether what is answered may be another thing. */
  boolean mayDiffer(Uses.Asked asked, String answer) {
    return switch (asked.kind()) {
      case BESIDE -> mayDifferBeside(asked, answer);
      case ROLES -> all.contains(asked.path());
      case REACHES -> mayRead(asked.path()) || mayReachOther(asked, answer);
      case CONSTANT -> mayRead(asked.path()) || mayBeAnother(asked);
      case LINUX -> mayRead(asked.path()) || !moved.isEmpty();
      default -> mayRead(asked.path());
    };
  }

  /** Whether a file may be understood in another way. */
  private boolean mayRead(String path) {
    return all.contains(path)
        || !roles.isEmpty() && readings.computeIfAbsent(path, this::mayRestOnRoles);
  }

  /** What a file rests on in one version is the same in the other, if none of it differs. */
  private boolean mayRestOnRoles(String path) {
    return Optional.ofNullable(now.get())
        .flatMap(tree -> tree.knownRests(path))
        .map(rests -> rests.stream().anyMatch(roles::contains))
        .orElse(true);
  }

  /** What differs below the root of the file that is asked about; empty if nobody can tell. */
  private Optional<Share> share(Uses.Asked asked) {
    return Optional.ofNullable(now.get())
        .map(tree -> shares.getOrDefault(tree.rootOf(asked.path()), Share.NOTHING));
  }

  /**
   * Whether a call may reach another function, as long as the file that makes it includes what it
   * did.
   *
   * @param answer the file that defines what it reached
   */
  boolean mayReachOther(Uses.Asked asked, String answer) {
    return all.contains(answer) || share(asked).map(share -> mayReachIn(share, asked)).orElse(true);
  }

  private boolean mayReachIn(Share share, Uses.Asked asked) {
    String name = asked.name();
    String folder = Places.parent(asked.path());
    return !share.paths().isEmpty()
            && share
                .functions()
                .computeIfAbsent(
                    name, n -> mayDefine(share, n, path -> KernelTree.isSeenFromAfar(n, path)))
        || share.beside().containsKey(folder)
            && share
                .beside()
                .get(folder)
                .computeIfAbsent(name, n -> mayDefine(share, n, path -> isIn(folder, path)));
  }

  private static boolean isIn(String folder, String path) {
    return path.endsWith(".c") && Places.parent(path).equals(folder);
  }

  private boolean mayDefine(Share share, String name, Predicate<String> searched) {
    return share.paths().stream()
        .filter(searched)
        .anyMatch(path -> may(now, path, name, Outline::mayDefineFunction));
  }

  /** Whether a constant may have another value, as long as the file includes what it did. */
  private boolean mayBeAnother(Uses.Asked asked) {
    return share(asked)
        .map(
            share ->
                share.led()
                    || !share.headers().isEmpty()
                        && share
                            .constants()
                            .computeIfAbsent(asked.name(), name -> mayDefineConstant(share, name)))
        .orElse(true);
  }

  private boolean mayDefineConstant(Share share, String name) {
    return share.headers().stream()
        .anyMatch(
            path ->
                may(before, path, name, Outline::mayDefineConstant)
                    || may(now, path, name, Outline::mayDefineConstant));
  }

  private static boolean may(
      WeakReference<KernelTree> version,
      String path,
      String name,
      BiPredicate<Outline, String> define) {
    return Optional.ofNullable(version.get())
        .map(tree -> define.test(tree.outline(path), name))
        .orElse(true);
  }

  private boolean mayDifferBeside(Uses.Asked asked, String answer) {
    if (sources.stream().noneMatch(path -> isBeside(asked.path(), path))) {
      return false;
    }
    Set<String> users = Set.of(answer.split(" "));
    return Optional.ofNullable(now.get())
        .map(
            tree ->
                sources.stream()
                    .filter(path -> isBeside(asked.path(), path) && !path.equals(asked.path()))
                    .anyMatch(path -> users.contains(path) != tree.hasAny(path, asked.name())))
        .orElse(true);
  }

  private static boolean isBeside(String path, String other) {
    return Places.parent(path).equals(Places.parent(other));
  }
}

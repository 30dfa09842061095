package org.patchwright.symbol;

import java.lang.ref.WeakReference;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.token.Headers;

/**
 * What differs between two versions of a tree, and which answers that has a say in. It does not
 * keep them alive: once they are gone, it has a say in all. May be used from several threads at
 * once.
 */
final class Changed {

  private static final Pattern INCLUDE =
      Pattern.compile("^\\s*#\\s*include\\b.*$", Pattern.MULTILINE);

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

  /** Whether headers are found by other ways, so that anything may be found in other ones. */
  private final boolean led;

  /** For a name the files that differ and may define such a function now. */
  private final Map<String, List<String>> functions = new ConcurrentHashMap<>();

  /** For a name whether a header that differs may define such a constant, in either version. */
  private final Map<String, Boolean> constants = new ConcurrentHashMap<>();

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
    this.led = roles.stream().anyMatch(Headers.Looked::inside);
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
    boolean deep = listing.endsWith("/**");
    String below = deep ? listing.substring(0, listing.length() - 3) : listing;
    return moved.stream()
        .map(Places::parent)
        .anyMatch(
            parent ->
                parent.equals(below)
                    || deep && (below.isEmpty() || parent.startsWith(below + "/")));
  }

  /** Whether what is answered may be another thing. */
  boolean mayDiffer(Uses.Asked asked, String answer) {
    return switch (asked.kind()) {
      case BESIDE -> mayDifferBeside(asked, answer);
      case ROLES -> all.contains(asked.path());
      case REACHES -> mayRead(asked.path()) || mayReachOther(asked, answer);
      case CONSTANT ->
          mayRead(asked.path())
              || led
              || !headers.isEmpty()
                  && constants.computeIfAbsent(asked.name(), this::mayDefineConstant);
      case LINUX -> mayRead(asked.path()) || !moved.isEmpty();
      default -> mayRead(asked.path());
    };
  }

  /** Whether a file may be understood in another way. */
  private boolean mayRead(String path) {
    return all.contains(path)
        || !roles.isEmpty() && readings.computeIfAbsent(path, this::mayRestOnRoles);
  }

  private boolean mayRestOnRoles(String path) {
    return mayRestOnRoles(now, path) || mayRestOnRoles(before, path);
  }

  private boolean mayRestOnRoles(WeakReference<KernelTree> version, String path) {
    return Optional.ofNullable(version.get())
        .map(tree -> tree.rests(path).stream().anyMatch(roles::contains))
        .orElse(true);
  }

  /**
   * Whether a call may reach another function, as long as the file that makes it includes what it
   * did.
   *
   * @param answer the file that defines what it reached
   */
  boolean mayReachOther(Uses.Asked asked, String answer) {
    if (all.contains(answer) || moved.stream().anyMatch(path -> mayHide(path, answer))) {
      return true;
    }
    List<String> defining = functions.computeIfAbsent(asked.name(), this::mayDefineFunction);
    return !defining.isEmpty()
        && defining.stream().anyMatch(path -> KernelTree.isSearched(asked, path));
  }

  /** Whether a header that came or went may be found in place of another one. */
  private static boolean mayHide(String path, String answer) {
    return !answer.endsWith(".c") && answer.endsWith(path.substring(path.lastIndexOf('/') + 1));
  }

  private List<String> mayDefineFunction(String name) {
    return all.stream().filter(path -> may(now, path, name, Outline::mayDefineFunction)).toList();
  }

  private boolean mayDefineConstant(String name) {
    return headers.stream()
        .anyMatch(
            path ->
                may(before, path, name, Outline::mayDefineConstant)
                    || may(now, path, name, Outline::mayDefineConstant));
  }

  private static boolean may(
      WeakReference<KernelTree> version,
      String path,
      String name,
      BiFunction<Outline, String, Boolean> define) {
    return Optional.ofNullable(version.get())
        .map(tree -> define.apply(tree.outline(path), name))
        .orElse(true);
  }

  private boolean mayDifferBeside(Uses.Asked asked, String answer) {
    if (sources.stream().noneMatch(path -> isBeside(asked.path(), path))) {
      return false;
    }
    KernelTree tree = now.get();
    Set<String> users = Set.of(answer.split(" "));
    return tree == null
        || sources.stream()
            .filter(path -> isBeside(asked.path(), path) && !path.equals(asked.path()))
            .anyMatch(path -> users.contains(path) != tree.hasAny(path, asked.name()));
  }

  private static boolean isBeside(String path, String other) {
    return Places.parent(path).equals(Places.parent(other));
  }
}

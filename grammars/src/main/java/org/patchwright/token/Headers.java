package org.patchwright.token;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.patchwright.source.SourceFile;

/**
 * What macros stand for by the headers that define them. A header is read once, when a file
 * includes it; what a file gets depends on the headers that it includes alone, whatever was asked
 * before. May be used from several threads at once.
 */
public final class Headers {

  /** Headers with more bytes than this are tables of registers, which no loop stands in. */
  private static final int LARGEST = 1 << 18;

  /** Where headers lie. */
  public interface Folders {
    /**
     * Reads one header; asked for names that end with {@code .h} alone.
     *
     * @return empty if there is no regular file of that path
     */
    Optional<SourceFile> read(String path) throws IOException;

    boolean hasFolder(String path);

    /** A name for a header and its content, equal only if both are. */
    default String key(String path) {
      return path;
    }
  }

  /**
   * A header that was looked for, found or not.
   *
   * @param inside whether what it includes has a say as well, not its macros alone
   */
  public record Looked(String path, boolean inside) {}

  /**
   * What a file sees through its includes.
   *
   * @param roles of macros, where their replacement tells
   * @param looked in the order of the includes: where these tell the same, the roles are the same
   */
  public record Included(Map<String, Words.Role> roles, List<Looked> looked) {

    /** Of a file that stands alone. */
    public static final Included NOTHING = new Included(Map.of(), List.of());

    public Included {
      roles = Collections.unmodifiableMap(roles);
      looked = List.copyOf(looked);
    }
  }

  /** Headers that were read, by their keys: versions of one tree may share them. */
  public static final class Known {
    private final Map<String, Optional<Header>> headers = new ConcurrentHashMap<>();
  }

  /**
   * What stands in a header.
   *
   * @param mark of its macros alone
   * @param inside of these and what it includes
   */
  private record Header(
      Map<String, Words.Role> roles, List<String> includes, String mark, String inside) {
    static Header of(Map<String, Words.Role> roles, List<String> includes) {
      String macros = new TreeMap<>(roles).toString();
      return new Header(
          Map.copyOf(roles), includes, markOf(macros), markOf(macros + "\n" + includes));
    }

    private static String markOf(String text) {
      return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
  }

  private final Folders folders;
  private final Known known;
  private final Map<String, Optional<String>> includeFolders = new ConcurrentHashMap<>();

  private Headers(Folders folders, Known known) {
    this.folders = folders;
    this.known = known;
  }

  public static Headers of(Folders folders) {
    return of(folders, new Known());
  }

  /**
   * Headers of one version of a tree.
   *
   * @param known what was read already; their folders must name keys by content
   */
  public static Headers of(Folders folders, Known known) {
    return new Headers(folders, known);
  }

  /**
   * What the headers that a file includes tell: those in quotes and what these include, and those
   * in angle brackets below the nearest {@code include} folder, without what they include.
   *
   * @param path of the file in the folders
   * @throws UncheckedIOException if a header is there and can't be read
   */
  public Included included(String path, Tokens tokens) {
    Map<String, Words.Role> roles = new HashMap<>();
    Map<String, Boolean> looked = new LinkedHashMap<>();
    for (String include : includes(tokens.file(), tokens.directives())) {
      boolean inside = include.startsWith("\"");
      find(include, path, header -> looked.merge(header, inside, Boolean::logicalOr))
          .ifPresent(
              found -> {
                if (inside) {
                  for (String inner : header(found).orElseThrow().includes()) {
                    find(inner, found, header -> looked.putIfAbsent(header, false))
                        .flatMap(this::header)
                        .ifPresent(header -> roles.putAll(header.roles()));
                  }
                }
                roles.putAll(header(found).orElseThrow().roles());
              });
    }
    return new Included(
        roles,
        looked.entrySet().stream().map(one -> new Looked(one.getKey(), one.getValue())).toList());
  }

  private static List<String> includes(SourceFile file, List<Directive> directives) {
    Set<String> includes = new LinkedHashSet<>();
    for (Directive directive : directives) {
      if (directive.kind() == Directive.Kind.INCLUDE) {
        String body = file.text(directive.body());
        if (body.startsWith("\"") && body.endsWith(".h\"")
            || body.startsWith("<") && body.endsWith(".h>")) {
          includes.add(body);
        }
      }
    }
    return List.copyOf(includes);
  }

  private Optional<String> find(String include, String from, Consumer<String> looked) {
    String name = include.substring(1, include.length() - 1);
    String folder = parent(from);
    if (include.startsWith("\"")) {
      Optional<String> near = normal(folder.isEmpty() ? name : folder + "/" + name);
      near.ifPresent(looked);
      if (near.isPresent() && header(near.get()).isPresent()) {
        return near;
      }
    }
    Optional<String> far =
        includeFolders
            .computeIfAbsent(folder, this::nearestIncludes)
            .flatMap(below -> normal(below + "/" + name));
    far.ifPresent(looked);
    return far.filter(found -> header(found).isPresent());
  }

  private Optional<String> nearestIncludes(String folder) {
    for (String at = folder; ; at = parent(at)) {
      String below = at.isEmpty() ? "include" : at + "/include";
      if (folders.hasFolder(below)) {
        return Optional.of(below);
      }
      if (at.isEmpty()) {
        return Optional.empty();
      }
    }
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** A path without {@code .} and {@code ..}; empty if it leads out of the folders. */
  private static Optional<String> normal(String path) {
    if (!path.contains("./") && !path.contains("//")) {
      return Optional.of(path);
    }
    List<String> names = new ArrayList<>();
    for (String name : path.split("/", -1)) {
      if (name.equals("..")) {
        if (names.isEmpty() || names.get(names.size() - 1).isEmpty()) {
          return Optional.empty();
        }
        names.remove(names.size() - 1);
      } else if (!name.equals(".") && (!name.isEmpty() || names.isEmpty())) {
        names.add(name);
      }
    }
    return Optional.of(String.join("/", names));
  }

  /** A name for what a header tells, equal only if that is; {@code -} if there is none. */
  public String mark(Looked looked) {
    return header(looked.path())
        .map(header -> looked.inside() ? header.inside() : header.mark())
        .orElse("-");
  }

  private Optional<Header> header(String path) {
    return known.headers.computeIfAbsent(folders.key(path), key -> read(path));
  }

  private Optional<Header> read(String path) {
    try {
      return folders.read(path).filter(file -> !file.isBinary()).map(Headers::scan);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  private static Header scan(SourceFile file) {
    if (file.size() > LARGEST) {
      return Header.of(Map.of(), List.of());
    }
    List<Directive> directives = Directive.in(file);
    Map<String, Words.Role> roles = new LinkedHashMap<>();
    Set<String> contradicted = new LinkedHashSet<>();
    for (Directive directive : directives) {
      if (directive.kind() == Directive.Kind.DEFINE) {
        MacroDefinition.of(file, directive)
            .ifPresent(
                macro ->
                    macro
                        .role()
                        .filter(role -> role != Words.Role.SUFFIX)
                        .ifPresent(
                            role -> {
                              Words.Role before = roles.put(macro.name(), role);
                              if (before != null && before != role) {
                                contradicted.add(macro.name());
                              }
                            }));
      }
    }
    // Branches of #if may define one name in several ways: then its place tells more.
    roles.keySet().removeAll(contradicted);
    return Header.of(roles, includes(file, directives));
  }
}

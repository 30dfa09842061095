package org.patchwright.split;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.split.Structure.Declared;

/**
 * Which driver or part of the core a file belongs to: what a folder's Makefile links into one
 * object is one, a header belongs to those that define what it declares.
 */
public final class Components {

  private static final Pattern OBJECTS =
      Pattern.compile("(?m)^([\\w-]+)-(?:y|objs|\\$\\(\\w+\\))\\s*[:+]?=((?:.*\\\\\\n)*.*)$");

  private final SourceTree tree;
  private final Map<String, Map<String, String>> folders = new HashMap<>();

  private Components(SourceTree tree) {
    this.tree = tree;
  }

  /**
   * @param files the files of the patch, as far as they are C with their structure
   * @param paths all paths of the patch
   * @return each path's component
   */
  static Map<String, String> of(
      SourceTree tree, Collection<String> paths, Map<String, Structure> files) throws IOException {
    Components components = new Components(tree);
    Map<String, String> found = new TreeMap<>();
    Map<String, Set<String>> defined = new TreeMap<>();
    for (String path : paths) {
      if (path.endsWith(".c")) {
        String component = components.source(path);
        found.put(path, component);
        if (files.containsKey(path)) {
          defined
              .computeIfAbsent(component, c -> new TreeSet<>())
              .addAll(functions(files.get(path)));
        }
      }
    }
    for (String path : paths) {
      if (!found.containsKey(path)) {
        Set<String> declared =
            files.containsKey(path) ? functions(files.get(path)) : new TreeSet<>();
        found.put(path, other(path, declared, defined, found));
      }
    }
    return found;
  }

  /** The folder around a source file whose Makefile links it with others into one driver. */
  public static Optional<String> driver(SourceTree tree, String path) throws IOException {
    Components components = new Components(tree);
    String object = path.replaceFirst("\\.c$", "");
    for (String folder = folder(path); !folder.isEmpty(); folder = folder(folder)) {
      if (components.objects(folder).containsKey(object.substring(folder.length() + 1))) {
        return Optional.of(folder);
      }
    }
    return components.objects("").containsKey(object) ? Optional.of("") : Optional.empty();
  }

  private static Set<String> functions(Structure structure) {
    return structure.declared().stream()
        .filter(Declared::function)
        .map(Declared::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String other(
      String path,
      Set<String> declared,
      Map<String, Set<String>> defined,
      Map<String, String> sources) {
    String best = "";
    int most = 0;
    for (Map.Entry<String, Set<String>> component : defined.entrySet()) {
      Set<String> shared = new TreeSet<>(component.getValue());
      shared.retainAll(declared);
      if (shared.size() > most) {
        best = component.getKey();
        most = shared.size();
      }
    }
    Set<String> beside =
        sources.entrySet().stream()
            .filter(source -> folder(source.getKey()).equals(folder(path)))
            .map(Map.Entry::getValue)
            .collect(Collectors.toSet());
    if (most == 0 && beside.size() == 1) {
      return beside.iterator().next();
    }
    return most > 0 ? best : folder(path).isEmpty() ? path : folder(path);
  }

  private String source(String path) throws IOException {
    String folder = folder(path);
    Map<String, String> objects = folders.get(folder);
    if (objects == null) {
      objects = objects(folder);
      folders.put(folder, objects);
    }
    String stem = stem(path);
    Optional<String> object = Optional.ofNullable(objects.get(stem));
    // A folder with one driver only goes by its own name.
    if (object.isPresent() && Set.copyOf(objects.values()).size() == 1
        || folder.endsWith("/" + stem)) {
      return folder;
    }
    return (folder.isEmpty() ? "" : folder + "/") + object.orElse(stem);
  }

  /** By the path from the folder, without its ending, the object that a source is linked into. */
  private Map<String, String> objects(String folder) throws IOException {
    Map<String, String> objects = new TreeMap<>();
    String prefix = folder.isEmpty() ? "" : folder + "/";
    Optional<SourceFile> makefile = tree.read(prefix + "Makefile");
    if (makefile.isEmpty()) {
      makefile = tree.read(prefix + "Kbuild");
    }
    Matcher list = OBJECTS.matcher(makefile.map(SourceFile::text).orElse(""));
    while (list.find()) {
      if (!list.group(1).equals("obj") && !list.group(1).endsWith("flags")) {
        for (String word : list.group(2).split("[\\s\\\\]+", -1)) {
          if (word.endsWith(".o")) {
            objects.putIfAbsent(word.substring(0, word.length() - 2), list.group(1));
          }
        }
      }
    }
    return objects;
  }

  private static String stem(String path) {
    return path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.c$", "");
  }

  private static String folder(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }
}

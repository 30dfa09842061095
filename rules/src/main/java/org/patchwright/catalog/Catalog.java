package org.patchwright.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.patchwright.rule.Rule;

/**
 * Finds the rules below this package: every class that implements {@link Rule}. A new rule needs no
 * entry anywhere.
 */
public final class Catalog {

  private Catalog() {}

  /** All rules that ship, by id. */
  public static List<Rule> rules() {
    try {
      URL here = Catalog.class.getResource("Catalog.class");
      if (here == null) {
        throw new IllegalStateException("the catalog's own class is not a resource");
      }
      if (here.openConnection() instanceof JarURLConnection connection) {
        // Opened already, for this class; closing it is for whoever loads the others from it.
        return made(inside(connection.getJarFile()));
      }
      Path folder = Path.of(here.toURI()).getParent();
      return folder == null ? List.of() : made(below(folder));
    } catch (IOException e) {
      throw new UncheckedIOException("the catalog can't be listed", e);
    } catch (URISyntaxException | ReflectiveOperationException e) {
      throw new IllegalStateException("a rule of the catalog can't be made", e);
    }
  }

  /** The text of a rule's page ({@code Rule.md} beside its class), if it has one. */
  public static Optional<String> page(Rule rule) {
    try (InputStream in = rule.getClass().getResourceAsStream(rule.id() + ".md")) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(rule.id() + ".md", e);
    }
  }

  private static List<String> inside(JarFile jar) {
    String folder = Catalog.class.getPackageName().replace('.', '/') + "/";
    List<String> names = new ArrayList<>();
    for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
      String name = entries.nextElement().getName();
      if (name.startsWith(folder)) {
        names.add(name.substring(folder.length()));
      }
    }
    return names;
  }

  private static List<String> below(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(file -> folder.relativize(file).toString()).toList();
    }
  }

  /**
   * @param names of files below this package
   */
  private static List<Rule> made(List<String> names) throws ReflectiveOperationException {
    List<Rule> rules = new ArrayList<>();
    for (String name : names) {
      if (!name.endsWith(".class") || name.contains("$") || name.endsWith("package-info.class")) {
        continue;
      }
      String dotted = name.substring(0, name.length() - 6).replace('/', '.').replace('\\', '.');
      Class<?> type = Class.forName("org.patchwright.catalog." + dotted);
      if (Rule.class.isAssignableFrom(type) && !type.isInterface()) {
        rules.add((Rule) type.getConstructor().newInstance());
      }
    }
    rules.sort(Comparator.comparing(Rule::id));
    return List.copyOf(rules);
  }
}

package org.patchwright.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      URI uri = here.toURI();
      if (uri.getScheme().equals("jar")) {
        URI jar = URI.create(uri.toString().substring(0, uri.toString().indexOf('!')));
        try (FileSystem files = FileSystems.newFileSystem(jar, Map.of())) {
          return below(files.getPath("/org/patchwright/catalog"));
        }
      }
      Path own = Path.of(uri);
      Path folder = own.getParent();
      return folder == null ? List.of() : below(folder);
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

  private static List<Rule> below(Path folder) throws IOException, ReflectiveOperationException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .map(file -> folder.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.contains("$"))
          .filter(name -> !name.endsWith("package-info.class"))
          .sorted()
          .forEach(names::add);
    }
    List<Rule> rules = new ArrayList<>();
    for (String name : names) {
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

package org.patchwright.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A folder of pages with all that they need. A reader opens {@code index.html} from disk. */
public final class PageFolder {

  /** Marks a folder as one that this class made, and may make anew. */
  private static final String MARK = ".patchwright-report";

  private final Path folder;

  private PageFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes a folder, or makes one anew that was made here before.
   *
   * @throws IOException if it can't be written, or holds what was not made here
   */
  public static PageFolder make(Path folder) throws IOException {
    if (Files.exists(folder)) {
      if (!Files.isDirectory(folder)) {
        throw new IOException(folder + ": is a file; name a folder for the report");
      }
      boolean mine = Files.exists(folder.resolve(MARK));
      try (var entries = Files.list(folder)) {
        if (!mine && entries.findAny().isPresent()) {
          throw new IOException(
              folder + ": is no report and not empty; name another folder, or empty it");
        }
      }
      for (String part : new String[] {"assets", "data"}) {
        remove(folder.resolve(part));
      }
    }
    Files.createDirectories(folder.resolve("assets"));
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve(MARK), "");
    PageFolder made = new PageFolder(folder);
    for (String script : Page.SCRIPTS) {
      made.script(script, Page.asset(script));
    }
    made.script(Page.STYLE, Page.asset(Page.STYLE));
    return made;
  }

  private static void remove(Path part) throws IOException {
    if (!Files.isDirectory(part)) {
      return;
    }
    Files.walkFileTree(
        part,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path done, IOException thrown)
              throws IOException {
            Files.delete(done);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Writes a page, {@code index.html} for example. */
  public void page(String name, Page page) throws IOException {
    Files.writeString(folder.resolve(name), page.inFolder());
  }

  /** Writes a script of the tool's own, for {@link Page#scripts()}. */
  public void script(String name, String text) throws IOException {
    Files.writeString(folder.resolve("assets").resolve(name), text);
  }

  /**
   * Writes what a page's script asks for when it is wanted: {@code patchwright.need(name)} there
   * yields it.
   *
   * @param name letters, digits and hyphens
   */
  public void data(String name, JsonNode json) throws IOException {
    String quoted = Json.inPage(JsonNodeFactory.instance.textNode(name));
    Files.writeString(
        folder.resolve("data").resolve(name + ".js"),
        "patchwright.data(" + quoted + "," + Json.inPage(json) + ");\n");
  }

  public Path index() {
    return folder.resolve("index.html");
  }
}

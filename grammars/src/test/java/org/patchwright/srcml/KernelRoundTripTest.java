package org.patchwright.srcml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.patchwright.ast.Ast;
import org.patchwright.ast.TranslationUnit;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.syntax.SyntaxTree;

/** Drivers of a kernel, as trees and as srcML, come back as they were. */
@Tag("kernel")
class KernelRoundTripTest {

  private static final Path DRIVERS =
      Path.of(
          Optional.ofNullable(System.getenv("PATCHWRIGHT_KERNEL_SOURCE"))
              .orElse("/usr/src/linux-source-6.1"),
          "drivers");

  @Test
  void someDrivers() throws IOException {
    roundTrips(files("xen").filter(path -> path.toString().hashCode() % 5 == 0).toList());
  }

  @Test
  @Tag("long")
  void allOfXenNetAndBlock() throws IOException {
    roundTrips(Stream.of("xen", "net", "block").flatMap(KernelRoundTripTest::files).toList());
  }

  private static Stream<Path> files(String folder) {
    if (!Files.isDirectory(DRIVERS)) {
      System.out.println("skipped: no kernel source; set PATCHWRIGHT_KERNEL_SOURCE");
    }
    assumeTrue(Files.isDirectory(DRIVERS));
    try (Stream<Path> paths = Files.walk(DRIVERS.resolve(folder))) {
      return paths.filter(path -> path.toString().matches(".*\\.[ch]")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void roundTrips(List<Path> paths) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int read = 0;
    for (Path path : paths) {
      SourceFile file = SourceFile.owning(path.toString(), Files.readAllBytes(path));
      TranslationUnit unit = TranslationUnit.of(SyntaxTree.parse(file));
      assertThat(printed(unit)).isEqualTo(file.text());

      out.reset();
      SrcmlWriter.unit(file, read % 2 == 0, out);
      try (SrcmlReader reader =
          SrcmlReader.of(file.path(), new ByteArrayInputStream(out.toByteArray()))) {
        SrcmlUnit again = reader.next().orElseThrow();
        assertThat(again.source()).isEqualTo(file);
        assertThat(again.ast().isSameAs(unit)).as(file.path()).isTrue();
        assertThat(reader.next()).isEmpty();
      }
      read++;
    }
    assertThat(read).isPositive();
    System.out.println(read + " files came back as they were");
  }

  /** The text of a tree, put together from that of its leaves and what stands between. */
  private static String printed(TranslationUnit unit) {
    StringBuilder text = new StringBuilder();
    print(unit, text);
    return text.toString();
  }

  private static void print(Ast ast, StringBuilder text) {
    List<Ast> children = new ArrayList<>(ast.children());
    int at = ast.span().start();
    for (Ast child : children) {
      text.append(ast.file().text(new Span(at, child.span().start())));
      print(child, text);
      at = child.span().end();
    }
    text.append(ast.file().text(new Span(at, ast.span().end())));
  }
}

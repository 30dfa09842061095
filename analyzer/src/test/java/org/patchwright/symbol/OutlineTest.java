package org.patchwright.symbol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.patchwright.source.SourceFile;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

class OutlineTest {

  private static Outline of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return Outline.of(bytes, bytes.length);
  }

  @Test
  void callsAndDeclarationsDefineNothing() {
    Outline outline =
        of("int get(int a);\nint f(void)\n{\n\tif (get(1) && put(2))\n\t\tdrop(3);\n}\n");
    assertThat(outline.mayDefineFunction("f")).isTrue();
    assertThat(outline.mayDefineFunction("get")).isFalse();
    assertThat(outline.mayDefineFunction("put")).isFalse();
    assertThat(outline.mayDefineFunction("drop")).isFalse();
  }

  @Test
  void definitionsOfEveryShapeAreSeen() {
    Outline outline =
        of(
            """
            static int (wrapped)(void) { return 0; }
            int (*chosen(int a))(void) { return 0; }
            int old(a) int a; { return a; }
            int noted(const char *s /* ) */, int b) __releases(&l) /* why */
            {
            }
            DEFINE_SHOW(shown, int) { }
            char *quoted(char c) // "
            { return ")"; }
            """);
    for (String name : List.of("wrapped", "chosen", "old", "noted", "shown", "quoted")) {
      assertThat(outline.mayDefineFunction(name)).as(name).isTrue();
    }
  }

  @Test
  void whatMacrosSayDefinesNothing() {
    Outline outline =
        of(
            """
            #define attr(x) container(x, struct attr, member)
            #define many(x) do { \\
            	first(x); second(x) \\
            } while (0)
            #define noted(x) third(x) /* goes on
             * here */ fourth(x)
            # define glob "drivers/*"
            int after(void) { return 0; } /* and */
            #define late // opens /* nothing
            int later(void) { return 0; } /* and */
            /*
            #define old(x) gone(x)
            #define cut */ int behind(void) { return 0; }
            """);
    for (String name : List.of("container", "second", "third", "fourth", "gone")) {
      assertThat(outline.mayDefineFunction(name)).as(name).isFalse();
    }
    for (String name : List.of("after", "later", "behind")) {
      assertThat(outline.mayDefineFunction(name)).as(name).isTrue();
    }
    assertThat(outline.mayDefineConstant("attr")).isTrue();
  }

  @Test
  void macrosAndEnumeratorsAreConstants() {
    Outline outline =
        of("#define ONE 1\n# define\tTWO\nenum e { A = 1, B, C /* last */ };\nint d;");
    for (String name : List.of("ONE", "TWO", "A", "B", "C")) {
      assertThat(outline.mayDefineConstant(name)).as(name).isTrue();
    }
    assertThat(outline.mayDefineConstant("d")).isFalse();
  }

  @Test
  @Tag("kernel")
  void nothingOfARealTreeIsMissed() throws IOException {
    complete("drivers/xen", "include/xen", "include/linux/mm.h");
  }

  @Test
  @Tag("kernel")
  @Tag("long")
  void nothingOfManyFoldersIsMissed() throws IOException {
    complete("include", "drivers/net/ethernet", "kernel", "fs", "arch/x86", "drivers/block", "lib");
  }

  private static void complete(String... below) throws IOException {
    Path kernel =
        Path.of(
            Optional.ofNullable(System.getenv("PATCHWRIGHT_KERNEL_SOURCE"))
                .orElse("/usr/src/linux-source-6.1"));
    if (!Files.isDirectory(kernel)) {
      System.out.println("skipped: no kernel source; set PATCHWRIGHT_KERNEL_SOURCE");
    }
    assumeTrue(Files.isDirectory(kernel));
    List<String> missed = new ArrayList<>();
    for (String folder : below) {
      try (Stream<Path> paths = Files.walk(kernel.resolve(folder))) {
        for (Path path : paths.filter(path -> path.toString().matches(".*\\.[ch]")).toList()) {
          missed(path, missed);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    assertThat(missed).isEmpty();
  }

  private static void missed(Path path, List<String> missed) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    if (bytes.length > KernelTree.LARGEST_FILE) {
      return;
    }
    Outline outline = Outline.of(bytes, bytes.length);
    Unit unit = Unit.of(SourceFile.owning(path.toString(), bytes));
    for (Function function : unit.functions()) {
      if (!outline.mayDefineFunction(function.name())) {
        missed.add(path + ": " + function.name() + "()");
      }
    }
    for (Unit.Macro macro : unit.macros()) {
      if (!outline.mayDefineConstant(macro.name())) {
        missed.add(path + ": macro " + macro.name());
      }
    }
    for (Node enumerator : unit.tree().root().findAll(Kind.ENUMERATOR).toList()) {
      String name = enumerator.children().get(0).text();
      // A macro that makes enumerators is no name of a constant.
      boolean made = enumerator.text().startsWith(name + "(");
      if (!made && unit.enumerator(name).isPresent() && !outline.mayDefineConstant(name)) {
        missed.add(path + ": enumerator " + name);
      }
    }
  }
}

package org.patchwright.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTreeTest {

  @TempDir private Path dir;

  @Test
  void listsRegularFilesInOrderAndReadsThem() throws IOException {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String path = "d" + i % 7 + "/e" + i % 3 + "/f" + i + ".c";
      Files.createDirectories(dir.resolve(path).getParent());
      Files.writeString(dir.resolve(path), "int x" + i + ";\n");
      expected.add(path);
    }
    Files.writeString(dir.resolve("top.h"), "");
    expected.add("top.h");
    // '-' and '.' stand before the slash, letters behind it.
    for (String path : List.of("d1-x/y.c", "d1.c", "d1/e0-/z.c", "d1/e0.h", "d1x.c")) {
      Files.createDirectories(dir.resolve(path).getParent());
      Files.writeString(dir.resolve(path), "");
      expected.add(path);
    }
    Collections.sort(expected);
    Files.createDirectories(dir.resolve(".git"));
    Files.writeString(dir.resolve(".git/config"), "");
    Files.createSymbolicLink(dir.resolve("loop"), dir);
    Files.createSymbolicLink(dir.resolve("link.c"), dir.resolve("top.h"));

    DirectoryTree tree = DirectoryTree.of(dir);

    assertThat(tree.paths()).isEqualTo(expected);
    for (String path : expected) {
      String read = tree.read(path).orElseThrow().text();
      assertThat(
              tree.look(
                  path, (bytes, size) -> new String(bytes, 0, size, StandardCharsets.US_ASCII)))
          .contains(read);
      assertThat(tree.stamp(path)).isPresent();
    }
    assertThat(tree.look("none.c", (bytes, size) -> size)).isEmpty();
  }

  @Test
  void looksAtFilesLargerThanItsBuffer() throws IOException {
    byte[] large = new byte[3_000_001];
    large[large.length - 1] = 7;
    Files.write(dir.resolve("large.c"), large);

    DirectoryTree tree = DirectoryTree.of(dir);

    assertThat(tree.look("large.c", (bytes, size) -> size * 10L + bytes[size - 1]))
        .contains(30_000_017L);
  }

  @Test
  void listsOneFolderWithoutTheRest() throws IOException {
    Files.createDirectories(dir.resolve("d/e"));
    Files.createDirectories(dir.resolve("d/.git"));
    Files.writeString(dir.resolve("d/b.c"), "");
    Files.writeString(dir.resolve("d/Makefile"), "");
    Files.writeString(dir.resolve("d/e/a.c"), "");
    Files.writeString(dir.resolve("d/e/a.h"), "");
    Files.createSymbolicLink(dir.resolve("d/to"), dir);
    Files.createSymbolicLink(dir.resolve("d/to.c"), dir.resolve("d/b.c"));

    DirectoryTree tree = DirectoryTree.of(dir);

    assertThat(tree.names("")).contains(new SourceTree.Names(List.of(), List.of("d")));
    assertThat(tree.names("d"))
        .contains(new SourceTree.Names(List.of("Makefile", "b.c"), List.of("e")));
    assertThat(tree.pathsUnder("d/e")).containsExactly("d/e/a.c", "d/e/a.h");
    assertThat(tree.namedSources("d")).contains("d/b.c", "d/e/a.c").doesNotContain("d/e/a.h");
    assertThat(tree.stamp("d/e/a.c")).isPresent();
    assertThat(tree.paths()).containsExactly("d/Makefile", "d/b.c", "d/e/a.c", "d/e/a.h");
  }

  @Test
  void leadsNowhereElse() throws IOException {
    Path inside = Files.createDirectories(dir.resolve("inside/d"));
    Files.writeString(dir.resolve("outside.c"), "");
    Files.writeString(inside.resolve("a.c"), "");
    Files.createSymbolicLink(dir.resolve("inside/to"), dir);
    Files.createDirectories(dir.resolve("inside/.git"));
    Files.writeString(dir.resolve("inside/.git/x.c"), "");

    DirectoryTree tree = DirectoryTree.of(dir.resolve("inside"));

    assertThat(tree.contains("d/a.c")).isTrue();
    for (String path :
        List.of("../outside.c", "d/../../outside.c", "to/outside.c", ".git/x.c", "/d/a.c", "")) {
      assertThat(tree.contains(path)).as(path).isFalse();
      assertThat(tree.read(path)).as(path).isEmpty();
      assertThat(tree.look(path, (bytes, size) -> size)).as(path).isEmpty();
    }
    for (String folder : List.of("..", "to", ".git", "none", "d/a.c", "d/", "/")) {
      assertThat(tree.names(folder)).as(folder).contains(SourceTree.Names.NONE);
    }
    assertThat(tree.pathsUnder("to")).isEmpty();
    assertThat(tree.namedSources("none")).isEmpty();
  }
}

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
}

package org.patchwright.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.source.DirectoryTree;
import org.patchwright.symbol.KernelTree;

class WarmTreesTest {

  @TempDir private Path dir;

  private final WarmTrees trees = new WarmTrees();

  @BeforeEach
  void twoFilesAWhileAgo() throws IOException {
    Files.createDirectories(dir.resolve("drivers/a"));
    write("drivers/a/x.c", "int x(void)\n{\n\treturn y();\n}\n");
    write("drivers/a/y.c", "int y(void)\n{\n\treturn 1;\n}\n");
    FileTime past = FileTime.from(Instant.now().minusSeconds(60));
    for (String folder : new String[] {"", "drivers", "drivers/a"}) {
      Files.setLastModifiedTime(dir.resolve(folder), past);
    }
  }

  private void write(String path, String text) throws IOException {
    Files.writeString(dir.resolve(path), text);
  }

  private KernelTree tree() throws IOException {
    return trees.of(DirectoryTree.of(dir));
  }

  @Test
  void staysAsLongAsNothingChanges() throws IOException {
    KernelTree first = tree();
    first.unit("drivers/a/x.c");

    assertThat(tree()).isSameAs(first);
  }

  @Test
  void objectsOfABuildChangeNothing() throws IOException {
    KernelTree first = tree();
    write("drivers/a/x.o", "\0");

    assertThat(tree()).isSameAs(first);
  }

  @Test
  void readsWhatWasWrittenTo() throws IOException {
    assertThat(tree().unit("drivers/a/y.c").orElseThrow().function("z")).isEmpty();
    write("drivers/a/y.c", "int z(void)\n{\n\treturn 2;\n}\n");

    assertThat(tree().unit("drivers/a/y.c").orElseThrow().function("z")).isPresent();
  }

  @Test
  void seesWhatCameAndWent() throws IOException {
    tree();
    write("drivers/a/z.c", "int z(void)\n{\n\treturn 2;\n}\n");
    Files.delete(dir.resolve("drivers/a/y.c"));

    assertThat(tree().siblings("drivers/a/x.c")).containsExactly("drivers/a/x.c", "drivers/a/z.c");
  }

  @Test
  void aFolderThatGoesIsNoError() throws IOException {
    tree();
    Files.delete(dir.resolve("drivers/a/x.c"));
    Files.delete(dir.resolve("drivers/a/y.c"));
    Files.delete(dir.resolve("drivers/a"));

    assertThat(tree().source().paths()).isEmpty();
  }
}

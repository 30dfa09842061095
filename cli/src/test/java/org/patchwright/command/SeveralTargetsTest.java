package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several files and folders of one tree are named, as a hook or {@code xargs} does. */
class SeveralTargetsTest {

  private static final String HELD =
      """
      int port_set(struct port *port, int value)
      {
      	mutex_lock(&port->lock);
      	if (value < 0)
      		return -EINVAL;
      	port->value = value;
      	mutex_unlock(&port->lock);
      	return 0;
      }
      """;

  @TempDir private Path dir;

  @BeforeEach
  void aTree() throws IOException {
    for (String name : List.of("a/one.c", "a/two.c", "b/deep/one.c", "c/one.c")) {
      Path file = dir.resolve("tree/drivers").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, HELD);
    }
    Files.writeString(dir.resolve("tree/drivers/a/Makefile"), "obj-y += one.o\n");
    Files.createDirectories(dir.resolve("other/drivers"));
    Files.writeString(dir.resolve("other/drivers/one.c"), HELD);
  }

  private Ran check(String... words) {
    List<String> all = new ArrayList<>(List.of("check", "--no-cache", "--rules=LockLeftHeld"));
    all.addAll(Arrays.asList(words));
    return Ran.in(dir, all);
  }

  private static List<String> found(Ran ran) {
    return ran.out()
        .lines()
        .filter(line -> line.contains("warning:") || line.contains("error:"))
        .map(line -> line.substring(0, line.indexOf(':')))
        .toList();
  }

  @Test
  void eachIsLookedAtOnceAndShownFromTheFolderOfAll() {
    Ran ran = check("tree/drivers/b", "tree/drivers/a/two.c", "tree/drivers/b/deep/one.c");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(found(ran)).containsExactly("a/two.c", "b/deep/one.c");
    assertThat(ran.err()).contains("2 files, 2 functions");
  }

  @Test
  void aPatternCountsFromTheFolderOfAll() {
    Ran ran = check("tree/drivers/b", "tree/drivers/a", "--path", "a/one.c");

    assertThat(found(ran)).containsExactly("a/one.c");
  }

  @Test
  void theTreeItselfAmongThemIsAllOfIt() {
    assertThat(found(check("tree/drivers/b", "tree"))).hasSize(4);
  }

  @Test
  void whatIsNoSourceIsLeftOutAndSaid() {
    Ran ran = check("tree/drivers/a/Makefile", "tree/drivers/a/one.c");

    assertThat(found(ran)).containsExactly("one.c");
    assertThat(ran.err()).contains("left out, as it is not named *.c or *.h: drivers/a/Makefile");
  }

  @Test
  void severalTreesAreRefused() {
    Ran ran = check("tree/drivers/a/one.c", "other/drivers/one.c");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.complaint())
        .contains("other/drivers/one.c: not of the tree that ")
        .endsWith("check each tree by itself");
  }

  @Test
  void oneThatIsMissingIsNamed() {
    Ran ran = check("tree/drivers/a/one.c", "tree/drivers/gone.c");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.complaint()).contains("tree/drivers/gone.c");
  }
}

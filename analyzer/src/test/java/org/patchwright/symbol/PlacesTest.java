package org.patchwright.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.source.DirectoryTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

class PlacesTest {

  private static final List<String> PATHS =
      List.of(
          "drivers/net/a.c",
          "drivers/net/drivers/deep.c",
          "drivers/xen/xenbus/xenbus_client.c",
          "drivers/xen/xenbus/xenbus.h",
          "include/xen/xenbus.h",
          "net/core/xenbus_core.c",
          "net/ipv4/xenbus_not.c",
          "old/drivers/b.c",
          "old/kernel/c.c",
          "tools/xenbus.c");

  @TempDir private Path dir;

  /** A tree that can only list all of its paths. */
  private record Whole(SourceTree tree) implements SourceTree {
    @Override
    public String name() {
      return tree.name();
    }

    @Override
    public List<String> paths() throws IOException {
      return tree.paths();
    }

    @Override
    public Optional<SourceFile> read(String path) throws IOException {
      return tree.read(path);
    }
  }

  private List<Places> bothKinds() throws IOException {
    for (String path : PATHS) {
      Files.createDirectories(dir.resolve(path).getParent());
      Files.writeString(dir.resolve(path), "");
    }
    SourceTree tree = DirectoryTree.of(dir);
    return List.of(Places.of(tree), Places.of(new Whole(tree)));
  }

  @Test
  void tellsTheSameWithoutAListOfTheTree() throws IOException {
    for (Places places : bothKinds()) {
      for (String path : PATHS) {
        assertThat(places.contains(path)).as(path).isTrue();
      }
      for (String path :
          List.of("drivers", "drivers/net", "none.c", "../x.c", "drivers//net/a.c")) {
        assertThat(places.contains(path)).as(path).isFalse();
      }
      assertThat(places.hasFolder("drivers/xen")).isTrue();
      assertThat(places.hasFolder("drivers/net/a.c")).isFalse();
      assertThat(places.hasFolder("none/x")).isFalse();
      assertThat(places.sourcesBeside("drivers/xen/xenbus/none.c"))
          .containsExactly("drivers/xen/xenbus/xenbus_client.c");
      assertThat(places.below("old")).containsExactly("old/drivers/b.c", "old/kernel/c.c");
      assertThat(places.below(""))
          .containsExactlyElementsOf(new ArrayList<>(Set.copyOf(PATHS)).stream().sorted().toList());
    }
  }

  @Test
  void takesTheOutermostFolderOfAKernelForItsRoot() throws IOException {
    for (Places places : bothKinds()) {
      assertThat(places.rootOf("old/kernel/c.c")).isEqualTo("old");
      assertThat(places.rootOf("old/drivers/b.c")).isEqualTo("old");
      assertThat(places.rootOf("drivers/net/a.c")).isEmpty();
      assertThat(places.rootOf("drivers/net/drivers/deep.c")).isEmpty();
      assertThat(places.rootOf("tools/xenbus.c")).isEmpty();
    }
  }

  @Test
  void findsByAWordWhatServesAWholeRoot() throws IOException {
    for (Places places : bothKinds()) {
      assertThat(places.shared("", "xenbus"))
          .containsExactly("drivers/xen/xenbus/xenbus_client.c", "net/core/xenbus_core.c");
      assertThat(places.shared("", "client")).containsExactly("drivers/xen/xenbus/xenbus_client.c");
      assertThat(places.shared("", "deep")).containsExactly("drivers/net/drivers/deep.c");
      assertThat(places.shared("old", "b")).containsExactly("old/drivers/b.c");
      assertThat(places.shared("", "bus")).isEmpty();
    }
  }

  @Test
  void partsOfADriverShareAHeaderOfTheirOwn() throws IOException {
    Files.writeString(dir.resolve("one.c"), "#include \"one.h\"\nint maker(void);\n");
    Files.writeString(dir.resolve("one_more.c"), "# include \"one.h\"\nint maker(void);\n");
    Files.writeString(dir.resolve("one_silent.c"), "#include \"one.h\"\n");
    Files.writeString(dir.resolve("one_far.c"), "#include \"far.h\"\nint maker(void);\n");
    Files.writeString(
        dir.resolve("one_near.c"), "#include \"far.h\"\n#include \"one.h\"\nint maker(void);\n");
    Files.writeString(dir.resolve("two.c"), "#include <linux/a.h>\nint maker(void);\n");
    KernelTree tree = KernelTree.of(DirectoryTree.of(dir));
    Unit one = tree.unit("one.c").orElseThrow();

    assertThat(tree.companions(one, Set.of("maker")))
        .extracting(Unit::path)
        .containsExactly("one.c", "one_far.c", "one_more.c", "one_near.c", "two.c");
    assertThat(tree.parts(one, Set.of("maker")))
        .extracting(Unit::path)
        .containsExactly("one.c", "one_far.c", "one_more.c", "one_near.c");
  }
}

package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.patchwright.command.Ran.patchwright;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.validate.BlobId;

/**
 * A patch of 2006 as an archive's page left it, from the page to a series on its base. What it
 * gives was repaired by hand once, and is kept as the ids of its files.
 */
@Tag("shared")
@Tag("xen")
class SeedJourneyTest {

  private static final String BASE = "c730da041b1e73dc3e430e37a4e19ac446e74fd2";

  private static final Map<String, String> BY_HAND =
      Map.of(
          "drivers/xen/balloon/balloon.c", "a4dbe66757dcc5b13d76590e58b9e098296b4f47",
          "drivers/xen/blkback/xenbus.c", "866a10b3e998cce9f14d70ff215a03e1473404a2",
          "drivers/xen/blkfront/blkfront.c", "c527f0c9aabf9ef4aa52d428ab32c9a8aa5b1046",
          "drivers/xen/netback/xenbus.c", "54a3721468133244b4f5bf9ee9389b1e53f6818d",
          "drivers/xen/netfront/Makefile", "f474239dda2568baf84cb0e8350363b089a5de21",
          "drivers/xen/netfront/netfront.c", "e0b935168d73bf4544d50ce2b44faf084c1c80cd",
          "drivers/xen/xenbus/xenbus_client.c", "2b2cb054e2aead81bbd25d38056ada088ec0dda7",
          "drivers/xen/xenbus/xenbus_probe.c", "394e4b65c71621aa26f640c921bd3343d6a3c634",
          "drivers/xen/xenbus/xenbus_xs.c", "087c5514a030253308a44bedc8759411f9f6c08c",
          "include/xen/xenbus.h", "6af8b9e3dd86b063c64a8daa31c3d18a5b54c54f");

  @TempDir Path folder;
  private Path mail;
  private Path repository;

  @BeforeEach
  void places() throws IOException {
    Path seed =
        Path.of(System.getenv().getOrDefault("PATCHWRIGHT_SHARED", "../../shared")).resolve("seed");
    assumeTrue(Files.isDirectory(seed), "no seed mail at " + seed);
    String named = System.getenv().getOrDefault("PATCHWRIGHT_XEN_GIT", "");
    assumeTrue(!named.isEmpty(), "PATCHWRIGHT_XEN_GIT names no repository");
    try (Stream<Path> mails = Files.list(seed)) {
      mail = mails.filter(path -> path.toString().endsWith(".txt")).findFirst().orElseThrow();
    }
    repository = Path.of(named);
  }

  private static Map<String, String> ids(Path files) throws IOException {
    Map<String, String> ids = new TreeMap<>();
    Path tree = files.resolve("linux-2.6-xen-sparse");
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        ids.put(tree.relativize(file).toString(), BlobId.of(Files.readAllBytes(file)));
      }
    }
    return ids;
  }

  private List<Path> patches(Path series) throws IOException {
    try (Stream<Path> all = Files.list(series)) {
      return all.filter(path -> path.toString().endsWith(".patch")).sorted().toList();
    }
  }

  @Test
  void importGivesWhatAHandGaveOnTheBaseThatTheMailWasMadeFor() throws IOException {
    Path files = folder.resolve("files");

    Ran ran = patchwright("series", "import", mail, repository, "--find-base", "--write", files);

    assertThat(ran.out())
        .contains("base found: " + BASE.substring(0, 12))
        .contains("30 of 30 hunks placed", "10 files, 30 hunks, +212 -26");
    assertThat(ids(files)).isEqualTo(new TreeMap<>(BY_HAND));
  }

  @Test
  void splitGivesTheSameFilesInASeriesByPurposeThatGoesOnToLaterRevisions() throws IOException {
    Path whole = folder.resolve("whole");
    Path split = folder.resolve("split");
    Path files = folder.resolve("files");

    patchwright("series", "import", mail, repository, "-o", whole);
    Ran ran = patchwright("series", "split", whole, repository, "-o", split);
    Ran applied = patchwright("apply", split, repository, "--onto", BASE, "--write", files);
    Ran later =
        patchwright(
            "rebase", split, repository, "--onto", "7ee41b61d8", "-o", folder.resolve("later"));

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(applied.code()).as(applied.out() + applied.err()).isZero();
    assertThat(ids(files)).isEqualTo(new TreeMap<>(BY_HAND));
    List<String> subjects =
        patches(split).stream().map(path -> path.getFileName().toString()).toList();
    assertThat(subjects).hasSizeBetween(10, 16);
    assertThat(subjects.get(0)).contains("xenbus_strstate");
    assertThat(subjects.get(1)).contains("xenbus_closing_done");
    assertThat(subjects.get(subjects.size() - 1)).contains("debugging");
    for (Path patch : patches(split)) {
      assertThat(Files.readString(patch)).contains("From: Gerd Hoffmann <").doesNotContain("-by:");
    }
    assertThat(later.out()).as(later.err()).contains("hunks placed");
    assertThat(patches(folder.resolve("later"))).isNotEmpty();
  }

  @Test
  void theSameMailGivesTheSameSeries() throws IOException {
    Path whole = folder.resolve("whole");
    patchwright("series", "import", mail, repository, "-o", whole);

    List<String> first = split(whole, "first");
    List<String> second = split(whole, "second");

    assertThat(second).isEqualTo(first);
  }

  private List<String> split(Path whole, String name) throws IOException {
    Path to = folder.resolve(name);
    patchwright("series", "split", whole, repository, "-o", to);
    return patches(to).stream()
        .map(
            path -> {
              try {
                return path.getFileName() + "\n" + Files.readString(path);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            })
        .toList();
  }
}

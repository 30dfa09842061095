package org.patchwright.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.catalog.Catalog;
import org.patchwright.rule.Rule;
import org.patchwright.run.Report;
import org.patchwright.run.Runner;
import org.patchwright.source.DirectoryTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/** Second runs over a small tree, with a count of what is read. */
class ResultCacheTest {

  private static final String LOCKS =
      """
      #include "names.h"

      static int %s(struct thing *t)
      {
      	mutex_lock(&t->lock);
      	if (helper_%s(t) < LIMIT)
      		return -EIO;
      	mutex_unlock(&t->lock);
      	return 0;
      }
      """;

  private static final String FRONTEND =
      """
      static void backend_changed(struct xenbus_device *dev, enum xenbus_state state)
      {
      	if (state == XenbusStateClosing)
      		thing_closing(dev);
      }

      static struct xenbus_driver thing = {
      	.otherend_changed = backend_changed,
      };

      int register_thing(void)
      {
      	return xenbus_register_frontend(&thing);
      }
      """;

  @TempDir private Path dir;
  private Path root;
  private CacheFolder folder;
  private final List<Rule> rules =
      new ArrayList<>(
          Catalog.rules().stream().filter(rule -> rule.id().equals("LockLeftHeld")).toList());
  private final List<String> complaints = new ArrayList<>();

  @BeforeEach
  void tree() throws IOException {
    root = Files.createDirectories(dir.resolve("tree/drivers/a"));
    write("one.c", LOCKS.formatted("one", "one"));
    write("two.c", LOCKS.formatted("two", "two"));
    write("help.c", "int helper_one(struct thing *t)\n{\n\treturn t->n;\n}\n");
    write("names.h", "#define LIMIT 0\n");
    write("other.c", "int unrelated;\n");
    folder = CacheFolder.of(Map.of("XDG_CACHE_HOME", dir.resolve("xdg").toString()), "/");
  }

  private void write(String name, String text) throws IOException {
    Path file = Files.writeString(root.resolve(name), text);
    // Long before any run, so that the clock's coarseness plays no part.
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.now().minusSeconds(3600 - text.length())));
  }

  /** A tree that notes what is read of it. */
  private record Watched(SourceTree tree, Set<String> read) implements SourceTree {
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
      read.add(path);
      return tree.read(path);
    }

    @Override
    public <T> Optional<T> look(String path, Look<T> look) throws IOException {
      read.add(path);
      return tree.look(path, look);
    }

    @Override
    public Optional<String> stamp(String path) throws IOException {
      return tree.stamp(path);
    }
  }

  private record Second(Report report, Set<String> read) {}

  private Second run(String tool) throws IOException {
    Set<String> read = new ConcurrentSkipListSet<>();
    SourceTree tree = new Watched(DirectoryTree.of(dir.resolve("tree")), read);
    ResultCache cache = ResultCache.open(folder, tree, "here", "now", tool, complaints::add);
    Report report = Runner.run(tree, tree.paths(), rules, 2, cache, done -> {});
    cache.save();
    return new Second(report, new TreeSet<>(read));
  }

  private Second run() throws IOException {
    return run("1\nLockLeftHeld");
  }

  @Test
  void nothingChangedMeansNothingRead() throws IOException {
    Second first = run();
    Second second = run();

    assertThat(first.report().findings()).hasSize(2);
    assertThat(second.read()).isEmpty();
    assertThat(second.report().findings()).isEqualTo(first.report().findings());
    assertThat(second.report().statistics().functions())
        .isEqualTo(first.report().statistics().functions());
    assertThat(complaints).isEmpty();
  }

  @Test
  void changedFileCostsItselfAlone() throws IOException {
    run();
    write("two.c", "/* longer */\n" + LOCKS.formatted("two", "two"));

    Second second = run();

    assertThat(second.read()).contains("drivers/a/two.c").doesNotContain("drivers/a/one.c");
    assertThat(second.report().findings()).hasSize(2);
    assertThat(second.report().findings().get(1).place().line()).isEqualTo(8);
  }

  @Test
  void changedCalleeAndNewDefinitionCostTheirUsers() throws IOException {
    rules.clear();
    rules.addAll(Catalog.rules().stream().filter(rule -> rule.id().equals("ClosingDone")).toList());
    write("front.c", FRONTEND);
    write("closing.c", "void thing_closing(struct xenbus_device *dev)\n{\n}\n");
    Second first = run();
    write(
        "closing.c",
        "void thing_closing(struct xenbus_device *dev)\n{\n\txenbus_frontend_closed(dev);\n}\n");
    Second mended = run();
    Files.delete(root.resolve("closing.c"));
    write("moved.c", "void thing_closing(struct xenbus_device *dev)\n{\n}\n");
    Second moved = run();

    assertThat(first.report().findings()).hasSize(1);
    assertThat(mended.report().findings()).isEmpty();
    assertThat(mended.read()).contains("drivers/a/front.c").doesNotContain("drivers/a/one.c");
    assertThat(moved.report().findings()).hasSize(1);
  }

  @Test
  void changedHeaderCostsThoseThatLookForItsNames() throws IOException {
    run();
    write("names.h", "#define LIMIT (0 + 0)\n#define MORE 1\n");

    assertThat(run().read()).contains("drivers/a/one.c", "drivers/a/two.c");
  }

  @Test
  void changedHeaderCostsThoseWhoseMacrosItMayDefine() throws IOException {
    write("three.c", "#include \"macros.h\"\n" + LOCKS.formatted("three", "three"));
    run();
    write("macros.h", "#define each(x) for (x = 0; x < 3; x++)\n");
    Second found = run();
    write("macros.h", "#define each(x) for (x = 0; x < 42; x++)\n");
    Second changed = run();

    assertThat(found.read()).contains("drivers/a/three.c").doesNotContain("drivers/a/one.c");
    assertThat(changed.read()).contains("drivers/a/three.c").doesNotContain("drivers/a/one.c");
    assertThat(run().read()).isEmpty();
  }

  @Test
  void resultsAreThoseOfARunWithoutCache() throws IOException {
    run();
    write("names.h", "#define LIMIT 1\n#define OTHER 2\n");
    write("new.c", LOCKS.formatted("fresh", "one"));
    Files.delete(root.resolve("help.c"));
    Report cached = run().report();
    folder.clear();

    assertThat(run().report().findings()).isEqualTo(cached.findings());
  }

  @Test
  void touchedFileIsReadAndNothingElse() throws IOException {
    run();
    Files.setLastModifiedTime(
        root.resolve("one.c"), FileTime.from(Instant.now().minusSeconds(1800)));

    assertThat(run().read()).containsExactly("drivers/a/one.c");
    assertThat(run().read()).isEmpty();
  }

  @Test
  void fileWrittenWhileTheRunBeganIsNotTrusted() throws IOException {
    Files.setLastModifiedTime(root.resolve("one.c"), FileTime.from(Instant.now()));
    run();

    assertThat(run().read()).containsExactly("drivers/a/one.c");
  }

  @Test
  void damageAtAnyByteIsSeenAndMended() throws IOException {
    Second first = run();
    Path file;
    try (Stream<Path> files = Files.list(folder.path())) {
      file = files.findFirst().orElseThrow();
    }
    byte[] good = Files.readAllBytes(file);
    for (int at : new int[] {0, 5, 9, 13, good.length / 2, good.length - 1}) {
      byte[] bad = good.clone();
      bad[at] ^= 0x40;
      assertThat(Snapshot.decoded(bad)).as("byte %d", at).isEmpty();
    }
    for (int size : new int[] {0, 3, 11, 12, good.length - 1}) {
      assertThat(Snapshot.decoded(java.util.Arrays.copyOf(good, size))).isEmpty();
    }
    Files.write(file, "nothing of ours".getBytes(StandardCharsets.UTF_8));

    assertThat(run().report().findings()).isEqualTo(first.report().findings());
    assertThat(complaints).hasSize(1).first().asString().contains("damaged");
    assertThat(run().read()).isEmpty();
  }

  @Test
  void otherVersionIsMadeAnewWithOneLine() throws IOException {
    run();
    Second other = run("2\nLockLeftHeld");

    assertThat(other.read()).hasSize(5);
    assertThat(complaints).hasSize(1).first().asString().contains("another version");
  }

  @Test
  void runsAtTheSameTimeLeaveAWholeCache() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Second>> runs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      runs.add(threads.submit(() -> run()));
    }
    for (Future<Second> each : runs) {
      assertThat(each.get().report().findings()).hasSize(2);
    }
    threads.shutdown();

    assertThat(run().read()).isEmpty();
    assertThat(complaints).isEmpty();
    assertThat(folder.size().snapshots()).isEqualTo(1);
  }

  @Test
  void folderThatCannotBeWrittenIsOneLine() throws IOException {
    Files.createDirectories(dir.resolve("xdg"));
    Files.writeString(dir.resolve("xdg/patchwright"), "a file in the way");

    assertThat(run().report().findings()).hasSize(2);
    assertThat(complaints).isNotEmpty().allMatch(line -> line.startsWith("cache can't be"));
  }

  @Test
  void oldestSnapshotsMakeRoom() throws IOException {
    for (int i = 0; i < 4; i++) {
      folder.write("name" + i, "v", new byte[1000]);
      Path file = folder.path().resolve("name" + i + "-v.results");
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100 - i)));
    }
    Path killed = Files.writeString(folder.path().resolve("name.part"), "half");
    Files.setLastModifiedTime(killed, FileTime.from(Instant.now().minusSeconds(7200)));

    folder.makeRoom(2500);

    assertThat(folder.read("name0", "v")).isEmpty();
    assertThat(folder.read("name1", "v")).isEmpty();
    assertThat(folder.read("name2", "v")).isPresent();
    assertThat(folder.read("name3", "v")).isPresent();
    assertThat(killed).doesNotExist();
  }
}

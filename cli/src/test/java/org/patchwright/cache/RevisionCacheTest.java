package org.patchwright.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.catalog.Catalog;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RevisionTree;
import org.patchwright.rule.Rule;
import org.patchwright.run.Report;
import org.patchwright.run.Runner;
import org.patchwright.source.SourceFile;

/** Runs over one revision after another. */
class RevisionCacheTest {

  private static final String LOCKS =
      """
      static int %1$s(struct thing *t)
      {
      	mutex_lock(&t->lock);
      	if (helper_%1$s(t) < 0)
      		return -EIO;
      	mutex_unlock(&t->lock);
      	return 0;
      }
      """;

  private static final String HELPER = "int helper_two(struct thing *t)\n{\n\treturn %s;\n}\n";

  @TempDir private Path dir;
  private CacheFolder folder;
  private final List<Rule> rules =
      Catalog.rules().stream().filter(rule -> rule.id().equals("LockLeftHeld")).toList();
  private final List<String> complaints = new ArrayList<>();

  @BeforeEach
  void revisions() throws IOException {
    folder = CacheFolder.of(Map.of("XDG_CACHE_HOME", dir.resolve("xdg").toString()), "/");
    try (GitRepository repository = GitRepository.create(dir.resolve("r.git"))) {
      String first =
          commit(
              repository,
              Optional.empty(),
              List.of(),
              "drivers/a/one.c",
              LOCKS.formatted("one"),
              "drivers/a/two.c",
              LOCKS.formatted("two"),
              "drivers/a/three.c",
              LOCKS.formatted("three"),
              "drivers/a/help.c",
              HELPER.formatted("0"));
      commit(
          repository,
          Optional.of(first),
          List.of("drivers/a/three.c"),
          "drivers/a/help.c",
          HELPER.formatted("t->n"),
          "drivers/a/four.c",
          LOCKS.formatted("four"));
    }
  }

  private static String commit(
      GitRepository repository, Optional<String> parent, List<String> removed, String... files)
      throws IOException {
    List<SourceFile> changed = new ArrayList<>();
    for (int i = 0; i < files.length; i += 2) {
      changed.add(SourceFile.of(files[i], files[i + 1]));
    }
    String id =
        repository.write(
            parent,
            changed,
            removed,
            "change\n",
            "A. Maintainer <a@example.org>",
            Instant.parse("2006-09-01T10:00:00Z"));
    repository.branch("main", id);
    return id;
  }

  private ResultCache open(RevisionTree tree) throws IOException {
    return ResultCache.open(folder, tree, "here", tree.id(), "1\nLockLeftHeld", complaints::add);
  }

  private Report run(String revision) throws IOException {
    try (RevisionTree tree = RevisionTree.open(dir.resolve("r.git"), revision)) {
      ResultCache cache = open(tree);
      Report report = Runner.run(tree, tree.paths(), rules, 2, cache, done -> {});
      cache.save();
      return report;
    }
  }

  /** Which of some files need not be asked about. */
  private TreeSet<String> known(String revision) throws IOException {
    TreeSet<String> known = new TreeSet<>();
    try (RevisionTree tree = RevisionTree.open(dir.resolve("r.git"), revision)) {
      ResultCache cache = open(tree);
      for (String name : List.of("one", "two", "three", "four", "help")) {
        if (cache.recall("drivers/a/" + name + ".c").isPresent()) {
          known.add(name);
        }
      }
    }
    return known;
  }

  @Test
  void nothingIsAskedTwiceOfOneRevision() throws IOException {
    Report first = run("HEAD~1");

    assertThat(first.findings()).isNotEmpty();
    assertThat(known("HEAD~1")).containsExactly("help", "one", "three", "two");
    assertThat(run("HEAD~1").findings()).isEqualTo(first.findings());
    assertThat(complaints).isEmpty();
  }

  @Test
  void anotherRevisionCostsWhatItChanges() throws IOException {
    run("HEAD~1");

    assertThat(known("HEAD")).contains("one").doesNotContain("help", "three", "four");
    Report second = run("HEAD");
    assertThat(known("HEAD")).containsExactly("four", "help", "one", "two");
    try (RevisionTree tree = RevisionTree.open(dir.resolve("r.git"), "HEAD")) {
      assertThat(second.findings()).isEqualTo(Runner.run(tree, tree.paths(), rules, 1).findings());
    }
  }

  @Test
  void aTreeThatIsGoneTellsNothing() throws IOException {
    run("HEAD~1");
    Path other = dir.resolve("other.git");
    try (GitRepository repository = GitRepository.create(other)) {
      commit(repository, Optional.empty(), List.of(), "drivers/a/one.c", LOCKS.formatted("one"));
    }

    try (RevisionTree tree = RevisionTree.open(other, "HEAD")) {
      assertThat(open(tree).recall("drivers/a/one.c")).isEmpty();
    }
    assertThat(complaints).isEmpty();
  }
}

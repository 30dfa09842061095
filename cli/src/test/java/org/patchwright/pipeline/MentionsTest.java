package org.patchwright.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.cache.CacheFolder;
import org.patchwright.cache.WordIndex;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RevisionTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

class MentionsTest {

  private static final int FILES = 2_200;

  @TempDir Path folder;

  private List<String> users(SourceTree tree, String name) throws IOException {
    WordIndex index =
        WordIndex.of(
            CacheFolder.of(Map.of(), folder.toString()),
            "r",
            line -> {
              throw new AssertionError(line);
            });
    List<String> users = Mentions.once(2, index).of(tree, tree.paths(), Set.of(name));
    index.save();
    return users;
  }

  /** Counts the files that are read. */
  private record Counting(RevisionTree files, List<String> read) implements SourceTree {
    @Override
    public String name() {
      return files.name();
    }

    @Override
    public List<String> paths() throws IOException {
      return files.paths();
    }

    @Override
    public Optional<SourceFile> read(String path) throws IOException {
      synchronized (read) {
        read.add(path);
      }
      return files.read(path);
    }

    @Override
    public Optional<String> contentId(String path) throws IOException {
      return files.contentId(path);
    }
  }

  @Test
  void aSecondQuestionAboutARevisionReadsWhatChangedAndWhatUsesTheName() throws IOException {
    Path bare = folder.resolve("r.git");
    try (GitRepository repository = GitRepository.create(bare)) {
      List<SourceFile> files = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        files.add(SourceFile.of("d/f" + i + ".c", "int f_" + i + "(void) { g_" + i + "(); }\n"));
      }
      Instant now = Instant.EPOCH;
      String first = repository.write(Optional.empty(), files, List.of(), "1\n", "A <a@b>", now);
      List<SourceFile> changed = List.of(SourceFile.of("d/f7.c", "int f_7(void) { g_9(); }\n"));
      repository.branch(
          "main", repository.write(Optional.of(first), changed, List.of(), "2\n", "A <a@b>", now));
    }
    try (RevisionTree before = RevisionTree.open(bare, "main~1");
        RevisionTree after = RevisionTree.open(bare, "main")) {
      Counting then = new Counting(before, new ArrayList<>());
      assertThat(users(then, "g_9")).containsExactly("d/f9.c");
      assertThat(then.read()).hasSize(FILES);

      Counting now = new Counting(after, new ArrayList<>());
      assertThat(users(now, "g_9")).containsExactlyInAnyOrder("d/f7.c", "d/f9.c");
      assertThat(now.read()).contains("d/f7.c", "d/f9.c").hasSizeLessThan(FILES / 10);
    }
  }
}

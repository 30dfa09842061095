package org.patchwright.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.patchwright.diff.FileDiff;
import org.patchwright.repository.Changes;
import org.patchwright.repository.Commit;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RevisionTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.SyntaxTree;
import org.patchwright.validate.Applied;
import org.patchwright.validate.Applier;

/** Large commits of a real history, split: the sum is the commit, and each part leaves whole C. */
@Tag("xen")
@Tag("long")
class SplitHistoryTest {

  /** More of them, up to all, when asked by hand: 40 take a minute or two. */
  private static final int SAMPLE = Integer.getInteger("sample", 40);

  @Test
  void theSumOfTheParts() throws IOException {
    String named = System.getenv().getOrDefault("PATCHWRIGHT_XEN_GIT", "");
    assumeTrue(
        !named.isEmpty() && Files.isDirectory(Path.of(named)),
        "PATCHWRIGHT_XEN_GIT names no git directory");
    int split = 0;
    try (GitRepository repository = GitRepository.open(Path.of(named))) {
      List<Commit> commits =
          new ArrayList<>(repository.history("HEAD", "linux-2.6-xen-sparse/drivers/xen", 100_000));
      Collections.shuffle(commits, new Random(20_060_814));
      for (Commit commit : commits) {
        if (split == SAMPLE) {
          break;
        }
        split += commit.parents().size() == 1 && isSplit(repository, commit) ? 1 : 0;
      }
    }
    assertThat(split).isEqualTo(SAMPLE);
  }

  private static boolean isSplit(GitRepository repository, Commit commit) throws IOException {
    RevisionTree before = repository.tree(commit.parents().get(0));
    RevisionTree after = repository.tree(commit.id());
    List<Changed> changes = new ArrayList<>();
    for (String path : Changes.changed(before, after)) {
      Optional<SourceFile> old = before.read(path);
      Optional<SourceFile> now = after.read(path);
      if (old.isPresent() || now.isPresent()) {
        FileDiff.between(old, now).ifPresent(diff -> changes.add(new Changed(diff, old, now)));
      }
    }
    if (changes.size() < 3 || changes.size() > 60) {
      return false;
    }
    SourceTree state = before;
    for (Part part : Split.of(changes, before)) {
      Applied applied = Applier.plain().apply(part.files(), state);
      assertThat(applied.isCertain()).as("%s: %s", commit.id(), part.component()).isTrue();
      state = applied.tree();
      for (FileDiff diff : part.files()) {
        if (Structure.isCode(diff.path()) && !diff.isDeleted()) {
          long most = Math.max(errors(before.read(diff.path())), errors(after.read(diff.path())));
          assertThat(errors(state.read(diff.path())))
              .as("%s: %s", commit.id(), diff.path())
              .isLessThanOrEqualTo(most);
        }
      }
    }
    for (Changed change : changes) {
      String path = change.diff().path();
      assertThat(state.read(path)).as("%s: %s", commit.id(), path).isEqualTo(after.read(path));
    }
    return true;
  }

  private static long errors(Optional<SourceFile> file) {
    return file.map(one -> SyntaxTree.parse(one).root().findAll(Kind.ERROR).count()).orElse(0L);
  }
}

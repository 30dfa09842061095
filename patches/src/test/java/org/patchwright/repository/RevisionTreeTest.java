package org.patchwright.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.repository.RepositoryException.Reason;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree.Names;

class RevisionTreeTest {

  private static final String AUTHOR = "A. Maintainer <a@example.org>";
  private static final Instant DATE = Instant.parse("2006-09-01T10:00:00Z");

  @TempDir Path folder;

  private static String commit(
      GitRepository repository, Optional<String> parent, List<String> removed, String... files)
      throws IOException {
    List<SourceFile> changed = new ArrayList<>();
    for (int i = 0; i < files.length; i += 2) {
      changed.add(SourceFile.of(files[i], files[i + 1]));
    }
    String id = repository.write(parent, changed, removed, "change\n", AUTHOR, DATE);
    repository.branch("main", id);
    return id;
  }

  private static void git(Path where, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("git"));
    line.addAll(Arrays.asList(arguments));
    Process git =
        new ProcessBuilder(line).directory(where.toFile()).redirectErrorStream(true).start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as(said).isZero();
  }

  @Test
  void readsEveryRevisionOfABareRepository() throws IOException {
    Path bare = folder.resolve("r.git");
    try (GitRepository repository = GitRepository.create(bare)) {
      String first =
          commit(repository, Optional.empty(), List.of(), "a.c", "one\n", "d/b.c", "b\n");
      commit(repository, Optional.of(first), List.of("d/b.c"), "a.c", "two\n", "d-e.c", "x\n");
    }
    try (RevisionTree now = RevisionTree.open(bare, "HEAD");
        RevisionTree before = RevisionTree.open(bare, "main~1");
        RevisionTree below = RevisionTree.open(bare, "HEAD~1:d")) {
      assertThat(now.paths()).containsExactly("a.c", "d-e.c");
      assertThat(now.read("a.c").orElseThrow().text()).isEqualTo("two\n");
      assertThat(now.read("d/b.c")).isEmpty();
      assertThat(before.contains("d/b.c")).isTrue();
      assertThat(before.contains("d")).isFalse();
      assertThat(below.paths()).containsExactly("b.c");
      assertThat(below.commit()).isEmpty();
      assertThat(before.contentId("a.c")).contains("5626abf0f72e58d7a153368ba57db4c673c0e171");
      assertThat(before.repository().history("HEAD", "d/b.c", 9)).hasSize(2);
    }
  }

  @Test
  void linksAreNoFilesAndLinkedWorkTreesAreFollowed() throws Exception {
    git(folder, "init", "-q", "w");
    Path work = folder.resolve("w");
    Files.writeString(work.resolve("f.c"), "int f;\n");
    Files.createSymbolicLink(work.resolve("link.c"), Path.of("f.c"));
    git(work, "add", ".");
    git(work, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "f");
    git(work, "gc", "-q");
    git(work, "worktree", "add", "-q", "../linked", "-b", "side");
    git(folder, "clone", "-q", "--depth=1", "file://" + work.toRealPath(), "shallow");
    for (String name : List.of("w", "linked", "shallow", "w/.git")) {
      try (RevisionTree tree = RevisionTree.open(folder.resolve(name), "HEAD")) {
        assertThat(tree.read("link.c")).isEmpty();
        assertThat(tree.paths()).containsExactly("f.c");
        assertThat(tree.read("f.c").orElseThrow().text()).isEqualTo("int f;\n");
      }
    }
    assertThat(RevisionTree.isGitDirectory(work)).isFalse();
    assertThat(RevisionTree.isGitDirectory(work.resolve(".git"))).isTrue();
  }

  @Test
  void whatCanNotBeReadIsSaidInOneLine() throws IOException {
    Path bare = folder.resolve("r.git");
    Path plain = Files.createDirectory(folder.resolve("plain"));
    try (GitRepository repository = GitRepository.create(bare)) {
      assertThatThrownBy(() -> repository.tree("HEAD")).hasMessageContaining("has no commits");
      commit(repository, Optional.empty(), List.of(), "a.c", "one\n");
      assertThatThrownBy(() -> repository.tree("nowhere"))
          .hasMessageEndingWith("unknown revision nowhere");
      assertThatThrownBy(() -> repository.tree("a^{b{"))
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("revision");
      assertThatThrownBy(() -> repository.tree("HEAD:a.c")).hasMessageContaining("names a file");
      assertThatThrownBy(
              () -> commit(repository, Optional.empty(), List.of(), "../a.c", "outside\n"))
          .isInstanceOf(IllegalArgumentException.class);
      String id = repository.tree("HEAD").contentId("a.c").orElseThrow();
      Files.delete(bare.resolve("objects").resolve(id.substring(0, 2)).resolve(id.substring(2)));
    }
    try (RevisionTree tree = RevisionTree.open(bare, "HEAD")) {
      assertThatThrownBy(() -> tree.read("a.c"))
          .isInstanceOfSatisfying(
              RepositoryException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.MISSING_OBJECT))
          .hasMessageContaining("a.c is missing");
    }
    assertThatThrownBy(() -> RevisionTree.open(plain, "HEAD"))
        .hasMessageContaining("not a git repository");
  }

  @Test
  void manyThreadsReadTheSame() throws IOException {
    try (GitRepository repository = GitRepository.create(folder.resolve("r.git"))) {
      List<SourceFile> files =
          IntStream.range(0, 300).mapToObj(i -> SourceFile.of("f" + i + ".c", "int " + i)).toList();
      String id = repository.write(Optional.empty(), files, List.of(), "all\n", AUTHOR, DATE);
      RevisionTree tree = repository.tree(id);
      List<String> wrong = Collections.synchronizedList(new ArrayList<>());
      files.parallelStream()
          .forEach(
              file -> {
                try {
                  if (!tree.read(file.path()).equals(Optional.of(file))) {
                    wrong.add(file.path());
                  }
                } catch (IOException e) {
                  wrong.add(file.path() + ": " + e.getMessage());
                }
              });
      assertThat(wrong).isEmpty();
    }
  }

  @Test
  void listsOneFolderWithoutTheRest() throws IOException {
    Path bare = folder.resolve("r.git");
    try (GitRepository repository = GitRepository.create(bare)) {
      commit(
          repository,
          Optional.empty(),
          List.of(),
          "d/a.c",
          "",
          "d/e/x.c",
          "",
          "d/e.c",
          "",
          "z.c",
          "");
    }
    try (RevisionTree tree = RevisionTree.open(bare, "HEAD")) {
      assertThat(tree.names("")).contains(new Names(List.of("z.c"), List.of("d")));
      assertThat(tree.names("d")).contains(new Names(List.of("a.c", "e.c"), List.of("e")));
      for (String none : List.of("none", "z.c", "d/", "/d", "..")) {
        assertThat(tree.names(none)).as(none).contains(Names.NONE);
      }
      assertThat(tree.pathsUnder("d")).containsExactly("d/a.c", "d/e.c", "d/e/x.c");
      assertThat(tree.pathsUnder("d/e/")).containsExactly("d/e/x.c");
      assertThat(tree.pathsUnder("none")).isEmpty();
      assertThat(tree.paths()).hasSize(4);
      assertThat(tree.pathsUnder("d")).containsExactly("d/a.c", "d/e.c", "d/e/x.c");
    }
  }
}

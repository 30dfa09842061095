package org.patchwright.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.diff.DiffText;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.History;
import org.patchwright.source.DirectoryTree;
import org.patchwright.source.OverlayTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

class ApplierTest {

  private static final String BEFORE =
      """
      static int open_ring(struct ring *ring)
      {
      	int err;

      	err = map_ring(ring);
      	if (err)
      		return err;
      	ring->open = 1;
      	return 0;
      }
      """;
  private static final String AFTER =
      BEFORE.replace("\tring->open = 1;\n", "\tring->open = 1;\n\twake_up(&ring->wait);\n");

  @TempDir Path folder;

  private SourceTree tree(String text) throws IOException {
    return OverlayTree.of(
        List.of(SourceFile.of("ring.c", text)), List.of(), DirectoryTree.of(folder));
  }

  private static FileDiff change(String before, String after) {
    return FileDiff.between(
            Optional.of(SourceFile.of("ring.c", before)),
            Optional.of(SourceFile.of("ring.c", after)))
        .orElseThrow();
  }

  private AppliedFile applied(String onto) throws IOException {
    Applied all = Applier.plain().apply(List.of(change(BEFORE, AFTER)), tree(onto));
    return all.files().get(0);
  }

  private static String text(AppliedFile file) {
    return ((AppliedFile.Done) file).after().orElseThrow().text();
  }

  private static Placement.At at(AppliedFile file) {
    return (Placement.At) file.placements().get(0);
  }

  private static String numbered(int lines) {
    return IntStream.range(0, lines)
        .mapToObj(i -> "int filler" + i + ";\n")
        .collect(Collectors.joining());
  }

  @Test
  void exactPlaceIsCertain() throws IOException {
    AppliedFile file = applied(BEFORE);
    assertThat(text(file)).isEqualTo(AFTER);
    assertThat(at(file).manner()).isEqualTo(Manner.EXACT);
    assertThat(file.isCertain()).isTrue();
  }

  @Test
  void onlyPlaceAtAnOffsetIsCertain() throws IOException {
    AppliedFile file = applied(numbered(7) + BEFORE);
    assertThat(text(file)).isEqualTo(numbered(7) + AFTER);
    assertThat(at(file).manner()).isEqualTo(Manner.OFFSET);
    assertThat(at(file).offset()).isEqualTo(7);
    assertThat(file.isCertain()).isTrue();
  }

  @Test
  void headOfTheFunctionDecidesBetweenEqualPlaces() throws IOException {
    String twin = BEFORE.replace("open_ring", "reopen_ring");
    AppliedFile file = applied(twin + "\n" + numbered(3) + BEFORE);
    assertThat(text(file)).isEqualTo(twin + "\n" + numbered(3) + AFTER);
    // The stated line speaks for the twin: the two signs disagree.
    assertThat(file.isCertain()).isFalse();
    AppliedFile unmarked = applied(numbered(5) + twin + "\n" + BEFORE);
    assertThat(text(unmarked)).isEqualTo(numbered(5) + twin + "\n" + AFTER);
    assertThat(unmarked.isCertain()).isTrue();
  }

  @Test
  void oneOfTwoEqualPlacesIsNeverCertain() throws IOException {
    FileDiff diff = change(BEFORE, AFTER);
    FileDiff headless =
        diff.withHunks(
            diff.hunks().stream()
                .map(hunk -> new Hunk(hunk.oldStart(), hunk.newStart(), "", hunk.lines()))
                .toList());
    String twin = BEFORE.replace("open_ring", "reopen_ring");
    AppliedFile file =
        Applier.plain()
            .apply(List.of(headless), tree(twin + "\n" + numbered(3) + BEFORE))
            .files()
            .get(0);
    assertThat(file.isApplied()).isTrue();
    // The twin is at the stated line, and right by it: what git apply does in silence.
    assertThat(at(file).manner()).isEqualTo(Manner.EXACT);
    AppliedFile moved =
        Applier.plain()
            .apply(List.of(headless), tree(numbered(5) + twin + "\n" + BEFORE))
            .files()
            .get(0);
    assertThat(at(moved).why()).contains("2 places have these lines");
    assertThat(moved.isCertain()).isFalse();
  }

  @Test
  void contextThatChangedIsOnlyLikely() throws IOException {
    AppliedFile file = applied(BEFORE.replace("\treturn 0;\n}", "\treturn 0;\n} /* open */"));
    assertThat(at(file).manner()).isEqualTo(Manner.FUZZ);
    assertThat(at(file).why()).isPresent();
    assertThat(text(file)).contains("wake_up").contains("} /* open */");
  }

  @Test
  void otherWhiteSpaceIsKeptAndOnlyLikely() throws IOException {
    AppliedFile file = applied(BEFORE.replace("\t", "        "));
    assertThat(at(file).manner()).isEqualTo(Manner.WHITE_SPACE);
    assertThat(file.isCertain()).isFalse();
    assertThat(text(file)).contains("        ring->open = 1;\n\twake_up");
  }

  @Test
  void whatIsThereAlreadyStaysAsItIs() throws IOException {
    AppliedFile file = applied(numbered(2) + AFTER);
    assertThat(at(file).manner()).isEqualTo(Manner.ALREADY_APPLIED);
    assertThat(text(file)).isEqualTo(numbered(2) + AFTER);
  }

  @Test
  void conflictNamesLineAndCommitThatChangedIt() throws IOException {
    String other = BEFORE.replace("\tring->open = 1;\n", "\tring_opened(ring);\n");
    FileDiff diff = change(BEFORE, BEFORE.replace("open = 1;", "open = true;"));
    try (GitRepository repository = GitRepository.create(folder.resolve("r.git"))) {
      String first = commit(repository, Optional.empty(), BEFORE, "Open rings");
      String second = commit(repository, Optional.of(first), other, "Wrap the flag");
      commit(repository, Optional.of(second), numbered(2) + other, "Add fillers");
      Applied all = Applier.with(repository).apply(List.of(diff), repository.tree("main"));
      Placement.Conflict conflict = (Placement.Conflict) all.files().get(0).placements().get(0);
      assertThat(conflict.expected()).isEqualTo("\tring->open = 1;\n");
      assertThat(conflict.found()).contains("\tring_opened(ring);\n");
      assertThat(
              new History(repository)
                  .remover("main", "ring.c", conflict.expected(), 99)
                  .orElseThrow()
                  .subject())
          .isEqualTo("Wrap the flag");
      assertThat(all.changed()).isEmpty();
      assertThat(all.remarks().get(0))
          .startsWith("ring.c: hunk 1 of 1: line 10: ")
          .contains("expects \"ring->open = 1;\", found \"ring_opened(ring);\"");
    }
  }

  @Test
  void mergesWithTheBlobOfTheIndexLine() throws IOException {
    String other = BEFORE.replace("\tint err;\n\n\terr = map", "\tint err = map");
    FileDiff diff =
        change(BEFORE, BEFORE.replace("\t\treturn err;\n\tring", "\t\tgoto out;\n\tring"));
    try (GitRepository repository = GitRepository.create(folder.resolve("r.git"))) {
      String first = commit(repository, Optional.empty(), BEFORE, "Open rings");
      commit(repository, Optional.of(first), other, "Fold the declaration");
      AppliedFile file =
          Applier.with(repository).apply(List.of(diff), repository.tree("main")).files().get(0);
      assertThat(at(file).manner()).isIn(Manner.THREE_WAY, Manner.FUZZ);
      assertThat(file.isCertain()).isFalse();
      assertThat(text(file)).isEqualTo(other.replace("return err;", "goto out;"));
    }
  }

  private static String commit(
      GitRepository repository, Optional<String> parent, String text, String message)
      throws IOException {
    String id =
        repository.write(
            parent,
            List.of(SourceFile.of("ring.c", text)),
            List.of(),
            message + "\n",
            "A <a@example.org>",
            Instant.EPOCH);
    repository.branch("main", id);
    return id;
  }

  @Test
  void filesComeGoAndMove() throws IOException {
    String diff =
        """
        diff --git a/ring.c b/loop.c
        similarity index 100%
        rename from ring.c
        rename to loop.c
        diff --git a/new.c b/new.c
        new file mode 100644
        --- /dev/null
        +++ b/new.c
        @@ -0,0 +1 @@
        +int n;
        """;
    Applied all = Applier.plain().apply(DiffText.read("d", diff).files(), tree(BEFORE));
    assertThat(all.isCertain()).isTrue();
    assertThat(all.tree().paths()).containsExactly("loop.c", "new.c");
    assertThat(all.removed()).containsExactly("ring.c");
  }

  @Test
  void pathsOutsideTheTreeAreRefused() {
    for (String path : List.of("../a", "/a", "a/../b", ".git/hooks/x", "a/.GIT/x", "a//b", "")) {
      assertThat(TreePath.isSafe(path)).as(path).isFalse();
    }
    assertThat(TreePath.isSafe("drivers/xen/.gitignore")).isTrue();
  }

  @Property(tries = 400)
  void certainResultIsTheEditedFile(
      @ForAll @Size(max = 30)
          List<@StringLength(max = 2) @CharRange(from = 'a', to = 'c') String> a,
      @ForAll @Size(max = 30)
          List<@StringLength(max = 2) @CharRange(from = 'a', to = 'c') String> b)
      throws IOException {
    SourceFile before = SourceFile.of("f", String.join("\n", a));
    SourceFile after = SourceFile.of("f", String.join("\n", b));
    Optional<FileDiff> diff = FileDiff.between(Optional.of(before), Optional.of(after));
    if (diff.isPresent()) {
      SourceTree tree =
          OverlayTree.of(List.of(before), List.of(), DirectoryTree.of(Path.of("src")));
      AppliedFile file = Applier.plain().apply(List.of(diff.get()), tree).files().get(0);
      assertThat(text(file)).isEqualTo(after.text());
    }
  }
}

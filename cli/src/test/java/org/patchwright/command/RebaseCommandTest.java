package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.patchwright.command.Ran.patchwright;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.repository.GitRepository;
import org.patchwright.source.SourceFile;

class RebaseCommandTest {

  private static final String RING =
      """
      int map_ring(struct ring *ring)
      {
      	int err;

      	err = map(ring);
      	if (err)
      		return err;
      	ring->open = 1;
      	return 0;
      }
      """;

  @TempDir Path folder;

  /** A repository whose stable branch went another way, and the mail of a change on main. */
  private Path mail(String stable, String changed) throws Exception {
    try (GitRepository repository = GitRepository.create(folder.resolve("r.git"))) {
      String base = commit(repository, Optional.empty(), RING, "Begin");
      repository.branch("stable", commit(repository, Optional.of(base), stable, "Go astray"));
      repository.branch("main", commit(repository, Optional.of(base), changed, "Change it"));
    }
    Path mails = folder.resolve("mails");
    Process git =
        new ProcessBuilder("git", "format-patch", "-q", "-1", "-o", mails.toString(), "main")
            .directory(folder.resolve("r.git").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as(said).isZero();
    return mails;
  }

  private static String commit(
      GitRepository repository, Optional<String> parent, String text, String subject)
      throws Exception {
    return repository.write(
        parent,
        List.of(SourceFile.of("drivers/ring.c", text)),
        List.of(),
        subject + "\n",
        "A <a@example.org>",
        Instant.EPOCH);
  }

  private Ran rebase(Path mails, Object... more) {
    Object[] line = new Object[5 + more.length];
    line[0] = "rebase";
    line[1] = mails;
    line[2] = folder.resolve("r.git");
    line[3] = "--onto";
    line[4] = "stable";
    System.arraycopy(more, 0, line, 5, more.length);
    return patchwright(line);
  }

  @Test
  void placedBeyondDoubtIsZero() throws Exception {
    String change = RING.replace("open = 1;", "open = true;");
    Path mails = mail("int first;\n" + RING, change);
    Path out = folder.resolve("out");
    Ran ran = rebase(mails, "--write", out);
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.CLEAN);
    assertThat(out.resolve("drivers/ring.c")).hasContent("int first;\n" + change);
    assertThat(ran.out()).contains("at an offset of 1 lines").contains("(\"Begin\")");
  }

  @Test
  void mergedWordsAreWrittenAndNamed() throws Exception {
    Path mails =
        mail(
            RING.replace("err = map(", "err = xen_map("),
            RING.replace("map(ring);", "map(ring, 1);"));
    Path out = folder.resolve("out");
    Ran strict = rebase(mails, "--write", out, "--strict");
    assertThat(strict.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(out).isEmptyDirectory();
    Ran ran = rebase(mails, "--write", out, "--range-diff");
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(out.resolve("drivers/ring.c")).content().contains("\terr = xen_map(ring, 1);\n");
    assertThat(ran.out()).contains("likely: ").contains("1: ! Change it");
  }

  @Test
  void conflictNamesLinesAndCommit() throws Exception {
    Path mails =
        mail(
            RING.replace("ring->open = 1;", "ring->open = 2;"),
            RING.replace("ring->open = 1;", "ring->open = true;"));
    Path out = folder.resolve("out");
    Ran ran = rebase(mails, "-o", out, "--format", "json");
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(ran.out())
        .contains("\"expected\" : \"\\tring->open = 1;\"")
        .contains("\"found\" : \"\\tring->open = 2;\"")
        .contains("(\\\"Go astray\\\")")
        .contains(".conflicts/drivers/ring.c\"");
    assertThat(out.resolve(".conflicts/drivers/ring.c")).content().contains("<<<<<<< target\n");
    assertThat(Files.exists(out.resolve("0001-Change-it.patch"))).isFalse();
  }

  @Test
  void unknownRevisionIsUnusable() throws Exception {
    Path mails = mail(RING, RING + "int more;\n");
    Ran ran =
        patchwright(
            "rebase",
            mails,
            folder.resolve("r.git"),
            "--onto",
            "absent",
            "--write",
            folder.resolve("out"));
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.complaint()).contains("absent");
  }
}

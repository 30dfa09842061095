package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.patchwright.command.DriversGit.BROKEN;
import static org.patchwright.command.DriversGit.GOOD;
import static org.patchwright.command.DriversGit.OLD_FAULT;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.repository.GitRepository;

/**
 * What can't be swept is named in one line, and the rest is swept: clones that git itself makes
 * without all of the history, objects that are gone or damaged, and repositories that change.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SweepDamageTest {

  private static final String ONE = "drivers/a/one.c";

  @TempDir Path dir;
  private DriversGit git;

  @BeforeEach
  void history() throws IOException {
    git = new DriversGit(dir.resolve("drivers.git"));
    git.commit("begin", Map.of(ONE, OLD_FAULT));
    git.commit("more", Map.of("drivers/b/two.c", GOOD));
    git.commit("break", Map.of("drivers/b/two.c", BROKEN));
    git.commit("touch", Map.of(ONE, OLD_FAULT + "int touched;\n"));
  }

  private String git(Path place, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(Arrays.asList(words));
    Path out = Files.createTempFile(dir, "git", ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(place.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor()).as(command + ": " + Files.readString(out)).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Files.readString(out, StandardCharsets.UTF_8).strip();
  }

  private Path cloned(String... options) throws IOException {
    git(git.path(), "config", "uploadpack.allowFilter", "true");
    git(git.path(), "symbolic-ref", "HEAD", "refs/heads/main");
    List<String> words = new ArrayList<>(List.of("clone", "-q"));
    words.addAll(Arrays.asList(options));
    words.addAll(List.of("file://" + git.path(), "clone"));
    git(dir, words.toArray(String[]::new));
    return dir.resolve("clone");
  }

  private Ran sweep(Path repository, String... more) {
    List<Object> words =
        new ArrayList<>(
            List.of("sweep", repository, "--rules=LockLeftHeld", "--revs=HEAD", "--no-cache"));
    words.addAll(List.of("-o", dir.resolve("out")));
    words.addAll(Arrays.asList(more));
    Ran ran = Ran.patchwright(words.toArray());
    assertThat(ran.err()).doesNotContain("\tat ").doesNotContain("internal failure");
    return ran;
  }

  /** Lines that say that something could not be swept. */
  private static List<String> named(Ran ran, String words) {
    return ran.err().lines().filter(line -> line.contains(words)).toList();
  }

  private List<String> found() throws IOException {
    return Files.readAllLines(dir.resolve("out/findings.jsonl"));
  }

  private String blob(String revision, String path) throws IOException {
    try (GitRepository repository = GitRepository.open(git.path())) {
      return repository.tree(revision).contentId(path).orElseThrow();
    }
  }

  private Path loose(String id) {
    return git.path().resolve("objects").resolve(id.substring(0, 2)).resolve(id.substring(2));
  }

  @Test
  void shallowCloneBeginsWhereItEnds() throws IOException {
    Ran ran = sweep(cloned("--depth", "2"));

    assertThat(named(ran, "history is cut short here")).hasSize(1);
    assertThat(Files.readAllLines(dir.resolve("out/revisions.jsonl"))).hasSize(2);
    assertThat(found()).hasSize(2).allMatch(line -> line.contains("there before"));
  }

  @Test
  void partialCloneNamesEachFileOnce() throws IOException {
    Path clone = cloned("--filter=blob:none");
    // The end of the branch was fetched for the work tree; what it was before was not.
    String old = blob(git.commit(0), ONE);

    Ran ran = sweep(clone);

    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(named(ran, "object " + old + " is missing")).hasSize(1);
    assertThat(named(ran, ONE + " at " + git.commit(0).substring(0, 12))).hasSize(1);
    assertThat(found()).hasSize(2);
  }

  @Test
  void submoduleIsLeftToItsOwnSweep() throws IOException {
    Path clone = cloned();
    git(clone, "update-index", "--add", "--cacheinfo", "160000," + git.commit(0) + ",drivers/sub");
    git(clone, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "add sub");

    Ran ran = sweep(clone);

    assertThat(named(ran, "drivers/sub: a submodule, not swept")).hasSize(1);
    assertThat(found()).hasSize(2);
  }

  @Test
  void damagedObjectIsNamed() throws IOException {
    String id = blob(git.commit(2), "drivers/b/two.c");
    Files.delete(loose(id));
    Files.writeString(loose(id), "no zlib stream");

    Ran ran = sweep(git.path());

    assertThat(named(ran, "drivers/b/two.c at " + git.commit(2).substring(0, 12))).hasSize(1);
    assertThat(found()).hasSize(1);
  }

  @Test
  void damagedCommitAndTreeAreSkipped() throws IOException {
    String tree = git(git.path(), "rev-parse", git.commit(2) + "^{tree}");
    Files.delete(loose(tree));
    Files.writeString(loose(tree), "no zlib stream");

    Ran ran = sweep(git.path());

    assertThat(named(ran, git.commit(2).substring(0, 12) + ": skipped: ")).hasSize(1);
    assertThat(Files.readAllLines(dir.resolve("out/revisions.jsonl"))).hasSize(3);
    assertThat(found()).hasSize(2);
  }

  @Test
  void damagedPackEndsInLinesAlone() throws IOException {
    git(git.path(), "repack", "-q", "-a", "-d");
    Path pack;
    try (Stream<Path> files = Files.list(git.path().resolve("objects/pack"))) {
      pack = files.filter(file -> file.toString().endsWith(".pack")).findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(pack);
    assertThat(pack.toFile().setWritable(true)).isTrue();
    for (int at = 12; at < whole.length - 20; at += 29) {
      byte[] bytes = whole.clone();
      bytes[at] ^= 0x55;
      Files.write(pack, bytes);
      Ran ran = sweep(git.path());
      assertThat(ran.code()).as("byte " + at + ": " + ran.err()).isIn(0, 1, 2);
      assertThat(ran.err()).as("byte " + at).isNotBlank();
    }
  }

  @Test
  void branchesThatMoveMeanwhileAreSweptAsTheyWere() throws IOException {
    for (int i = 0; i < 150; i++) {
      git.commit("grow " + i, Map.of("drivers/b/two.c", BROKEN + ("int a" + i + ";\n" + GOOD)));
    }
    String end = git.last();
    try (GitRepository repository = GitRepository.open(git.path())) {
      repository.branch("going", git.commit(1));
    }
    CompletableFuture<Void> rewritten =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (!begun()) {
                  TimeUnit.MILLISECONDS.sleep(1);
                }
                git(git.path(), "update-ref", "refs/heads/main", git.commit(0));
                git(git.path(), "update-ref", "-d", "refs/heads/going");
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Ran ran =
        Ran.patchwright(
            "sweep",
            git.path(),
            "--rules=LockLeftHeld",
            "--revs=main",
            "--branches=*",
            "-o",
            dir.resolve("out"));
    rewritten.join();

    assertThat(named(ran, "main was moved during the sweep; it was swept as it was, at "))
        .singleElement()
        .asString()
        .endsWith(end.substring(0, 12));
    assertThat(named(ran, "going is gone during the sweep")).hasSize(1);
    assertThat(found()).hasSize(2);
  }

  /** Whether the sweep knows by now what it is to sweep. */
  private boolean begun() throws IOException {
    Path out = dir.resolve("out");
    if (!Files.exists(out)) {
      return false;
    }
    try (Stream<Path> files = Files.list(out)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith(".progress"));
    }
  }
}

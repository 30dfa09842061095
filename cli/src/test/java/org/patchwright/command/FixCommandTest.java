package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.repository.GitRepository;
import org.patchwright.source.SourceFile;

/** A frontend and a backend whose history is known: the series that mends them. */
class FixCommandTest {

  private static final String AUTHOR = "--author=A U Thor <a@example.org>";

  private static final String FRONT =
      """
      /* By J\u00f6rg, in an old encoding. */
      static void it_closing(struct xenbus_device *dev)
      {
      	struct it *it = dev->dev.driver_data;

      	if (it->queue == NULL)
      		return;
      	it_stop(it);
      	xenbus_frontend_closed(dev);
      }

      static void it_changed(struct xenbus_device *dev, enum xenbus_state state)
      {
      	switch (state) {
      	case XenbusStateClosing:
      		it_closing(dev);
      		break;
      	default:
      		break;
      	}
      }

      static struct xenbus_driver it = {
      	.name = "it",
      	.otherend_changed = it_changed,
      };

      static int __init it_init(void)
      {
      	return xenbus_register_frontend(&it);
      }
      """;

  private static final String BACK =
      """
      static void back_changed(struct xenbus_device *dev, enum xenbus_state state)
      {
      	switch (state) {
      	case XenbusStateConnected:
      		back_connect(dev);
      		break;
      	case XenbusStateClosing:
      		back_stop(dev);
      		break;
      	default:
      		break;
      	}
      }

      static struct xenbus_driver back = {
      	.name = "back",
      	.otherend_changed = back_changed,
      };

      static int __init back_init(void)
      {
      	return xenbus_register_backend(&back);
      }
      """;

  private static final String CORE =
      """
      int xenbus_frontend_closed(struct xenbus_device *dev)
      {
      	xenbus_switch_state(dev, XenbusStateClosed);
      	complete(&dev->down);
      	return 0;
      }
      """;

  private static final String MAINTAINERS =
      """
      List of maintainers

      IT FRONTEND
      M:	J. Doe <jane@old.example.org>
      R:	John Roe <john@example.org>
      L:	it-devel@example.org (moderated for non-subscribers)
      S:	Supported
      F:	drivers/xen/itfront/

      PATCHES OF A TOOL
      M:	Tess Tool <tess@example.org>
      S:	Odd Fixes
      K:	\\bpatchwright, \\  rule\\b

      WHAT NOBODY SAYS
      M:	No Body <no@example.org>
      S:	Maintained
      K:	never_said

      THE REST
      M:	Every Body <every@example.org>
      L:	all@example.org
      S:	Buried alive in reporters
      F:	*
      F:	*/
      """;

  @TempDir private Path dir;
  private Path git;
  private String introduced;

  @BeforeEach
  void history() throws IOException {
    git = dir.resolve("it.git");
    try (GitRepository repository = GitRepository.create(git)) {
      String whole = FRONT.replace("\tif (it->queue == NULL)\n\t\treturn;\n", "");
      assertThat(whole).isNotEqualTo(FRONT);
      String first =
          commit(
              repository,
              Optional.empty(),
              "xen/itfront: add a frontend\n",
              file("drivers/xen/itfront/itfront.c", whole),
              file("drivers/xen/itback/itback.c", BACK),
              file("drivers/xen/xenbus/xenbus_client.c", CORE),
              file("MAINTAINERS", MAINTAINERS),
              file(".mailmap", "Jane Doe <jane@example.org> <jane@old.example.org>\n"));
      introduced =
          commit(
              repository,
              Optional.of(first),
              "xen/itfront: do not stop what was not begun\n\nBecause.\n",
              file("drivers/xen/itfront/itfront.c", FRONT));
      String last =
          commit(
              repository,
              Optional.of(introduced),
              "tree: add a file\n",
              file("drivers/other.c", "int other;\n"));
      repository.branch("main", last);
    }
  }

  private static SourceFile file(String path, String text) {
    return SourceFile.owning(path, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String commit(
      GitRepository repository, Optional<String> parent, String message, SourceFile... files)
      throws IOException {
    return repository.write(
        parent,
        List.of(files),
        List.of(),
        message,
        "A U Thor <a@example.org>",
        Instant.ofEpochSecond(1_000_000_000L));
  }

  private Ran fix(Path output, Object... more) {
    List<Object> words = new ArrayList<>(List.of("fix", git, "--rev", "main", AUTHOR));
    words.addAll(List.of("-o", output));
    words.addAll(List.of(more));
    return Ran.patchwright(words.toArray());
  }

  private static Map<String, String> mails(Path folder) throws IOException {
    Map<String, String> mails = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(
          file -> {
            try {
              mails.put(
                  file.getFileName().toString(),
                  Files.readString(file, StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return mails;
  }

  @Test
  void eachSubsystemGetsItsPatchInTheWordsOfItsLog() throws IOException {
    Path output = dir.resolve("patches");

    Ran ran = fix(output);

    assertThat(ran.err()).contains("2 patches, 0 findings left");
    assertThat(ran.code()).isZero();
    List<String> mails = new ArrayList<>(mails(output).values());
    assertThat(mails).hasSize(3);
    assertThat(mails.get(2))
        .contains("Subject: [PATCH 2/2] xen/itback: finish closing on every path of")
        .contains("+\t\txenbus_switch_state(dev, XenbusStateClosed);\n \t\tbreak;\n \tdefault:\n")
        .doesNotContain("Signed-off-by", "Fixes:");
    assertThat(mails.get(1))
        .contains("Subject: [PATCH 1/2] xen/itfront: finish closing on every path of")
        .contains(
            "-\tif (it->queue == NULL)\n+\tif (it->queue == NULL) {\n"
                + "+\t\txenbus_frontend_closed(dev);\n \t\treturn;\n+\t}\n")
        .contains(
            "\nFixes: "
                + introduced.substring(0, 12)
                + " (\"xen/itfront: do not stop what was not begun\")\n---\n")
        .contains("base-commit: ");
  }

  @Test
  void theCoverLetterHasATableAndSuggestsRecipients() throws IOException {
    Path output = dir.resolve("patches");

    Ran ran = fix(output);

    String cover = mails(output).get("0000-cover-letter.txt");
    assertThat(cover)
        .contains("Subject: [PATCH 0/2] xen: Mend 2 findings of ClosingDone")
        .contains("  1/2    ClosingDone  itfront.c  it_closing\n")
        .contains("  2/2    ClosingDone  itback.c   back_changed\n")
        .contains("base-commit: ");
    assertThat(ran.err())
        .contains(
            "to: Jane Doe <jane@example.org> (supporter:IT FRONTEND)\n"
                + "to: John Roe <john@example.org> (reviewer:IT FRONTEND)\n"
                + "to: Tess Tool <tess@example.org> (odd fixer:PATCHES OF A TOOL)\n"
                + "to: it-devel@example.org (moderated list)\n"
                + "to: all@example.org (open list)\n")
        .doesNotContain("Every Body");
  }

  @Test
  void theSameInputGivesTheSameSeriesInTheSameFolder() throws IOException {
    Path output = dir.resolve("patches");
    fix(output);
    Map<String, String> first = mails(output);

    fix(output, "--jobs", "3");

    assertThat(mails(output)).isEqualTo(first);
    assertThat(fix(output, "--rules=LockLeftHeld").err()).contains("0 patches, 0 findings left");
    assertThat(output).isEmptyDirectory();
  }

  @Test
  void signoffIsTheAuthorsAndOnlyOnDemand() throws IOException {
    Path output = dir.resolve("patches");

    fix(output, "--signoff");

    assertThat(mails(output).values())
        .filteredOn(mail -> mail.contains("diff --git"))
        .allMatch(mail -> mail.contains("\nSigned-off-by: A U Thor <a@example.org>\n---\n"));
  }

  @Test
  void gitTakesTheSeriesAndFixingAgainChangesNothing() throws Exception {
    Path output = dir.resolve("patches");
    fix(output);
    Path work = dir.resolve("work");
    assumeTrue(git("--version", dir).code() == 0, "git is not installed");
    assertThat(git("clone -q " + git + " " + work, dir).code()).isZero();
    byte[] before = Files.readAllBytes(work.resolve("drivers/xen/itfront/itfront.c"));

    List<String> patches =
        mails(output).keySet().stream()
            .filter(name -> name.endsWith(".patch"))
            .map(name -> output.resolve(name).toString())
            .toList();
    Git am =
        git("-c user.name=C -c user.email=c@example.org am " + String.join(" ", patches), work);

    assertThat(am.code()).isZero();
    assertThat(am.output().lines()).allMatch(line -> line.startsWith("Applying: "));
    Ran again = Ran.patchwright("fix", work, "--rev", "HEAD", AUTHOR, "-o", dir.resolve("again"));
    assertThat(again.err()).contains("0 patches, 0 findings left");
    assertThat(again.code()).isZero();
    assertThat(dir.resolve("again")).isEmptyDirectory();
    assertThat(git("diff --stat --name-only HEAD~2", work).output().lines())
        .containsExactly("drivers/xen/itback/itback.c", "drivers/xen/itfront/itfront.c");
    String after =
        Files.readString(
            work.resolve("drivers/xen/itfront/itfront.c"), StandardCharsets.ISO_8859_1);
    assertThat(
            after.replace(
                " {\n\t\txenbus_frontend_closed(dev);\n\t\treturn;\n\t}\n", "\n\t\treturn;\n"))
        .isEqualTo(new String(before, StandardCharsets.ISO_8859_1));
  }

  @Test
  @Tag("xen")
  void theXenTreeOf2006IsMended() throws Exception {
    Optional<String> place =
        Optional.ofNullable(System.getenv("PATCHWRIGHT_XEN_GIT")).filter(named -> !named.isEmpty());
    assumeTrue(place.isPresent(), "PATCHWRIGHT_XEN_GIT names no repository");
    Path output = dir.resolve("patches");
    String revision = "c730da041b1e";
    Object[] scope = {"--path", "linux-2.6-xen-sparse/drivers/xen/**", "--rules"};
    String rules = "ClosingDone,WatchOutlivesSuspend";

    Ran ran =
        Ran.patchwright(
            "fix",
            place.get(),
            "--rev",
            revision,
            scope[0],
            scope[1],
            scope[2],
            rules,
            AUTHOR,
            "-o",
            output);

    assertThat(ran.code()).isIn(ExitCode.CLEAN, ExitCode.FINDINGS);
    assertThat(ran.err()).doesNotContain("was not proved");
    Path work = dir.resolve("work");
    assertThat(git("clone -q -n --shared " + place.get() + " " + work, dir).code()).isZero();
    assertThat(git("checkout -q " + revision, work).code()).isZero();
    Git am =
        git(
            "-c user.name=C -c user.email=c@example.org am "
                + String.join(
                    " ",
                    mails(output).keySet().stream()
                        .filter(name -> name.endsWith(".patch"))
                        .map(name -> output.resolve(name).toString())
                        .toList()),
            work);
    assertThat(am.code()).isZero();
    assertThat(am.output().lines()).allMatch(line -> line.startsWith("Applying: "));
    Ran again =
        Ran.patchwright(
            "fix",
            work,
            "--rev",
            "HEAD",
            scope[0],
            scope[1],
            scope[2],
            rules,
            AUTHOR,
            "-o",
            dir.resolve("again"));
    assertThat(again.err()).contains("0 patches");
    assertThat(again.err().lines().filter(line -> line.startsWith("left: ")).count())
        .isEqualTo(ran.err().lines().filter(line -> line.startsWith("left: ")).count());
  }

  private record Git(int code, String output) {}

  private static Git git(String words, Path folder) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words.split(" ", -1)));
    Process run =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Git(run.waitFor(), output);
  }
}

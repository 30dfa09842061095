package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.patchwright.diff.FileDiff;
import org.patchwright.repository.GitRepository;
import org.patchwright.series.Mails;
import org.patchwright.series.Patch;
import org.patchwright.series.Person;
import org.patchwright.series.Series;
import org.patchwright.source.SourceFile;
import picocli.CommandLine;

/**
 * What the documentation says to type is typed: each page from its top to its end in a folder of
 * its own, which holds the repositories, series and files that the pages speak of. What a page says
 * comes out of it, does.
 */
class DocumentedCommandsTest {

  /** Options of other programs that pages name. */
  private static final Set<String> FOREIGN = Set.of("--no-tree", "--conf");

  private static final Path PICTURES = Path.of("../docs/pictures");

  private static final String RING = "drivers/xen/ring.c";
  private static final String NET = "drivers/net/xen-netfront.c";

  private static final String PROBE =
      """
      static int blkfront_probe(struct xenbus_device *dev, const struct xenbus_device_id *id)
      {
      	struct blkfront_info *info = kzalloc(sizeof(*info), GFP_KERNEL);

      	if (!info)
      		return -ENOMEM;
      	dev_set_drvdata(&dev->dev, info);
      	return 0;
      }

      static int blkfront_remove(struct xenbus_device *dev)
      {
      	kfree(dev_get_drvdata(&dev->dev));
      	return 0;
      }

      static struct xenbus_driver blkfront_driver = {
      	.probe = blkfront_probe,
      	.remove = blkfront_remove,
      };
      """;

  private static final String BLINKER =
      """
      static void blinker_wait(struct blinker *b)
      {
      	while (b->busy) {
      		if (b->dead)
      			return;
      	}
      }
      """;

  @TempDir static Path shared;
  private static String base;
  private static String tip;

  @TempDir Path folder;
  private int outputs;

  static List<String> pages() throws IOException {
    Path top = Path.of("..").toRealPath();
    return Documentation.pages().stream()
        .map(page -> top.relativize(page).toString())
        // FirstHourTest types that one into a shell.
        .filter(page -> !page.equals("docs/first-hour.md"))
        .toList();
  }

  private static Patch mending(String path) {
    FileDiff diff =
        FileDiff.between(
                Optional.of(SourceFile.of(path, DriversGit.BROKEN)),
                Optional.of(SourceFile.of(path, DriversGit.GOOD)))
            .orElseThrow();
    return Patch.of(
        "Unlock dead things",
        "The lock stays held.\n\nSigned-off-by: A. Author <a@example.org>\n",
        Person.of("A. Author <a@example.org>"),
        OffsetDateTime.of(2024, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC),
        List.of(diff));
  }

  private static Map<String, String> sources() {
    return Map.of(
        RING,
        DriversGit.GOOD,
        NET,
        DriversGit.GOOD,
        "drivers/block/xen-blkfront.c",
        PROBE,
        "drivers/xen/old.c",
        DriversGit.OLD_FAULT,
        "xen/common/lock.c",
        DriversGit.OLD_FAULT,
        "xen/drivers/lock.c",
        DriversGit.GOOD,
        "include/linux/things.h",
        "#define THINGS 1\n");
  }

  private static final Map<String, String> SECOND =
      Map.of(RING, DriversGit.BROKEN, NET, DriversGit.BROKEN);

  /** What commands only read: a repository, a series, a mail. */
  @BeforeAll
  static void shared() throws IOException {
    DriversGit git = new DriversGit(shared.resolve("git"));
    base = git.commit("v6.0", DriversGit.AUTHOR, "xen: begin", sources());
    tip = git.commit("main", DriversGit.AUTHOR, "xen: speed things up", SECOND);
    try (GitRepository repository = GitRepository.open(git.path())) {
      for (String branch : List.of("v6.1", "stable-4.18")) {
        repository.branch(branch, tip);
      }
      for (String branch : List.of("stable-4.17", "origin/main")) {
        repository.branch(branch, base);
      }
    }
    Files.writeString(
        git.path().resolve("config"),
        "[core]\n\trepositoryformatversion = 0\n"
            + "[user]\n\tname = A. Maintainer\n\temail = a@example.org\n");
    Series series = Series.of(List.of(mending(RING), mending(NET)), Optional.empty());
    Mails.write(series, shared.resolve("series"));
    Patch both =
        Patch.of(
            "Unlock dead things",
            "The lock stays held.\n\nSigned-off-by: A. Author <a@example.org>\n",
            Person.of("A. Author <a@example.org>"),
            OffsetDateTime.of(2024, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC),
            Stream.of(mending(RING), mending(NET)).flatMap(p -> p.files().stream()).toList());
    Series one = Series.of(List.of(both), Optional.empty());
    Files.write(shared.resolve("change.mbox"), Mails.mbox(one, "change.mbox").bytes());
  }

  /** What stands behind the names that the pages use. */
  private static Path fill(Path place) throws IOException {
    Files.createDirectory(place);
    for (String name : List.of("linux.git", "xen.git", ".git")) {
      Files.createSymbolicLink(place.resolve(name), shared.resolve("git"));
    }
    for (String name : List.of("series", "change.mbox")) {
      Files.createSymbolicLink(place.resolve(name), shared.resolve(name));
    }
    Map<String, String> files = new TreeMap<>(sources());
    files.putAll(SECOND);
    files.put("blinker.c", BLINKER);
    files.put("build/.config", "CONFIG_XEN=y\n");
    for (Map.Entry<String, String> file : files.entrySet()) {
      write(place.resolve(file.getKey()), file.getValue());
    }
    return place;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<List<String>> lines(String command) {
    Map<String, String> variables =
        Map.of("GITHUB_BASE_REF", "main", "CI_MERGE_REQUEST_DIFF_BASE_SHA", base);
    List<List<String>> lines = new ArrayList<>();
    for (List<String> line : Synopsis.lines(command, variables)) {
      List<String> words = new ArrayList<>();
      for (String word : line.subList(1, line.size())) {
        String before = words.isEmpty() ? "" : words.get(words.size() - 1);
        words.add(meant(word, before));
      }
      lines.add(words);
    }
    return lines;
  }

  /** What a reader would write where a page has a word in capitals, or a commit of its own. */
  private String meant(String word, String before) {
    return switch (word) {
      case "TARGET" -> ".";
      case "REPOSITORY" -> ".";
      case "REPO" -> "linux.git";
      case "SERIES" -> before.equals("import") ? "change.mbox" : "series";
      case "MAIL", "PATCH" -> "change.mbox";
      case "FILE" -> before.contains("baseline") ? "known.json" : RING;
      case "PATH" -> "drivers";
      case "DIR", "OUT" -> "out" + ++outputs;
      case "REV" -> "v6.1";
      case "GLOB" -> before.equals("--branches") ? "v6.*" : "drivers/**";
      case "RANGE", "A..B" -> "v6.0..v6.1";
      case "BASE" -> "v6.0";
      case "RULE", "ID" -> "LockLeftHeld";
      case "EXPR" -> "//src:while";
      case "N" -> "2";
      default -> word.matches("[0-9a-f]{12}") ? tip : word;
    };
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aPageIsTyped(String page) throws IOException {
    List<Documentation.Piece> pieces = Documentation.pieces(Path.of("..").resolve(page));
    if (pieces.isEmpty()) {
      return;
    }
    Path place = fill(folder.resolve("page"));
    if (page.endsWith("how-the-engine-sees-a-driver.md")) {
      Files.createDirectory(place.resolve("pictures"));
      Files.copy(PICTURES.resolve("blinker.c"), place.resolve("pictures/blinker.c"));
    }
    String printed = "";
    for (Documentation.Piece piece : pieces) {
      String where = page + ":" + piece.line() + ": " + piece.text();
      if (piece.text().contains("--engine spark")) {
        // ClusterTest has a cluster.
        continue;
      }
      switch (piece.kind()) {
        case FILE -> {
          Path file = place.resolve(piece.name());
          if (Files.exists(file)) {
            assertThat(Files.readString(file)).as(where).isEqualTo(piece.text());
          }
          write(file, piece.text());
        }
        case OUTPUT -> assertThat(oneBlank(printed)).as(where).contains(oneBlank(piece.text()));
        case COMMAND -> {
          for (List<String> line : lines(piece.text())) {
            boolean edits = line.contains("--in-place");
            Path at = edits ? fill(folder.resolve("edited" + piece.line())) : place;
            Ran ran = Ran.in(at, line);
            assertThat(ran.err()).as(where).doesNotContain("\tat ");
            assertThat(ran.code())
                .as(where + "\n" + line + "\n" + ran.out() + ran.err())
                .isIn(ExitCode.CLEAN, ExitCode.FINDINGS);
            printed = ran.out().replace(at + "/", "");
          }
        }
      }
    }
  }

  /** Whoever changes how pictures are drawn draws those of the documentation anew. */
  @ParameterizedTest
  @CsvSource({"probe.svg,blinker_probe", "start.svg,blinker_start", "life.svg,''"})
  void picturesOfTheDocumentationAreWhatIsDrawnToday(String picture, String function)
      throws IOException {
    String file = PICTURES.resolve("blinker.c").toString();
    Ran ran =
        function.isEmpty()
            ? Ran.patchwright("graph", "--driver", file)
            : Ran.patchwright("graph", file + ":" + function);
    assertThat(ran.code()).as(ran.err()).isZero();
    // Outside of a git work tree a path begins elsewhere.
    String kept = Files.readString(PICTURES.resolve(picture));
    assertThat(ran.out().replace("docs/pictures/", ""))
        .isEqualTo(kept.replace("docs/pictures/", ""));
  }

  /** Columns of a list are as wide as their longest word, and there is always a newer word. */
  private static String oneBlank(String text) {
    return text.replaceAll("  +", " ");
  }

  @Test
  void optionsThatPagesNameAreThere() throws IOException {
    Set<String> known = new HashSet<>(FOREIGN);
    options(Patchwright.commandLine(), known);
    for (Path page : Documentation.pages()) {
      for (Documentation.Piece option : Documentation.options(page)) {
        assertThat(known).as(page + ":" + option.line()).contains(option.text());
      }
    }
  }

  private static void options(CommandLine command, Set<String> known) {
    command.getCommandSpec().optionsMap().keySet().forEach(known::add);
    command.getSubcommands().values().forEach(sub -> options(sub, known));
  }

  @Test
  void pagesHaveCommands() throws IOException {
    int commands = 0;
    for (Path page : Documentation.pages()) {
      commands +=
          (int)
              Documentation.pieces(page).stream()
                  .filter(piece -> piece.kind() == Documentation.Kind.COMMAND)
                  .count();
    }
    assertThat(commands).isGreaterThan(40);
  }

  @Test
  void aSynopsisStandsForEachOfItsChoices() {
    assertThat(
            Synopsis.lines(
                "check TARGET [--rev REV] [-a A|B]... (-o 'x y' | --in) $V", Map.of("V", "1")))
        .containsExactly(
            List.of("check", "TARGET", "-o", "x y", "1"),
            List.of("check", "TARGET", "--rev", "REV", "-o", "x y", "1"),
            List.of("check", "TARGET", "-a", "A", "-o", "x y", "1"),
            List.of("check", "TARGET", "-a", "B", "-o", "x y", "1"),
            List.of("check", "TARGET", "--in", "1"));
  }
}

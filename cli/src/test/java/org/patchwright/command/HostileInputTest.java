package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.patchwright.diff.FileDiff;
import org.patchwright.series.Mails;
import org.patchwright.series.Patch;
import org.patchwright.series.Person;
import org.patchwright.series.Series;
import org.patchwright.source.SourceFile;

/**
 * Paths, sources, commits and mails that want to be markup, script, a terminal's command or a line
 * of their own stay words in all that is written of them.
 */
class HostileInputTest {

  /** What wants to be markup in HTML and XML, to end a script, a string or a CDATA section. */
  private static final String MARKUP =
      "</script><script>pwned()</script><img src=x onerror=pwned()>\"'&lt;]]>--><b>";

  /** What a terminal obeys: an escape sequence, a bell, the C1 form, and turned directions. */
  private static final String TERMINAL = "\u001b[31m\u0007\u009b2J\u202e\u2066\u200f\u2028";

  private static final String EVIL = MARKUP + TERMINAL;

  /** A slash would be a folder: the name holds all but that. */
  private static final String NAME =
      "drivers/a/" + EVIL.replace("/", "\\") + "\n::error file=x::pwned\r.c";

  /** A diff may not name a path with a line's end in it, whoever quotes it. */
  private static final String PATCHED = NAME.replaceAll("[^\\p{ASCII}]|[\n\r]", "");

  private static final String FAULT =
      DriversGit.OLD_FAULT.replace(
          "\tif (t->dead)\n",
          "\t/* "
              + EVIL.replace("\u2028", "")
              + " */\n\tif (t->dead || is(\""
              + MARKUP.replace("\"", "\\\"")
              + "\"))\n");

  @TempDir static Path shared;
  private static DriversGit git;
  private static Path tree;

  @TempDir Path dir;

  @BeforeAll
  static void begin() throws IOException {
    git = new DriversGit(shared.resolve("drivers.git"));
    String author = ("E" + EVIL + " <e@example.org>").replaceAll("[<>](?!e@|$)", "(");
    git.commit("main", author, EVIL, Map.of(NAME, FAULT, PATCHED, FAULT));
    tree = shared.resolve("tree");
    Path file = tree.resolve(NAME);
    Files.createDirectories(file.getParent());
    Files.writeString(file, FAULT);
  }

  private static Ran check(Path target, String... more) {
    List<Object> words =
        new ArrayList<>(List.of("check", target, "--rules=LockLeftHeld", "--no-cache"));
    words.addAll(List.of(more));
    return Ran.patchwright(words.toArray());
  }

  /** Only words, tabs and ends of lines. */
  private static void isSafe(String text) {
    assertThat(text.codePoints().filter(HostileInputTest::isObeyed).mapToObj(Integer::toHexString))
        .as(text)
        .isEmpty();
  }

  private static boolean isObeyed(int c) {
    int type = Character.getType(c);
    return c != '\n'
        && c != '\t'
        && (type == Character.CONTROL
            || type == Character.FORMAT
            || type == Character.LINE_SEPARATOR
            || type == Character.PARAGRAPH_SEPARATOR);
  }

  private static List<String> elements(String xml) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
    List<String> names = new ArrayList<>();
    while (reader.hasNext()) {
      if (reader.next() == XMLStreamConstants.START_ELEMENT) {
        names.add(reader.getLocalName());
      }
    }
    return names;
  }

  private static void hasNoMarkupOfItsOwn(Document page, List<String> scripts) {
    assertThat(page.select("img, b, iframe, object, embed, link[href^=http]")).isEmpty();
    assertThat(page.select("script").stream().map(Element::cssSelector).toList().size())
        .isEqualTo(scripts.size());
    for (Element element : page.getAllElements()) {
      assertThat(element.attributes().asList())
          .noneMatch(attribute -> attribute.getKey().startsWith("on"));
    }
    assertThat(page.select("meta[http-equiv]").attr("content"))
        .contains("default-src 'none'")
        .doesNotContain("unsafe");
    isSafe(page.outerHtml());
  }

  @Test
  void textIsSafeOnATerminal() {
    for (Path target : List.of(git.path(), tree)) {
      Ran ran = check(target);
      assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
      isSafe(ran.out());
      isSafe(ran.err());
      assertThat(ran.out().lines()).allMatch(line -> line.startsWith("drivers/a/"));
    }
  }

  @Test
  void annotationsAreOneLineEach() {
    Ran ran = check(git.path(), "--format", "github");
    isSafe(ran.out());
    assertThat(ran.out().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("::warning file=") || line.startsWith("::error file="));
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "sarif"})
  void jsonKeepsTheWordsAndStaysJson(String format) throws IOException {
    Ran ran = check(git.path(), "--format", format);
    isSafe(ran.out());
    JsonNode json = new ObjectMapper().readTree(ran.out());
    List<String> paths = new ArrayList<>();
    if (format.equals("json")) {
      json.get("findings").forEach(finding -> paths.add(finding.get("path").asText()));
    } else {
      json.at("/runs/0/results")
          .forEach(
              result ->
                  paths.add(
                      URI.create(
                              result
                                  .at("/locations/0/physicalLocation/artifactLocation/uri")
                                  .asText())
                          .getPath()));
    }
    assertThat(paths).containsExactlyInAnyOrder(NAME, PATCHED);
  }

  @Test
  void checkstyleStaysXml() throws XMLStreamException {
    Ran ran = check(git.path(), "--format", "checkstyle");
    isSafe(ran.out());
    assertThat(elements(ran.out())).containsExactly("checkstyle", "file", "error", "file", "error");
  }

  @Test
  void theReportHasNoMarkupOfTheirs() throws IOException {
    Path report = dir.resolve("report");
    Ran ran = check(git.path(), "--format", "html", "-o", report.toString());
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
    hasNoMarkupOfItsOwn(
        Jsoup.parse(report.resolve("index.html").toFile()),
        List.of("preact", "page", "report", "table"));
    try (Stream<Path> data = Files.list(report.resolve("data"))) {
      for (Path file : data.toList()) {
        String text = Files.readString(file);
        assertThat(text).doesNotContain("<", "\u2028");
        isSafe(text);
      }
    }
    assertThat(Files.readString(report.resolve("data/f1.js"))).contains("onerror=pwned()");
  }

  @Test
  void aSweepsPagesHaveNoMarkupOfTheirs() throws IOException {
    Path out = dir.resolve("out");
    Ran ran =
        Ran.patchwright(
            "sweep", git.path(), "--revs", "main", "--rules=LockLeftHeld", "--no-cache", "-o", out);
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.FINDINGS);
    isSafe(ran.err());
    hasNoMarkupOfItsOwn(
        Jsoup.parse(out.resolve("index.html").toFile()), List.of("preact", "page", "table"));
    for (String file : List.of("findings.jsonl", "revisions.jsonl", "sarif/main.sarif")) {
      isSafe(Files.readString(out.resolve(file)));
    }
    assertThat(Files.readAllLines(out.resolve("findings.jsonl"))).hasSize(2);
  }

  private Path series() throws IOException {
    String mended = FAULT.replace("\t\treturn -EIO;", "\t\tgoto out; // " + MARKUP);
    FileDiff diff =
        FileDiff.between(
                Optional.of(SourceFile.of(PATCHED, FAULT)),
                Optional.of(SourceFile.of(PATCHED, mended)))
            .orElseThrow();
    Patch patch =
        Patch.of(
            EVIL.replace("\u2028", ""),
            EVIL + "\n\nSigned-off-by: " + EVIL + " <e@example.org>\n",
            new Person(MARKUP, "e@example.org"),
            OffsetDateTime.of(2024, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC),
            List.of(diff));
    Path mails = dir.resolve("mails");
    Mails.write(Series.of(List.of(patch), Optional.empty()), mails);
    return mails;
  }

  @Test
  void aVerdictHasNoMarkupOfTheirs() throws IOException {
    Ran ran = Ran.patchwright("validate", series(), git.path(), "--format", "html");
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.FINDINGS);
    hasNoMarkupOfItsOwn(Jsoup.parse(ran.out()), List.of("preact", "page"));
    assertThat(Jsoup.parse(ran.out()).text()).contains("onerror=pwned()");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "sarif"})
  void aVerdictIsSafeOnATerminal(String format) throws IOException {
    Ran ran =
        Ran.patchwright(
            "validate", series(), git.path(), "--rules=LockLeftHeld", "--format", format);
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.FINDINGS);
    isSafe(ran.out());
    isSafe(ran.err());
    if (!format.equals("text")) {
      new ObjectMapper().readTree(ran.out());
    }
  }

  @Test
  void whatSeriesCommandsSayIsSafeOnATerminal() throws IOException {
    Path mails = series();
    for (List<Object> words :
        List.<List<Object>>of(
            List.of("validate", mails, git.path(), "--rules=LockLeftHeld", "--reply"),
            List.of("series", "show", mails, "--tree", git.path()),
            List.of("apply", mails, git.path(), "-o", dir.resolve("applied")),
            List.of("rebase", mails, git.path(), "-o", dir.resolve("rebased")))) {
      Ran ran = Ran.patchwright(words.toArray());
      assertThat(ran.code()).as(words + ran.err()).isIn(ExitCode.CLEAN, ExitCode.FINDINGS);
      isSafe(ran.out());
      isSafe(ran.err());
    }
  }

  @Test
  void picturesHaveNoMarkupOfTheirs() throws IOException, XMLStreamException {
    Path file = dir.resolve("evil.c");
    Files.writeString(
        file, FAULT + "\nstatic struct platform_driver a = { .probe = old_fault };\n");
    Ran flow = Ran.patchwright("graph", file + ":old_fault");
    Ran life = Ran.patchwright("graph", "--driver", file);
    for (Ran ran : List.of(flow, life)) {
      assertThat(ran.code()).as(ran.err()).isZero();
      isSafe(ran.out());
      assertThat(elements(ran.out()))
          .isSubsetOf(
              "svg", "title", "style", "defs", "marker", "path", "polyline", "text", "rect");
    }
    assertThat(flow.out()).contains("&lt;/script");
  }

  @Test
  void complaintsAreOneSafeLine() throws IOException {
    String words = "x" + EVIL + "\n::error::y";
    for (List<Object> line :
        List.<List<Object>>of(
            List.of("check", dir.resolve(words.replace("/", ""))),
            List.of("check", git.path(), "--rev", words),
            List.of("check", git.path(), "--rules", words.replace(",", "")),
            List.of("check", git.path(), "--path", words),
            List.of("check", git.path(), "--format", words),
            List.of("explain", words),
            List.of("graph", dir.resolve(words.replace("/", "")) + ":f"),
            List.of("new-rule", words),
            List.of("sweep", git.path(), "--branches", words, "-o", dir.resolve("o")),
            List.of(words))) {
      Ran ran = Ran.patchwright(line.toArray());
      assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.USAGE);
      isSafe(ran.err());
      ran.complaint();
    }
  }

  @Test
  void settingsAndRulesAreQuotedSafely() throws IOException {
    Files.writeString(tree.resolve(".patchwright.yml"), "rules: [\"" + "x\\e[31m\\u202e" + "\"]\n");
    Ran settings = check(tree);
    Files.delete(tree.resolve(".patchwright.yml"));
    Path rules = Files.createDirectories(dir.resolve("rules"));
    Files.writeString(
        rules.resolve("Evil\u001b[31m.java"),
        "package a; public class Evil { int x = \"" + TERMINAL.replace("\u2028", "") + "\"; }\n");
    Ran rule = Ran.patchwright("check", tree, "--rule-dir", rules);
    Ran test = Ran.patchwright("test-rule", rules);
    for (Ran ran : List.of(settings, rule, test)) {
      assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.USAGE);
      assertThat(ran.err()).isNotEmpty().doesNotContain("\tat ");
      isSafe(ran.err());
    }
  }
}

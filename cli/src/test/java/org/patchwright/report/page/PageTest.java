package org.patchwright.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {

  private static final String HOSTILE =
      "</script><script>alert(1)</script><img src=x onerror=\"alert(2)\"> '\"&lt; \u001b[31m"
          + " \u202e";

  @TempDir Path folder;

  private static Page hostilePage() {
    Table table =
        new Table(
            "rows",
            HOSTILE,
            List.of(new Table.Column(HOSTILE, Table.Kind.CHOICE, 1)),
            List.of(
                Table.Row.of(Table.Cell.of(HOSTILE)),
                Table.Row.of(Table.Cell.to("javascript:alert(3)", HOSTILE)),
                Table.Row.of(Table.Cell.to("#finding/1", HOSTILE))));
    return new Page(
        HOSTILE,
        HOSTILE,
        List.of(new Page.Link("other.html", HOSTILE)),
        List.of(
            new Block.Heading(2, HOSTILE),
            new Block.Paragraph(HOSTILE, Tone.BAD),
            new Block.Items(List.of(Block.Paragraph.of(HOSTILE))),
            new Block.Code(List.of(Block.Paragraph.of("\t" + HOSTILE))),
            new Block.Fold(HOSTILE, List.of(Block.Paragraph.of(HOSTILE))),
            new Block.Rows(table)),
        List.of());
  }

  private static String alone() throws IOException {
    StringWriter out = new StringWriter();
    hostilePage().writeAlone(out);
    return out.toString();
  }

  @Test
  void textNeverBecomesMarkup() throws IOException {
    Document page = Jsoup.parse(alone());
    assertThat(page.select("img, [onerror]")).isEmpty();
    assertThat(page.select("script")).hasSize(3);
    assertThat(page.select("script").eachAttr("type")).containsExactly("application/json");
    String visible = HOSTILE.replace("\u001b", "\\x1b").replace("\u202e", "\\u202e");
    assertThat(page.selectFirst("h2").wholeText()).isEqualTo(visible);
    assertThat(page.selectFirst("pre span").wholeText()).isEqualTo("\t" + visible + "\n");
  }

  @Test
  void whatATerminalOrAReaderWouldObeyIsSpeltOut() throws IOException {
    assertThat(alone()).doesNotContain("\u001b", "\u202e").contains("\\x1b[31m", "\\u202e");
  }

  @Test
  void aLinkOutOfTheFolderIsNone() throws IOException {
    Element data = Jsoup.parse(alone()).selectFirst("script[type=application/json]");
    JsonNode rows = new ObjectMapper().readTree(data.data()).get("rows");
    assertThat(rows.get(1).get(0).isTextual()).isTrue();
    assertThat(rows.get(2).get(0).get("h").asText()).isEqualTo("#finding/1");
  }

  @Test
  void scriptsAreAllowedByTheirHashAlone() throws IOException {
    Document page = Jsoup.parse(alone());
    String policy = page.selectFirst("meta[http-equiv]").attr("content");
    assertThat(policy).contains("default-src 'none'", "'sha256-").doesNotContain("unsafe");
  }

  @Test
  void aFolderIsMadeAnewButNothingElseIsOverwritten() throws IOException {
    PageFolder.make(folder).data("x-1", new ObjectMapper().createObjectNode().put("a", HOSTILE));
    assertThat(Files.readString(folder.resolve("data/x-1.js")))
        .startsWith("patchwright.data(\"x-1\",")
        .doesNotContain("</script>", "<");
    PageFolder.make(folder).page("index.html", hostilePage());
    assertThat(folder.resolve("data/x-1.js")).doesNotExist();
    assertThat(folder.resolve("assets/preact.js")).isNotEmptyFile();
    Path foreign = Files.createDirectory(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("mine.txt"), "mine");
    assertThatThrownBy(() -> PageFolder.make(foreign)).hasMessageContaining("is no report");
  }
}

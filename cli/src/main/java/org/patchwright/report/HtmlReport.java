package org.patchwright.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.patchwright.report.page.Block;
import org.patchwright.report.page.Page;
import org.patchwright.report.page.PageFolder;
import org.patchwright.report.page.Table;
import org.patchwright.report.page.Tone;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;

/**
 * Findings as a folder of pages for people: a table of all, and for each the source with its path,
 * the control flow with the path marked, the driver's life, and the proposed patch.
 */
public final class HtmlReport {

  private HtmlReport() {}

  /**
   * Writes a report.
   *
   * @param folder made, or made anew
   * @throws IOException if it can't be written; the message says why
   */
  public static void write(List<Part> parts, Path folder) throws IOException {
    PageFolder pages = PageFolder.make(folder);
    List<Table.Row> rows = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    ObjectNode index = JsonNodeFactory.instance.objectNode();
    ArrayNode where = index.putArray("data");
    int number = 0;
    int file = 0;
    for (Part part : parts) {
      Map<String, Rule> rules =
          part.scene().rules().stream()
              .collect(Collectors.toMap(Rule::id, rule -> rule, (one, other) -> one));
      Map<String, List<Finding>> byFile = new LinkedHashMap<>();
      for (Finding finding : part.report().findings()) {
        byFile.computeIfAbsent(finding.path(), path -> new ArrayList<>()).add(finding);
      }
      for (List<Finding> findings : byFile.values()) {
        String name = "f" + ++file;
        FindingData data = new FindingData(part.scene());
        for (Finding finding : findings) {
          number++;
          data.add(number, finding);
          where.add(name);
          rows.add(row(number, finding, part, Optional.ofNullable(rules.get(finding.rule()))));
        }
        pages.data(name, data.json());
      }
      for (String notice : part.scene().remarks().notices()) {
        blocks.add(new Block.Paragraph(notice, Tone.DOUBTFUL));
      }
    }
    blocks.add(new Block.Rows(new Table("findings", "findings", columns(), rows)));
    blocks.add(new Block.Mount("finding"));
    pages.data("index", index);
    pages.script("report.js", script());
    String lead = parts.stream().map(HtmlReport::lead).collect(Collectors.joining("; "));
    pages.page("index.html", new Page("Findings", lead, List.of(), blocks, List.of("report.js")));
  }

  private static String lead(Part part) {
    var statistics = part.report().statistics();
    return part.scene().tree().name()
        + part.scene()
            .remarks()
            .judgement()
            .map(judged -> ", brought in by " + judged.commit().describe())
            .orElse("")
        + ": "
        + part.report().findings().size()
        + " findings in "
        + statistics.files()
        + " files, "
        + statistics.functions()
        + " functions, patchwright "
        + part.scene().version();
  }

  private static List<Table.Column> columns() {
    return List.of(
        new Table.Column("File", Table.Kind.PATH, 24),
        new Table.Column("Line", Table.Kind.NUMBER, 6),
        new Table.Column("Message", Table.Kind.TEXT, 37),
        new Table.Column("Rule", Table.Kind.CHOICE, 18),
        new Table.Column("Subsystem", Table.Kind.CHOICE, 12),
        new Table.Column("Rank", Table.Kind.CHOICE, 8),
        new Table.Column("Age", Table.Kind.CHOICE, 15),
        new Table.Column("Fix", Table.Kind.CHOICE, 6));
  }

  private static Table.Row row(int number, Finding finding, Part part, Optional<Rule> rule) {
    Tone tone =
        finding.rank() == Rank.CERTAIN
            ? Tone.BAD
            : finding.rank() == Rank.LIKELY ? Tone.DOUBTFUL : Tone.MUTED;
    String path = part.scene().shown().apply(finding.path());
    return Table.Row.of(
        Table.Cell.of(path),
        Table.Cell.of(finding.place().line()),
        Table.Cell.to("#finding/" + number, finding.message()),
        Table.Cell.of(finding.rule()),
        Table.Cell.of(subsystem(path, rule)),
        Table.Cell.of(finding.rank().name().toLowerCase(Locale.ROOT), tone),
        Table.Cell.of(age(finding, part.scene().remarks())),
        Table.Cell.of(finding.fix().isPresent() ? "yes" : "no"));
  }

  private static String age(Finding finding, Remarks remarks) {
    return remarks.compared() ? "new" : remarks.ages().told().getOrDefault(finding, "unknown");
  }

  /** The folders that maintainers think in: {@code drivers/net}; else the rule's own. */
  private static String subsystem(String path, Optional<Rule> rule) {
    // A kernel may lie in a folder of its repository.
    int drivers = path.indexOf("/drivers/");
    String[] parts = path.substring(drivers + 1).split("/", -1);
    if (parts.length > 2) {
      return parts[0] + "/" + parts[1];
    }
    return parts.length > 1 ? parts[0] : rule.map(Rule::subsystem).orElse("");
  }

  private static String script() throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.js")) {
      if (in == null) {
        throw new IllegalStateException("report.js is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

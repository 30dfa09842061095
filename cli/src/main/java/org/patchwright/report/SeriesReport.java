package org.patchwright.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.patchwright.diff.DiffText;
import org.patchwright.diff.FileDiff;
import org.patchwright.repair.Repair;
import org.patchwright.series.Diffstat;
import org.patchwright.series.Patch;
import org.patchwright.series.Series;
import org.patchwright.series.SeriesReading;

/** What a series changes, and what reading it took, as text or JSON. */
public final class SeriesReport {

  private final SeriesReading reading;
  private final Series series;

  public SeriesReport(SeriesReading reading) {
    this.reading = reading;
    this.series = reading.series();
  }

  /**
   * Prints for people.
   *
   * @param diff whether to print the restored diff too
   */
  public void text(PrintWriter out) {
    series.cover().ifPresent(cover -> out.println("cover: " + cover.subject()));
    if (series.version() > 1) {
      out.println("version: " + series.version());
    }
    series.baseCommit().ifPresent(base -> out.println("base-commit: " + base));
    int number = 0;
    for (Patch patch : series.patches()) {
      out.printf("%d. %s%n", ++number, patch.subject());
      out.println("   by " + patch.author() + patch.date().map(date -> ", " + date).orElse(""));
      out.print(Diffstat.of(patch.files()));
    }
    out.printf(
        "%d files, %d hunks, +%d -%d; added lines: %d certain, %d likely%n",
        files(), hunks(), added(), removed(), reading.certain(), reading.likely());
    for (SeriesReading.PatchRepair one : reading.repairs()) {
      Repair repair = one.repair();
      out.println("line " + repair.line() + ": " + repair.message() + " (" + proof(repair) + ")");
    }
    reading.problems().forEach(problem -> out.println(problem.path() + ": " + problem.message()));
  }

  /** Prints all changes as one diff. */
  public void diff(PrintWriter out) {
    out.print(DiffText.print(series.files()));
  }

  /** Prints one JSON object for scripts. */
  public void json(PrintWriter out) throws IOException {
    ObjectMapper mapper = SafeJson.mapper();
    ObjectNode root = mapper.createObjectNode();
    series.cover().ifPresent(cover -> root.put("cover", cover.subject()));
    root.put("version", series.version());
    series.baseCommit().ifPresent(base -> root.put("baseCommit", base));
    ArrayNode patches = root.putArray("patches");
    series.patches().forEach(patch -> patch(patches.addObject(), patch));
    root.put("files", files()).put("hunks", hunks());
    root.put("added", added()).put("removed", removed());
    root.put("certain", reading.certain()).put("likely", reading.likely());
    ArrayNode repairs = root.putArray("repairs");
    for (SeriesReading.PatchRepair one : reading.repairs()) {
      repairs
          .addObject()
          .put("patch", one.subject())
          .put("line", one.repair().line())
          .put("message", one.repair().message())
          .put("proof", proof(one.repair()));
    }
    ArrayNode problems = root.putArray("problems");
    reading
        .problems()
        .forEach(
            problem ->
                problems
                    .addObject()
                    .put("input", problem.path())
                    .put("message", problem.message()));
    root.put("proved", reading.isProved());
    out.println(mapper.writeValueAsString(root));
  }

  private static void patch(ObjectNode node, Patch patch) {
    node.put("subject", patch.subject()).put("author", patch.author().toString());
    patch.date().ifPresent(date -> node.put("date", date.toString()));
    patch.messageId().ifPresent(id -> node.put("messageId", id));
    ArrayNode files = node.putArray("files");
    for (FileDiff file : patch.files()) {
      ObjectNode one = files.addObject();
      one.put("path", file.path()).put("change", lower(file.change()));
      if (!file.oldPath().equals(file.newPath())) {
        one.put("from", file.oldPath());
      }
      one.put("hunks", file.hunks().size());
      one.put("added", file.added()).put("removed", file.removed());
      one.put("binary", file.binary().isPresent());
    }
  }

  private long files() {
    return series.files().stream().map(FileDiff::path).distinct().count();
  }

  private int hunks() {
    return series.files().stream().mapToInt(file -> file.hunks().size()).sum();
  }

  private int added() {
    return series.patches().stream().mapToInt(Patch::added).sum();
  }

  private int removed() {
    return series.patches().stream().mapToInt(Patch::removed).sum();
  }

  private static String proof(Repair repair) {
    return lower(repair.proof());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}

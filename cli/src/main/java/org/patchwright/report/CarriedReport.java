package org.patchwright.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.patchwright.repository.Commit;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.History;
import org.patchwright.series.Patch;
import org.patchwright.series.SeriesReading;
import org.patchwright.validate.Applied;
import org.patchwright.validate.AppliedFile;
import org.patchwright.validate.Manner;
import org.patchwright.validate.Placement;

/** How a series was carried out, hunk by hunk, as text or JSON. */
public final class CarriedReport {

  /** Commits to look back for the one that took a line away. */
  private static final int MOST_HISTORY = 4_000;

  private final SeriesReading reading;
  private final List<Outcome> outcomes;
  private final List<String> notes;
  private final Optional<GitRepository> repository;
  private final Optional<String> commit;
  private final Optional<History> history;

  /** One patch and what came of it. */
  public record Outcome(Patch patch, Applied applied) {}

  /**
   * @param commit onto which it went, if it is one of the repository
   */
  public CarriedReport(
      SeriesReading reading,
      List<Outcome> outcomes,
      List<String> notes,
      Optional<GitRepository> repository,
      Optional<String> commit) {
    this.reading = reading;
    this.outcomes = List.copyOf(outcomes);
    this.notes = List.copyOf(notes);
    this.repository = repository;
    this.commit = commit;
    this.history = repository.map(History::new);
  }

  private Placement explained(AppliedFile file, Placement placement) throws IOException {
    if (placement instanceof Placement.Conflict conflict
        && history.isPresent()
        && commit.isPresent()
        && conflict.expected().strip().length() > 2) {
      Optional<Commit> cause =
          history
              .get()
              .remover(commit.get(), file.diff().oldPath(), conflict.expected(), MOST_HISTORY);
      return conflict.causedBy(cause);
    }
    return placement;
  }

  private long hunks() {
    return reading.series().files().stream().mapToLong(file -> file.hunks().size()).sum();
  }

  private long placed() {
    return outcomes.stream()
        .flatMap(outcome -> outcome.applied().files().stream())
        .flatMap(file -> file.placements().stream())
        .filter(Placement.At.class::isInstance)
        .count();
  }

  /** Patches with each file that is not simply as stated, then repairs, problems and a sum. */
  public void text(PrintWriter out) throws IOException {
    text(out, Optional.empty());
  }

  /**
   * The same with what else there is to say.
   *
   * @param remarks lines on each patch, in order; files that apply as stated are then left out
   */
  public void text(PrintWriter out, List<List<String>> remarks) throws IOException {
    text(out, Optional.of(remarks));
  }

  private void text(PrintWriter out, Optional<List<List<String>>> remarks) throws IOException {
    notes.forEach(out::println);
    int number = 0;
    for (Outcome outcome : outcomes) {
      out.printf("%d. %s%n", ++number, outcome.patch().subject());
      for (AppliedFile file : outcome.applied().files()) {
        boolean asStated =
            file.isApplied() && file.placements().stream().allMatch(CarriedReport::asStated);
        if (remarks.isPresent() && asStated) {
          continue;
        }
        out.println("   " + file.diff().path() + ": " + state(file));
        int hunk = 0;
        for (Placement placement : file.placements()) {
          hunk++;
          if (!asStated(placement)) {
            out.printf(
                "     hunk %d of %d: %s%n",
                hunk, file.placements().size(), explained(file, placement).describe());
          }
        }
      }
      if (remarks.isPresent()) {
        remarks.get().get(number - 1).forEach(line -> out.println("   " + line));
      }
    }
    reading.doubts().forEach(out::println);
    out.printf(
        "%d of %d hunks placed%s; added lines: %d certain, %d likely%n",
        placed(),
        hunks(),
        commit.map(id -> " on " + id.substring(0, 12)).orElse(""),
        reading.certain(),
        reading.likely());
  }

  private static boolean asStated(Placement placement) {
    return placement instanceof Placement.At at && at.manner() == Manner.EXACT && at.isCertain();
  }

  private static String state(AppliedFile file) {
    if (file instanceof AppliedFile.Refused refused) {
      return (refused.rest().isPresent() ? "in part: " : "not applied: ") + refused.reason();
    }
    return file.isCertain() ? "applied" : "applied, likely";
  }

  /** The same as one JSON object. */
  public void json(PrintWriter out, boolean proved, List<String> written) throws IOException {
    ObjectMapper mapper = SafeJson.mapper();
    ObjectNode root = mapper.createObjectNode();
    commit.ifPresent(id -> root.put("base", id));
    root.put("proved", proved).put("hunks", hunks()).put("placed", placed());
    root.put("certainLines", reading.certain()).put("likelyLines", reading.likely());
    ArrayNode patches = root.putArray("patches");
    for (Outcome outcome : outcomes) {
      ObjectNode patch = patches.addObject().put("subject", outcome.patch().subject());
      ArrayNode files = patch.putArray("files");
      for (AppliedFile file : outcome.applied().files()) {
        file(files.addObject(), file);
      }
    }
    ArrayNode repairs = root.putArray("repairs");
    for (SeriesReading.PatchRepair one : reading.repairs()) {
      repairs
          .addObject()
          .put("patch", one.subject())
          .put("line", one.repair().line())
          .put("proof", one.repair().proof().name().toLowerCase(Locale.ROOT))
          .put("message", one.repair().message());
    }
    ArrayNode problems = root.putArray("problems");
    reading.problems().forEach(problem -> problems.add(problem.path() + ": " + problem.message()));
    ArrayNode told = root.putArray("notes");
    notes.forEach(told::add);
    ArrayNode names = root.putArray("written");
    written.forEach(names::add);
    out.println(mapper.writeValueAsString(root));
  }

  private void file(ObjectNode node, AppliedFile file) throws IOException {
    node.put("path", file.diff().path());
    node.put("change", file.diff().change().name().toLowerCase(Locale.ROOT));
    boolean part = file instanceof AppliedFile.Refused refused && refused.rest().isPresent();
    node.put("state", file.isApplied() ? "applied" : part ? "in part" : "not applied");
    node.put("certain", file.isCertain());
    if (file instanceof AppliedFile.Refused refused) {
      node.put("reason", refused.reason());
    }
    ArrayNode hunks = node.putArray("hunks");
    for (Placement one : file.placements()) {
      Placement placement = explained(file, one);
      ObjectNode hunk = hunks.addObject();
      if (placement instanceof Placement.At at) {
        hunk.put("line", at.line()).put("manner", at.manner().words());
        hunk.put("offset", at.offset()).put("certain", at.isCertain());
        at.why().ifPresent(why -> hunk.put("why", why));
      } else if (placement instanceof Placement.Conflict conflict) {
        hunk.put("line", conflict.line()).put("manner", "conflict").put("certain", false);
        hunk.put("reason", conflict.reason());
        hunk.put("expected", line(conflict.expected()));
        conflict.found().ifPresent(found -> hunk.put("found", line(found)));
        conflict.changedBy().ifPresent(cause -> hunk.put("changedBy", cause.describe()));
      }
    }
  }

  /** A line of a file, without its line feed. */
  private static String line(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}

package org.patchwright.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.patchwright.diff.DiffText;
import org.patchwright.diff.FileDiff;
import org.patchwright.fact.Place;
import org.patchwright.report.picture.ControlFlow;
import org.patchwright.report.picture.Drawing;
import org.patchwright.report.picture.LifeCycle;
import org.patchwright.report.picture.Picture;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.Note;
import org.patchwright.source.Edit;
import org.patchwright.source.Edits;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;

/** What a page shows of the findings of one file, read by it when a reader asks for one of them. */
final class FindingData {

  /** Around a step outside of functions, and in functions that are longer than a reader reads. */
  private static final int AROUND = 12;

  private static final int LONGEST_FUNCTION = 400;

  private final Scene scene;
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();
  private final ObjectNode findings = json.putObject("findings");
  private final Map<String, TreeSet<Integer>> lines = new TreeMap<>();
  private final Map<String, Optional<SourceFile>> files = new HashMap<>();
  private final Map<String, Unit> units = new HashMap<>();
  private final Map<String, Optional<ControlFlow>> flows = new HashMap<>();
  private final Map<String, Drawing> drawings = new LinkedHashMap<>();

  FindingData(Scene scene) {
    this.scene = scene;
  }

  private Optional<SourceFile> file(String path) throws IOException {
    Optional<SourceFile> known = files.get(path);
    if (known == null) {
      known = scene.file(path);
      files.put(path, known);
    }
    return known;
  }

  void add(int number, Finding finding) throws IOException {
    ObjectNode node = findings.putObject(Integer.toString(number));
    node.put("rule", Shown.of(finding.rule()));
    node.put("message", Shown.of(finding.message()));
    node.put("rank", finding.rank().name().toLowerCase(Locale.ROOT));
    node.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
    node.put("function", Shown.of(finding.function()));
    ArrayNode steps = node.putArray("steps");
    for (Note note : finding.steps()) {
      step(steps.addObject(), note.place(), note.message());
    }
    step(steps.addObject(), finding.place(), finding.message());
    Optional<Function> around = around(finding.place());
    if (around.isPresent()) {
      flow(node, finding, around.get());
    }
    way(node.putObject("way"), finding);
    life(node, finding.path());
    if (finding.fix().isPresent()) {
      fix(node.putObject("fix"), finding.fix().get());
    } else if (!finding.unmended().isEmpty()) {
      node.put("unmended", Shown.of(finding.unmended()));
    }
  }

  private void step(ObjectNode node, Place place, String message) throws IOException {
    node.put("path", shown(place.path())).put("line", place.line()).put("column", place.column());
    node.put("text", Shown.of(message));
    TreeSet<Integer> wanted = lines.computeIfAbsent(place.path(), path -> new TreeSet<>());
    int from = place.line() - AROUND;
    int to = place.line() + AROUND;
    Optional<Function> around = around(place);
    if (around.isPresent()) {
      SourceFile file = around.get().node().file();
      int first = file.line(around.get().node().span().start());
      int last = file.line(around.get().node().span().end());
      if (last - first < LONGEST_FUNCTION) {
        from = first;
        to = last;
      }
    }
    node.put("from", from).put("to", to);
    for (int line = Math.max(1, from); line <= to; line++) {
      wanted.add(line);
    }
  }

  private String shown(String path) {
    return Shown.of(scene.shown().apply(path));
  }

  private Optional<Unit> unit(String path) throws IOException {
    Optional<SourceFile> file = file(path);
    if (file.isEmpty() || !path.endsWith(".c") && !path.endsWith(".h")) {
      return Optional.empty();
    }
    return Optional.of(units.computeIfAbsent(path, p -> Unit.of(file.get())));
  }

  private Optional<Function> around(Place place) throws IOException {
    Optional<Unit> unit = unit(place.path());
    return unit.stream()
        .flatMap(one -> one.functions().stream())
        .filter(function -> function.node().span().contains(place.span()))
        .findFirst();
  }

  private Optional<ControlFlow> flow(Function function) {
    return flows.computeIfAbsent(
        name(function), n -> Optional.of(ControlFlow.of(function)).filter(ControlFlow::isReadable));
  }

  private static String name(Function function) {
    return "flow " + function;
  }

  /** The lines that the way leads over, in each function in which it has a step. */
  private void way(ObjectNode node, Finding finding) throws IOException {
    Map<Function, List<Span>> places = new LinkedHashMap<>();
    List<Place> all = new ArrayList<>();
    finding.steps().forEach(note -> all.add(note.place()));
    all.add(finding.place());
    for (Place place : all) {
      around(place)
          .ifPresent(in -> places.computeIfAbsent(in, f -> new ArrayList<>()).add(place.span()));
    }
    Map<String, TreeSet<Integer>> over = new TreeMap<>();
    for (Map.Entry<Function, List<Span>> one : places.entrySet()) {
      Optional<ControlFlow> flow = flow(one.getKey());
      if (flow.isPresent()) {
        one.getValue().sort(null);
        over.computeIfAbsent(one.getKey().path(), path -> new TreeSet<>())
            .addAll(flow.get().lines(flow.get().through(one.getValue())));
      }
    }
    over.forEach((path, lines) -> lines.forEach(node.withArray(shown(path))::add));
  }

  private void flow(ObjectNode node, Finding finding, Function function) {
    String name = name(function);
    Optional<ControlFlow> flow = flow(function);
    if (flow.isEmpty()) {
      return;
    }
    drawings.computeIfAbsent(name, n -> Drawing.of(flow.get().picture()));
    List<Span> places = new ArrayList<>();
    for (Note note : finding.steps()) {
      if (note.place().path().equals(finding.path())) {
        places.add(note.place().span());
      }
    }
    places.removeIf(place -> !function.node().span().contains(place));
    // Notes that say where something began stand at the end of some paths; the way runs downwards.
    places.sort(null);
    places.add(finding.span());
    ArrayNode at = node.putArray("at");
    for (Note note : finding.steps()) {
      boolean inside =
          note.place().path().equals(finding.path())
              && function.node().span().contains(note.place().span());
      at.add(inside ? flow.get().boxAt(note.place().span()) : -1);
    }
    at.add(flow.get().boxAt(finding.span()));
    ControlFlow.Way way = flow.get().through(places);
    node.put("flow", Shown.of(name));
    way.boxes().stream().sorted().forEach(node.putArray("boxes")::add);
    way.arrows().stream().sorted().forEach(node.putArray("arrows")::add);
  }

  private void life(ObjectNode node, String path) throws IOException {
    Optional<Unit> unit = unit(path);
    if (unit.isEmpty()) {
      return;
    }
    String name = "life " + path;
    if (!drawings.containsKey(name)) {
      Picture picture = LifeCycle.of(unit.get());
      if (picture.boxes().isEmpty() || picture.boxes().size() > 120) {
        return;
      }
      drawings.put(name, Drawing.of(picture));
    }
    node.put("life", Shown.of(name));
  }

  private void fix(ObjectNode node, Fix fix) throws IOException {
    node.put("title", Shown.of(fix.title())).put("why", Shown.of(fix.why()));
    Map<String, List<Edit>> byPath = new TreeMap<>();
    for (Edit edit : fix.edits()) {
      byPath.computeIfAbsent(edit.path(), path -> new ArrayList<>()).add(edit);
    }
    List<FileDiff> diffs = new ArrayList<>();
    for (Map.Entry<String, List<Edit>> one : byPath.entrySet()) {
      Optional<SourceFile> before = file(one.getKey());
      if (before.isPresent()) {
        SourceFile after = Edits.apply(before.get(), one.getValue());
        FileDiff.between(before, Optional.of(after)).ifPresent(diffs::add);
      }
    }
    ArrayNode text = node.putArray("diff");
    for (String line : ReviewMail.readable(DiffText.print(diffs)).split("\n", -1)) {
      text.add(code(line));
    }
  }

  /** A line of code with its tabs. */
  private static String code(String line) {
    String[] parts = line.split("\t", -1);
    StringBuilder text = new StringBuilder(Shown.of(parts[0]));
    for (int i = 1; i < parts.length; i++) {
      text.append('\t').append(Shown.of(parts[i]));
    }
    return text.toString();
  }

  ObjectNode json() throws IOException {
    ObjectNode sources = json.putObject("sources");
    for (Map.Entry<String, TreeSet<Integer>> one : lines.entrySet()) {
      Optional<SourceFile> file = file(one.getKey());
      if (file.isEmpty()) {
        continue;
      }
      ArrayNode shown = sources.putArray(shown(one.getKey()));
      for (int line : one.getValue()) {
        if (line <= file.get().lineCount()) {
          String text = file.get().display(file.get().lineSpan(line));
          shown.addArray().add(line).add(code(text.replaceFirst("\\R$", "")));
        }
      }
    }
    ObjectNode pictures = json.putObject("pictures");
    drawings.forEach((name, drawing) -> pictures.set(Shown.of(name), drawing.json()));
    return json;
  }
}

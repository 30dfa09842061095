package org.patchwright.cache;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.patchwright.fact.Place;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Severity;
import org.patchwright.run.FileReport;
import org.patchwright.run.Report.RuleFailure;
import org.patchwright.source.Edit;
import org.patchwright.source.Problem;
import org.patchwright.source.Span;
import org.patchwright.symbol.Uses;

/** Writes what a file yielded as bytes, and reads it again. */
public final class ReportCodec {

  /** More items than this in one list are a sign of damage, not of findings. */
  private static final int MOST = 1 << 24;

  private interface Writer<T> {
    void write(T value) throws IOException;
  }

  private interface Reader<T> {
    T read() throws IOException;
  }

  private ReportCodec() {}

  /** Writes a report. */
  public static void write(FileReport report, DataOutput out) throws IOException {
    boolean plain = report.skipped() && report.problems().isEmpty() && report.uses().areNone();
    out.writeByte((plain ? 1 : 0) | (report.addressed() ? 2 : 0) | (report.skipped() ? 4 : 0));
    if (plain) {
      return;
    }
    list(report.findings(), out, finding -> finding(finding, out));
    list(
        report.failures(),
        out,
        failure -> {
          text(failure.rule(), out);
          text(failure.path(), out);
          text(failure.function(), out);
          text(failure.message(), out);
        });
    list(report.outOfBudget(), out, function -> text(function, out));
    list(
        report.problems(),
        out,
        problem -> {
          text(problem.path(), out);
          span(problem.span(), out);
          text(problem.message(), out);
        });
    out.writeInt(report.functions());
    out.writeInt(report.notParsed());
    list(new TreeSet<>(report.uses().files()), out, path -> text(path, out));
    list(
        new TreeMap<>(report.uses().answers()).entrySet(),
        out,
        one -> {
          out.writeByte(one.getKey().kind().ordinal());
          text(one.getKey().name(), out);
          text(one.getKey().path(), out);
          text(one.getValue(), out);
        });
    list(new TreeSet<>(report.uses().listings()), out, folder -> text(folder, out));
  }

  /**
   * Reads a report.
   *
   * @throws IOException if the bytes are damaged
   */
  public static FileReport read(DataInput in) throws IOException {
    int flags = in.readByte();
    boolean addressed = (flags & 2) != 0;
    boolean skipped = (flags & 4) != 0;
    if ((flags & 1) != 0) {
      return FileReport.nothing(addressed);
    }
    List<Finding> findings = list(in, () -> finding(in));
    List<RuleFailure> failures =
        list(in, () -> new RuleFailure(text(in), text(in), text(in), text(in)));
    List<String> outOfBudget = list(in, () -> text(in));
    List<Problem> problems = list(in, () -> new Problem(text(in), span(in), text(in)));
    int functions = in.readInt();
    int notParsed = in.readInt();
    Uses uses = new Uses();
    list(in, () -> text(in)).forEach(uses::file);
    for (int left = size(in); left > 0; left--) {
      Uses.Kind kind = Uses.Kind.values()[in.readByte()];
      uses.answer(new Uses.Asked(kind, text(in), text(in)), text(in));
    }
    list(in, () -> text(in)).forEach(uses::listing);
    return new FileReport(
        findings, failures, outOfBudget, problems, skipped, addressed, functions, notParsed, uses);
  }

  /** Writes a finding. */
  public static void finding(Finding finding, DataOutput out) throws IOException {
    text(finding.rule(), out);
    out.writeByte(finding.severity().ordinal());
    out.writeByte(finding.rank().ordinal());
    place(finding.place(), out);
    text(finding.message(), out);
    list(
        finding.steps(),
        out,
        step -> {
          place(step.place(), out);
          text(step.message(), out);
        });
    text(finding.function(), out);
    text(finding.subject(), out);
    out.writeBoolean(finding.fix().isPresent());
    if (finding.fix().isPresent()) {
      fix(finding.fix().get(), out);
    }
    text(finding.unmended(), out);
  }

  /** Reads a finding. */
  public static Finding finding(DataInput in) throws IOException {
    return new Finding(
        text(in),
        Severity.values()[in.readByte()],
        Rank.values()[in.readByte()],
        place(in),
        text(in),
        list(in, () -> new Note(place(in), text(in))),
        text(in),
        text(in),
        in.readBoolean() ? Optional.of(fix(in)) : Optional.empty(),
        text(in));
  }

  private static void fix(Fix fix, DataOutput out) throws IOException {
    text(fix.title(), out);
    text(fix.why(), out);
    list(
        fix.edits(),
        out,
        edit -> {
          text(edit.path(), out);
          span(edit.span(), out);
          text(edit.replacement(), out);
        });
    list(fix.prerequisites(), out, earlier -> fix(earlier, out));
  }

  private static Fix fix(DataInput in) throws IOException {
    return new Fix(
        text(in),
        text(in),
        list(in, () -> new Edit(text(in), span(in), text(in))),
        list(in, () -> fix(in)));
  }

  private static void place(Place place, DataOutput out) throws IOException {
    text(place.path(), out);
    span(place.span(), out);
    out.writeInt(place.line());
    out.writeInt(place.column());
  }

  private static Place place(DataInput in) throws IOException {
    return new Place(text(in), span(in), in.readInt(), in.readInt());
  }

  private static void span(Span span, DataOutput out) throws IOException {
    out.writeInt(span.start());
    out.writeInt(span.end());
  }

  private static Span span(DataInput in) throws IOException {
    return new Span(in.readInt(), in.readInt());
  }

  /** Writes text of any length, where {@link DataOutput#writeUTF} has room for 64 KB only. */
  public static void text(String text, DataOutput out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Reads text. */
  public static String text(DataInput in) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > MOST) {
      throw new IOException("a text of " + size + " bytes");
    }
    byte[] bytes = new byte[size];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static <T> void list(Collection<T> items, DataOutput out, Writer<T> writer)
      throws IOException {
    out.writeInt(items.size());
    for (T item : items) {
      writer.write(item);
    }
  }

  private static int size(DataInput in) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > MOST) {
      throw new IOException("a list of " + size + " items");
    }
    return size;
  }

  private static <T> List<T> list(DataInput in, Reader<T> reader) throws IOException {
    int size = size(in);
    List<T> items = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      items.add(reader.read());
    }
    return items;
  }
}

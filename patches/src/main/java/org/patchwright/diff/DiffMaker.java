package org.patchwright.diff;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectInserter;
import org.patchwright.diff.FileDiff.Change;
import org.patchwright.source.SourceFile;

/** Makes diffs from two versions of a file, by JGit's histogram algorithm. */
final class DiffMaker {

  /** Lines of context that git shows. */
  static final int CONTEXT = 3;

  private static final int LONGEST_SECTION = 80;
  // The kernel's .gitattributes asks for diff=cpp, whose heads are these.
  private static final Pattern HEAD = Pattern.compile("[A-Za-z_$].*", Pattern.DOTALL);
  private static final Pattern LABEL =
      Pattern.compile("[ \\t]*[A-Za-z_][A-Za-z_0-9]*:[\\s]*($|/[/*].*)", Pattern.DOTALL);

  private DiffMaker() {}

  static Optional<FileDiff> between(
      Optional<SourceFile> before, Optional<SourceFile> after, int context) {
    if (before.isEmpty() && after.isEmpty()) {
      throw new IllegalArgumentException("a diff needs one version at least");
    }
    String oldPath = before.or(() -> after).orElseThrow().path();
    String newPath = after.or(() -> before).orElseThrow().path();
    byte[] old = before.map(SourceFile::bytes).orElse(new byte[0]);
    byte[] now = after.map(SourceFile::bytes).orElse(new byte[0]);
    if (before.isPresent() && before.equals(after)) {
      return Optional.empty();
    }
    boolean binary =
        before.map(SourceFile::isBinary).orElse(false)
            || after.map(SourceFile::isBinary).orElse(false);
    Change change =
        before.isEmpty()
            ? Change.ADDED
            : after.isEmpty()
                ? Change.DELETED
                : oldPath.equals(newPath) ? Change.MODIFIED : Change.RENAMED;
    List<Hunk> hunks = binary ? List.of() : hunks(new RawText(old), new RawText(now), context);
    return Optional.of(
        new FileDiff(
            change,
            oldPath,
            newPath,
            before.map(file -> FileMode.REGULAR),
            after.map(file -> FileMode.REGULAR),
            before.map(file -> blobId(old)),
            after.map(file -> blobId(now)),
            change == Change.RENAMED
                ? OptionalInt.of(similarity(old, now, hunks))
                : OptionalInt.empty(),
            hunks,
            binary
                ? Optional.of(
                    BinaryPatch.literal(
                        new String(old, StandardCharsets.ISO_8859_1),
                        new String(now, StandardCharsets.ISO_8859_1)))
                : Optional.empty()));
  }

  private static String blobId(byte[] content) {
    try (ObjectInserter.Formatter ids = new ObjectInserter.Formatter()) {
      return ids.idFor(Constants.OBJ_BLOB, content).name();
    }
  }

  private static int similarity(byte[] old, byte[] now, List<Hunk> hunks) {
    long kept = old.length;
    for (Hunk hunk : hunks) {
      for (HunkLine line : hunk.lines()) {
        kept -= line.kind() == HunkLine.Kind.REMOVED ? line.content().length() : 0;
      }
    }
    long most = Math.max(1, Math.max(old.length, now.length));
    return old.length == 0 && now.length == 0 ? 100 : (int) (100 * Math.max(0, kept) / most);
  }

  private static List<Hunk> hunks(RawText old, RawText now, int context) {
    DiffAlgorithm histogram = new HistogramDiff();
    EditList edits = histogram.diff(RawTextComparator.DEFAULT, old, now);
    List<Hunk> hunks = new ArrayList<>();
    int first = 0;
    while (first < edits.size()) {
      int last = first;
      while (last + 1 < edits.size()
          && edits.get(last + 1).getBeginA() - edits.get(last).getEndA() <= 2 * context) {
        last++;
      }
      hunks.add(hunk(old, now, edits.subList(first, last + 1), context));
      first = last + 1;
    }
    return hunks;
  }

  private static Hunk hunk(RawText old, RawText now, List<Edit> edits, int context) {
    int oldFrom = Math.max(0, edits.get(0).getBeginA() - context);
    int newFrom = edits.get(0).getBeginB() - (edits.get(0).getBeginA() - oldFrom);
    int oldEnd = Math.min(old.size(), edits.get(edits.size() - 1).getEndA() + context);
    List<HunkLine> lines = new ArrayList<>();
    int at = oldFrom;
    for (Edit edit : edits) {
      for (; at < edit.getBeginA(); at++) {
        lines.add(line(HunkLine.Kind.CONTEXT, old, at));
      }
      for (; at < edit.getEndA(); at++) {
        lines.add(line(HunkLine.Kind.REMOVED, old, at));
      }
      for (int added = edit.getBeginB(); added < edit.getEndB(); added++) {
        lines.add(line(HunkLine.Kind.ADDED, now, added));
      }
    }
    for (; at < oldEnd; at++) {
      lines.add(line(HunkLine.Kind.CONTEXT, old, at));
    }
    Hunk hunk = new Hunk(oldFrom + 1, newFrom + 1, section(old, oldFrom), lines);
    return hunk.at(
        oldFrom + (hunk.oldCount() == 0 ? 0 : 1), newFrom + (hunk.newCount() == 0 ? 0 : 1));
  }

  private static HunkLine line(HunkLine.Kind kind, RawText text, int line) {
    boolean last = line == text.size() - 1;
    String content =
        new String(
            text.getRawContent(),
            start(text, line),
            start(text, line + 1) - start(text, line),
            StandardCharsets.ISO_8859_1);
    boolean terminated = !last || !text.isMissingNewlineAtEnd();
    return new HunkLine(
        kind, terminated ? content.substring(0, content.length() - 1) : content, terminated);
  }

  private static int start(RawText text, int line) {
    return line >= text.size() ? text.getRawContent().length : startOf(text, line);
  }

  private static int startOf(RawText text, int line) {
    java.nio.ByteBuffer raw = text.getRawString(line);
    return raw.position();
  }

  private static String section(RawText old, int before) {
    for (int line = before - 1; line >= 0; line--) {
      String text = line(HunkLine.Kind.CONTEXT, old, line).text();
      if (HEAD.matcher(text).matches() && !LABEL.matcher(text).matches()) {
        String head = text.length() > LONGEST_SECTION ? text.substring(0, LONGEST_SECTION) : text;
        return head.stripTrailing();
      }
    }
    return "";
  }
}

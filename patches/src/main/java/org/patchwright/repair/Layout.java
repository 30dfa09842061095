package org.patchwright.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.diff.DiffPaths;
import org.patchwright.diff.DiffText;
import org.patchwright.diff.FileDiff;
import org.patchwright.source.Problem;
import org.patchwright.source.Span;

/** Where in a damaged text the files and hunks are. */
final class Layout {

  private static final Pattern HUNK =
      Pattern.compile(
          "@@ -(\\d{1,9})(?:,(\\d{1,9}))? \\+(\\d{1,9})(?:,(\\d{1,9}))? @@ ?(.*)", Pattern.DOTALL);
  private static final Pattern START =
      Pattern.compile("diff (--git |-r |-[A-Za-z]|--).*|Index: .*", Pattern.DOTALL);
  private static final Pattern HEADER =
      Pattern.compile(
          "(diff |index [0-9a-f]|index *$|--- |\\+\\+\\+ |(old|new) mode |(new|deleted) file mode"
              + " |(dis)?similarity index |(rename|copy) (from|to) |Binary file|Index: |=====|@@"
              + " -).*",
          Pattern.DOTALL);

  private static final Pattern INDEX =
      Pattern.compile("index [0-9a-f]{4,64}\\.\\.[0-9a-f]{4,64}( [0-7]{6})?");
  private static final Pattern GIT_LINE = Pattern.compile("(?m)^diff --git .*$");
  private static final Pattern CLAIM =
      Pattern.compile("(?m)^(new file|deleted file|rename|copy) (?:mode|from|to) ");
  private static final String EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

  /** One hunk's numbers and physical lines. */
  record RawHunk(
      int line,
      int oldStart,
      int oldCount,
      int newStart,
      int newCount,
      String section,
      List<String> lines,
      List<String> squeezed,
      boolean isLast) {}

  /** One file's header and hunks. */
  record RawFile(int line, FileDiff header, List<RawHunk> hunks) {

    /** Whether the lines that name the file are lost. */
    boolean isNameless() {
      return header.path().isEmpty();
    }
  }

  private final String name;
  private final List<String> lines;
  private final List<RawFile> files = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<Repair> repairs;
  private int at;

  Layout(String name, String text, List<Repair> repairs) {
    this.name = name;
    this.lines = List.of(text.split("\n", -1));
    this.repairs = repairs;
  }

  List<Problem> problems() {
    return problems;
  }

  List<RawFile> files() {
    while (at < lines.size()) {
      if (isFileStart(at)) {
        file();
      } else if (lines.get(at).startsWith("@@ -") && HUNK.matcher(lines.get(at)).matches()) {
        orphan();
      } else {
        at++;
      }
    }
    return files;
  }

  /** Hunks without the lines that name their file. */
  private void orphan() {
    int start = at;
    hunk()
        .ifPresent(
            hunk ->
                files.add(new RawFile(start + 1, FileDiff.modified("", List.of()), List.of(hunk))));
  }

  private boolean isFileStart(int index) {
    String line = lines.get(index);
    if (line.startsWith("diff -") && START.matcher(line).matches()) {
      return true;
    }
    if (!line.startsWith("--- ") || line.length() < 5) {
      return false;
    }
    for (int i = index + 1; i < Math.min(lines.size(), index + 4); i++) {
      if (lines.get(i).startsWith("+++ ")) {
        return i + 1 < lines.size()
            && (lines.get(i + 1).startsWith("@@ -")
                || i + 2 < lines.size() && lines.get(i + 2).startsWith("@@ -")
                || i + 3 < lines.size() && lines.get(i + 3).startsWith("@@ -"));
      }
    }
    return false;
  }

  private void file() {
    int start = at;
    StringBuilder header = new StringBuilder(lines.get(at++));
    boolean binary = false;
    boolean plus = header.toString().startsWith("+++");
    int wraps = 0;
    while (at < lines.size() && !lines.get(at).startsWith("@@ -")) {
      String line = lines.get(at);
      if (line.startsWith("diff -") && START.matcher(line).matches()) {
        break;
      }
      // A signature ends the diff; behind a change of mode alone nothing else would.
      if (line.equals("-- ")) {
        break;
      }
      if (binary || line.startsWith("GIT binary patch")) {
        binary = true;
        header.append('\n').append(line);
      } else if (HEADER.matcher(line).matches()) {
        plus |= line.startsWith("+++ ");
        header.append('\n').append(line);
        wraps = 0;
      } else if (line.isBlank() || wraps++ > 3) {
        if (!plus && line.isBlank()) {
          at++;
          continue;
        }
        break;
      } else {
        int last = header.lastIndexOf("\n") + 1;
        String whole = joined(header.substring(last), line.strip(), header.substring(0, last));
        header.setLength(last);
        header.append(whole);
        repairs.add(new Repair(at + 1, Repair.Proof.FORM, "wrapped header line joined"));
      }
      at++;
    }
    List<RawHunk> hunks = new ArrayList<>();
    while (at < lines.size() && lines.get(at).startsWith("@@ -")) {
      hunk().ifPresent(hunks::add);
    }
    DiffText read = DiffText.read(name, header.append('\n').toString());
    problems.addAll(read.problems());
    if (read.files().size() == 1) {
      if (CLAIM.matcher(header).results().map(claim -> claim.group(1)).distinct().count() > 1) {
        problem(start, "the header of " + read.files().get(0).path() + " contradicts itself");
      }
      boolean change = plus || changesText(read.files().get(0));
      if (hunks.isEmpty() && read.files().get(0).binary().isEmpty() && change) {
        problem(start, "the hunks of " + read.files().get(0).path() + " are missing");
      }
      files.add(new RawFile(start + 1, read.files().get(0), hunks));
    } else if (!hunks.isEmpty() && read.problems().isEmpty()) {
      problem(start, "the header of this file can't be read");
    }
  }

  /** Whether a file's header announces other text: by its ids, or because nothing else is said. */
  private static boolean changesText(FileDiff file) {
    boolean nothingElse =
        file.change() == FileDiff.Change.MODIFIED && file.oldMode().equals(file.newMode());
    if (nothingElse) {
      return true;
    }
    return file.newBlob().isPresent()
        && !file.newBlob().equals(file.oldBlob())
        && !file.newBlob().get().startsWith(EMPTY_BLOB)
        && !EMPTY_BLOB.startsWith(file.newBlob().get());
  }

  /** A wrapped header line: the wrap may have taken a blank, or cut a word. */
  private static String joined(String first, String rest, String before) {
    boolean blank = first.endsWith(" ") || first.endsWith("\t");
    String apart = first + (blank ? "" : " ") + rest;
    String together = first + rest;
    if (first.startsWith("index ")) {
      return INDEX.matcher(apart).matches() ? apart : together;
    }
    if (first.startsWith("diff --git ")) {
      return namesAgree(apart) || !namesAgree(together) ? apart : together;
    }
    Matcher git = GIT_LINE.matcher(before);
    if (git.find() && (first.startsWith("--- ") || first.startsWith("+++ "))) {
      boolean said = git.group().contains(together.substring(4).strip());
      return said ? together : apart;
    }
    return apart;
  }

  private static boolean namesAgree(String line) {
    String names = line.substring("diff --git ".length()).strip();
    int half = names.length() / 2;
    return names.length() % 2 == 1
        && names.charAt(half) == ' '
        && DiffPaths.strip(names.substring(0, half), 1)
            .equals(DiffPaths.strip(names.substring(half + 1), 1));
  }

  private void problem(int line, String message) {
    problems.add(new Problem(name, new Span(0, 0), "line " + (line + 1) + ": " + message));
  }

  private Optional<RawHunk> hunk() {
    int start = at;
    String head = lines.get(at++);
    Matcher numbers = HUNK.matcher(head);
    if (!numbers.matches() && at < lines.size()) {
      head = head.stripTrailing() + " " + lines.get(at).strip();
      numbers = HUNK.matcher(head);
      if (numbers.matches()) {
        at++;
        repairs.add(new Repair(start + 1, Repair.Proof.FORM, "wrapped hunk header joined"));
      }
    }
    if (!numbers.matches()) {
      problem(start, "the head of this hunk can't be read: " + head);
      return Optional.empty();
    }
    List<String> body = new ArrayList<>();
    while (at < lines.size() && !lines.get(at).startsWith("@@ -") && !isFileStart(at)) {
      body.add(lines.get(at++));
    }
    boolean last = at >= lines.size();
    if (last) {
      while (!body.isEmpty() && body.get(body.size() - 1).isEmpty()) {
        body.remove(body.size() - 1);
      }
    }
    return Optional.of(
        new RawHunk(
            start + 1,
            Integer.parseInt(numbers.group(1)),
            number(numbers.group(2)),
            Integer.parseInt(numbers.group(3)),
            number(numbers.group(4)),
            numbers.group(5).stripTrailing(),
            body,
            body.stream().map(HunkSearch::squeeze).toList(),
            last));
  }

  private static int number(String digits) {
    return digits == null ? 1 : Integer.parseInt(digits);
  }
}

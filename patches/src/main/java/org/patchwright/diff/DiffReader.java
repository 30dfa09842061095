package org.patchwright.diff;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.diff.FileDiff.Change;
import org.patchwright.source.Problem;
import org.patchwright.source.Span;

/** Reads one text as a diff, line by line; made for one reading. */
final class DiffReader {

  private static final Pattern HUNK =
      Pattern.compile("@@ -(\\d+)(?:,(\\d+))? \\+(\\d+)(?:,(\\d+))? @@ ?(.*)", Pattern.DOTALL);
  private static final Pattern INDEX =
      Pattern.compile("index ([0-9a-f]{4,64})\\.\\.([0-9a-f]{4,64})(?: ([0-7]{6}))?\\s*");
  private static final Pattern HG = Pattern.compile("diff (?:-r [0-9a-f]+ ){1,2}(.+)");
  private static final Pattern BINARY = Pattern.compile("(literal|delta) (\\d{1,10})");
  private static final Pattern DIFFER = Pattern.compile("Binary files (.+) and (.+) differ\\s*");
  private static final Pattern HG_BINARY = Pattern.compile("Binary file (.+) has changed\\s*");
  private static final String EPOCH = "Thu Jan 01 00:00:00 1970 +0000";

  private final String name;
  private final String text;
  private final int strip;
  private final List<FileDiff> files = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private int at;

  DiffReader(String name, String text, int strip) {
    this.name = name;
    this.text = text;
    this.strip = strip;
  }

  DiffText read() {
    while (at < text.length()) {
      String line = peek();
      if (line.startsWith("diff --git ")) {
        gitFile();
      } else if (HG.matcher(line).matches()) {
        hgFile();
      } else if (line.startsWith("--- ") && isHeaderPair()) {
        Header header = new Header();
        names(header);
        body(header);
      } else {
        if (HUNK.matcher(line).matches()) {
          problem(at, "a hunk without the --- and +++ lines of its file is passed over");
        }
        next();
      }
    }
    return new DiffText(files, problems);
  }

  /** What the lines before a file's hunks say. */
  private static final class Header {
    int start;
    Change change = Change.MODIFIED;
    Optional<String> gitOld = Optional.empty();
    Optional<String> gitNew = Optional.empty();
    Optional<String> plainOld = Optional.empty();
    Optional<String> plainNew = Optional.empty();
    Optional<String> exactOld = Optional.empty();
    Optional<String> exactNew = Optional.empty();
    Optional<FileMode> oldMode = Optional.empty();
    Optional<FileMode> newMode = Optional.empty();
    Optional<String> oldBlob = Optional.empty();
    Optional<String> newBlob = Optional.empty();
    OptionalInt similarity = OptionalInt.empty();
    Optional<BinaryPatch> binary = Optional.empty();
  }

  private void gitFile() {
    Header header = new Header();
    header.start = at;
    Optional<String[]> names = DiffPaths.inGitLine(next().substring("diff --git ".length()));
    header.gitOld = names.map(both -> both[0]);
    header.gitNew = names.map(both -> both[1]);
    while (at < text.length() && extended(header, peek())) {
      next();
    }
    if (at < text.length() && peek().startsWith("GIT binary patch")) {
      next();
      binary(header);
    } else if (at < text.length() && DIFFER.matcher(peek()).matches()) {
      next();
      header.binary = Optional.of(new BinaryPatch(Optional.empty(), Optional.empty()));
    } else if (isHeaderPair()) {
      names(header);
    }
    body(header);
  }

  private static boolean extended(Header header, String line) {
    Matcher index = INDEX.matcher(line);
    if (index.matches()) {
      header.oldBlob = Optional.of(index.group(1)).filter(id -> !id.matches("0+"));
      header.newBlob = Optional.of(index.group(2)).filter(id -> !id.matches("0+"));
      Optional<FileMode> mode = Optional.ofNullable(index.group(3)).flatMap(FileMode::of);
      header.oldMode = header.oldMode.or(() -> mode);
      header.newMode = header.newMode.or(() -> mode);
      return true;
    }
    String value = line.substring(line.lastIndexOf(' ') + 1).strip();
    if (line.startsWith("old mode ")) {
      header.oldMode = FileMode.of(value);
    } else if (line.startsWith("new mode ")) {
      header.newMode = FileMode.of(value);
    } else if (line.startsWith("new file mode ")) {
      header.change = Change.ADDED;
      header.newMode = FileMode.of(value);
    } else if (line.startsWith("deleted file mode ")) {
      header.change = Change.DELETED;
      header.oldMode = FileMode.of(value);
    } else if (line.startsWith("rename from ") || line.startsWith("copy from ")) {
      header.change = line.startsWith("rename") ? Change.RENAMED : Change.COPIED;
      header.exactOld = Optional.of(exact(line.substring(line.indexOf(" from ") + 6)));
    } else if (line.startsWith("rename to ") || line.startsWith("copy to ")) {
      header.change = line.startsWith("rename") ? Change.RENAMED : Change.COPIED;
      header.exactNew = Optional.of(exact(line.substring(line.indexOf(" to ") + 4)));
    } else if (line.startsWith("similarity index ") || line.startsWith("dissimilarity index ")) {
      if (value.matches("\\d{1,3}%") && line.startsWith("similarity")) {
        header.similarity = OptionalInt.of(Integer.parseInt(value.replace("%", "")));
      }
    } else {
      return false;
    }
    return true;
  }

  private static String exact(String rest) {
    return rest.startsWith("\"") ? DiffPaths.unquoted(rest).orElse(rest) : rest.stripTrailing();
  }

  private void hgFile() {
    Header header = new Header();
    header.start = at;
    Matcher hg = HG.matcher(next());
    if (hg.matches()) {
      header.exactOld = Optional.of(hg.group(1).strip());
      header.exactNew = header.exactOld;
    }
    if (at < text.length() && HG_BINARY.matcher(peek()).matches()) {
      next();
      header.binary = Optional.of(new BinaryPatch(Optional.empty(), Optional.empty()));
    } else if (isHeaderPair()) {
      names(header);
    } else if (at < text.length() && peek().startsWith("--- ")) {
      problem(at, "the +++ line of this file is missing");
    }
    body(header);
  }

  private boolean isHeaderPair() {
    if (at >= text.length() || !peek().startsWith("--- ")) {
      return false;
    }
    int second = text.indexOf('\n', at) + 1;
    return second > 0 && text.startsWith("+++ ", second);
  }

  private void names(Header header) {
    header.start = header.gitOld.isPresent() || header.exactOld.isPresent() ? header.start : at;
    String old = next().substring(4);
    String now = next().substring(4);
    header.plainOld = Optional.of(DiffPaths.inHeader(old));
    header.plainNew = Optional.of(DiffPaths.inHeader(now));
    boolean isGit = header.gitOld.isPresent();
    boolean from = DiffPaths.isNull(header.plainOld.get());
    boolean to = DiffPaths.isNull(header.plainNew.get());
    if (from || !isGit && DiffPaths.dateInHeader(old).equals(EPOCH)) {
      header.change = Change.ADDED;
    } else if (to || !isGit && DiffPaths.dateInHeader(now).equals(EPOCH)) {
      header.change = Change.DELETED;
    }
  }

  private void body(Header header) {
    List<Hunk> hunks = new ArrayList<>();
    while (at < text.length() && header.binary.isEmpty()) {
      Matcher head = HUNK.matcher(peek());
      if (!head.matches()) {
        break;
      }
      hunk(head).ifPresent(hunks::add);
    }
    Optional<String[]> paths = paths(header);
    if (paths.isEmpty()) {
      problem(header.start, "the name of the changed file can't be read");
      return;
    }
    String old = paths.get()[0];
    String now = paths.get()[1];
    for (String path : new String[] {old, now}) {
      if (!DiffPaths.isSafe(path)) {
        problem(header.start, "refused: \"" + path + "\" is no path inside a tree");
        return;
      }
    }
    files.add(
        new FileDiff(
            header.change,
            old,
            now,
            header.oldMode,
            header.newMode,
            header.oldBlob,
            header.newBlob,
            header.similarity,
            hunks,
            header.binary));
  }

  private Optional<String[]> paths(Header header) {
    Optional<String> old = header.gitOld;
    Optional<String> now = header.gitNew;
    if (header.plainOld.isPresent() && header.plainNew.isPresent()) {
      old = header.plainOld;
      now = header.plainNew;
    }
    if (header.exactOld.isPresent() && header.exactNew.isPresent()) {
      return Optional.of(new String[] {header.exactOld.get(), header.exactNew.get()});
    }
    if (old.isEmpty() || now.isEmpty()) {
      return Optional.empty();
    }
    int count = strip >= 0 ? strip : DiffPaths.stripFor(old.get(), now.get());
    String before = DiffPaths.isNull(old.get()) ? now.get() : old.get();
    String after = DiffPaths.isNull(now.get()) ? old.get() : now.get();
    before = DiffPaths.strip(before, count);
    after = DiffPaths.strip(after, count);
    boolean ofGit = old.get().startsWith("a/") && now.get().startsWith("b/");
    if (header.change == Change.MODIFIED && !before.equals(after) && ofGit && count == 1) {
      header.change = Change.RENAMED;
      problem(
          header.start,
          "the lines that tell how "
              + before
              + " became "
              + after
              + " are lost: taken for a rename");
    } else if (header.change == Change.MODIFIED && !before.equals(after)) {
      // Plain diffs name a backup on one side: patch(1) takes the shorter name, so do we.
      String best = before.length() < after.length() ? before : after;
      return Optional.of(new String[] {best, best});
    }
    return Optional.of(
        new String[] {
          header.change == Change.ADDED ? after : before,
          header.change == Change.DELETED ? before : after
        });
  }

  private Optional<Hunk> hunk(Matcher head) {
    int start = at;
    int[] numbers = new int[4];
    for (int i = 0; i < 4; i++) {
      String digits = head.group(i + 1);
      if (digits != null && digits.length() > 9) {
        problem(start, "a line number of this hunk is beyond any file");
        next();
        return Optional.empty();
      }
      numbers[i] = digits == null ? 1 : Integer.parseInt(digits);
    }
    String section = head.group(5).stripTrailing();
    next();
    int old = numbers[1];
    int now = numbers[3];
    List<HunkLine> lines = new ArrayList<>();
    while (at < text.length()) {
      String line = peek();
      char mark = line.isEmpty() ? ' ' : line.charAt(0);
      if (mark == '\\' && !lines.isEmpty()) {
        HunkLine last = lines.remove(lines.size() - 1);
        lines.add(new HunkLine(last.kind(), last.text(), false));
        next();
        continue;
      }
      Optional<HunkLine.Kind> marked = kind(mark);
      if (marked.isEmpty() || old == 0 && now == 0) {
        break;
      }
      HunkLine.Kind kind = marked.get();
      if (kind.inOld() && old == 0 || kind.inNew() && now == 0) {
        break;
      }
      lines.add(new HunkLine(kind, line.isEmpty() ? "" : line.substring(1), true));
      old -= kind.inOld() ? 1 : 0;
      now -= kind.inNew() ? 1 : 0;
      next();
    }
    if (old != 0 || now != 0) {
      problem(
          start,
          "hunk is short of " + old + " old and " + now + " new lines; read as far as it goes");
    }
    return Optional.of(new Hunk(numbers[0], numbers[2], section, lines));
  }

  private static Optional<HunkLine.Kind> kind(char mark) {
    return Arrays.stream(HunkLine.Kind.values()).filter(kind -> kind.mark() == mark).findFirst();
  }

  private void binary(Header header) {
    Optional<BinaryPatch.Part> forward = part();
    Optional<BinaryPatch.Part> backward = forward.isPresent() ? part() : Optional.empty();
    header.binary = Optional.of(new BinaryPatch(forward, backward));
  }

  private Optional<BinaryPatch.Part> part() {
    if (at >= text.length()) {
      return Optional.empty();
    }
    int start = at;
    Matcher head = BINARY.matcher(peek().strip());
    if (!head.matches()) {
      return Optional.empty();
    }
    next();
    long size = Long.parseLong(head.group(2));
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    while (at < text.length()) {
      Optional<byte[]> piece = BinaryPatch.decodeLine(peek().strip());
      if (piece.isEmpty()) {
        break;
      }
      packed.writeBytes(piece.get());
      next();
    }
    if (at < text.length() && peek().isBlank()) {
      next();
    }
    if (size > BinaryPatch.LARGEST) {
      problem(start, "refused: a binary file of " + size + " bytes");
      return Optional.empty();
    }
    Optional<String> data = BinaryPatch.inflate(packed.toByteArray(), (int) size);
    if (data.isEmpty()) {
      problem(start, "the binary patch is damaged");
    }
    return data.map(
        bytes ->
            new BinaryPatch.Part(
                head.group(1).equals("literal")
                    ? BinaryPatch.Method.LITERAL
                    : BinaryPatch.Method.DELTA,
                bytes));
  }

  private String peek() {
    int end = text.indexOf('\n', at);
    return text.substring(at, end < 0 ? text.length() : end);
  }

  private String next() {
    String line = peek();
    at += line.length() + 1;
    return line;
  }

  private void problem(int offset, String message) {
    int end = text.indexOf('\n', offset);
    problems.add(new Problem(name, new Span(offset, end < 0 ? text.length() : end), message));
  }
}

package org.patchwright.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.series.Patch;

/** A review of one patch as a mail: its lines quoted, what there is to say under each. */
public final class ReviewMail {

  private ReviewMail() {}

  /**
   * Something to say.
   *
   * @param path of the file after the patch; empty for the whole patch
   * @param line of that file; lines that the patch does not show are named in words
   */
  public record Note(String path, int line, String text) {}

  /** The mail with its headers; hunks about which there is nothing to say are left out. */
  public static String of(Patch patch, List<FileDiff> files, List<Note> notes) {
    StringBuilder out = new StringBuilder();
    out.append("To: ").append(patch.author()).append('\n');
    out.append("Subject: Re: [PATCH] ").append(patch.subject()).append('\n');
    patch
        .messageId()
        .ifPresent(
            id ->
                out.append("In-Reply-To: <")
                    .append(id)
                    .append(">\nReferences: <")
                    .append(id)
                    .append(">\n"));
    out.append('\n');
    patch.date().ifPresent(date -> out.append("On ").append(date.toLocalDate()).append(", "));
    String name = patch.author().name();
    out.append(name.isEmpty() ? "you" : name).append(" wrote:\n");
    patch.body().lines().forEach(line -> quote(out, line));
    List<Note> left = new ArrayList<>(notes);
    for (Note note : notes) {
      if (note.path().isEmpty()) {
        remark(out, note.text(), "");
        left.remove(note);
      }
    }
    for (FileDiff file : files) {
      boolean headed = false;
      for (Hunk hunk : file.hunks()) {
        Map<Integer, List<Note>> here = new TreeMap<>();
        int last = hunk.newStart() + hunk.newCount();
        for (Note note : List.copyOf(left)) {
          boolean inside =
              note.path().equals(file.path())
                  && note.line() >= hunk.newStart()
                  && note.line() < last;
          if (inside) {
            here.computeIfAbsent(note.line(), line -> new ArrayList<>()).add(note);
            left.remove(note);
          }
        }
        if (!here.isEmpty()) {
          if (!headed) {
            quote(out, "--- a/" + file.oldPath());
            quote(out, "+++ b/" + file.newPath());
            headed = true;
          }
          hunk(out, hunk, here);
        }
      }
    }
    for (Note note : left) {
      remark(out, note.path() + ":" + note.line() + ": " + note.text(), "");
    }
    return out.toString();
  }

  private static void hunk(StringBuilder out, Hunk hunk, Map<Integer, List<Note>> notes) {
    quote(out, hunk.header());
    String code = String.join("\n", hunk.lines().stream().map(HunkLine::text).toList());
    int number = hunk.newStart();
    for (HunkLine line : hunk.lines()) {
      quote(out, line.kind().mark() + readable(line.text()));
      if (line.kind().inNew()) {
        for (Note note : notes.getOrDefault(number, List.of())) {
          remark(out, note.text(), code);
        }
        number++;
      }
    }
  }

  /** A line of a diff, one character a byte, as people read it. */
  public static String readable(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.indexOf('\ufffd') < 0 ? text : line;
  }

  private static void quote(StringBuilder out, String line) {
    out.append(line.isEmpty() ? ">" : "> ").append(line).append('\n');
  }

  /**
   * @param code what is quoted around it: a word that stands there is a name, and keeps its letters
   */
  private static void remark(StringBuilder out, String text, String code) {
    String word = text.split(" ", 2)[0].replaceAll("[,;:]+$", "");
    boolean isName =
        word.matches(".*[_().:/>\\[\\d].*|printk")
            || Pattern.compile("(?<![\\w.])" + Pattern.quote(word) + "(?!\\w)")
                .matcher(code)
                .find();
    char first = text.charAt(0);
    out.append('\n').append(isName ? first : Character.toUpperCase(first));
    out.append(text.substring(1));
    out.append(text.endsWith(".") ? "\n\n" : ".\n\n");
  }
}

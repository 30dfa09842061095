package org.patchwright.diff;

import java.util.Optional;
import org.patchwright.diff.FileDiff.Change;

/** Prints a change as {@code git diff --full-index --binary} would. */
final class DiffPrinter {

  private static final String NO_BLOB = "0".repeat(40);

  private DiffPrinter() {}

  static String print(FileDiff diff) {
    StringBuilder out = new StringBuilder("diff --git ");
    out.append(quoted("a/" + diff.oldPath())).append(' ').append(quoted("b/" + diff.newPath()));
    out.append('\n');
    modes(diff, out);
    if (diff.change() == Change.RENAMED || diff.change() == Change.COPIED) {
      String verb = diff.change() == Change.RENAMED ? "rename" : "copy";
      diff.similarity()
          .ifPresent(percent -> out.append("similarity index ").append(percent).append("%\n"));
      out.append(verb).append(" from ").append(quoted(diff.oldPath())).append('\n');
      out.append(verb).append(" to ").append(quoted(diff.newPath())).append('\n');
    }
    index(diff, out);
    String before = diff.isNew() ? "/dev/null" : quoted("a/" + diff.oldPath());
    String after = diff.isDeleted() ? "/dev/null" : quoted("b/" + diff.newPath());
    if (diff.binary().isPresent()) {
      BinaryPatch binary = diff.binary().get();
      out.append(
          binary.forward().isPresent()
              ? binary.print()
              : "Binary files " + before + " and " + after + " differ\n");
    } else if (!diff.hunks().isEmpty()) {
      // A blank in a name would make patch(1) take the rest for a date: git ends it with a tab.
      out.append("--- ").append(before).append(before.indexOf(' ') < 0 ? "\n" : "\t\n");
      out.append("+++ ").append(after).append(after.indexOf(' ') < 0 ? "\n" : "\t\n");
      diff.hunks().forEach(hunk -> out.append(hunk.print()));
    }
    return out.toString();
  }

  private static void modes(FileDiff diff, StringBuilder out) {
    switch (diff.change()) {
      case ADDED ->
          out.append("new file mode ")
              .append(diff.newMode().orElse(FileMode.REGULAR).octal())
              .append('\n');
      case DELETED ->
          out.append("deleted file mode ")
              .append(diff.oldMode().orElse(FileMode.REGULAR).octal())
              .append('\n');
      default -> {
        if (modeChanges(diff)) {
          out.append("old mode ").append(diff.oldMode().orElseThrow().octal()).append('\n');
          out.append("new mode ").append(diff.newMode().orElseThrow().octal()).append('\n');
        }
      }
    }
  }

  private static boolean modeChanges(FileDiff diff) {
    return diff.oldMode().isPresent()
        && diff.newMode().isPresent()
        && !diff.oldMode().equals(diff.newMode());
  }

  private static void index(FileDiff diff, StringBuilder out) {
    Optional<String> before = diff.isNew() ? Optional.of(NO_BLOB) : diff.oldBlob();
    Optional<String> after = diff.isDeleted() ? Optional.of(NO_BLOB) : diff.newBlob();
    boolean known = diff.oldBlob().isPresent() || diff.newBlob().isPresent();
    if (!known || before.isEmpty() || after.isEmpty() || before.equals(after)) {
      return;
    }
    int digits =
        Math.max(
            diff.oldBlob().map(String::length).orElse(0),
            diff.newBlob().map(String::length).orElse(0));
    out.append("index ").append(cut(before.get(), digits));
    out.append("..").append(cut(after.get(), digits));
    boolean sameMode = diff.oldMode().isPresent() && diff.oldMode().equals(diff.newMode());
    if (sameMode && !diff.isNew() && !diff.isDeleted()) {
      out.append(' ').append(diff.oldMode().get().octal());
    }
    out.append('\n');
  }

  private static String cut(String blob, int digits) {
    return blob.length() > digits ? blob.substring(0, digits) : blob;
  }

  /** Quotes a name as git does: in C's way, if it holds control bytes, quotes or non-ASCII. */
  static String quoted(String name) {
    StringBuilder out = new StringBuilder("\"");
    boolean needed = false;
    for (char c : name.toCharArray()) {
      String escape =
          switch (c) {
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            case '\r' -> "\\r";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case 7 -> "\\a";
            case 11 -> "\\v";
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            default -> c < ' ' || c >= 0x7f ? String.format("\\%03o", (int) c) : "";
          };
      needed |= !escape.isEmpty();
      out.append(escape.isEmpty() ? String.valueOf(c) : escape);
    }
    return needed ? out.append('"').toString() : name;
  }
}

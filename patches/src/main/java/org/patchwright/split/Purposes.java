package org.patchwright.split;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.patchwright.split.Part.Purpose;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.validate.Hygiene;

/** What pieces are for, as far as they show it by themselves. */
final class Purposes {

  private static final Pattern DEBUGGING =
      Pattern.compile("(?i)(\\w*_)?(d?printk|dprintf|dbg|debug|devel|trace\\w*)(_\\w*)?");
  private static final Pattern LEVEL =
      Pattern.compile(
          "\\s*\\(\\s*(KERN_(EMERG|ALERT|CRIT|ERR|WARNING|NOTICE|INFO)\\b|\"<[0-6]>).*",
          Pattern.DOTALL);

  private final Patchwork work;

  Purposes(Patchwork work) {
    this.work = work;
  }

  /** The purpose of pieces that go together. */
  Purpose of(Collection<Integer> group) {
    if (group.stream().allMatch(this::isDebug)) {
      return Purpose.DEBUG;
    }
    List<String> old = new ArrayList<>();
    List<String> now = new ArrayList<>();
    for (int number : group) {
      Piece piece = work.pieces().get(number);
      piece.old().forEach(line -> old.add(Piece.squeezed(List.of(line))));
      piece.now().forEach(line -> now.add(Piece.squeezed(List.of(line))));
    }
    old.removeIf(String::isEmpty);
    now.removeIf(String::isEmpty);
    Collections.sort(old);
    Collections.sort(now);
    boolean alike =
        old.equals(now)
            || group.stream()
                .allMatch(
                    number ->
                        work.pieces().get(number).isWhiteSpace()
                            || isComment(number)
                            || isRemark(number));
    return alike ? Purpose.CLEAN_UP : Purpose.WORK;
  }

  /** Whether nothing but comments and blank lines differ, some comment among them. */
  boolean isComment(int number) {
    Piece piece = work.pieces().get(number);
    Structure before = work.before(piece.path());
    Structure after = work.after(piece.path());
    boolean some = false;
    for (int line = piece.oldFrom(); line < piece.oldEnd(); line++) {
      if (!before.isBlank(line) && !before.isComment(line)) {
        return false;
      }
      some |= before.isComment(line);
    }
    for (int line = piece.newFrom(); line < piece.newEnd(); line++) {
      if (!after.isBlank(line) && !after.isComment(line)) {
        return false;
      }
      some |= after.isComment(line);
    }
    return some;
  }

  private boolean isRemark(int number) {
    return Piece.squeezed(work.pieces().get(number).old()).isEmpty()
        && Piece.squeezed(work.pieces().get(number).now()).isEmpty();
  }

  private boolean isDebug(int number) {
    Piece piece = work.pieces().get(number);
    boolean leftOver =
        piece.old().isEmpty()
            && piece.now().stream()
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty())
                .allMatch(line -> Hygiene.isLeftOver(piece.path(), line))
            && !Piece.squeezed(piece.now()).isEmpty();
    return leftOver
        || isMessages(work.before(piece.path()), piece.oldFrom(), piece.oldEnd())
            && isMessages(work.after(piece.path()), piece.newFrom(), piece.newEnd())
            && !isRemark(number);
  }

  /** Whether some lines hold nothing but debugging messages. */
  private static boolean isMessages(Structure side, int from, int end) {
    for (int line = from; line < end; line++) {
      int at = line;
      boolean message =
          side.isBlank(line)
              || side.items(from, end).stream()
                  .anyMatch(
                      item -> item.first() <= at && at < item.end() && isMessage(item.node()));
      if (!message) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMessage(Node node) {
    if (!node.is(Kind.EXPRESSION_STATEMENT)
        || node.children().isEmpty()
        || !node.children().get(0).is(Kind.CALL)) {
      return false;
    }
    Node call = node.children().get(0);
    String callee = call.children().get(0).text();
    String given = call.text().substring(callee.length());
    return DEBUGGING.matcher(callee).matches() && !LEVEL.matcher(given).matches();
  }
}

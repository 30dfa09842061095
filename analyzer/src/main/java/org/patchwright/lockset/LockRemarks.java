package org.patchwright.lockset;

import java.util.regex.Pattern;
import org.patchwright.source.Span;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Node;

/** What comments say of locks. */
final class LockRemarks {

  private static final Pattern SAID =
      Pattern.compile(
          "(?is).*(with\\b.{0,40}\\block\\w*\\b.{0,20}\\bheld|holding the|caller must"
              + " (release|unlock|drop)|lock(s|ed)? (is|are|will be)? ?(held|kept) on|returns?"
              + " .{0,30}locked|must be unlocked).*");

  /** A comment that says that a lock is free by now, though nobody sees how. */
  private static final Pattern FREE =
      Pattern.compile(
          "(?is)/[*/].*\\b(without|not)\\W{1,60}(hold\\w*|held)\\b.{0,24}\\block"
              + "|/[*/].*\\block\\w*\\s+((was|were|is|are|has|have|already|been)\\s+){1,3}"
              + "(released|dropped|unlocked)\\b");

  private LockRemarks() {}

  /** Whether the comment before a function says that it returns with a lock held. */
  static boolean keepsIt(Function function) {
    return SAID.matcher(function.unit().remark(function)).matches();
  }

  /** Whether the comment before a statement says that a lock is free there. */
  static boolean isFreeAt(Node statement) {
    int first = statement.firstToken();
    if (first == 0) {
      return false;
    }
    Span between = new Span(statement.tree().tokens().end(first - 1), statement.span().start());
    return FREE.matcher(statement.file().text(between)).find();
  }
}

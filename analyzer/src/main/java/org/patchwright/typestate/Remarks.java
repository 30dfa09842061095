package org.patchwright.typestate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** What the author of the code says beside it. */
final class Remarks {

  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*");

  private static final Pattern MEANT =
      Pattern.compile(
          "(?is).*\\b(don'?t|do _?not_?|must not|never|no need to|intentional(ly)?|on"
              + " purpose|deliberate(ly)?|passed (on )?to|taken over|consumed by|owned by|will be"
              + " (freed|released|put))\\b.*");

  private static final int LINES_BEFORE = 4;

  private Remarks() {}

  /** Whether a comment at a way out, or just before it, says that it is meant as it is. */
  static boolean explain(Node way) {
    String text = way.tree().file().text();
    int start = way.span().start();
    int begin = way.ancestor(Kind.FUNCTION_DEFINITION).map(f -> f.span().start()).orElse(0);
    for (int lines = 0; start > 0 && lines <= LINES_BEFORE; lines++) {
      start = text.lastIndexOf('\n', start - 1);
    }
    int end = text.indexOf('\n', way.span().end());
    if (way.children().size() > 1) {
      // A body, where control runs off the end.
      return false;
    }
    Matcher comments =
        COMMENT.matcher(text.substring(Math.max(start, begin), end < 0 ? text.length() : end));
    while (comments.find()) {
      if (MEANT.matcher(comments.group()).matches()) {
        return true;
      }
    }
    return false;
  }
}

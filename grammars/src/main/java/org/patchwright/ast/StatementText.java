package org.patchwright.ast;

import java.util.List;
import java.util.Optional;
import org.patchwright.source.SourceFile;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.syntax.SyntaxTree;

/** Whether lines that go into a block are whole statements by themselves. */
final class StatementText {

  private StatementText() {}

  /** What is wrong with them; empty if nothing is. */
  static Optional<String> problem(List<String> lines) {
    String text = "void lines(void)\n{\n" + String.join("\n", lines) + "\n}\n";
    SyntaxTree tree = SyntaxTree.parse(SourceFile.of("lines", text));
    List<Node> items = tree.root().children();
    boolean whole =
        items.size() == 1
            && items.get(0).is(Kind.FUNCTION_DEFINITION)
            && !items.get(0).hasErrors()
            && items.get(0).span().end() == text.length() - 1;
    return whole
        ? Optional.empty()
        : Optional.of(
            "can't get these lines, which are no whole statements: " + String.join(" ", lines));
  }
}

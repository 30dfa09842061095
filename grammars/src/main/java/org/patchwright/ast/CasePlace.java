package org.patchwright.ast;

import java.util.ArrayList;
import java.util.List;
import org.patchwright.source.Edit;
import org.patchwright.syntax.Node;

/** Where a case goes in the braces of a switch. */
final class CasePlace {

  private CasePlace() {}

  static List<Edit> edits(Statement.Block block, String label, List<String> lines) {
    Node node = block.node();
    String path = block.file().path();
    String lineEnd = StatementPlaces.lineEnd(node);
    List<Statement.Case> cases = new ArrayList<>();
    for (Ast item : block.items()) {
      if (item instanceof Statement.Case found) {
        cases.add(found);
      }
    }
    String indent =
        cases.isEmpty()
            ? StatementPlaces.indent(node)
            : StatementPlaces.indent(cases.get(0).node());
    StringBuilder text = new StringBuilder("case " + label + ":");
    for (String line : lines) {
      text.append(lineEnd)
          .append(line.isEmpty() ? "" : LineWidth.fit(indent + "\t", line, lineEnd));
    }
    for (Statement.Case found : cases) {
      if (found.text().startsWith("default") && standsAlone(found)) {
        return List.of(Edit.insert(path, found.span().start(), text + lineEnd + indent));
      }
    }
    List<Ast> items = block.items();
    int at =
        items.isEmpty()
            ? node.tree().tokens().end(node.firstToken())
            : StatementPlaces.endOfLine(items.get(items.size() - 1).node());
    return List.of(Edit.insert(path, at, lineEnd + indent + text));
  }

  /** Whether no other label stands right above, to which what follows belongs as well. */
  private static boolean standsAlone(Statement.Case label) {
    List<Node> siblings = label.node().parent().orElseThrow().children();
    int at = siblings.indexOf(label.node());
    return at == 0 || !(Ast.of(siblings.get(at - 1)) instanceof Statement.Case);
  }
}

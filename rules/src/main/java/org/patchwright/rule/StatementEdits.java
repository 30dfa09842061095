package org.patchwright.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.patchwright.source.Edit;
import org.patchwright.source.Span;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.token.Tokens;

/**
 * Edits that speak of statements. Indentation, line ends and braces come out in kernel style: a
 * statement that stands alone under an {@code if} or a loop gets braces when it gets company, and
 * so do the other arms of that {@code if}. Where conditional directives cut what would have to be
 * changed, there is no edit.
 */
public final class StatementEdits {

  private StatementEdits() {}

  /**
   * Puts lines before a statement.
   *
   * @param lines without indentation of their own but for what lies inside them
   */
  public static Optional<List<Edit>> before(Node statement, String... lines) {
    return isListed(statement)
        ? Optional.of(List.of(insertedBefore(statement, List.of(lines))))
        : braced(statement, List.of(lines), List.of());
  }

  /** Puts lines behind a statement. */
  public static Optional<List<Edit>> after(Node statement, String... lines) {
    if (!isListed(statement)) {
      return braced(statement, List.of(), List.of(lines));
    }
    String indent = indent(statement);
    return Optional.of(
        List.of(
            Edit.insert(
                statement.file().path(),
                endOfLine(statement),
                below(statement, indent, List.of(lines)))));
  }

  /** Puts lines at the end of a block, before its closing brace. */
  public static Optional<List<Edit>> atEnd(Node compound, String... lines) {
    List<Node> items = compound.children();
    if (!items.isEmpty()) {
      return after(items.get(items.size() - 1), lines);
    }
    String outer = indent(compound);
    String text = below(compound, outer + "\t", List.of(lines)) + lineEnd(compound) + outer;
    Tokens tokens = compound.tree().tokens();
    Span inside =
        new Span(tokens.end(compound.firstToken()), tokens.start(compound.endToken() - 1));
    return inside.length() == compound.file().text(inside).chars().filter(c -> c <= ' ').count()
        ? Optional.of(List.of(new Edit(compound.file().path(), inside, text)))
        : Optional.empty();
  }

  /**
   * Puts declarations behind those with which a function's body begins; where there are none, a
   * blank line sets them off.
   */
  public static Optional<List<Edit>> declared(Node body, String... lines) {
    Node last = body;
    for (Node item : body.children()) {
      if (!item.is(Kind.DECLARATION)) {
        break;
      }
      last = item;
    }
    if (!last.equals(body)) {
      return after(last, lines);
    }
    if (body.children().isEmpty()) {
      return atEnd(body, lines);
    }
    Node first = body.children().get(0);
    int brace = body.tree().tokens().end(body.firstToken());
    String text = below(body, indent(first), List.of(lines)) + lineEnd(body);
    return Optional.of(List.of(Edit.insert(body.file().path(), brace, text)));
  }

  /** Puts other text in a node's place. */
  public static Edit replaced(Node node, String text) {
    return new Edit(node.file().path(), node.span(), text);
  }

  /** The white space before the first word of the line on which a node begins. */
  public static String indent(Node node) {
    String line = node.file().text(node.file().lineSpan(node.line()));
    int end = 0;
    while (end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t')) {
      end++;
    }
    return line.substring(0, end);
  }

  /** How the lines of the node's file end. */
  public static String lineEnd(Node node) {
    Span line = node.file().lineSpan(node.line());
    int end = line.start();
    while (end < node.file().size() && node.file().at(end) != '\n') {
      end++;
    }
    return end > 0 && end < node.file().size() && node.file().at(end - 1) == '\r' ? "\r\n" : "\n";
  }

  /** The end of what stands on a node's last line: a comment behind it belongs to it. */
  public static int endOfLine(Node node) {
    int end = node.span().end();
    int next =
        node.endToken() < node.tree().tokens().count()
            ? node.tree().tokens().start(node.endToken())
            : node.file().size();
    int line = end;
    while (line < next && node.file().at(line) != '\n') {
      line++;
    }
    if (line == next) {
      return end;
    }
    for (Span comment : node.tree().tokens().comments()) {
      if (comment.start() < line && comment.end() > line) {
        return end;
      }
    }
    while (line > end && node.file().at(line - 1) <= ' ') {
      line--;
    }
    return line;
  }

  private static boolean isListed(Node statement) {
    return statement.parent().map(parent -> parent.is(Kind.COMPOUND)).orElse(false);
  }

  private static String below(Node near, String indent, List<String> lines) {
    StringBuilder text = new StringBuilder();
    for (String line : lines.stream().flatMap(one -> Arrays.stream(one.split("\n", -1))).toList()) {
      text.append(lineEnd(near)).append(line.isEmpty() ? "" : indent).append(line);
    }
    return text.toString();
  }

  private static Edit insertedBefore(Node statement, List<String> lines) {
    int start = statement.span().start();
    int earlier = statement.tree().tokens().end(statement.firstToken() - 1);
    boolean own = statement.file().text(new Span(earlier, start)).indexOf('\n') >= 0;
    String indent = indent(statement);
    if (own) {
      String text = below(statement, indent, lines);
      // The first line takes the place of the statement, which moves down.
      String first = text.substring(lineEnd(statement).length() + indent.length());
      return Edit.insert(statement.file().path(), start, first + lineEnd(statement) + indent);
    }
    String before = statement.tree().tokens().text(statement.firstToken() - 1);
    String inner = before.equals(":") || before.equals("{") ? indent + "\t" : indent;
    return new Edit(
        statement.file().path(),
        new Span(earlier, start),
        below(statement, inner, lines) + lineEnd(statement) + inner);
  }

  /** Gives a lone statement company, and braces. */
  private static Optional<List<Edit>> braced(
      Node statement, List<String> before, List<String> after) {
    Optional<Node> parent = statement.parent();
    if (parent.isEmpty()) {
      return Optional.empty();
    }
    Node head = parent.get();
    boolean governs =
        switch (head.kind()) {
          case IF, WHILE, FOR, ITERATOR_STATEMENT -> true;
          default -> false;
        };
    Node top = head;
    while (top.is(Kind.IF) && isElseOf(top)) {
      top = top.parent().orElseThrow();
    }
    if (!governs || isCut(top)) {
      return Optional.empty();
    }
    List<Edit> edits = new ArrayList<>();
    if (!head.is(Kind.IF)) {
      edits.addAll(arm(statement, indent(head), before, after, false));
      return Optional.of(List.copyOf(edits));
    }
    Optional<List<Edit>> hoisted = hoisted(top);
    if (hoisted.isEmpty()) {
      return Optional.empty();
    }
    edits.addAll(hoisted.get());
    String outer = indent(top);
    for (Node at = top; at.is(Kind.IF); ) {
      List<Node> children = at.children();
      for (int child = 1; child < children.size(); child++) {
        Node arm = children.get(child);
        boolean chained = child == 2 && arm.is(Kind.IF);
        if (!chained && !arm.is(Kind.COMPOUND)) {
          boolean meant = arm.equals(statement);
          edits.addAll(
              arm(
                  arm,
                  outer,
                  meant ? before : List.of(),
                  meant ? after : List.of(),
                  child == 1 && children.size() > 2));
        }
      }
      at = children.get(children.size() - 1);
      if (children.size() < 3) {
        break;
      }
    }
    return Optional.of(List.copyOf(edits));
  }

  /**
   * Takes the assignment out of a condition whose line is to be changed: no new line of the kernel
   * has one. Empty where it can't be taken out.
   */
  private static Optional<List<Edit>> hoisted(Node choice) {
    List<Node> sets = new ArrayList<>();
    for (Node at = choice; at.is(Kind.IF); at = at.children().get(at.children().size() - 1)) {
      at.children().get(0).findAll(Kind.ASSIGNMENT).forEach(sets::add);
    }
    if (sets.isEmpty()) {
      return Optional.of(List.of());
    }
    Node condition = choice.children().get(0);
    String set = sets.get(0).text();
    String place = sets.get(0).children().get(0).text();
    boolean alone =
        sets.size() == 1
            && condition
                .text()
                .replaceAll("\\s", "")
                .equals(("((" + set + "))").replaceAll("\\s", ""))
            && !set.contains("\n")
            && set.startsWith(place + " = ")
            && isListed(choice);
    return alone
        ? Optional.of(
            List.of(
                insertedBefore(choice, List.of(set + ";")), replaced(condition, "(" + place + ")")))
        : Optional.empty();
  }

  private static boolean isElseOf(Node node) {
    return node.parent()
        .filter(parent -> parent.is(Kind.IF))
        .map(parent -> parent.children().size() > 2 && parent.children().get(2).equals(node))
        .orElse(false);
  }

  private static boolean isCut(Node statement) {
    Span span = statement.span();
    return statement.tree().tokens().directives().stream()
        .anyMatch(directive -> directive.span().overlaps(span));
  }

  private static List<Edit> arm(
      Node arm, String outer, List<String> before, List<String> after, boolean elseFollows) {
    Tokens tokens = arm.tree().tokens();
    String path = arm.file().path();
    String end = lineEnd(arm);
    int headEnd = tokens.end(arm.firstToken() - 1);
    int start = arm.span().start();
    boolean own = arm.file().text(new Span(headEnd, start)).indexOf('\n') >= 0;
    String inner = own ? indent(arm) : outer + "\t";
    List<Edit> edits = new ArrayList<>();
    if (own) {
      edits.add(Edit.insert(path, headEnd, " {"));
      if (!before.isEmpty()) {
        String text = below(arm, inner, before).substring(end.length() + inner.length());
        edits.add(Edit.insert(path, start, text + end + inner));
      }
    } else {
      edits.add(
          new Edit(path, new Span(headEnd, start), " {" + below(arm, inner, before) + end + inner));
    }
    String tail = below(arm, inner, after) + end + outer + "}";
    if (!elseFollows) {
      edits.add(Edit.insert(path, endOfLine(arm), tail));
      return edits;
    }
    int elseStart = tokens.start(arm.endToken());
    int blank = elseStart;
    while (blank > arm.span().end() && arm.file().at(blank - 1) <= ' ') {
      blank--;
    }
    edits.add(new Edit(path, new Span(blank, elseStart), tail + " "));
    return edits;
  }
}

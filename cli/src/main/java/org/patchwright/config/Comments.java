package org.patchwright.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.rule.Finding;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.syntax.SyntaxTree;
import org.patchwright.token.Tokens;

/**
 * Comments of the form {@code /* patchwright: allow(Rule, Rule) reason *}{@code /}. One on a line
 * of its own covers the statement below it, or the whole function if a function begins there; one
 * behind code covers that statement.
 *
 * @param suppressions one for each rule that is named
 * @param problems comments that speak to the tool and can't be followed, as {@code path:line: text}
 */
public record Comments(List<Suppression> suppressions, List<String> problems) {

  private static final Pattern ADDRESSED =
      Pattern.compile("^(?:/\\*+|//+)[\\s*]*patchwright:(.*?)(?:\\*+/)?$", Pattern.DOTALL);
  private static final Pattern ALLOW =
      Pattern.compile("^\\s*allow\\s*\\(([^)]*)\\)(.*)$", Pattern.DOTALL);

  /** Statements that hold others: only their heads are meant. */
  private static final Set<Kind> HEADED =
      EnumSet.of(Kind.IF, Kind.SWITCH, Kind.WHILE, Kind.FOR, Kind.DO, Kind.ITERATOR_STATEMENT);

  public Comments {
    suppressions = List.copyOf(suppressions);
    problems = List.copyOf(problems);
  }

  /**
   * Reads the comments of one file.
   *
   * @param shown the file's path as messages name it
   * @param rules the names of all rules there are, by their lower-case form
   */
  public static Comments in(SourceFile file, String shown, Map<String, String> rules) {
    List<Suppression> suppressions = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    SyntaxTree tree = SyntaxTree.parse(file);
    for (Span comment : tree.tokens().comments()) {
      Matcher addressed = ADDRESSED.matcher(file.display(comment));
      if (!addressed.find()) {
        continue;
      }
      String where = shown + ":" + file.line(comment.start());
      Matcher allow = ALLOW.matcher(addressed.group(1));
      if (!allow.find()) {
        problems.add(where + ": not understood; write patchwright: allow(Rule) and the reason");
        continue;
      }
      String reason = allow.group(2).replaceAll("\\n\\s*\\*?", " ").replaceAll("\\s+", " ").strip();
      if (reason.isEmpty()) {
        problems.add(where + ": allow(" + allow.group(1).strip() + ") has no reason: not followed");
        continue;
      }
      Predicate<Finding> covers = covers(tree, comment);
      for (String named : allow.group(1).split(",")) {
        String id = named.strip();
        Optional<String> rule = Optional.ofNullable(rules.get(id.toLowerCase(Locale.ROOT)));
        if (rule.isEmpty()) {
          problems.add(where + ": no rule is named '" + id + "'; patchwright rules lists them");
        } else {
          suppressions.add(new Suppression(rule.get(), true, "", reason, where, covers));
        }
      }
    }
    return new Comments(suppressions, problems);
  }

  private static Predicate<Finding> covers(SyntaxTree tree, Span comment) {
    SourceFile file = tree.file();
    Span meant = meant(tree, comment);
    return finding ->
        finding.path().equals(file.path())
            && (meant.contains(finding.span().start())
                || file.line(meant.start()) == finding.place().line());
  }

  private static Span meant(SyntaxTree tree, Span comment) {
    SourceFile file = tree.file();
    Tokens tokens = tree.tokens();
    int next = 0;
    while (next < tokens.count() && tokens.start(next) < comment.end()) {
      next++;
    }
    int line = file.line(comment.start());
    boolean behindCode = next > 0 && file.line(tokens.start(next - 1)) == line;
    if (behindCode) {
      int last = next - 1;
      Optional<Node> statement =
          tree.root()
              .walk()
              .filter(node -> isStatement(node) && node.endToken() == last + 1)
              .filter(node -> !node.is(Kind.COMPOUND))
              .findFirst();
      Span whole = file.lineSpan(line);
      return statement
          .filter(node -> !node.is(Kind.FUNCTION_DEFINITION) && !HEADED.contains(node.kind()))
          .map(node -> new Span(Math.min(node.span().start(), whole.start()), whole.end()))
          .orElse(whole);
    }
    if (next >= tokens.count()) {
      return comment;
    }
    int first = next;
    Optional<Node> below =
        tree.root()
            .walk()
            .filter(node -> node.firstToken() == first && !node.is(Kind.TRANSLATION_UNIT))
            .findFirst();
    return below.map(Comments::head).orElse(comment);
  }

  private static boolean isStatement(Node node) {
    return node.parent()
        .map(parent -> parent.is(Kind.COMPOUND) || parent.is(Kind.TRANSLATION_UNIT))
        .orElse(false);
  }

  private static Span head(Node node) {
    if (!HEADED.contains(node.kind())) {
      return node.span();
    }
    Optional<Node> body =
        node.children().stream()
            .filter(child -> child.is(Kind.COMPOUND) || isBody(child))
            .findFirst();
    return body.map(inner -> new Span(node.span().start(), inner.span().start()))
        .orElse(node.span());
  }

  private static boolean isBody(Node child) {
    return HEADED.contains(child.kind())
        || child.is(Kind.EXPRESSION_STATEMENT)
        || child.is(Kind.RETURN)
        || child.is(Kind.GOTO)
        || child.is(Kind.BREAK)
        || child.is(Kind.CONTINUE);
  }
}

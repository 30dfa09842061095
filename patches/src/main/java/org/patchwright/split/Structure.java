package org.patchwright.split;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.syntax.SyntaxTree;
import org.patchwright.token.Directive;
import org.patchwright.validate.Hygiene;

/** Which lines of a file belong together: its declarations, members, entries and statements. */
final class Structure {

  private static final Pattern EXPORT = Pattern.compile("(EXPORT_|MODULE_)\\w+\\s*\\(.*");
  private static final Pattern BLANK = Pattern.compile("\\s*");

  /** Names behind this are members; others are found without it. */
  static final String MEMBER = ".";

  /**
   * Something that stands in a list of its like.
   *
   * @param first its first line, from 0
   * @param end behind its last line
   * @param name of the declaration at file scope; empty elsewhere
   */
  record Item(Node node, int first, int end, String name) {

    boolean isIn(int from, int to) {
      return first >= from && end <= to;
    }

    int length() {
      return end - first;
    }
  }

  /**
   * A name's declaration.
   *
   * @param function whether it is a function's definition or prototype
   */
  record Declared(String name, int line, boolean function) {}

  private final String path;
  private final List<String> lines;
  private final List<Item> items = new ArrayList<>();
  private final List<Declared> declared = new ArrayList<>();
  private final BitSet comments = new BitSet();
  private final BitSet directives = new BitSet();
  private final BitSet conditionals = new BitSet();
  private final boolean code;
  private final long errors;

  private Structure(SourceFile file, List<String> lines) {
    this.path = file.path();
    this.lines = lines;
    this.code = isCode(file.path());
    if (!code) {
      errors = 0;
      return;
    }
    SyntaxTree tree = SyntaxTree.parse(file);
    errors = tree.root().findAll(Kind.ERROR).count();
    tree.root().walk().filter(Structure::isListed).forEach(this::item);
    items.sort(Comparator.comparingInt(Item::first).thenComparing(Item::end));
    tree.root().walk().forEach(this::declared);
    for (Directive directive : tree.tokens().directives()) {
      int from = file.line(directive.span().start()) - 1;
      int to = file.line(Math.max(directive.span().start(), directive.span().end() - 1));
      boolean conditional =
          switch (directive.kind()) {
            case IF, IFDEF, IFNDEF, ELIF, ELSE, ENDIF -> true;
            default -> false;
          };
      (conditional ? conditionals : directives).set(from, to);
      if (directive.kind() == Directive.Kind.DEFINE) {
        String name = file.text(directive.body()).replaceFirst("(?s)\\W.*", "");
        declared.add(new Declared(name, from, false));
      }
    }
    for (Span comment : tree.tokens().comments()) {
      int from = file.line(comment.start()) - 1;
      int to = file.line(Math.max(comment.start(), comment.end() - 1));
      for (int line = from; line < to; line++) {
        Span span = file.lineSpan(line + 1);
        String before = file.text(new Span(span.start(), Math.max(span.start(), comment.start())));
        String behind = file.text(new Span(Math.min(span.end(), comment.end()), span.end()));
        if ((line > from || before.isBlank()) && (line < to - 1 || behind.isBlank())) {
          comments.set(line);
        }
      }
    }
  }

  static boolean isCode(String path) {
    return path.endsWith(".c") || path.endsWith(".h");
  }

  static Structure of(SourceFile file) {
    return new Structure(file, lines(file));
  }

  static List<String> lines(SourceFile file) {
    String text = file.text();
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int end = text.indexOf('\n', at) + 1;
      end = end == 0 ? text.length() : end;
      lines.add(text.substring(at, end));
      at = end;
    }
    return lines;
  }

  private static boolean isListed(Node node) {
    return node.parent()
        .map(
            parent ->
                switch (parent.kind()) {
                  case TRANSLATION_UNIT, COMPOUND, MEMBERS, ENUMERATORS, INITIALIZER_LIST -> true;
                  default -> false;
                })
        .orElse(false);
  }

  private void item(Node node) {
    SourceFile file = node.file();
    Span span = node.span();
    if (span.isEmpty()) {
      return;
    }
    boolean top = node.parent().map(parent -> parent.is(Kind.TRANSLATION_UNIT)).orElse(false);
    items.add(
        new Item(
            node,
            file.line(span.start()) - 1,
            file.line(span.end() - 1),
            top ? name(node).orElse("") : ""));
  }

  /** The name of what a node declares at file scope. */
  private static Optional<String> name(Node node) {
    boolean structure = node.is(Kind.DECLARATION) && node.children(Kind.INIT_DECLARATOR).isEmpty();
    if (structure) {
      return node.findAll(Kind.TAG).map(Node::text).findFirst();
    }
    return node.children().stream()
        .filter(child -> child.is(Kind.INIT_DECLARATOR))
        .flatMap(child -> child.findAll(Kind.DECLARED_NAME))
        .map(Node::text)
        .findFirst();
  }

  private void declared(Node node) {
    boolean member = node.ancestor(Kind.MEMBERS).isPresent();
    boolean name =
        switch (node.kind()) {
          case DECLARED_NAME ->
              node.ancestors().noneMatch(outer -> outer.is(Kind.PARAMETERS))
                  && node.ancestors().noneMatch(outer -> outer.is(Kind.COMPOUND));
          case ENUMERATOR -> true;
          case TAG ->
              node.parent()
                  .map(p -> p.child(Kind.MEMBERS).or(() -> p.child(Kind.ENUMERATORS)).isPresent())
                  .orElse(false);
          default -> false;
        };
    if (name) {
      String text = node.text().replaceFirst("(?s)\\W.*", "");
      boolean field = member && node.is(Kind.DECLARED_NAME);
      boolean function =
          node.is(Kind.DECLARED_NAME)
              && node.ancestor(Kind.DECLARATOR)
                  .map(d -> d.child(Kind.PARAMETERS).isPresent())
                  .orElse(false);
      declared.add(new Declared(field ? MEMBER + text : text, node.line() - 1, function));
    }
  }

  long errors() {
    return errors;
  }

  List<String> lines() {
    return lines;
  }

  /** What is declared outside of functions in some lines. */
  List<Declared> declared(int from, int end) {
    return declared.stream().filter(one -> one.line() >= from && one.line() < end).toList();
  }

  List<Declared> declared() {
    return declared;
  }

  boolean isConditional(int line) {
    return conditionals.get(line);
  }

  boolean isComment(int line) {
    return comments.get(line);
  }

  boolean isBlank(int line) {
    return BLANK.matcher(lines.get(line)).matches();
  }

  /** The declaration at file scope around a line; its first line stands for it. */
  Optional<Item> outermost(int line) {
    return items.stream()
        .filter(item -> item.first() <= line && line < item.end())
        .filter(item -> item.node().parent().map(p -> p.is(Kind.TRANSLATION_UNIT)).orElse(false))
        .findFirst();
  }

  /**
   * Parts of some lines that can come and go by themselves.
   *
   * @return the lines behind which one ends, in order, the last line's end included
   */
  List<Integer> cuts(int from, int end) {
    List<Integer> cuts = new ArrayList<>();
    if (!code || !isWhole(from, end)) {
      return from < end ? List.of(end) : List.of();
    }
    for (int line = from + 1; line < end; line++) {
      if (isCut(from, end, line)) {
        cuts.add(line);
      }
    }
    if (from < end) {
      cuts.add(end);
    }
    return cuts;
  }

  private boolean isCut(int from, int end, int line) {
    for (Item item : items) {
      if (item.isIn(from, end) && item.first() < line && line < item.end()) {
        return false;
      }
    }
    // A comment goes with what it stands before, a blank line with what it stands behind.
    boolean continued =
        directives.get(line - 1) && lines.get(line - 1).stripTrailing().endsWith("\\");
    return !isBlank(line)
        && !isBlankOnly(from, line)
        && !(isComment(line - 1) && !isBlank(line - 1) && !isLeftOver(line - 1))
        && !continued
        && !EXPORT.matcher(lines.get(line).strip()).matches();
  }

  /** Code that is commented out has nothing to say of what follows. */
  private boolean isLeftOver(int line) {
    return Hygiene.isLeftOver(path, lines.get(line).stripTrailing());
  }

  private boolean isBlankOnly(int from, int line) {
    for (int at = from; at < line; at++) {
      if (!isBlank(at)) {
        return false;
      }
    }
    return true;
  }

  /** The items that lie within some lines. */
  List<Item> items(int from, int end) {
    return items.stream().filter(item -> item.isIn(from, end)).toList();
  }

  /** Whether each conditional group that begins or ends in some lines does both there. */
  boolean isBalanced(int from, int end) {
    int depth = 0;
    for (int line = from; line < end; line++) {
      if (conditionals.get(line)) {
        String text = lines.get(line).strip().replaceFirst("#\\s*", "");
        depth += text.startsWith("if") ? 1 : text.startsWith("endif") ? -1 : 0;
        if (depth < 0 || depth == 0 && text.startsWith("el")) {
          return false;
        }
      }
    }
    return depth == 0;
  }

  /** Whether some lines are whole items, comments and directives. */
  boolean isWhole(int from, int end) {
    return entangled(from, end).isEmpty() && conditionals.get(from, end).isEmpty();
  }

  /** The innermost items that reach out of some lines, for those lines that are no whole items. */
  List<Item> entangled(int from, int end) {
    Map<Node, Item> found = new LinkedHashMap<>();
    for (int line = from; line < end; line++) {
      if (isBlank(line) || isComment(line) || directives.get(line) || conditionals.get(line)) {
        continue;
      }
      int at = line;
      boolean whole =
          items.stream()
              .anyMatch(item -> item.isIn(from, end) && item.first() <= at && at < item.end());
      if (!whole) {
        items.stream()
            .filter(item -> item.first() <= at && at < item.end())
            .min(Comparator.comparingInt(Item::length))
            .ifPresent(item -> found.put(item.node(), item));
      }
    }
    return List.copyOf(found.values());
  }
}

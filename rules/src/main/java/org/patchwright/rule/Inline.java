package org.patchwright.rule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.patchwright.source.Edit;
import org.patchwright.source.Span;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * A release that stands right before the return or jump by which a way leaves.
 *
 * @param acquired the call that took it
 * @param statements where the function gives it back on other ways
 */
record Inline(Function function, Node acquired, List<Node> statements) {

  private static final Pattern RESULT =
      Pattern.compile("ret|err|error|rc|rv|retval|result|res|status|r|retcode|ret_val");

  private static final Pattern MESSAGE =
      Pattern.compile(
          "(?i)(^|_)(err|error|warn|dbg|debug|info|log|printk|print|notice|trace)(_|$)");

  private static final Pattern GIVES_BACK =
      Pattern.compile("\\w*(free|put|release|unregister|disable|unmap|destroy)\\w*\\(");

  private static final Pattern UNLOCK =
      Pattern.compile("(\\w*unlock\\w*|up|up_read|up_write|release_sock)\\(");

  /** Before a statement, and before the blank line that may set it off. */
  private static Optional<List<Edit>> put(Node place, String release) {
    Optional<Node> earlier = setOff(place);
    return earlier.isPresent()
        ? StatementEdits.after(earlier.get(), release)
        : StatementEdits.before(place, release);
  }

  /** Edits that release before a way leaves; empty where the return computes what may need it. */
  Optional<List<Edit>> before(Node leave, String release) {
    if (!leave.is(Kind.RETURN) && !leave.is(Kind.GOTO)) {
      return leave.is(Kind.COMPOUND) ? StatementEdits.atEnd(leave, release) : Optional.empty();
    }
    Optional<Node> value =
        leave.is(Kind.GOTO) ? Optional.empty() : leave.children().stream().findFirst();
    if (value.isEmpty() || isPlain(value.get())) {
      return put(place(leave, release), release);
    }
    Optional<String> kept = result();
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    List<Edit> edits = new ArrayList<>();
    Optional<List<Edit>> before =
        StatementEdits.before(leave, kept.get() + " = " + value.get().text() + ";", release);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    edits.addAll(before.get());
    edits.add(StatementEdits.replaced(value.get(), kept.get()));
    return Optional.of(List.copyOf(edits));
  }

  /** Whether a statement returns nothing that may be another after the release. */
  boolean isPlainReturn(Node leave) {
    return !leave.is(Kind.RETURN)
        || leave.children().stream()
            .allMatch(value -> isPlain(value) || value.text().matches("&[\\w>.-]+"));
  }

  /** Whether a value is the same after the release: constants and the function's own variables. */
  private boolean isPlain(Node value) {
    boolean reaches =
        value
            .walk()
            .anyMatch(
                node ->
                    node.is(Kind.CALL)
                        || node.is(Kind.MEMBER_ACCESS)
                        || node.is(Kind.INDEX)
                        || node.is(Kind.ASSIGNMENT)
                        || node.is(Kind.POSTFIX)
                        || node.is(Kind.UNARY) && node.text().startsWith("*"));
    return !reaches || isMacro(value);
  }

  private static boolean isMacro(Node value) {
    return value.is(Kind.CALL)
        && Set.of("ERR_PTR", "PTR_ERR", "IRQ_RETVAL", "ERR_CAST")
            .contains(value.children().get(0).text())
        && value.findAll(Kind.CALL).count() == 1
        && value.findAll(Kind.MEMBER_ACCESS).findAny().isEmpty();
  }

  /** The variable in which the function keeps its result. */
  private Optional<String> result() {
    String type = function.resultType();
    Set<String> declared = new HashSet<>();
    for (Node declaration : function.body().children(Kind.DECLARATION)) {
      String words = declaration.child(Kind.SPECIFIERS).map(Node::text).orElse("");
      if (words.equals(type.replaceFirst("^(static |inline |__init |__exit )+", ""))) {
        declaration
            .findAll(Kind.DECLARED_NAME)
            .map(Node::text)
            .filter(name -> RESULT.matcher(name).matches())
            .forEach(declared::add);
      }
    }
    return declared.size() == 1 ? declared.stream().findFirst() : Optional.empty();
  }

  /**
   * Where other ways do more between the release and their return, and this way does the same, the
   * release goes before that too.
   */
  private Node place(Node leave, String release) {
    List<Node> before = listBefore(leave);
    int best = 0;
    for (Node statement : statements) {
      List<Node> behind = listBehind(statement);
      int jump = 0;
      while (jump < behind.size() && !behind.get(jump).is(leave.kind())) {
        jump++;
      }
      if (jump > 0 && jump < behind.size() && jump <= before.size() && jump > best) {
        boolean alike = true;
        for (int i = 0; alike && i < jump; i++) {
          alike = isAlike(behind.get(i), before.get(before.size() - jump + i));
        }
        best = alike ? jump : best;
      }
    }
    if (best > 0) {
      return before.get(before.size() - best);
    }
    boolean toldFirst = tellsFirst(release);
    if (UNLOCK.matcher(release).lookingAt()) {
      Optional<Node> behind =
          new LockedSection(function, acquired, release, List.of(), List.of())
              .inBranch(leave, toldFirst);
      if (behind.isPresent()) {
        return behind.get();
      }
    }
    int first = before.size();
    while (first > 0 && isCall(before.get(first - 1))) {
      first--;
    }
    boolean unwinds = first > 0 && first < before.size() && before.get(first - 1).is(Kind.LABEL);
    boolean complains =
        first == 0 && !before.isEmpty() && before.stream().allMatch(Inline::isMessage);
    // What was taken last is given back first.
    return unwinds || complains && !toldFirst ? before.get(first) : leave;
  }

  /** Whether the file's failing ways first tell and then give back, as most of the kernel does. */
  private boolean tellsFirst(String release) {
    Pattern alike = UNLOCK.matcher(release).lookingAt() ? UNLOCK : GIVES_BACK;
    int told = 0;
    int given = 0;
    for (Node block : function.node().tree().root().findAll(Kind.COMPOUND).toList()) {
      List<Node> items = block.children();
      int last = items.size() - 1;
      if (last < 2 || !items.get(last).is(Kind.RETURN) && !items.get(last).is(Kind.GOTO)) {
        continue;
      }
      for (int i = 0; i + 1 < last; i++) {
        boolean now = isMessage(items.get(i));
        boolean next = isMessage(items.get(i + 1));
        told += now && !next && alike.matcher(items.get(i + 1).text()).lookingAt() ? 1 : 0;
        given += next && !now && alike.matcher(items.get(i).text()).lookingAt() ? 1 : 0;
      }
    }
    return told >= given;
  }

  private static boolean isCall(Node statement) {
    return statement.is(Kind.EXPRESSION_STATEMENT)
        && !statement.children().isEmpty()
        && statement.children().get(0).is(Kind.CALL);
  }

  static boolean isMessage(Node statement) {
    return isCall(statement) && MESSAGE.matcher(firstWord(statement)).find();
  }

  /** The statement before a blank line that sets a place off: the release belongs to that. */
  private static Optional<Node> setOff(Node place) {
    List<Node> before = listBefore(place);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    Node earlier = before.get(before.size() - 1);
    boolean plain =
        switch (earlier.kind()) {
          case LABEL, CASE, DECLARATION -> false;
          default -> true;
        };
    String between =
        place.file().text(new Span(StatementEdits.endOfLine(earlier), place.span().start()));
    boolean blank = between.isBlank() && between.chars().filter(c -> c == '\n').count() > 1;
    return plain && blank ? Optional.of(earlier) : Optional.empty();
  }

  static List<Node> listBefore(Node statement) {
    List<Node> items = statement.parent().map(Node::children).orElse(List.of());
    int at = items.indexOf(statement);
    return statement.parent().map(p -> p.is(Kind.COMPOUND)).orElse(false)
        ? items.subList(0, Math.max(0, at))
        : List.of();
  }

  static boolean isListed(Node statement) {
    return statement.parent().map(parent -> parent.is(Kind.COMPOUND)).orElse(false);
  }

  static List<Node> listBehind(Node statement) {
    List<Node> items = statement.parent().map(Node::children).orElse(List.of());
    return statement.parent().map(p -> p.is(Kind.COMPOUND)).orElse(false)
        ? items.subList(items.indexOf(statement) + 1, items.size())
        : List.of();
  }

  private static boolean isAlike(Node one, Node other) {
    return one.kind() == other.kind() && firstWord(one).equals(firstWord(other));
  }

  static String firstWord(Node node) {
    return node.text().replaceFirst("(?s)\\W.*", "");
  }
}

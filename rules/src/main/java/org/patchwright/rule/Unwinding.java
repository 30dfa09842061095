package org.patchwright.rule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.patchwright.source.Edit;
import org.patchwright.source.Span;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * Gives back on one way out what a function gives back on others: by the same statement before the
 * return, or by a jump to the label that holds it, whichever the function does elsewhere.
 *
 * @param acquired the call that took it
 * @param releases calls of the function that give it back, on other ways
 * @param leaks where ways leave that keep it: returns, or the body where control runs off its end
 * @param own the statement that gives it back where the function has no such call
 */
public record Unwinding(
    Function function, Node acquired, List<Node> releases, List<Node> leaks, Optional<String> own) {

  private static final Pattern RESULT =
      Pattern.compile("ret|err|error|rc|rv|retval|result|res|status|r|retcode|ret_val");

  /** Releases that do nothing where they are given NULL. */
  private static final Pattern OR_NULL =
      Pattern.compile(
          "(kv?free|vfree|kfree_sensitive|kfree_skb|dev_kfree_skb|consume_skb|of_node_put"
              + "|fwnode_handle_put|put_device|release_firmware|usb_free_urb|pci_dev_put"
              + "|free_percpu|kfree_const|dev_put)\\(");

  private static final Pattern MESSAGE =
      Pattern.compile(
          "(?i)(^|_)(err|error|warn|dbg|debug|info|log|printk|print|notice|trace)(_|$)");

  private static final Pattern FAILURE = Pattern.compile("_*(err|fail|bad|abort|undo|unwind)");

  private static final Pattern ONE_NAME = Pattern.compile("\\w+\\((\\w+)\\);");

  /** Calls behind which nothing may use what they are given. */
  private static final Pattern GIVES_UP =
      Pattern.compile("(kv?free|vfree|iounmap|release_firmware|kfree_skb|of_node_put)\\(");

  public Unwinding {
    releases = List.copyOf(releases);
    leaks = List.copyOf(leaks);
  }

  /** Where only the function's own calls show how it is given back. */
  public Unwinding(Function function, Node acquired, List<Node> releases, List<Node> leaks) {
    this(function, acquired, releases, leaks, Optional.empty());
  }

  /**
   * The finding with a fix, or with the reason why there is none.
   *
   * @param leave the one of the leaks that the finding is about
   * @param shared whether ways that do not hold it leave there as well
   */
  public Finding offer(Finding finding, Node leave, boolean shared, String title, String why) {
    List<Node> statements = statements();
    if (statements.isEmpty() && own.isEmpty()) {
      return finding.notFixed("nothing in " + function.name() + "() shows how to give it back");
    }
    Optional<Node> model =
        statements.isEmpty() ? Optional.empty() : Optional.of(nearest(statements, leave));
    if (model.isPresent()
        ? !isInScope(model.get(), leave)
        : !isInScope(acquired.parent().orElse(acquired), leave)) {
      return finding.notFixed("what gives it back has names that mean nothing there");
    }
    String release = model.map(Node::text).or(() -> own).orElseThrow();
    Optional<List<Edit>> early = behindLastUse(release, statements);
    if (early.isPresent()) {
      return finding.fixedBy(Fix.of(title, why, early.get()));
    }
    // A label to which nobody jumps without it shows its place better than one for all.
    Optional<Labels.Section> section = Labels.held(function, acquired, statements, leave, false);
    if (section.isEmpty() && OR_NULL.matcher(release).lookingAt() && isAlwaysSet(release)) {
      section = Labels.held(function, acquired, statements, leave, true);
    }
    if (section.isPresent() && section.get().unwinds()) {
      return finding.fixedBy(Fix.of(title, why, section.get().with(release)));
    }
    Optional<Node> place = Optional.of(leave);
    if (section.isEmpty() && (shared || Labels.isUnder(leave, function))) {
      place = lastBranch(finding, statements);
      place = place.isEmpty() && !shared ? Optional.of(leave) : place;
    }
    if (place.isEmpty()) {
      Optional<List<Edit>> inside = atEndOfBlock(release);
      if (inside.isPresent()) {
        return finding.fixedBy(Fix.of(title, why, inside.get()));
      }
      return finding.notFixed("ways that do not hold it leave by the same return");
    }
    Optional<List<Edit>> edits =
        model.isPresent() ? jump(place.get(), model.get(), statements) : Optional.empty();
    if (edits.isEmpty()) {
      edits = inline(place.get(), release, statements);
    }
    return edits
        .map(made -> finding.fixedBy(Fix.of(title, why, made)))
        .orElseGet(() -> finding.notFixed("the return computes what may need it"));
  }

  /**
   * Where several ways leave behind the last statement that uses it, and all of them keep it: right
   * behind that statement, one release serves them all.
   */
  private Optional<List<Edit>> behindLastUse(String release, List<Node> statements) {
    Matcher given = ONE_NAME.matcher(release);
    Optional<Node> taken = acquired.ancestors().filter(Unwinding::isListed).findFirst();
    if (!given.matches() || !GIVES_UP.matcher(release).lookingAt() || taken.isEmpty()) {
      return Optional.empty();
    }
    List<Node> behind = listBehind(taken.get());
    int last = -1;
    for (int i = 0; i < behind.size(); i++) {
      boolean uses =
          behind.get(i).findAll(Kind.NAME).anyMatch(name -> name.text().equals(given.group(1)));
      last = uses ? i : last;
    }
    if (last < 0 || !isPlainStatement(behind.get(last))) {
      return Optional.empty();
    }
    int end = behind.get(last).span().end();
    List<Node> exits =
        function
            .body()
            .walk()
            .filter(node -> node.is(Kind.RETURN) && node.span().start() > end)
            .toList();
    boolean jumpsIn = behind.subList(last, behind.size()).stream().anyMatch(n -> n.is(Kind.LABEL));
    boolean allLeak =
        exits.size() > 1
            && exits.stream().allMatch(leaks::contains)
            && leaks.stream().allMatch(leak -> leak.span().start() > end);
    boolean released = statements.stream().anyMatch(one -> one.span().start() > end);
    return allLeak && !released && !jumpsIn
        ? StatementEdits.after(behind.get(last), release)
        : Optional.empty();
  }

  private static boolean isPlainStatement(Node statement) {
    return statement.is(Kind.EXPRESSION_STATEMENT);
  }

  /** The end of the inner block in which it was taken, where control runs off that. */
  private Optional<List<Edit>> atEndOfBlock(String release) {
    Optional<Node> block = acquired.ancestor(Kind.COMPOUND);
    if (block.isEmpty() || block.get().equals(function.body())) {
      return Optional.empty();
    }
    List<Node> items = block.get().children();
    Node last = items.get(items.size() - 1);
    boolean runsOff =
        switch (last.kind()) {
          case RETURN, GOTO, BREAK, CONTINUE, LABEL -> false;
          default -> !last.span().contains(acquired.span());
        };
    boolean straight = block.get().findAll(Kind.GOTO).findAny().isEmpty();
    return runsOff && straight ? StatementEdits.atEnd(block.get(), release) : Optional.empty();
  }

  /** Whether what is released has some value from the beginning, so that it can be NULL. */
  private boolean isAlwaysSet(String release) {
    Matcher given = ONE_NAME.matcher(release);
    return !given.matches()
        || function
            .body()
            .findAll(Kind.INIT_DECLARATOR)
            .filter(
                one ->
                    one.findAll(Kind.DECLARED_NAME).anyMatch(n -> n.text().equals(given.group(1))))
            .allMatch(
                one ->
                    switch (one.children().get(one.children().size() - 1).kind()) {
                      case DECLARATOR, ASM_LABEL, ATTRIBUTE -> false;
                      default -> true;
                    });
  }

  /** The releases that are statements of their own. */
  private List<Node> statements() {
    List<Node> statements = new ArrayList<>();
    for (Node release : releases) {
      Optional<Node> statement =
          release.parent().filter(parent -> parent.is(Kind.EXPRESSION_STATEMENT));
      boolean own =
          release
              .ancestor(Kind.FUNCTION_DEFINITION)
              .map(definition -> definition.equals(function.node()))
              .orElse(false);
      if (own && statement.isPresent() && !statements.contains(statement.get())) {
        statements.add(statement.get());
      }
    }
    return statements;
  }

  private static Node nearest(List<Node> statements, Node leave) {
    Node nearest = statements.get(0);
    for (Node statement : statements) {
      if (Math.abs(statement.line() - leave.line()) < Math.abs(nearest.line() - leave.line())) {
        nearest = statement;
      }
    }
    return nearest;
  }

  /** Whether every name of a statement that the function declares is declared around the place. */
  private boolean isInScope(Node statement, Node place) {
    Set<String> used = statement.findAll(Kind.NAME).map(Node::text).collect(Collectors.toSet());
    for (Node declaration : function.body().findAll(Kind.DECLARATION).toList()) {
      Optional<Node> block = declaration.ancestor(Kind.COMPOUND);
      boolean around =
          block
              .map(b -> b.equals(place) || place.ancestors().anyMatch(a -> a.equals(b)))
              .orElse(true);
      if (!around
          && declaration.findAll(Kind.DECLARED_NAME).anyMatch(n -> used.contains(n.text()))) {
        return false;
      }
    }
    return true;
  }

  /** The jump out of the branch that the way took last, if that lies behind the acquisition. */
  private Optional<Node> lastBranch(Finding finding, List<Node> statements) {
    List<Note> steps = finding.steps();
    for (int i = steps.size() - 1; i >= 0; i--) {
      int line = steps.get(i).place().line();
      if (!steps.get(i).place().path().equals(function.path())) {
        continue;
      }
      Optional<Node> choice =
          function
              .body()
              .findAll(Kind.IF)
              .filter(node -> node.children().get(0).line() == line)
              .findFirst();
      if (choice.isEmpty() || choice.get().span().start() < acquired.span().end()) {
        continue;
      }
      Node arm = choice.get().children().get(1);
      List<Node> inside = arm.is(Kind.COMPOUND) ? arm.children() : List.of(arm);
      Node last = inside.isEmpty() ? arm : inside.get(inside.size() - 1);
      boolean leaves = last.is(Kind.GOTO) || last.is(Kind.RETURN);
      boolean releases = statements.stream().anyMatch(s -> arm.span().contains(s.span()));
      if (leaves && !releases) {
        return Optional.of(last);
      }
    }
    return Optional.empty();
  }

  private static boolean isListed(Node node) {
    return node.parent().map(parent -> parent.is(Kind.COMPOUND)).orElse(false);
  }

  // Before the return.

  /** Before a statement, and before the blank line that may set it off. */
  private static Optional<List<Edit>> put(Node place, String release) {
    Optional<Node> earlier = setOff(place);
    return earlier.isPresent()
        ? StatementEdits.after(earlier.get(), release)
        : StatementEdits.before(place, release);
  }

  private Optional<List<Edit>> inline(Node leave, String release, List<Node> statements) {
    if (!leave.is(Kind.RETURN) && !leave.is(Kind.GOTO)) {
      return leave.is(Kind.COMPOUND) ? StatementEdits.atEnd(leave, release) : Optional.empty();
    }
    Optional<Node> value =
        leave.is(Kind.GOTO) ? Optional.empty() : leave.children().stream().findFirst();
    if (value.isEmpty() || isPlain(value.get())) {
      return put(place(leave, statements), release);
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
  private Node place(Node leave, List<Node> statements) {
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
    int first = before.size();
    while (first > 0 && isCall(before.get(first - 1))) {
      first--;
    }
    boolean unwinds = first > 0 && first < before.size() && before.get(first - 1).is(Kind.LABEL);
    boolean complains =
        first == 0 && !before.isEmpty() && before.stream().allMatch(Unwinding::isMessage);
    // What was taken last is given back first, and nobody has to wait for a message.
    return unwinds || complains ? before.get(first) : leave;
  }

  private static boolean isCall(Node statement) {
    return statement.is(Kind.EXPRESSION_STATEMENT)
        && !statement.children().isEmpty()
        && statement.children().get(0).is(Kind.CALL);
  }

  private static boolean isMessage(Node statement) {
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

  private static List<Node> listBefore(Node statement) {
    List<Node> items = statement.parent().map(Node::children).orElse(List.of());
    int at = items.indexOf(statement);
    return statement.parent().map(p -> p.is(Kind.COMPOUND)).orElse(false)
        ? items.subList(0, Math.max(0, at))
        : List.of();
  }

  private static List<Node> listBehind(Node statement) {
    List<Node> items = statement.parent().map(Node::children).orElse(List.of());
    return statement.parent().map(p -> p.is(Kind.COMPOUND)).orElse(false)
        ? items.subList(items.indexOf(statement) + 1, items.size())
        : List.of();
  }

  private static boolean isAlike(Node one, Node other) {
    return one.kind() == other.kind() && firstWord(one).equals(firstWord(other));
  }

  private static String firstWord(Node node) {
    return node.text().replaceFirst("(?s)\\W.*", "");
  }

  // By a jump.

  private Optional<List<Edit>> jump(Node leave, Node model, List<Node> statements) {
    // The function's own end is no unwinding.
    boolean end = leave.parent().map(parent -> parent.equals(function.body())).orElse(false);
    if (!leave.is(Kind.RETURN) || end || !isUnderLabel(model)) {
      return Optional.empty();
    }
    // One way that releases by itself shows that this is how it is done here.
    if (statements.stream().anyMatch(statement -> !isUnderLabel(statement))) {
      return Optional.empty();
    }
    List<Node> items = model.parent().orElseThrow().children();
    int at = items.indexOf(model);
    int label = at;
    while (label >= 0 && !items.get(label).is(Kind.LABEL)) {
      label--;
    }
    int back = at;
    while (back < items.size() && !items.get(back).is(Kind.RETURN)) {
      back++;
    }
    if (label < 0 || at - label > 1 || items.get(label).span().start() < leave.span().end()) {
      return Optional.empty();
    }
    Optional<String> wanted = leave.children().stream().findFirst().map(Node::text);
    // Success does not leave by a label that is named for failures.
    if (wanted.equals(Optional.of("0")) && FAILURE.matcher(items.get(label).text()).lookingAt()) {
      return Optional.empty();
    }
    String target = "goto " + firstWord(items.get(label)) + ";";
    Optional<String> given =
        back < items.size()
            ? items.get(back).children().stream().findFirst().map(Node::text)
            : Optional.empty();
    if (wanted.equals(given)) {
      return Optional.of(List.of(StatementEdits.replaced(leave, target)));
    }
    boolean variable =
        given.isPresent()
            && function.body().children(Kind.DECLARATION).stream()
                .flatMap(declaration -> declaration.findAll(Kind.DECLARED_NAME))
                .anyMatch(name -> name.text().equals(given.get()));
    if (!variable || wanted.isEmpty()) {
      return Optional.empty();
    }
    List<Edit> edits = new ArrayList<>();
    Optional<List<Edit>> set =
        StatementEdits.before(leave, given.get() + " = " + wanted.get() + ";");
    if (set.isEmpty()) {
      return Optional.empty();
    }
    edits.addAll(set.get());
    edits.add(StatementEdits.replaced(leave, target));
    return Optional.of(List.copyOf(edits));
  }

  /** At the function's outermost level, behind a label. */
  private boolean isUnderLabel(Node statement) {
    if (!statement.parent().map(parent -> parent.equals(function.body())).orElse(false)) {
      return false;
    }
    return listBefore(statement).stream().anyMatch(item -> item.is(Kind.LABEL));
  }
}

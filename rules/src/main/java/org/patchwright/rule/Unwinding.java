package org.patchwright.rule;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.patchwright.rule.Account.Remedy;
import org.patchwright.source.Edit;
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

  /** Releases that do nothing where they are given NULL. */
  private static final Pattern OR_NULL =
      Pattern.compile(
          "(kv?free|vfree|kfree_sensitive|kfree_skb|dev_kfree_skb|consume_skb|of_node_put"
              + "|fwnode_handle_put|put_device|release_firmware|usb_free_urb|pci_dev_put"
              + "|free_percpu|kfree_const|dev_put)\\(");

  private static final Pattern FAILURE = Pattern.compile("_*(err|fail|bad|abort|undo|unwind)");

  private static final Pattern ONE_NAME = Pattern.compile("\\w+\\((\\w+)(?:\\.np)?\\);");

  /**
   * Releases of what is looked up, used and forgotten: whoever keeps it takes its own reference.
   */
  private static final Pattern LOOKED_UP = Pattern.compile("(of_node|fwnode_handle)_put\\(");

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
   * @param title of the patch
   * @param why what its body says
   */
  public Finding offer(Finding finding, Node leave, boolean shared, String title, String why) {
    Finding offered = told(finding, leave, shared, "", "");
    return offered
        .fix()
        .map(fix -> offered.fixedBy(Fix.of(title, why, fix.edits())))
        .orElse(offered);
  }

  /**
   * The same, with a patch that tells where it is taken, on which way it stays, and why.
   *
   * @param label how the source writes what is kept
   * @param loss what comes of it, as the end of a sentence: {@code the memory is lost}
   */
  public Finding told(Finding finding, Node leave, boolean shared, String label, String loss) {
    return offer(finding, leave, shared, new Account(label, loss), jump -> true);
  }

  /**
   * A lock where the function has lost the unlock that ended what it protects.
   *
   * @param free places where it must not be held any more
   * @return empty where single ways keep it
   */
  public Optional<Finding> section(
      Finding finding, Node leave, String release, List<Node> free, String label, String loss) {
    return new LockedSection(function, acquired, release, leaks, free)
        .closed()
        .map(
            edits ->
                finding.fixedBy(
                    new Account(label, loss)
                        .of(function, acquired, release, statements(), leave)
                        .fix(Optional.empty(), Remedy.SECTION, edits)));
  }

  /**
   * The same.
   *
   * @param account what the patch says of it
   * @param owned whether it is still the function's own at a jump
   */
  Finding offer(
      Finding finding, Node leave, boolean shared, Account account, Predicate<Node> owned) {
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
    Optional<String> guarded = shared ? guarded(statements, account) : Optional.empty();
    String release = guarded.or(() -> model.map(Node::text)).or(() -> own).orElseThrow();
    List<Way> ways = Way.of(function, finding, acquired);
    Optional<Way> way = ways.isEmpty() ? Optional.empty() : Optional.of(ways.get(ways.size() - 1));
    Account.Case told = account.of(function, acquired, release, statements, leave);
    Optional<List<Edit>> early = behindLastUse(release, statements, leave);
    if (early.isPresent()) {
      return finding.fixedBy(told.fix(way, Remedy.LAST_USE, early.get()));
    }
    // A label to which nobody jumps without it shows its place better than one for all.
    Matcher given = ONE_NAME.matcher(release);
    String used = given.matches() && GIVES_UP.matcher(release).lookingAt() ? given.group(1) : "";
    Optional<Labels.Section> only =
        Labels.held(function, acquired, statements, leave, Labels.Nothing.NEVER, used);
    Optional<Labels.Section> section = only;
    boolean sure = section.map(Labels.Section::unwinds).orElse(false);
    if (!sure && mayBeReleasedAnyway(release)) {
      section =
          Labels.held(function, acquired, statements, leave, nothing(release), used)
              .filter(one -> one.unwinds() || one.nearest())
              .or(() -> only);
    }
    if (section.isPresent() && section.get().unwinds()) {
      return finding.fixedBy(told.fix(way, Remedy.LABEL, section.get().with(release)));
    }
    Optional<Node> place = Optional.of(leave);
    boolean mixed = Labels.isUnder(leave, acquired, function);
    if (section.isPresent() ? !section.get().nearest() : shared && guarded.isEmpty() || mixed) {
      way = behindLastUse(ways, release).or(() -> last(ways, statements));
      if (way.isPresent() && mayBeNothing(way.get(), release)) {
        return finding.notFixed("where it is asked for, it may not be held");
      }
      place =
          way.map(Way::leave)
              .filter(
                  jump -> Labels.isSureToBehind(acquired, jump) || mayBeReleasedAnyway(release));
    }
    if (place.isEmpty()) {
      Optional<List<Edit>> inside = atEndOfBlock(release);
      if (inside.isPresent()) {
        return finding.fixedBy(told.fix(way, Remedy.BLOCK, inside.get()));
      }
      return finding.notFixed("ways that do not hold it leave by the same return");
    }
    Optional<List<Edit>> edits =
        model.isPresent() ? jump(place.get(), model.get(), statements) : Optional.empty();
    Remedy remedy = edits.isPresent() ? Remedy.JUMP : Remedy.CALL;
    if (edits.isEmpty()) {
      edits = inlines(alike(place.get(), release, statements, owned), release, statements);
    }
    if (edits.isEmpty()) {
      return finding.notFixed("the return computes what may need it");
    }
    return finding.fixedBy(told.fix(way, remedy, edits.get()));
  }

  /**
   * Where several ways leave behind the last statement that uses it, and all of them keep it: right
   * behind that statement, one release serves them all.
   */
  private Optional<List<Edit>> behindLastUse(String release, List<Node> statements, Node leave) {
    Matcher given = ONE_NAME.matcher(release);
    Optional<Node> taken = acquired.ancestors().filter(Unwinding::isListed).findFirst();
    if (!given.matches() || !GIVES_UP.matcher(release).lookingAt() || taken.isEmpty()) {
      return Optional.empty();
    }
    List<Node> behind = untilSetAnew(Inline.listBehind(taken.get()), given.group(1));
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
    boolean straight =
        LOOKED_UP.matcher(release).lookingAt()
            && statements.isEmpty()
            && leave.span().end() > end
            && behind.subList(0, last).stream().allMatch(one -> staysOrAsks(one, given.group(1)));
    boolean released = statements.stream().anyMatch(one -> one.span().start() > end);
    return (allLeak && !jumpsIn || straight) && !released
        ? StatementEdits.after(behind.get(last), release)
        : Optional.empty();
  }

  /** The statements before that which gives a variable another value. */
  private static List<Node> untilSetAnew(List<Node> statements, String name) {
    int at = 0;
    while (at < statements.size() && !isSetIn(statements.get(at), name)) {
      at++;
    }
    return statements.subList(0, at);
  }

  private static boolean isSetIn(Node statement, String name) {
    return statement.findAll(Kind.ASSIGNMENT).anyMatch(one -> isNamed(one, name))
        || statement
            .findAll(Kind.CALL)
            .flatMap(call -> call.arguments().stream())
            .anyMatch(argument -> argument.text().equals("&" + name));
  }

  private static boolean isNamed(Node assignment, String name) {
    return assignment.children().get(0).text().equals(name);
  }

  /** Whether control goes on behind a statement, or leaves only where nothing was found. */
  private static boolean staysOrAsks(Node statement, String place) {
    return statement
            .walk()
            .noneMatch(
                node ->
                    switch (node.kind()) {
                      case RETURN, GOTO, BREAK, CONTINUE, LABEL -> true;
                      default -> false;
                    })
        || statement.is(Kind.IF)
            && statement.children().get(0).walk().anyMatch(node -> node.text().equals(place));
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
    Matcher given = ONE_NAME.matcher(release);
    boolean over =
        release.matches("\\w*(unlock\\w*|up|up_read|up_write)\\(.*")
            || given.matches() && !isUsedBehind(given.group(1), block.get().span().end());
    return runsOff && straight && over
        ? StatementEdits.atEnd(block.get(), release)
        : Optional.empty();
  }

  private boolean mayBeReleasedAnyway(String release) {
    return OR_NULL.matcher(release).lookingAt() && isAlwaysSet(release);
  }

  /** Whether the variable is NULL until this acquisition, and nothing else is ever put into it. */
  private Labels.Nothing nothing(String release) {
    Matcher given = ONE_NAME.matcher(release);
    String name = given.matches() ? given.group(1) : "";
    boolean begins =
        function.body().children(Kind.DECLARATION).stream()
            .flatMap(one -> one.findAll(Kind.INIT_DECLARATOR))
            .anyMatch(one -> one.text().matches("(?s)[*\\s]*" + name + "\\s*=\\s*NULL"));
    boolean only =
        function
            .body()
            .findAll(Kind.ASSIGNMENT)
            .filter(set -> isNamed(set, name))
            .allMatch(set -> set.span().contains(acquired.span()) || set.text().endsWith("= NULL"));
    return begins && only ? Labels.Nothing.FROM_START : Labels.Nothing.WHERE_IT_FAILED;
  }

  /** Whether what is released has some value from the beginning, so that it can be NULL. */
  private boolean isAlwaysSet(String release) {
    Matcher given = ONE_NAME.matcher(release);
    boolean always =
        acquired
            .ancestors()
            .filter(Unwinding::isListed)
            .findFirst()
            .filter(one -> one.is(Kind.EXPRESSION_STATEMENT))
            .flatMap(Node::parent)
            .filter(block -> block.equals(function.body()))
            .isPresent();
    return given.matches()
        && (always
            || isSetInBothBranches(given.group(1))
            || function
                .body()
                .findAll(Kind.INIT_DECLARATOR)
                .filter(
                    one ->
                        one.findAll(Kind.DECLARED_NAME)
                            .anyMatch(n -> n.text().equals(given.group(1))))
                .allMatch(
                    one ->
                        switch (one.children().get(one.children().size() - 1).kind()) {
                          case DECLARATOR, ASM_LABEL, ATTRIBUTE -> false;
                          default -> true;
                        }));
  }

  /**
   * The release with the question that it depends on, where the function asks it before each: ways
   * that do not hold it may come along.
   */
  private static Optional<String> guarded(List<Node> statements, Account account) {
    Set<String> questions = new LinkedHashSet<>();
    for (Node statement : statements) {
      Optional<Node> choice =
          statement
              .parent()
              .filter(parent -> parent.is(Kind.IF) && parent.children().size() == 2)
              .filter(parent -> parent.children().get(1).equals(statement));
      if (choice.isEmpty()) {
        return Optional.empty();
      }
      Node condition = choice.get().children().get(0);
      boolean plain =
          condition.findAll(Kind.CALL).findAny().isEmpty()
              && !condition.text().contains("\n")
              && condition.walk().noneMatch(node -> node.text().equals(account.label()));
      if (!plain) {
        return Optional.empty();
      }
      questions.add("if " + condition.text() + "\n\t" + statement.text());
    }
    return questions.size() == 1 ? questions.stream().findFirst() : Optional.empty();
  }

  /** Whether the other branch of an if sets what this branch acquires. */
  private boolean isSetInBothBranches(String name) {
    Optional<Node> branch = acquired.ancestor(Kind.COMPOUND);
    return branch
        .flatMap(Node::parent)
        .filter(choice -> choice.is(Kind.IF) && choice.children().size() > 2)
        .filter(choice -> choice.parent().filter(p -> p.equals(function.body())).isPresent())
        .filter(
            choice ->
                choice.children().stream()
                    .skip(1)
                    .filter(arm -> !arm.equals(branch.get()))
                    .allMatch(
                        arm ->
                            arm.findAll(Kind.ASSIGNMENT)
                                .anyMatch(set -> set.children().get(0).text().equals(name))))
        .isPresent();
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

  /** The last jump on the way, if nothing is released before it. */
  private static Optional<Way> last(List<Way> ways, List<Node> statements) {
    if (ways.isEmpty()) {
      return Optional.empty();
    }
    Way last = ways.get(ways.size() - 1);
    Node arm = last.choice().children().get(last.taken() ? 1 : 2);
    return statements.stream().anyMatch(s -> arm.span().contains(s.span()))
        ? Optional.empty()
        : Optional.of(last);
  }

  /** A jump, with the others that go from the same block to the same label and hold it too. */
  private List<Node> alike(
      Node leave, String release, List<Node> statements, Predicate<Node> owned) {
    Matcher given = ONE_NAME.matcher(release);
    if (!leave.is(Kind.GOTO)) {
      return List.of(leave);
    }
    String held = given.matches() ? given.group(1) : "";
    return function
        .body()
        .findAll(Kind.GOTO)
        .filter(
            jump ->
                jump.equals(leave)
                    || Labels.target(jump).equals(Labels.target(leave))
                        && Labels.holds(function, jump, acquired, statements, Labels.Nothing.NEVER)
                        && owned.test(jump)
                        && jump.ancestors()
                            .filter(outer -> outer.is(Kind.IF))
                            .noneMatch(
                                outer ->
                                    outer.span().start() > acquired.span().end()
                                        && new Way(jump, outer, true).asks(held)))
        .toList();
  }

  private Optional<List<Edit>> inlines(List<Node> leaves, String release, List<Node> statements) {
    List<Edit> edits = new ArrayList<>();
    for (Node leave : leaves) {
      Optional<List<Edit>> one = new Inline(function, acquired, statements).before(leave, release);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      edits.addAll(one.get());
    }
    return Optional.of(List.copyOf(edits));
  }

  /** The first jump on the way from which on nothing uses it any more. */
  private Optional<Way> behindLastUse(List<Way> ways, String release) {
    Matcher given = ONE_NAME.matcher(release);
    if (!given.matches() || !GIVES_UP.matcher(release).lookingAt()) {
      return Optional.empty();
    }
    for (Way way : ways) {
      Optional<Integer> from = target(way.leave());
      if (from.isPresent() && !isUsedBehind(given.group(1), from.get())) {
        return Optional.of(way);
      }
    }
    return Optional.empty();
  }

  private boolean isUsedBehind(String name, int from) {
    return function
        .body()
        .findAll(Kind.NAME)
        .anyMatch(node -> node.text().equals(name) && node.span().start() > from);
  }

  /** Where a jump forward goes to. */
  private Optional<Integer> target(Node jump) {
    if (!jump.is(Kind.GOTO)) {
      return Optional.empty();
    }
    return function
        .body()
        .findAll(Kind.LABEL)
        .filter(label -> Inline.firstWord(label).equals(Labels.target(jump)))
        .map(label -> label.span().start())
        .filter(start -> start > jump.span().end())
        .findFirst();
  }

  /** Whether a branch is also for the case that there is nothing to release. */
  private static boolean mayBeNothing(Way way, String release) {
    Matcher given = ONE_NAME.matcher(release);
    return given.matches()
        && way.asks(given.group(1))
        && (!OR_NULL.matcher(release).lookingAt() || way.condition().contains("IS_ERR"));
  }

  private static boolean isListed(Node node) {
    return node.parent().map(parent -> parent.is(Kind.COMPOUND)).orElse(false);
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
    String target = "goto " + Inline.firstWord(items.get(label)) + ";";
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
    return Inline.listBefore(statement).stream().anyMatch(item -> item.is(Kind.LABEL));
  }
}

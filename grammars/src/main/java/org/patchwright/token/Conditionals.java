package org.patchwright.token;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.grammar.KernelCParser;
import org.patchwright.source.KernelConfig;
import org.patchwright.source.Span;

/**
 * The conditional groups of a file (C11 6.10.1). Branches that each hold whole items stand side by
 * side; where one cuts an item in two, a choice must be made.
 */
public final class Conditionals {

  /** Groups inside more others than this are not told apart. */
  private static final int DEEPEST = 200;

  /**
   * One branch: the tokens from its directive to the next.
   *
   * @param truth whether the configuration takes it
   */
  private record Branch(String condition, KernelConfig.Truth truth, int first, int end) {

    boolean isLeftOut() {
      return truth == KernelConfig.Truth.NO;
    }

    boolean holds(int from, int to) {
      return first <= from && to <= end && first < end;
    }
  }

  private static final class Group {
    final List<Branch> branches = new ArrayList<>();
    final List<Group> inner = new ArrayList<>();
    boolean choose;
    String condition = "";
    KernelConfig.Truth truth = KernelConfig.Truth.UNKNOWN;
    KernelConfig.Truth earlier = KernelConfig.Truth.NO;
    int first;
    int firstByte;

    /** Whether the configuration leaves no choice: one branch is taken, or surely none. */
    boolean isSettled() {
      return branches.stream().noneMatch(branch -> branch.truth() == KernelConfig.Truth.UNKNOWN);
    }

    int start() {
      return branches.get(0).first();
    }

    int end() {
      return branches.get(branches.size() - 1).end();
    }
  }

  private final Tokens tokens;
  private final KernelConfig config;
  private final List<Group> groups = new ArrayList<>();
  private final List<Span> leftOut = new ArrayList<>();
  private final Set<Directive> closed = new HashSet<>();

  private Conditionals(Tokens tokens, KernelConfig config) {
    this.tokens = tokens;
    this.config = config;
  }

  /** Reads the groups of a file; an unclosed one ends with it, a stray directive is passed over. */
  public static Conditionals of(Tokens tokens) {
    return of(tokens, KernelConfig.ANY);
  }

  /**
   * Reads the groups of a file under a configuration: what that surely leaves out is never kept,
   * and stands for no choice.
   */
  public static Conditionals of(Tokens tokens, KernelConfig config) {
    Conditionals conditionals = new Conditionals(tokens, config);
    conditionals.read();
    return conditionals;
  }

  /** The tokens that the groups are of. */
  public Tokens tokens() {
    return tokens;
  }

  private void read() {
    Deque<Group> open = new ArrayDeque<>();
    for (Directive directive : tokens.directives()) {
      Directive.Kind kind = directive.kind();
      int at = directive.nextToken();
      if (kind.opens()) {
        Group group = new Group();
        begin(group, directive);
        open.push(group);
      } else if (!open.isEmpty() && (kind == Directive.Kind.ELIF || kind == Directive.Kind.ELSE)) {
        Group group = open.peek();
        end(group, at, directive.span().start());
        begin(group, directive);
      } else if (!open.isEmpty() && kind == Directive.Kind.ENDIF) {
        Group group = open.pop();
        end(group, at, directive.span().start());
        if (group.earlier == KernelConfig.Truth.YES) {
          closed.add(directive);
        }
        close(group, open);
      }
    }
    while (!open.isEmpty()) {
      Group group = open.pop();
      end(group, tokens.count(), tokens.file().size());
      close(group, open);
    }
  }

  private void begin(Group group, Directive directive) {
    boolean last = directive.kind() == Directive.Kind.ELSE;
    group.condition = last ? "" : condition(directive);
    group.first = directive.nextToken();
    group.firstByte = directive.span().start();
    if (!config.isAny()) {
      KernelConfig.Truth truth = last ? KernelConfig.Truth.YES : truth(directive);
      group.truth = truth.and(group.earlier.not());
      group.earlier = group.earlier.or(truth);
      if (group.truth == KernelConfig.Truth.NO) {
        closed.add(directive);
      }
    }
  }

  private KernelConfig.Truth truth(Directive directive) {
    String body = tokens.file().text(directive.body());
    return switch (directive.kind()) {
      case IFDEF -> config.defined(body.strip());
      case IFNDEF -> config.defined(body.strip()).not();
      default -> config.evaluate(body);
    };
  }

  private void end(Group group, int at, int endByte) {
    Branch branch = new Branch(group.condition, group.truth, group.first, at);
    group.branches.add(branch);
    if (branch.isLeftOut()) {
      leftOut.add(new Span(group.firstByte, endByte));
    }
  }

  private void close(Group group, Deque<Group> open) {
    if (group.end() > group.start() && open.size() < DEEPEST) {
      group.choose = mustChoose(group);
      (open.isEmpty() ? groups : open.peek().inner).add(group);
    }
  }

  private String condition(Directive directive) {
    String body = tokens.file().text(directive.body()).replaceAll("\\s+", " ");
    return switch (directive.kind()) {
      case IFDEF -> "defined(" + body + ")";
      case IFNDEF -> "!defined(" + body + ")";
      default ->
          body.replaceAll("defined\\s*\\(?\\s*(\\w+)\\s*\\)?", "defined($1)")
              .replaceAll("^\\((.*)\\)$", "$1");
    };
  }

  private boolean mustChoose(Group group) {
    if (group.isSettled()) {
      return false;
    }
    List<Branch> possible = group.branches.stream().filter(branch -> !branch.isLeftOut()).toList();
    long filled = possible.stream().filter(branch -> branch.end() > branch.first()).count();
    boolean balanced = true;
    for (Branch branch : possible) {
      balanced &= isBalanced(branch, group);
    }
    if (!balanced) {
      return true;
    }
    if (filled < 2) {
      return false;
    }
    if (!endsItem(group.start() - 1)) {
      return true;
    }
    for (Branch branch : possible) {
      if (branch.end() > branch.first()
          && (!endsItem(branch.end() - 1) || tokens.type(branch.first()) == KernelCParser.Else)) {
        return true;
      }
    }
    return false;
  }

  private boolean endsItem(int token) {
    if (token < 0) {
      return true;
    }
    return switch (tokens.type(token)) {
      case KernelCParser.Semi,
          KernelCParser.LBrace,
          KernelCParser.RBrace,
          KernelCParser.Comma,
          KernelCParser.Colon ->
          true;
      default -> false;
    };
  }

  private boolean isBalanced(Branch branch, Group group) {
    int round = 0;
    int curly = 0;
    int square = 0;
    int at = branch.first();
    int next = firstBehind(group.inner, at);
    while (at < branch.end()) {
      while (next < group.inner.size() && group.inner.get(next).end() <= at) {
        next++;
      }
      int skip = next < group.inner.size() ? skipOthers(at, group.inner.get(next)) : at;
      if (skip > at) {
        at = skip;
        continue;
      }
      switch (tokens.type(at)) {
        case KernelCParser.LParen -> round++;
        case KernelCParser.RParen -> round--;
        case KernelCParser.LBrace -> curly++;
        case KernelCParser.RBrace -> curly--;
        case KernelCParser.LBracket -> square++;
        case KernelCParser.RBracket -> square--;
        default -> {}
      }
      if (round < 0 || curly < 0 || square < 0) {
        return false;
      }
      at++;
    }
    return round == 0 && curly == 0 && square == 0;
  }

  /** Of an inner group that needs a choice only the first branch counts. */
  private static int skipOthers(int at, Group group) {
    if (at < group.start()) {
      return at;
    }
    if (group.choose && at >= group.branches.get(0).end() && at < group.end()) {
      return group.end();
    }
    for (Branch branch : group.branches) {
      if (branch.isLeftOut() && at >= branch.first() && at < branch.end()) {
        return branch.end();
      }
    }
    return at;
  }

  /** Whether any group inside a range of tokens has been left to a choice. */
  public boolean needsChoice(int first, int end) {
    return groupsIn(first, end).anyMatch(group -> group.choose);
  }

  /** Whether any group lies inside a range of tokens. */
  public boolean hasGroups(int first, int end) {
    return groupsIn(first, end).anyMatch(group -> !group.isSettled());
  }

  private Stream<Group> groupsIn(int first, int end) {
    List<Group> found = new ArrayList<>();
    collect(groups, first, end, found);
    return found.stream();
  }

  private static void collect(List<Group> level, int first, int end, List<Group> found) {
    for (int i = firstBehind(level, first); i < level.size(); i++) {
      Group group = level.get(i);
      if (group.start() >= end) {
        return;
      }
      found.add(group);
      collect(group.inner, first, end, found);
    }
  }

  /** The first of some groups, which stand one behind the other, that ends behind a token. */
  private static int firstBehind(List<Group> level, int token) {
    int low = 0;
    int high = level.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (level.get(middle).end() > token) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Where a range ends that holds whole every group it shares a token with. */
  public int endOfGroups(int first, int end, boolean everyGroup) {
    return groupsIn(first, end)
        .filter(group -> group.choose || everyGroup)
        .mapToInt(Group::end)
        .reduce(end, Math::max);
  }

  /** Whether the configuration surely leaves out what stands at an offset. */
  public boolean leavesOut(int offset) {
    return leftOut.stream().anyMatch(span -> span.start() <= offset && offset < span.end());
  }

  /**
   * Whether the configuration never goes on behind a directive: it leaves out the branch that
   * begins there or, at the end of a group, what would be if no branch were taken.
   */
  public boolean isClosed(Directive directive) {
    return closed.contains(directive);
  }

  /**
   * The conditions under which some tokens stand, outermost first.
   *
   * @param first number of the first token
   * @param end number behind the last
   * @param byFirst whether the first token alone makes them what they are, so that they need the
   *     branch it stands in even where they end behind it
   */
  public List<Condition> over(int first, int end, boolean byFirst) {
    List<Condition> conditions = new ArrayList<>();
    over(groups, first, Math.max(first + 1, end), byFirst, conditions);
    return List.copyOf(conditions);
  }

  private static void over(
      List<Group> level, int first, int end, boolean byFirst, List<Condition> conditions) {
    for (int at = firstBehind(level, first); at < level.size(); at++) {
      Group group = level.get(at);
      if (group.start() >= end) {
        return;
      }
      boolean found = false;
      List<String> before = new ArrayList<>();
      for (Branch branch : group.branches) {
        boolean cut = branch.holds(first, first + 1) && (byFirst || group.choose);
        boolean cutAtEnd = branch.holds(end - 1, end) && group.choose;
        if (!found && (branch.holds(first, end) || cut || cutAtEnd)) {
          conditions.add(new Condition(branch.condition(), before));
          found = true;
        }
        before.add(branch.condition());
      }
      if (found) {
        over(group.inner, first, end, byFirst, conditions);
      }
    }
  }

  /** How many choices it takes until every branch in a range has been kept once, at most eight. */
  public int choices(int first, int end, boolean everyGroup) {
    return Math.min(
        8,
        groupsIn(first, end)
            .filter(group -> group.choose || everyGroup && !group.isSettled())
            .mapToInt(group -> Math.max(2, group.branches.size()))
            .max()
            .orElse(1));
  }

  /**
   * The tokens of a range that one choice keeps.
   *
   * @param choice from 0; the branch that is taken of each group, as far as it has one
   * @param everyGroup whether to choose also among branches that could stand side by side
   */
  public ActiveTokens keep(int first, int end, int choice, boolean everyGroup) {
    int[] kept = new int[end - first];
    boolean[] drop = new boolean[end - first];
    drop(groups, new Span(first, end), choice, everyGroup, drop, new HashMap<>());
    int count = 0;
    for (int token = first; token < end; token++) {
      if (!drop[token - first]) {
        kept[count++] = token;
      }
    }
    return new ActiveTokens(tokens, Arrays.copyOf(kept, count));
  }

  private void drop(
      List<Group> level,
      Span range,
      int choice,
      boolean everyGroup,
      boolean[] drop,
      Map<String, Boolean> known) {
    for (int at = firstBehind(level, range.start()); at < level.size(); at++) {
      Group group = level.get(at);
      if (group.start() >= range.end()) {
        return;
      }
      boolean chosen = group.choose || everyGroup && !group.isSettled();
      if (chosen || !config.isAny()) {
        int taken = chosen ? taken(group, choice, known) : -1;
        for (int i = 0; i < group.branches.size(); i++) {
          Branch branch = group.branches.get(i);
          if (chosen ? i != taken : branch.isLeftOut()) {
            int from = Math.max(branch.first(), range.start());
            int to = Math.min(branch.end(), range.end());
            for (int token = from; token < to; token++) {
              drop[token - range.start()] = true;
            }
          }
        }
      }
      drop(group.inner, range, choice, everyGroup, drop, known);
    }
  }

  /** The branch that a choice takes, in accord with what it took before; none may be. */
  private static int taken(Group group, int choice, Map<String, Boolean> known) {
    int unknown = 0;
    for (int i = 0; i < group.branches.size(); i++) {
      if (group.branches.get(i).isLeftOut()) {
        continue;
      }
      String condition = group.branches.get(i).condition();
      if (condition.isEmpty()) {
        return i;
      }
      boolean negated = condition.startsWith("!");
      String name = negated ? condition.substring(1) : condition;
      Boolean truth = known.get(name);
      if (truth == null) {
        boolean holds = unknown >= choice;
        unknown++;
        known.put(name, holds != negated);
        if (holds) {
          return i;
        }
      } else if (truth != negated) {
        return i;
      }
    }
    return -1;
  }
}

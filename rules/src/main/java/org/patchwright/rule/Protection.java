package org.patchwright.rule;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * What a lock seems to protect: by what the rest of the file does while it holds it, and what only
 * without it. The weights of the signs are fitted to 2,000 sections of Linux 6.1 (sound/soc,
 * drivers/{iio,scsi,tty,md,infiniband,net/wireless} and smaller ones) whose end left a choice; of
 * those that were kept back, they place two in three where their authors did.
 *
 * @param owner the object that has the lock as a member; empty for a lock of its own
 * @param inside how often a name stands between a lock and an unlock
 * @param outside how often elsewhere
 * @param locals names that mean something in the function alone
 * @param apart whether a blank line stands behind the call that takes it
 */
record Protection(
    String owner,
    Map<String, Integer> inside,
    Map<String, Integer> outside,
    Set<String> locals,
    boolean apart) {

  Protection {
    inside = Map.copyOf(inside);
    outside = Map.copyOf(outside);
    locals = Set.copyOf(locals);
  }

  /** What speaks for a statement's being protected, or for a section's end behind it. */
  enum Sign {
    ANY(0.2),
    INSIDE(0.7),
    OUTSIDE(-0.5),
    BOTH(-0.0),
    MEMBER(0.4),
    MEMBER_SET(1.1),
    GIVEN(0.1),
    ROOT(0.2),
    UNRELATED(0.1),
    MESSAGE(-0.6),
    WAKES(-1.1),
    FREES(-1.0),
    COPIES(0.1),
    UNLOCKS(-1.7),
    LOCKED_NAME(0.4),
    ASKS_LOCALS(-0.3),
    ASKS_RESULT(0.0),
    COMPOUND(0.7),
    LOCAL_ONLY(-0.2),
    READS_INTO_LOCAL(0.1),
    REGISTER(0.8),
    SAME_CALLEE(0.8),
    LABEL(-0.6),
    USES_RESULT(0.3),
    ASKS_RESULT_CALLS(-0.5),
    STORES_OUT(0.2),
    END_BLANK_APART(0.9),
    END_BLANK(1.8),
    END_COMMENT(0.1),
    END_RETURN(0.8),
    END_BLANK_RETURN(1.7),
    END_LIST(0.1),
    END_OTHER(-0.3),
    END_BREAK(-0.8),
    END_BODY(1.2),
    END_AFTER_EXIT(-0.6),
    END_ASKS_EARLIER(0.7),
    BRANCH_FIRST(-0.3),
    BRANCH_LAST(0.2),
    END_ASKS_RESULT(0.0),
    END_FIRST(0.4);

    private final double weight;

    Sign(double weight) {
      this.weight = weight;
    }
  }

  private static final Pattern MESSAGE =
      Pattern.compile(
          "(?i)(^|_)(err|error|warn|dbg|debug|info|log|printk|print|notice|trace)(_|$)");

  private static final Pattern WAKES =
      Pattern.compile(
          "(wake_up|complete|queue_|schedule_|mod_timer|cancel_|flush_|del_timer|synchronize_"
              + "|pm_runtime_put|kick|notify|signal|netif_wake|netif_start)\\w*");

  private static final Pattern FREES = Pattern.compile("\\w*(free|put|release|destroy)\\w*");

  private static final Pattern COPIES = Pattern.compile("copy_(to|from)_user|[gp]et_user");

  private static final Pattern UNLOCKS =
      Pattern.compile("\\w*unlock\\w*|up|up_read|up_write|release_sock");

  private static final Pattern REGISTER =
      Pattern.compile("\\w*(read|write)[bwlq]?|(in|out)[bwl]|\\w*(_reg|regmap)\\w*|[rw](mb|mw)");

  static Protection of(Function function, Node taken) {
    String lock = lock(taken.text());
    String name = lock.replaceFirst("(?s).*(->|\\.)", "").replaceFirst("^&", "");
    Map<String, Integer> inside = new HashMap<>();
    Map<String, Integer> outside = new HashMap<>();
    String takes = Inline.firstWord(taken);
    for (Function other : function.unit().functions()) {
      Set<String> locals = locals(other);
      for (Node block : other.body().findAll(Kind.COMPOUND).toList()) {
        boolean held = false;
        boolean unknown = false;
        for (Node item : block.children()) {
          if (item.span().contains(taken.span())) {
            unknown = true;
          } else if (isOf(item, name, takes, false)) {
            held = endsIn(block, item, name, takes);
            unknown = !held;
          } else if (isOf(item, name, takes, true)) {
            held = false;
            unknown = false;
          } else if (!unknown && (held || item.findAll(Kind.COMPOUND).findAny().isEmpty())) {
            Map<String, Integer> counted = held ? inside : outside;
            names(item, locals).forEach(one -> counted.merge(one, 1, Integer::sum));
          }
        }
      }
    }
    String owner =
        lock.matches("(?s)&?.+(->|\\.)\\w+")
            ? lock.replaceFirst("^&", "").replaceFirst("(->|\\.)\\w+$", "")
            : "";
    Node statement =
        taken.ancestors().filter(node -> Inline.isListed(node)).findFirst().orElse(taken);
    List<Node> behind = Inline.listBehind(statement);
    boolean apart = !behind.isEmpty() && isBlank(LockedSection.between(statement, behind.get(0)));
    return new Protection(owner, inside, outside, locals(function), apart);
  }

  private static String lock(String call) {
    String arguments = call.replaceFirst("(?s)^\\w+\\s*\\(", "").replaceFirst("(?s)\\)$", "");
    return arguments.replaceFirst("(?s),.*", "").strip();
  }

  private static boolean endsIn(Node block, Node from, String name, String takes) {
    List<Node> items = block.children();
    return items.subList(items.indexOf(from) + 1, items.size()).stream()
        .anyMatch(item -> isOf(item, name, takes, true));
  }

  /** Whether a statement takes or releases a lock of that name. */
  private static boolean isOf(Node item, String name, String takes, boolean unlocks) {
    if (!item.is(Kind.EXPRESSION_STATEMENT)
        || item.children().isEmpty()
        || !item.children().get(0).is(Kind.CALL)) {
      return false;
    }
    Node call = item.children().get(0);
    String callee = Inline.firstWord(call);
    boolean alike =
        name.isEmpty()
            ? callee.equals(takes) || callee.equals(takes.replace("lock", "unlock"))
            : lock(call.text()).matches("(?s)(.*\\W)?" + Pattern.quote(name));
    boolean ends = UNLOCKS.matcher(callee).matches();
    return alike && ends == unlocks && (ends || callee.matches("\\w*lock\\w*|down\\w*"));
  }

  private static Set<String> locals(Function function) {
    Set<String> names = new HashSet<>(function.parameters());
    function.body().findAll(Kind.DECLARED_NAME).map(Node::text).forEach(names::add);
    return names;
  }

  private static Set<String> names(Node item, Set<String> locals) {
    Set<String> names =
        item.findAll(Kind.NAME)
            .map(Node::text)
            .filter(name -> !locals.contains(name))
            .collect(Collectors.toSet());
    item.findAll(Kind.MEMBER_ACCESS)
        .map(access -> access.text().replaceFirst("(?s).*(->|\\.)", "->"))
        .forEach(names::add);
    return names;
  }

  /**
   * How many statements of a list belong to the section.
   *
   * @param least at least as many
   * @param most at most as many
   */
  int end(List<Node> items, int least, int most) {
    double sum = 0;
    double best = Double.NEGATIVE_INFINITY;
    int end = most;
    for (int i = least; i <= most; i++) {
      sum += i > least ? weigh(belongs(items, i - 1)) : 0;
      double here = sum + weigh(closes(items, i, most));
      if (here > best) {
        best = here;
        end = i;
      }
    }
    return end;
  }

  private static double weigh(Map<Sign, Double> signs) {
    return signs.entrySet().stream().mapToDouble(e -> e.getKey().weight * e.getValue()).sum();
  }

  /** Whether a break between two statements looks like the end of a section. */
  Map<Sign, Double> closes(List<Node> items, int end, int most) {
    Map<Sign, Double> signs = new EnumMap<>(Sign.class);
    if (end == 1) {
      signs.put(Sign.END_FIRST, 1.0);
    }
    Node last = items.get(end - 1);
    put(signs, Sign.END_AFTER_EXIT, leavesIn(last));
    if (end == items.size()) {
      boolean body =
          last.parent()
              .flatMap(Node::parent)
              .filter(p -> p.is(Kind.FUNCTION_DEFINITION))
              .isPresent();
      signs.put(body ? Sign.END_BODY : Sign.END_LIST, 1.0);
      return signs;
    }
    Node next = items.get(end);
    String between = LockedSection.between(last, next);
    boolean blank = isBlank(between);
    if (next.is(Kind.RETURN)) {
      signs.put(blank ? Sign.END_BLANK_RETURN : Sign.END_RETURN, 1.0);
      return signs;
    }
    if (blank) {
      signs.put(apart ? Sign.END_BLANK_APART : Sign.END_BLANK, 1.0);
    }
    if (between.contains("/*")) {
      signs.put(Sign.END_COMMENT, 1.0);
    }
    if (end == most) {
      signs.put(next.is(Kind.IF) ? Sign.END_OTHER : Sign.END_BREAK, 1.0);
    }
    if (next.is(Kind.IF) && asksOwn(next)) {
      Set<String> earlier = new HashSet<>();
      items.subList(0, end - 1).forEach(one -> earlier.addAll(assigned(one)));
      put(signs, Sign.END_ASKS_RESULT, asks(next, assigned(last)));
      put(signs, Sign.END_ASKS_EARLIER, asks(next, earlier) && !asks(next, assigned(last)));
    }
    return signs;
  }

  /**
   * Where a branch that leaves releases it.
   *
   * @param items the branch's statements, the last of which leaves
   * @param toldFirst whether messages come before the release
   * @return how many of them come first
   */
  int branch(List<Node> items, boolean toldFirst) {
    double sum = 0;
    double best = Double.NEGATIVE_INFINITY;
    int end = 0;
    for (int i = 0; i < items.size(); i++) {
      boolean told = i > 0 && toldFirst && Inline.isMessage(items.get(i - 1));
      sum += i == 0 ? 0 : told ? Sign.ANY.weight : weigh(belongs(items, i - 1));
      double here = sum + weigh(leaves(items, i));
      if (here >= best) {
        best = here;
        end = i;
      }
    }
    return end;
  }

  /** Whether a place in a branch that leaves looks like that of a release. */
  Map<Sign, Double> leaves(List<Node> items, int end) {
    Map<Sign, Double> signs = new EnumMap<>(Sign.class);
    put(signs, Sign.BRANCH_FIRST, end == 0);
    put(signs, Sign.BRANCH_LAST, end == items.size() - 1);
    return signs;
  }

  private static boolean leavesIn(Node item) {
    return item.walk().anyMatch(node -> node.is(Kind.RETURN) || node.is(Kind.GOTO));
  }

  private boolean asksOwn(Node choice) {
    Node condition = choice.children().get(0);
    return condition.findAll(Kind.NAME).allMatch(n -> locals.contains(n.text()))
        && condition.findAll(Kind.MEMBER_ACCESS).findAny().isEmpty();
  }

  private static boolean isBlank(String between) {
    return between.replaceAll("(?s)/\\*.*?\\*/", "").chars().filter(c -> c == '\n').count() > 1;
  }

  private static Set<String> assigned(Node statement) {
    return statement
        .findAll(Kind.ASSIGNMENT)
        .map(set -> set.children().get(0).text())
        .collect(Collectors.toSet());
  }

  private static boolean asks(Node choice, Set<String> names) {
    return choice.children().get(0).findAll(Kind.NAME).anyMatch(n -> names.contains(n.text()));
  }

  /** How much speaks for a statement's being protected; less than nothing speaks against it. */
  Map<Sign, Double> belongs(List<Node> items, int at) {
    Node item = items.get(at);
    Map<Sign, Double> signs = new EnumMap<>(Sign.class);
    signs.put(Sign.ANY, 1.0);
    double only = 0;
    double never = 0;
    double both = 0;
    for (String name : names(item, locals)) {
      int in = inside.getOrDefault(name, 0);
      int out = outside.getOrDefault(name, 0);
      only += in > 0 && out == 0 ? 1 : 0;
      never += in == 0 && out > 0 ? 1 : 0;
      both += in > 0 && out > 0 ? (double) (in - out) / (in + out) : 0;
    }
    signs.put(Sign.INSIDE, Math.min(2, only));
    signs.put(Sign.OUTSIDE, Math.min(2, never));
    signs.put(Sign.BOTH, Math.max(-1, Math.min(1, both)));
    boolean related = false;
    if (!owner.isEmpty()) {
      boolean member = item.findAll(Kind.MEMBER_ACCESS).anyMatch(this::isOwners);
      boolean set =
          item.findAll(Kind.ASSIGNMENT).anyMatch(one -> isOwners(one.children().get(0)))
              || item.findAll(Kind.POSTFIX).anyMatch(one -> isOwners(one.children().get(0)));
      boolean given =
          item.findAll(Kind.CALL)
              .flatMap(call -> call.arguments().stream())
              .anyMatch(argument -> argument.text().equals(owner));
      String root = owner.replaceFirst("(?s)\\W.*", "");
      boolean mentions = item.findAll(Kind.NAME).anyMatch(name -> name.text().equals(root));
      related = member || set || given || mentions;
      put(signs, Sign.MEMBER, member);
      put(signs, Sign.MEMBER_SET, set);
      put(signs, Sign.GIVEN, given);
      put(signs, Sign.ROOT, mentions && !member && !given);
      put(signs, Sign.UNRELATED, !related);
    }
    boolean plain = item.is(Kind.EXPRESSION_STATEMENT);
    String callee = plain ? Inline.firstWord(item) : "";
    boolean call = plain && !item.children().isEmpty() && item.children().get(0).is(Kind.CALL);
    put(signs, Sign.MESSAGE, call && MESSAGE.matcher(callee).find());
    put(signs, Sign.WAKES, call && WAKES.matcher(callee).matches());
    put(signs, Sign.FREES, call && FREES.matcher(callee).matches());
    put(
        signs,
        Sign.COPIES,
        item.findAll(Kind.CALL).anyMatch(c -> COPIES.matcher(Inline.firstWord(c)).matches()));
    put(signs, Sign.UNLOCKS, call && UNLOCKS.matcher(callee).matches());
    put(
        signs,
        Sign.LOCKED_NAME,
        item.findAll(Kind.CALL)
            .map(Inline::firstWord)
            .anyMatch(name -> name.endsWith("locked") || name.startsWith("__")));
    boolean ownNames = item.is(Kind.IF) && asksOwn(item);
    put(signs, Sign.ASKS_LOCALS, ownNames);
    Set<String> results = new HashSet<>();
    items.subList(0, at).forEach(one -> results.addAll(assigned(one)));
    put(signs, Sign.ASKS_RESULT, ownNames && asks(item, results));
    put(
        signs,
        Sign.ASKS_RESULT_CALLS,
        ownNames && asks(item, results) && item.findAll(Kind.CALL).findAny().isPresent());
    put(
        signs,
        Sign.USES_RESULT,
        plain && item.findAll(Kind.NAME).anyMatch(n -> results.contains(n.text())));
    put(
        signs,
        Sign.STORES_OUT,
        plain && item.text().startsWith("*") && item.findAll(Kind.CALL).findAny().isEmpty());
    put(signs, Sign.COMPOUND, !plain && !item.is(Kind.LABEL));
    put(
        signs,
        Sign.LOCAL_ONLY,
        plain
            && item.findAll(Kind.CALL).findAny().isEmpty()
            && item.findAll(Kind.NAME).allMatch(n -> locals.contains(n.text()))
            && item.findAll(Kind.MEMBER_ACCESS).findAny().isEmpty());
    put(
        signs,
        Sign.READS_INTO_LOCAL,
        plain && !call && assigned(item).stream().anyMatch(locals::contains));
    put(
        signs,
        Sign.REGISTER,
        item.findAll(Kind.CALL).anyMatch(c -> REGISTER.matcher(Inline.firstWord(c)).matches()));
    put(
        signs,
        Sign.SAME_CALLEE,
        call
            && items.subList(0, at).stream().anyMatch(one -> Inline.firstWord(one).equals(callee)));
    put(signs, Sign.LABEL, item.is(Kind.LABEL));
    return signs;
  }

  private static void put(Map<Sign, Double> signs, Sign sign, boolean shows) {
    if (shows) {
      signs.put(sign, 1.0);
    }
  }

  private boolean isOwners(Node place) {
    return place.text().startsWith(owner + "->") || place.text().startsWith(owner + ".");
  }
}

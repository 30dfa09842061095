package org.patchwright.lockset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * In which orders the functions of one file take locks of two kinds. Locks are of one kind if they
 * are the same member of the same struct, or the same variable.
 */
final class LockOrders {

  private static final Set<String> EXCLUSIVE = Set.of("spin", "mutex", "rwsem", "rtnl");

  private static final Pattern PLACE = Pattern.compile("(\\w+)((?:->|\\.)[\\w.>\\[\\]-]+)?");

  private final Locking locking;
  private final Unit unit;
  private final Map<Node, Function> byNode = new HashMap<>();

  LockOrders(Locking locking, Unit unit) {
    this.locking = locking;
    this.unit = unit;
    unit.functions().forEach(function -> byNode.put(function.node(), function));
  }

  private record Pair(String first, String second) {
    Pair turned() {
      return new Pair(second, first);
    }
  }

  private record Seen(Function function, LockSummary.Order order, Set<String> others) {}

  /** Pairs of locks that are taken in both orders, in the order of the text. */
  List<Inversion> inversions() {
    Map<Pair, List<Seen>> seen = new LinkedHashMap<>();
    for (Function function : unit.functions()) {
      if (locking.concerns(function)) {
        orders(function, seen);
      }
    }
    List<Inversion> found = new ArrayList<>();
    Set<Pair> told = new HashSet<>();
    for (Map.Entry<Pair, List<Seen>> entry : seen.entrySet()) {
      Pair pair = entry.getKey();
      List<Seen> turned = seen.getOrDefault(pair.turned(), List.of());
      // The order that is rarer is the one to look at; of equals, the one that comes later.
      boolean rarer = turned.size() <= entry.getValue().size();
      if (!turned.isEmpty() && rarer && told.add(pair) && told.add(pair.turned())) {
        meeting(entry.getValue(), turned).ifPresent(found::add);
      }
    }
    return found;
  }

  /** One of each that no third lock, held both times, keeps apart. */
  private static Optional<Inversion> meeting(List<Seen> usual, List<Seen> rare) {
    for (Seen one : rare) {
      for (Seen other : usual) {
        boolean apart = one.others().stream().anyMatch(other.others()::contains);
        if (!apart && !one.function().equals(other.function())) {
          return Optional.of(new Inversion(side(one), side(other)));
        }
      }
    }
    return Optional.empty();
  }

  private static Inversion.Side side(Seen seen) {
    LockSummary.Order order = seen.order();
    return new Inversion.Side(
        seen.function(),
        order.firstHold().at(),
        order.firstHold().label(),
        order.at(),
        order.secondHold().label(),
        order.through());
  }

  private void orders(Function function, Map<Pair, List<Seen>> seen) {
    List<LockSummary.Order> orders = locking.summary(function).orders();
    for (LockSummary.Order order : orders) {
      Optional<String> first = kind(order.firstHold());
      Optional<String> second = kind(order.secondHold());
      if (first.isEmpty() || second.isEmpty() || first.equals(second)) {
        continue;
      }
      Set<String> others = new HashSet<>();
      for (LockSummary.Order beside : orders) {
        if (beside.at().equals(order.at()) && beside.second().equals(order.second())) {
          kind(beside.firstHold()).ifPresent(others::add);
        }
      }
      others.remove(first.get());
      others.remove(second.get());
      seen.computeIfAbsent(new Pair(first.get(), second.get()), p -> new ArrayList<>())
          .add(new Seen(function, order, others));
    }
  }

  /** What kind of lock it is; empty if that can't be said, or if two of it can't wait in a ring. */
  private Optional<String> kind(Hold hold) {
    LockCall call = hold.call();
    if (!EXCLUSIVE.contains(call.kind())
        || call.shared()
        || hold.varies()
        || call.name().contains("nest")) {
      return Optional.empty();
    }
    if (call.argument() < 0) {
      return Optional.of(call.kind());
    }
    Matcher place = PLACE.matcher(hold.label());
    Optional<Function> function = hold.at().ancestor(Kind.FUNCTION_DEFINITION).map(byNode::get);
    if (!place.matches() || function.isEmpty()) {
      return Optional.empty();
    }
    String variable = place.group(1);
    boolean local = locking.lowered(function.get()).isLocal(variable);
    if (place.group(2) == null) {
      return local ? Optional.empty() : Optional.of(variable);
    }
    String member = place.group(2).replaceAll("\\[[^\\]]*\\]", "[]");
    return local
        ? owner(function.get(), variable).map(type -> "struct " + type + " " + member)
        : Optional.of(variable + member);
  }

  /** The struct that a variable of a function points to, or is. */
  private static Optional<String> owner(Function function, String variable) {
    Matcher declared =
        Pattern.compile("\\bstruct\\s+(\\w+)\\s+(?:[^;(){}]*[\\s,*])?" + variable + "\\b")
            .matcher(function.node().text());
    return declared.find() ? Optional.of(declared.group(1)) : Optional.empty();
  }
}

package org.patchwright.lockset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Node;

/**
 * In which orders the functions of one file take locks of two kinds. Locks are of one kind if they
 * are the same member of the same struct, or the same variable.
 */
public final class LockOrders {

  private static final Set<String> EXCLUSIVE = Set.of("spin", "mutex", "rwsem", "rtnl");

  private static final Pattern PLACE = Pattern.compile("(\\w+)((?:->|\\.)[\\w.>\\[\\]-]+)?");

  private final Locking locking;
  private final Function function;

  private LockOrders(Locking locking, Function function) {
    this.locking = locking;
    this.function = function;
  }

  private record Pair(String first, String second) {
    Pair turned() {
      return new Pair(second, first);
    }
  }

  /**
   * A lock of one kind that a function takes while it holds one of another.
   *
   * @param others the kinds of all locks held then
   */
  public record Taken(String first, String second, Set<String> others, Inversion.Side side) {
    public Taken {
      others = Set.copyOf(others);
    }

    /** The same in a function that is the same elsewhere. */
    public Taken moved(Function to, UnaryOperator<Node> nodes) {
      return new Taken(
          first,
          second,
          others,
          new Inversion.Side(
              to,
              nodes.apply(side.firstAt()),
              side.first(),
              nodes.apply(side.secondAt()),
              side.second(),
              side.through()));
    }
  }

  /**
   * Pairs of locks that are taken in both orders, in the order of the text.
   *
   * @param all what the functions of a file take under each other
   */
  static List<Inversion> inversions(List<Taken> all) {
    Map<Pair, List<Taken>> seen = new LinkedHashMap<>();
    for (Taken taken : all) {
      seen.computeIfAbsent(new Pair(taken.first(), taken.second()), p -> new ArrayList<>())
          .add(taken);
    }
    List<Inversion> found = new ArrayList<>();
    Set<Pair> told = new HashSet<>();
    for (Map.Entry<Pair, List<Taken>> entry : seen.entrySet()) {
      Pair pair = entry.getKey();
      List<Taken> turned = seen.getOrDefault(pair.turned(), List.of());
      // The order that is rarer is the one to look at; of equals, the one that comes later.
      boolean rarer = turned.size() <= entry.getValue().size();
      if (!turned.isEmpty() && rarer && told.add(pair) && told.add(pair.turned())) {
        meeting(entry.getValue(), turned).ifPresent(found::add);
      }
    }
    return found;
  }

  /** One of each that no third lock, held both times, keeps apart. */
  private static Optional<Inversion> meeting(List<Taken> usual, List<Taken> rare) {
    for (Taken one : rare) {
      for (Taken other : usual) {
        boolean apart = one.others().stream().anyMatch(other.others()::contains);
        if (!apart && !one.side().function().equals(other.side().function())) {
          return Optional.of(new Inversion(one.side(), other.side()));
        }
      }
    }
    return Optional.empty();
  }

  /** What a function takes under what, in the order of its summary. */
  static List<Taken> of(Locking locking, Function function) {
    return locking.concerns(function) ? new LockOrders(locking, function).taken() : List.of();
  }

  private List<Taken> taken() {
    List<Taken> found = new ArrayList<>();
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
      Inversion.Side side =
          new Inversion.Side(
              function,
              order.firstHold().at(),
              order.firstHold().label(),
              order.at(),
              order.secondHold().label(),
              order.through());
      found.add(new Taken(first.get(), second.get(), others, side));
    }
    return found;
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
    Optional<Function> where =
        hold.at().file().path().equals(function.path())
            ? function.unit().around(hold.at().span())
            : Optional.empty();
    if (!place.matches() || where.isEmpty()) {
      return Optional.empty();
    }
    String variable = place.group(1);
    boolean local = locking.lowered(where.get()).isLocal(variable);
    if (place.group(2) == null) {
      return local ? Optional.empty() : Optional.of(variable);
    }
    String member = place.group(2).replaceAll("\\[[^\\]]*\\]", "[]");
    return local
        ? owner(where.get(), variable).map(type -> "struct " + type + " " + member)
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

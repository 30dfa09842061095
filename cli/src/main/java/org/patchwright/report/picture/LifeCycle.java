package org.patchwright.report.picture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.OpsTable;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * The life of a driver as its tables of callbacks tell it: states, the callbacks that lead from one
 * to the next, and what each acquires and releases, in functions of the same file that it calls,
 * too.
 */
public final class LifeCycle {

  private static final int MOST_CALLS = 9;

  /** By the kernel's own habit of naming; a verb stands at a word's begin or end. */
  private static final Pattern ACQUIRES =
      Pattern.compile(
          "(^|_)(k?[mzc]alloc|alloc|get|request|register|enable|map|ioremap|create|init|add|grant"
              + "|bind|lock|open|watch_path|setup|start|claim)(_|$)|^k(zalloc|malloc|calloc|strdup|asprintf|memdup)"
              + "|^v[mz]alloc");

  private static final Pattern RELEASES =
      Pattern.compile(
          "(^|_)(free|put|release|unregister|deregister|disable|unmap|iounmap|destroy|del|remove|end"
              + "|unbind|unlock|close|stop|cancel|kill|teardown|cleanup|exit)(_|$)|^(kfree|vfree|kvfree|iounmap)");

  private static final Pattern NOISE =
      Pattern.compile("^(.*_get_drvdata|.*_to_.*|get_user|put_user|.*printk.*|le\\d+.*|be\\d+.*)$");

  private LifeCycle() {}

  /** A callback by its field, and between which states it leads. */
  private record Turn(Pattern field, String from, String to) {}

  private static final List<Turn> TURNS =
      List.of(
          turn("probe|probe_new|attach|attach_adapter|bind|add_one", "unbound", "bound"),
          turn("remove|remove_new|disconnect|detach|unbind|shutdown", "bound", "unbound"),
          turn(
              "(.*\\.)?(suspend|freeze|poweroff)(_late|_noirq)?|runtime_suspend",
              "bound",
              "suspended"),
          turn(
              "(.*\\.)?(resume|thaw|restore)(_early|_noirq)?|runtime_resume", "suspended", "bound"),
          turn("ndo_open|open|ndo_init", "bound", "open"),
          turn("ndo_stop|release|close|ndo_uninit", "open", "bound"));

  private static Turn turn(String field, String from, String to) {
    return new Turn(Pattern.compile(field), from, to);
  }

  /** The picture of all tables of callbacks in a file. */
  public static Picture of(Unit unit) {
    List<Picture.Box> boxes = new ArrayList<>();
    List<Picture.Arrow> arrows = new ArrayList<>();
    Map<String, Integer> states = new LinkedHashMap<>();
    for (OpsTable table : unit.tables()) {
      table
          .callbacks()
          .forEach(
              (field, function) -> {
                String last = field.substring(field.lastIndexOf('.') + 1);
                Turn turn =
                    TURNS.stream()
                        .filter(one -> one.field().matcher(last).matches())
                        .findFirst()
                        .orElse(new Turn(Pattern.compile(""), "bound", "bound"));
                int from = state(turn.from(), states, boxes);
                int to = state(turn.to(), states, boxes);
                int callback = boxes.size();
                boxes.add(callback(table, field, function));
                arrows.add(new Picture.Arrow(from, callback, ""));
                if (from != to) {
                  arrows.add(new Picture.Arrow(callback, to, ""));
                }
              });
    }
    return new Picture("Life of the drivers in " + unit.path(), boxes, arrows);
  }

  private static int state(String name, Map<String, Integer> states, List<Picture.Box> boxes) {
    Integer known = states.get(name);
    if (known == null) {
      known = boxes.size();
      states.put(name, known);
      boxes.add(new Picture.Box(List.of(name), Picture.Look.STATE));
    }
    return known;
  }

  private static Picture.Box callback(OpsTable table, String field, Function function) {
    List<String> lines = new ArrayList<>();
    lines.add(table.struct() + " " + table.name() + "." + field);
    lines.add(function.name() + "()  line " + function.node().line());
    Set<String> acquired = new LinkedHashSet<>();
    Set<String> released = new LinkedHashSet<>();
    for (String call : calls(function)) {
      if (!NOISE.matcher(call).matches()) {
        if (RELEASES.matcher(call).find()) {
          released.add("- " + call);
        } else if (ACQUIRES.matcher(call).find()) {
          acquired.add("+ " + call);
        }
      }
    }
    lines.addAll(shortened(acquired));
    lines.addAll(shortened(released));
    return new Picture.Box(lines, Picture.Look.CALLBACK);
  }

  private static List<String> shortened(Set<String> calls) {
    List<String> all = new ArrayList<>(calls);
    if (all.size() <= MOST_CALLS) {
      return all;
    }
    List<String> some = new ArrayList<>(all.subList(0, MOST_CALLS - 1));
    some.add("  … " + (all.size() - MOST_CALLS + 1) + " more");
    return some;
  }

  /** Names that a function calls, and those in its file that it calls. */
  private static Set<String> calls(Function function) {
    Set<String> names = new LinkedHashSet<>();
    Set<Function> seen = new LinkedHashSet<>(Set.of(function));
    Deque<Function> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      Function at = open.poll();
      at.body()
          .findAll(Kind.CALL)
          .map(call -> call.children().get(0))
          .filter(callee -> callee.is(Kind.NAME))
          .map(Node::text)
          .forEach(
              name -> {
                names.add(name);
                function.unit().function(name).filter(seen::add).ifPresent(open::add);
              });
    }
    names.removeIf(name -> function.unit().function(name).isPresent());
    return names;
  }
}

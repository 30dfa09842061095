package org.patchwright.report.picture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
          turn("ndo_open|open", "bound", "open"),
          turn("ndo_stop|release|close", "open", "bound"));

  private static Turn turn(String field, String from, String to) {
    return new Turn(Pattern.compile(field), from, to);
  }

  /** The picture of all tables of callbacks in a file. */
  public static Picture of(Unit unit) {
    List<Picture.Box> boxes = new ArrayList<>();
    List<Picture.Arrow> arrows = new ArrayList<>();
    Map<String, Integer> states = new LinkedHashMap<>();
    Holdings holdings = new Holdings(calls(unit.functions(), unit));
    for (Group group : groups(unit)) {
      String title = group.title();
      List<String> staying = new ArrayList<>();
      Map<List<Object>, Integer> turning = new HashMap<>();
      Set<Function> seen = new LinkedHashSet<>();
      for (Map.Entry<String, Function> one : group.callbacks().entrySet()) {
        List<String> lines = new ArrayList<>(lines(one.getValue(), holdings));
        Optional<Turn> turn = turn(one.getKey());
        if (turn.isEmpty() || title.startsWith("pci_error_handlers ")) {
          if (seen.add(one.getValue())) {
            staying.add("." + one.getKey() + "  " + lines.get(0));
            lines.subList(1, lines.size()).forEach(line -> staying.add("    " + line));
          }
          continue;
        }
        int from = state(turn.get().from(), states, boxes);
        int to = state(turn.get().to(), states, boxes);
        List<Object> same = List.of(one.getValue(), from, to);
        String field = title + "." + one.getKey();
        if (turning.containsKey(same)) {
          int box = turning.get(same);
          lines = new ArrayList<>(boxes.get(box).lines());
          lines.add(0, field);
          boxes.set(box, new Picture.Box(lines, Picture.Look.CALLBACK));
          continue;
        }
        lines.add(0, field);
        turning.put(same, boxes.size());
        arrows.add(new Picture.Arrow(from, boxes.size(), ""));
        arrows.add(new Picture.Arrow(boxes.size(), to, ""));
        boxes.add(new Picture.Box(lines, Picture.Look.CALLBACK));
      }
      if (!staying.isEmpty()) {
        staying.add(0, title);
        int from = state("bound", states, boxes);
        arrows.add(new Picture.Arrow(from, boxes.size(), ""));
        boxes.add(new Picture.Box(staying, Picture.Look.CALLBACK));
      }
    }
    // The kernel leads there by itself.
    for (String name : List.copyOf(states.keySet())) {
      int box = states.get(name);
      boolean entered = arrows.stream().anyMatch(arrow -> arrow.to() == box);
      if (!entered && !name.equals("unbound") && states.size() > 1) {
        int before = state(name.equals("bound") ? "unbound" : "bound", states, boxes);
        arrows.add(new Picture.Arrow(before, box, "no callback"));
      }
    }
    return new Picture("Life of the drivers in " + unit.path(), boxes, arrows);
  }

  /** Callbacks that the source writes together. */
  private record Group(String title, Map<String, Function> callbacks) {}

  private static List<Group> groups(Unit unit) {
    List<Group> groups = new ArrayList<>();
    for (OpsTable table : unit.tables()) {
      Map<String, Function> callbacks = new LinkedHashMap<>(table.callbacks());
      Map<String, Function> power = power(table.node(), unit);
      callbacks.entrySet().removeIf(one -> isPlaced(one, power));
      callbacks.putAll(power);
      groups.add(new Group(table.struct() + " " + table.name(), callbacks));
    }
    // A table of these is all in its macro.
    unit.tree()
        .root()
        .findAll(Kind.MACRO_DECLARATOR)
        .filter(macro -> macro.children(Kind.INITIALIZER_ITEM).isEmpty())
        .map(macro -> new Group("dev_pm_ops " + firstArgument(macro), power(macro, unit)))
        .filter(group -> !group.callbacks().isEmpty())
        .forEach(groups::add);
    return groups;
  }

  private static String firstArgument(Node macro) {
    return macro.child(Kind.ARGUMENTS).stream()
        .flatMap(arguments -> arguments.children().stream())
        .findFirst()
        .map(Node::text)
        .orElse("");
  }

  /** Callbacks of power management that a macro puts into a table's fields. */
  private static Map<String, Function> power(Node table, Unit unit) {
    Map<String, Function> callbacks = new LinkedHashMap<>();
    boolean whole = table.is(Kind.MACRO_DECLARATOR);
    List<Node> macros = whole ? List.of(table) : table.findAll(Kind.CALL).toList();
    for (Node macro : macros) {
      String name = macro.child(Kind.NAME).map(Node::text).orElse("");
      if (name.endsWith("PM_OPS")) {
        List<Node> arguments = macro.child(Kind.ARGUMENTS).map(Node::children).orElse(List.of());
        String before = name.contains("RUNTIME") ? "runtime_" : "";
        int first = whole ? 1 : 0;
        List<String> fields = List.of(before + "suspend", before + "resume");
        for (int i = 0; i < 2 && first + i < arguments.size(); i++) {
          String field = fields.get(i);
          unit.function(arguments.get(first + i).text()).ifPresent(f -> callbacks.put(field, f));
        }
      }
    }
    return callbacks;
  }

  private static boolean isPlaced(Map.Entry<String, Function> one, Map<String, Function> power) {
    return one.getKey().startsWith("#") && power.containsValue(one.getValue());
  }

  private static Optional<Turn> turn(String field) {
    String last = field.substring(field.lastIndexOf('.') + 1);
    return TURNS.stream().filter(one -> one.field().matcher(last).matches()).findFirst();
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

  /** A callback's function, and what it acquires and releases. */
  private static List<String> lines(Function function, Holdings holdings) {
    List<String> lines = new ArrayList<>();
    lines.add(function.name() + "()  line " + function.node().line());
    Set<String> calls = calls(List.of(function), function.unit());
    lines.addAll(shortened("+ ", holdings.taken(calls)));
    lines.addAll(shortened("- ", holdings.given(calls)));
    return lines;
  }

  private static List<String> shortened(String mark, List<String> calls) {
    List<String> lines = new ArrayList<>();
    int shown = calls.size() <= MOST_CALLS ? calls.size() : MOST_CALLS - 1;
    calls.subList(0, shown).forEach(call -> lines.add(mark + call));
    if (shown < calls.size()) {
      lines.add("  … " + (calls.size() - shown) + " more");
    }
    return lines;
  }

  /** Names that functions call, and those in their file that they call. */
  private static Set<String> calls(List<Function> functions, Unit unit) {
    Set<String> names = new LinkedHashSet<>();
    Set<Function> seen = new LinkedHashSet<>(functions);
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
                unit.function(name).filter(seen::add).ifPresent(open::add);
              });
    }
    names.removeIf(name -> unit.function(name).isPresent());
    return names;
  }
}

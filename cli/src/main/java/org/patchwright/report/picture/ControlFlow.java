package org.patchwright.report.picture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.patchwright.cfg.Block;
import org.patchwright.cfg.Cfg;
import org.patchwright.cfg.Edge;
import org.patchwright.source.Span;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Node;

/** The control flow of one function as a picture, and the way of a finding through it. */
public final class ControlFlow {

  /** Beyond this a picture shows nothing that a reader could follow. */
  private static final int MOST_BLOCKS = 250;

  private static final int MOST_LINES = 6;
  private static final int LONGEST = 48;

  private final Cfg cfg;
  private final Picture picture;
  private final List<int[]> ends;
  private final Map<Integer, Integer> boxOf;

  private ControlFlow(Cfg cfg, Picture picture, List<int[]> ends, Map<Integer, Integer> boxOf) {
    this.boxOf = Map.copyOf(boxOf);
    this.cfg = cfg;
    this.picture = picture;
    this.ends = ends;
  }

  public static ControlFlow of(Function function) {
    Cfg cfg = Cfg.of(function.node());
    List<Picture.Box> boxes = new ArrayList<>();
    List<Picture.Arrow> arrows = new ArrayList<>();
    List<int[]> ends = new ArrayList<>();
    Set<Integer> reached = reached(cfg);
    Map<Integer, Integer> boxOf = new HashMap<>();
    for (int block : reached) {
      if (behind(cfg, block) == block) {
        boxOf.put(block, boxes.size());
        boxes.add(box(cfg, cfg.blocks().get(block)));
      }
    }
    for (int block : reached) {
      boxOf.put(block, boxOf.get(behind(cfg, block)));
    }
    for (int block : reached) {
      if (behind(cfg, block) == block) {
        Map<Integer, List<String>> labels = new LinkedHashMap<>();
        for (Edge edge : cfg.blocks().get(block).edges()) {
          labels.computeIfAbsent(boxOf.get(edge.target()), t -> new ArrayList<>()).add(label(edge));
        }
        int from = boxOf.get(block);
        labels.forEach(
            (to, all) -> {
              arrows.add(new Picture.Arrow(from, to, together(all)));
              ends.add(new int[] {from, to});
            });
      }
    }
    String title = "Control flow of " + function.name() + "()";
    return new ControlFlow(cfg, new Picture(title, boxes, arrows), ends, boxOf);
  }

  /** Whether it is small enough for a reader. */
  public boolean isReadable() {
    return picture.boxes().size() <= MOST_BLOCKS;
  }

  public Picture picture() {
    return picture;
  }

  /** Blocks behind a return, where nothing jumps to, only confuse. */
  private static Set<Integer> reached(Cfg cfg) {
    Set<Integer> reached = new LinkedHashSet<>(Set.of(cfg.entry().number()));
    Deque<Integer> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      for (Edge edge : cfg.blocks().get(open.poll()).edges()) {
        if (reached.add(edge.target())) {
          open.add(edge.target());
        }
      }
    }
    return reached;
  }

  /** The block that an empty one leads to: where many ways meet there is nothing to read. */
  private static int behind(Cfg cfg, int block) {
    Set<Integer> seen = new LinkedHashSet<>();
    int at = block;
    while (seen.add(at)) {
      Block one = cfg.blocks().get(at);
      boolean empty = one.steps().isEmpty() && one.condition().isEmpty();
      boolean isEnd = one == cfg.entry() || one == cfg.exit();
      if (!empty || isEnd || one.edges().size() != 1) {
        return at;
      }
      at = one.edges().get(0).target();
    }
    return at;
  }

  private static String together(List<String> labels) {
    String all =
        labels.stream()
            .filter(label -> !label.isEmpty())
            .distinct()
            .collect(Collectors.joining(", "))
            .replace(", case ", ", ");
    return all.length() > LONGEST ? all.substring(0, LONGEST - 1) + "…" : all;
  }

  private static Picture.Box box(Cfg cfg, Block block) {
    List<String> lines = new ArrayList<>();
    for (Node step : block.steps()) {
      lines.add(line(step));
    }
    block.condition().ifPresent(condition -> lines.add(line(condition) + " ?"));
    if (lines.size() > MOST_LINES) {
      int more = lines.size() - MOST_LINES + 1;
      String last = lines.get(lines.size() - 1);
      lines.subList(MOST_LINES - 2, lines.size()).clear();
      lines.add("… " + more + " more");
      lines.add(last);
    }
    if (block == cfg.entry()) {
      lines.add(0, "begin");
      return new Picture.Box(lines, Picture.Look.ENTRY);
    }
    if (block == cfg.exit()) {
      return new Picture.Box(List.of("end"), Picture.Look.EXIT);
    }
    return new Picture.Box(lines.isEmpty() ? List.of("·") : lines, Picture.Look.CODE);
  }

  private static String line(Node node) {
    String text = node.file().display(node.span()).replaceAll("\\s+", " ").trim();
    String shown = text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
    return node.line() + ": " + shown;
  }

  private static String label(Edge edge) {
    return switch (edge.kind()) {
      case NEXT -> "";
      case TRUE -> "yes";
      case FALSE -> "no";
      case CASE ->
          edge.values().stream().map(Node::text).collect(Collectors.joining(", ", "case ", ""));
      case VARIANT -> "#if " + edge.variant();
      default -> edge.kind().name().toLowerCase(Locale.ROOT);
    };
  }

  /**
   * Which boxes and arrows a way leads through.
   *
   * @param boxes by number
   * @param arrows by number
   */
  public record Way(Set<Integer> boxes, Set<Integer> arrows) {
    public Way {
      boxes = Set.copyOf(boxes);
      arrows = Set.copyOf(arrows);
    }
  }

  /** The shortest way from the function's begin through the places given, in their order. */
  public Way through(List<Span> places) {
    Set<Integer> boxes = new LinkedHashSet<>();
    Set<Integer> arrows = new LinkedHashSet<>();
    int at = 0;
    boxes.add(at);
    for (Span place : places) {
      int next = boxAt(place);
      if (next < 0 || next == at) {
        continue;
      }
      List<Integer> taken = between(at, next);
      for (int arrow : taken) {
        arrows.add(arrow);
        boxes.add(ends.get(arrow)[0]);
        boxes.add(ends.get(arrow)[1]);
      }
      boxes.add(next);
      at = next;
    }
    return new Way(boxes, arrows);
  }

  /** The lines of the boxes on a way. */
  public Set<Integer> lines(Way way) {
    Set<Integer> lines = new LinkedHashSet<>();
    for (Block block : cfg.blocks()) {
      if (way.boxes().contains(boxOf.getOrDefault(block.number(), -1))) {
        List<Node> nodes = new ArrayList<>(block.steps());
        block.condition().ifPresent(nodes::add);
        for (Node node : nodes) {
          int last = node.file().line(node.span().end());
          for (int line = node.line(); line <= last; line++) {
            lines.add(line);
          }
        }
      }
    }
    return lines;
  }

  /** The number of the box that a place is in; -1 if it is in none. */
  public int boxAt(Span place) {
    int found = -1;
    int size = Integer.MAX_VALUE;
    for (Block block : cfg.blocks()) {
      List<Node> nodes = new ArrayList<>(block.steps());
      block.condition().ifPresent(nodes::add);
      for (Node node : nodes) {
        Span span = node.span();
        boolean near = span.contains(place) || place.contains(span);
        if (near && span.end() - span.start() < size) {
          found = boxOf.getOrDefault(block.number(), -1);
          size = span.end() - span.start();
        }
      }
    }
    return found;
  }

  /** The arrows of a shortest way; none if there is no way. */
  private List<Integer> between(int from, int to) {
    Map<Integer, Integer> by = new HashMap<>();
    Deque<Integer> open = new ArrayDeque<>(List.of(from));
    Set<Integer> seen = new LinkedHashSet<>(Set.of(from));
    while (!open.isEmpty() && !seen.contains(to)) {
      int block = open.poll();
      for (int arrow = 0; arrow < ends.size(); arrow++) {
        if (ends.get(arrow)[0] == block && seen.add(ends.get(arrow)[1])) {
          by.put(ends.get(arrow)[1], arrow);
          open.add(ends.get(arrow)[1]);
        }
      }
    }
    List<Integer> way = new ArrayList<>();
    for (int at = to; at != from && by.containsKey(at); at = ends.get(by.get(at))[0]) {
      way.add(by.get(at));
    }
    return way;
  }
}

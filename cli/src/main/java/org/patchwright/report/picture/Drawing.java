package org.patchwright.report.picture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;
import org.patchwright.report.Shown;

/**
 * A picture with a place for everything, in pixels.
 *
 * @param picture what is drawn
 * @param frames of its boxes, in their order
 * @param routes of its arrows, in their order
 */
public record Drawing(
    Picture picture, double width, double height, List<Frame> frames, List<Route> routes) {

  static final double LETTER = 7.3;
  static final double LINE = 16;
  private static final double MARGIN = 8;

  static {
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
  }

  public Drawing {
    frames = List.copyOf(frames);
    routes = List.copyOf(routes);
  }

  public record Frame(double x, double y, double width, double height) {}

  public record Point(double x, double y) {}

  /**
   * @param points from the box that it leaves to the one that it enters
   * @param label where the label's text begins
   */
  public record Route(List<Point> points, Point label) {
    public Route {
      points = List.copyOf(points);
    }
  }

  /** Lays a picture out in layers, from top to bottom. */
  public static Drawing of(Picture picture) {
    ElkNode root = ElkGraphUtil.createGraph();
    root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    root.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
    root.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    root.setProperty(CoreOptions.PADDING, new ElkPadding(MARGIN));
    root.setProperty(LayeredOptions.SPACING_NODE_NODE, 24.0);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 30.0);
    root.setProperty(CoreOptions.RANDOM_SEED, 1);
    List<ElkNode> nodes = new ArrayList<>();
    for (Picture.Box box : picture.boxes()) {
      ElkNode node = ElkGraphUtil.createNode(root);
      int longest = box.lines().stream().mapToInt(line -> Shown.of(line).length()).max().orElse(1);
      node.setDimensions(
          Math.max(24, longest * LETTER + 2 * MARGIN),
          Math.max(1, box.lines().size()) * LINE + 2 * MARGIN);
      nodes.add(node);
    }
    List<ElkEdge> edges = new ArrayList<>();
    for (Picture.Arrow arrow : picture.arrows()) {
      ElkEdge edge = ElkGraphUtil.createSimpleEdge(nodes.get(arrow.from()), nodes.get(arrow.to()));
      if (!arrow.label().isEmpty()) {
        ElkLabel label = ElkGraphUtil.createLabel(arrow.label(), edge);
        label.setDimensions(Shown.of(arrow.label()).length() * LETTER + 4, LINE);
      }
      edges.add(edge);
    }
    new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor());
    return new Drawing(
        picture,
        root.getWidth(),
        root.getHeight(),
        nodes.stream()
            .map(node -> new Frame(node.getX(), node.getY(), node.getWidth(), node.getHeight()))
            .toList(),
        edges.stream().map(Drawing::route).toList());
  }

  private static Route route(ElkEdge edge) {
    List<Point> points = new ArrayList<>();
    for (ElkEdgeSection section : edge.getSections()) {
      points.add(new Point(section.getStartX(), section.getStartY()));
      for (ElkBendPoint bend : section.getBendPoints()) {
        points.add(new Point(bend.getX(), bend.getY()));
      }
      points.add(new Point(section.getEndX(), section.getEndY()));
    }
    if (edge.getLabels().isEmpty()) {
      return new Route(points, new Point(0, 0));
    }
    ElkLabel label = edge.getLabels().get(0);
    return new Route(points, new Point(label.getX() + 2, label.getY() + LINE - 4));
  }

  /** For a page's script, which draws it with the path of a finding marked. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("title", Shown.of(picture.title())).put("w", round(width)).put("h", round(height));
    ArrayNode boxes = json.putArray("boxes");
    for (int i = 0; i < frames.size(); i++) {
      Frame frame = frames.get(i);
      ObjectNode box = boxes.addObject();
      box.put("x", round(frame.x())).put("y", round(frame.y()));
      box.put("w", round(frame.width())).put("h", round(frame.height()));
      box.put("k", picture.boxes().get(i).look().name().toLowerCase(Locale.ROOT));
      ArrayNode lines = box.putArray("t");
      picture.boxes().get(i).lines().forEach(line -> lines.add(Shown.of(line)));
    }
    ArrayNode arrows = json.putArray("arrows");
    for (int i = 0; i < routes.size(); i++) {
      ObjectNode arrow = arrows.addObject();
      ArrayNode points = arrow.putArray("p");
      routes.get(i).points().forEach(point -> points.add(round(point.x())).add(round(point.y())));
      if (!picture.arrows().get(i).label().isEmpty()) {
        arrow.put("t", Shown.of(picture.arrows().get(i).label()));
        arrow.put("x", round(routes.get(i).label().x()));
        arrow.put("y", round(routes.get(i).label().y()));
      }
    }
    return json;
  }

  static double round(double value) {
    return Math.round(value * 10) / 10.0;
  }
}

package org.patchwright.typestate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.NamePattern;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** Where the functions of some files put values. Each is read when first asked about. */
final class Stores {

  /** An assignment, or what is as good as one. */
  record Store(Function in, Node left, Node right, Set<Origin> to, Set<Origin> value) {}

  /**
   * One as it stands in the text.
   *
   * @param ring whether it is a call that keeps the page of a ring
   */
  private record Put(Node left, Node right, boolean ring) {}

  private static final Pattern NOTHING = Pattern.compile("0|NULL|-\\s*1|\\w*INVALID\\w*");

  private static final NamePattern RING = NamePattern.of("\\w*RING_(INIT|ATTACH)");

  private final CallGraph graph;
  private final Origins origins;
  private final Map<Function, List<Put>> puts = new HashMap<>();
  private final Map<Function, List<Store>> byFunction = new HashMap<>();
  private final Map<Function, List<Store>> clearing = new HashMap<>();
  private final Map<Function, Set<String>> declared = new HashMap<>();

  Stores(CallGraph graph, Origins origins) {
    this.graph = graph;
    this.origins = origins;
  }

  Origins origins() {
    return origins;
  }

  /** Those of one function, in the order of the text. */
  List<Store> in(Function function) {
    List<Store> known = byFunction.get(function);
    if (known == null) {
      known = puts(function).stream().flatMap(put -> stores(function, put)).toList();
      byFunction.put(function, known);
    }
    return known;
  }

  /** Those of one function that put nothing where something was. */
  List<Store> clearing(Function function) {
    List<Store> known = clearing.get(function);
    if (known == null) {
      known =
          puts(function).stream()
              .filter(put -> NOTHING.matcher(last(put.right).text()).matches())
              .flatMap(put -> stores(function, put))
              .toList();
      clearing.put(function, known);
    }
    return known;
  }

  /** {@code a = b = 0} gives all of them the last value. */
  private static Node last(Node value) {
    Node at = value;
    while (at.is(Kind.ASSIGNMENT) || at.is(Kind.PARENTHESIZED)) {
      at = at.children().get(at.children().size() - 1);
    }
    return at;
  }

  /**
   * Those of what a call yields, in the order of files and text: it is seen where the call stands,
   * and by those who call that function.
   */
  List<Store> of(Origin.Made value) {
    Set<Function> seeing =
        graph
            .around(value.call())
            .flatMap(function -> graph.leadingTo(function).stream())
            .collect(Collectors.toSet());
    return graph.functions().stream()
        .filter(seeing::contains)
        .flatMap(function -> in(function).stream())
        .filter(store -> store.value.contains(value))
        .toList();
  }

  private List<Put> puts(Function function) {
    return puts.computeIfAbsent(
        function,
        asked ->
            asked
                .body()
                .walk()
                .filter(node -> node.is(Kind.ASSIGNMENT) || node.is(Kind.CALL) && isRing(node))
                .map(
                    node -> {
                      List<Node> parts = node.is(Kind.CALL) ? node.arguments() : node.children();
                      return new Put(parts.get(0), parts.get(1), node.is(Kind.CALL));
                    })
                .toList());
  }

  private static boolean isRing(Node call) {
    return RING.matches(call.children().get(0).text()) && call.arguments().size() >= 2;
  }

  private Stream<Store> stores(Function function, Put put) {
    if (put.ring) {
      return ring(function, put);
    }
    boolean part = put.left.is(Kind.MEMBER_ACCESS) && !put.left.text().contains("->");
    Set<Origin> to =
        part && isLocal(put.left, function) ? Set.of() : origins.place(put.left, function);
    return to.isEmpty()
        ? Stream.empty()
        : Stream.of(new Store(function, put.left, put.right, to, origins.of(put.right, function)));
  }

  /** {@code BACK_RING_ATTACH(&info->ring, sring, size)} keeps the page in {@code ring.sring}. */
  private Stream<Store> ring(Function function, Put put) {
    Set<Origin> value = origins.of(put.right, function);
    return Origin.fields(origins.of(put.left, function))
        .map(ring -> new Origin.Field("sring", ring.member(), false, ring.tag()))
        .map(place -> new Store(function, put.left, put.right, Set.of(place), value));
  }

  /** Whether an expression names a part of a variable that lives no longer than its function. */
  boolean isLocal(Node expression, Function function) {
    return expression
        .findAll(Kind.NAME)
        .findFirst()
        .filter(root -> declared.computeIfAbsent(function, Stores::declared).contains(root.text()))
        .isPresent();
  }

  private static Set<String> declared(Function function) {
    return function.body().findAll(Kind.DECLARED_NAME).map(Node::text).collect(Collectors.toSet());
  }
}

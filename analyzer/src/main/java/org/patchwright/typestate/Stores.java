package org.patchwright.typestate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** Where the functions of some files put values. Each is read when first asked about. */
final class Stores {

  /** An assignment, or what is as good as one. */
  record Store(Function in, Node left, Node right, Set<Origin> to, Set<Origin> value) {}

  private static final Pattern RING = Pattern.compile("\\w*RING_(INIT|ATTACH)");

  private final CallGraph graph;
  private final Origins origins;
  private final Map<Function, List<Store>> byFunction = new HashMap<>();
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
      known = read(function);
      byFunction.put(function, known);
    }
    return known;
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

  private List<Store> read(Function function) {
    List<Store> stores = new ArrayList<>();
    function
        .body()
        .walk()
        .forEach(
            node -> {
              if (node.is(Kind.ASSIGNMENT)) {
                Node left = node.children().get(0);
                Node right = node.children().get(1);
                boolean part = left.is(Kind.MEMBER_ACCESS) && !left.text().contains("->");
                if (!(part && isLocal(left, function))) {
                  Set<Origin> to = origins.place(left, function);
                  if (!to.isEmpty()) {
                    stores.add(new Store(function, left, right, to, origins.of(right, function)));
                  }
                }
              } else if (node.is(Kind.CALL)) {
                ring(function, node, stores);
              }
            });
    return List.copyOf(stores);
  }

  /** {@code BACK_RING_ATTACH(&info->ring, sring, size)} keeps the page in {@code ring.sring}. */
  private void ring(Function function, Node call, List<Store> stores) {
    String name = call.children().get(0).text();
    List<Node> arguments = call.arguments();
    if (arguments.size() >= 2 && RING.matcher(name).matches()) {
      Set<Origin> value = origins.of(arguments.get(1), function);
      for (Origin.Field ring : Origin.fields(origins.of(arguments.get(0), function)).toList()) {
        Origin.Field place = new Origin.Field("sring", ring.member(), false, ring.tag());
        stores.add(new Store(function, arguments.get(0), arguments.get(1), Set.of(place), value));
      }
    }
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

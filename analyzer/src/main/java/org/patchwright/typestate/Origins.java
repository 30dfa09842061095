package org.patchwright.typestate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.NamePattern;
import org.patchwright.symbol.Structs;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * Follows values through locals, conversions and the results of functions, whatever the path: which
 * fields, parameters and calls an expression's value may come from. Elements of an array are one
 * place; a pointer and what it points to are one.
 */
public final class Origins {

  private static final int DEPTH = 12;

  /** {@code virt_to_mfn(page)}: another name for what it is given. */
  private static final NamePattern CONVERSION =
      NamePattern.of(
          "\\w+_(to|from)_\\w+|page_address|__pa|__va|READ_ONCE|ACCESS_ONCE|PTR_ERR|ERR_PTR");

  private final CallGraph graph;
  private final Structs structs;
  private final Set<String> lenders;
  private final Set<String> makers;
  private final Map<Function, Map<String, List<Definition>>> definitions = new HashMap<>();
  private final Map<Node, Set<Origin>> values = new HashMap<>();
  private final Map<Function, Set<Origin>> results = new HashMap<>();
  private final Set<Function> open = new HashSet<>();

  /** Whether any call yields a message that another domain reads. */
  private final boolean lends;

  /** A place in the text that gives a local its value. */
  private record Definition(Node at, Node value, int argument) {}

  private Origins(CallGraph graph, Structs structs, Set<String> lenders, Set<String> makers) {
    this.graph = graph;
    this.structs = structs;
    this.lenders = lenders;
    this.makers = makers;
    this.lends =
        graph.functions().stream()
            .flatMap(function -> graph.sites(function).stream())
            .anyMatch(site -> lenders.contains(site.callee()));
  }

  /** Whether a call by this name is taken for another name of what it is given. */
  static boolean isConversion(String callee) {
    return CONVERSION.matches(callee);
  }

  /**
   * @param structs those that the graph's files see
   * @param lenders macros whose result is a message that another domain reads, and no place to keep
   *     anything
   * @param makers calls whose result is something new, though their name may speak of a conversion
   */
  public static Origins in(
      CallGraph graph, Structs structs, Set<String> lenders, Set<String> makers) {
    return new Origins(graph, structs, Set.copyOf(lenders), Set.copyOf(makers));
  }

  /** What an expression's value may come from; empty where nothing is known. */
  public Set<Origin> of(Node expression, Function function) {
    Set<Origin> known = values.get(expression);
    if (known == null) {
      Set<Origin> found = new LinkedHashSet<>();
      collect(expression, function, found, 0);
      known = found.isEmpty() ? Set.of() : Collections.unmodifiableSet(found);
      values.put(expression, known);
    }
    return known;
  }

  /** The place that an assignment's left side, or a pointer, names; empty for a local. */
  public Set<Origin> place(Node left, Function function) {
    Node bare = bare(left);
    if (bare.is(Kind.NAME) && locals(function).containsKey(bare.text())) {
      return isStar(left) || left.is(Kind.INDEX) ? of(bare, function) : Set.of();
    }
    return of(bare, function);
  }

  private static boolean isStar(Node node) {
    return node.is(Kind.UNARY) && node.tree().tokens().is(node.firstToken(), "*");
  }

  /** The expression without casts, parentheses, indices, {@code &} and {@code *}. */
  private static Node bare(Node node) {
    Node at = node;
    while (true) {
      List<Node> children = at.children();
      if (children.isEmpty()) {
        return at;
      }
      switch (at.kind()) {
        case PARENTHESIZED, CAST -> at = children.get(children.size() - 1);
        case INDEX -> at = children.get(0);
        case UNARY -> {
          String operator = at.tree().tokens().text(at.firstToken());
          if (!operator.equals("&") && !operator.equals("*")) {
            return at;
          }
          at = children.get(0);
        }
        default -> {
          return at;
        }
      }
    }
  }

  private void collect(Node expression, Function function, Set<Origin> found, int depth) {
    if (depth > DEPTH) {
      return;
    }
    Node node = bare(expression);
    List<Node> children = node.children();
    switch (node.kind()) {
      case NAME -> name(node, function, found, depth);
      case MEMBER_ACCESS -> found.add(field(node, function, depth));
      case ASSIGNMENT -> collect(children.get(1), function, found, depth + 1);
      case CONDITIONAL -> {
        collect(children.get(children.size() - 1), function, found, depth + 1);
        collect(children.get(children.size() - 2), function, found, depth + 1);
      }
      case COMMA -> collect(children.get(children.size() - 1), function, found, depth + 1);
      case BINARY -> {
        String operator = node.tree().tokens().text(children.get(0).endToken());
        if (operator.equals("+") || operator.equals("-") || operator.equals("&")) {
          collect(children.get(0), function, found, depth + 1);
        }
      }
      case CALL -> call(node, function, found, depth);
      default -> {
        // A constant, or nothing that carries a value on.
      }
    }
  }

  private Origin.Field field(Node access, Function function, int depth) {
    int end = access.endToken();
    String member = access.tree().tokens().text(end - 1);
    Node object = bare(access.children().get(0));
    String outer =
        object.is(Kind.MEMBER_ACCESS) ? object.tree().tokens().text(object.endToken() - 1) : "";
    return new Origin.Field(
        member,
        outer,
        isLent(object, function, depth),
        structs.holder(access, function).orElse(""));
  }

  private boolean isLent(Node object, Function function, int depth) {
    if (!lends) {
      return false;
    }
    Node root = object;
    while (root.is(Kind.MEMBER_ACCESS)) {
      root = bare(root.children().get(0));
    }
    Set<Origin> from = new LinkedHashSet<>();
    if (depth < DEPTH && (root.is(Kind.NAME) || root.is(Kind.CALL))) {
      collect(root, function, from, depth + 4);
    }
    return from.stream()
        .anyMatch(origin -> origin instanceof Origin.Made made && lenders.contains(made.callee()));
  }

  private void name(Node use, Function function, Set<Origin> found, int depth) {
    String name = use.text();
    List<Definition> all = locals(function).get(name);
    if (all == null) {
      if (!name.equals("NULL")) {
        found.add(new Origin.Field(name, "", false));
      }
      return;
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      Definition definition = all.get(i);
      if (definition.at.endToken() > use.firstToken()) {
        continue;
      }
      if (definition.argument >= 0) {
        found.add(new Origin.Made(definition.at, definition.argument));
      } else {
        collect(definition.value, function, found, depth + 1);
      }
      if (covers(definition.at, use)) {
        return;
      }
    }
    int index = function.parameters().indexOf(name);
    if (index >= 0) {
      found.add(new Origin.Parameter(function, index));
    }
  }

  /** Whether whoever comes to the use came by the definition. */
  private static boolean covers(Node definition, Node use) {
    Node below = definition;
    for (Node outer : definition.ancestors().toList()) {
      switch (outer.kind()) {
        case COMPOUND -> {
          return outer.firstToken() <= use.firstToken() && use.endToken() <= outer.endToken();
        }
        case IF, WHILE, FOR, DO, SWITCH, ITERATOR_STATEMENT -> {
          if (!outer.children().get(0).equals(below)) {
            return false;
          }
        }
        default -> {
          // An expression or a declaration around it.
        }
      }
      below = outer;
    }
    return false;
  }

  private void call(Node call, Function function, Set<Origin> found, int depth) {
    Node callee = call.children().get(0);
    List<Node> arguments = call.arguments();
    String name = callee.is(Kind.NAME) ? callee.text() : "";
    Optional<Function> target =
        name.isEmpty() || makers.contains(name)
            ? Optional.empty()
            : graph.function(function.unit(), name);
    if (target.isPresent()) {
      for (Origin origin : results(target.get())) {
        if (origin instanceof Origin.Parameter parameter) {
          if (parameter.index() < arguments.size()) {
            collect(arguments.get(parameter.index()), function, found, depth + 1);
          }
        } else {
          found.add(origin);
        }
      }
      return;
    }
    if (isConversion(name) && !makers.contains(name) && !arguments.isEmpty()) {
      collect(arguments.get(0), function, found, depth + 1);
      return;
    }
    found.add(new Origin.Made(call, -1));
  }

  /** What a function may return, in its own words. */
  private Set<Origin> results(Function function) {
    Set<Origin> known = results.get(function);
    if (known != null) {
      return known;
    }
    if (!open.add(function)) {
      return Set.of();
    }
    Set<Origin> found = new LinkedHashSet<>();
    function
        .body()
        .findAll(Kind.RETURN)
        .flatMap(node -> node.children().stream())
        .forEach(value -> collect(value, function, found, 2));
    open.remove(function);
    results.put(function, found);
    return found;
  }

  private Map<String, List<Definition>> locals(Function function) {
    return definitions.computeIfAbsent(function, Origins::read);
  }

  private static Map<String, List<Definition>> read(Function function) {
    Map<String, List<Definition>> all = new HashMap<>();
    function.parameters().forEach(name -> all.put(name, new ArrayList<>()));
    function
        .body()
        .walk()
        .forEach(
            node -> {
              if (node.is(Kind.INIT_DECLARATOR)) {
                node.findAll(Kind.DECLARED_NAME)
                    .findFirst()
                    .ifPresent(name -> declare(node, name.text(), all));
              } else if (node.is(Kind.ASSIGNMENT)
                  && node.children().get(0).is(Kind.NAME)
                  && all.containsKey(node.children().get(0).text())) {
                all.get(node.children().get(0).text())
                    .add(new Definition(node, node.children().get(1), -1));
              } else if (node.is(Kind.CALL)) {
                stored(node, all);
              }
            });
    all.values().forEach(list -> list.sort(java.util.Comparator.comparing(d -> d.at.endToken())));
    return all;
  }

  private static void declare(Node declarator, String name, Map<String, List<Definition>> all) {
    List<Definition> list = all.computeIfAbsent(name, n -> new ArrayList<>());
    List<Node> children = declarator.children();
    Node last = children.get(children.size() - 1);
    if (last.kind().isExpression()) {
      list.add(new Definition(declarator, last, -1));
    }
  }

  private static void stored(Node call, Map<String, List<Definition>> all) {
    List<Node> arguments = call.arguments();
    for (int i = 0; i < arguments.size(); i++) {
      Node argument = arguments.get(i);
      while (argument.is(Kind.CAST) || argument.is(Kind.PARENTHESIZED)) {
        argument = argument.children().get(argument.children().size() - 1);
      }
      boolean address =
          argument.is(Kind.UNARY)
              && argument.tree().tokens().is(argument.firstToken(), "&")
              && argument.children().get(0).is(Kind.NAME);
      if (address && all.containsKey(argument.children().get(0).text())) {
        all.get(argument.children().get(0).text()).add(new Definition(call, call, i));
      }
    }
  }
}

package org.patchwright.summary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Slot;
import org.patchwright.dataflow.State;
import org.patchwright.dataflow.Value;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Literals;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** Evaluates the expressions of one function; calls are left to the owner. */
final class Evaluator {

  /** What a call does: several outcomes, or none if it does not return. */
  interface Calls {
    List<Outcome> call(Node call, String callee, List<Node> arguments, Args values);
  }

  record Args(State state, List<Value> values) {}

  /** Functions whose result is the same for the same arguments, for as long as it matters. */
  private static final Set<String> STABLE =
      Set.of(
          "container_of",
          "list_entry",
          "netdev_priv",
          "dev_get_drvdata",
          "pci_get_drvdata",
          "platform_get_drvdata",
          "to_xenbus_device",
          "to_xenbus_driver",
          "smp_processor_id",
          "xen_feature",
          "offsetof",
          "ARRAY_SIZE",
          "virt_to_mfn",
          "virt_to_page",
          "__pa",
          "__va",
          "is_initial_xendomain",
          "xen_pv_domain",
          "xen_hvm_domain",
          "min",
          "max",
          "min_t",
          "max_t",
          "be32_to_cpu",
          "cpu_to_be32",
          "le32_to_cpu",
          "cpu_to_le32",
          "ntohs",
          "htons");

  private static final Set<String> TRANSPARENT =
      Set.of(
          "likely",
          "unlikely",
          "PTR_ERR",
          "ERR_PTR",
          "ERR_CAST",
          "READ_ONCE",
          "ACCESS_ONCE",
          "WARN_ON",
          "WARN_ON_ONCE",
          "__devexit_p");

  private static final Map<String, String> SWAPPED =
      Map.of("<", ">", ">", "<", "<=", ">=", ">=", "<=");

  /** Operands of a value; one of more is known by its identity alone. */
  private static final int LARGEST = 16;

  private final KernelTree tree;
  private final Function function;
  private final Set<String> locals;
  private final Set<String> arrays;
  private final Calls calls;

  /** By name and by the index of a node, what is the same in all states. */
  private final Map<String, Optional<Value>> names = new HashMap<>();

  private final Map<Integer, Value> constants = new HashMap<>();

  Evaluator(
      KernelTree tree, Function function, Set<String> locals, Set<String> arrays, Calls calls) {
    this.tree = tree;
    this.function = function;
    this.locals = locals;
    this.arrays = arrays;
    this.calls = calls;
  }

  private static List<Outcome> one(State state, Value value) {
    return List.of(new Outcome(state, value));
  }

  private static List<Outcome> then(
      List<Outcome> first, BiFunction<State, Value, List<Outcome>> next) {
    if (first.size() == 1) {
      return next.apply(first.get(0).state(), first.get(0).value());
    }
    List<Outcome> all = new ArrayList<>();
    for (Outcome outcome : first) {
      all.addAll(next.apply(outcome.state(), outcome.value()));
    }
    return all;
  }

  private static String operator(Node node) {
    return node.tree().tokens().text(node.children().get(0).endToken());
  }

  List<Outcome> eval(Node node, State state) {
    List<Node> children = node.children();
    if (children.isEmpty()
            && !node.is(Kind.NAME)
            && !node.is(Kind.CONSTANT)
            && !node.is(Kind.STRING_LITERAL)
        || node.hasErrors()) {
      return one(state, unknown(node));
    }
    return switch (node.kind()) {
      case PARENTHESIZED, FOR_CONDITION ->
          children.isEmpty() ? one(state, unknown(node)) : eval(children.get(0), state);
      case CAST -> eval(children.get(children.size() - 1), state);
      case CONSTANT -> one(state, constants.computeIfAbsent(node.index(), i -> literal(node)));
      case STRING_LITERAL -> one(state, new Value.Address(new Value.Global("string"), node.text()));
      case NAME -> one(state, name(node.text(), state));
      case COMMA -> {
        List<Outcome> outcomes = one(state, Value.NULL);
        for (Node child : children) {
          outcomes = then(outcomes, (s, ignored) -> eval(child, s));
        }
        yield outcomes;
      }
      case ASSIGNMENT -> assignment(node, state);
      case BINARY -> binary(node, state);
      case CONDITIONAL -> conditional(node, state);
      case UNARY -> unary(node, state);
      case POSTFIX -> step(children.get(0), state, node);
      case SIZEOF -> {
        Value size = new Value.Pure("size " + node.text(), List.of());
        state.restrict(size, Range.POSITIVE);
        yield one(state, size);
      }
      case CALL -> call(node, state);
      case INDEX, MEMBER_ACCESS -> then(place(node, state), (s, a) -> one(s, read(s, slot(a))));
      case STATEMENT_EXPRESSION -> statements(node, state);
      default -> one(state, unknown(node));
    };
  }

  private static Value literal(Node node) {
    OptionalLong value = Literals.value(node.text());
    return value.isPresent()
        ? Value.number(value.getAsLong())
        : new Value.Pure("constant " + node.text(), List.of());
  }

  private static Value unknown(Node node) {
    return new Value.Unknown("n" + node.firstToken() + "-" + node.endToken());
  }

  Value name(String name, State state) {
    if (locals.contains(name)) {
      if (arrays.contains(name)) {
        return new Value.Address(new Value.Local(name), "");
      }
      return read(state, new Slot(new Value.Local(name), ""));
    }
    Optional<Value> known = names.get(name);
    if (known == null) {
      known = named(name);
      names.put(name, known);
    }
    return known.orElseGet(() -> read(state, new Slot(new Value.Global(name), "")));
  }

  /** What a name stands for in all states. */
  private Optional<Value> named(String name) {
    OptionalLong literal = Literals.value(name);
    OptionalLong constant = literal.isPresent() ? literal : constant(name);
    if (constant.isPresent()) {
      return Optional.of(Value.number(constant.getAsLong()));
    }
    // Which number is not known, only that no other name of an enumeration has it.
    return isConstantName(name)
        ? Optional.of(new Value.Number((1L << 40) + Integer.toUnsignedLong(name.hashCode()), name))
        : Optional.empty();
  }

  private OptionalLong constant(String name) {
    return isConstantName(name) || function.unit().enumerator(name).isPresent()
        ? tree.constant(function.unit(), name)
        : OptionalLong.empty();
  }

  private static boolean isConstantName(String name) {
    return name.length() > 1
        && Character.isUpperCase(name.charAt(0))
        && (name.equals(name.toUpperCase(java.util.Locale.ROOT)) || name.startsWith("XenbusState"));
  }

  Value read(State state, Slot slot) {
    Value known = state.memory.get(slot);
    if (known != null) {
      return known;
    }
    if (slot.base() instanceof Value.Local local && slot.field().isEmpty()) {
      int index = function.parameters().indexOf(local.name());
      if (index >= 0) {
        return new Value.Param(index, local.name());
      }
    }
    return new Value.Load(slot.base(), slot.field());
  }

  private static Slot slot(Value address) {
    if (address instanceof Value.Address known) {
      return new Slot(known.base(), known.field());
    }
    return Slot.through(address, "");
  }

  /** The address of what an expression denotes. */
  List<Outcome> place(Node node, State state) {
    List<Node> children = node.children();
    switch (node.kind()) {
      case PARENTHESIZED, CAST -> {
        return place(children.get(children.size() - 1), state);
      }
      case NAME -> {
        Value base =
            locals.contains(node.text())
                ? new Value.Local(node.text())
                : new Value.Global(node.text());
        return one(state, new Value.Address(base, ""));
      }
      case MEMBER_ACCESS -> {
        int end = node.endToken();
        String member = "." + node.tree().tokens().text(end - 1);
        boolean arrow = node.tree().tokens().is(end - 2, "->");
        List<Outcome> object = arrow ? eval(children.get(0), state) : place(children.get(0), state);
        return then(object, (s, v) -> one(s, Slot.through(v, member).address()));
      }
      case INDEX -> {
        Node array = children.get(0);
        List<Outcome> bases = eval(array, state);
        return then(
            bases,
            (s, base) ->
                then(
                    eval(children.get(1), s),
                    (t, index) -> one(t, Slot.through(base, "[" + index + "]").address())));
      }
      case UNARY -> {
        if (node.tree().tokens().is(node.firstToken(), "*")) {
          return then(
              eval(children.get(0), state), (s, v) -> one(s, Slot.through(v, "").address()));
        }
      }
      default -> {
        // An expression that denotes no place.
      }
    }
    return eval(node, state);
  }

  void write(State state, Value address, Value value) {
    Slot slot = slot(address);
    state
        .memory
        .keySet()
        .removeIf(
            other ->
                other.base().equals(slot.base())
                    && (other.field().startsWith(slot.field() + ".")
                        || other.field().startsWith(slot.field() + "[")));
    state.memory.put(slot, value);
  }

  private List<Outcome> assignment(Node node, State state) {
    Node left = node.children().get(0);
    Node right = node.children().get(1);
    String operator = operator(node);
    return then(
        eval(right, state),
        (s, value) ->
            then(
                place(left, s),
                (t, address) -> {
                  Value stored =
                      operator.equals("=")
                          ? value
                          : arithmetic(
                              operator.substring(0, operator.length() - 1),
                              read(t, slot(address)),
                              value);
                  write(t, address, stored);
                  return one(t, stored);
                }));
  }

  private List<Outcome> step(Node operand, State state, Node whole) {
    boolean down = whole.text().contains("--");
    return then(
        place(operand, state),
        (s, address) -> {
          Value old = read(s, slot(address));
          write(s, address, arithmetic(down ? "-" : "+", old, Value.number(1)));
          return one(s, whole.is(Kind.POSTFIX) ? old : read(s, slot(address)));
        });
  }

  private static Value arithmetic(String operator, Value left, Value right) {
    if (left instanceof Value.Number a && right instanceof Value.Number b) {
      switch (operator) {
        case "+":
          return Value.number(a.value() + b.value());
        case "-":
          return Value.number(a.value() - b.value());
        case "*":
          return Value.number(a.value() * b.value());
        case "|":
          return Value.number(a.value() | b.value());
        case "&":
          return Value.number(a.value() & b.value());
        case "==":
          return Value.number(a.value() == b.value() ? 1 : 0);
        case "!=":
          return Value.number(a.value() != b.value() ? 1 : 0);
        default:
          break;
      }
    }
    if (left.size() + right.size() > LARGEST) {
      return new Value.Unknown("o" + Integer.toHexString((left + operator + right).hashCode()));
    }
    if (left instanceof Value.Number && SWAPPED.containsKey(operator)) {
      return new Value.Pure(SWAPPED.get(operator), List.of(right, left));
    }
    if (left instanceof Value.Number && (operator.equals("==") || operator.equals("!="))) {
      return new Value.Pure(operator, List.of(right, left));
    }
    return new Value.Pure(operator, List.of(left, right));
  }

  private List<Outcome> binary(Node node, State state) {
    String operator = operator(node);
    Node left = node.children().get(0);
    Node right = node.children().get(1);
    if (operator.equals("&&") || operator.equals("||")) {
      boolean and = operator.equals("&&");
      return then(
          eval(left, state),
          (s, a) -> {
            List<Outcome> all = new ArrayList<>();
            State more = s.copy();
            if (s.assume(a, !and)) {
              all.add(new Outcome(s, Value.number(and ? 0 : 1)));
            }
            if (more.assume(a, and)) {
              all.addAll(
                  then(
                      eval(right, more),
                      (t, b) -> one(t, new Value.Pure("!=", List.of(b, Value.NULL)))));
            }
            return all;
          });
    }
    return then(
        eval(left, state),
        (s, a) -> then(eval(right, s), (t, b) -> one(t, arithmetic(operator, a, b))));
  }

  private List<Outcome> conditional(Node node, State state) {
    List<Node> children = node.children();
    return then(
        eval(children.get(0), state),
        (s, test) -> {
          List<Outcome> all = new ArrayList<>();
          State no = s.copy();
          if (s.assume(test, true)) {
            all.addAll(children.size() == 3 ? eval(children.get(1), s) : one(s, test));
          }
          if (no.assume(test, false)) {
            all.addAll(eval(children.get(children.size() - 1), no));
          }
          return all;
        });
  }

  private List<Outcome> unary(Node node, State state) {
    Node operand = node.children().get(0);
    String operator = node.tree().tokens().text(node.firstToken());
    switch (operator) {
      case "&":
        return place(operand, state);
      case "*":
        return then(place(node, state), (s, a) -> one(s, read(s, slot(a))));
      case "!":
        return then(
            eval(operand, state),
            (s, v) ->
                one(
                    s,
                    v instanceof Value.Number n
                        ? Value.number(n.value() == 0 ? 1 : 0)
                        : new Value.Pure("==", List.of(v, Value.NULL))));
      case "-":
        return then(eval(operand, state), (s, v) -> one(s, negative(s, v)));
      case "++", "--":
        return step(operand, state, node);
      default:
        return then(eval(operand, state), (s, v) -> one(s, new Value.Pure(operator, List.of(v))));
    }
  }

  private static Value negative(State state, Value value) {
    if (value instanceof Value.Number number) {
      if (number.value() >= 1L << 40 && number.text().startsWith("E")) {
        return new Value.Number(
            -200 - Math.floorMod(number.text().hashCode(), 3000), "-" + number.text());
      }
      return Value.number(-number.value());
    }
    Value result = new Value.Pure("-", List.of(value));
    if (state.range(value).low() > 0) {
      state.restrict(result, Range.NEGATIVE);
    }
    return result;
  }

  private List<Outcome> statements(Node node, State state) {
    List<Outcome> outcomes = one(state, unknown(node));
    for (Node item : node.child(Kind.COMPOUND).map(Node::children).orElse(List.of())) {
      if (item.is(Kind.EXPRESSION_STATEMENT) && !item.children().isEmpty()) {
        outcomes = then(outcomes, (s, ignored) -> eval(item.children().get(0), s));
      }
    }
    return outcomes;
  }

  private List<Outcome> call(Node node, State state) {
    Node callee = node.children().get(0);
    while (callee.is(Kind.PARENTHESIZED) && callee.children().size() == 1) {
      callee = callee.children().get(0);
    }
    List<Node> arguments = node.arguments();
    String name = callee.is(Kind.NAME) ? callee.text() : member(callee);
    List<Args> evaluated = List.of(new Args(state, List.of()));
    for (Node argument : arguments) {
      List<Args> next = new ArrayList<>();
      for (Args so : evaluated) {
        if (!argument.kind().isExpression()) {
          next.add(with(so, so.state, unknown(argument)));
          continue;
        }
        for (Outcome outcome : eval(argument, so.state)) {
          next.add(with(so, outcome.state(), outcome.value()));
        }
      }
      evaluated = next;
    }
    List<Outcome> all = new ArrayList<>();
    for (Args args : evaluated) {
      all.addAll(apply(node, name, arguments, args));
    }
    return all;
  }

  private static Args with(Args args, State state, Value value) {
    List<Value> values = new ArrayList<>(args.values);
    values.add(value);
    return new Args(state, values);
  }

  private static String member(Node callee) {
    return callee.is(Kind.MEMBER_ACCESS)
        ? "->" + callee.tree().tokens().text(callee.endToken() - 1)
        : "";
  }

  private List<Outcome> apply(Node node, String name, List<Node> arguments, Args args) {
    State state = args.state;
    List<Value> values = args.values;
    if (values.size() == 1 || name.startsWith("WARN_ON") && !values.isEmpty()) {
      Value first = values.get(0);
      if (TRANSPARENT.contains(name)) {
        return one(state, first);
      }
      if (name.equals("IS_ERR") || name.equals("IS_ERR_VALUE")) {
        return one(state, new Value.Pure("<", List.of(first, Value.NULL)));
      }
      if (name.equals("IS_ERR_OR_NULL")) {
        return one(state, new Value.Pure("<=", List.of(first, Value.NULL)));
      }
      if (name.equals("PTR_ERR_OR_ZERO")) {
        State good = state.copy();
        List<Outcome> all = new ArrayList<>();
        if (state.restrict(first, Range.ERROR)) {
          all.add(new Outcome(state, first));
        }
        if (good.restrict(first, Range.NOT_NEGATIVE)) {
          all.add(new Outcome(good, Value.NULL));
        }
        return all;
      }
      if (name.equals("BUG_ON")) {
        return state.assume(first, false) ? one(state, Value.NULL) : List.of();
      }
    }
    if (STABLE.contains(name)) {
      return one(state, new Value.Pure(name + stableText(name, arguments), values));
    }
    return calls.call(node, name, arguments, args);
  }

  private static String stableText(String name, List<Node> arguments) {
    return name.equals("container_of") || name.equals("list_entry")
        ? arguments.stream().skip(1).map(Node::text).toList().toString()
        : "";
  }
}

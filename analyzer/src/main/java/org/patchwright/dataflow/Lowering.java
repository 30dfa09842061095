package org.patchwright.dataflow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.patchwright.cfg.Block;
import org.patchwright.cfg.Cfg;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Literals;
import org.patchwright.symbol.NamePattern;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** Takes the expressions of one function apart, once. */
final class Lowering {

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
          "WARN",
          "WARN_ONCE",
          "snd_BUG_ON",
          "rcu_dereference",
          "no_free_ptr");

  private static final Set<String> SCALARS =
      Set.of(
          "u8",
          "u16",
          "u32",
          "u64",
          "s8",
          "s16",
          "s32",
          "s64",
          "__u8",
          "__u16",
          "__u32",
          "__u64",
          "size_t",
          "ssize_t",
          "bool",
          "gfp_t",
          "dma_addr_t",
          "irqreturn_t",
          "netdev_tx_t",
          "loff_t",
          "__be16",
          "__be32",
          "__le16",
          "__le32",
          "uint8_t",
          "uint16_t",
          "uint32_t",
          "uint64_t",
          "uint",
          "ulong",
          "phys_addr_t",
          "resource_size_t",
          "umode_t",
          "sector_t",
          "acpi_status",
          "blk_status_t");

  /** Another name for what they are given. */
  private static final NamePattern STABLE =
      NamePattern.of("netdev_priv|container_of|to_[a-z0-9_]+|\\w+_get_drvdata");

  private static final NamePattern PREDICATE =
      NamePattern.of(
          "(is|has|can|use|uses|need|needs|should|supports)_\\w+|\\w+_(is|has|can|use|uses|need|needs|cached|supports|feature)_\\w+|"
              + "\\w+_(enabled|supported|feature|features|valid|capable|capability|is|present|mode|cap|running|empty|rev|revision|type|version|family)|"
              + "test_bit|static_(branch|key)_\\w+|netif_running|IS_ENABLED|\\w*HAS_\\w+|\\w*IS_\\w+|\\w*_CAP\\w*|\\w+_is\\w*|xen_feature|in_interrupt|irqs_disabled|"
              + "(?!\\w*(READ|POLL|XCHG|SWAP|DEC|INC|TEST_AND|_R[DX]|IN[BWL]?$))[A-Z][A-Z0-9_]+|"
              + "strcmp|strncmp|memcmp|ARRAY_SIZE|netdev_priv|container_of|dev_get_drvdata|pci_get_drvdata|platform_get_drvdata");

  private final Function function;
  private final List<Step.Call> calls = new ArrayList<>();
  private final Set<String> locals = new HashSet<>();
  private final Set<String> arrays = new HashSet<>();
  private final Set<String> statics = new HashSet<>();
  private final Cfg cfg;
  private final Constants constants;
  private List<Step> out = new ArrayList<>();

  Lowering(Function function) {
    this.function = function;
    this.cfg = Cfg.of(function.node());
    this.constants = new Constants(function, cfg);
    locals.addAll(function.parameters());
    locals.remove("");
  }

  Lowered lower() {
    function.body().findAll(Kind.DECLARATION).forEach(this::declared);
    List<List<Step>> steps = new ArrayList<>();
    List<Optional<Term>> conditions = new ArrayList<>();
    for (Block block : cfg.blocks()) {
      out = new ArrayList<>();
      block.steps().forEach(this::step);
      conditions.add(block.condition().map(this::value));
      steps.add(out);
    }
    return new Lowered(function, cfg, steps, conditions, calls, locals, arrays, statics);
  }

  private void declared(Node declaration) {
    boolean isStatic = hasWord(declaration, "static") || hasWord(declaration, "extern");
    for (Node declarator : declaration.children(Kind.INIT_DECLARATOR)) {
      declarator
          .findAll(Kind.DECLARED_NAME)
          .findFirst()
          .ifPresent(
              name -> {
                locals.add(name.text());
                if (isStatic) {
                  statics.add(name.text());
                }
                if (isArray(declarator)) {
                  arrays.add(name.text());
                }
              });
    }
  }

  private static boolean hasWord(Node declaration, String word) {
    return declaration
        .child(Kind.SPECIFIERS)
        .filter(
            specifiers -> {
              for (int t = specifiers.firstToken(); t < specifiers.endToken(); t++) {
                if (specifiers.tree().tokens().is(t, word)) {
                  return true;
                }
              }
              return false;
            })
        .isPresent();
  }

  private static boolean isArray(Node declarator) {
    return declarator
        .findAll(Kind.DECLARED_NAME)
        .findFirst()
        .flatMap(Node::parent)
        .filter(holder -> holder.child(Kind.ARRAY_SUFFIX).isPresent())
        .isPresent();
  }

  private void step(Node step) {
    switch (step.kind()) {
      case RETURN -> {
        Term value =
            step.children().isEmpty()
                ? new Term.Other("", List.of())
                : value(step.children().get(0));
        out.add(new Step.Return(step, value));
      }
      case EXPRESSION_STATEMENT -> {
        if (!step.children().isEmpty()) {
          Node expression = step.children().get(0);
          if (expression.is(Kind.CAST) && expression.text().matches("(?s)\\(\\s*void\\s*\\).*")) {
            // (void)f() says that nobody looks at what it yields.
            expression = expression.children().get(expression.children().size() - 1);
          }
          if (expression.is(Kind.CALL)) {
            call(expression, true);
          } else {
            value(expression);
          }
        }
      }
      case DECLARATION -> declaration(step);
      case MACRO_STATEMENT -> macro(step);
      case ARGUMENTS -> {
        // Of an iterator: a plain name may be what it assigns.
        step.children().stream().filter(c -> !c.is(Kind.NAME)).forEach(this::valueIfExpression);
      }
      default -> valueIfExpression(step);
    }
  }

  private void macro(Node statement) {
    List<Node> arguments = statement.arguments();
    List<Term> terms = arguments.stream().map(this::argument).toList();
    String name = statement.child(Kind.NAME).map(Node::text).orElse("");
    Step.Call call = new Step.Call(statement, calls.size(), name, terms, arguments, true);
    calls.add(call);
    out.add(call);
  }

  private void valueIfExpression(Node node) {
    if (node.kind().isExpression()) {
      value(node);
    }
  }

  private void declaration(Node declaration) {
    boolean isStatic = hasWord(declaration, "static") || hasWord(declaration, "extern");
    boolean whole =
        declaration
            .child(Kind.SPECIFIERS)
            .map(
                s ->
                    s.child(Kind.STRUCT_SPECIFIER).isPresent()
                        || s.child(Kind.TYPEOF_SPECIFIER).isPresent()
                        || s.child(Kind.TYPE_NAME)
                            .filter(t -> !SCALARS.contains(t.text()))
                            .isPresent())
            .orElse(false);
    for (Node declarator : declaration.children(Kind.INIT_DECLARATOR)) {
      Optional<Node> name = declarator.findAll(Kind.DECLARED_NAME).findFirst();
      if (name.isEmpty() || isStatic) {
        continue;
      }
      List<Node> children = declarator.children();
      Node last = children.get(children.size() - 1);
      boolean pointer =
          declarator.child(Kind.DECLARATOR).flatMap(d -> d.child(Kind.POINTER)).isPresent();
      boolean function =
          declarator.child(Kind.DECLARATOR).flatMap(d -> d.child(Kind.PARAMETERS)).isPresent();
      boolean given = last.kind().isExpression() || last.is(Kind.INITIALIZER_LIST);
      boolean plain = !given && !function && (pointer || !whole) && !isArray(declarator);
      out.add(new Step.Declare(declarator, name.get().text(), plain));
      Term place = new Term.Name(name.get().text());
      if (last.kind().isExpression()) {
        out.add(new Step.Assign(declarator, place, value(last), true));
      } else if (last.is(Kind.INITIALIZER_LIST)) {
        out.add(new Step.Assign(declarator, place, list(last), true));
      }
    }
  }

  /** An initialiser list holds all that its items name. */
  private Term list(Node list) {
    List<Term> terms = new ArrayList<>();
    for (Node item : list.children()) {
      Node value = item;
      if (item.is(Kind.INITIALIZER_ITEM) && !item.children().isEmpty()) {
        value = item.children().get(item.children().size() - 1);
      }
      if (value.is(Kind.INITIALIZER_LIST)) {
        terms.add(list(value));
      } else if (value.kind().isExpression()) {
        terms.add(value(value));
      }
    }
    return new Term.Other("list " + list.index(), terms);
  }

  private Term value(Node node) {
    List<Node> children = node.children();
    switch (node.kind()) {
      case PARENTHESIZED, FOR_CONDITION -> {
        return children.isEmpty() ? other(node) : value(children.get(0));
      }
      case CAST -> {
        return value(children.get(children.size() - 1));
      }
      case CONSTANT -> {
        OptionalLong number = Literals.value(node.text());
        return number.isPresent() ? new Term.Number(number.getAsLong(), node.text()) : other(node);
      }
      case NAME -> {
        return name(node);
      }
      case COMMA -> {
        Term last = other(node);
        for (Node child : children) {
          last = value(child);
        }
        return last;
      }
      case ASSIGNMENT -> {
        return assignment(node);
      }
      case BINARY -> {
        return binary(node);
      }
      case CONDITIONAL -> {
        Term condition = value(children.get(0));
        Term yes = children.size() == 3 ? maybe(children.get(1)) : condition;
        return new Term.Choice(condition, yes, maybe(children.get(children.size() - 1)));
      }
      case UNARY -> {
        return unary(node);
      }
      case POSTFIX -> {
        Term place = place(children.get(0), true);
        Term old = new Term.Other("old", List.of(place));
        String sign = node.text().endsWith("--") ? "-" : "+";
        out.add(new Step.Assign(node, place, plus(sign, place), false));
        return old;
      }
      case CALL -> {
        return call(node, false);
      }
      case INDEX, MEMBER_ACCESS -> {
        return place(node, true);
      }
      case STATEMENT_EXPRESSION -> {
        for (Node item : node.child(Kind.COMPOUND).map(Node::children).orElse(List.of())) {
          if (item.is(Kind.EXPRESSION_STATEMENT) || item.is(Kind.DECLARATION)) {
            step(item);
          }
        }
        return other(node);
      }
      case COMPOUND_LITERAL -> {
        return node.child(Kind.INITIALIZER_LIST).map(this::list).orElseGet(() -> other(node));
      }
      default -> {
        return other(node);
      }
    }
  }

  /** An operand that is not always evaluated: what it reads depends on the one before. */
  private Term maybe(Node node) {
    int before = out.size();
    Term value = value(node);
    out.subList(before, out.size())
        .removeIf(step -> step instanceof Step.Follow || step instanceof Step.Read);
    return value;
  }

  private static Term plus(String sign, Term place) {
    return new Term.Other(sign, List.of(place, new Term.Number(1, "1")));
  }

  private static Term other(Node node) {
    String text = node.text();
    return new Term.Other(text.length() > 60 ? "n" + node.index() : text, List.of());
  }

  private Term name(Node node) {
    String name = node.text();
    if (locals.contains(name)) {
      out.add(new Step.Read(node, name));
      return new Term.Name(name);
    }
    OptionalLong literal = Literals.value(name);
    return literal.isPresent()
        ? new Term.Number(literal.getAsLong(), name)
        : constants.of(name).orElseGet(() -> new Term.Name(name));
  }

  private Term assignment(Node node) {
    Node left = node.children().get(0);
    Node right = node.children().get(1);
    String operator = operator(node);
    Term value = value(right);
    Term place = place(left, !operator.equals("="));
    Term stored =
        operator.equals("=")
            ? value
            : new Term.Other(
                words(operator.substring(0, operator.length() - 1)), List.of(place, value));
    out.add(new Step.Assign(node, place, stored, false));
    return stored instanceof Term.Result || stored instanceof Term.Choice || !place.isPlace()
        ? stored
        : place;
  }

  private static String operator(Node node) {
    return node.tree().tokens().text(node.children().get(0).endToken());
  }

  private Term binary(Node node) {
    if (node.children().size() < 2) {
      return other(node);
    }
    String operator = operator(node);
    Term left = value(node.children().get(0));
    boolean shortcut = operator.equals("&&") || operator.equals("||");
    Term right = shortcut ? maybe(node.children().get(1)) : value(node.children().get(1));
    switch (operator) {
      case "==", "!=", "<", "<=", ">", ">=" -> {
        return left instanceof Term.Number && !(right instanceof Term.Number)
            ? new Term.Compare(swapped(operator), right, left)
            : new Term.Compare(operator, left, right);
      }
      default -> {
        if (left instanceof Term.Number a && right instanceof Term.Number b) {
          switch (operator) {
            case "+" -> {
              return new Term.Number(a.value() + b.value(), node.text());
            }
            case "-" -> {
              return new Term.Number(a.value() - b.value(), node.text());
            }
            case "|" -> {
              return new Term.Number(a.value() | b.value(), node.text());
            }
            default -> {
              // Not folded.
            }
          }
        }
        return new Term.Other(words(operator), List.of(left, right));
      }
    }
  }

  /** An operator in words that begin no other value. */
  private static String words(String operator) {
    return operator.equals("&") ? "bits" : operator;
  }

  private static String swapped(String operator) {
    return switch (operator) {
      case "<" -> ">";
      case "<=" -> ">=";
      case ">" -> "<";
      case ">=" -> "<=";
      default -> operator;
    };
  }

  private Term unary(Node node) {
    if (node.children().isEmpty()) {
      return other(node);
    }
    Node operand = node.children().get(0);
    String operator = node.tree().tokens().text(node.firstToken());
    switch (operator) {
      case "&" -> {
        Term place = place(operand, false);
        return place.isPlace() ? new Term.AddressOf(place) : place;
      }
      case "*" -> {
        return place(node, true);
      }
      case "!" -> {
        return new Term.Compare("==", value(operand), new Term.Number(0, "0"));
      }
      case "-" -> {
        Term value = value(operand);
        return value instanceof Term.Number number
            ? new Term.Number(-number.value(), "-" + number.text())
            : new Term.Other("-", List.of(value));
      }
      case "++", "--" -> {
        Term place = place(operand, true);
        out.add(new Step.Assign(node, place, plus(operator.substring(1), place), false));
        return place;
      }
      default -> {
        return new Term.Other(operator, List.of(value(operand)));
      }
    }
  }

  /** The place that an expression denotes. */
  private Term place(Node node, boolean read) {
    List<Node> children = node.children();
    switch (node.kind()) {
      case PARENTHESIZED, CAST -> {
        return children.isEmpty() ? other(node) : place(children.get(children.size() - 1), read);
      }
      case NAME -> {
        if (read) {
          return name(node);
        }
        return new Term.Name(node.text());
      }
      case MEMBER_ACCESS -> {
        int end = node.endToken();
        String member = node.tree().tokens().text(end - 1);
        boolean arrow = node.tree().tokens().is(end - 2, "->");
        Term base = arrow ? value(children.get(0)) : place(children.get(0), false);
        if (arrow) {
          out.add(new Step.Follow(node, base));
        }
        return new Term.Field(base, arrow, member);
      }
      case INDEX -> {
        if (children.size() < 2) {
          return other(node);
        }
        Node array = children.get(0);
        Term base =
            array.is(Kind.NAME) && arrays.contains(array.text())
                ? place(array, false)
                : value(array);
        Term index = value(children.get(1));
        if (!(base instanceof Term.Name name && arrays.contains(name.name()))
            && !(base instanceof Term.Field)) {
          out.add(new Step.Follow(node, base));
        }
        return new Term.Index(base, index);
      }
      case UNARY -> {
        if (node.tree().tokens().is(node.firstToken(), "*") && !children.isEmpty()) {
          Term base = value(children.get(0));
          out.add(new Step.Follow(node, base));
          return new Term.Deref(base);
        }
        return value(node);
      }
      default -> {
        return value(node);
      }
    }
  }

  /** Whether a call's result decides a branch and goes nowhere else. */
  private static boolean isTest(Node call) {
    for (Node outer : call.ancestors().toList()) {
      switch (outer.kind()) {
        case PARENTHESIZED, UNARY, BINARY -> {
          // Part of a longer test.
        }
        case CALL, ARGUMENTS -> {
          String text = outer.text();
          if (outer.is(Kind.CALL) && !text.startsWith("likely") && !text.startsWith("unlikely")) {
            return false;
          }
        }
        default -> {
          return outer.is(Kind.CONDITION) || outer.is(Kind.FOR_CONDITION);
        }
      }
    }
    return false;
  }

  private Term argument(Node argument) {
    return argument.kind().isExpression() ? value(argument) : other(argument);
  }

  private Term call(Node node, boolean ignored) {
    Node callee = node.children().get(0);
    while (callee.is(Kind.PARENTHESIZED) && callee.children().size() == 1) {
      callee = callee.children().get(0);
    }
    List<Node> arguments = node.arguments();
    String name = "";
    if (callee.is(Kind.NAME)) {
      name = callee.text();
    } else if (callee.is(Kind.MEMBER_ACCESS)) {
      place(callee, false);
      name = "->" + callee.tree().tokens().text(callee.endToken() - 1);
    } else {
      value(callee);
    }
    if (name.equals("sizeof")
        || name.equals("typeof")
        || name.equals("offsetof")
        || name.equals("ARRAY_SIZE")) {
      return other(node);
    }
    List<Term> terms = new ArrayList<>();
    arguments.forEach(argument -> terms.add(argument(argument)));
    if (!terms.isEmpty() && (terms.size() == 1 || name.startsWith("WARN"))) {
      Term first = terms.get(0);
      Term zero = new Term.Number(0, "0");
      if (TRANSPARENT.contains(name)) {
        return first;
      }
      switch (name) {
        case "IS_ERR", "IS_ERR_VALUE" -> {
          return new Term.Compare("<", first, zero);
        }
        case "IS_ERR_OR_NULL" -> {
          return new Term.Compare("<=", first, zero);
        }
        case "PTR_ERR_OR_ZERO" -> {
          return new Term.Choice(new Term.Compare("<", first, zero), first, zero);
        }
        default -> {
          // A call like others.
        }
      }
    }
    Step.Call call = new Step.Call(node, calls.size(), name, terms, arguments, ignored);
    calls.add(call);
    out.add(call);
    // Asked twice with the same arguments, a predicate says the same.
    return STABLE.matches(name) || PREDICATE.matches(name) && isTest(node)
        ? new Term.Other(name, terms)
        : new Term.Result(call);
  }
}

package org.patchwright.cfg;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.token.Directive;

/** Walks the statements of a function once, adding blocks as it goes. */
final class CfgBuilder {

  private static final Set<String> NO_RETURN =
      // RET(x) is a return wherever a driver has it.
      Set.of(
          "BUG",
          "RET",
          "RETURN",
          "panic",
          "do_exit",
          "make_task_dead",
          "unreachable",
          "__builtin_unreachable");

  private final Node function;
  private final List<Block> blocks = new ArrayList<>();
  private final Map<String, Block> labels = new HashMap<>();
  private final Deque<Block> breaks = new ArrayDeque<>();
  private final Deque<Block> continues = new ArrayDeque<>();
  private final Deque<Switch> switches = new ArrayDeque<>();
  private final List<Block> computed = new ArrayList<>();
  private final Block exit;
  private Block current;

  private static final class Switch {
    final Block head;
    final List<Node> values = new ArrayList<>();
    boolean hasDefault;
    int defaultEdge;

    Switch(Block head) {
      this.head = head;
    }
  }

  CfgBuilder(Node function) {
    this.function = function;
    current = block();
    exit = block();
  }

  Cfg build() {
    statement(function.child(Kind.COMPOUND).orElseThrow());
    link(current, exit, Edge.Kind.NEXT);
    for (Block jump : computed) {
      labels.values().stream()
          .sorted(java.util.Comparator.comparingInt(Block::number))
          .forEach(target -> link(jump, target, Edge.Kind.COMPUTED));
    }
    markLoops();
    return new Cfg(function, blocks, exit.number());
  }

  /** A goto backwards is a loop too. */
  private void markLoops() {
    int[] state = new int[blocks.size()];
    Deque<int[]> stack = new ArrayDeque<>();
    stack.push(new int[] {0, 0});
    state[0] = 1;
    while (!stack.isEmpty()) {
      int[] top = stack.peek();
      Block block = blocks.get(top[0]);
      if (top[1] == block.edges.size()) {
        state[top[0]] = 2;
        stack.pop();
        continue;
      }
      Edge edge = block.edges.get(top[1]++);
      if (state[edge.target()] == 1) {
        blocks.get(edge.target()).loopHead = true;
      } else if (state[edge.target()] == 0) {
        state[edge.target()] = 1;
        stack.push(new int[] {edge.target(), 0});
      }
    }
  }

  private Block block() {
    Block block = new Block(blocks.size());
    blocks.add(block);
    return block;
  }

  private static void link(Block from, Block to, Edge.Kind kind) {
    from.edges.add(Edge.to(to.number(), kind));
  }

  /** What stands behind a jump is reached by its labels alone. */
  private void jump(Block target) {
    link(current, target, Edge.Kind.NEXT);
    current = block();
  }

  private void enter(Block next) {
    link(current, next, Edge.Kind.NEXT);
    current = next;
  }

  private void statement(Node node) {
    switch (node.kind()) {
      case COMPOUND -> items(node);
      case LABELED_STATEMENT -> node.children().forEach(this::statement);
      case LABEL -> {
        node.child(Kind.NAME).ifPresent(name -> enter(label(name.text())));
      }
      case CASE -> caseLabel(node);
      case IF -> ifStatement(node);
      case SWITCH -> switchStatement(node);
      case WHILE -> whileStatement(node);
      case DO -> doStatement(node);
      case FOR -> forStatement(node);
      case ITERATOR_STATEMENT -> iterator(node);
      case GOTO -> {
        if (node.child(Kind.NAME).isPresent()) {
          jump(label(node.child(Kind.NAME).orElseThrow().text()));
        } else {
          node.children().forEach(current.steps::add);
          computed.add(current);
          current = block();
        }
      }
      case BREAK -> jump(breaks.isEmpty() ? exit : breaks.peek());
      case CONTINUE -> jump(continues.isEmpty() ? exit : continues.peek());
      case RETURN -> {
        current.steps.add(node);
        jump(exit);
      }
      case EMPTY_STATEMENT, LOCAL_LABELS, STATIC_ASSERT -> {
        // Nothing runs.
      }
      case EXPRESSION_STATEMENT -> expression(node);
      default -> {
        current.steps.add(node);
        if (neverReturns(node)) {
          current = block();
        }
      }
    }
  }

  /** {@code c ? a() : b();} calls one of them. */
  private void expression(Node statement) {
    Node choice = statement;
    while (choice.children().size() == 1
        && (choice.is(Kind.EXPRESSION_STATEMENT) || choice.is(Kind.PARENTHESIZED))) {
      choice = choice.children().get(0);
    }
    if (choice.is(Kind.CONDITIONAL) && choice.children().size() == 3) {
      Block yes = block();
      Block no = block();
      Block after = block();
      condition(choice.children().get(0), yes, no);
      yes.steps.add(choice.children().get(1));
      no.steps.add(choice.children().get(2));
      link(yes, after, Edge.Kind.NEXT);
      link(no, after, Edge.Kind.NEXT);
      current = after;
      return;
    }
    current.steps.add(statement);
    if (neverReturns(statement)) {
      current = block();
    }
  }

  private static boolean neverReturns(Node statement) {
    if (statement.is(Kind.EXPRESSION_STATEMENT)) {
      return statement.children().stream()
          .filter(child -> child.is(Kind.CALL))
          .anyMatch(call -> NO_RETURN.contains(call.children().get(0).text()));
    }
    return statement.is(Kind.MACRO_STATEMENT)
        && statement.child(Kind.NAME).map(name -> NO_RETURN.contains(name.text())).orElse(false);
  }

  private Block label(String name) {
    return labels.computeIfAbsent(name, n -> block());
  }

  /** Items side by side; branches of a conditional directive among them are alternatives. */
  private void items(Node compound) {
    List<Node> items = compound.children();
    List<Directive> conditionals = between(compound, items);
    Deque<Variant> open = new ArrayDeque<>();
    int next = 0;
    for (Node item : items) {
      while (next < conditionals.size()
          && conditionals.get(next).nextToken() <= item.firstToken()) {
        directive(conditionals.get(next++), open);
      }
      statement(item);
    }
    while (next < conditionals.size()) {
      directive(conditionals.get(next++), open);
    }
    while (!open.isEmpty()) {
      close(open.pop());
    }
  }

  private static final class Variant {
    Block head;
    Block end;
    String condition;
    String not = "";
    boolean hasElse;
  }

  /** The conditional directives whose whole group lies between items. */
  private static List<Directive> between(Node compound, List<Node> items) {
    List<Directive> all = new ArrayList<>();
    for (Directive directive : compound.tree().tokens().directives()) {
      int token = directive.nextToken();
      if (token > compound.firstToken() && token < compound.endToken()) {
        switch (directive.kind()) {
          case IF, IFDEF, IFNDEF, ELIF, ELSE, ENDIF -> all.add(directive);
          default -> {
            // No branch.
          }
        }
      }
    }
    if (all.isEmpty()) {
      return all;
    }
    Set<Directive> inside = new HashSet<>();
    Deque<List<Directive>> groups = new ArrayDeque<>();
    for (Directive directive : all) {
      boolean within =
          items.stream()
              .anyMatch(
                  item ->
                      item.firstToken() < directive.nextToken()
                          && directive.nextToken() < item.endToken());
      if (directive.kind().opens()) {
        groups.push(new ArrayList<>());
      }
      if (groups.isEmpty()) {
        inside.add(directive);
        continue;
      }
      groups.peek().add(directive);
      if (within) {
        inside.addAll(groups.peek());
        inside.add(directive);
      }
      if (groups.peek().stream().anyMatch(inside::contains)) {
        inside.addAll(groups.peek());
      }
      if (directive.kind() == Directive.Kind.ENDIF) {
        groups.pop();
      }
    }
    groups.forEach(inside::addAll);
    all.removeIf(inside::contains);
    return all;
  }

  private void directive(Directive directive, Deque<Variant> open) {
    String text = function.file().text(directive.body()).replaceAll("\\s+", " ").trim();
    switch (directive.kind()) {
      case IF, IFDEF, IFNDEF -> {
        Variant variant = new Variant();
        variant.head = current;
        variant.end = block();
        boolean negated = directive.kind() == Directive.Kind.IFNDEF;
        variant.condition = directive.kind() == Directive.Kind.IF ? text : "defined(" + text + ")";
        if (variant.condition.startsWith("!defined")) {
          variant.condition = variant.condition.substring(1);
          negated = true;
        }
        variant.condition =
            variant.condition.replaceAll("defined ?\\(? ?(\\w+) ?\\)?", "defined($1)");
        branch(variant, negated, isClosed(directive));
        open.push(variant);
      }
      case ELIF, ELSE -> {
        if (!open.isEmpty()) {
          Variant variant = open.peek();
          link(current, variant.end, Edge.Kind.NEXT);
          variant.hasElse |= directive.kind() == Directive.Kind.ELSE;
          Block next = block();
          if (!isClosed(directive)) {
            variant.head.edges.add(
                new Edge(next.number(), Edge.Kind.VARIANT, List.of(), variant.not));
          }
          current = next;
        }
      }
      case ENDIF -> {
        if (!open.isEmpty()) {
          open.peek().hasElse |= isClosed(directive);
          close(open.pop());
        }
      }
      default -> throw new IllegalStateException(directive.kind().toString());
    }
  }

  /** Whether the configuration that the function is read under never goes on there. */
  private boolean isClosed(Directive directive) {
    return function.tree().conditionals().isClosed(directive);
  }

  private void branch(Variant variant, boolean negated, boolean closed) {
    String yes = negated ? "!" + variant.condition : variant.condition;
    variant.not = negated ? variant.condition : "!" + variant.condition;
    Block next = block();
    if (!closed) {
      variant.head.edges.add(new Edge(next.number(), Edge.Kind.VARIANT, List.of(), yes));
    }
    current = next;
  }

  private void close(Variant variant) {
    link(current, variant.end, Edge.Kind.NEXT);
    if (!variant.hasElse) {
      variant.head.edges.add(
          new Edge(variant.end.number(), Edge.Kind.VARIANT, List.of(), variant.not));
    }
    current = variant.end;
  }

  private void ifStatement(Node node) {
    List<Node> children = node.children();
    Block then = block();
    Block after = block();
    Block otherwise = children.size() > 2 ? block() : after;
    condition(inner(children.get(0)), then, otherwise);
    current = then;
    if (children.size() > 1) {
      statement(children.get(1));
    }
    link(current, after, Edge.Kind.NEXT);
    if (children.size() > 2) {
      current = otherwise;
      statement(children.get(2));
      link(current, after, Edge.Kind.NEXT);
    }
    current = after;
  }

  private static Node inner(Node condition) {
    List<Node> children = condition.children();
    return condition.is(Kind.CONDITION) && !children.isEmpty() ? children.get(0) : condition;
  }

  private static String operator(Node binary) {
    List<Node> children = binary.children();
    return binary.tree().tokens().text(children.get(0).endToken());
  }

  /** Takes short circuits apart, so that each block tests one thing. */
  private void condition(Node test, Block yes, Block no) {
    Node node = test;
    while (node.is(Kind.PARENTHESIZED) && node.children().size() == 1) {
      node = node.children().get(0);
    }
    if (node.is(Kind.BINARY) && node.children().size() == 2) {
      String operator = operator(node);
      if (operator.equals("&&") || operator.equals("||")) {
        Block second = block();
        if (operator.equals("&&")) {
          condition(node.children().get(0), second, no);
        } else {
          condition(node.children().get(0), yes, second);
        }
        current = second;
        condition(node.children().get(1), yes, no);
        return;
      }
    }
    if (node.is(Kind.UNARY)
        && node.children().size() == 1
        && node.tree().tokens().is(node.firstToken(), "!")) {
      condition(node.children().get(0), no, yes);
      return;
    }
    if (node.is(Kind.CALL)) {
      String callee = node.children().get(0).text();
      List<Node> arguments = node.arguments();
      if ((callee.equals("likely") || callee.equals("unlikely")) && arguments.size() == 1) {
        condition(arguments.get(0), yes, no);
        return;
      }
    }
    current.condition = node;
    link(current, yes, Edge.Kind.TRUE);
    link(current, no, Edge.Kind.FALSE);
  }

  private void switchStatement(Node node) {
    List<Node> children = node.children();
    Block head = current;
    head.condition = inner(children.get(0));
    Block after = block();
    Switch here = new Switch(head);
    switches.push(here);
    breaks.push(after);
    current = block();
    if (children.size() > 1) {
      statement(children.get(1));
    }
    link(current, after, Edge.Kind.NEXT);
    breaks.pop();
    switches.pop();
    if (here.hasDefault) {
      Edge edge = head.edges.get(here.defaultEdge);
      head.edges.set(here.defaultEdge, new Edge(edge.target(), Edge.Kind.DEFAULT, here.values, ""));
    } else {
      head.edges.add(new Edge(after.number(), Edge.Kind.DEFAULT, here.values, ""));
    }
    current = after;
  }

  private void caseLabel(Node node) {
    Block next = block();
    enter(next);
    if (switches.isEmpty()) {
      return;
    }
    Switch here = switches.peek();
    List<Node> values = node.children();
    if (values.isEmpty()) {
      here.hasDefault = true;
      here.defaultEdge = here.head.edges.size();
      here.head.edges.add(Edge.to(next.number(), Edge.Kind.DEFAULT));
    } else {
      here.values.addAll(values);
      here.head.edges.add(new Edge(next.number(), Edge.Kind.CASE, values, ""));
    }
  }

  private void whileStatement(Node node) {
    List<Node> children = node.children();
    Block head = block();
    Block body = block();
    Block after = block();
    enter(head);
    head.loop = node;
    condition(inner(children.get(0)), body, after);
    loopBody(children.size() > 1 ? children.get(1) : node, children.size() > 1, body, head, after);
  }

  private void loopBody(Node statement, boolean present, Block body, Block again, Block after) {
    breaks.push(after);
    continues.push(again);
    current = body;
    if (present) {
      statement(statement);
    }
    link(current, again, Edge.Kind.BACK);
    breaks.pop();
    continues.pop();
    current = after;
  }

  private void doStatement(Node node) {
    List<Node> children = node.children();
    Block body = block();
    Block test = block();
    Block after = block();
    enter(body);
    body.loop = node;
    breaks.push(after);
    continues.push(test);
    statement(children.get(0));
    breaks.pop();
    continues.pop();
    enter(test);
    if (children.size() > 1) {
      condition(inner(children.get(1)), body, after);
    } else {
      link(current, after, Edge.Kind.NEXT);
    }
    current = after;
  }

  private void forStatement(Node node) {
    Block head = block();
    Block body = block();
    Block update = block();
    Block after = block();
    Node statement = null;
    for (Node child : node.children()) {
      switch (child.kind()) {
        case DECLARATION -> current.steps.add(child);
        case FOR_INIT -> current.steps.addAll(child.children());
        case FOR_UPDATE -> update.steps.addAll(child.children());
        case FOR_CONDITION -> {
          // Below, behind the head.
        }
        default -> statement = child;
      }
    }
    enter(head);
    head.loop = node;
    List<Node> test = node.child(Kind.FOR_CONDITION).map(Node::children).orElse(List.of());
    if (test.isEmpty()) {
      link(current, body, Edge.Kind.NEXT);
    } else {
      condition(test.get(0), body, after);
    }
    link(update, head, Edge.Kind.BACK);
    loopBody(statement, statement != null, body, update, after);
  }

  private void iterator(Node node) {
    Block head = block();
    Block body = block();
    Block after = block();
    node.child(Kind.ARGUMENTS).ifPresent(current.steps::add);
    enter(head);
    head.loop = node;
    link(head, body, Edge.Kind.ITERATE);
    link(head, after, Edge.Kind.DONE);
    List<Node> children = node.children();
    loopBody(children.get(children.size() - 1), true, body, head, after);
  }
}

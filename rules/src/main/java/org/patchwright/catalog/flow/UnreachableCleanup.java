package org.patchwright.catalog.flow;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.cfg.Block;
import org.patchwright.cfg.Cfg;
import org.patchwright.cfg.Edge;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** Code that gives something back can be reached. */
@Check(
    summary = "release that no path reaches",
    triggers = {
      "kfree",
      "kfree_skb",
      "dev_kfree_skb",
      "vfree",
      "iounmap",
      "of_node_put",
      "put_device",
      "free_irq",
      "clk_disable_unprepare",
      "free_netdev",
      "pci_disable_device",
      "pci_release_regions",
      "destroy_workqueue",
      "mutex_unlock",
      "spin_unlock",
      "netif_put",
      "release_firmware",
      "unregister_netdev",
      "usb_free_urb",
      "dma_free_coherent"
    })
public final class UnreachableCleanup implements Rule {

  private static final Pattern JUMP = Pattern.compile("\\bgoto\\s+(\\w+)");

  private static final String RELEASE =
      "(\\w+_)?(k|v|kv)?free(_\\w+)?|\\w+_(put|unlock|release|unregister|destroy|free)(_\\w+)?|"
          + "iounmap|(put|release|unregister|disable|free|destroy)_\\w+";

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    if (function.node().hasErrors() || function.node().text().contains("asm")) {
      return Stream.empty();
    }
    Cfg cfg = function.lowered().cfg();
    BitSet reached = new BitSet();
    Deque<Block> open = new ArrayDeque<>();
    open.push(cfg.entry());
    reached.set(cfg.entry().number());
    boolean computed = false;
    while (!open.isEmpty()) {
      Block block = open.pop();
      for (Edge edge : block.edges()) {
        computed |= edge.kind() == Edge.Kind.COMPUTED;
        // A branch under #if 0 is residue, and no jump that is missing.
        if (!reached.get(edge.target())) {
          reached.set(edge.target());
          open.push(cfg.blocks().get(edge.target()));
        }
      }
    }
    Optional<Node> left =
        cfg.blocks().stream()
            .filter(block -> !reached.get(block.number()))
            .flatMap(block -> block.steps().stream())
            .flatMap(step -> release(step).stream())
            .findFirst();
    if (left.isEmpty()
        || computed
        || isJumpedToByMacro(function.node())
        || isJumpedToFromElsewhere(function)) {
      return Stream.empty();
    }
    return left.stream()
        .map(
            call ->
                Finding.at(call, "no path leads to this %s()", call.children().get(0).text())
                    .about(function.name(), call.text()));
  }

  /** Whether a label's name is an argument of something that may hold the jump. */
  private static boolean isJumpedToByMacro(Node function) {
    String text = function.text();
    return function
        .findAll(Kind.LABEL)
        .flatMap(label -> label.child(Kind.NAME).stream())
        .anyMatch(name -> text.matches("(?s).*[(,]\\s*" + name.text() + "\\s*[),].*"));
  }

  /** Whether a macro of the file that the function may use jumps to one of its labels. */
  private static boolean isJumpedToFromElsewhere(FunctionFacts function) {
    Set<String> labels =
        function
            .node()
            .findAll(Kind.LABEL)
            .flatMap(label -> label.child(Kind.NAME).stream())
            .map(Node::text)
            .collect(java.util.stream.Collectors.toSet());
    return function.unit().macros().stream()
        .flatMap(macro -> JUMP.matcher(macro.body()).results())
        .anyMatch(jump -> labels.contains(jump.group(1)));
  }

  private static Optional<Node> release(Node step) {
    return step.findAll(Kind.CALL)
        .filter(call -> call.children().get(0).text().matches(RELEASE))
        .findFirst();
  }
}

package org.patchwright.catalog.error;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.patchwright.cfg.Block;
import org.patchwright.cfg.Edge;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.Step;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Path;
import org.patchwright.syntax.Kind;

/** Control runs off the end of a function that others ask for a value. */
final class RunOff {

  private static final Pattern NUMBER = Pattern.compile("\\b(int|long|bool|u32|u64|size_t)\\b");

  private static final Pattern RETURNS =
      Pattern.compile("[A-Z][A-Z_0-9]*RET(URN)?[A-Z_0-9]*|RET(URN)?(_[A-Z_]+)?");

  /** {@code static void __init noreturn die(}, or {@code __attribute__((noreturn)) void die(}. */
  private static final Pattern NEVER_RETURNS =
      Pattern.compile(
          "noreturn(?:__)?(?:\\s*\\)\\s*\\))?\\s+(?:\\w+(?:\\([^()]*\\))?[\\s*]+){0,4}(\\w+)\\s*\\(",
          Pattern.CASE_INSENSITIVE);

  private RunOff() {}

  static Optional<Finding> in(FunctionFacts function) {
    if (function.function().returnsNothing()
        || function.function().resultType().isBlank()
        || !NUMBER.matcher(function.function().resultType()).find()
        || function.node().child(Kind.INIT_DECLARATOR).isEmpty()
        || function.node().hasErrors()
        || !mayRunOff(function.lowered(), List.of())
        || function.node().text().contains("asm")
        || returnsUnderCondition(function.node().text())
        || returnsByMacro(function)) {
      return Optional.empty();
    }
    Lowered body = function.lowered();
    boolean returns =
        body.steps().stream()
            .flatMap(List::stream)
            .anyMatch(
                step -> step instanceof Step.Return back && !back.node().children().isEmpty());
    return body.end()
        .filter(end -> mayRunOff(body, function.unit().found(NEVER_RETURNS)))
        .map(
            end ->
                Finding.at(
                        function.node().child(Kind.INIT_DECLARATOR).orElse(function.node()),
                        "%s() runs off its end without a value",
                        function.name())
                    .steps(Path.notes(end.trace()))
                    .about(function.name(), "end"))
        .map(finding -> returns ? finding.likely() : finding);
  }

  /** Whether only some configurations have one of the return statements. */
  private static boolean returnsUnderCondition(String text) {
    int depth = 0;
    for (String line : text.split("\n")) {
      if (line.startsWith("#if")) {
        depth++;
      } else if (line.startsWith("#endif")) {
        depth--;
      } else if (depth > 0 && line.contains("return")) {
        return true;
      }
    }
    return false;
  }

  private static boolean returnsByMacro(FunctionFacts function) {
    return function
        .node()
        .findAll(Kind.NAME)
        .anyMatch(
            node ->
                RETURNS.matcher(node.text()).matches()
                    || function
                        .unit()
                        .macro(node.text())
                        .filter(macro -> macro.body().contains("return"))
                        .isPresent());
  }

  /**
   * Whether control comes to the end by no return, whatever is known on the way.
   *
   * @param last functions that nobody comes back from
   */
  private static boolean mayRunOff(Lowered body, List<String> last) {
    BitSet seen = new BitSet();
    Deque<Block> open = new ArrayDeque<>(List.of(body.cfg().entry()));
    while (!open.isEmpty()) {
      Block block = open.pop();
      if (block.number() == body.cfg().exit().number()) {
        return true;
      }
      boolean returns =
          body.steps().get(block.number()).stream()
              .anyMatch(
                  step ->
                      step instanceof Step.Return
                          || step instanceof Step.Call call && last.contains(call.callee()));
      if (!returns) {
        for (Edge edge : block.edges()) {
          if (!seen.get(edge.target())) {
            seen.set(edge.target());
            open.push(body.cfg().blocks().get(edge.target()));
          }
        }
      }
    }
    return false;
  }
}

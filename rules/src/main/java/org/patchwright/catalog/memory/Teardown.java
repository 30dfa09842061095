package org.patchwright.catalog.memory;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.OpsTable;
import org.patchwright.symbol.Unit;
import org.patchwright.typestate.Parting;

/** The functions of a file in which its driver lets go of what it keeps. */
record Teardown(Unit unit, CallGraph graph) {

  private static final Pattern LEAVES = Pattern.compile("\\bmodule_exit\\s*\\(\\s*(\\w+)");

  private static final Pattern BEGINS =
      Pattern.compile("(\\w+\\.)*(probe|probe_new|open|ndo_open|attach|connect|bind|startup)");

  private static final Pattern ENDS =
      Pattern.compile(
          "(\\w+\\.)*(remove|remove_new|release|close|ndo_stop|detach|disconnect|unbind|shutdown)");

  /** Whether a function runs when its module goes. */
  boolean isExit(Function function) {
    return function.unit().found(LEAVES).contains(function.name());
  }

  /** The callback by which the kernel ends what the callback of a maker began. */
  Optional<Function> paired(Set<Function> makers) {
    for (OpsTable table : unit.tables()) {
      boolean begins =
          table.callbacks().entrySet().stream()
              .filter(callback -> BEGINS.matcher(callback.getKey()).matches())
              .anyMatch(
                  callback ->
                      graph.reachedFrom(callback.getValue()).stream().anyMatch(makers::contains));
      Optional<Function> end =
          table.callbacks().entrySet().stream()
              .filter(callback -> ENDS.matcher(callback.getKey()).matches())
              .map(Map.Entry::getValue)
              .filter(function -> !makers.contains(function))
              .findFirst();
      if (begins && end.isPresent()) {
        return end;
      }
    }
    return Optional.empty();
  }

  /** Whether a function runs when a device or a file goes. */
  boolean isEnd(Function function) {
    return Parting.isCleanUp(function.name()) && function.parameters().size() == 1
        || isExit(function)
        || graph.leadingTo(function).stream().anyMatch(top -> isCallback(top));
  }

  /** Whether the kernel ends something by a function. */
  boolean isCallback(Function function) {
    return function.unit().tables().stream()
        .flatMap(table -> table.callbacks().entrySet().stream())
        .anyMatch(
            callback ->
                callback.getValue().equals(function) && ENDS.matcher(callback.getKey()).matches());
  }
}

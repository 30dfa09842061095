package org.patchwright.catalog.memory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.catalog.sibling.Verbs;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.OpsTable;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Parting;

/** The functions of a file in which its driver lets go of what it keeps. */
public record Teardown(Unit unit, CallGraph graph) {

  private static final Pattern LEAVES =
      Pattern.compile("module_exit(?<!\\wmodule_exit)\\s*\\(\\s*(\\w+)");

  private static final Pattern BEGINS =
      Pattern.compile("(\\w+\\.)*(probe|probe_new|open|ndo_open|attach|connect|bind|startup)");

  private static final Pattern ENDS =
      Pattern.compile(
          "(\\w+\\.)*(remove|remove_new|release|close|ndo_stop|detach|disconnect|unbind|shutdown)");

  /** Callbacks that end, by those that begin, what may happen many times. */
  private static final Map<String, String> STOPS =
      Map.of("ndo_stop", "ndo_open", "ndo_uninit", "ndo_init", "release", "open");

  /** By their names, functions that end the life of what they are given. */
  private static final Pattern LAST =
      Pattern.compile(
          "(^|_)(k?free|release|destroy|dispose|delete|dtor|remove|detach|uninit|deinit|fini|exit)(_|$)");

  /** {@code INIT_WORK(&object->work, handler)}. */
  private static final Pattern HANDLER =
      Pattern.compile(
          "\\b(?:INIT_(?:DELAYED_|RCU_)?WORK|kthread_init_work|call_rcu|kref_put)\\s*\\(\\s*"
              + "&\\s*(\\w+)\\s*->[^,()]*,\\s*&?(\\w+)\\s*\\)");

  /**
   * {@code kref_put(&object->kref, release)}. A text is searched far quicker for what begins with a
   * fixed word.
   */
  private static final Pattern COUNTED_DOWN =
      Pattern.compile("kref_put(?<!\\wkref_put)\\w*\\s*\\([^;,]*,\\s*&?(\\w+)");

  /** {@code .release = release}. */
  private static final Pattern RELEASE =
      Pattern.compile("release(?<!\\wrelease)\\s*=\\s*&?(\\w+)\\s*[,;}]");

  /** Whether a function's name says that it undoes what one of some others does. */
  boolean undoes(Function function, Set<Function> makers) {
    return makers.stream().anyMatch(maker -> Verbs.undoes(function.name(), maker.name()));
  }

  /** Whether a function is, by its name, the end of what it is given. */
  static boolean isLast(Function function) {
    return LAST.matcher(function.name()).find() && Parting.isCleanUp(function.name());
  }

  /** Whether a function runs when the last user of a counted object goes. */
  public static boolean isRelease(Function function) {
    return function.unit().found(RELEASE).contains(function.name())
        || function.unit().found(COUNTED_DOWN).contains(function.name());
  }

  /** Whether a function declares a pointer to some struct. */
  static boolean speaksOf(Function function, String tag) {
    return Pattern.compile("\\bstruct\\s+" + tag + "\\s*\\*")
        .matcher(function.node().text())
        .find();
  }

  /** The functions that, by what a maker says, work on an object later or end it. */
  static Set<String> handlers(Function maker, String object) {
    return HANDLER
        .matcher(maker.body().text())
        .results()
        .filter(found -> found.group(1).equals(object))
        .map(found -> found.group(2))
        .collect(Collectors.toSet());
  }

  /**
   * Whether a call undoes what its function began: behind a label of its unwinding, or in a branch
   * that leaves.
   */
  public static boolean isUnwinding(Node call) {
    Node below = call;
    for (Node outer : call.ancestors().toList()) {
      if (outer.is(Kind.FUNCTION_DEFINITION)) {
        return false;
      }
      if (outer.is(Kind.COMPOUND)) {
        List<Node> items = outer.children();
        if (outer.parent().filter(p -> p.is(Kind.IF)).isPresent()
            && items.stream().anyMatch(item -> item.is(Kind.RETURN) || item.is(Kind.GOTO))) {
          return true;
        }
        boolean labelled = false;
        for (int at = items.indexOf(below); at >= 0; at--) {
          labelled |= items.get(at).is(Kind.LABEL);
          if (labelled && items.get(at).is(Kind.RETURN)) {
            return true;
          }
        }
      }
      below = outer;
    }
    return false;
  }

  /** Whether a function runs when its module goes. */
  boolean isExit(Function function) {
    return function.unit().found(LEAVES).contains(function.name());
  }

  /** The callback by which the kernel ends what the callback of a maker began. */
  public Optional<Function> paired(Set<Function> makers) {
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
              .filter(callback -> !isReboot(table, callback.getKey()))
              .map(Map.Entry::getValue)
              .filter(function -> !makers.contains(function))
              .findFirst();
      if (begins && end.isPresent()) {
        return end;
      }
    }
    return Optional.empty();
  }

  /** Whether a callback is what a reboot asks of a driver, and undoes no starting up. */
  private static boolean isReboot(OpsTable table, String callback) {
    return callback.endsWith("shutdown")
        && table.callback(callback.replace("shutdown", "startup")).isEmpty();
  }

  /** Whether the kernel ends by a function what another began than a maker: it stops a device. */
  boolean endsOther(Function function, Set<Function> makers) {
    return function.unit().tables().stream()
        .filter(
            table ->
                table.callbacks().entrySet().stream()
                    .anyMatch(
                        callback ->
                            callback.getValue().equals(function)
                                && STOPS.containsKey(callback.getKey())))
        .anyMatch(
            table ->
                STOPS.entrySet().stream()
                    .filter(
                        pair -> table.callback(pair.getKey()).filter(function::equals).isPresent())
                    .flatMap(pair -> table.callback(pair.getValue()).stream())
                    .anyMatch(
                        begin -> graph.reachedFrom(begin).stream().noneMatch(makers::contains)));
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

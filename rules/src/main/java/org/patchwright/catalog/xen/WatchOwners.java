package org.patchwright.catalog.xen;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.fact.DriverFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * The watches that the structs of one file hold, as the file's calls show, and the functions in
 * which their memory goes.
 */
final class WatchOwners {

  /** Names that {@link #registered} knows, and those of their contraries. */
  private static final Pattern REGISTERS = Pattern.compile("register_xenbus|xenbus_watch_path");

  private static final Set<String> FREES = Set.of("kfree", "kvfree", "vfree");

  private static final int DEPTH = 5;

  private WatchOwners() {}

  /** Frees of a watch's path, or of what holds one, where the watch was not taken back before. */
  static Stream<Finding> freedInForce(Function function) {
    List<Finding> found = new ArrayList<>();
    for (Node call : calls(function.node()).toList()) {
      for (String watch : freed(function, call)) {
        if (!isTakenBack(function, call, watch)
            && !isNotRegistered(call, watch)
            && !isNew(function, call)) {
          found.add(
              Finding.at(call, "%s goes here, and nothing has unregistered it", watch)
                  .about(function.name(), field(watch))
                  .notFixed("who else still needs the watch is the driver's to say"));
        }
      }
    }
    return found.stream();
  }

  /** The watches whose path a call frees; none if the function itself only frees for others. */
  private static List<String> freed(Function function, Node call) {
    List<Node> arguments = call.arguments();
    if (arguments.isEmpty()) {
      return List.of();
    }
    String text = arguments.get(0).text();
    if (FREES.contains(name(call))) {
      Optional<String> watch = watchOf(text);
      return watch.isPresent()
              && isWatch(function.unit(), watch.get())
              && !freesForCallers(function, watch.get())
          ? List.of(watch.get())
          : List.of();
    }
    Optional<Function> helper = function.unit().function(name(call));
    if (helper.isEmpty() || helper.get().equals(function)) {
      return List.of();
    }
    List<String> found = new ArrayList<>();
    for (Node free : calls(helper.get().node()).filter(c -> FREES.contains(name(c))).toList()) {
      Optional<String> watch =
          free.arguments().stream().findFirst().flatMap(argument -> watchOf(argument.text()));
      if (watch.isPresent()
          && isWatch(function.unit(), watch.get())
          && freesForCallers(helper.get(), watch.get())) {
        String parameter = helper.get().parameters().get(0);
        found.add(watch.get().replaceFirst("^" + parameter + "\\b", text.replace("$", "\\$")));
      }
    }
    return found;
  }

  /** {@code be->watch} for {@code be->watch.node}. */
  private static Optional<String> watchOf(String freed) {
    return freed.endsWith(".node")
        ? Optional.of(freed.substring(0, freed.length() - 5))
        : Optional.empty();
  }

  /** Whether the file registers, or takes back, a watch of this name. */
  private static boolean isWatch(Unit unit, String watch) {
    String field = field(watch);
    return unit.functionsWith(REGISTERS).stream()
        .flatMap(function -> calls(function.node()))
        .filter(call -> registered(call).isPresent() || name(call).startsWith("unregister_xenbus"))
        .flatMap(call -> call.arguments().stream())
        .anyMatch(
            argument -> argument.text().startsWith("&") && field(argument.text()).equals(field));
  }

  /** A helper that gets the holder and frees all of it: its callers take the watch back. */
  private static boolean freesForCallers(Function function, String watch) {
    return !function.parameters().isEmpty()
        && !function.parameters().get(0).isEmpty()
        && watch.matches(function.parameters().get(0) + "->.*")
        && calls(function.node())
            .filter(call -> FREES.contains(name(call)))
            .flatMap(call -> call.arguments().stream())
            .anyMatch(argument -> argument.text().equals(function.parameters().get(0)))
        && calls(function.node()).noneMatch(call -> name(call).startsWith("unregister_xenbus"));
  }

  private static boolean isTakenBack(Function function, Node free, String watch) {
    return calls(function.node())
        .filter(call -> call.firstToken() < free.firstToken())
        .filter(call -> takesBack(function.unit(), call, field(watch), 0))
        .anyMatch(call -> encloses(call, free));
  }

  /** Whether the block that holds one node, or an {@code if} in it, holds the other. */
  private static boolean encloses(Node before, Node after) {
    Optional<Node> block = before.ancestor(Kind.COMPOUND);
    // if (x) unregister(...); in one statement counts for what comes behind it.
    return block.isPresent()
        && (block.get().span().contains(after.span())
            || block
                .get()
                .parent()
                .filter(outer -> outer.is(Kind.IF))
                .flatMap(outer -> outer.ancestor(Kind.COMPOUND))
                .filter(outer -> outer.span().contains(after.span()))
                .filter(outer -> !isElse(block.get(), after))
                .isPresent());
  }

  private static boolean isElse(Node block, Node after) {
    return block.parent().map(outer -> outer.span().contains(after.span())).orElse(false);
  }

  /** Under an {@code if} behind the registration: it has failed. */
  private static boolean isNotRegistered(Node free, String watch) {
    Optional<Node> function = free.ancestor(Kind.FUNCTION_DEFINITION);
    if (function.isEmpty()) {
      return true;
    }
    return calls(function.get())
        .filter(call -> call.firstToken() < free.firstToken())
        .filter(call -> registered(call).filter(w -> field(w).equals(field(watch))).isPresent())
        .anyMatch(
            call ->
                free.ancestors()
                    .anyMatch(
                        outer ->
                            outer.is(Kind.IF)
                                && outer.span().end() > call.span().end()
                                && outer.firstToken() > call.firstToken() - 3
                                && call.ancestor(Kind.COMPOUND)
                                    .filter(block -> block.span().contains(outer.span()))
                                    .isPresent()));
  }

  /** Memory that the function itself has just allocated holds no watch in force. */
  private static boolean isNew(Function function, Node free) {
    String owner = free.arguments().get(0).text().replaceFirst("(?s)(->|\\.).*", "");
    return function
            .node()
            .findAll(Kind.ASSIGNMENT)
            .filter(node -> node.children().get(0).text().equals(owner))
            .anyMatch(node -> node.children().get(1).text().matches("(?s)kv?[cmz]alloc\\b.*"))
        && calls(function.node()).noneMatch(call -> registered(call).isPresent());
  }

  /** What a call registers, without the ampersand. */
  static Optional<String> registered(Node call) {
    int argument =
        switch (name(call)) {
          case "register_xenbus_watch" -> 0;
          case "xenbus_watch_pathfmt" -> 1;
          case "xenbus_watch_path" -> 2;
          case "xenbus_watch_path2" -> 3;
          default -> -1;
        };
    List<Node> arguments = call.arguments();
    if (argument < 0 || argument >= arguments.size()) {
      return Optional.empty();
    }
    String text = arguments.get(argument).text();
    return text.startsWith("&") ? Optional.of(text.substring(1).trim()) : Optional.empty();
  }

  /** Whether a call takes back a watch kept in such a field, itself or in the file below it. */
  static boolean takesBack(Unit unit, Node call, String field, int depth) {
    if (name(call).equals("unregister_xenbus_watch")) {
      return call.arguments().stream().anyMatch(argument -> field(argument.text()).equals(field));
    }
    return depth < DEPTH
        && unit.function(name(call)).stream()
            .flatMap(callee -> calls(callee.node()))
            .anyMatch(inner -> takesBack(unit, inner, field, depth + 1));
  }

  /** Watches that a driver's callbacks register and that its remove does not take back. */
  static Stream<Finding> leftByRemove(DriverFacts driver) {
    Optional<Function> remove = driver.callback("remove");
    if (remove.isEmpty()) {
      return Stream.empty();
    }
    Unit unit = driver.unit();
    Set<Function> before = new LinkedHashSet<>();
    driver.table().callbacks().forEach((field, function) -> below(unit, function, before, 0));
    Set<Function> going = new LinkedHashSet<>();
    below(unit, remove.get(), going, 0);
    List<Finding> found = new ArrayList<>();
    // What goes with its path was told there.
    Set<String> seen =
        going.stream()
            .flatMap(WatchOwners::freedInForce)
            .map(Finding::subject)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (Function function : before) {
      for (Node call : calls(function.node()).toList()) {
        Optional<String> watch = registered(call).filter(w -> w.matches("(?s).*(->|\\.).*"));
        if (watch.isPresent()
            && seen.add(field(watch.get()))
            && going.stream()
                .flatMap(callee -> calls(callee.node()))
                .noneMatch(inner -> takesBack(unit, inner, field(watch.get()), DEPTH))) {
          found.add(left(remove.get(), going, call, watch.get()));
        }
      }
    }
    return found.stream();
  }

  private static Finding left(Function remove, Set<Function> going, Node call, String watch) {
    String holder = tag(call, watch.replaceFirst("(?s)(->|\\.).*", ""));
    Node place = remove.node();
    String name = remove.name();
    for (Function function : going) {
      Optional<Node> free =
          calls(function.node())
              .filter(made -> FREES.contains(name(made)) && !made.arguments().isEmpty())
              .filter(made -> !holder.isEmpty())
              .filter(made -> tag(made, made.arguments().get(0).text()).equals(holder))
              .findFirst();
      if (free.isPresent()) {
        place = free.get();
        name = function.name();
        break;
      }
    }
    return Finding.at(place, "%s is still registered when the device is removed", watch)
        .step(Note.at(call, "registered here"))
        .about(name, field(watch))
        .notFixed("whether it was registered at all is the driver's to say");
  }

  /** The struct that a local or parameter points to. */
  private static String tag(Node inside, String local) {
    Matcher declared =
        Pattern.compile("struct\\s+(\\w+)\\s*\\*\\s*" + Pattern.quote(local) + "\\b")
            .matcher(inside.ancestor(Kind.FUNCTION_DEFINITION).map(Node::text).orElse(""));
    return declared.find() ? declared.group(1) : "";
  }

  private static void below(Unit unit, Function function, Set<Function> found, int depth) {
    if (found.add(function) && depth < DEPTH) {
      calls(function.node())
          .flatMap(call -> unit.function(name(call)).stream())
          .toList()
          .forEach(callee -> below(unit, callee, found, depth + 1));
    }
  }

  static String field(String place) {
    return place.replaceFirst("(?s).*(->|\\.)", "").replaceAll("\\W", "");
  }

  private static Stream<Node> calls(Node below) {
    return below.findAll(Kind.CALL);
  }

  private static String name(Node call) {
    return call.children().get(0).text();
  }
}

package org.patchwright.catalog.memory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rank;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** An object that a function finds on a list and takes off it is freed, or handed on. */
final class Unlinked {

  private static final Pattern ITERATES = Pattern.compile("\\w*for_?each_\\w*safe\\w*");

  /** Whoever takes something off while he goes on by its links must leave the loop. */
  private static final Pattern FINDS_ONE = Pattern.compile("h?list_for_each_entry(_rcu)?");

  private static final Pattern FINDS =
      Pattern.compile(
          "(list_(first_|last_)?entry(_or_null)?|hlist_entry|llist_entry|[A-Z][A-Z0-9_]*_ENTRY\\w*)");
  private static final Pattern UNLINKS =
      Pattern.compile("h?list_del(_init|_rcu|_init_rcu)?|rb_erase");
  private static final Pattern LOOKS_ONLY =
      Pattern.compile(
          "printk|pr_\\w+|dev_\\w+|netdev_\\w+|WARN\\w*|BUG\\w*|h?list_\\w+|rb_\\w+|spin_\\w+|mutex_\\w+|sizeof|"
              + "memcmp|memcpy|memset|ether_addr_\\w+|\\w*_(dbg|err|warn|info|trace)");

  private static final Pattern FREES = Pattern.compile("k[vz]?free\\w*|vfree|kmem_cache_free");

  private Unlinked() {}

  static Stream<Finding> in(FunctionFacts function) {
    Node body = function.function().body();
    if (!body.text().contains("list_del") && !body.text().contains("rb_erase")) {
      return Stream.empty();
    }
    // By variable, the part of the function in which it stands for what came off the list.
    Map<Node, String> scopes = new LinkedHashMap<>();
    body.findAll(Kind.ITERATOR_STATEMENT)
        .filter(loop -> ITERATES.matcher(name(loop)).matches())
        .forEach(
            loop ->
                loop.child(Kind.ARGUMENTS)
                    .flatMap(list -> list.children().stream().findFirst())
                    .filter(variable -> variable.is(Kind.NAME))
                    .ifPresent(
                        variable ->
                            scopes.put(
                                loop.children().get(loop.children().size() - 1), variable.text())));
    body.findAll(Kind.ASSIGNMENT)
        .filter(assignment -> assignment.children().get(0).is(Kind.NAME))
        .filter(
            assignment ->
                assignment.children().get(1).is(Kind.CALL)
                    && FINDS
                        .matcher(assignment.children().get(1).children().get(0).text())
                        .matches())
        .forEach(assignment -> scopes.put(assignment, assignment.children().get(0).text()));
    Stream<Finding> found =
        scopes.entrySet().stream()
            .flatMap(
                entry ->
                    entry.getKey().is(Kind.ASSIGNMENT)
                        ? lost(function, body, entry.getValue(), entry.getKey().endToken()).stream()
                        : lost(function, entry.getKey(), entry.getValue(), 0).stream());
    return Stream.concat(
        found,
        body.findAll(Kind.ITERATOR_STATEMENT)
            .filter(loop -> FINDS_ONE.matcher(name(loop)).matches())
            .filter(loop -> loop.text().contains("list_del"))
            .flatMap(
                loop ->
                    loop
                        .child(Kind.ARGUMENTS)
                        .flatMap(list -> list.children().stream().findFirst())
                        .filter(variable -> variable.is(Kind.NAME))
                        .filter(variable -> isFreedElsewhere(function, variable.text()))
                        .flatMap(
                            variable -> lost(function, body, variable.text(), loop.firstToken()))
                        .stream()));
  }

  /** Whether other functions of the file free objects of the type of a variable. */
  private static boolean isFreedElsewhere(FunctionFacts function, String variable) {
    Optional<String> tag = tag(function.function(), variable);
    return tag.isPresent()
        && function.function().unit().functions().stream()
            .filter(other -> !other.equals(function.function()))
            .filter(other -> other.node().text().contains(tag.get()))
            .flatMap(
                other ->
                    other
                        .body()
                        .findAll(Kind.CALL)
                        .filter(call -> FREES.matcher(call.children().get(0).text()).matches())
                        .flatMap(call -> call.arguments().stream())
                        .flatMap(freed -> tag(other, freed.text()).stream()))
            .anyMatch(tag.get()::equals);
  }

  private static Optional<String> tag(Function function, String variable) {
    return Pattern.compile(
            "\\bstruct\\s+(\\w+)\\s*\\*(?:(?!\\bstruct\\b)[^;(){}])*?(?<!\\w)"
                + Pattern.quote(variable)
                + "\\b")
        .matcher(function.node().text())
        .results()
        .map(found -> found.group(1))
        .findFirst();
  }

  private static String name(Node loop) {
    return loop.child(Kind.NAME).map(Node::text).orElse("");
  }

  private static Optional<Finding> lost(
      FunctionFacts function, Node scope, String variable, int from) {
    String quoted = Pattern.quote(variable);
    Pattern bare = Pattern.compile("(?<![\\w.>])" + quoted + "(?!\\s*(->|\\.|\\w|\\[))");
    Pattern part = Pattern.compile("&\\s*" + quoted + "\\s*->");
    List<Node> calls = scope.findAll(Kind.CALL).filter(call -> call.firstToken() >= from).toList();
    Optional<Node> unlink =
        calls.stream()
            .filter(call -> UNLINKS.matcher(call.children().get(0).text()).matches())
            .filter(call -> part.matcher(call.text()).find())
            .findFirst();
    if (unlink.isEmpty()) {
      return Optional.empty();
    }
    boolean given =
        calls.stream()
            .filter(call -> !LOOKS_ONLY.matcher(call.children().get(0).text()).matches())
            .flatMap(call -> call.child(Kind.ARGUMENTS).stream())
            .anyMatch(list -> bare.matcher(list.text()).find() || part.matcher(list.text()).find());
    boolean kept =
        Stream.concat(
                scope
                    .findAll(Kind.ASSIGNMENT)
                    .filter(assignment -> assignment.firstToken() >= from)
                    .map(assignment -> assignment.children().get(1)),
                scope.findAll(Kind.RETURN).filter(back -> !back.children().isEmpty()))
            .anyMatch(value -> bare.matcher(value.text()).find());
    boolean listed =
        calls.stream()
            .filter(call -> call.children().get(0).text().matches("h?list_(add|move|splice)\\w*"))
            .anyMatch(call -> part.matcher(call.text()).find());
    boolean leaves =
        scope.findAll(Kind.BREAK).findAny().isPresent()
            || scope.findAll(Kind.GOTO).findAny().isPresent();
    if (given || kept || listed || from == 0 && leaves) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.at(unlink.get(), "%s is taken off its list, and then lost", variable)
            .step(Note.at(unlink.get(), "nothing behind this frees it or hands it on"))
            .ranked(Rank.STYLE)
            .about(function.name(), variable));
  }
}

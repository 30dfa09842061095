package org.patchwright.catalog.ref;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.catalog.sibling.Verbs;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rank;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.OpsTable;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** What one function counts up and the function that ends its work does not count down. */
final class Unpaired {

  private static final Pattern TAKES_MODULE = Pattern.compile("(__|try_)module_get");
  private static final Pattern PUTS_MODULE = Pattern.compile("module_put(_and_\\w*exit)?");

  private static final Pattern GIVES_BACK =
      Pattern.compile("\\w*(put|free|release|unref|drop|destroy|close|remove)\\w*");

  private static final Map<String, String> CALLBACKS =
      Map.of("open", "release", "probe", "remove", "ndo_open", "ndo_stop", "attach", "detach");

  private static final Map<String, List<String>> COUNTERPARTS =
      Map.of(
          "open", List.of("release", "close"),
          "init", List.of("fini", "exit"),
          "probe", List.of("remove", "disconnect"),
          "attach", List.of("detach"),
          "bind", List.of("unbind"),
          "start", List.of("stop"),
          "install", List.of("cleanup", "hangup"));

  private static final Pattern GETS = Pattern.compile("kref_get");

  private static final Pattern COUNTS = Pattern.compile("kref_(init|get(_unless_zero)?)");

  /** Remarks and strings. */
  private static final Pattern ASIDE =
      Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|\"(?:\\\\.|[^\"\\\\])*\"");

  private static final Pattern RELEASE =
      Pattern.compile("(?s).*\\(\\s*struct\\s+kref\\s*\\*\\s*\\w+\\s*\\)\\s*");

  private static final Pattern OBJECT =
      Pattern.compile(
          "container_of\\s*\\(\\s*\\w+\\s*,\\s*struct\\s+(\\w+)\\s*,\\s*([\\w.]+)\\s*\\)");

  private static final Pattern VIEW =
      Pattern.compile("struct\\s+(\\w+)\\s*\\*\\s*\\w+\\s*=\\s*\\w*to_\\w+\\s*\\(");

  private static final Pattern MEMBER =
      Pattern.compile("&\\s*(?:.*\\W)?(\\w+)\\s*(?:->|\\.)\\s*(\\w+)");

  private static final int BESIDE = 40;

  private Unpaired() {}

  static Stream<Finding> in(TreeFacts file) {
    return Stream.of(modules(file), counters(file), gets(file), releases(file))
        .flatMap(found -> found);
  }

  /** The driver's own module is held for an object, and no file of the driver lets go of it. */
  private static Stream<Finding> modules(TreeFacts file) {
    List<Finding> found = new ArrayList<>();
    for (Function function : file.unit().functions()) {
      Optional<Node> taken =
          calls(function, TAKES_MODULE)
              .filter(call -> call.text().contains("THIS_MODULE"))
              .findFirst();
      Optional<Function> end = taken.flatMap(call -> ending(file.unit(), function));
      if (end.isPresent() && !isModulePut(file)) {
        found.add(told(end.get(), taken.get(), "this module", "nothing in the driver lets go of"));
      }
    }
    return found.stream();
  }

  private static boolean isModulePut(TreeFacts file) {
    Stream<Unit> beside =
        file.tree().siblings(file.unit().path()).stream()
            .filter(path -> !path.equals(file.unit().path()))
            .limit(BESIDE)
            .flatMap(path -> file.tree().unit(path).stream());
    return Stream.concat(Stream.of(file.unit()), beside)
        .flatMap(unit -> unit.functions().stream())
        .anyMatch(function -> calls(function, PUTS_MODULE).findAny().isPresent());
  }

  /** The function whose name says that it ends what another one began. */
  private static Optional<Function> ending(Unit unit, Function begins) {
    return unit.functions().stream()
        .filter(function -> Verbs.undoes(function.name(), begins.name()))
        .findFirst();
  }

  /** A callback makes a counted object, and its counterpart neither counts it down nor frees. */
  private static Stream<Finding> counters(TreeFacts file) {
    List<Finding> found = new ArrayList<>();
    for (OpsTable table : file.unit().tables()) {
      for (Map.Entry<String, String> pair : new TreeMap<>(CALLBACKS).entrySet()) {
        Optional<Function> begins = table.callback(pair.getKey());
        Optional<Function> ends = table.callback(pair.getValue());
        if (begins.isEmpty() || ends.isEmpty()) {
          continue;
        }
        Optional<Node> made = calls(begins.get(), Pattern.compile("kref_init")).findFirst();
        if (made.isPresent()
            && calls(ends.get(), GIVES_BACK).findAny().isEmpty()
            && ends.get().body().findAll(Kind.CALL).noneMatch(call -> isOwn(file, call))) {
          found.add(
              told(
                  ends.get(),
                  made.get(),
                  made.get().arguments().get(0).text().replaceFirst("^&\\s*", ""),
                  "nothing here gives back the first reference to"));
        }
      }
    }
    return found.stream();
  }

  /** A callback counts an object up, and its counterpart counts nothing of that name down. */
  private static Stream<Finding> gets(TreeFacts file) {
    boolean counts =
        file.unit().functions().stream()
            .anyMatch(function -> calls(function, GETS).findAny().isPresent());
    if (!counts) {
      return Stream.empty();
    }
    CallGraph graph = CallGraph.of(List.of(file.unit()));
    List<Finding> found = new ArrayList<>();
    for (OpsTable table : file.unit().tables()) {
      for (Map.Entry<String, List<String>> pair : new TreeMap<>(COUNTERPARTS).entrySet()) {
        Optional<Function> begins = table.callback(pair.getKey());
        Optional<Function> ends =
            pair.getValue().stream().flatMap(name -> table.callback(name).stream()).findFirst();
        if (begins.isPresent() && ends.isPresent()) {
          calls(begins.get(), GETS)
              .filter(
                  call -> call.parent().filter(p -> p.is(Kind.EXPRESSION_STATEMENT)).isPresent())
              .filter(
                  call ->
                      table.callbacks().values().stream()
                          .filter(other -> !other.equals(begins.get()))
                          .noneMatch(other -> isCountedDown(graph, other, call)))
              .findFirst()
              .ifPresent(
                  call ->
                      found.add(
                          told(
                              ends.get(),
                              call,
                              call.arguments().get(0).text().replaceFirst("^&\\s*", ""),
                              "nothing here gives back the reference that its counterpart took"
                                  + " to")));
        }
      }
    }
    return found.stream();
  }

  private static boolean isCountedDown(CallGraph graph, Function end, Node get) {
    Matcher taken = MEMBER.matcher(get.arguments().get(0).text());
    if (!taken.matches()) {
      return true;
    }
    Pattern same = Pattern.compile("(?s).*\\W" + taken.group(2) + "\\b.*");
    Pattern exact =
        Pattern.compile(
            "(?s).*\\b" + taken.group(1) + "\\s*(->|\\.)\\s*" + taken.group(2) + "\\b.*");
    return graph.reachedFrom(end).stream()
        .flatMap(reached -> graph.sites(reached).stream())
        .filter(call -> GIVES_BACK.matcher(call.callee()).matches())
        .anyMatch(
            call ->
                call.arguments().stream()
                    .anyMatch(
                        given ->
                            (call.caller().equals(end) ? exact : same)
                                    .matcher(given.text())
                                    .matches()
                                || given.text().equals(taken.group(1))
                                    && graph.function(end.unit(), call.callee()).isEmpty()));
  }

  /**
   * A function that ends a counted object when its last reference goes is given to nobody who
   * counts down: nobody does.
   */
  private static Stream<Finding> releases(TreeFacts file) {
    List<Function> ends =
        file.unit().functions().stream()
            .filter(function -> function.isStatic() && function.returnsNothing())
            .filter(function -> RELEASE.matcher(function.head()).matches())
            .toList();
    if (ends.isEmpty()) {
      return Stream.empty();
    }
    String text = ASIDE.matcher(file.unit().tree().file().text()).replaceAll("");
    return ends.stream()
        .filter(end -> uses(text, end.name()) == 1)
        .flatMap(end -> unused(file.unit(), end).stream());
  }

  /** How often a name stands in a text, other than in declarations of a function. */
  private static long uses(String text, String name) {
    return Pattern.compile("\\b" + name + "\\b(?!\\s*\\([^()]*\\)\\s*;)")
        .matcher(text)
        .results()
        .count();
  }

  private static Optional<Finding> unused(Unit unit, Function end) {
    Matcher object = OBJECT.matcher(end.body().text());
    Matcher view = VIEW.matcher(end.body().text());
    boolean contained = object.find();
    if (!contained && !view.find()) {
      return Optional.empty();
    }
    String tag = contained ? object.group(1) : view.group(1);
    String counter = contained ? object.group(2) : "";
    Optional<Node> counted =
        unit.functions().stream()
            .flatMap(function -> calls(function, COUNTS))
            .filter(call -> call.text().contains(counter))
            .findFirst();
    return counted.map(
        call -> {
          Function at =
              unit.functions().stream()
                  .filter(other -> !other.equals(end) && lets(unit, other, tag))
                  .findFirst()
                  .orElse(end);
          return Finding.at(
                  at.node(),
                  "no reference to struct %s is ever given back: %s() is not used",
                  tag,
                  end.name())
              .step(Note.at(call, "counted here"))
              .ranked(Rank.STYLE)
              .about(at.name(), tag);
        });
  }

  /** Whether the name of a function says that it gives back what is of a type. */
  private static boolean lets(Unit unit, Function function, String tag) {
    return function.head().contains("struct " + tag + " *")
        && GIVES_BACK.matcher(function.name()).matches()
        && unit.functions().stream()
            .filter(other -> calls(other, COUNTS).findAny().isPresent())
            .anyMatch(other -> Verbs.undoes(function.name(), other.name()));
  }

  private static boolean isOwn(TreeFacts file, Node call) {
    return file.unit().function(call.children().get(0).text()).isPresent();
  }

  private static Stream<Node> calls(Function function, Pattern names) {
    return function
        .body()
        .findAll(Kind.CALL)
        .filter(call -> names.matcher(call.children().get(0).text()).matches());
  }

  private static Finding told(Function end, Node taken, String what, String how) {
    return Finding.at(end.node(), "%s %s", how, what)
        .step(Note.at(taken, "taken here"))
        .ranked(Rank.STYLE)
        .about(end.name(), what);
  }
}

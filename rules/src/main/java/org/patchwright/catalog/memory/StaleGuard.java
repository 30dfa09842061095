package org.patchwright.catalog.memory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.PathState;
import org.patchwright.dataflow.Paths;
import org.patchwright.dataflow.Step;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * A field that says whether another one is there, and still does after a failing function has freed
 * that: whoever goes by it frees it again.
 */
final class StaleGuard {

  private static final Pattern NOTHING = Pattern.compile("0|NULL|false");

  /** {@code BACK_RING_INIT(&x->rings.native, page, size)} fills in what lies there. */
  private static final Pattern FILLS = Pattern.compile("[A-Z][A-Z0-9_]*(INIT|ATTACH)");

  private static final Pattern PATH = Pattern.compile("(\\w+)\\s*->\\s*(\\w+(\\s*\\.\\s*\\w+)*)");

  /** After them nobody ends what they began, but the kernel if they succeeded. */
  private static final Pattern FIRST = Pattern.compile("(\\w+\\.)*(probe|probe_new|init)");

  /**
   * What one function frees where a field of the same object is set, and clears.
   *
   * @param guard the path of the field from the object, {@code rings.common.sring}
   * @param freed the path of what is freed
   */
  private record Guarded(Function by, Node test, String guard, String release, String freed) {

    /** Whether a place is the guard, or holds it. */
    boolean isSet(String place) {
      return guard.equals(place) || guard.startsWith(first(place) + ".") && place.contains(".");
    }

    private static String first(String place) {
      return place.split("\\.")[0];
    }
  }

  private StaleGuard() {}

  static Stream<Finding> in(TreeFacts file, Map<String, Integer> releases) {
    List<Guarded> guarded = new ArrayList<>();
    for (Function function : file.unit().functions()) {
      function
          .body()
          .findAll(Kind.IF)
          .forEach(choice -> guarded(function, choice, releases).ifPresent(guarded::add));
    }
    Map<Integer, Finding> found = new LinkedHashMap<>();
    for (Guarded one : guarded) {
      for (Function function : file.unit().functions()) {
        boolean frees =
            !function.equals(one.by())
                && !isFirst(function)
                && function
                    .body()
                    .findAll(Kind.CALL)
                    .anyMatch(call -> call.children().get(0).text().equals(one.release()));
        if (frees) {
          Walk walk = new Walk(file.of(function).lowered(), one, releases.get(one.release()));
          walk.run();
          walk.found.ifPresent(at -> found.putIfAbsent(at.index(), told(function, one, at)));
        }
      }
    }
    return found.values().stream();
  }

  private static Finding told(Function function, Guarded one, Node at) {
    return Finding.at(
            at,
            "%s is freed here, and %s still says that it is there: %s() frees it again",
            one.freed(),
            one.guard(),
            one.by().name())
        .step(Note.at(one.test(), "asked here"))
        .likely()
        .about(function.name(), one.freed());
  }

  /** {@code if (x->guard) { release(x->freed); x->guard = NULL; }}. */
  private static Optional<Guarded> guarded(
      Function function, Node choice, Map<String, Integer> releases) {
    if (choice.children().size() != 2) {
      return Optional.empty();
    }
    Node test = choice.children().get(0);
    Node branch = choice.children().get(1);
    Matcher guard =
        PATH.matcher(test.text().replaceAll("^\\(|\\)$|!=\\s*(NULL|0)\\s*\\)?$", "").strip());
    if (!guard.matches()) {
      return Optional.empty();
    }
    String object = guard.group(1);
    String path = bare(guard.group(2));
    boolean cleared =
        branch
            .findAll(Kind.ASSIGNMENT)
            .filter(set -> NOTHING.matcher(set.children().get(1).text()).matches())
            .anyMatch(set -> place(set.children().get(0).text(), object).equals(path));
    if (!cleared) {
      return Optional.empty();
    }
    return branch
        .findAll(Kind.CALL)
        .filter(call -> releases.containsKey(call.children().get(0).text()))
        .flatMap(
            call -> {
              String release = call.children().get(0).text();
              int argument = releases.get(release);
              if (argument >= call.arguments().size()) {
                return Stream.empty();
              }
              String freed = place(call.arguments().get(argument).text(), object);
              return freed.isEmpty() || freed.equals(path)
                  ? Stream.empty()
                  : Stream.of(new Guarded(function, test, path, release, freed));
            })
        .findFirst();
  }

  /** The path of a field from an object of that name, or of any; empty if it is none. */
  private static String place(String text, String object) {
    Matcher matcher = PATH.matcher(text.strip());
    return matcher.matches() && (object.isEmpty() || matcher.group(1).equals(object))
        ? bare(matcher.group(2))
        : "";
  }

  private static String bare(String path) {
    return path.replaceAll("\\s", "");
  }

  private static boolean isFirst(Function function) {
    return function.unit().tables().stream()
        .flatMap(table -> table.callbacks().entrySet().stream())
        .anyMatch(
            callback ->
                callback.getValue().equals(function) && FIRST.matcher(callback.getKey()).matches());
  }

  /** From where the guard is set, by the free, to a way out that fails. */
  private static final class Walk extends Paths {

    private static final int SET = 1;
    private static final int FREED = 2;

    private final Guarded guarded;
    private final int argument;
    private final Map<Integer, Node> frees = new LinkedHashMap<>();
    private Optional<Node> found = Optional.empty();

    Walk(Lowered function, Guarded guarded, int argument) {
      super(function);
      this.guarded = guarded;
      this.argument = argument;
    }

    @Override
    protected void called(Step.Call call, PathState state) {
      if (FILLS.matcher(call.callee()).matches()
          && !call.texts().isEmpty()
          && call.texts().get(0).text().startsWith("&")
          && guarded.isSet(place(call.texts().get(0).text().substring(1), "") + ".sring")) {
        state.status(SET);
      } else if (state.status() == SET
          && call.callee().equals(guarded.release())
          && argument < call.texts().size()
          && place(call.texts().get(argument).text(), "").equals(guarded.freed())) {
        state.status(FREED);
        frees.put(call.id(), call.node());
        state.marks().add("freed " + call.id());
      } else if (state.status() == FREED && call.callee().equals(guarded.by().name())) {
        state.status(0);
      }
    }

    @Override
    protected void assigning(Step.Assign assign, String key, String value, PathState state) {
      List<Node> sides = assign.node().children();
      String to = sides.isEmpty() ? "" : place(sides.get(0).text(), "");
      if (to.equals(guarded.guard())) {
        state.status(value.equals("=0") ? 0 : SET);
      } else if (state.status() == FREED && to.equals(guarded.freed())) {
        state.status(0);
      }
    }

    @Override
    protected void leaves(PathState state, Optional<Step.Return> by) {
      if (state.status() == FREED
          && found.isEmpty()
          && by.filter(back -> state.rangeOf(back.value()).high() < 0).isPresent()) {
        found =
            state.marks().stream()
                .filter(mark -> mark.startsWith("freed "))
                .map(mark -> frees.get(Integer.parseInt(mark.substring(6))))
                .findFirst();
      }
    }
  }
}

package org.patchwright.catalog.memory;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.PathState;
import org.patchwright.dataflow.Paths;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;

/** A function that yields NULL where an allocation in it fails. */
final class FailsWithNull extends Paths {

  private static final Pattern ALLOCATES =
      Pattern.compile("(?<!devm_)\\bk[mzcv]\\w*alloc\\w*|vmalloc|vzalloc|kmem_cache_\\w*alloc");

  private final Step.Call site;
  private boolean fails;

  private FailsWithNull(Lowered function, Step.Call site) {
    super(function);
    this.site = site;
    onlyFrom(site);
  }

  static boolean mayBe(Function function) {
    if (!function.returnsPointer()
        || !ALLOCATES.matcher(function.body().text()).find()
        || tellsTwice(function)) {
      return false;
    }
    Lowered body = Lowered.of(function);
    return body.calls().stream()
        .filter(call -> ALLOCATES.matcher(call.callee()).matches())
        .anyMatch(
            call -> {
              FailsWithNull paths = new FailsWithNull(body, call);
              paths.run();
              return paths.fails;
            });
  }

  /** Whether it stores through a parameter, too, so that its caller may test that one instead. */
  private static boolean tellsTwice(Function function) {
    Set<String> stored =
        function.parameters().stream().map(name -> "*" + name).collect(Collectors.toSet());
    return function
        .body()
        .findAll(Kind.ASSIGNMENT)
        .anyMatch(assignment -> stored.contains(assignment.children().get(0).text()));
  }

  @Override
  protected boolean isDone(PathState state) {
    return state.status() != 1 || !state.range(state.handle()).contains(0);
  }

  @Override
  protected void called(Step.Call call, PathState state) {
    if (call.equals(site)) {
      state.begin(1, PathState.result(call.id()));
    }
  }

  @Override
  protected void leaves(PathState state, Optional<Step.Return> by) {
    if (state.status() == 1
        && by.isPresent()
        && state.range(state.handle()).equals(Range.ZERO)
        && state.rangeOf(by.get().value()).equals(Range.ZERO)) {
      fails = true;
      stop();
    }
  }
}

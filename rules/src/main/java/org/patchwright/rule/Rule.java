package org.patchwright.rule;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.fact.DriverFacts;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.fact.TreeFacts;

/**
 * A promise that code makes to the kernel, and the question whether it is kept. An implementation
 * is public, final, has a public constructor without parameters, carries {@link Check}, and keeps
 * no state: it overrides the question whose facts its promise is about.
 */
public interface Rule {

  /** The name in reports, on the command line and in suppressions: the class's name. */
  default String id() {
    return getClass().getSimpleName();
  }

  default String summary() {
    return check().map(Check::summary).orElse(id());
  }

  default Severity severity() {
    return check().map(Check::severity).orElse(Severity.WARNING);
  }

  /** See {@link Check#noFix()}. */
  default String noFix() {
    return check().map(Check::noFix).orElse("");
  }

  /** The last name of the rule's package, for example {@code lock}. */
  default String subsystem() {
    String name = getClass().getPackageName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** See {@link Check#triggers()}. */
  default Set<String> triggers() {
    return check().map(Words::triggers).orElse(Set.of());
  }

  private Optional<Check> check() {
    return Optional.ofNullable(getClass().getAnnotation(Check.class));
  }

  /** Asked once for every function of a file that is reported on. */
  default Stream<Finding> check(FunctionFacts function) {
    return Stream.empty();
  }

  /** Asked once for every table of callbacks in a file that is reported on. */
  default Stream<Finding> check(DriverFacts driver) {
    return Stream.empty();
  }

  /** Asked once for every file that is reported on. */
  default Stream<Finding> check(TreeFacts file) {
    return Stream.empty();
  }
}

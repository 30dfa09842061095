package org.patchwright.catalog.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.lockset.LeftLock;
import org.patchwright.lockset.LockSummary.Misuse;
import org.patchwright.lockset.LockSummary.Wrong;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.rule.Unwinding;
import org.patchwright.rule.Words;
import org.patchwright.source.Span;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** A lock that a function takes and releases is released on each of its ways out. */
@Check(
    summary = "lock still held on one way out",
    severity = Severity.ERROR,
    words = Words.LOCKS_TAKEN)
public final class LockLeftHeld implements Rule {

  private static final Pattern STAYS =
      Pattern.compile("(?i)\\b(keep|hold|held|remains?|stays?|until|leave|return\\w* with)\\b");

  private static final String HANGS = "whoever takes it next hangs";

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    return Stream.concat(
        function.locking().left(function.function()).stream().map(left -> leftHeld(function, left)),
        function.locking().misuses(function.function()).stream()
            .filter(misuse -> misuse.wrong() == Wrong.KEPT_IN_LOOP)
            .map(misuse -> inLoop(function, misuse)));
  }

  private static Finding inLoop(FunctionFacts function, Misuse misuse) {
    String label = misuse.hold().label();
    return Finding.at(misuse.at(), "%s is still held when the loop takes the next one", label)
        .likely()
        .steps(Path.notes(misuse.trace()))
        .step(Note.at(misuse.hold().at(), "%s was taken here", label))
        .about(function.name(), label)
        .notFixed("the round may end in several places");
  }

  /** Where the lock is taken again, or something sleeps that must not while it is held. */
  private static List<Node> mustBeFree(FunctionFacts function, LeftLock left) {
    return function.locking().misuses(function.function()).stream()
        .filter(misuse -> misuse.hold().at().equals(left.hold().at()))
        .filter(misuse -> misuse.wrong() == Wrong.SLEEPS || misuse.wrong() == Wrong.TAKEN_TWICE)
        .map(Misuse::at)
        .toList();
  }

  private static boolean releasesSomewhere(FunctionFacts function, String unlock) {
    return function
        .function()
        .body()
        .findAll(Kind.EXPRESSION_STATEMENT)
        .anyMatch(statement -> statement.text().equals(unlock));
  }

  /** Whether the comment before a way out speaks of holding on. */
  private static boolean isMeant(Node leave) {
    if (leave.firstToken() == 0) {
      return false;
    }
    int before = leave.tree().tokens().end(leave.firstToken() - 1);
    String between = leave.file().text(new Span(before, leave.span().start()));
    return STAYS.matcher(between).find();
  }

  /** Whether a way out lies in the block in which the lock is taken. */
  private static boolean isAround(Node taken, Node leave) {
    return taken
        .ancestor(Kind.COMPOUND)
        .filter(
            block ->
                block.equals(leave) || leave.ancestors().anyMatch(outer -> outer.equals(block)))
        .isPresent();
  }

  private static boolean isPlain(Node call) {
    return call.text().matches("(?s)(\\w*unlock\\w*|up|up_read|up_write|release_sock)\\s*\\(.*");
  }

  private static Finding half(FunctionFacts function, LeftLock left) {
    String label = left.hold().label();
    Node taken = left.hold().at();
    String other =
        function.function().unit().functions().stream()
            .filter(outer -> outer.node().span().contains(taken.span()))
            .map(Function::name)
            .findFirst()
            .orElse("its counterpart");
    return Finding.at(left.at(), "%s is not released, which %s() leaves held", label, other)
        .likely()
        .steps(Path.notes(left.trace()))
        .step(Note.at(taken, "%s is taken here", label))
        .about(function.name(), label)
        .notFixed("in which order the locks are to be released is not known");
  }

  private static Finding promised(FunctionFacts function, LeftLock left) {
    String label = left.hold().label();
    return Finding.at(
            left.hold().at(),
            "%s is taken, and the head of %s() says that it is held on entry and released first",
            label,
            function.name())
        .likely()
        .steps(Path.notes(left.trace()))
        .about(function.name(), label)
        .notFixed("where it is to be released before is not known");
  }

  private static Finding leftHeld(FunctionFacts function, LeftLock left) {
    if (left.kind() == LeftLock.Kind.HALF) {
      return half(function, left);
    }
    if (left.kind() == LeftLock.Kind.PROMISED) {
      return promised(function, left);
    }
    String label = left.hold().label();
    List<Note> steps = new ArrayList<>();
    steps.add(Note.at(left.hold().at(), "%s is taken here", label));
    steps.addAll(Path.notes(left.trace()));
    String message =
        left.kind() == LeftLock.Kind.NEVER_RELEASED
            ? "%s is still held on this way out, and nobody releases it for "
                + function.name()
                + "()"
            : "%s is still held on this way out";
    Finding told = Finding.at(left.at(), message, label).steps(steps).about(function.name(), label);
    Finding finding = left.kind() == LeftLock.Kind.MIXED ? told : told.likely();
    if (left.hold().freed()) {
      return finding.notFixed("it would have to be released before its memory is freed");
    }
    if (isMeant(left.at())) {
      return finding.notFixed("the comment there says that it stays");
    }
    List<Node> releases = left.releases();
    // A helper that unlocks may do more than that; a plain call shows the way.
    List<Node> plain = releases.stream().filter(LockLeftHeld::isPlain).toList();
    // Nobody else releases it, or it would not be told of.
    Optional<String> unlock = Locks.unlock(left.hold().at(), function.function().unit());
    List<Node> shown = plain.isEmpty() && unlock.isEmpty() ? releases : plain;
    Unwinding unwinding =
        new Unwinding(function.function(), left.hold().at(), shown, left.leaks(), unlock);
    Optional<Finding> section =
        unlock.flatMap(
            call ->
                unwinding.section(
                    finding, left.at(), call, mustBeFree(function, left), label, HANGS));
    if (section.isPresent()) {
      return section.get();
    }
    if (releases.isEmpty() && unlock.isEmpty()) {
      return finding.notFixed("no other way out of " + function.name() + "() releases it");
    }
    if (releases.isEmpty() && releasesSomewhere(function, unlock.orElseThrow())) {
      return finding.notFixed("on which ways " + unlock.orElseThrow() + " is meant is not clear");
    }
    if (releases.isEmpty() && !isAround(left.hold().at(), left.at())) {
      return finding.notFixed("the lock is taken on some of the ways there alone");
    }
    return unwinding.told(finding, left.at(), left.shared(), label, HANGS);
  }
}

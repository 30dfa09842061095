package org.patchwright.typestate;

import java.util.Set;
import org.patchwright.dataflow.Range;

/**
 * A call that matters to a protocol, in the words of a rule's author: {@code
 * call("clk_prepare_enable").returning(0)}. The handle is the first argument unless said otherwise.
 *
 * @param names any of these functions
 * @param argument number of the handle's argument; -1 for the result; -2 for the path itself
 * @param out whether the argument points to where the handle is stored
 * @param success results that mean it happened
 * @param only constants of which {@code onlyArgument} must be one; empty for any
 */
public record Call(
    Set<String> names,
    int argument,
    boolean out,
    Range success,
    Set<String> only,
    int onlyArgument) {

  public Call {
    names = Set.copyOf(names);
    only = Set.copyOf(only);
  }

  public static Call call(String... names) {
    return new Call(Set.of(names), 0, false, Range.ALL, Set.of(), 0);
  }

  public static Call call(Set<String> names) {
    return new Call(names, 0, false, Range.ALL, Set.of(), 0);
  }

  /** The handle is this argument, counted from 0. */
  public Call argument(int number) {
    return new Call(names, number, out, success, only, onlyArgument);
  }

  /** The handle is the result. */
  public Call result() {
    return argument(-1);
  }

  /** No handle: the path itself has the state. */
  public Call path() {
    return argument(-2);
  }

  /** The handle is stored where this argument points. */
  public Call storing(int number) {
    return new Call(names, number, true, success, only, onlyArgument);
  }

  /** It happened if the result is this. */
  public Call returning(long value) {
    return returning(Range.exactly(value));
  }

  public Call returning(Range range) {
    return new Call(names, argument, out, range, only, onlyArgument);
  }

  /** It happened if the result is a pointer. */
  public Call returningPointer() {
    return returning(Range.POSITIVE);
  }

  /** It happened if the result is zero or more. */
  public Call returningCount() {
    return returning(Range.NOT_NEGATIVE);
  }

  /** Only where another argument is one of these constants. */
  public Call where(int number, String... constants) {
    return new Call(names, argument, out, success, Set.of(constants), number);
  }
}

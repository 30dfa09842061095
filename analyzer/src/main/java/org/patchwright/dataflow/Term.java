package org.patchwright.dataflow;

import java.util.List;

/** An expression, reduced to what the paths of a function depend on. */
public sealed interface Term {

  record Number(long value, String text) implements Term {}

  /** A variable, a function or a macro that is no number. */
  record Name(String name) implements Term {}

  /** {@code base->name}, or {@code base.name}. */
  record Field(Term base, boolean arrow, String name) implements Term {}

  record Index(Term base, Term index) implements Term {}

  record Deref(Term base) implements Term {}

  record AddressOf(Term place) implements Term {}

  /** What a call yields; the call itself is a {@link Step}. */
  record Result(Step.Call call) implements Term {}

  /** A comparison: {@code ==}, {@code !=}, {@code <}, {@code <=}, {@code >}, {@code >=}. */
  record Compare(String operator, Term left, Term right) implements Term {}

  record Choice(Term condition, Term yes, Term no) implements Term {}

  /** Any other operator, a string, a size: known by its operands and its words alone. */
  record Other(String words, List<Term> operands) implements Term {
    public Other {
      operands = List.copyOf(operands);
    }
  }

  /** Whether it denotes a place that can be assigned. */
  default boolean isPlace() {
    return this instanceof Name
        || this instanceof Field
        || this instanceof Index
        || this instanceof Deref;
  }
}

package org.patchwright.dataflow;

import java.util.List;
import java.util.function.UnaryOperator;

/** What an expression stands for, in terms of the function's entry; equal values are equal. */
public sealed interface Value {

  record Number(long value, String text) implements Value {
    @Override
    public boolean equals(Object other) {
      return other instanceof Number that && that.value == value;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(value);
    }

    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  record Param(int index, String name) implements Value {
    @Override
    public String toString() {
      return name;
    }
  }

  /** The address of a local variable. */
  record Local(String name) implements Value {
    @Override
    public String toString() {
      return "local " + name;
    }
  }

  /** The address of a global variable, or a function. */
  record Global(String name) implements Value {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What stood at a place on entry. */
  record Load(Value base, String field) implements Value {
    public Load {
      base = bounded(base);
    }

    @Override
    public String toString() {
      return base + (field.isEmpty() ? "" : "-" + field);
    }
  }

  record Address(Value base, String field) implements Value {
    @Override
    public String toString() {
      return "&" + base + "-" + field;
    }
  }

  record Result(String site, String callee) implements Value {
    @Override
    public String toString() {
      return callee + "()" + site;
    }
  }

  /** Something of which only identity is known. */
  record Unknown(String what) implements Value {
    @Override
    public String toString() {
      return "?" + what;
    }
  }

  /** An operator or a function without effect over values. */
  record Pure(String operator, List<Value> operands) implements Value {
    public Pure {
      operands = operands.stream().map(Value::bounded).toList();
    }

    @Override
    public String toString() {
      return operator + operands;
    }
  }

  Value NULL = new Number(0, "0");

  static Value number(long value) {
    return new Number(value, Long.toString(value));
  }

  /** How large a value may be that others are made of: sums over a loop double at each turn. */
  int LARGEST = 48;

  private static Value bounded(Value value) {
    return value.size() > LARGEST
        ? new Unknown("large " + Integer.toHexString(value.hashCode()))
        : value;
  }

  /** The same with leaves replaced, innermost first. */
  default Value map(UnaryOperator<Value> leaf) {
    if (this instanceof Load load) {
      return leaf.apply(new Load(load.base.map(leaf), load.field));
    }
    if (this instanceof Address address) {
      return leaf.apply(new Address(address.base.map(leaf), address.field));
    }
    if (this instanceof Pure pure) {
      return leaf.apply(
          new Pure(pure.operator, pure.operands.stream().map(o -> o.map(leaf)).toList()));
    }
    return leaf.apply(this);
  }

  /** Whether this value is, or is made of, the other. */
  default boolean mentions(Value other) {
    if (equals(other)) {
      return true;
    }
    if (this instanceof Load load) {
      return load.base.mentions(other);
    }
    if (this instanceof Address address) {
      return address.base.mentions(other);
    }
    return this instanceof Pure pure && pure.operands.stream().anyMatch(o -> o.mentions(other));
  }

  /** How many leaves it is made of, and steps between them. */
  default int size() {
    if (this instanceof Load load) {
      return 1 + load.base.size();
    }
    if (this instanceof Address address) {
      return 1 + address.base.size();
    }
    return this instanceof Pure pure ? 1 + pure.operands.stream().mapToInt(Value::size).sum() : 1;
  }

  /** Whether a caller can name it: made of parameters, globals and numbers alone. */
  default boolean isVisible() {
    if (this instanceof Load load) {
      return load.base.isVisible();
    }
    if (this instanceof Address address) {
      return address.base.isVisible();
    }
    if (this instanceof Pure pure) {
      return pure.operands.stream().allMatch(Value::isVisible);
    }
    return this instanceof Param || this instanceof Global || this instanceof Number;
  }
}

package org.patchwright.dataflow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What an expression stands for, in terms of the function's entry; equal values are equal. */
public sealed interface Value {

  /** The same with leaves replaced, innermost first. */
  Value map(UnaryOperator<Value> leaf);

  /** Whether this value is, or is made of, the other. */
  boolean mentions(Value other);

  /** How many leaves it is made of, and steps between them. */
  int size();

  /** Whether a caller can name it: made of parameters, globals and numbers alone. */
  boolean isVisible();

  /** Values are hashed, compared and searched far more often than they are made. */
  abstract sealed class Kept implements Value {
    private final int hash;
    private final int size;
    private final boolean visible;

    /** A set of the values that it may mention, by a part of their hashes. */
    private final long parts;

    private String text = "";

    private Kept(int hash, int size, boolean visible, long parts) {
      this.hash = hash;
      this.size = size;
      this.visible = visible;
      this.parts = parts | bit(hash);
    }

    private static long bit(int hash) {
      return 1L << (hash * 0x9E3779B9 >>> 26);
    }

    @Override
    public final boolean mentions(Value other) {
      return (parts & bit(other.hashCode())) != 0 && (equals(other) || isMadeOf(other));
    }

    boolean isMadeOf(Value other) {
      return false;
    }

    @Override
    public Value map(UnaryOperator<Value> leaf) {
      return leaf.apply(this);
    }

    @Override
    public final int size() {
      return size;
    }

    @Override
    public final boolean isVisible() {
      return visible;
    }

    @Override
    public final int hashCode() {
      return hash;
    }

    @Override
    public final boolean equals(Object other) {
      return this == other || other instanceof Kept that && hash == that.hash && isSame(that);
    }

    abstract boolean isSame(Kept other);

    abstract String spelled();

    @Override
    public final String toString() {
      String known = text;
      if (known.isEmpty()) {
        known = spelled();
        text = known;
      }
      return known;
    }
  }

  final class Number extends Kept {
    private final long value;
    private final String text;

    public Number(long value, String text) {
      super(Long.hashCode(value), 1, true, 0);
      this.value = value;
      this.text = text;
    }

    public long value() {
      return value;
    }

    public String text() {
      return text;
    }

    @Override
    boolean isSame(Kept other) {
      return other instanceof Number that && that.value == value;
    }

    @Override
    String spelled() {
      return Long.toString(value);
    }
  }

  final class Param extends Kept {
    private final int index;
    private final String name;

    public Param(int index, String name) {
      super(31 * index + name.hashCode(), 1, true, 0);
      this.index = index;
      this.name = name;
    }

    public int index() {
      return index;
    }

    public String name() {
      return name;
    }

    @Override
    boolean isSame(Kept other) {
      return other instanceof Param that && that.index == index && that.name.equals(name);
    }

    @Override
    String spelled() {
      return name;
    }
  }

  /** The address of a local variable. */
  final class Local extends Kept {
    private final String name;

    public Local(String name) {
      super(name.hashCode(), 1, false, 0);
      this.name = name;
    }

    public String name() {
      return name;
    }

    @Override
    boolean isSame(Kept other) {
      return other instanceof Local that && that.name.equals(name);
    }

    @Override
    String spelled() {
      return "local " + name;
    }
  }

  /** The address of a global variable, or a function. */
  final class Global extends Kept {
    private final String name;

    public Global(String name) {
      super(name.hashCode(), 1, true, 0);
      this.name = name;
    }

    public String name() {
      return name;
    }

    @Override
    boolean isSame(Kept other) {
      return other instanceof Global that && that.name.equals(name);
    }

    @Override
    String spelled() {
      return name;
    }
  }

  /** What stood at a place on entry. */
  final class Load extends Kept {
    private final Value base;
    private final String field;

    public Load(Value base, String field) {
      this(field, bounded(base));
    }

    private Load(String field, Value base) {
      super(
          31 * base.hashCode() + field.hashCode(),
          1 + base.size(),
          base.isVisible(),
          ((Kept) base).parts);
      this.base = base;
      this.field = field;
    }

    public Value base() {
      return base;
    }

    public String field() {
      return field;
    }

    @Override
    boolean isMadeOf(Value other) {
      return base.mentions(other);
    }

    @Override
    public Value map(UnaryOperator<Value> leaf) {
      Value mapped = base.map(leaf);
      return leaf.apply(mapped == base ? this : new Load(mapped, field));
    }

    @Override
    boolean isSame(Kept other) {
      return other instanceof Load that && that.base.equals(base) && that.field.equals(field);
    }

    @Override
    String spelled() {
      return base + (field.isEmpty() ? "" : "-" + field);
    }
  }

  final class Address extends Kept {
    private final Value base;
    private final String field;

    public Address(Value base, String field) {
      super(
          31 * base.hashCode() + field.hashCode(),
          1 + base.size(),
          base.isVisible(),
          ((Kept) base).parts);
      this.base = base;
      this.field = field;
    }

    public Value base() {
      return base;
    }

    public String field() {
      return field;
    }

    @Override
    boolean isMadeOf(Value other) {
      return base.mentions(other);
    }

    @Override
    public Value map(UnaryOperator<Value> leaf) {
      Value mapped = base.map(leaf);
      return leaf.apply(mapped == base ? this : new Address(mapped, field));
    }

    @Override
    boolean isSame(Kept other) {
      return other instanceof Address that && that.base.equals(base) && that.field.equals(field);
    }

    @Override
    String spelled() {
      return "&" + base + "-" + field;
    }
  }

  final class Result extends Kept {
    private final String site;
    private final String callee;

    public Result(String site, String callee) {
      super(31 * site.hashCode() + callee.hashCode(), 1, false, 0);
      this.site = site;
      this.callee = callee;
    }

    public String site() {
      return site;
    }

    public String callee() {
      return callee;
    }

    @Override
    boolean isSame(Kept other) {
      return other instanceof Result that && that.site.equals(site) && that.callee.equals(callee);
    }

    @Override
    String spelled() {
      return callee + "()" + site;
    }
  }

  /** Something of which only identity is known. */
  final class Unknown extends Kept {
    private final String what;

    public Unknown(String what) {
      super(what.hashCode(), 1, false, 0);
      this.what = what;
    }

    public String what() {
      return what;
    }

    @Override
    boolean isSame(Kept other) {
      return other instanceof Unknown that && that.what.equals(what);
    }

    @Override
    String spelled() {
      return "?" + what;
    }
  }

  /** An operator or a function without effect over values. */
  final class Pure extends Kept {
    private final String operator;
    private final List<Value> operands;

    public Pure(String operator, List<Value> operands) {
      this(bounded(operands), operator);
    }

    private Pure(List<Value> operands, String operator) {
      super(
          31 * operator.hashCode() + operands.hashCode(),
          size(operands),
          areVisible(operands),
          parts(operands));
      this.operator = operator;
      this.operands = operands;
    }

    private static List<Value> bounded(List<Value> operands) {
      Value[] all = new Value[operands.size()];
      for (int i = 0; i < all.length; i++) {
        all[i] = Value.bounded(operands.get(i));
      }
      return List.of(all);
    }

    private static int size(List<Value> operands) {
      int sum = 1;
      for (Value operand : operands) {
        sum += operand.size();
      }
      return sum;
    }

    private static boolean areVisible(List<Value> operands) {
      for (Value operand : operands) {
        if (!operand.isVisible()) {
          return false;
        }
      }
      return true;
    }

    private static long parts(List<Value> operands) {
      long all = 0;
      for (Value operand : operands) {
        all |= ((Kept) operand).parts;
      }
      return all;
    }

    public String operator() {
      return operator;
    }

    public List<Value> operands() {
      return operands;
    }

    @Override
    boolean isMadeOf(Value other) {
      for (Value operand : operands) {
        if (operand.mentions(other)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Value map(UnaryOperator<Value> leaf) {
      List<Value> mapped = new ArrayList<>(operands.size());
      boolean same = true;
      for (Value operand : operands) {
        Value next = operand.map(leaf);
        same &= next == operand;
        mapped.add(next);
      }
      return leaf.apply(same ? this : new Pure(operator, mapped));
    }

    @Override
    boolean isSame(Kept other) {
      return other instanceof Pure that
          && that.operator.equals(operator)
          && that.operands.equals(operands);
    }

    @Override
    String spelled() {
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
}

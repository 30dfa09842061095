package org.patchwright.lockset;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What an expression, or the place that it names, stands for; equal ones are equal. */
final class Sym {

  /** The first row are places, the others values. */
  enum Op {
    VAR,
    GLOBAL,
    FIELD,
    INDEX,
    DEREF,
    NUMBER,
    PARAM,
    LOAD,
    ADDRESS,
    CALL,
    COMPARE,
    CHOICE,
    PURE,
    FRESH
  }

  /** Values of more parts are known by their identity alone. */
  private static final int LARGEST = 40;

  static final Sym ZERO = number(0);

  private final Op op;
  private final String text;
  private final long number;
  private final List<Sym> parts;
  private final int hash;
  private final int size;
  private final boolean visible;

  /** A set of the values that it may mention, by a part of their hashes. */
  private final long mentioned;

  private Sym(Op op, String text, long number, List<Sym> parts) {
    this.op = op;
    this.text = text;
    this.number = number;
    this.parts = parts;
    int code = op.ordinal() * 31 + text.hashCode();
    code = code * 31 + Long.hashCode(number);
    int sum = 1;
    long all = 0;
    boolean seen = op != Op.VAR && op != Op.CALL && op != Op.FRESH;
    for (int i = 0; i < parts.size(); i++) {
      Sym part = parts.get(i);
      code = code * 31 + part.hash;
      sum += part.size;
      all |= part.mentioned;
      seen &= part.visible;
    }
    hash = code;
    size = sum;
    mentioned = all | bit(code);
    visible = seen;
  }

  private static long bit(int hash) {
    return 1L << (hash * 0x9E3779B9 >>> 26);
  }

  private static Sym of(Op op, String text, long number, List<Sym> parts) {
    Sym made = new Sym(op, text, number, parts);
    return made.size > LARGEST ? fresh("large " + Integer.toHexString(made.hash)) : made;
  }

  static Sym number(long value) {
    return new Sym(Op.NUMBER, "", value, List.of());
  }

  static Sym param(int index) {
    return new Sym(Op.PARAM, "", index, List.of());
  }

  static Sym variable(String name) {
    return new Sym(Op.VAR, name, 0, List.of());
  }

  static Sym global(String name) {
    return new Sym(Op.GLOBAL, name, 0, List.of());
  }

  static Sym field(Sym place, String name) {
    return of(Op.FIELD, name, 0, List.of(place));
  }

  static Sym index(Sym place, Sym at) {
    // p = x->list; p[i] and x->list[i] are one place.
    Sym array = place.op == Op.DEREF && place.part(0).op == Op.LOAD ? place.part(0).part(0) : place;
    return of(Op.INDEX, "", 0, List.of(array, at));
  }

  static Sym deref(Sym pointer) {
    return pointer.op == Op.ADDRESS ? pointer.part(0) : of(Op.DEREF, "", 0, List.of(pointer));
  }

  static Sym load(Sym place) {
    return of(Op.LOAD, "", 0, List.of(place));
  }

  static Sym address(Sym place) {
    return place.op == Op.DEREF ? place.part(0) : of(Op.ADDRESS, "", 0, List.of(place));
  }

  static Sym call(int id, String callee) {
    return new Sym(Op.CALL, callee, id, List.of());
  }

  static Sym compare(String operator, Sym left, Sym right) {
    return of(Op.COMPARE, operator, 0, List.of(left, right));
  }

  static Sym choice(Sym condition, Sym yes, Sym no) {
    return of(Op.CHOICE, "", 0, List.of(condition, yes, no));
  }

  static Sym pure(String words, List<Sym> operands) {
    return of(Op.PURE, words, 0, List.copyOf(operands));
  }

  static Sym fresh(String name) {
    return new Sym(Op.FRESH, name, 0, List.of());
  }

  Op op() {
    return op;
  }

  String text() {
    return text;
  }

  long number() {
    return number;
  }

  List<Sym> parts() {
    return parts;
  }

  Sym part(int at) {
    return parts.get(at);
  }

  boolean isNumber() {
    return op == Op.NUMBER;
  }

  /** Whether a caller can name it: made of parameters, globals and numbers alone. */
  boolean isVisible() {
    return visible;
  }

  /** Whether it is, or is made of, the other. */
  boolean mentions(Sym other) {
    if (size < other.size || (mentioned & bit(other.hash)) == 0) {
      return false;
    }
    if (equals(other)) {
      return true;
    }
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).mentions(other)) {
        return true;
      }
    }
    return false;
  }

  /** The same with leaves, loads and addresses replaced, innermost first. */
  Sym map(UnaryOperator<Sym> replace) {
    if (parts.isEmpty()) {
      return replace.apply(this);
    }
    List<Sym> mapped = new ArrayList<>(parts.size());
    boolean same = true;
    for (Sym part : parts) {
      Sym next = part.map(replace);
      same &= next == part;
      mapped.add(next);
    }
    Sym made = same ? this : rebuilt(mapped);
    return replace.apply(made);
  }

  private Sym rebuilt(List<Sym> mapped) {
    return switch (op) {
      case DEREF -> deref(mapped.get(0));
      case ADDRESS -> address(mapped.get(0));
      case INDEX -> index(mapped.get(0), mapped.get(1));
      default -> of(op, text, number, mapped);
    };
  }

  /** The last name of a place: what its declaration calls it; empty for none. */
  String member() {
    return switch (op) {
      case FIELD, GLOBAL, VAR -> text;
      case INDEX, LOAD, ADDRESS, DEREF -> part(0).member();
      default -> "";
    };
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Sym that
            && hash == that.hash
            && op == that.op
            && number == that.number
            && text.equals(that.text)
            && hasSameParts(that);
  }

  private boolean hasSameParts(Sym other) {
    if (parts == other.parts) {
      return true;
    }
    if (size != other.size || parts.size() != other.parts.size()) {
      return false;
    }
    for (int i = 0; i < parts.size(); i++) {
      if (!parts.get(i).equals(other.parts.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return switch (op) {
      case NUMBER -> Long.toString(number);
      case PARAM -> "$" + number;
      case VAR, GLOBAL -> text;
      case FIELD -> part(0) + "." + text;
      case INDEX -> part(0) + "[" + part(1) + "]";
      case DEREF -> "(*" + part(0) + ")";
      case ADDRESS -> "&" + part(0);
      case LOAD -> "<" + part(0) + ">";
      case CALL -> text + "#" + number;
      case FRESH -> "?" + text;
      default -> op + text + parts;
    };
  }
}

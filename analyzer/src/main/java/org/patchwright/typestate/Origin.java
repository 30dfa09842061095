package org.patchwright.typestate;

import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** Where a value comes from, or the place that it is kept in. */
public sealed interface Origin {

  /** The fields among some origins. */
  static Stream<Field> fields(Set<Origin> from) {
    return from.stream().filter(Field.class::isInstance).map(Field.class::cast);
  }

  /**
   * A field or a global variable, whatever the object: {@code np->grant_ref[i]}.
   *
   * @param member the last name
   * @param outer the name before it; empty if that is a variable
   * @param lent whether the object is a message that another domain reads
   * @param tag of the struct that holds it; empty if that is not known
   */
  record Field(String member, String outer, boolean lent, String tag) implements Origin {

    /** A field of a struct that is not known. */
    public Field(String member, String outer, boolean lent) {
      this(member, outer, lent, "");
    }

    /** Whether the two may be one place. */
    public boolean matches(Field other) {
      return member.equals(other.member)
          && (outer.isEmpty() || other.outer.isEmpty() || outer.equals(other.outer))
          && (tag.isEmpty() || other.tag.isEmpty() || tag.equals(other.tag));
    }

    @Override
    public String toString() {
      return outer.isEmpty() ? member : outer + "." + member;
    }
  }

  /** What a caller hands in, or where an argument points. */
  record Parameter(Function function, int index) implements Origin {}

  /**
   * What a call yields.
   *
   * @param argument -1 for its result; else the argument that points to where it stores
   */
  record Made(Node call, int argument) implements Origin {

    /** The name that is called; empty for a call through a pointer. */
    public String callee() {
      Node callee = call.children().get(0);
      return callee.is(Kind.NAME) ? callee.text() : "";
    }
  }
}

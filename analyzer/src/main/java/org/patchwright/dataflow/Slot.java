package org.patchwright.dataflow;

/**
 * A place in memory: an access path from a base.
 *
 * @param base what points there
 * @param field for example {@code .ring.ref} or {@code .refs[0]}; empty for the whole
 */
public record Slot(Value base, String field) {

  @Override
  public int hashCode() {
    return 31 * base.hashCode() + field.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Slot that && field.equals(that.field) && base.equals(that.base);
  }

  /** The place that a pointer and a field name. */
  public static Slot through(Value pointer, String field) {
    if (pointer instanceof Value.Address address) {
      return new Slot(address.base(), address.field() + field);
    }
    if (pointer instanceof Value.Local || pointer instanceof Value.Global) {
      return new Slot(pointer, field);
    }
    // p = x->list; p[i] and x->list[i] are one place.
    if (field.startsWith("[") && pointer instanceof Value.Load load) {
      return new Slot(load.base(), load.field() + field);
    }
    return new Slot(pointer, field);
  }

  public Value address() {
    return new Value.Address(base, field);
  }

  /** The field with every index written {@code [*]}. */
  public String shape() {
    return field.replaceAll("\\[[^\\]]*\\]", "[*]");
  }
}

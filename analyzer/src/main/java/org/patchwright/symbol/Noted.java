package org.patchwright.symbol;

import java.util.function.Supplier;

/**
 * An answer that is kept for a while with what of the tree it rests on: of whoever is given it,
 * that is noted as if he had found it out himself.
 */
public final class Noted<T> {

  private static final Uses NOTHING = new Uses();

  private final T value;
  private final Uses uses;

  private Noted(T value, Uses uses) {
    this.value = value;
    this.uses = uses;
  }

  /** What is answered now, in this thread. */
  public static <T> Noted<T> of(Supplier<T> answer) {
    if (!Recording.isOn()) {
      return new Noted<>(answer.get(), NOTHING);
    }
    Uses uses = new Uses();
    Noted<T> noted = new Noted<>(Recording.into(uses, answer), uses);
    noted.value();
    return noted;
  }

  /** The answer; it has a say in what is being recorded. */
  public T value() {
    if (uses != NOTHING && Recording.isNew(this)) {
      Recording.all(uses);
    }
    return value;
  }
}

package org.patchwright.symbol;

import java.util.Optional;
import java.util.function.Supplier;

/** Where what a thread looks at is noted while it works out a result. */
final class Recording {

  private static final ThreadLocal<Optional<Uses>> CURRENT =
      ThreadLocal.withInitial(Optional::empty);

  private Recording() {}

  static <T> T into(Uses uses, Supplier<T> answer) {
    try {
      return with(Optional.of(uses), answer);
    } finally {
      uses.recorded();
    }
  }

  /** What is looked at on the way is nobody's business. */
  static <T> T unnoted(Supplier<T> answer) {
    return with(Optional.empty(), answer);
  }

  private static <T> T with(Optional<Uses> uses, Supplier<T> answer) {
    Optional<Uses> before = CURRENT.get();
    CURRENT.set(uses);
    try {
      return answer.get();
    } finally {
      CURRENT.set(before);
    }
  }

  static boolean isOn() {
    return CURRENT.get().isPresent();
  }

  /** Whether what something rests on is still to be noted. */
  static boolean isNew(Object what) {
    return CURRENT.get().filter(uses -> uses.isNew(what)).isPresent();
  }

  static void all(Uses noted) {
    CURRENT.get().ifPresent(uses -> uses.addAll(noted));
  }

  static void all(Grounds noted) {
    CURRENT.get().ifPresent(noted::noteIn);
  }

  static void file(String path) {
    CURRENT.get().ifPresent(uses -> uses.file(path));
  }

  static void listing(String folder) {
    CURRENT.get().ifPresent(uses -> uses.listing(folder));
  }

  /**
   * @param answer made only if somebody wants to know
   */
  static void answer(Uses.Kind kind, String name, String path, Supplier<String> answer) {
    Optional<Uses> uses = CURRENT.get();
    if (uses.isPresent()) {
      Uses.Asked asked = new Uses.Asked(kind, name, path);
      if (!uses.get().knows(asked)) {
        uses.get().answer(asked, answer.get());
      }
    }
  }
}

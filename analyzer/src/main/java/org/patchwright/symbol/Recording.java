package org.patchwright.symbol;

import java.util.Optional;
import java.util.function.Supplier;

/** Where what a thread looks at is noted while it works out a result. */
final class Recording {

  private static final ThreadLocal<Optional<Uses>> CURRENT =
      ThreadLocal.withInitial(Optional::empty);

  private Recording() {}

  static <T> T into(Uses uses, Supplier<T> answer) {
    Optional<Uses> before = CURRENT.get();
    CURRENT.set(Optional.of(uses));
    try {
      return answer.get();
    } finally {
      CURRENT.set(before);
    }
  }

  /** Whether anybody notes what this thread looks at. */
  static boolean isOn() {
    return CURRENT.get().isPresent();
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

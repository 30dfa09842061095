package org.patchwright.symbol;

import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What is made of several files together, kept while files of the same folder are asked about. May
 * be used from several threads at once.
 */
final class Gathered {

  /** Folders are worked through one after the other, and threads are seldom far apart. */
  private static final int MOST = 3;

  private final Map<List<Object>, Kept> all =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Object>, Kept> eldest) {
          return size() > MOST;
        }
      };

  /** One thing that was made, and what it rests on. */
  private static final class Kept {
    private SoftReference<Object> made = new SoftReference<>(null);
    private Uses uses = new Uses();

    /** Nobody else asks meanwhile: what was made may remember what it was asked. */
    synchronized <G, T> T ask(Predicate<G> fits, Supplier<G> maker, Function<G, T> question) {
      @SuppressWarnings("unchecked") // the key says what it is
      Optional<G> known = Optional.ofNullable((G) made.get()).filter(fits);
      if (known.isEmpty()) {
        uses = new Uses();
        G fresh = Recording.into(uses, maker);
        made = new SoftReference<>(fresh);
        known = Optional.of(fresh);
      }
      Recording.all(uses);
      return question.apply(known.get());
    }
  }

  /**
   * @param fits whether what is kept is made of the files as they are now
   */
  <G, T> T ask(List<Object> key, Predicate<G> fits, Supplier<G> maker, Function<G, T> question) {
    Kept kept;
    synchronized (all) {
      kept = all.computeIfAbsent(key, k -> new Kept());
    }
    return kept.ask(fits, maker, question);
  }
}

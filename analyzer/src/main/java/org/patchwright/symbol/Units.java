package org.patchwright.symbol;

import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.patchwright.token.Headers;

/**
 * Files that were parsed, by path and content, for as long as memory allows. Versions of one tree
 * may share them. May be used from several threads at once.
 */
public final class Units {

  private final Map<String, SoftReference<Unit>> units = new ConcurrentHashMap<>();
  private final Map<String, Object> parsing = new ConcurrentHashMap<>();
  private final Map<String, SoftReference<String>> texts = new ConcurrentHashMap<>();
  private final Map<String, SoftReference<Identifiers>> identifiers = new ConcurrentHashMap<>();
  private final Map<String, Outline> outlines = new ConcurrentHashMap<>();
  private final Map<Set<String>, List<String>> words = new ConcurrentHashMap<>();
  private final Headers.Known headers = new Headers.Known();
  private final Set<String> included = ConcurrentHashMap.newKeySet();
  private final Premises premises = new Premises();
  private final AtomicLong parsed = new AtomicLong();

  /** How many times a file was parsed so far. */
  public long parsed() {
    return parsed.get();
  }

  /** Notes a path that some file includes, in some version. */
  void included(String path) {
    if (!path.endsWith(".h")) {
      included.add(path);
    }
  }

  /** Whether a file that is no header was seen to be included. */
  boolean isIncluded(String path) {
    return included.contains(path);
  }

  /** What is known of macros by the headers that were read so far. */
  Headers.Known headers() {
    return headers;
  }

  /** What results rest on in any of the trees that share these units. */
  Premises premises() {
    return premises;
  }

  /** The unit of a key, if it is at hand. */
  Optional<Unit> parsed(String key) {
    return Optional.ofNullable(units.get(key)).map(SoftReference::get);
  }

  /**
   * @param fits whether a unit that was parsed in another tree serves in this
   */
  Optional<Unit> unit(String key, Predicate<Unit> fits, Supplier<Optional<Unit>> parse) {
    SoftReference<Unit> known = units.get(key);
    Unit unit = known == null ? null : known.get();
    if (unit != null && fits.test(unit)) {
      return Optional.of(unit);
    }
    // Who asks for it meanwhile waits, instead of parsing it as well.
    Object turn = parsing.computeIfAbsent(key, k -> new Object());
    synchronized (turn) {
      known = units.get(key);
      unit = known == null ? null : known.get();
      if (unit != null && fits.test(unit)) {
        return Optional.of(unit);
      }
      try {
        Optional<Unit> made = parse.get();
        if (made.isPresent()) {
          parsed.incrementAndGet();
          units.put(key, new SoftReference<>(made.get()));
        }
        return made;
      } finally {
        parsing.remove(key, turn);
      }
    }
  }

  /** What a file may define. */
  Outline outline(String key, Supplier<Outline> scan) {
    Outline known = outlines.get(key);
    if (known == null) {
      known = scan.get();
      outlines.put(key, known);
    }
    return known;
  }

  String text(String key, Supplier<String> read) {
    SoftReference<String> known = texts.get(key);
    String text = known == null ? null : known.get();
    if (text == null) {
      text = read.get();
      texts.put(key, new SoftReference<>(text));
    }
    return text;
  }

  /** The words of a file. */
  Identifiers identifiers(String key, Supplier<Identifiers> read) {
    SoftReference<Identifiers> known = identifiers.get(key);
    Identifiers found = known == null ? null : known.get();
    if (found == null) {
      found = read.get();
      identifiers.put(key, new SoftReference<>(found));
    }
    return found;
  }

  /** Some words in order: one list for all who ask about the same. */
  List<String> inOrder(Set<String> unordered) {
    return words.computeIfAbsent(Set.copyOf(unordered), all -> all.stream().sorted().toList());
  }

  /**
   * Forgets files once there are many.
   *
   * @param most how many parsed files may stay before others go
   * @param kept whether a key, {@code path LF content}, is to stay all the same
   */
  public void shrink(int most, Predicate<String> kept) {
    if (units.size() > most) {
      units.keySet().removeIf(key -> !kept.test(key));
      texts.keySet().removeIf(key -> !kept.test(key));
      identifiers.keySet().removeIf(key -> !kept.test(key));
      outlines.keySet().removeIf(key -> !kept.test(key));
    }
  }
}

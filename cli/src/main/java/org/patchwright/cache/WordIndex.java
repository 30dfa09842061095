package org.patchwright.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.patchwright.source.WordHashes;

/**
 * Which words files may hold, by git's names for their contents and kept between runs: what uses a
 * name that is seen from anywhere is found without reading a whole kernel. Each file has a filter
 * after Bloom, "Space/time trade-offs in hash coding with allowable errors" (1970), over its
 * compound words, see {@link WordHashes#compounds}. May be used from several threads at once.
 */
public final class WordIndex {

  /** Remembers nothing. */
  public static final WordIndex NONE = new WordIndex();

  private static final int MAGIC = 0x70777731;
  private static final int HEAD = 3 * Integer.BYTES;

  /** Of a content's id so much is kept: 32 of 40 hexadecimal digits. */
  private static final int ID_BYTES = 16;

  /** With six hashes, of 2,000 files that don't hold a word one seems to: many words are asked. */
  private static final int BITS_FOR_A_WORD = 16;

  private static final int HASHES = 6;

  /** Contents of other revisions are kept until there are more of them than this. */
  private static final int MOST = 200_000;

  private static final String VARIANT = "words";

  private final Optional<CacheFolder> folder;
  private final String name;
  private final Consumer<String> complain;
  private final Map<String, byte[]> learned = new ConcurrentHashMap<>();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private Optional<Filters> loaded = Optional.empty();

  private WordIndex() {
    this(Optional.empty(), "", line -> {});
  }

  private WordIndex(Optional<CacheFolder> folder, String name, Consumer<String> complain) {
    this.folder = folder;
    this.name = name;
    this.complain = complain;
  }

  /**
   * The index of a repository. It is read when first asked.
   *
   * @param place where the repository is
   * @param complain told one line if the index can't be used or written
   */
  public static WordIndex of(CacheFolder folder, String place, Consumer<String> complain) {
    return new WordIndex(Optional.of(folder), ResultCache.digest(place).substring(0, 24), complain);
  }

  /** Whether it remembers what it learns. */
  public boolean remembers() {
    return folder.isPresent();
  }

  /**
   * Whether the words of a content are known.
   *
   * @param id git's name for it, 40 hex digits or more
   */
  public boolean knows(String id) {
    boolean known = learned.containsKey(id) || filters().place(id) >= 0;
    if (known) {
      asked.add(id);
    }
    return known;
  }

  /** False only if none of some words stands in a content that is known. */
  public boolean mayHold(String id, Collection<String> words) {
    byte[] filter = learned.get(id);
    if (filter == null) {
      Filters filters = filters();
      filter = filters.of(filters.place(id));
    }
    for (String word : words) {
      if (!WordHashes.isCompound(word) || mayHold(filter, word.hashCode())) {
        return true;
      }
    }
    return false;
  }

  /** Takes in the words of a content. */
  public void learn(String id, byte[] bytes, int size) {
    int[] words = WordHashes.compounds(bytes, size);
    byte[] filter = new byte[(words.length * BITS_FOR_A_WORD + 7) / 8];
    for (int word : words) {
      for (int i = 0; i < HASHES; i++) {
        int bit = bit(word, i, filter.length);
        filter[bit >> 3] |= (byte) (1 << (bit & 7));
      }
    }
    learned.put(id, filter);
  }

  private static boolean mayHold(byte[] filter, int word) {
    for (int i = 0; i < HASHES; i++) {
      int bit = filter.length == 0 ? -1 : bit(word, i, filter.length);
      if (bit < 0 || (filter[bit >> 3] & 1 << (bit & 7)) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Two hashes stand for all, after Kirsch and Mitzenmacher, "Less hashing" (2006). */
  private static int bit(int word, int number, int bytes) {
    long mixed = word * 0x9E3779B97F4A7C15L;
    int hash = (int) (mixed >>> 32) + number * ((int) mixed | 1);
    return (int) ((hash & 0xffffffffL) * (bytes * 8L) >>> 32);
  }

  private synchronized Filters filters() {
    if (loaded.isEmpty()) {
      loaded = Optional.of(load());
    }
    return loaded.get();
  }

  private Filters load() {
    try {
      Optional<byte[]> bytes =
          folder.isPresent() ? folder.get().read(name, VARIANT) : Optional.empty();
      if (bytes.isEmpty()) {
        return Filters.NONE;
      }
      Optional<Filters> read = Filters.read(bytes.get());
      if (read.isEmpty()) {
        complain.accept("word index in " + folder.get().path() + " is damaged: made anew");
      }
      return read.orElse(Filters.NONE);
    } catch (IOException e) {
      complain.accept("word index can't be read, going on without: " + e.getMessage());
      return Filters.NONE;
    }
  }

  /** Writes what is new, for later runs. */
  public void save() {
    if (learned.isEmpty() || folder.isEmpty()) {
      return;
    }
    Map<String, byte[]> all = new TreeMap<>();
    learned.forEach((id, filter) -> all.put(id.substring(0, 2 * ID_BYTES), filter));
    Filters old = filters();
    boolean room = old.count() + all.size() <= MOST;
    for (int place = 0; room && place < old.count(); place++) {
      all.putIfAbsent(old.id(place), old.of(place));
    }
    if (!room) {
      asked.stream()
          .filter(id -> old.place(id) >= 0)
          .forEach(id -> all.putIfAbsent(id.substring(0, 2 * ID_BYTES), old.of(old.place(id))));
    }
    try {
      folder.get().write(name, VARIANT, Filters.bytes(all));
    } catch (IOException e) {
      complain.accept(
          "word index can't be written, this run was for itself only: "
              + folder.get().path()
              + ": "
              + CacheFolder.reason(e));
    }
  }

  /**
   * What was written: a head, the ids in order, where the filter of each ends, and the filters.
   *
   * @param all the bytes
   * @param count how many contents there are
   */
  private record Filters(ByteBuffer all, int count) {

    static final Filters NONE = new Filters(ByteBuffer.allocate(HEAD), 0);

    static Optional<Filters> read(byte[] bytes) {
      if (bytes.length < HEAD) {
        return Optional.empty();
      }
      ByteBuffer all = ByteBuffer.wrap(bytes);
      int count = all.getInt(2 * Integer.BYTES);
      boolean whole =
          all.getInt(0) == MAGIC
              && all.getInt(Integer.BYTES) == sum(bytes)
              && count >= 0
              && HEAD + (long) count * (ID_BYTES + Integer.BYTES) <= bytes.length;
      return whole ? Optional.of(new Filters(all, count)) : Optional.empty();
    }

    static byte[] bytes(Map<String, byte[]> all) {
      int size = all.values().stream().mapToInt(filter -> filter.length).sum();
      ByteBuffer out = ByteBuffer.allocate(HEAD + all.size() * (ID_BYTES + Integer.BYTES) + size);
      out.putInt(MAGIC).putInt(0).putInt(all.size());
      all.keySet().forEach(id -> out.putLong(half(id, 0)).putLong(half(id, 1)));
      int end = 0;
      for (byte[] filter : all.values()) {
        end += filter.length;
        out.putInt(end);
      }
      all.values().forEach(out::put);
      return out.putInt(Integer.BYTES, sum(out.array())).array();
    }

    private static int sum(byte[] bytes) {
      CRC32C sum = new CRC32C();
      sum.update(bytes, 2 * Integer.BYTES, bytes.length - 2 * Integer.BYTES);
      return (int) sum.getValue();
    }

    private static long half(String id, int which) {
      return Long.parseUnsignedLong(id, which * 16, which * 16 + 16, 16);
    }

    String id(int place) {
      int at = HEAD + place * ID_BYTES;
      return String.format("%016x%016x", all.getLong(at), all.getLong(at + Long.BYTES));
    }

    /** Where a content stands; less than 0 if it does not. */
    int place(String id) {
      if (count == 0) {
        return -1;
      }
      long one = half(id, 0);
      long two = half(id, 1);
      int low = 0;
      int high = count - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int at = HEAD + middle * ID_BYTES;
        int order = Long.compareUnsigned(all.getLong(at), one);
        order = order == 0 ? Long.compareUnsigned(all.getLong(at + Long.BYTES), two) : order;
        if (order == 0) {
          return middle;
        } else if (order < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return -1;
    }

    byte[] of(int place) {
      int ends = HEAD + count * ID_BYTES;
      int filters = ends + count * Integer.BYTES;
      int begin = place == 0 ? 0 : all.getInt(ends + (place - 1) * Integer.BYTES);
      int end = all.getInt(ends + place * Integer.BYTES);
      return Arrays.copyOfRange(all.array(), filters + begin, filters + end);
    }
  }
}

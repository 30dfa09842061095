package org.patchwright.dataflow;

/**
 * Which names of values may stand in a text, told by the two letters in front of each semicolon
 * there: so most texts need not be searched for a name. What was found out of a text is remembered
 * for a while, as the same ones are asked about on all paths.
 */
final class NameEnds {

  private static final int KEPT = 2_048;
  private static final ThreadLocal<NameEnds> OWN = ThreadLocal.withInitial(NameEnds::new);

  private final String[] texts = new String[KEPT];
  private final long[] ends = new long[KEPT];

  private NameEnds() {}

  /** What the calling thread remembers. */
  static NameEnds own() {
    return OWN.get();
  }

  /** What a text must have for a name to stand in it; all of it may do where nothing is known. */
  static long needed(String name) {
    int end = name.length() - 1;
    return end >= 2 && name.charAt(end) == ';' ? bit(name, end) : 0;
  }

  /**
   * Whether a name stands in a text.
   *
   * @param needed what {@link #needed} says of the name
   */
  boolean stands(String name, long needed, String text) {
    return text.length() >= name.length()
        && (needed == 0 || (of(text) & needed) != 0)
        && text.contains(name);
  }

  private long of(String text) {
    int place = text.hashCode() & KEPT - 1;
    if (texts[place] != text) {
      texts[place] = text;
      ends[place] = found(text);
    }
    return ends[place];
  }

  private static long found(String text) {
    long found = 0;
    for (int end = text.indexOf(';', 2); end >= 0; end = text.indexOf(';', end + 1)) {
      found |= bit(text, end);
    }
    return found;
  }

  private static long bit(String text, int end) {
    return 1L << (31 * text.charAt(end - 2) + text.charAt(end - 1));
  }
}

package org.patchwright.dataflow;

/**
 * Names by a part of their hashes, none of which is ever taken out: one that was not put in is
 * mostly told to be missing, one that was never. Copies share what they have until one of them gets
 * more.
 */
final class NameMarks {

  private static final int BITS = 10;
  private static final int WORDS = (1 << BITS) / Long.SIZE;

  /** Spreads hashes of names that differ in their last letters alone. */
  private static final int SPREAD = 0x9E3779B9;

  private long[] marks;
  private boolean own;

  NameMarks() {
    marks = new long[WORDS];
    own = true;
  }

  private NameMarks(long[] marks) {
    this.marks = marks;
  }

  NameMarks copy() {
    own = false;
    return new NameMarks(marks);
  }

  private static int place(int hash) {
    return hash * SPREAD >>> Integer.SIZE - BITS;
  }

  boolean mayHave(String name) {
    int place = place(name.hashCode());
    return (marks[place >> 6] & 1L << place) != 0;
  }

  void add(String name) {
    add(name.hashCode());
  }

  /** The same of a name's hash. */
  void add(int hash) {
    int place = place(hash);
    if ((marks[place >> 6] & 1L << place) == 0) {
      own()[place >> 6] |= 1L << place;
    }
  }

  void addAll(NameMarks others) {
    if (marks != others.marks) {
      long[] mine = own();
      for (int i = 0; i < WORDS; i++) {
        mine[i] |= others.marks[i];
      }
    }
  }

  private long[] own() {
    if (!own) {
      marks = marks.clone();
      own = true;
    }
    return marks;
  }
}

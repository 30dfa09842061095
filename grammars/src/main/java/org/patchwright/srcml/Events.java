package org.patchwright.srcml;

import java.util.Arrays;

/**
 * The tags and tokens of one stretch of code in the order of the text. A tag that turns out to be
 * needed further back can still be put in: whether a name is a call shows only behind it.
 */
final class Events {

  static final int TOKEN = 0;

  /** Opens behind the white space that stands here. */
  static final int OPEN = 1;

  /** Opens before the white space that stands here. */
  static final int OPEN_EARLY = 2;

  /** Closes before the white space that stands here. */
  static final int CLOSE = 3;

  /** Closes behind the white space that stands here. */
  static final int CLOSE_LATE = 4;

  private static final int BITS = 3;
  private static final int MASK = (1 << BITS) - 1;

  private int[] codes = new int[256];
  private int size;

  int size() {
    return size;
  }

  int kind(int event) {
    return codes[event] & MASK;
  }

  Element element(int event) {
    return Element.of(codes[event] >>> BITS);
  }

  void clear() {
    size = 0;
  }

  void open(Element element) {
    add(OPEN, element.ordinal());
  }

  void openEarly(Element element) {
    add(OPEN_EARLY, element.ordinal());
  }

  void close(Element element) {
    add(CLOSE, element.ordinal());
  }

  void closeLate(Element element) {
    add(CLOSE_LATE, element.ordinal());
  }

  void token() {
    add(TOKEN, 0);
  }

  /** An element around the next token. */
  void token(Element element) {
    open(element);
    token();
    close(element);
  }

  /** Opens an element at an earlier size. */
  void openAt(int mark, Element element) {
    add(TOKEN, 0);
    System.arraycopy(codes, mark, codes, mark + 1, size - 1 - mark);
    codes[mark] = element.ordinal() << BITS | OPEN;
  }

  private void add(int kind, int payload) {
    if (size == codes.length) {
      codes = Arrays.copyOf(codes, size * 2);
    }
    codes[size++] = payload << BITS | kind;
  }
}

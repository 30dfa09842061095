package org.patchwright.repair;

import java.util.ArrayList;
import java.util.List;

/**
 * A text with the damage undone that the text itself shows: lost transfer encodings, quotes,
 * entities, line ends.
 *
 * @param text one character a byte
 * @param repairs what was undone
 * @param others other ways to take the same text, less likely than this
 */
public record PlainText(String text, List<Repair> repairs, List<PlainText> others) {

  public PlainText {
    repairs = List.copyOf(repairs);
    others = List.copyOf(others);
  }

  /** Undoes what can be seen. */
  public static PlainText of(String damaged) {
    return Transport.undone(damaged);
  }

  /** A part of this text, with all its repairs. */
  public PlainText part(String part) {
    return new PlainText(part, repairs, part.equals(text) ? others : List.of());
  }

  /** All ways to take it, the likeliest first. */
  List<PlainText> readings() {
    List<PlainText> all = new ArrayList<>(List.of(this));
    all.addAll(others);
    for (PlainText one : List.copyOf(all)) {
      Transport.straightQuotes(one).ifPresent(all::add);
    }
    return all;
  }
}

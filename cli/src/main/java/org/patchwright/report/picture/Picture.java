package org.patchwright.report.picture;

import java.util.List;

/**
 * Boxes and arrows, not laid out yet.
 *
 * @param title what it shows, for readers who can't see it
 */
public record Picture(String title, List<Box> boxes, List<Arrow> arrows) {

  public Picture {
    boxes = List.copyOf(boxes);
    arrows = List.copyOf(arrows);
  }

  /** What a box is, for its looks. */
  public enum Look {
    CODE,
    ENTRY,
    EXIT,
    STATE,
    CALLBACK
  }

  public record Box(List<String> lines, Look look) {
    public Box {
      lines = List.copyOf(lines);
    }
  }

  /**
   * @param from number of a box
   * @param to number of a box
   * @param label may be empty
   */
  public record Arrow(int from, int to, String label) {}
}

package org.patchwright.diff;

import java.util.Optional;

/** What kind of entry a path is, as git's trees store it. */
public enum FileMode {
  REGULAR("100644"),
  EXECUTABLE("100755"),
  SYMLINK("120000"),
  SUBMODULE("160000");

  private final String octal;

  FileMode(String octal) {
    this.octal = octal;
  }

  /** The six octal digits that git prints. */
  public String octal() {
    return octal;
  }

  /**
   * Reads six octal digits. Regular files of any permission count as executable by their owner's
   * bit, as git's own {@code canon_mode} decides.
   *
   * @return empty for anything that git's trees can't hold
   */
  public static Optional<FileMode> of(String octal) {
    if (!octal.matches("[0-7]{6}")) {
      return Optional.empty();
    }
    int bits = Integer.parseInt(octal, 8);
    return switch (bits & 0170000) {
      case 0100000 -> Optional.of((bits & 0100) != 0 ? EXECUTABLE : REGULAR);
      case 0120000 -> Optional.of(SYMLINK);
      case 0160000 -> Optional.of(SUBMODULE);
      default -> Optional.empty();
    };
  }
}

package org.patchwright.validate;

import java.util.List;
import java.util.Locale;

/** Which paths a patch may touch. */
public final class TreePath {

  private TreePath() {}

  /** Whether a path stays inside its tree and away from git's own files. */
  public static boolean isSafe(String path) {
    if (path.isEmpty() || path.indexOf('\0') >= 0 || path.indexOf('\\') >= 0) {
      return false;
    }
    for (String name : List.of(path.split("/", -1))) {
      boolean git = name.toLowerCase(Locale.ROOT).equals(".git");
      if (name.isEmpty() || name.equals(".") || name.equals("..") || git) {
        return false;
      }
    }
    return true;
  }
}

package org.patchwright.repository;

import java.util.Objects;
import org.patchwright.source.SourceFile;

/**
 * What a tree holds under one path.
 *
 * @param mode as git prints it: 100644, 100755, 120000 for a symbolic link, 160000 for a submodule
 * @param content the file's bytes, a link's target, or {@code Subproject commit ID}
 */
public record TreeEntry(String mode, SourceFile content) {

  public static final String REGULAR = "100644";
  public static final String EXECUTABLE = "100755";
  public static final String SYMLINK = "120000";
  public static final String SUBMODULE = "160000";

  public TreeEntry {
    Objects.requireNonNull(mode);
    Objects.requireNonNull(content);
  }

  /** A file that nobody runs. */
  public static TreeEntry regular(SourceFile content) {
    return new TreeEntry(REGULAR, content);
  }

  public String path() {
    return content.path();
  }

  /** Whether it is a file, executable or not: what source trees hold. */
  public boolean isFile() {
    return mode.equals(REGULAR) || mode.equals(EXECUTABLE);
  }
}

package org.patchwright.source;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of one tree as they were at one moment: a git revision, a work tree, a directory, or
 * one tree laid over another. Paths are relative to the tree, with {@code /} between names.
 * Implementations may be read from several threads at once.
 */
public interface SourceTree extends AutoCloseable {

  /** How messages name this tree, for example a path and a revision. */
  String name();

  /** The paths of all regular files, in the order of their bytes. */
  List<String> paths() throws IOException;

  /**
   * What stands in one folder, not below: the names of its regular files and of its folders, each
   * in the order of their bytes.
   */
  record Names(List<String> files, List<String> folders) {
    public static final Names NONE = new Names(List.of(), List.of());

    public Names {
      files = List.copyOf(files);
      folders = List.copyOf(folders);
    }
  }

  /**
   * What stands in one folder, found without a list of all paths.
   *
   * @param folder its path, empty for the tree itself
   * @return no names if there is no such folder; empty if the tree lists all of its paths or none
   */
  default Optional<Names> names(String folder) throws IOException {
    return Optional.empty();
  }

  /**
   * Reads one file.
   *
   * @return empty if the tree has no regular file of that path
   * @throws IOException if it is there and can't be read
   */
  Optional<SourceFile> read(String path) throws IOException;

  /** Whether the tree has a regular file of that path. */
  default boolean contains(String path) throws IOException {
    return read(path).isPresent();
  }

  /**
   * A name for the content of one file that is equal when the bytes are: a git blob id (40 hex
   * digits).
   *
   * @return empty if the tree has no such file, or no cheap way to tell
   */
  default Optional<String> contentId(String path) throws IOException {
    return Optional.empty();
  }

  /**
   * A cheap mark of a file that is not read for it: equal only if the file was not written in
   * between. It begins with the time of the last change in nanoseconds and a space.
   *
   * @return empty if the tree has no such file, or {@link #contentId} serves better
   */
  default Optional<String> stamp(String path) throws IOException {
    return Optional.empty();
  }

  /** Looks at the bytes of a file without keeping them. */
  interface Look<T> {
    /**
     * @param bytes may be used again for another file once this returns
     * @param size how many of them are the file's
     */
    T at(byte[] bytes, int size);
  }

  /**
   * Reads one file for a single look, where that is cheaper than {@link #read}.
   *
   * @return empty if the tree has no regular file of that path
   */
  default <T> Optional<T> look(String path, Look<T> look) throws IOException {
    return read(path).map(file -> look.at(file.content(), file.size()));
  }

  /** The paths below a folder; all for the empty name. */
  default Stream<String> pathsUnder(String folder) throws IOException {
    String prefix = folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
    return paths().stream().filter(path -> path.startsWith(prefix));
  }

  /**
   * The paths below a folder that end in {@code .c}, in no order, by their names alone: where
   * telling more of each would cost, there may be some among them that are no regular files.
   */
  default Stream<String> namedSources(String folder) throws IOException {
    return pathsUnder(folder).filter(path -> path.endsWith(".c"));
  }

  /** The configuration under which the tree's files are read; by default none is chosen. */
  default KernelConfig config() {
    return KernelConfig.ANY;
  }

  @Override
  default void close() throws IOException {}
}

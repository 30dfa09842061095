package org.patchwright.fix;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RevisionTree;
import org.patchwright.repository.Subjects;
import org.patchwright.source.SourceTree;
import org.patchwright.split.Components;

/** How the subjects of a tree's patches are worded: as its log does, else by their paths. */
public final class SubjectStyles {

  private static final int SUBJECTS = 40;

  private final SourceTree tree;
  private final Optional<GitRepository> repository;
  private final Optional<String> commit;
  private final Map<String, Optional<LogStyle>> styles = new TreeMap<>();

  /**
   * @param tree a git revision brings its log
   */
  public SubjectStyles(SourceTree tree) {
    this.tree = tree;
    Optional<RevisionTree> revision =
        tree instanceof RevisionTree known ? Optional.of(known) : Optional.empty();
    this.commit = revision.flatMap(RevisionTree::commit);
    this.repository =
        commit.isPresent() ? revision.map(RevisionTree::repository) : Optional.empty();
  }

  /**
   * A whole subject.
   *
   * @param title what the patch does; a prefix that it has gives way
   * @param main the path that the patch is about
   * @param paths all that it changes
   */
  public String subject(String title, String main, Collection<String> paths) throws IOException {
    Optional<LogStyle> style = style(main);
    if (style.isPresent()) {
      return style.get().subject(title);
    }
    List<String> sources = paths.stream().filter(path -> path.endsWith(".c")).toList();
    String prefix = bare(sources.isEmpty() ? paths : sources);
    return prefix.isEmpty() ? title : new LogStyle(prefix, false).subject(title);
  }

  /** By the paths alone; what is linked into one driver goes by the driver's folder. */
  private String bare(Collection<String> paths) throws IOException {
    Set<String> places = new TreeSet<>();
    for (String path : paths) {
      places.add(Components.driver(tree, path).map(folder -> folder + "/").orElse(path));
    }
    return SubjectPrefix.of(places);
  }

  /** What stands before the colon for one path. */
  String prefix(String path) throws IOException {
    Optional<LogStyle> style = style(path);
    return style.isPresent() ? style.get().prefix() : bare(List.of(path));
  }

  private Optional<LogStyle> style(String path) throws IOException {
    Optional<LogStyle> known = styles.get(path);
    if (known == null) {
      known = logged(path, path);
      int slash = path.lastIndexOf('/');
      if (known.isEmpty() && slash > 0) {
        // A file with few commits goes by what is said of those beside it.
        known = logged(path.substring(0, slash), path);
      }
      styles.put(path, known);
    }
    return known;
  }

  /**
   * @param where the path whose log is read
   * @param path what a prefix must have to do with
   */
  private Optional<LogStyle> logged(String where, String path) throws IOException {
    return repository.isEmpty()
        ? Optional.empty()
        : LogStyle.of(Subjects.of(repository.get(), commit.orElseThrow(), where, SUBJECTS), path);
  }
}

package org.patchwright.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * A tree of a test's own texts.
 *
 * @param files the texts by their paths
 */
public record Texts(Map<String, String> files) implements SourceTree {

  @Override
  public String name() {
    return "fixture";
  }

  @Override
  public List<String> paths() {
    return List.copyOf(new TreeMap<>(files).keySet());
  }

  @Override
  public Optional<SourceFile> read(String path) {
    return Optional.ofNullable(files.get(path)).map(text -> SourceFile.of(path, text));
  }
}

package org.patchwright.split;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.patchwright.diff.FileDiff;
import org.patchwright.source.SourceFile;

/** The files of a patch cut into pieces, and what they are when only some pieces are put in. */
final class Patchwork {

  private final Map<String, Changed> files = new TreeMap<>();
  private final Map<String, Structure> before = new TreeMap<>();
  private final Map<String, Structure> after = new TreeMap<>();
  private final List<Piece> pieces = new ArrayList<>();
  private final List<Words> words = new ArrayList<>();

  Patchwork(Collection<Changed> changes) {
    changes.forEach(change -> files.put(change.diff().path(), change));
    for (Changed change : files.values()) {
      String path = change.diff().path();
      Structure old = structure(change.before(), path);
      Structure now = structure(change.after(), path);
      before.put(path, old);
      after.put(path, now);
      if (change.isWhole()) {
        pieces.add(new Piece(pieces.size(), path, 0, 0, old.lines(), now.lines()));
      } else {
        pieces.addAll(Cutter.pieces(change.diff(), old, now, pieces.size()));
      }
    }
    for (Piece piece : pieces) {
      words.add(Words.of(piece, before.get(piece.path()), after.get(piece.path())));
    }
  }

  private static Structure structure(Optional<SourceFile> file, String path) {
    boolean text = file.isPresent() && !file.get().isBinary();
    return Structure.of(text ? file.get() : SourceFile.of(path, ""));
  }

  /** Whether a name is a function's, in any version of any file. */
  boolean isFunction(String name) {
    return Stream.concat(before.values().stream(), after.values().stream())
        .flatMap(structure -> structure.declared().stream())
        .anyMatch(one -> one.function() && one.name().equals(name));
  }

  Set<String> paths() {
    return files.keySet();
  }

  List<Piece> pieces() {
    return pieces;
  }

  Words words(int piece) {
    return words.get(piece);
  }

  Structure before(String path) {
    return before.get(path);
  }

  Structure after(String path) {
    return after.get(path);
  }

  Map<String, Structure> after() {
    return after;
  }

  /** A file with some of its pieces; empty where there is none then. */
  Optional<SourceFile> with(String path, Set<Integer> taken) {
    Changed change = files.get(path);
    List<Piece> own = pieces.stream().filter(piece -> piece.path().equals(path)).toList();
    if (change.isWhole()) {
      return taken.contains(own.get(0).number()) ? change.after() : change.before();
    }
    List<String> lines = before.get(path).lines();
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (Piece piece : own) {
      lines.subList(at, piece.oldFrom()).forEach(text::append);
      (taken.contains(piece.number()) ? piece.now() : piece.old()).forEach(text::append);
      at = piece.oldEnd();
    }
    lines.subList(at, lines.size()).forEach(text::append);
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    return Optional.of(SourceFile.owning(path, bytes));
  }

  /** What some pieces change where others are in already. */
  List<FileDiff> diffs(Set<Integer> earlier, Set<Integer> own) {
    Set<Integer> all = new TreeSet<>(earlier);
    all.addAll(own);
    List<FileDiff> diffs = new ArrayList<>();
    for (String path : touched(own)) {
      Changed change = files.get(path);
      if (change.isWhole()) {
        diffs.add(change.diff());
      } else {
        FileDiff.between(with(path, earlier), with(path, all))
            .map(diff -> diff.withModes(change.diff().oldMode(), change.diff().newMode()))
            .ifPresent(diffs::add);
      }
    }
    return diffs;
  }

  Set<String> touched(Set<Integer> some) {
    Set<String> paths = new TreeSet<>();
    some.forEach(piece -> paths.add(pieces.get(piece).path()));
    return paths;
  }

  /** A file that is less whole C with some pieces than it is with none and with all. */
  Optional<String> broken(Set<Integer> taken, Collection<String> paths) {
    return paths.stream()
        .filter(Structure::isCode)
        .filter(
            path ->
                with(path, taken).map(file -> Structure.of(file).errors()).orElse(0L)
                    > Math.max(before.get(path).errors(), after.get(path).errors()))
        .min(Comparator.naturalOrder());
  }
}

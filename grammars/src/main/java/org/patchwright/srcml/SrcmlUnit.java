package org.patchwright.srcml;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.patchwright.ast.Ast;
import org.patchwright.ast.TranslationUnit;
import org.patchwright.source.SourceFile;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.SyntaxTree;

/**
 * One C source of a srcML document: the bytes that its text gives, and the tree that they have. The
 * tree is read from the text, so that it is the same whichever tool wrote the tags.
 */
public final class SrcmlUnit {

  private final SourceFile source;
  private final SyntaxTree tree;

  private SrcmlUnit(SourceFile source, SyntaxTree tree) {
    this.source = source;
    this.tree = tree;
  }

  /**
   * A unit of a source.
   *
   * @throws SrcmlException if most of the source can't be understood as C
   */
  public static SrcmlUnit of(SourceFile source) throws SrcmlException {
    SyntaxTree tree = SyntaxTree.parse(source);
    int unread =
        tree.root().findAll(Kind.ERROR).mapToInt(node -> node.endToken() - node.firstToken()).sum();
    if (unread * 2 > tree.tokens().count()) {
      throw new SrcmlException(
          source.path()
              + ": the text of this unit is not C: "
              + unread
              + " of "
              + tree.tokens().count()
              + " words were not understood");
    }
    return new SrcmlUnit(source, tree);
  }

  /**
   * Reads the document of one unit; of an archive its first.
   *
   * @throws SrcmlException if it is no srcML of C
   */
  public static SrcmlUnit read(Path path) throws IOException {
    try (SrcmlReader reader = SrcmlReader.open(path)) {
      Optional<SrcmlUnit> first = reader.next();
      if (first.isEmpty()) {
        throw new SrcmlException(path + ": is an archive without units");
      }
      return first.get();
    }
  }

  /** Reads all units of a document; {@link SrcmlReader} reads them one by one. */
  public static List<SrcmlUnit> readAll(Path path) throws IOException {
    List<SrcmlUnit> units = new ArrayList<>();
    try (SrcmlReader reader = SrcmlReader.open(path)) {
      for (Optional<SrcmlUnit> unit = reader.next(); unit.isPresent(); unit = reader.next()) {
        units.add(unit.get());
      }
    }
    return List.copyOf(units);
  }

  /** The source, under the file name that the unit has. */
  public SourceFile source() {
    return source;
  }

  public SyntaxTree tree() {
    return tree;
  }

  /** The typed tree. */
  public TranslationUnit ast() {
    return TranslationUnit.of(tree);
  }

  /** All of a type in the typed tree, in the order of the text. */
  public <T extends Ast> Stream<T> findAll(Class<T> type) {
    return ast().findAll(type);
  }

  /** The unit as a document. */
  public String toXml() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      SrcmlWriter.unit(source, false, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}

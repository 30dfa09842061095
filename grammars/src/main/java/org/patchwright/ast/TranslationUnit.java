package org.patchwright.ast;

import java.util.List;
import java.util.stream.Stream;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.syntax.Node;
import org.patchwright.syntax.SyntaxTree;

/** A whole file. Its text is that of the file, with what stands before and behind its words. */
public record TranslationUnit(Node node) implements Ast {

  /** Reads a file; every input has a tree. */
  public static TranslationUnit parse(SourceFile file) {
    return of(SyntaxTree.parse(file));
  }

  public static TranslationUnit of(SyntaxTree tree) {
    return new TranslationUnit(tree.root());
  }

  @Override
  public Span span() {
    return file().span();
  }

  @Override
  public String text() {
    return file().text();
  }

  /** The functions with a body, in the order of the text. */
  public List<Declaration.Function> functions() {
    return findAll(Declaration.Function.class).toList();
  }

  /** The preprocessor directives, in the order of the text. */
  public Stream<Preprocessor> preprocessor() {
    return Preprocessor.of(tree());
  }

  /** The structs and unions with that tag whose members stand here. */
  public Stream<Type.StructType> structs(String tag) {
    return findAll(Type.StructType.class)
        .filter(struct -> struct.tag().equals(tag) && !struct.members().isEmpty());
  }

  /** Edits of this file; none yet. */
  public Rewrite rewrite() {
    return Rewrite.of(this);
  }
}

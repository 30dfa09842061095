package org.patchwright.ast;

import java.util.stream.Stream;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.syntax.SyntaxTree;
import org.patchwright.token.Directive;

/** A preprocessor directive, with its continuation lines. */
public sealed interface Preprocessor {

  SourceFile file();

  Directive directive();

  /** From the {@code #} to the end of its last line, without the line feed. */
  default Span span() {
    return directive().span();
  }

  default String text() {
    return file().text(span());
  }

  /** What follows the directive's name. */
  default String body() {
    return file().text(directive().body());
  }

  /** The line of the {@code #}, from 1. */
  default int line() {
    return file().line(span().start());
  }

  /** The directives of a file, in the order of the text. */
  static Stream<Preprocessor> of(SyntaxTree tree) {
    return tree.tokens().directives().stream().map(directive -> of(tree.file(), directive));
  }

  private static Preprocessor of(SourceFile file, Directive directive) {
    return switch (directive.kind()) {
      case INCLUDE -> new Include(file, directive);
      case DEFINE -> new Define(file, directive);
      case UNDEF -> new Undef(file, directive);
      case IF, IFDEF, IFNDEF, ELIF, ELSE, ENDIF -> new Conditional(file, directive);
      case ERROR, WARNING, PRAGMA, LINE, OTHER -> new Other(file, directive);
    };
  }

  /** {@code #include}. */
  record Include(SourceFile file, Directive directive) implements Preprocessor {

    /** The header with its quotes or angle brackets. */
    public String header() {
      return body();
    }

    public boolean isSystem() {
      return body().startsWith("<");
    }
  }

  /** {@code #define}. */
  record Define(SourceFile file, Directive directive) implements Preprocessor {

    /** The macro's name. */
    public String name() {
      String body = body();
      int end = 0;
      while (end < body.length() && Character.isJavaIdentifierPart(body.charAt(end))) {
        end++;
      }
      return body.substring(0, end);
    }

    /** Whether it takes arguments. */
    public boolean takesArguments() {
      return body().startsWith("(", name().length());
    }
  }

  /** {@code #undef}. */
  record Undef(SourceFile file, Directive directive) implements Preprocessor {}

  /** {@code #if} and its like, up to {@code #endif}. */
  record Conditional(SourceFile file, Directive directive) implements Preprocessor {}

  /** Any other. */
  record Other(SourceFile file, Directive directive) implements Preprocessor {}
}

package org.patchwright.ast;

import java.util.ArrayList;
import java.util.List;
import org.patchwright.source.Edit;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.token.Directive;

/** Where an include goes: among those of its folder, of its brackets, or of all. */
final class IncludePlace {

  private IncludePlace() {}

  static List<Edit> edits(TranslationUnit unit, String header) {
    List<Preprocessor.Include> includes = unconditional(unit);
    if (includes.stream().anyMatch(include -> include.header().equals(header))) {
      return List.of();
    }
    List<Preprocessor.Include> near =
        includes.stream()
            .filter(include -> folder(include.header()).equals(folder(header)))
            .toList();
    if (near.isEmpty()) {
      near =
          includes.stream()
              .filter(include -> include.header().charAt(0) == header.charAt(0))
              .toList();
    }
    if (near.isEmpty()) {
      near = includes;
    }
    if (near.isEmpty()) {
      return List.of(atTop(unit, header));
    }
    String lineEnd = lineEnd(unit.file(), near.get(0).span());
    for (int i = 0; i < near.size() && isSorted(near); i++) {
      Preprocessor.Include include = near.get(i);
      if (sameBrackets(include, header) && include.header().compareTo(header) > 0) {
        return List.of(
            Edit.insert(
                unit.file().path(), include.span().start(), "#include " + header + lineEnd));
      }
    }
    Span last = near.get(near.size() - 1).span();
    return List.of(Edit.insert(unit.file().path(), last.end(), lineEnd + "#include " + header));
  }

  /** The includes that no conditional but an include guard holds. */
  private static List<Preprocessor.Include> unconditional(TranslationUnit unit) {
    List<Preprocessor.Include> found = new ArrayList<>();
    int depth = 0;
    int first = -1;
    for (Preprocessor directive : unit.preprocessor().toList()) {
      Directive.Kind kind = directive.directive().kind();
      depth += kind.opens() ? 1 : kind == Directive.Kind.ENDIF ? -1 : 0;
      if (directive instanceof Preprocessor.Include include && !include.header().isEmpty()) {
        first = first < 0 ? depth : Math.min(first, depth);
        if (depth == first) {
          found.add(include);
        }
      }
    }
    return found;
  }

  private static String folder(String header) {
    int slash = header.lastIndexOf('/');
    return slash < 0 ? header.substring(0, 1) : header.substring(0, slash);
  }

  private static boolean sameBrackets(Preprocessor.Include include, String header) {
    return include.header().charAt(0) == header.charAt(0);
  }

  private static boolean isSorted(List<Preprocessor.Include> includes) {
    for (int i = 1; i < includes.size(); i++) {
      if (includes.get(i - 1).header().compareTo(includes.get(i).header()) > 0) {
        return false;
      }
    }
    return true;
  }

  private static String lineEnd(SourceFile file, Span directive) {
    return directive.end() < file.size() && file.at(directive.end()) == '\r' ? "\r\n" : "\n";
  }

  /** Behind the comments with which the file begins. */
  private static Edit atTop(TranslationUnit unit, String header) {
    SourceFile file = unit.file();
    int at = 0;
    for (Span comment : unit.tree().tokens().comments()) {
      if (!file.text(new Span(at, Math.max(at, comment.start()))).isBlank()) {
        break;
      }
      at = comment.end();
    }
    if (at == 0) {
      return Edit.insert(file.path(), 0, "#include " + header + "\n");
    }
    return Edit.insert(file.path(), at, "\n#include " + header);
  }
}

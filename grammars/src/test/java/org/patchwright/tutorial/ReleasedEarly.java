package org.patchwright.tutorial;

import java.util.List;
import org.patchwright.ast.Declaration;
import org.patchwright.ast.Rewrite;
import org.patchwright.ast.Rewritten;
import org.patchwright.ast.Statement;
import org.patchwright.ast.TranslationUnit;
import org.patchwright.source.SourceFile;

/** Puts a release before each early return of a function. */
final class ReleasedEarly {

  private ReleasedEarly() {}

  static Rewritten in(SourceFile file, String function, String release) {
    TranslationUnit unit = TranslationUnit.parse(file);
    Rewrite rewrite = unit.rewrite();
    for (Declaration.Function found : unit.functions()) {
      if (found.name().equals(function)) {
        List<Statement.Return> returns = found.findAll(Statement.Return.class).toList();
        for (Statement.Return early : returns.subList(0, Math.max(0, returns.size() - 1))) {
          rewrite = rewrite.insertBefore(early, release);
        }
      }
    }
    return rewrite.apply();
  }
}

package org.patchwright.tutorial;

import java.util.List;
import org.patchwright.ast.Declaration;
import org.patchwright.ast.Expression;
import org.patchwright.ast.TranslationUnit;
import org.patchwright.source.SourceFile;

/** Finds all callers of a function. */
final class Callers {

  private Callers() {}

  static List<String> of(SourceFile file, String function) {
    return TranslationUnit.parse(file)
        .callsOf(function)
        .map(call -> file.path() + ":" + call.line() + ": " + caller(call) + ": " + call.text())
        .toList();
  }

  private static String caller(Expression.Call call) {
    return call.ancestor(Declaration.Function.class)
        .map(Declaration.Function::name)
        .orElse("outside any function");
  }
}

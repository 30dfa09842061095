package org.patchwright.tutorial;

import org.patchwright.ast.Declaration;
import org.patchwright.ast.Expression;
import org.patchwright.ast.Part;
import org.patchwright.ast.Rewrite;
import org.patchwright.ast.Rewritten;
import org.patchwright.ast.TranslationUnit;
import org.patchwright.source.SourceFile;

/** Renames a member of a struct in one driver. */
final class RenamedMember {

  private RenamedMember() {}

  static Rewritten in(SourceFile file, String struct, String from, String to) {
    TranslationUnit unit = TranslationUnit.parse(file);
    Rewrite rewrite = unit.rewrite();
    for (Declaration.Member member :
        unit.structs(struct).flatMap(found -> found.members().stream()).toList()) {
      for (Part.DeclaredName name : member.findAll(Part.DeclaredName.class).toList()) {
        if (name.text().equals(from)) {
          rewrite = rewrite.replace(name, to);
        }
      }
    }
    for (Expression.MemberAccess access : unit.accessesTo(from).toList()) {
      rewrite = rewrite.replace(access.memberSpan(), to);
    }
    for (Part.Designator designator : unit.findAll(Part.Designator.class).toList()) {
      if (designator.member().equals(from)) {
        rewrite = rewrite.replace(designator, "." + to);
      }
    }
    return rewrite.apply();
  }
}

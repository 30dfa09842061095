package org.patchwright.ast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.Test;
import org.patchwright.source.Edit;
import org.patchwright.source.SourceFile;

class RewriteTest {

  private static final String DRIVER =
      """
      #include <linux/clk.h>
      #include <linux/module.h>
      #include "it.h"

      static int it_start(struct it *it, int how)
      {
      	int ret;

      	ret = clk_prepare_enable(it->clk);
      	if (ret)
      		return ret;	/* off */
      	else
      		it->state = how * 2;

      	switch (how) {
      	case 1:
      		start(it, how);
      		break;
      	default:
      		break;
      	}
      	it->state++;

      	return 0;
      }
      """;

  private static TranslationUnit unit(String text) {
    return TranslationUnit.parse(SourceFile.of("it.c", text));
  }

  private static String done(Rewritten rewritten) {
    assertThat(rewritten).isInstanceOf(Rewritten.Done.class);
    return rewritten.result().orElseThrow().text();
  }

  private static String refused(Rewritten rewritten) {
    assertThat(rewritten).isInstanceOf(Rewritten.Refused.class);
    return ((Rewritten.Refused) rewritten).reason();
  }

  private static <T extends Ast> T first(TranslationUnit unit, Class<T> type) {
    return unit.findAll(type).findFirst().orElseThrow();
  }

  @Test
  void replacesANode() {
    TranslationUnit unit = unit(DRIVER);
    Expression.Binary product = first(unit, Expression.Binary.class);

    assertThat(done(unit.rewrite().replace(product, "twice(how)").apply()))
        .isEqualTo(DRIVER.replace("how * 2", "twice(how)"));
  }

  @Test
  void refusesAReplacementThatReadsAsSomethingElse() {
    TranslationUnit unit = unit(DRIVER);
    Expression.Name how = (Expression.Name) first(unit, Expression.Binary.class).left();

    assertThat(refused(unit.rewrite().replace(how, "how + 1").apply()))
        .contains("it.c:13")
        .contains("parentheses");
    assertThat(refused(unit.rewrite().replace(how, "how +").apply())).contains("it.c:13");
    assertThat(done(unit.rewrite().replace(how, "(how + 1)").apply())).contains("(how + 1) * 2");
  }

  @Test
  void bracesALoneStatementThatGetsCompany() {
    TranslationUnit unit = unit(DRIVER);
    Statement.Return early = first(unit, Statement.Return.class);

    assertThat(done(unit.rewrite().insertBefore(early, "report(it);").apply()))
        .isEqualTo(
            DRIVER.replace(
                "\tif (ret)\n\t\treturn ret;\t/* off */\n\telse\n\t\tit->state = how * 2;\n",
                "\tif (ret) {\n\t\treport(it);\n\t\treturn ret;\t/* off */\n\t} else {\n"
                    + "\t\tit->state = how * 2;\n\t}\n"));
  }

  @Test
  void insertsBehindAStatement() {
    TranslationUnit unit = unit(DRIVER);
    Statement.Switch choice = first(unit, Statement.Switch.class);

    assertThat(done(unit.rewrite().insertAfter(choice, "if (how)", "\treport(it);").apply()))
        .isEqualTo(DRIVER.replace("\t}\n\tit->", "\t}\n\tif (how)\n\t\treport(it);\n\tit->"));
    assertThat(refused(unit.rewrite().insertAfter(choice, "if (how)").apply()))
        .contains("no whole statements");
    assertThat(refused(unit.rewrite().insertAfter(choice, "}", "{").apply()))
        .contains("no whole statements");
  }

  @Test
  void deletesAStatementWithItsLine() {
    TranslationUnit unit = unit(DRIVER);
    Ast counted =
        unit.findAll(Statement.ExpressionStatement.class)
            .filter(statement -> statement.text().equals("it->state++;"))
            .findFirst()
            .orElseThrow();

    assertThat(done(unit.rewrite().delete(counted).apply()))
        .isEqualTo(DRIVER.replace("\tit->state++;\n", ""));
    assertThat(refused(unit.rewrite().delete(first(unit, Statement.Return.class)).apply()))
        .contains("replace it instead");
  }

  @Test
  void wrapsStatementsInABlock() {
    TranslationUnit unit = unit(DRIVER);
    Statement.Switch choice = first(unit, Statement.Switch.class);

    String text = done(unit.rewrite().wrap(choice, choice, "if (it->on)").apply());

    assertThat(text)
        .contains(
            "\tif (it->on) {\n\t\tswitch (how) {\n\t\tcase 1:\n\t\t\tstart(it, how);\n"
                + "\t\t\tbreak;\n\t\tdefault:\n\t\t\tbreak;\n\t\t}\n\t}\n\tit->state++;");
  }

  @Test
  void addsAnIncludeInItsSortedPlace() {
    TranslationUnit unit = unit(DRIVER);

    assertThat(done(unit.rewrite().addInclude("<linux/err.h>").apply()))
        .startsWith("#include <linux/clk.h>\n#include <linux/err.h>\n#include <linux/module.h>\n");
    assertThat(done(unit.rewrite().addInclude("<linux/slab.h>").apply()))
        .contains("<linux/module.h>\n#include <linux/slab.h>\n#include \"it.h\"");
    assertThat(done(unit.rewrite().addInclude("<linux/clk.h>").apply())).isEqualTo(DRIVER);
  }

  @Test
  void addsACaseBeforeTheDefault() {
    TranslationUnit unit = unit(DRIVER);
    Statement.Switch choice = first(unit, Statement.Switch.class);

    assertThat(done(unit.rewrite().addCase(choice, "2", "stop(it);", "break;").apply()))
        .contains("\tcase 2:\n\t\tstop(it);\n\t\tbreak;\n\tdefault:\n");
  }

  @Test
  void breaksALineThatIsTooWide() {
    TranslationUnit unit = unit(DRIVER);
    Statement.Switch choice = first(unit, Statement.Switch.class);

    assertThat(
            done(
                unit.rewrite()
                    .insertBefore(
                        choice,
                        "dev_err(it->dev, \"state %d, which is not known here\", it->state,"
                            + " it->number);")
                    .apply()))
        .contains(
            "\tdev_err(it->dev, \"state %d, which is not known here\", it->state,\n"
                + "\t\tit->number);\n\tswitch");
  }

  @Test
  void editsBranchesThatCanNotStandSideBySide() {
    String text =
        """
        static int f(struct it *it)
        {
        #ifdef CONFIG_A
        	if (it->state) {
        #else
        	if (it->state > 1) {
        #endif
        		g(it);
        	}
        	return 0;
        }
        """;
    TranslationUnit unit = unit(text);
    Rewrite rename = unit.rewrite();
    for (Expression.MemberAccess access : unit.accessesTo("state").toList()) {
      rename = rename.replace(access.memberSpan(), "phase");
    }

    assertThat(done(rename.apply())).isEqualTo(text.replace("state", "phase"));
  }

  @Test
  void refusesEditsThatOverlap() {
    TranslationUnit unit = unit(DRIVER);
    Expression.Binary product = first(unit, Expression.Binary.class);
    Rewrite both =
        unit.rewrite().replace(product, "1").and(unit.rewrite().replace(product.left(), "2"));

    assertThat(refused(both.apply())).contains("overlap");
  }

  @Test
  void renamesAMemberAndNothingElse() {
    TranslationUnit unit = unit("struct it {\n\tint state;\n};\n" + DRIVER);
    Rewrite rename = unit.rewrite();
    for (Expression.MemberAccess access : unit.accessesTo("state").toList()) {
      rename = rename.replace(access.memberSpan(), "phase");
    }

    assertThat(done(rename.apply())).contains("int state;").doesNotContain("->state");
  }

  /** One edit that makes sense for any statement of a block. */
  enum Kind {
    BEFORE,
    AFTER,
    DELETE,
    WRAP
  }

  record Step(Kind kind, int which) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(Kind.class), Arbitraries.integers().between(0, 10_000))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Property(tries = 300)
  void keepsAllOtherBytes(@ForAll("steps") List<Step> steps) {
    keeps(steps);
  }

  @Property(tries = 10_000)
  @Tag("long")
  void keepsAllOtherBytesOverManyEdits(@ForAll("steps") List<Step> steps) {
    keeps(steps);
  }

  private static void keeps(List<Step> steps) {
    TranslationUnit unit = unit(DRIVER);
    List<Statement> statements =
        unit.findAll(Statement.class)
            .filter(statement -> statement.parent().orElseThrow() instanceof Statement.Block)
            .toList();
    Rewrite rewrite = unit.rewrite();
    for (Step step : steps) {
      Statement statement = statements.get(step.which() % statements.size());
      rewrite =
          switch (step.kind()) {
            case BEFORE -> rewrite.insertBefore(statement, "before();");
            case AFTER -> rewrite.insertAfter(statement, "after();");
            case DELETE -> rewrite.delete(statement);
            case WRAP -> rewrite.wrap(statement, statement, "if (it)");
          };
    }
    Rewritten rewritten = rewrite.apply();
    rewritten
        .result()
        .ifPresent(
            after -> {
              String kept = withoutEdits(DRIVER, rewriteEdits(steps, unit, statements));
              assertThat(after.text())
                  .containsSubsequence(kept.chars().mapToObj(c -> "" + (char) c).toList());
              assertThat(TranslationUnit.parse(after).tree().problems()).isEmpty();
            });
    if (steps.size() == 1 && steps.get(0).kind() != Kind.DELETE) {
      assertThat(rewritten.result()).isPresent();
    }
  }

  private static List<Edit> rewriteEdits(
      List<Step> steps, TranslationUnit unit, List<Statement> statements) {
    Rewrite deletions = unit.rewrite();
    for (Step step : steps) {
      if (step.kind() == Kind.DELETE) {
        deletions = deletions.delete(statements.get(step.which() % statements.size()));
      }
    }
    return deletions.edits();
  }

  private static String withoutEdits(String text, List<Edit> edits) {
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      int at = i;
      if (edits.stream().noneMatch(edit -> edit.span().contains(at))) {
        kept.append(text.charAt(i));
      }
    }
    return kept.toString();
  }
}

package org.patchwright.ast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.patchwright.ast.Expression.Binary;
import org.patchwright.ast.Expression.Call;
import org.patchwright.source.SourceFile;

class AstTest {

  private static final String DRIVER =
      """
      #include <linux/clk.h>
      #define ON 1

      struct it {
      	struct clk *clk;	/* ours */
      	int state;
      };

      /* Turns the clock on. */
      static int it_start(struct it *it, int how)
      {
      	int ret = clk_prepare_enable(it->clk);

      	if (ret)
      		return ret;
      #ifdef CONFIG_IT
      	it->state = ON + how * 2;
      #endif
      	it->state++;
      	return log_state(it->state);
      }
      """;

  private static TranslationUnit unit(String text) {
    return TranslationUnit.parse(SourceFile.of("it.c", text));
  }

  @Test
  void printsEveryPieceAsItStands() {
    TranslationUnit unit = unit(DRIVER);

    assertThat(unit.text()).isEqualTo(DRIVER);
    assertThat(unit.walk())
        .allSatisfy(
            ast ->
                assertThat(ast.text())
                    .isEqualTo(DRIVER.substring(ast.span().start(), ast.span().end())));
  }

  @Test
  void findsFunctionsWithTheirParameters() {
    Declaration.Function start = unit(DRIVER).functions().get(0);

    assertThat(start.name()).isEqualTo("it_start");
    assertThat(start.isStatic()).isTrue();
    assertThat(start.parameters()).extracting(Part.Parameter::name).containsExactly("it", "how");
    assertThat(start.line()).isEqualTo(10);
    assertThat(start.endLine()).isEqualTo(21);
    assertThat(start.body().orElseThrow().items()).hasSize(5);
  }

  @Test
  void nestsOperatorsByPrecedence() {
    Binary sum = unit(DRIVER).findAll(Binary.class).findFirst().orElseThrow();

    assertThat(sum.operator()).isEqualTo("+");
    assertThat(sum.right()).isInstanceOf(Binary.class);
    assertThat(((Binary) sum.right()).operator()).isEqualTo("*");
  }

  @Test
  void answersQueries() {
    TranslationUnit unit = unit(DRIVER);
    Call call = unit.callsOf("clk_prepare_enable").findFirst().orElseThrow();

    assertThat(call.arguments()).extracting(Ast::text).containsExactly("it->clk");
    assertThat(call.ancestor(Declaration.Function.class).orElseThrow().name())
        .isEqualTo("it_start");
    assertThat(call.ancestors().count()).isGreaterThan(3);
    assertThat(unit.assignmentsTo("state"))
        .extracting(Ast::text)
        .containsExactly("it->state = ON + how * 2", "it->state++");
    assertThat(unit.accessesTo("state")).hasSize(3);
    assertThat(unit.structs("it").flatMap(struct -> struct.members().stream()))
        .flatExtracting(Declaration.Member::names)
        .containsExactly("clk", "state");
  }

  @Test
  void knowsTheCommentsAndDirectivesOfAPiece() {
    TranslationUnit unit = unit(DRIVER);
    Declaration.Function start = unit.functions().get(0);
    Declaration.Member clk = unit.findAll(Declaration.Member.class).findFirst().orElseThrow();

    assertThat(start.comments())
        .extracting(Comment::text)
        .containsExactly("/* Turns the clock on. */");
    assertThat(clk.comments()).extracting(Comment::text).containsExactly("/* ours */");
    assertThat(start.directives())
        .extracting(Preprocessor::text)
        .containsExactly("#ifdef CONFIG_IT", "#endif");
    assertThat(unit.preprocessor().filter(Preprocessor.Define.class::isInstance))
        .extracting(directive -> ((Preprocessor.Define) directive).name())
        .containsExactly("ON");
  }

  @Test
  void visitsByGroup() {
    AstVisitor<String> visitor =
        new AstVisitor<>() {
          @Override
          public String visit(TranslationUnit unit) {
            return "unit";
          }

          @Override
          public String visit(Declaration declaration) {
            return "declaration";
          }

          @Override
          public String visit(Statement statement) {
            return "statement";
          }

          @Override
          public String visit(Expression expression) {
            return expression instanceof Call ? "call" : "expression";
          }

          @Override
          public String visit(Type type) {
            return "type";
          }

          @Override
          public String visit(Part part) {
            return "part";
          }
        };

    List<String> answers =
        unit("int f(void) { g(1); }").walk().map(ast -> ast.accept(visitor)).toList();

    assertThat(answers)
        .contains("unit", "declaration", "statement", "call", "expression", "type", "part");
  }

  @Test
  void comparesTreesOfTwoReadings() {
    assertThat(unit(DRIVER).isSameAs(unit(DRIVER))).isTrue();
    assertThat(unit(DRIVER).isSameAs(unit(DRIVER.replace("how * 2", "how - 2")))).isFalse();
  }
}

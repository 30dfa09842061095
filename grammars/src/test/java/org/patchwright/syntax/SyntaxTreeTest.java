package org.patchwright.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.patchwright.source.Problem;
import org.patchwright.source.SourceFile;

final class SyntaxTreeTest {

  private static SyntaxTree parse(String text) {
    return SyntaxTree.parse(SourceFile.of("test.c", text));
  }

  private static SyntaxTree body(String statements) {
    return parse("void f(void)\n{\n" + statements + "\n}\n");
  }

  private static String shape(Node node) {
    StringBuilder out = new StringBuilder();
    if (node.children().isEmpty()) {
      return node.text();
    }
    out.append('(').append(node.kind());
    node.children().forEach(child -> out.append(' ').append(shape(child)));
    return out.append(')').toString();
  }

  private static Node expression(String text) {
    SyntaxTree tree = body("\t" + text + ";");
    assertThat(tree.problems()).isEmpty();
    return tree.root()
        .findAll(Kind.EXPRESSION_STATEMENT)
        .findFirst()
        .orElseThrow()
        .children()
        .get(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int f(int ([4]), int);\nint g(char *([]));\n",
        "int c = u8'1';\nint large = 1'000'000;\n",
        "int lo\\\nng_name;\nint f(void)\n{\n\treturn lo\\\r\nng_name;\n}\n",
        "%:define A 1\n%:ifdef A\nint a<:2:> = <% A, A %>;\n%:endif\n",
        "extern \"C\" int f(void);\n",
        "void f(int *_Nonnull a);\n",
      })
  void rarerSpellingsAreUnderstood(String text) {
    assertThat(SyntaxTree.parse(SourceFile.of("it.c", text)).problems()).as(text).isEmpty();
  }

  @Test
  void bindsOperatorsByTheirPrecedence() {
    assertThat(shape(expression("a = b + c * d == e && f")))
        .isEqualTo("(ASSIGNMENT a (BINARY (BINARY (BINARY b (BINARY c d)) e) f))");
    assertThat(shape(expression("a - b - c"))).isEqualTo("(BINARY (BINARY a b) c)");
    assertThat(shape(expression("a = b = c"))).isEqualTo("(ASSIGNMENT a (ASSIGNMENT b c))");
    assertThat(shape(expression("a ? b : c ? d : e")))
        .isEqualTo("(CONDITIONAL a b (CONDITIONAL c d e))");
    assertThat(shape(expression("a ?: b | c"))).isEqualTo("(CONDITIONAL a (BINARY b c))");
  }

  @Test
  void findsNodesOfAKindAsAWalkMeetsThem() {
    Node root =
        body("\tif (f(g(a), h(i(b), c)))\n\t\tf(1);\n\tx = p(q(r(2)) + s(3)) - t(u(4));").root();
    for (Kind kind : Kind.values()) {
      assertThat(root.findAll(kind)).isEqualTo(root.walk().filter(node -> node.is(kind)).toList());
    }
    assertThat(root.findAll(Kind.CALL).map(call -> call.children().get(0).text()))
        .containsExactly("f", "g", "h", "i", "f", "p", "q", "r", "s", "t", "u");
  }

  @Test
  void bindsSuffixesBeforePrefixes() {
    assertThat(shape(expression("*p->q[i]++")))
        .isEqualTo("(UNARY (POSTFIX (INDEX (MEMBER_ACCESS p) i)))");
    assertThat(shape(expression("!f(a, b).c")))
        .isEqualTo("(UNARY (MEMBER_ACCESS (CALL f (ARGUMENTS a b))))");
  }

  @Test
  void tellsCastsFromCallsAndProducts() {
    assertThat(expression("x = (u8)y").findAll(Kind.CAST)).hasSize(1);
    assertThat(expression("x = (foo)(y)").findAll(Kind.CAST)).isEmpty();
    assertThat(expression("x = (foo_t)(y)").findAll(Kind.CAST)).hasSize(1);
    assertThat(expression("x = (a) * b").findAll(Kind.CAST)).isEmpty();
    assertThat(expression("x = (__force u32 *)&y").findAll(Kind.CAST)).hasSize(1);
    assertThat(expression("x = (handle)(unsigned long)y").findAll(Kind.CAST)).hasSize(2);
    assertThat(expression("x = (struct p){ .a = 1 }").findAll(Kind.COMPOUND_LITERAL)).hasSize(1);
  }

  @Test
  void tellsDeclarationsFromExpressions() {
    SyntaxTree tree =
        body("\tfoo_t *a;\n\tfoo b = 1;\n\ta * b;\n\tf(x);\n\tDEFINE_X(y);\n\tu8 __iomem *c, d;");
    assertThat(tree.problems()).isEmpty();
    Node compound = tree.functions().findFirst().orElseThrow().child(Kind.COMPOUND).orElseThrow();
    assertThat(compound.children().stream().map(Node::kind))
        .containsExactly(
            Kind.DECLARATION,
            Kind.DECLARATION,
            Kind.DECLARATION,
            Kind.EXPRESSION_STATEMENT,
            Kind.DECLARATION,
            Kind.DECLARATION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "static int __init f(void) { return 0; }",
        "int f(a, b) int a; char *b; { return a; }",
        "main() { }",
        "SYSCALL_DEFINE2(name, int, a, char __user *, b) { return 0; }",
        "module_init(f);\nMODULE_LICENSE(\"GPL\");",
        "LATE_HOOK(f)\nint a;",
        "EXPORT_SYMBOL_GPL(f);",
        "static DEFINE_MUTEX(lock);",
        "__printf(2, 3) void f(const char *fmt, ...);",
        "void f(void) __acquires(x);",
        "int (*table[3])(struct a *, int) = { f, g, h };",
        "typedef int (*fn_t)(void *);",
        "struct a { unsigned b:1, :3; struct { int c; } d; int e[]; } __packed;",
        "struct a { struct_group(g, int x, y; int z; ); };",
        "enum e { A = 1, B, C = A | B, };",
        "struct d x = { .a = 1, .b.c[2] = { 3 }, [4 ... 5] = 6, };",
        "struct d x = { a: 1, b: f };",
        "static const char *s = \"a\" PRIx64 \"b\" FOO(1);",
        "asm(\".globl x\");",
        "MACHINE_START(A, \"b\") .x = y, .z = 1, MACHINE_END",
        "TRACE_EVENT(n, TP_PROTO(int a), TP_ARGS(a), TP_STRUCT__entry(__field(int, a)\n"
            + "__array(char, b, 4)), TP_fast_assign(__entry->a = a;), TP_printk(\"%d\", a));",
        "int a = sizeof(struct b) + sizeof c + _Alignof(int);",
        "static_assert(sizeof(int) == 4);",
        "union u *f(typeof(x) *y, enum e z);",
        "int f(void (*)(int), gfp_t);",
      })
  void understandsDeclarations(String text) {
    assertThat(parse(text + "\n").problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for (int i = 0; i < 3; i++) f(i);",
        "list_for_each_entry(p, &l, n) f(p);",
        "do_each_thread(g, p) { f(p); } while_each_thread(g, p);",
        "do { a(); } while (0);",
        "switch (x) { case 1 ... 3: a(); break; default: ; }",
        "goto *p; x: __attribute__((unused));",
        "asm volatile(\"mov %0, %1\" : \"=r\" (a), [b] \"+m\" (*b) : : \"memory\");",
        "asm_volatile_goto(\"x\" : : \"i\" (k) : : out);",
        "x = ({ int y = f(); y; });",
        "CHECK(x, \"a\", return -1);",
        "wait_event_cmd(q, c, spin_unlock(&l), spin_lock(&l));",
        "op(a, ==, b);",
        "va_arg(ap, struct x *);",
        "p = container_of(q, struct x, m[3].n);",
        "BUG_ON(1);\nLOCK_IT\nx = 1;",
        "if (a) b(); else if (c) d(); else { }",
        "x = y ? (void *)z : NULL;",
        "x = &&label; label: ;",
        "__label__ a, b;",
        "return (struct x) { 1, 2 };",
        "x = _Generic(a, int: 1, default: 2);",
        "u32 (*fn)(int) = g;",
        "unsigned long flags, x __maybe_unused;",
      })
  void understandsStatements(String text) {
    assertThat(body(text).problems()).isEmpty();
  }

  @Test
  void keepsAFaultInTheSmallestPiece() {
    SyntaxTree tree = body("\ta(1 + / 2);\n\tb c d;\n\tif (e f)\n\t\tg();\n\th(i);");
    assertThat(tree.problems()).extracting(Problem::span).hasSize(3);
    assertThat(tree.root().findAll(Kind.CALL).map(Node::text)).contains("g()", "h(i)");
  }

  @Test
  void keepsTheBodyOfAFunctionWhoseHeadIsBroken() {
    SyntaxTree tree = parse("int f(int a b c]) { return g(); }\nint h(void) { return 1; }\n");
    assertThat(tree.problems()).isNotEmpty();
    assertThat(tree.root().findAll(Kind.CALL).map(Node::text)).contains("g()");
    assertThat(tree.functions().map(Node::line)).contains(2);
  }

  @Test
  void givesAFunctionItsHead() {
    for (String text :
        List.of(
            "static int f(int a) { return a; }",
            "int f(a) int a; { return a; }",
            "f() { return 1; }",
            "SYSCALL_DEFINE1(f, int, a) { return a; }")) {
      Node function = parse(text + "\n").functions().findFirst().orElseThrow();
      assertThat(function.text()).isEqualTo(text);
      assertThat(function.child(Kind.COMPOUND)).isPresent();
    }
  }

  @Test
  void keepsListsFlat() {
    Node list =
        parse("int a[] = { 1 + 2, b ? 3 : 4, };\n")
            .root()
            .findAll(Kind.INITIALIZER_LIST)
            .findFirst()
            .orElseThrow();
    assertThat(shape(list)).contains("(BINARY 1 2)").contains("(CONDITIONAL b 3 4)");
    assertThat(list.findAll(Kind.CONDITIONAL)).hasSize(1);
  }

  @Test
  void keepsBranchesThatStandSideBySide() {
    SyntaxTree tree = body("#ifdef A\n\ta();\n#else\n\tb();\n#endif\n\tc();");
    assertThat(tree.problems()).isEmpty();
    assertThat(tree.alternatives()).isEmpty();
    assertThat(tree.root().findAll(Kind.CALL).map(Node::text)).containsExactly("a()", "b()", "c()");
  }

  @Test
  void readsBranchesThatCutAStatementInTwo() {
    SyntaxTree tree =
        body("#ifdef A\n\tif (a) {\n#else\n\tif (b) {\n#endif\n\t\tc();\n\t}\n\td();");
    assertThat(tree.problems()).isEmpty();
    assertThat(
            tree.root()
                .findAll(Kind.IF)
                .map(node -> node.child(Kind.CONDITION).orElseThrow().text()))
        .containsExactly("(a)");
    assertThat(tree.alternatives()).hasSize(1);
    List<String> other =
        tree.alternatives().get(0).root().findAll(Kind.CONDITION).map(Node::text).toList();
    assertThat(other).containsExactly("(b)");
  }

  @Test
  void readsBranchesOfAFunctionHead() {
    SyntaxTree tree =
        parse("#ifdef A\nint f(int a)\n#else\nint f(void)\n#endif\n{\n\treturn g();\n}\nint h;\n");
    assertThat(tree.problems()).isEmpty();
    assertThat(tree.functions()).hasSize(1);
    assertThat(tree.alternatives().get(0).functions()).hasSize(1);
  }
}

package org.patchwright.syntax;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.patchwright.source.SourceFile;

/** What macros may stand for where the text alone can tell. */
class MacroIdiomsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        // members behind a macro, and behind the call of one in a list
        "define_board(first) {\n\t.name = \"first\",\n\t.probe = probe,\n};\n",
        "FIXTURE(it, one)\n{\n\t.number = 1,\n};\n",
        "struct a x[] = {\n\t{ BIAS(\"P\", 0x10) {\n\t\t[0] = PIN(1),\n\t} },\n};\n",
        "struct a x[] = {\n\t{ \"id\", INFO(1, 2)\n\t\tWITH_SFDP\n\t\t.fix = &fix },\n};\n",
        "struct a x[] = {\n\t{NAME(\"ip\") OCTETS, FIXED, 4},\n};\n",
        // files that others include
        "{\n\t\"one\",\n\t.text = { A(), B(), },\n},\n{\n\t\"two\",\n},\n",
        "NR_a,\n#ifdef NR_b\nNR_b,\n#endif\nNR_c,\n",
        "{\n\tint i = 0;\n\n\treturn i;\n}\n",
        // one brace of a language's linkage in each branch
        "#ifdef __cplusplus\nextern \"C\" {\n#endif\nint f(void);\n#ifdef __cplusplus\n}\n#endif\n",
        // attributes that nothing but their place shows
        "static int (*inits[])(void) __initdata = { a, b };\n",
        "static const struct id table_end\n\t__used __section(\"end\");\n",
        "static result_t noinline_if_debug\nreceive(struct data *rx)\n{\n\treturn 0;\n}\n",
        "static TARGET(\"bmi2\") size_t body(u8 *weight, size_t size)\n{\n\treturn 0;\n}\n",
        "static inline void PRINTF(5, 6) message(struct check *c)\n{\n}\n",
        "__failure\n__message(\"too deep\")\nint f(struct skb *skb)\n{\n\treturn 0;\n}\n",
        "struct map SECTION(\"maps\") a_map = {\n\t.type = 1,\n};\n",
        "int VERSION SECTION(\"version\") = 1;\n",
        "static void run(struct s *s)\n\tEXCLUSIVE(s->a)\n\tEXCLUSIVE(s->b)\n{\n}\n",
        "static void put(void *to,\n\t\tvoid *from)\n\t__written(to)\n{\n}\n",
        "int __printf(1, 0) (*print)(const char *fmt, va_list args) = NULL;\n",
        "static inline_always pure_function unsigned int f(unsigned int x)\n{\n\treturn x;\n}\n",
        "static const u8 nops[] only_at_start = { NOP1 };\n",
        "static const u8 *only_at_start best(unsigned int length)\n{\n}\n",
        "typedef status_t\n(API *ALLOCATE)(\n\tIN type_t Type,\n\tOUT address_t *Memory\n\t);\n",
        "void *FASTCALL(map(struct page *page));\n",
        // rows of macros
        "FLAG(Error, error) TESTFLAG(Error, error)\nFLAG(Used, used)\n\tTESTFLAG(Used, used)\n",
        // in blocks
        "void f(void)\n{\n\tPADDED(key) room;\n\tElfW(Addr) at = rel->offset;\n}\n",
        "void f(void)\n{\n\tswitch (a) {\n\tCASES(b)\n\tdefault:\n\t\tbreak;\n\t}\n}\n",
        "void f(void)\n{\n\tswitch (a) {\n\tSTEP(one):\n\t\tb();\n\tSTEP(two):\n\t\tc();\n\t}\n}\n",
        "void f(void)\n{\nout:\t__maybe_unused\n\tg();\n}\n",
        "void f(void)\n{\n\tDEBUG(const char *s;)\n\tchar *name = s;\n}\n",
        "void f(void)\n{\n\t*o = (settings) { 0, 1 };\n\tg(first(*elf, NULL)[2], 2);\n}\n",
        "void f(void)\n{\n\tregister void *p asm(REG_BX);\n\tg = CASES(32 ... 254, pr);\n}\n",
        // strings
        "void f(void)\n{\n\tprintk(KERN_INFO DRIVER, a);\n\tg(\"%s\" ERROR, a);\n}\n",
        "void f(void)\n{\n\tprintk(\"a\\n\" KERN_DEBUG);\n\tg(\"%\" PRtype_info \"\\n\", a);\n}\n",
        "#define INFO info,\nvoid f(void)\n{\n\tg(INFO b, &c);\n\tg(INFO 1);\n}\n",
        "int f PROTO((int a, char *b));\nint g PROTO((struct a *b));\n",
        "#define PACK __attribute__((packed))\n#define EXT\n"
            + "struct PACK EXT tag {\n\tint a : 3;\n\tint : 2;\n\tEXT char b : 1, : 0;\n};\n",
        "extern LibExport LibStatus First(const A *, B *),\n  Second(const A *);\n",
        "#define STOP ;\nint f(void)\n{\n\treturn 1 STOP\n}\n",
        // a choice that holds in every branch of its condition
        "int f(void)\n"
            + "{\n"
            + "\tif (a) {\n"
            + "#ifndef X\n"
            + "\t\tif (b)\n"
            + "#else\n"
            + "\t\tif (c) {\n"
            + "#endif\n"
            + "\t\t\td();\n"
            + "#ifdef X\n"
            + "\t\t} else {\n"
            + "\t\t\te();\n"
            + "\t\t}\n"
            + "#endif\n"
            + "\t}\n"
            + "\treturn 0;\n"
            + "}\n",
      })
  void isUnderstood(String text) {
    assertThat(parse(text).problems()).as(text).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "void f(void)\n{\n\tint loss i, status = 1;\n}\n",
        "void f(void)\n{\n\tunsigned long x y = 2;\n}\n",
        "void f(void)\n{\n\tg(INFO b, &c);\n}\n",
        "void f(void)\n{\n\tg((int a, 3));\n}\n",
        "#define INFO info\nvoid f(void)\n{\n\tg(INFO 1);\n}\n",
        "void f(void)\n{\n\tg(device \"message\\n\");\n}\n",
        "void f(void)\n{\n\tdbg(dev, \"%x\\n\", read(dev, A) ;\n\tb = c;\n}\n",
        "int f(void)\n{\n#ifdef DEBUG\n\tg(a, h(b) ;\n#endif\n\treturn 0;\n}\n",
      })
  void staysAFault(String text) {
    assertThat(parse(text).problems()).as(text).isNotEmpty();
  }

  @Test
  void aFunctionNamedLikeALoopIsCalled() {
    SyntaxTree tree =
        parse(
            "void f(void)\n{\n\tbus_for_each_dev(bus, NULL, data, fn);\n"
                + "\tfor_each_thing(x)\n\t\tg(x);\n}\n");

    assertThat(tree.root().findAll(Kind.ITERATOR_STATEMENT)).hasSize(1);
    assertThat(tree.root().findAll(Kind.CALL)).hasSize(2);
  }

  private static SyntaxTree parse(String text) {
    return SyntaxTree.parse(SourceFile.owning("it.c", text.getBytes(UTF_8)));
  }
}

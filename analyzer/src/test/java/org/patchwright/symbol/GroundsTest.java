package org.patchwright.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

class GroundsTest {

  /** It is not remembered of many more trees that something stood there. */
  private static final int REMEMBERED = 8;

  private static final String PROBE =
      """
      #include <linux/bus.h>
      #include "it.h"
      #include "deep.h"
      static int it_probe(struct bus *bus)
      {
      	int i;
      	it_each(i)
      		it_start(i, IT_FIRST, BUS_LAST);
      	it_all(i) it_start(i, 1, 2);
      	bus_attach(bus);
      	it_deep(DEEP);
      	return it_shared(bus);
      }
      static const struct bus_driver it_driver = { .probe = it_probe };
      """;

  private static final Map<String, String> BASE =
      Map.of(
          "drivers/it/probe.c",
          PROBE,
          "drivers/it/start.c",
          "#include \"it.h\"\nvoid it_start(int i, int a, int b)\n{\n\tit_use(i);\n}\n",
          "drivers/it/it.h",
          """
          #define it_each(i) for (i = 0; i < 3; i++)
          #define it_all(i) for (i = 0; i < 3; i++)
          #define IT_FIRST 7
          enum { IT_MORE = 2 };
          """,
          "drivers/bus/it_core.c",
          "int it_shared(struct bus *bus)\n{\n\treturn 0;\n}\n",
          "include/linux/bus.h",
          "enum { BUS_LAST = 4 };\nstatic inline void bus_attach(struct bus *bus)\n{\n}\n",
          "include/linux/other.h",
          "#define OTHER 1\n",
          "include/deep.h",
          "#define DEEP 5\nstatic inline void it_deep(int i)\n{\n}\n",
          "drivers/xen/own.c",
          "#include <xen/own.h>\nint own(void)\n{\n\treturn it_start(OWN);\n}\n",
          "include/xen/own.h",
          "#include <xen/deeper.h>\n",
          "include/xen/deeper.h",
          "#define OWN 3\n");

  private static final List<String> ASKED =
      List.of("drivers/it/it.h", "drivers/it/probe.c", "drivers/it/start.c", "drivers/xen/own.c");

  /** A version of a tree, whose contents have names. */
  private record Version(Map<String, String> files) implements SourceTree {

    @Override
    public String name() {
      return "fixture";
    }

    @Override
    public List<String> paths() {
      return List.copyOf(new TreeMap<>(files).keySet());
    }

    @Override
    public Optional<SourceFile> read(String path) {
      return Optional.ofNullable(files.get(path)).map(text -> SourceFile.of(path, text));
    }

    @Override
    public Optional<String> contentId(String path) {
      return Optional.ofNullable(files.get(path));
    }

    Version with(String path, String text) {
      Map<String, String> changed = new TreeMap<>(files);
      if (text.isEmpty()) {
        changed.remove(path);
      } else {
        changed.put(path, text);
      }
      return new Version(changed);
    }
  }

  /** What may happen to a file; an empty text for one that goes. */
  private static Map<String, List<String>> edits() {
    Map<String, List<String>> edits = new LinkedHashMap<>();
    edits.put("a body", List.of("drivers/it/start.c", "void it_start(int i)\n{\n}\n"));
    edits.put("a caller", List.of("drivers/it/probe.c", PROBE.replace("IT_FIRST", "IT_MORE")));
    edits.put("an include", List.of("drivers/it/probe.c", PROBE.replace("bus.h", "other.h")));
    edits.put(
        "a definition that comes nearer",
        List.of("drivers/it/start.c", "int it_shared(struct bus *b)\n{\n\treturn 1;\n}\n"));
    edits.put(
        "what reads as a loop is a call",
        List.of("drivers/it/it.h", "#define it_all(i) do_it(i)\n#define IT_FIRST 7\n"));
    edits.put(
        "another constant",
        List.of("drivers/it/it.h", BASE.get("drivers/it/it.h").replace("7", "8")));
    edits.put("a constant elsewhere", List.of("include/linux/bus.h", "enum { BUS_LAST = 5 };\n"));
    edits.put("a remark", List.of("include/linux/other.h", "/* Other. */\n#define OTHER 1\n"));
    edits.put(
        "a header that leads to another",
        List.of("drivers/it/it.h", "#include <linux/other.h>\n#define IT_FIRST 7\n"));
    edits.put(
        "a constant that goes",
        List.of(
            "drivers/it/it.h", BASE.get("drivers/it/it.h").replace("#define IT_FIRST 7\n", "")));
    edits.put(
        "a definition in a header",
        List.of(
            "include/linux/bus.h",
            BASE.get("include/linux/bus.h")
                + "static inline int it_shared(struct bus *bus)\n{\n\treturn 2;\n}\n"));
    edits.put("a header that goes", List.of("drivers/it/it.h", ""));
    edits.put(
        "a source that comes",
        List.of("drivers/it/more.c", "void bus_attach(struct bus *b)\n{\n\tit_use(b);\n}\n"));
    edits.put("a source that goes", List.of("drivers/bus/it_core.c", ""));
    edits.put("a header that comes nearer", List.of("drivers/it/deep.h", "/* Nothing. */\n"));
    edits.put("a header that leads elsewhere", List.of("include/xen/own.h", "/* Own. */\n"));
    edits.put("a header of Linux goes", List.of("include/linux/bus.h", ""));
    edits.put("its last one goes", List.of("include/linux/other.h", ""));
    edits.put("another kernel", List.of("drivers/it/include/linux/bus.h", "#define X 1\n"));
    return edits;
  }

  private static List<Uses.Asked> questions() {
    List<Uses.Asked> all = new ArrayList<>();
    for (String path : ASKED) {
      for (Uses.Kind kind : Uses.Kind.values()) {
        for (String name : names(kind)) {
          all.add(new Uses.Asked(kind, name, path));
        }
      }
    }
    return all;
  }

  private static List<String> names(Uses.Kind kind) {
    return switch (kind) {
      case BESIDE -> List.of("it_use", "it_start bus_attach");
      case TEXT, HOLDERS -> List.of("it_use\\(", "return \\d");
      case INCLUDES, MACROS, LINUX, SWITCHES, NAMES -> List.of("");
      // What only they ask who read a whole file, see below.
      case ROLES -> List.of();
      default ->
          List.of(
              "it_probe",
              "it_start",
              "it_shared",
              "bus_attach",
              "it_each",
              "IT_FIRST",
              "IT_MORE",
              "BUS_LAST",
              "it_deep",
              "DEEP",
              "OWN");
    };
  }

  private static KernelTree after(KernelTree before, Version now) throws IOException {
    Version old = (Version) before.source();
    Set<String> moved = new HashSet<>();
    Set<String> content = new HashSet<>();
    Set<String> all = new HashSet<>(old.files().keySet());
    all.addAll(now.files().keySet());
    for (String path : all) {
      if (old.files().containsKey(path) != now.files().containsKey(path)) {
        moved.add(path);
      } else if (!old.files().get(path).equals(now.files().get(path))) {
        content.add(path);
      }
    }
    return before.changed(now, content, moved);
  }

  private static Grounds grounds(KernelTree tree, Uses.Asked asked) {
    Uses uses = new Uses();
    uses.answer(asked, tree.answer(asked));
    return Grounds.of(uses, tree);
  }

  private static boolean isSame(KernelTree before, KernelTree now, Uses.Asked asked) {
    return before.rootOf(asked.path()).equals(now.rootOf(asked.path()))
        && before.answer(asked).equals(now.answer(asked));
  }

  @Test
  void anAnswerStandsIfAskingAnewWouldYieldIt() throws IOException {
    List<String> wrong = new ArrayList<>();
    int fell = 0;
    int pairs = 0;
    KernelTree base = KernelTree.of(new Version(BASE));
    Map<Uses.Asked, Grounds> all = new LinkedHashMap<>();
    List<Map.Entry<String, List<String>>> edits = List.copyOf(edits().entrySet());
    for (int i = 0; i < edits.size(); i++) {
      for (int j = (i + 1) % 3; j < edits.size(); j += 3) {
        if (pairs++ % REMEMBERED == 0) {
          KernelTree fresh = KernelTree.of(new Version(BASE));
          questions().forEach(asked -> all.put(asked, grounds(fresh, asked)));
          base = fresh;
        }
        Map.Entry<String, List<String>> first = edits.get(i);
        Map.Entry<String, List<String>> second = edits.get(j);
        Version one = new Version(BASE).with(first.getValue().get(0), first.getValue().get(1));
        Version two = one.with(second.getValue().get(0), second.getValue().get(1));
        KernelTree next = after(base, one);
        KernelTree last = after(next, two);
        KernelTree alone = KernelTree.of(two);
        for (Map.Entry<Uses.Asked, Grounds> question : all.entrySet()) {
          boolean same = isSame(base, alone, question.getKey());
          fell += same ? 0 : 1;
          if (question.getValue().standIn(last) != same) {
            wrong.add(first.getKey() + ", " + second.getKey() + ": " + question.getKey());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(fell).isGreaterThan(1_000);
  }

  @Test
  void whatWasReadWholeFallsWithHowItIsRead() throws IOException {
    KernelTree base = KernelTree.of(new Version(BASE));
    Uses uses = new Uses();
    base.recording(uses, () -> base.unit("drivers/it/probe.c").orElseThrow().functions());
    Grounds grounds = Grounds.of(uses, base);

    List<String> constant = edits().get("another constant");
    List<String> call = edits().get("what reads as a loop is a call");
    Version version = new Version(BASE);
    assertThat(grounds.standIn(after(base, version.with(constant.get(0), constant.get(1)))))
        .isTrue();
    assertThat(grounds.standIn(after(base, version.with(call.get(0), call.get(1))))).isFalse();
  }

  @Test
  void whatAnotherAnswerRestsOnIsSpelledOutOnDemand() throws IOException {
    KernelTree base = KernelTree.of(new Version(BASE));
    Uses.Asked asked = new Uses.Asked(Uses.Kind.FUNCTION, "it_start", "drivers/it/start.c");
    Uses uses = new Uses("drivers/it/probe.c");
    base.recording(
        uses,
        () -> {
          base.noted(grounds(base, asked));
          base.unit("include/linux/bus.h");
          return true;
        });

    assertThat(uses.areNone()).isFalse();
    assertThat(uses.files()).containsExactly("include/linux/bus.h");
    assertThat(uses.answers()).containsEntry(asked, base.answer(asked));
    Grounds all = Grounds.of(uses, base);
    assertThat(all.areWithin("drivers/")).isFalse();
    assertThat(all.areWithin("")).isTrue();
    List<String> edit = edits().get("a body");
    assertThat(all.standIn(after(base, new Version(BASE).with(edit.get(0), edit.get(1)))))
        .isFalse();
  }
}

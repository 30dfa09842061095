package org.patchwright.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.patchwright.diff.FileDiff;
import org.patchwright.source.OverlayTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.split.Part.Purpose;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.SyntaxTree;
import org.patchwright.validate.Applied;
import org.patchwright.validate.Applier;

class SplitTest {

  private static final String HEADER =
      """
      struct dev {
      	int state;
      };

      int dev_switch(struct dev *dev, int state);
      """;

  private static final String CORE =
      """
      #include "dev.h"

      static int name_dev(struct dev *dev);
      static struct bus bus = {
      	.name = "bus",
      	.match = match,
      };

      int dev_switch(struct dev *dev, int state)
      {
      	dev->state = state;
      	return 0;
      }

      void dev_suspend(void)
      {
      	down(&mutex);
      }
      """;

  private static final String DRIVER =
      """
      #include "dev.h"

      static void ONE_closing(struct dev *dev)
      {
      	stop(dev);
      	dev_switch(dev, CLOSED);
      }

      static void ONE_changed(struct dev *dev, int state)
      {
      	switch (state) {
      	case CLOSING:
      		ONE_closing(dev);
      		break;
      	}
      }
      """;

  private final Map<String, String> before = new TreeMap<>();
  private final Map<String, String> after = new TreeMap<>();

  private void file(String path, String then, String now) {
    before.put(path, then);
    after.put(path, now);
  }

  /** Splits, and holds every promise to what comes out. */
  private List<Part> split() throws IOException {
    SourceTree tree = OverlayTree.of(files(before).values(), List.of(), new NoFiles());
    List<Changed> changes = new ArrayList<>();
    for (String path : after.keySet()) {
      Optional<SourceFile> old = Optional.ofNullable(files(before).get(path));
      Optional<SourceFile> now = Optional.of(files(after).get(path));
      FileDiff.between(old, now).ifPresent(diff -> changes.add(new Changed(diff, old, now)));
    }
    List<Part> parts = Split.of(changes, tree);
    SourceTree state = tree;
    for (Part part : parts) {
      Applied applied = Applier.plain().apply(part.files(), state);
      assertThat(applied.isCertain()).as("%s", part).isTrue();
      for (SourceFile file : applied.changed()) {
        boolean code = file.path().endsWith(".c") || file.path().endsWith(".h");
        assertThat(code ? SyntaxTree.parse(file).root().findAll(Kind.ERROR).count() : 0)
            .as("%s after %s", file, part)
            .isZero();
      }
      state = applied.tree();
    }
    for (Map.Entry<String, SourceFile> file : files(after).entrySet()) {
      assertThat(state.read(file.getKey())).contains(file.getValue());
    }
    return parts;
  }

  private static Map<String, SourceFile> files(Map<String, String> texts) {
    Map<String, SourceFile> files = new TreeMap<>();
    texts.forEach((path, text) -> files.put(path, SourceFile.of(path, text)));
    return files;
  }

  private static String summary(Part part) {
    return part.purpose() + " " + part.component() + " " + part.introduces();
  }

  private static String driver(String name) {
    return DRIVER.replace("ONE", name);
  }

  @Test
  void aHelperGoesBeforeTheDriversThatCallIt() throws IOException {
    file("bus/dev.h", HEADER, HEADER + "int dev_closed(struct dev *dev);\n");
    file(
        "bus/core.c",
        CORE,
        CORE
            + "\nint dev_closed(struct dev *dev)\n{\n\treturn dev_switch(dev, CLOSED);\n}\n"
            + "EXPORT_SYMBOL_GPL(dev_closed);\n");
    for (String name : List.of("one", "two")) {
      String old = driver(name);
      file("d/" + name + ".c", old, old.replace("dev_switch(dev, CLOSED)", "dev_closed(dev)"));
    }

    assertThat(split().stream().map(SplitTest::summary))
        .containsExactly("CORE bus/core [dev_closed()]", "WORK d/one []", "WORK d/two []");
  }

  @Test
  void aFieldItsUsersAndWhatSetsItUpAreOnePurposeOfTheCore() throws IOException {
    file(
        "bus/dev.h",
        HEADER,
        HEADER
            .replace("\tint state;\n", "\tint state;\n\tint going;\n")
            .replace("\nint dev_switch", "\n#include \"going.h\"\nint dev_switch"));
    file(
        "bus/core.c",
        CORE,
        CORE.replace("dev->state = state;", "dev->going = state == GOING;\n\tdev->state = state;")
            .replace("\tdown(&mutex);\n", "\tdown(&mutex);\n\tforget_watches();\n"));
    file(
        "d/one.c",
        driver("one"),
        driver("one").replace("\tstop(dev);\n", "\tif (!dev->going)\n\t\tstop(dev);\n"));

    List<Part> parts = split();

    assertThat(parts.stream().map(SplitTest::summary))
        .containsExactly("CORE bus/core [going]", "CORE bus/core []", "WORK d/one []");
    assertThat(parts.get(0).files().stream().map(FileDiff::path))
        .containsExactly("bus/core.c", "bus/dev.h");
    assertThat(parts.get(1).changes()).containsExactly("dev_suspend()");
  }

  @Test
  void cleanUpsAndLeftOversStandApart() throws IOException {
    String moved =
        driver("one")
            .replace("\tstop(dev);\n", "//\tprintk(\"%p\\n\", dev);\n\tstop(dev);\n")
            .replace("\tcase CLOSING:\n", "\tcase CLOSING :\n")
            .replace("\t\tbreak;\n", "\t\tDPRINTK(\"closed\\n\");\n\t\tbreak;\n")
            .replace("\tdev_switch(dev, CLOSED);\n", "\tdev_switch(dev, GONE);\n");
    file("d/one.c", driver("one"), moved);
    file("d/Makefile", "obj-y += one.o\n", "EXTRA_CFLAGS += -DDEBUG\nobj-y += one.o\n");

    List<Part> parts = split();

    assertThat(parts.stream().map(Part::purpose))
        .containsExactly(Purpose.WORK, Purpose.CLEAN_UP, Purpose.DEBUG);
    assertThat(parts.get(0).files().get(0).added()).isEqualTo(1);
    assertThat(parts.get(2).files().stream().mapToInt(FileDiff::added).sum()).isEqualTo(3);
  }

  @Test
  void aPrototypeThatWorkNeedsEarlierIsNoCleanUp() throws IOException {
    String moved =
        CORE.replace("static int name_dev(struct dev *dev);\n", "")
            .replace(
                "static struct bus",
                "static void dev_gone(struct dev *dev);\n\nstatic int name_dev(struct dev *dev);\n"
                    + "static struct bus")
            .replace("\t.match = match,\n", "\t.match    = match,\n\t.shutdown = dev_gone,\n")
            .concat("\nstatic void dev_gone(struct dev *dev)\n{\n}\n");
    file("bus/core.c", CORE, moved);

    List<Part> parts = split();

    assertThat(parts.stream().map(Part::purpose)).containsExactly(Purpose.WORK, Purpose.CLEAN_UP);
    assertThat(parts.get(0).introduces()).containsExactly("dev_gone()");
    assertThat(parts.get(1).files().get(0).hunks().get(0).print())
        .contains("+\t.match    = match,");
  }

  @Test
  void partsOfOneStatementStayTogether() throws IOException {
    String guarded =
        driver("one")
            .replace(
                "\tstop(dev);\n\tdev_switch(dev, CLOSED);\n",
                "\tif (dev->users)\n\t\tprintk(\"users\\n\");\n"
                    + "\tif (dev->users > 0) {\n\t\tstop(dev);\n\t} else\n"
                    + "\t\tdev_switch(dev, CLOSED);\n");
    file("d/one.c", driver("one"), guarded);

    assertThat(split()).hasSize(1);
  }

  @Test
  void aChangedSignatureTakesItsCallersAlong() throws IOException {
    file("bus/dev.h", HEADER, HEADER.replace("int state);", "int state, int why);"));
    file("bus/core.c", CORE, CORE.replace("int state)", "int state, int why)"));
    for (String name : List.of("one", "two")) {
      String now = driver(name).replace("dev, CLOSED", "dev, CLOSED, 0");
      file("d/" + name + ".c", driver(name), now);
    }

    List<Part> parts = split();

    assertThat(parts).hasSize(1);
    assertThat(parts.get(0).component()).isEmpty();
  }

  @Test
  void aFunctionGoesAfterItsLastCall() throws IOException {
    String unused =
        CORE.replaceAll("(?s)int dev_switch.*?\\n}\\n\\n", "").replace("dev_switch", "gone");
    file("bus/core.c", CORE, unused);
    file("bus/dev.h", HEADER, HEADER.replace("int dev_switch(struct dev *dev, int state);\n", ""));
    file("d/one.c", driver("one"), driver("one").replace("\tdev_switch(dev, CLOSED);\n", ""));

    List<Part> parts = split();

    assertThat(parts.stream().map(Part::component)).containsExactly("d/one", "bus/core");
    assertThat(parts.get(1).removes()).containsExactly("dev_switch()");
  }

  @Test
  void theDriverIsWhatAMakefileLinks() throws IOException {
    before.put("d/Makefile", "obj-m += drv.o gadget.o\ndrv-y := a.o \\\n\tb.o\n");
    after.put("d/Makefile", before.get("d/Makefile"));
    for (String name : List.of("a", "b", "gadget")) {
      file("d/" + name + ".c", driver(name), driver(name).replace("stop(dev)", "halt(dev)"));
    }

    assertThat(split().stream().map(Part::component)).containsExactly("d", "d/gadget");
  }

  @Test
  void newFilesAndFilesWithoutSyntaxAreTakenWhole() throws IOException {
    file("Documentation/bus.txt", "One.\n", "One.\nTwo.\n");
    after.put("d/new.c", driver("new"));
    file("d/Kconfig", "config ONE\n\tbool\n", "config ONE\n\tbool\n\nconfig NEW\n\tbool\n");

    assertThat(split().stream().flatMap(part -> part.files().stream()).map(FileDiff::path))
        .containsExactlyInAnyOrder("Documentation/bus.txt", "d/new.c", "d/Kconfig");
  }

  private static final class NoFiles implements SourceTree {
    @Override
    public String name() {
      return "nothing";
    }

    @Override
    public List<String> paths() {
      return List.of();
    }

    @Override
    public Optional<SourceFile> read(String path) {
      return Optional.empty();
    }
  }
}

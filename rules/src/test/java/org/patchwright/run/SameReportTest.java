package org.patchwright.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.patchwright.catalog.Catalog;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Units;

/**
 * All fixtures as one tree: how many threads there are, and in which order files come, is no
 * matter.
 */
class SameReportTest {

  @Test
  void threadsAndOrderChangeNothing() throws IOException {
    Map<String, SourceFile> files = fixtures();
    List<String> order = new ArrayList<>(files.keySet());
    String one = report(files, order, 1);
    assertThat(one).contains("LockLeftHeld", "EventChannelLeak");
    for (int draw = 0; draw < 3; draw++) {
      Collections.shuffle(order, new Random(draw));
      assertThat(report(files, order, 2)).isEqualTo(one);
      assertThat(report(files, order, 1)).isEqualTo(one);
    }
  }

  private static Map<String, SourceFile> fixtures() throws IOException {
    Map<String, SourceFile> files = new TreeMap<>();
    for (Rule rule : Catalog.rules()) {
      try (InputStream in = rule.getClass().getResourceAsStream(rule.id() + ".c")) {
        assertThat(in).isNotNull();
        String path = "drivers/fixture/" + rule.id() + ".c";
        files.put(path, SourceFile.owning(path, in.readAllBytes()));
      }
    }
    return files;
  }

  @Test
  void threadsThatShareAFileChangeNothing() throws IOException {
    Map<String, SourceFile> files = fixtures();
    List<String> order = new ArrayList<>(files.keySet());
    KernelTree tree = KernelTree.of(tree(files, order));
    for (String rule : List.of("EventChannelLeak", "LockLeftHeld", "MemoryLeakOnError")) {
      List<String> asked = List.of("drivers/fixture/" + rule + ".c");
      Report one = Runner.run(tree, asked, Catalog.rules(), 1, Memory.NONE, done -> {});
      Report two = Runner.run(tree, asked, Catalog.rules(), 2, Memory.NONE, done -> {});
      Report many = Runner.run(tree, asked, Catalog.rules(), 7, Memory.NONE, done -> {});
      assertThat(one.findings()).hasSizeGreaterThan(3);
      assertThat(two.findings()).isEqualTo(one.findings());
      assertThat(many.findings()).isEqualTo(one.findings());
      assertThat(two.outOfBudget()).isEqualTo(one.outOfBudget());
      assertThat(two.failures()).isEmpty();
    }
  }

  @Test
  void threadsThatShareAFileNoteTheSame() throws IOException {
    Map<String, SourceFile> files = fixtures();
    String path = "drivers/fixture/MemoryLeakOnError.c";
    List<List<String>> noted = new ArrayList<>();
    for (int jobs : List.of(1, 2, 5)) {
      Runner.run(
          tree(files, List.copyOf(files.keySet())),
          List.of(path),
          Catalog.rules(),
          jobs,
          new Memory() {
            @Override
            public Optional<FileReport> recall(String asked) {
              return Optional.empty();
            }

            @Override
            public <T> Optional<T> look(SourceTree tree, String asked, SourceTree.Look<T> look)
                throws IOException {
              return Memory.NONE.look(tree, asked, look);
            }

            @Override
            public void keep(String asked, FileReport report) {
              noted.add(
                  Stream.of(
                          report.uses().files().stream(),
                          report.uses().listings().stream(),
                          report.uses().answers().entrySet().stream())
                      .flatMap(all -> all.map(Object::toString))
                      .sorted()
                      .toList());
            }
          },
          done -> {});
    }
    assertThat(noted).hasSize(3);
    assertThat(noted.get(0)).isNotEmpty();
    assertThat(noted.get(1)).isEqualTo(noted.get(0));
    assertThat(noted.get(2)).isEqualTo(noted.get(0));
  }

  @Test
  void aFileThatIsParsedAgainChangesNothing() throws IOException {
    String path = "drivers/fixture/it.c";
    String text =
        """
        struct it { char *name; struct work *work; };
        int it_probe(struct it *it)
        {
        	it->name = kmalloc(8, GFP_KERNEL);
        	it->work = alloc_workqueue("it", 0, 0);
        	return 0;
        }
        void it_remove(struct it *it)
        {
        	destroy_workqueue(it->work);
        }
        """;
    Units units = new Units();
    KernelTree tree =
        KernelTree.of(tree(Map.of(path, SourceFile.of(path, text)), List.of(path)), units);
    Runner.Asking asking = new Runner.Asking(Catalog.rules());
    List<Finding> first = asking.about(tree, path, new Answers()).findings();
    assertThat(first).extracting(Finding::rule).contains("MemoryLeakOnError");
    units.shrink(0, key -> false);
    assertThat(asking.about(tree, path, new Answers()).findings()).isEqualTo(first);
  }

  private static String report(Map<String, SourceFile> files, List<String> order, int jobs)
      throws IOException {
    List<Rule> rules = new ArrayList<>(Catalog.rules());
    Collections.shuffle(rules, new Random(order.get(0).hashCode()));
    Report report = Runner.run(tree(files, order), order, rules, jobs);
    assertThat(report.failures()).isEmpty();
    return report.findings().stream()
            .map(
                f ->
                    f.place()
                        + " "
                        + f.rule()
                        + " "
                        + f.message()
                        + " "
                        + f.rank()
                        + " "
                        + f.path())
            .collect(Collectors.joining("\n"))
        + report.outOfBudget();
  }

  private static SourceTree tree(Map<String, SourceFile> files, List<String> order) {
    List<String> listed = List.copyOf(order);
    return new SourceTree() {
      @Override
      public String name() {
        return "fixtures";
      }

      @Override
      public List<String> paths() {
        return listed;
      }

      @Override
      public Optional<SourceFile> read(String path) {
        return Optional.ofNullable(files.get(path));
      }
    };
  }
}

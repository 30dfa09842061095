package org.patchwright.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.patchwright.catalog.Catalog;
import org.patchwright.repository.Changes;
import org.patchwright.repository.Commit;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RevisionTree;
import org.patchwright.rule.Rule;
import org.patchwright.run.Report;
import org.patchwright.run.Runner;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Units;
import org.patchwright.symbol.Uses;

/** What is taken over from version to version is what asking anew would yield. */
class CarriedOverTest {

  private List<Rule> rules = Catalog.rules();
  private final Map<String, String> files = new TreeMap<>();
  private final CarriedOver memory = new CarriedOver();
  private final Units units = new Units();
  private Optional<KernelTree> before = Optional.empty();

  /** A version of a tree that lies in memory. */
  private record Version(Map<String, String> files) implements SourceTree {
    Version {
      files = Map.copyOf(files);
    }

    @Override
    public String name() {
      return "version";
    }

    @Override
    public List<String> paths() {
      return List.copyOf(new TreeSet<>(files.keySet()));
    }

    @Override
    public Optional<SourceFile> read(String path) {
      return Optional.ofNullable(files.get(path))
          .map(text -> SourceFile.owning(path, text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public boolean contains(String path) {
      return files.containsKey(path);
    }

    @Override
    public Optional<String> contentId(String path) {
      return Optional.ofNullable(files.get(path)).map(text -> Integer.toHexString(text.hashCode()));
    }
  }

  /** Goes on to the files as they are, and tells which of them were not asked about again. */
  private Set<String> kept() throws IOException {
    KernelTree now = KernelTree.of(new Version(files), units);
    Set<String> changed = new TreeSet<>();
    if (before.isPresent()) {
      Version old = (Version) before.get().source();
      changed.addAll(old.files().keySet());
      changed.addAll(files.keySet());
      changed.removeIf(
          path ->
              Optional.ofNullable(files.get(path))
                  .equals(Optional.ofNullable(old.files().get(path))));
    }
    return goneTo(now, changed, files.keySet());
  }

  private Set<String> goneTo(KernelTree now, Collection<String> changed, Collection<String> asked)
      throws IOException {
    if (before.isPresent()) {
      memory.go(before.get(), now, changed);
    }
    before = Optional.of(now);
    Set<String> kept = new TreeSet<>();
    for (String path : asked) {
      if (memory.recall(path).isPresent()) {
        kept.add(path);
      }
    }
    Report carried = Runner.run(now, asked, rules, 1, memory, done -> {});
    Report anew = Runner.run(now.source(), asked, rules, 1);
    assertThat(carried.findings()).isEqualTo(anew.findings());
    assertThat(carried.outOfBudget()).isEqualTo(anew.outOfBudget());
    assertThat(carried.statistics().functions()).isEqualTo(anew.statistics().functions());
    return kept;
  }

  private static final String USER =
      """
      #include "names.h"

      static int use(struct thing *t)
      {
      	struct xenbus_transaction xbt;
      	char *p = kmalloc(8, GFP_KERNEL);

      	if (!p || xenbus_transaction_start(&xbt))
      		return -ENOMEM;
      	thing_release(p);
      	if (LIMIT > 4)
      		return -EINVAL;
      	return xenbus_transaction_end(xbt, 0);
      }
      """;

  private void tree() {
    files.put("drivers/a/use.c", USER);
    files.put(
        "drivers/a/thing.c",
        """
        static int other(void)
        {
        	return 1;
        }

        void thing_release(char *p)
        {
        	kfree(p);
        }
        """);
    files.put("drivers/a/names.h", "#define LIMIT 8\nint other_name(void);\n");
    files.put("drivers/b/far.c", "static int far(void)\n{\n\treturn 2;\n}\n");
  }

  private void replace(String path, String text, String by) {
    assertThat(files.get(path)).contains(text);
    files.put(path, files.get(path).replace(text, by));
  }

  @Test
  void ofAFileThatIsUsedOnlyTheFunctionCounts() throws IOException {
    tree();
    KernelTree first = KernelTree.of(new Version(files));
    Uses uses = new Uses("drivers/a/use.c");
    boolean found =
        first.recording(
            uses,
            () ->
                first
                    .unit("drivers/a/use.c")
                    .flatMap(unit -> first.function(unit, "thing_release"))
                    .isPresent());
    assertThat(found).isTrue();
    assertThat(uses.files()).isEmpty();
    assertThat(stillTrue(uses)).isTrue();
    replace("drivers/a/thing.c", "return 1;", "return 3;\n\t/* longer */");
    assertThat(stillTrue(uses)).isTrue();
    replace("drivers/a/thing.c", "kfree(p);", "report(p);");
    assertThat(stillTrue(uses)).isFalse();
  }

  private boolean stillTrue(Uses uses) throws IOException {
    KernelTree now = KernelTree.of(new Version(files));
    return uses.answers().entrySet().stream()
        .allMatch(one -> now.answer(one.getKey()).equals(one.getValue()));
  }

  @Test
  void theFunctionThatIsCalledCounts() throws IOException {
    tree();
    kept();
    replace("drivers/a/thing.c", "kfree(p);", "report(p);");
    assertThat(kept()).contains("drivers/b/far.c").doesNotContain("drivers/a/use.c");
  }

  @Test
  void aConstantCountsByItsValue() throws IOException {
    rules = Catalog.rules().stream().filter(r -> r.id().equals("TransactionLeftOpen")).toList();
    tree();
    kept();
    replace("drivers/a/names.h", "int other_name(void);", "int another_name(int LIMITED);");
    assertThat(kept()).contains("drivers/a/use.c");
    replace("drivers/a/names.h", "#define LIMIT 8", "#define LIMIT 2");
    assertThat(kept()).doesNotContain("drivers/a/use.c");
  }

  @Test
  void filesThatComeAndGoCount() throws IOException {
    tree();
    kept();
    String text = files.remove("drivers/a/thing.c");
    assertThat(kept()).doesNotContain("drivers/a/use.c");
    files.put("drivers/a/moved.c", text);
    assertThat(kept()).doesNotContain("drivers/a/use.c");
    files.remove("drivers/a/names.h");
    assertThat(kept()).doesNotContain("drivers/a/use.c");
  }

  @Test
  @Tag("xen")
  void aStretchOfHistory() throws IOException {
    history(12);
  }

  @Test
  @Tag("xen")
  @Tag("long")
  void aLongStretchOfHistory() throws IOException {
    history(150);
  }

  private void history(int most) throws IOException {
    String git = System.getenv().getOrDefault("PATCHWRIGHT_XEN_GIT", "");
    if (git.isEmpty()) {
      System.out.println("skipped: no Xen repository; set PATCHWRIGHT_XEN_GIT");
    }
    assumeTrue(!git.isEmpty() && Files.isDirectory(Path.of(git)));
    String below = "linux-2.6-xen-sparse/drivers/xen/";
    try (GitRepository repository = GitRepository.open(Path.of(git))) {
      List<Commit> commits = new ArrayList<>();
      for (Commit commit : Changes.range(repository, "c730da041b1e~400..c730da041b1e")) {
        boolean touches =
            !commit.parents().isEmpty()
                && Changes.changed(
                        repository.tree(commit.parents().get(0)), repository.tree(commit.id()))
                    .stream()
                    .anyMatch(path -> path.startsWith(below));
        if (touches) {
          commits.add(commit);
        }
      }
      Optional<RevisionTree> last = Optional.empty();
      int kept = 0;
      for (Commit commit : commits.subList(0, Math.min(most, commits.size()))) {
        RevisionTree tree = repository.tree(commit.id());
        List<String> asked = tree.paths().stream().filter(path -> path.startsWith(below)).toList();
        Collection<String> changed =
            last.isPresent() ? Changes.changed(last.get(), tree) : List.of();
        kept += goneTo(KernelTree.of(tree, units), changed, asked).size();
        last = Optional.of(tree);
      }
      assertThat(kept).isGreaterThan(most * 20);
    }
  }
}

package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.patchwright.command.Ran.patchwright;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.diff.FileDiff;
import org.patchwright.repository.Changes;
import org.patchwright.repository.Commit;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RevisionTree;
import org.patchwright.series.HgExport;
import org.patchwright.series.Mails;
import org.patchwright.series.Patch;
import org.patchwright.series.Person;
import org.patchwright.series.QuiltFolder;
import org.patchwright.series.Series;
import org.patchwright.source.SourceFile;

/** A fault that the seventh of twenty patches brings and the twelfth mends, in every form. */
class TwentyPatchesTest {

  private static final int FAULTY = 7;
  private static final int MENDED = 12;
  private static final int COUNT = 20;
  private static final String PATH = "drivers/ring.c";

  @TempDir Path folder;

  /** A patch's message and the files as they are after it. */
  private record Change(String subject, String body, String author, Map<String, String> after) {}

  private static List<Patch> patches(Map<String, String> first, List<Change> changes) {
    List<Patch> patches = new ArrayList<>();
    Map<String, String> before = first;
    for (Change change : changes) {
      TreeSet<String> paths = new TreeSet<>(before.keySet());
      paths.addAll(change.after().keySet());
      List<FileDiff> diffs = new ArrayList<>();
      for (String path : paths) {
        Optional<SourceFile> old = file(path, before);
        Optional<SourceFile> now = file(path, change.after());
        FileDiff.between(old, now).ifPresent(diffs::add);
      }
      patches.add(
          Patch.of(
              change.subject(),
              change.body(),
              Person.of(change.author()),
              OffsetDateTime.of(2020, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC).plusDays(patches.size()),
              diffs));
      before = change.after();
    }
    return patches;
  }

  private static Optional<SourceFile> file(String path, Map<String, String> files) {
    return Optional.ofNullable(files.get(path))
        .map(text -> SourceFile.owning(path, text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** The fault is there from the seventh patch on, until the twelfth. */
  private static List<Change> seeded(
      List<Change> changes, Map<String, String> first, String path, UnaryOperator<String> fault) {
    List<Change> all = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      Map<String, String> after = new TreeMap<>(change.after());
      boolean faulty = i + 1 >= FAULTY && i + 1 < MENDED;
      if (faulty) {
        after.put(path, fault.apply(after.getOrDefault(path, first.get(path))));
        assertThat(after.get(path)).isNotEqualTo(change.after().get(path));
      }
      all.add(new Change(change.subject(), change.body(), change.author(), after));
    }
    return all;
  }

  private Map<String, Path> forms(List<Patch> patches) throws IOException {
    Series series = Series.of(patches, Optional.empty());
    Path mails = folder.resolve("mails");
    Mails.write(series, mails);
    Path quilt = Files.createDirectories(folder.resolve("quilt"));
    for (SourceFile file : QuiltFolder.write(series)) {
      Files.write(quilt.resolve(file.path()), file.bytes());
    }
    Path mbox = folder.resolve("thread.mbox");
    Files.write(mbox, Mails.mbox(series, "thread.mbox").bytes());
    Path hg = folder.resolve("export.hg");
    Files.write(hg, HgExport.write(series, "export.hg").bytes());
    return Map.of("mails", mails, "quilt", quilt, "mbox", mbox, "hg", hg);
  }

  private static void theSeventhAndTheTwelfth(JsonNode verdict, String path, String subject) {
    JsonNode patches = verdict.get("patches");
    assertThat(patches).hasSize(COUNT);
    for (int i = 0; i < COUNT; i++) {
      JsonNode patch = patches.get(i);
      assertThat(patch.get("applied").asBoolean()).as("patch %d applies", i + 1).isTrue();
      List<String> brings = paths(patch.get("introduces"), subject);
      List<String> mends = paths(patch.get("mends"), subject);
      assertThat(brings).as("patch %d introduces", i + 1).hasSize(i + 1 == FAULTY ? 1 : 0);
      assertThat(mends).as("patch %d mends", i + 1).hasSize(i + 1 == MENDED ? 1 : 0);
      if (i + 1 == FAULTY) {
        assertThat(brings).containsExactly(path);
        assertThat(patch.get("introduces").get(0).get("mendedByPatch").asInt()).isEqualTo(MENDED);
      }
    }
  }

  private static List<String> paths(JsonNode findings, String subject) {
    List<String> paths = new ArrayList<>();
    for (JsonNode finding : findings) {
      if (finding.get("message").asText().contains(subject)) {
        paths.add(finding.get("path").asText());
      }
    }
    return paths;
  }

  private void everyFormSaysSo(
      List<Patch> patches, List<Object> target, String path, String subject) throws IOException {
    Map<String, String> verdicts = new TreeMap<>();
    for (Map.Entry<String, Path> form : forms(patches).entrySet()) {
      List<Object> words = new ArrayList<>(List.of("validate", form.getValue()));
      words.addAll(target);
      words.addAll(List.of("--rules", "LockLeftHeld", "--format", "json"));
      Ran ran = patchwright(words.toArray());
      assertThat(ran.err()).as(form.getKey()).isEmpty();
      verdicts.put(form.getKey(), ran.out());
    }
    theSeventhAndTheTwelfth(new ObjectMapper().readTree(verdicts.get("mails")), path, subject);
    assertThat(new TreeSet<>(verdicts.values())).as("%s", verdicts.keySet()).hasSize(1);
  }

  private static String ring(int step) {
    StringBuilder out = new StringBuilder("#include <linux/spinlock.h>\n\n");
    out.append("static DEFINE_SPINLOCK(ring_lock);\n\n");
    for (int i = 0; i < COUNT; i++) {
      out.append("static int ring_step_").append(i).append("(struct ring *ring)\n{\n");
      out.append("\tspin_lock(&ring_lock);\n\tif (ring->open > ").append(i).append(") {\n");
      out.append("\t\tspin_unlock(&ring_lock);\n\t\treturn -EBUSY;\n\t}\n");
      out.append(i < step ? "\tring->steps++;\n" : "\tring->step = 1;\n");
      out.append("\tspin_unlock(&ring_lock);\n\treturn 0;\n}\n\n");
    }
    return out.toString();
  }

  @Test
  void madeUp() throws Exception {
    Map<String, String> first = Map.of(PATH, ring(0));
    List<Change> changes = new ArrayList<>();
    for (int i = 1; i <= COUNT; i++) {
      String body = "Step " + i + ".\n\nSigned-off-by: A. Author <a@example.org>\n";
      changes.add(
          new Change("ring: count step " + i, body, "A <a@example.org>", Map.of(PATH, ring(i))));
    }
    String was = "open > 15) {\n\t\tspin_unlock(&ring_lock);\n";
    List<Patch> patches =
        patches(
            first,
            seeded(
                changes, first, PATH, text -> text.replace(was, "open > 15) {\n\t\tbarrier();\n")));
    Path tree = Files.createDirectories(folder.resolve("tree/drivers")).getParent();
    Files.writeString(tree.resolve(PATH), ring(0));
    everyFormSaysSo(patches, List.of(tree), PATH, "ring_lock is still held");
  }

  @Test
  @Tag("xen")
  @Tag("long")
  void ofARealHistory() throws Exception {
    String named = System.getenv().getOrDefault("PATCHWRIGHT_XEN_GIT", "");
    assumeTrue(
        !named.isEmpty() && Files.isDirectory(Path.of(named)),
        "PATCHWRIGHT_XEN_GIT names no git directory");
    String base = "447fae9b0a1a";
    String drivers = "linux-2.6-xen-sparse/";
    String tpm = drivers + "drivers/xen/tpmback/tpmback.c";
    Map<String, String> first = new TreeMap<>();
    List<Change> changes = new ArrayList<>();
    try (GitRepository repository = GitRepository.open(Path.of(named))) {
      RevisionTree before = repository.tree(base);
      first.put(tpm, before.read(tpm).orElseThrow().text());
      Map<String, String> files = new TreeMap<>(first);
      for (Commit commit : Changes.range(repository, base + "..c730da041b1e")) {
        RevisionTree after = repository.tree(commit.id());
        TreeSet<String> paths = new TreeSet<>(Changes.changed(before, after));
        paths.removeIf(path -> !path.startsWith(drivers));
        if (paths.isEmpty() || changes.size() == COUNT) {
          continue;
        }
        for (String path : paths) {
          if (!files.containsKey(path)) {
            before.read(path).ifPresent(file -> first.put(path, file.text()));
          }
          files.remove(path);
          after.read(path).ifPresent(file -> files.put(path, file.text()));
        }
        String body = commit.message().substring(commit.message().indexOf('\n') + 1).strip();
        // Mail readers take what stands in brackets off a subject.
        String subject = commit.subject().replaceFirst("^\\[[^\\]]*\\]\\s*", "");
        changes.add(new Change(subject, body, commit.author(), new TreeMap<>(files)));
        before = after;
      }
    }
    // What is changed later only is there from the start.
    for (int i = 0; i < changes.size(); i++) {
      Map<String, String> here = changes.get(i).after();
      for (Map.Entry<String, String> one : first.entrySet()) {
        int known = firstChange(changes, one.getKey());
        if (i < known) {
          here.put(one.getKey(), one.getValue());
        }
      }
    }
    List<Patch> patches =
        patches(
            first,
            seeded(
                changes,
                first,
                tpm,
                text ->
                    text.replaceFirst("\tspin_unlock_irq\\(&tpm_schedule_list_lock\\);\n", "")));
    everyFormSaysSo(
        patches,
        List.of(Path.of(named), "--onto", base),
        tpm,
        "tpm_schedule_list_lock is still held");
  }

  private static int firstChange(List<Change> changes, String path) {
    for (int i = 0; i < changes.size(); i++) {
      if (changes.get(i).after().containsKey(path)) {
        return i;
      }
    }
    return changes.size();
  }
}

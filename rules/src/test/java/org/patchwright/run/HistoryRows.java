package org.patchwright.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.patchwright.catalog.Catalog;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * Real faults of a repository's history, one a row of a table: what the rules of a row's family say
 * of its function before the fix, and behind it.
 */
final class HistoryRows {

  private static final String ROOT = "linux-2.6-xen-sparse";

  /** Which rules answer for which family of faults. */
  private static final Map<String, Set<String>> FAMILIES =
      Map.ofEntries(
          Map.entry("R1", Set.of("ClosingDone")),
          Map.entry("R2", Set.of("WatchOutlivesSuspend")),
          Map.entry(
              "R3",
              Set.of(
                  "GrantRefLeak",
                  "GrantMapLeak",
                  "RingLeftMapped",
                  "MemoryLeakOnError",
                  "DoubleFree")),
          Map.entry(
              "R4",
              Set.of("LockLeftHeld", "DoubleLock", "UnlockNotHeld", "LockOrder", "SleepInAtomic")),
          Map.entry(
              "R5",
              Set.of(
                  "EventChannelLeak", "IrqLeftRegistered", "UnsignedBelowZero", "ErrorCodeLost")),
          Map.entry("R6", Set.of("TransactionLeftOpen", "StateWrittenDirectly", "LockLeftHeld")),
          Map.entry("R7", Set.of("MemoryLeakOnError", "DoubleFree", "UseAfterFree")),
          Map.entry(
              "R8",
              Set.of(
                  "ReconnectRefused",
                  "MissingCase",
                  "UnintendedFallThrough",
                  "StateWrittenDirectly",
                  "ClosingDone")),
          Map.entry("R9", Set.of("ReferenceLeak", "UseAfterFree")),
          Map.entry(
              "R10",
              Set.of(
                  "ErrorCodeLost",
                  "NullNotChecked",
                  "UninitialisedUse",
                  "UnsignedBelowZero",
                  "UseAfterFree")),
          Map.entry("R11", Set.of("DebugResidue")));

  /** Rules whose promise a fault of another family's name breaks as well. */
  private static final Map<String, Set<String>> ALSO =
      Map.of("R7", Set.of("TimerLeftRunning", "WorkLeftQueued"), "R9", Set.of("MemoryLeakOnError"));

  /**
   * One fault.
   *
   * @param function empty at file scope
   * @param line in the parent
   */
  record Row(
      String fix,
      String parent,
      String path,
      String function,
      String family,
      int line,
      String what) {

    @Override
    public String toString() {
      return family
          + " "
          + fix.substring(0, 10)
          + " "
          + path.substring(path.lastIndexOf('/', path.lastIndexOf('/') - 1) + 1)
          + ":"
          + line
          + " "
          + function;
    }
  }

  /**
   * What was said of a row.
   *
   * @param before of the function on the parent
   * @param gone those of them that the fix silences
   * @param after of the function on the fix
   */
  record Outcome(Row row, List<String> before, List<String> gone, List<String> after) {

    /** The fault is told, and no longer where it is mended. */
    boolean isSeen() {
      return !gone.isEmpty();
    }

    /** Nothing else is said of the function either. */
    boolean isSilent() {
      return after.isEmpty();
    }

    @Override
    public String toString() {
      String kept = isSilent() ? "" : " | still " + String.join("; ", after);
      return (isSeen() ? "seen   " : before.isEmpty() ? "missed " : "stays  ")
          + row
          + (isSeen() ? " | " + String.join("; ", gone) : "")
          + kept;
    }
  }

  private final Path git;
  private final Map<String, SourceTree> trees = new HashMap<>();

  HistoryRows(Path git) {
    this.git = git;
  }

  /** The rows of a table with a line of headings. */
  static List<Row> read(Path table) throws IOException {
    List<Row> rows = new ArrayList<>();
    List<String> lines = Files.readAllLines(table);
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      String function = cells[3].startsWith("(") ? "" : cells[3];
      rows.add(
          new Row(
              cells[0],
              cells[1],
              cells[2],
              function,
              cells[4],
              Integer.parseInt(cells[5]),
              cells[6]));
    }
    return List.copyOf(rows);
  }

  Outcome of(Row row) throws IOException {
    Set<String> ids = new TreeSet<>(FAMILIES.getOrDefault(row.family(), Set.of()));
    ids.addAll(ALSO.getOrDefault(row.family(), Set.of()));
    List<Rule> rules = Catalog.rules().stream().filter(rule -> ids.contains(rule.id())).toList();
    List<String> before = findings(row, row.parent(), rules);
    List<String> after = findings(row, row.fix(), rules);
    List<String> gone = new ArrayList<>(before);
    after.forEach(gone::remove);
    return new Outcome(row, before, gone, after);
  }

  private List<String> findings(Row row, String commit, List<Rule> rules) throws IOException {
    SourceTree tree = tree(commit);
    if (tree.read(row.path()).isEmpty()) {
      return List.of();
    }
    List<String> found = new ArrayList<>();
    for (Finding finding : Runner.run(tree, List.of(row.path()), rules, 1).findings()) {
      boolean here =
          row.function().isEmpty()
              ? finding.function().isEmpty()
              : finding.function().equals(row.function());
      if (here && finding.path().equals(row.path())) {
        found.add(finding.rule() + ": " + finding.message());
      }
    }
    return found;
  }

  private SourceTree tree(String commit) throws IOException {
    SourceTree known = trees.get(commit);
    if (known == null) {
      known = unpacked(commit);
      trees.put(commit, known);
    }
    return known;
  }

  private SourceTree unpacked(String commit) throws IOException {
    Process process =
        new ProcessBuilder(
                "git",
                "--git-dir=" + git,
                "archive",
                "--format=zip",
                "-0",
                commit,
                ROOT + "/drivers",
                ROOT + "/include",
                ROOT + "/arch")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Map<String, SourceFile> files = new TreeMap<>();
    try (InputStream out = process.getInputStream();
        ZipInputStream zip = new ZipInputStream(out)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          files.put(entry.getName(), SourceFile.owning(entry.getName(), zip.readAllBytes()));
        }
      }
    }
    return new InMemory(commit, files);
  }

  private record InMemory(String name, Map<String, SourceFile> files) implements SourceTree {

    @Override
    public List<String> paths() {
      return List.copyOf(files.keySet());
    }

    @Override
    public Optional<SourceFile> read(String path) {
      return Optional.ofNullable(files.get(path));
    }
  }
}

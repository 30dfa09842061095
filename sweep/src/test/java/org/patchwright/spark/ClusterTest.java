package org.patchwright.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.command.Patchwright;

/** A real cluster: a master and two workers, processes of their own, on loopback. */
@Tag("cluster")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClusterTest {

  private static final List<String> FILES =
      List.of(
          "findings.jsonl", "revisions.jsonl", "findings.parquet", "events.parquet", "index.html");

  @TempDir static Path folder;
  private static Path git;
  private static Cluster cluster;
  private static String url;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    git = folder.resolve("drivers.git");
    DriversHistory.write(git);
    cluster = new Cluster(folder);
    cluster.worker();
    cluster.worker();
    url = cluster.url();
    System.setProperty("spark.driver.host", "127.0.0.1");
    System.setProperty("spark.driver.bindAddress", "127.0.0.1");
    System.setProperty("spark.executor.memory", "600m");
    System.setProperty("spark.executor.cores", "1");
  }

  @AfterAll
  static void end() {
    if (cluster != null) {
      cluster.close();
    }
    for (String property : List.copyOf(System.getProperties().stringPropertyNames())) {
      if (property.startsWith("spark.")) {
        System.clearProperty(property);
      }
    }
  }

  @AfterEach
  void usual() {
    System.clearProperty("spark.executor.extraClassPath");
  }

  /** What a run left. */
  private record Swept(int code, String err, Path out) {}

  private static Swept sweep(String name, Path repository, String... more) {
    Path out = folder.resolve(name);
    List<String> words =
        new ArrayList<>(
            List.of(
                "sweep",
                repository.toString(),
                "--revs",
                "main",
                "--rules",
                "LockLeftHeld",
                "--no-cache",
                "-o",
                out.toString()));
    words.addAll(Arrays.asList(more));
    StringWriter err = new StringWriter();
    int code =
        Patchwright.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            words.toArray(String[]::new));
    return new Swept(code, err.toString(), out);
  }

  private static Swept cluster(String name, String... more) {
    List<String> words = new ArrayList<>(List.of("--engine", "spark", "--master", url));
    Collections.addAll(words, more);
    return sweep(name, git, words.toArray(String[]::new));
  }

  private static void isEqual(Swept one, Swept other) {
    assertThat(one.code()).as(one.err()).isEqualTo(1);
    assertThat(other.code()).as(other.err()).isEqualTo(1);
    for (String file : FILES) {
      assertThat(one.out().resolve(file)).hasSameBinaryContentAs(other.out().resolve(file));
    }
    assertThat(one.out().resolve("sarif/main.sarif"))
        .hasSameBinaryContentAs(other.out().resolve("sarif/main.sarif"));
  }

  private static void isOneLine(Swept swept, String words) {
    assertThat(swept.code()).as(swept.err()).isEqualTo(2);
    assertThat(swept.err().lines().filter(line -> line.startsWith("patchwright: "))).hasSize(1);
    assertThat(swept.err()).contains(words).doesNotContain("\tat ");
  }

  @Test
  void theClusterGivesTheSameBytes() {
    Swept local = sweep("local", git);
    isEqual(cluster("cluster"), local);
  }

  @Test
  void workersWithoutARepositoryGetTheContentsSent() {
    isEqual(cluster("shipped", "--ship-blobs"), sweep("local2", git));
  }

  /** Kills the worker whose executor is the first to end a task: the others are not done then. */
  public static final class Killer extends SparkListener {
    private static final AtomicInteger ENDED = new AtomicInteger();
    private static final AtomicReference<Process> KILLED = new AtomicReference<>();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (ENDED.getAndIncrement() > 0) {
        return;
      }
      String id = "--executor-id " + end.taskInfo().executorId() + " ";
      for (Process worker : cluster.workers()) {
        List<ProcessHandle> executors =
            worker.descendants().filter(one -> words(one).contains(id)).toList();
        if (!executors.isEmpty()) {
          KILLED.set(worker);
          executors.forEach(ProcessHandle::destroyForcibly);
          worker.destroyForcibly();
        }
      }
    }
  }

  /** A process's command line in whole: Java itself reads no more than a page of it. */
  private static String words(ProcessHandle process) {
    try {
      Path line = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      return Files.readString(line, StandardCharsets.ISO_8859_1).replace('\0', ' ');
    } catch (IOException ended) {
      return "";
    }
  }

  @Test
  void aWorkerThatIsKilledInTheMiddleIsNotMissed() throws IOException {
    cluster.worker();
    Killer.ENDED.set(0);
    System.setProperty("spark.extraListeners", Killer.class.getName());
    try {
      isEqual(cluster("killed"), sweep("local3", git));
    } finally {
      System.clearProperty("spark.extraListeners");
    }
    assertThat(Killer.KILLED.get()).isNotNull();
    assertThat(Killer.KILLED.get().isAlive()).isFalse();
    assertThat(Killer.ENDED.get()).isGreaterThanOrEqualTo(12);
  }

  @Test
  void aMasterThatIsNotThereIsOneLine() throws IOException {
    String nowhere = "spark://127.0.0.1:" + Cluster.freePort();
    isOneLine(
        sweep("nowhere", git, "--engine", "spark", "--master", nowhere),
        nowhere + ": no Spark master answers there");
    isOneLine(
        sweep("noplace", git, "--engine", "spark", "--master", "spark://nowhere"),
        "write spark://HOST:PORT");
    isOneLine(sweep("noname", git, "--engine", "spark"), "name the cluster with --master");
  }

  @Test
  void aWorkerWithoutTheRepositoryIsOneLine() throws IOException {
    // A path that leads elsewhere in each process.
    Path hidden = Path.of("target/hidden.git").toAbsolutePath();
    Files.deleteIfExists(hidden);
    Files.createSymbolicLink(hidden, git);
    Path seen = Path.of("/proc/self/cwd/target/hidden.git");
    try {
      isOneLine(
          sweep("hidden", seen, "--engine", "spark", "--master", url),
          "can't read the repository: ");
    } finally {
      Files.delete(hidden);
    }
  }

  @Test
  void aJarOfAnotherVersionIsOneLine() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other/org/patchwright/command"));
    Files.writeString(other.resolve("version.txt"), "0.0.9\n");
    System.setProperty(
        "spark.executor.extraClassPath",
        folder.resolve("other") + ":" + System.getProperty("java.class.path"));
    isOneLine(cluster("versions"), "has patchwright 0.0.9, the sweep is of ");
  }
}

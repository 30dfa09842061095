package org.patchwright.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
import org.patchwright.repository.GitRepository;
import org.patchwright.source.SourceFile;

/** A real cluster: a master and two workers, processes of their own, on loopback. */
@Tag("cluster")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClusterTest {

  private static final String GOOD =
      """
      static int thing_NUMBER(struct thing *t)
      {
      	mutex_lock(&t->lock);
      	if (t->dead) {
      		mutex_unlock(&t->lock);
      		return -EIO;
      	}
      	mutex_unlock(&t->lock);
      	return 0;
      }
      """;

  private static final List<String> FILES =
      List.of(
          "findings.jsonl", "revisions.jsonl", "findings.parquet", "events.parquet", "index.html");

  @TempDir static Path folder;
  private static Path git;
  private static Path home;
  private static Process master;
  private static final List<Process> WORKERS = new ArrayList<>();
  private static String url;

  @BeforeAll
  static void cluster() throws IOException, InterruptedException {
    git = folder.resolve("drivers.git");
    history();
    home = folder.resolve("spark");
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String entry : System.getProperty("java.class.path").split(":")) {
      Path jar = Path.of(entry);
      // What a Spark that is installed has: nothing of ours.
      if (Files.isRegularFile(jar) && !jar.getFileName().toString().startsWith("patchwright")) {
        Path link = jars.resolve(jar.getFileName());
        if (!Files.exists(link)) {
          Files.createSymbolicLink(link, jar);
        }
      }
    }
    int port = freePort();
    url = "spark://127.0.0.1:" + port;
    master =
        spark(
            "master",
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--webui-port",
            "0");
    for (int tries = 0; tries < 600 && !answers(port); tries++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    worker();
    worker();
    System.setProperty("spark.driver.host", "127.0.0.1");
    System.setProperty("spark.driver.bindAddress", "127.0.0.1");
    System.setProperty("spark.executor.memory", "600m");
    System.setProperty("spark.executor.cores", "1");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static Process spark(String name, String... words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
                "-cp",
                home.resolve("jars") + "/*"));
    command.addAll(Arrays.asList(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    Path log = folder.resolve(name + ".log");
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static void worker() throws IOException {
    String name = "worker" + WORKERS.size();
    WORKERS.add(
        spark(
            name,
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            "127.0.0.1",
            "--webui-port",
            "0",
            "-c",
            "1",
            "-m",
            "700m",
            "-d",
            folder.resolve(name).toString(),
            url));
  }

  @AfterAll
  static void end() {
    for (Process worker : WORKERS) {
      worker.descendants().forEach(ProcessHandle::destroyForcibly);
      worker.destroyForcibly();
    }
    if (master != null) {
      master.destroyForcibly();
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

  /** Twelve folders; in each, functions come, break and are mended. */
  private static void history() throws IOException {
    String parent = "";
    try (GitRepository repository = GitRepository.create(git)) {
      for (int commit = 0; commit < 24; commit++) {
        List<SourceFile> files = new ArrayList<>();
        for (int place = 0; place < 12; place++) {
          StringBuilder text = new StringBuilder();
          for (int function = 0; function <= commit / 4; function++) {
            boolean broken = (commit + place + function) % 5 == 0;
            String code = GOOD.replace("NUMBER", place + "_" + function);
            text.append(broken ? code.replaceFirst("\t\tmutex_unlock.*\n", "") : code).append('\n');
          }
          files.add(SourceFile.of("drivers/d" + place + "/a.c", text.toString()));
        }
        parent =
            repository.write(
                commit == 0 ? Optional.empty() : Optional.of(parent),
                files,
                List.of(),
                "commit " + commit + "\n",
                "A <a@example.org>",
                Instant.ofEpochSecond(1_700_000_000L + 86_400L * commit));
        repository.branch("main", parent);
      }
    }
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
      for (Process worker : WORKERS) {
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
    worker();
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
    String nowhere = "spark://127.0.0.1:" + freePort();
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

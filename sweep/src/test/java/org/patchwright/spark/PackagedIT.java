package org.patchwright.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is packaged, on a real cluster: the jar under Spark's submit, and the installed command. */
@Tag("cluster")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PackagedIT {

  private static final List<String> FILES =
      List.of(
          "findings.jsonl",
          "revisions.jsonl",
          "findings.parquet",
          "events.parquet",
          "index.html",
          "sarif/main.sarif");

  @TempDir static Path folder;
  private static Path git;
  private static Path jar;
  private static Path launcher;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    git = folder.resolve("drivers.git");
    DriversHistory.write(git);
    jar = only(Path.of("target"), "patchwright-sweep-.*-cluster\\.jar").toAbsolutePath();
    Path archive = only(Path.of("../cli/target"), "patchwright-.*-dist\\.tar\\.gz");
    Ended unpacked =
        run(new ProcessBuilder("tar", "xzf", archive.toString(), "-C", folder.toString()));
    assertThat(unpacked.code()).as(unpacked.err()).isZero();
    launcher = only(folder, "patchwright-.*").resolve("bin/patchwright");
    cluster = new Cluster(folder);
    cluster.worker();
    cluster.worker();
  }

  @AfterAll
  static void end() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Path only(Path place, String name) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files
          .filter(file -> file.getFileName().toString().matches(name))
          .findFirst()
          .orElseThrow(() -> new IOException(place + ": has no " + name));
    }
  }

  /** How a process ended. */
  private record Ended(int code, String err) {}

  private static Ended run(ProcessBuilder builder) throws IOException, InterruptedException {
    Path err = Files.createTempFile(folder, "run", ".err");
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    Process process =
        builder.redirectError(err.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    return new Ended(process.waitFor(), Files.readString(err));
  }

  private static List<String> sweep(String out, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("sweep", git.toString(), "--revs", "main", "--rules", "LockLeftHeld"));
    words.addAll(List.of("--no-cache", "-o", folder.resolve(out).toString()));
    words.addAll(Arrays.asList(more));
    return words;
  }

  private static Ended launched(List<String> words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(words);
    ProcessBuilder builder = cluster.builder(command);
    builder.environment().put("PATCHWRIGHT_CLUSTER_JAR", jar.toString());
    builder
        .environment()
        .put(
            "PATCHWRIGHT_JAVA_OPTS",
            "-Dspark.driver.host=127.0.0.1 -Dspark.executor.memory=600m -Dspark.executor.cores=1");
    return run(builder);
  }

  private static void isSameAsLocal(String out, String local)
      throws IOException, InterruptedException {
    Ended ended = launched(sweep(local));
    assertThat(ended.code()).as(ended.err()).isEqualTo(1);
    for (String file : FILES) {
      assertThat(folder.resolve(out).resolve(file))
          .hasSameBinaryContentAs(folder.resolve(local).resolve(file));
    }
  }

  @Test
  void jarRunsUnderSubmit() throws IOException, InterruptedException {
    List<String> command =
        cluster.command(
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            cluster.url(),
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--executor-memory",
            "600m",
            "--executor-cores",
            "1",
            jar.toString());
    command.addAll(sweep("submitted", "--engine", "spark"));

    Ended ended = run(cluster.builder(command));

    assertThat(ended.code()).as(ended.err()).isEqualTo(1);
    isSameAsLocal("submitted", "local1");
  }

  @Test
  void installedCommandSweepsOnTheCluster() throws IOException, InterruptedException {
    Ended ended = launched(sweep("launched", "--engine", "spark", "--master", cluster.url()));

    assertThat(ended.code()).as(ended.err()).isEqualTo(1);
    // Spark's own progress is nobody's business here.
    assertThat(ended.err()).doesNotContain("INFO").doesNotContain("WARN");
    assertThat(ended.err().lines()).hasSize(1);
    isSameAsLocal("launched", "local2");
  }

  @Test
  void installedCommandComplainsInOneLine() throws IOException, InterruptedException {
    String nowhere = "spark://127.0.0.1:" + Cluster.freePort();
    Ended ended = launched(sweep("nowhere", "--engine", "spark", "--master", nowhere));
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .contains(nowhere + ": no Spark master answers there");
  }
}

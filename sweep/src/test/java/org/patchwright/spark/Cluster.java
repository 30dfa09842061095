package org.patchwright.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A master and workers, processes of their own, on loopback. */
final class Cluster implements AutoCloseable {

  private final Path folder;
  private final Path home;
  private final String url;
  private final Process master;
  private final List<Process> workers = new ArrayList<>();

  /**
   * Starts a master.
   *
   * @param folder for logs, and for what workers keep
   */
  Cluster(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.home = folder.resolve("spark");
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String entry : System.getProperty("java.class.path").split(":")) {
      Path jar = Path.of(entry);
      // What a Spark that is installed has: nothing of ours.
      if (Files.isRegularFile(jar) && !jar.getFileName().toString().matches(OURS)) {
        Path link = jars.resolve(jar.getFileName());
        if (!Files.exists(link)) {
          Files.createSymbolicLink(link, jar);
        }
      }
    }
    int port = freePort();
    this.url = "spark://127.0.0.1:" + port;
    this.master =
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
  }

  /** Libraries that Spark does not bring. */
  private static final String OURS =
      "(patchwright|picocli|org\\.eclipse\\.|jsoup|ecj|preact|snakeyaml|apache-mime4j|antlr4-runtime"
          + "|JavaEWAH|asm|parquet|junit|jqwik|assertj).*";

  String url() {
    return url;
  }

  /** What {@code SPARK_HOME} would be. */
  Path home() {
    return home;
  }

  List<Process> workers() {
    return workers;
  }

  static int freePort() throws IOException {
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

  /** A command that runs one of Spark's classes as its own scripts do. */
  List<String> command(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx600m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
    for (String opened : List.of("java.nio", "sun.nio.ch", "java.lang", "java.lang.invoke")) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", home.resolve("jars") + "/*"));
    command.addAll(Arrays.asList(words));
    return command;
  }

  /** Sets what Spark's processes read. */
  ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    return builder;
  }

  private Process spark(String name, String... words) throws IOException {
    Path log = folder.resolve(name + ".log");
    return builder(command(words)).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** Starts one more worker, with one core. */
  void worker() throws IOException {
    String name = "worker" + workers.size();
    workers.add(
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

  @Override
  public void close() {
    for (Process worker : workers) {
      worker.descendants().forEach(ProcessHandle::destroyForcibly);
      worker.destroyForcibly();
    }
    master.destroyForcibly();
  }
}

package org.patchwright.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.sweep.Blobs;
import org.patchwright.sweep.Engine;
import org.patchwright.sweep.Past;
import org.patchwright.sweep.Walked;
import org.patchwright.sweep.Work;

/**
 * Walks each share of the work in a task of its own. What a worker parses for one task it keeps for
 * the next; a task whose worker dies is done anew by another.
 */
final class SparkEngine implements Engine {

  /** How long workers may take to come. */
  private static final long PATIENCE_SECONDS = 120;

  private final SparkConf configuration;
  private final boolean shipBlobs;

  SparkEngine(SparkConf configuration, boolean shipBlobs) {
    this.configuration = configuration;
    this.shipBlobs = shipBlobs;
  }

  @Override
  public List<Walked> walk(Work work, Blobs blobs, Past past, IntConsumer progress)
      throws IOException {
    List<String> shares = work.plan().shares();
    if (shares.isEmpty()) {
      return List.of();
    }
    ownJar().ifPresent(jar -> configuration.setJars(new String[] {jar}));
    configuration.setIfMissing("spark.app.name", "patchwright sweep");
    configuration.setIfMissing("spark.ui.enabled", "false");
    // A folder of tests runs from folders of classes, not from jars.
    if (ownJar().isEmpty()) {
      configuration.setIfMissing(
          "spark.executor.extraClassPath", System.getProperty("java.class.path"));
    }
    try (JavaSparkContext spark = new JavaSparkContext(configuration)) {
      awaitWorkers(spark);
      watch(spark, shares.size(), work.plan().revisions().size(), progress);
      Broadcast<byte[]> packed = spark.broadcast(serialized(work));
      List<Broadcast<Pack>> packs = new ArrayList<>();
      if (shipBlobs) {
        for (Pack pack : Pack.of(work.plan(), blobs)) {
          packs.add(spark.broadcast(pack));
        }
      }
      ShareTask task = new ShareTask(version(), packed, packs, shipBlobs);
      List<ShareTask.Outcome> outcomes =
          spark.parallelize(shares, shares.size()).map(task).collect();
      List<Walked> walked = new ArrayList<>();
      for (ShareTask.Outcome outcome : outcomes) {
        if (!outcome.complaint().isEmpty()) {
          throw new UnusableInputException(outcome.complaint());
        }
        walked.add(Walked.decoded(outcome.walked()));
      }
      return walked;
    } catch (RuntimeException e) {
      throw new UnusableInputException("Spark: " + firstLine(e), e);
    } catch (Exception e) {
      // Scala's methods throw what they do not declare.
      if (e instanceof IOException io) {
        throw io;
      }
      if (e instanceof SparkException) {
        throw new UnusableInputException("Spark: " + firstLine(e), e);
      }
      throw new IllegalStateException(e);
    }
  }

  private static String firstLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String line = message.lines().findFirst().orElse("").strip();
    return message.contains("InvalidClassException") || message.contains("ClassNotFoundException")
        ? "a worker has a jar of another version: give all of them the same"
        : line;
  }

  private void awaitWorkers(JavaSparkContext spark) throws UnusableInputException {
    if (spark.isLocal()) {
      return;
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    // The driver counts as one.
    while (spark.sc().getExecutorMemoryStatus().size() < 2) {
      if (System.nanoTime() > end || spark.sc().isStopped()) {
        throw new UnusableInputException(
            configuration.get("spark.master")
                + ": no worker took the work within "
                + PATIENCE_SECONDS
                + " s: see whether any is alive, and has the memory and cores asked for");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UnusableInputException("interrupted");
      }
    }
  }

  private static void watch(
      JavaSparkContext spark, int shares, int revisions, IntConsumer progress) {
    AtomicInteger done = new AtomicInteger();
    spark
        .sc()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskEnd(SparkListenerTaskEnd end) {
                if (end.taskInfo() != null && end.taskInfo().successful()) {
                  progress.accept((int) ((long) revisions * done.incrementAndGet() / shares));
                }
              }
            });
  }

  /** The jar that this class is in, which workers need; empty where it is in none. */
  private static Optional<String> ownJar() throws IOException {
    try {
      Path place =
          Path.of(SparkEngine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isRegularFile(place) && place.toString().endsWith("-cluster.jar")
          ? Optional.of(place.toString())
          : Optional.empty();
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static byte[] serialized(Work work) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(work);
    }
    return bytes.toByteArray();
  }

  /** What driver and workers must agree in. */
  static String version() throws IOException {
    try (var in = Engine.class.getResourceAsStream("/org/patchwright/command/version.txt")) {
      return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}

package org.patchwright.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.patchwright.source.SourceFile;
import org.patchwright.syntax.SyntaxTree;
import org.patchwright.token.Tokens;

/**
 * Whole passes over a corpus, warmed. The counter {@code bytes} divided by 1,000,000 is MB/s; the
 * collector is the serial one, so that one thread is one thread.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx2g", "-Xss16m", "-XX:+UseSerialGC"})
@Warmup(iterations = 4, time = 10)
@Measurement(iterations = 5, time = 10)
@State(Scope.Benchmark)
public class Throughput {

  /** Folders below the kernel source tree, joined by commas. */
  @Param("drivers/net/ethernet,drivers/block")
  public String folders;

  private Corpus corpus;
  private ExecutorService twoThreads;

  /** Counts what a pass has read, a second. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Read {
    public long bytes;
  }

  @Setup(Level.Trial)
  public void read() {
    corpus = Corpus.read(folders);
    twoThreads =
        Executors.newFixedThreadPool(2, task -> new Thread(null, task, "parser", 16L << 20));
  }

  @TearDown(Level.Trial)
  public void stop() {
    twoThreads.shutdownNow();
  }

  /** Tokens alone, without roles. */
  @Benchmark
  public long tokens(Read read) {
    long tokens = 0;
    for (SourceFile file : corpus.files()) {
      tokens += Tokens.of(file).count();
    }
    read.bytes += corpus.bytes();
    return tokens;
  }

  /** Trees, on one thread. */
  @Benchmark
  public long trees(Read read) {
    long nodes = 0;
    for (SourceFile file : corpus.files()) {
      nodes += SyntaxTree.parse(file).nodeCount();
    }
    read.bytes += corpus.bytes();
    return nodes;
  }

  /** Trees, on two threads that share the files. */
  @Benchmark
  public long treesOnTwoThreads(Read read) throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    Callable<Long> worker =
        () -> {
          long nodes = 0;
          for (int file = next.getAndIncrement();
              file < corpus.files().size();
              file = next.getAndIncrement()) {
            nodes += SyntaxTree.parse(corpus.files().get(file)).nodeCount();
          }
          return nodes;
        };
    List<Future<Long>> parts = new ArrayList<>();
    for (int thread = 0; thread < 2; thread++) {
      parts.add(twoThreads.submit(worker));
    }
    long nodes = 0;
    for (Future<Long> part : parts) {
      nodes += part.get();
    }
    read.bytes += corpus.bytes();
    return nodes;
  }
}

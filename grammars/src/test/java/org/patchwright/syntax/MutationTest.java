package org.patchwright.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.patchwright.source.SourceFile;
import org.patchwright.token.Lossless;

/**
 * Damaged files are read without a crash, each within ten seconds, and lose no byte. A failure
 * names the number of its case, which alone decides on the file and its damage.
 */
final class MutationTest {

  private static final int SECONDS = 10;

  private static final String EXAMPLE =
      """
      #include <linux/module.h>

      #define HZ_OF(x) ({ typeof(x) _x = (x); _x * 2; })

      struct gizmo {
        struct device *dev;
        unsigned int busy:1, rate:7;
        int (*reset)(struct gizmo *g, int flags);
      } __packed;

      enum state { OFF, ON = 1 << 3, };

      static const struct of_device_id gizmo_ids[] = {
        { .compatible = "acme,gizmo", .data = (void *)ON },
        [2] = { },
      };
      MODULE_DEVICE_TABLE(of, gizmo_ids);

      static int __maybe_unused gizmo_start(struct gizmo *g, u32 flags)
      {
        int i, ret = 0;
        struct list_head *p;

        list_for_each(p, &g->dev->list)
          if (!p)
            continue;
          else
            ret += sizeof(*p) + (u8)flags;
      #ifdef CONFIG_GIZMO_FAST
        if (flags & 3) {
      #else
        if (flags) {
      #endif
          switch (ret) {
          case 0 ... 3:
            goto out;
          default:
            ret = flags ? -EIO : HZ_OF(ret);
          }
        }
        for (i = 0; i < 3; i++)
          asm volatile("nop" : "=r" (ret) : "0" (i), "m" (g) : "memory");
        do { ret--; } while (ret > 0);
      out:
        return ret;
      }

      module_platform_driver(gizmo);
      """;

  @Test
  void aDamagedExampleIsReadWhole() {
    byte[] example = EXAMPLE.getBytes(StandardCharsets.ISO_8859_1);
    run(List.of(example), 0, 3_000);
  }

  @Test
  @Tag("kernel")
  void damagedFilesOfTheKernelAreReadWhole() throws IOException {
    run(kernel(60), 0, 600);
  }

  /**
   * Run in pieces with the system properties {@code patchwright.test.first} and {@code
   * patchwright.test.cases}.
   */
  @Test
  @Tag("kernel")
  @Tag("long")
  void aHundredThousandDamagedFilesAreReadWhole() throws IOException {
    int first = Integer.getInteger("patchwright.test.first", 0);
    run(kernel(2_000), first, Integer.getInteger("patchwright.test.cases", 100_000));
  }

  private static List<byte[]> kernel(int files) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (Path path :
        KernelSources.sample(files, 7, "drivers", "kernel", "mm", "fs", "net", "arch")) {
      contents.add(Files.readAllBytes(path));
    }
    return contents;
  }

  private record Failure(int number, Throwable cause) {}

  private static void run(List<byte[]> files, int first, int count) {
    AtomicInteger next = new AtomicInteger(first);
    AtomicReference<Failure> failure = new AtomicReference<>();
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Worker worker = new Worker(files, next, first + count, failure);
      worker.setDaemon(true);
      worker.start();
      workers.add(worker);
    }
    Optional<String> hang = Optional.empty();
    while (hang.isEmpty() && workers.stream().anyMatch(Thread::isAlive)) {
      join(workers.get(0));
      hang = workers.stream().flatMap(worker -> worker.hang().stream()).findFirst();
    }
    long slowest = workers.stream().mapToLong(worker -> worker.slowest.get()).max().orElse(0);
    System.out.printf(
        "%d damaged files read; the slowest took %d ms%n", count, slowest / 1_000_000);

    assertThat(hang).as("still at it after %d seconds", SECONDS).isEmpty();
    Failure found = failure.get();
    if (found != null) {
      throw new AssertionError("case " + found.number() + ": " + found.cause(), found.cause());
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(200);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** Reads one case after the other until one fails. */
  private static final class Worker extends Thread {

    private final List<byte[]> files;
    private final AtomicInteger next;
    private final int end;
    private final AtomicReference<Failure> failure;
    private final AtomicLong slowest = new AtomicLong();
    private volatile int number = -1;
    private volatile long began;

    Worker(List<byte[]> files, AtomicInteger next, int end, AtomicReference<Failure> failure) {
      this.files = files;
      this.next = next;
      this.end = end;
      this.failure = failure;
    }

    @Override
    public void run() {
      for (int at = next.getAndIncrement();
          at < end && failure.get() == null;
          at = next.getAndIncrement()) {
        began = System.nanoTime();
        number = at;
        try {
          Lossless.check(damaged(at));
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, new Failure(at, e));
        }
        slowest.accumulateAndGet(System.nanoTime() - began, Math::max);
      }
      number = -1;
    }

    private SourceFile damaged(int at) {
      Random random = new Random(at * 31L + 5);
      byte[] bytes = files.get(random.nextInt(files.size()));
      byte[] other = files.get(random.nextInt(files.size()));
      return SourceFile.owning("case" + at + ".c", Mutation.of(bytes, other, random));
    }

    Optional<String> hang() {
      int at = number;
      if (at < 0 || System.nanoTime() - began < SECONDS * 1_000_000_000L) {
        return Optional.empty();
      }
      return Optional.of("case " + at + " in " + List.of(getStackTrace()));
    }
  }
}

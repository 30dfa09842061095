package org.patchwright.rebase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What maintainers of stable branches committed is the measure of a rebase. */
@Tag("xen")
@Tag("long")
class BackportsTest {

  /** More gives a narrower interval, and takes longer: a tenth of a second each. */
  private static final int SIZE = Integer.getInteger("patchwright.backports", 400);

  private static final long SEED = 20_061;

  /** A share of a sample with the interval in which that of all backports lies, at 99 %. */
  private record Share(String of, long count, long all) {

    private static final double SIGMAS = 2.576;

    /** One end of Wilson's score interval. */
    private double end(int side) {
      double z = SIGMAS * SIGMAS / all;
      double share = (double) count / all;
      double spread = SIGMAS * Math.sqrt(share * (1 - share) / all + z / all / 4);
      return (share + z / 2 + side * spread) / (1 + z);
    }

    double low() {
      return end(-1);
    }

    double high() {
      return end(1);
    }

    @Override
    public String toString() {
      return "%s: %d of %d, %.1f %% (%.1f to %.1f %%)"
          .formatted(of, count, all, 100.0 * count / all, 100 * low(), 100 * high());
    }
  }

  /**
   * A sample can't show that a share of all backports is reached; it shows where it is not: where
   * even the favourable end of the interval misses it.
   */
  @Test
  void carriesAsMaintainersDid() throws IOException {
    String named = System.getenv().getOrDefault("PATCHWRIGHT_XEN_GIT", "");
    assumeTrue(
        !named.isEmpty() && Files.isDirectory(Path.of(named)),
        "PATCHWRIGHT_XEN_GIT names no git directory");
    List<Backports.Result> results = new ArrayList<>();
    try (Backports backports = new Backports(Path.of(named))) {
      for (Backports.Pair pair : backports.sample(SEED, SIZE)) {
        results.add(backports.carry(pair));
      }
    }
    List<Backports.Result> same = results.stream().filter(Backports.Result::sameLines).toList();
    Predicate<Backports.Result> silent = one -> one.certain() && !one.exact();
    Share exact = share("as committed", results, Backports.Result::exact);
    Share equal = share("of those with the original's lines", same, Backports.Result::exact);
    Share other = share("sure and different", results, silent);
    System.out.println(exact + "\n" + equal + "\n" + other);
    assertThat(results).hasSize(SIZE);
    assertThat(exact.high()).as(exact.toString()).isGreaterThan(0.785);
    assertThat(equal.high()).as(equal.toString()).isGreaterThan(0.99);
    assertThat(other.low())
        .as("%s: %s", other, results.stream().filter(silent).toList())
        .isLessThan(0.025);
  }

  private static Share share(
      String of, List<Backports.Result> all, Predicate<Backports.Result> which) {
    return new Share(of, all.stream().filter(which).count(), all.size());
  }
}

package org.patchwright.rebase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What maintainers of stable branches committed is the measure of a rebase. */
@Tag("xen")
@Tag("long")
class BackportsTest {

  @Test
  void carriesAsMaintainersDid() throws IOException {
    String named = System.getenv().getOrDefault("PATCHWRIGHT_XEN_GIT", "");
    assumeTrue(
        !named.isEmpty() && Files.isDirectory(Path.of(named)),
        "PATCHWRIGHT_XEN_GIT names no git directory");
    List<Backports.Result> results = new ArrayList<>();
    try (Backports backports = new Backports(Path.of(named))) {
      for (Backports.Pair pair : backports.sample(20_061, 400)) {
        results.add(backports.carry(pair));
      }
    }
    double all = results.size();
    double same = results.stream().filter(Backports.Result::sameLines).count();
    long exact = results.stream().filter(Backports.Result::exact).count();
    long sameExact = results.stream().filter(one -> one.sameLines() && one.exact()).count();
    List<Backports.Result> silent =
        results.stream().filter(one -> one.certain() && !one.exact()).toList();
    assertThat(all).isEqualTo(400);
    assertThat(exact / all).as("exact").isGreaterThanOrEqualTo(0.785);
    assertThat(sameExact / same)
        .as("exact of those with equal lines")
        .isGreaterThanOrEqualTo(0.985);
    assertThat(silent.size() / all).as("sure and different: %s", silent).isLessThan(0.025);
  }
}

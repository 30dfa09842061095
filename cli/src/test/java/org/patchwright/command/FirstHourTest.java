package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/first-hour.md}, typed line by line into a shell, with real processes. */
class FirstHourTest {

  private static final String UNMAPPED =
      """
      static int map_twice(struct region *r)
      {
      	int err = region_map(r);

      	if (err)
      		return err;
      	err = region_fill(r);
      	if (err)
      		return err;
      	region_unmap(r);
      	return 0;
      }
      """;

  @TempDir Path dir;

  /** What one line of the page left. */
  private record Typed(int code, String out) {}

  /** All lines run in one shell, which tells the end of each, and its code. */
  private Map<String, Typed> typed(List<String> lines) throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder("exec 2>&1\n");
    for (String line : lines) {
      script.append(line).append("\necho \"@@ $?\"\n");
    }
    Path shell = dir.resolve("typed.sh");
    Files.writeString(shell, script);
    ProcessBuilder builder = new ProcessBuilder("bash", shell.toString()).directory(dir.toFile());
    builder
        .environment()
        .merge("PATH", dir.resolve("bin").toString(), (old, own) -> own + ":" + old);
    Path output = dir.resolve("typed.out");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    String[] parts = Files.readString(output, StandardCharsets.UTF_8).split("@@ (?=\\d+\\n)");
    Map<String, Typed> typed = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String code = parts[i + 1].lines().findFirst().orElseThrow();
      String text = i == 0 ? parts[0] : parts[i].substring(parts[i].indexOf('\n') + 1);
      typed.put(lines.get(i), new Typed(Integer.parseInt(code), text));
    }
    return typed;
  }

  private void launcher() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path launcher = Files.createDirectories(dir.resolve("bin")).resolve("patchwright");
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec '"
            + java
            + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '"
            + System.getProperty("java.class.path")
            + "' org.patchwright.command.Patchwright \"$@\"\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void thePageIsTyped() throws IOException, InterruptedException {
    launcher();
    DriversGit git = new DriversGit(dir.resolve("linux.git"));
    git.commit("xen: add a ring", Map.of("drivers/xen/ring.c", DriversGit.BROKEN));
    git.commit("region: map twice", Map.of("drivers/region/map.c", UNMAPPED));
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("../docs/first-hour.md"))) {
      if (line.startsWith("    ")) {
        lines.add(line.strip());
      }
    }
    // One more, beyond the page: a change that breaks the tree's own rule.
    String broken =
        "cat drivers/region/map.c | sed s/map_twice/map_thrice/ > drivers/region/more.c";
    String caught = "patchwright check . --baseline ../known.json --fail-on certain";
    lines.add(broken);
    lines.add(caught);

    Map<String, Typed> typed = typed(lines);

    for (Map.Entry<String, Typed> one : typed.entrySet()) {
      boolean finds = one.getKey().startsWith("patchwright check");
      assertThat(one.getValue().code())
          .as(one.getKey() + "\n" + one.getValue().out())
          .isBetween(0, finds ? 1 : 0);
      assertThat(one.getValue().out()).doesNotContain("\tat ");
    }
    assertThat(typed.get("patchwright check . --path 'drivers/xen/**'").out())
        .contains("ring.c:5:3: error: t->lock is still held on this way out [LockLeftHeld]");
    assertThat(typed.get("patchwright check . --path 'drivers/xen/**' --rules LockLeftHeld").code())
        .isZero();
    assertThat(typed.get("patchwright test-rule .patchwright/rules").out())
        .contains("RegionLeftMapped: 1 expected, 0 admitted gaps, all well");
    assertThat(typed.get("patchwright check . --rules RegionLeftMapped").out())
        .contains("drivers/region/map.c:9:3: warning: r is still mapped [RegionLeftMapped]");
    assertThat(typed.get("patchwright check . --baseline ../known.json --fail-on likely").code())
        .isZero();
    assertThat(typed.get(caught).code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(typed.get(caught).out()).contains("more.c:9:3: warning: r is still mapped");
    assertThat(dir.resolve("report/index.html")).isNotEmptyFile();
    assertThat(dir.resolve("good.svg")).isNotEmptyFile();
  }
}

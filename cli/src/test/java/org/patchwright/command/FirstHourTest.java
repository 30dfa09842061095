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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.patchwright.report.Chromium;

/**
 * {@code docs/first-hour.md}, typed line by line into a shell, with real processes: this checkout
 * is cloned and built, the report opened in a browser, and the commands of the workflow in {@code
 * docs/in-ci.md} run on a branch.
 */
class FirstHourTest {

  private static final String CHECK = "patchwright check . --path 'drivers/block/**'";
  private static final String OWN =
      "patchwright check . --path 'drivers/net/ethernet/dlink/**' --rules PciLeftEnabled";

  private static final String LEAK =
      """
      static int ring_probe(struct ring_device *dev)
      {
      	struct ring *ring = kzalloc(sizeof(*ring), GFP_KERNEL);

      	if (!ring)
      		return -ENOMEM;
      	if (ring_start(dev))
      		return -EIO;
      	kfree(ring);
      	return 0;
      }
      """;

  private static final String PROBE =
      """
      static int blkfront_probe(struct xenbus_device *dev, const struct xenbus_device_id *id)
      {
      	if (ring_start(dev))
      		return -EIO;
      	return 0;
      }

      static struct xenbus_driver blkfront_driver = {
      	.probe = blkfront_probe,
      };
      """;

  private static final String ENABLED =
      """
      static int old_probe(struct pci_dev *pdev)
      {
      	int err = pci_enable_device(pdev);

      	if (err)
      		return err;
      	err = card_start(pdev);
      	if (err)
      		return err;
      	pci_disable_device(pdev);
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
        .merge("PATH", dir.resolve("patchwright").toString(), (old, own) -> own + ":" + old);
    builder.environment().put("XDG_CACHE_HOME", dir.resolve("cache").toString());
    Path output = dir.resolve("typed.out");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(20, TimeUnit.MINUTES)).isTrue();
    String[] parts = Files.readString(output, StandardCharsets.UTF_8).split("@@ (?=\\d+\\n)");
    Map<String, Typed> typed = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String code = parts[i + 1].lines().findFirst().orElseThrow();
      String text = i == 0 ? parts[0] : parts[i].substring(parts[i].indexOf('\n') + 1);
      typed.put(lines.get(i), new Typed(Integer.parseInt(code), text));
    }
    return typed;
  }

  /** Where there is nothing to build from or with: the classes that are under test. */
  private void launcher() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path launcher = Files.createDirectories(dir.resolve("patchwright")).resolve("patchwright");
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec '"
            + java
            + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '"
            + System.getProperty("java.class.path")
            + "' org.patchwright.command.Patchwright \"$@\"\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /**
   * Makes this checkout, with what is not committed yet, a repository to clone.
   *
   * @return why that can't be; empty if it is there
   */
  private String publish() throws IOException, InterruptedException {
    // Surefire says so; another runner has compiled without Maven, and may have none.
    if (System.getProperty("surefire.test.class.path", "").isEmpty()) {
      return "the tests are not run by Maven";
    }
    if (Chromium.program("mvn").isEmpty()) {
      return "mvn is not on the path";
    }
    String script =
        """
        set -e
        cd "$0"
        id=$(git -c user.name=me -c user.email=me@example.org stash create)
        git init -q --bare -b main "$1"
        git -C "$1" config receive.shallowUpdate true
        git push -q "$1" "${id:-HEAD}:refs/heads/main"
        """;
    Path log = dir.resolve("publish.log");
    String top = Path.of("..").toRealPath().toString();
    String to = dir.resolve("patchwright.git").toString();
    Process process =
        new ProcessBuilder("bash", "-c", script, top, to)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return process.waitFor() == 0 ? "" : "the checkout can't be cloned: " + Files.readString(log);
  }

  /** The commands of the workflow. */
  private static List<String> workflow() throws IOException {
    List<String> commands = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("../docs/in-ci.md"))) {
      if (line.strip().startsWith("run: patchwright ")) {
        commands.add(line.strip().substring("run: ".length()));
      }
    }
    return commands;
  }

  @Test
  void thePageIsTyped() throws IOException, InterruptedException {
    String missing = publish();
    DriversGit git = new DriversGit(dir.resolve("linux.git"));
    git.commit(
        "block: add drivers",
        Map.of(
            ".gitignore",
            // The kernel's own.
            ".*\n",
            "drivers/block/ring.c",
            LEAK,
            "drivers/block/xen-blkfront.c",
            PROBE));
    git.commit("net: add a card", Map.of("drivers/net/ethernet/dlink/old.c", ENABLED));
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("../docs/first-hour.md"))) {
      if (line.startsWith("    ")) {
        lines.add(line.strip());
      }
    }
    if (!missing.isEmpty()) {
      System.out.println("FirstHourTest: not cloned and built: " + missing);
      lines.removeIf(line -> line.contains("patchwright.git"));
      launcher();
    }
    // More, beyond the page: a change that breaks the tree's own rule, where CI sees it.
    String commit = "git -c user.name=me -c user.email=me@example.org commit -q -m 'Add more'";
    lines.addAll(
        List.of(
            "git switch -q -c more",
            "sed s/old_probe/new_probe/ drivers/net/ethernet/dlink/old.c > drivers/net/more.c",
            "git add drivers",
            commit,
            "export GITHUB_BASE_REF=main"));
    lines.addAll(workflow());

    Map<String, Typed> typed = typed(lines);

    for (Map.Entry<String, Typed> one : typed.entrySet()) {
      boolean finds = one.getKey().matches(".*patchwright (check|fix).*");
      assertThat(one.getValue().code())
          .as(one.getKey() + "\n" + one.getValue().out())
          .isBetween(0, finds ? 1 : 0);
      assertThat(one.getValue().out()).doesNotContain("\tat ");
    }
    assertThat(typed.get("patchwright demo").out()).endsWith("0 findings\n");
    assertThat(typed.get(CHECK).out())
        .contains("ring.c:8:3: ", "ring is not freed on this way out [MemoryLeakOnError]");
    assertThat(typed.get("patchwright test-rule .patchwright/rules").out())
        .contains("PciLeftEnabled: 1 expected, 0 admitted gaps, all well");
    assertThat(typed.get(OWN).out()).contains("old.c:9:3: warning: pdev is still enabled");
    assertThat(typed.get("patchwright check . --since HEAD~1").code()).isZero();
    assertThat(workflow()).hasSize(2);
    Typed annotated = typed.get(workflow().get(0));
    assertThat(annotated.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(annotated.out()).contains("::warning file=drivers/net/more.c,line=9");
    assertThat(typed.get(workflow().get(1)).code()).isZero();
    assertThat(dir.resolve("linux/patchwright.sarif")).isNotEmptyFile();
    assertThat(dir.resolve("blkfront.svg")).isNotEmptyFile();
    isReadable(dir.resolve("report/index.html"));
  }

  /** Opens a report as the page says. */
  private static void isReadable(Path report) throws InterruptedException {
    Optional<ChromeDriver> opened = Chromium.open();
    if (opened.isEmpty()) {
      System.out.println("FirstHourTest: report not opened, chromium is not installed");
      return;
    }
    ChromeDriver browser = opened.get();
    try {
      browser.get(report.toUri().toString());
      browser.switchTo().activeElement().sendKeys("/");
      browser.switchTo().activeElement().sendKeys("ring", Keys.ARROW_DOWN);
      browser.switchTo().activeElement().sendKeys(Keys.ENTER);
      String text = "";
      for (int tries = 0; tries < 300 && !text.contains("Step 1 of"); tries++) {
        TimeUnit.MILLISECONDS.sleep(100);
        text = (String) browser.executeScript("return document.querySelector('main').innerText");
      }
      assertThat(text).contains("Step 1 of", "ring is not freed on this way out", "ring_probe");
      browser.switchTo().activeElement().sendKeys("j");
      assertThat((String) browser.executeScript("return document.body.innerText"))
          .contains("Step 2 of");
    } finally {
      browser.quit();
    }
  }
}

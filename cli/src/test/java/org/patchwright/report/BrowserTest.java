package org.patchwright.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.patchwright.catalog.Catalog;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rule;
import org.patchwright.run.Report;
import org.patchwright.run.Runner;
import org.patchwright.source.DirectoryTree;

/** The HTML report in a real Chromium, by keyboard. Skipped where there is none. */
class BrowserTest {

  private static final String C =
      """
      static int start(struct clk *clk)
      {
      	return clk_prepare_enable(clk); /* </script><img src=x onerror=pwned()> "' \u202e */
      }

      static int example_probe(struct platform_device *pdev)
      {
      	char *name = kmalloc(20, GFP_KERNEL);

      	if (!name)
      		return -ENOMEM;
      	if (start(pdev->clk))
      		return -EIO;
      	kfree(name);
      	return 0;
      }

      static struct platform_driver example = { .probe = example_probe };
      """;

  @TempDir static Path folder;

  private ChromeDriver browser;

  @BeforeEach
  void open() {
    Optional<ChromeDriver> opened = Chromium.open();
    if (opened.isEmpty()) {
      System.out.println("BrowserTest: skipped, chromium or chromedriver is not installed");
    }
    Assumptions.assumeTrue(opened.isPresent(), "chromium or chromedriver is not installed");
    browser = opened.get();
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.quit();
    }
  }

  private static Report found(Path tree) throws IOException {
    Files.createDirectories(tree.resolve("drivers/leds"));
    Files.writeString(tree.resolve("drivers/leds/example.c"), C);
    List<Rule> rules =
        Catalog.rules().stream().filter(rule -> rule.id().equals("MemoryLeakOnError")).toList();
    return Runner.run(DirectoryTree.of(tree), List.of("drivers/leds/example.c"), rules, 1);
  }

  private static Path report(Path tree, Report report) throws IOException {
    Scene scene =
        new Scene(
            "1",
            DirectoryTree.of(tree),
            path -> path,
            tree.toUri().toString(),
            Optional.empty(),
            Catalog.rules(),
            false,
            Remarks.NONE);
    Path pages = tree.resolve("pages");
    HtmlReport.write(List.of(new Part(report, scene)), pages);
    return pages.resolve("index.html");
  }

  /** A path over two functions, with words that want to be markup. */
  private static Path hostile(String name) throws IOException {
    Path tree = Files.createDirectories(folder.resolve(name));
    Report report = found(tree);
    assertThat(report.findings()).isNotEmpty();
    Finding leak = report.findings().get(0);
    Note before =
        new Note(
            new org.patchwright.fact.Place(
                leak.path(), new org.patchwright.source.Span(0, 6), 1, 1),
            "</script><script>pwned()</script><img src=x onerror=pwned()> \u202e");
    List<Note> steps = new ArrayList<>(leak.steps());
    steps.add(0, before);
    Report hostile =
        new Report(
            List.of(leak.steps(steps)),
            report.statistics(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    return report(tree, hostile);
  }

  private Object js(String script, Object... arguments) {
    return browser.executeScript(script, arguments);
  }

  private void press(CharSequence... keys) {
    browser.switchTo().activeElement().sendKeys(keys);
  }

  private void waitFor(String condition) {
    assertThat(
            browser.executeAsyncScript(
                "const done = arguments[arguments.length - 1]; const end = Date.now() + 30000;"
                    + "(function look() { if ("
                    + condition
                    + ") done(true); else if (Date.now() > end) done(false);"
                    + " else setTimeout(look, 20); })();"))
        .as(condition)
        .isEqualTo(true);
  }

  @Test
  void aPathIsFollowedByKeyboardAlone() throws IOException {
    browser.get(hostile("keyboard").toUri().toString());
    press("/");
    waitFor("document.activeElement.matches('[data-search]')");
    press("leds", Keys.ARROW_DOWN);
    waitFor("document.activeElement.matches('tr[data-at]')");
    press(Keys.ENTER);
    waitFor("document.querySelector('article.finding')");
    long steps = (Long) js("return document.querySelectorAll('.steps li').length");
    assertThat(steps).isGreaterThan(1);
    for (long step = 2; step <= steps; step++) {
      press("j");
      waitFor("document.querySelector('.where').textContent.startsWith('Step " + step + " of')");
      waitFor("document.querySelectorAll('.source .line.now').length === 1");
    }
    press("k");
    waitFor(
        "document.querySelector('.where').textContent.startsWith('Step " + (steps - 1) + " of')");
    assertThat((Long) js("return document.querySelectorAll('.picture .on rect').length"))
        .isPositive();
    press(Keys.ESCAPE);
    waitFor("!document.querySelector('article.finding')");
    waitFor("document.activeElement.matches('tr[data-at]')");
  }

  @Test
  void hostileWordsStayWords() throws IOException {
    String page = hostile("hostile").toUri().toString();
    browser.get(page);
    js("window.pwned = () => document.body.dataset.pwned = 1");
    js("location.hash = '#finding/1'");
    waitFor("document.querySelector('article.finding')");
    assertThat(js("return document.body.dataset.pwned")).isNull();
    assertThat((Long) js("return document.querySelectorAll('img').length")).isZero();
    String text = (String) js("return document.querySelector('main').textContent");
    assertThat(text).contains("<img src=x onerror=pwned()>", "\\u202e").doesNotContain("\u202e");
  }

  @Test
  void nothingKeepsPeopleFromReadingIt() throws IOException {
    browser.get(hostile("axe").toUri().toString());
    for (String scheme : List.of("light", "dark")) {
      browser.executeCdpCommand(
          "Emulation.setEmulatedMedia",
          Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
      js("location.hash = ''");
      waitFor("!document.querySelector('article.finding')");
      assertThat(serious()).as("list, " + scheme).isEmpty();
      picture("list-" + scheme);
      js("location.hash = '#finding/1'");
      waitFor("document.querySelector('article.finding')");
      js("document.querySelectorAll('details').forEach((one) => one.open = true)");
      assertThat(serious()).as("finding, " + scheme).isEmpty();
      picture("finding-" + scheme);
    }
  }

  private List<?> serious() throws IOException {
    try (InputStream in = BrowserTest.class.getResourceAsStream("/axe.min.js")) {
      js(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    return (List<?>)
        browser.executeAsyncScript(
            "const done = arguments[arguments.length - 1];axe.run().then((said) =>"
                + " done(said.violations.filter((one) => one.impact === 'serious' || one.impact ==="
                + " 'critical').map((one) => one.id + ': ' + one.nodes.map((n) => n.html).join('"
                + " ').slice(0, 300))));");
  }

  /** For whoever wants to look: PATCHWRIGHT_SCREENSHOTS names a folder. */
  private void picture(String name) throws IOException {
    String wanted = System.getenv("PATCHWRIGHT_SCREENSHOTS");
    if (wanted != null) {
      Files.write(Path.of(wanted, name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }
  }

  @Test
  void fiveThousandFindingsAreFilteredAtOnce() throws IOException {
    Path tree = Files.createDirectories(folder.resolve("many"));
    Report report = found(tree);
    Finding one = report.findings().get(0);
    List<Finding> many = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      many.add(
          Finding.at(one.place(), "%s is not freed on way %d", "name" + i % 97, i)
              .of("Rule" + i % 13, one.severity())
              .about("function" + i, "subject" + i));
    }
    browser.get(
        report(
                tree,
                new Report(many, report.statistics(), List.of(), List.of(), List.of(), List.of()))
            .toUri()
            .toString());
    List<Double> took = new ArrayList<>();
    for (String words :
        List.of("name42", "way 49", "rule:Rule7", "freed name1", "nothing at all", "")) {
      Object millis =
          browser.executeAsyncScript(
              "const done = arguments[arguments.length - 1];"
                  + "const field = document.querySelector('[data-search]');"
                  + "const start = performance.now(); field.value = arguments[0];"
                  + "field.dispatchEvent(new Event('input', { bubbles: true }));"
                  + "requestAnimationFrame(() => setTimeout(() => { document.body.offsetHeight;"
                  + "done(performance.now() - start); }));",
              words);
      took.add(((Number) millis).doubleValue());
    }
    System.out.println("BrowserTest: filters over 5,000 findings took " + took + " ms");
    assertThat((Long) js("return document.querySelectorAll('tr[data-at]').length"))
        .isBetween(10L, 80L);
    Collections.sort(took);
    // The quickest: a machine that does something else meanwhile makes the others slow.
    assertThat(took.get(0)).isLessThan(100);
  }
}

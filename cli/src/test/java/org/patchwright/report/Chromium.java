package org.patchwright.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A real browser without a window. */
public final class Chromium {

  private Chromium() {}

  /** Starts one; whoever asks quits it. Empty where Chromium or its driver is not installed. */
  public static Optional<ChromeDriver> open() {
    Optional<Path> driver = program("chromedriver");
    Optional<Path> chromium = program("chromium");
    if (driver.isEmpty() || chromium.isEmpty()) {
      return Optional.empty();
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.get().toFile());
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,1000");
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(driver.get().toFile()).build();
    ChromeDriver browser = new ChromeDriver(service, options);
    browser.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
    return Optional.of(browser);
  }

  /** A program on the path. */
  public static Optional<Path> program(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(part -> Path.of(part, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}

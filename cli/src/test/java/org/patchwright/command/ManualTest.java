package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManualTest {

  @Test
  void everyCommandAndOptionHasItsPlace(@TempDir Path dir) throws IOException {
    Manual.main(new String[] {dir.toString()});

    Map<String, String> pages = Manual.pages(Patchwright.commandLine());
    assertThat(pages).containsKeys("patchwright", "patchwright-check", "patchwright-cache-info");
    assertThat(pages.get("patchwright-check")).contains("\\-\\-since", ".SH SYNOPSIS", "125");
    pages.forEach(
        (name, text) -> {
          assertThat(dir.resolve("man/" + name + ".1")).hasContent(text);
          assertThat(text).as(name).doesNotContain("${", "%n");
        });
    assertThat(Files.readString(dir.resolve("completion/patchwright"))).contains("--baseline");
    assertThat(Files.readString(dir.resolve("completion/patchwright.fish")))
        .contains("-l since -r", "-a check", "sarif");
  }
}

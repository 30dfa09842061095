package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParseCommandTest {

  @TempDir private Path dir;

  private Path write(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void countsFilesOfADirectory() throws IOException {
    write("a/one.c", "int one(void)\n{\n\treturn 1;\n}\n");
    write("b.h", "int one(void);\r\n\f/* \u00e9 */");
    write("c.txt", "not C");

    Ran ran = Ran.patchwright("parse", dir, "--stats", "--format", "json", "--jobs", 2);

    assertThat(ran.err()).isEmpty();
    JsonNode stats = new ObjectMapper().readTree(ran.out());
    assertThat(stats.get("files").asInt()).isEqualTo(2);
    assertThat(stats.get("bytes").asInt()).isEqualTo(30 + 23);
    assertThat(stats.get("functions").asInt()).isEqualTo(1);
    assertThat(stats.get("roundTripFailures").asInt()).isZero();
    assertThat(stats.has("cleanFiles")).isTrue();
    assertThat(stats.has("cleanFunctions")).isTrue();
    assertThat(stats.has("droppedTokens")).isTrue();
    assertThat(stats.get("seconds").asDouble()).isPositive();
    assertThat(ran.code()).isZero();
  }

  @Test
  void brokenCodeIsCountedAndListedWithItsPlace() throws IOException {
    Path file = write("broken.c", "int fine;\nint f(void)\n{\n\tint ) = ;\n\treturn 1;\n}\n");

    Ran ran = Ran.patchwright("parse", file, "--stats", "--errors", "--format=json");

    assertThat(ran.out()).contains("broken.c:");
    assertThat(ran.out()).contains("\"cleanFiles\":0", "\"cleanFunctions\":0");
    assertThat(ran.code()).isZero();
  }

  @Test
  void printsTheTreeOfAFile() throws IOException {
    Ran ran = Ran.patchwright("parse", write("a.c", "int a;\n"));

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).startsWith("TRANSLATION_UNIT 1:1");
  }

  @Test
  void missingPathIsOneLine() {
    Ran ran = Ran.patchwright("parse", "--stats", dir.resolve("missing"));

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.complaint()).contains("missing: no such file or directory");
  }

  @Test
  void aDirectiveAtTheVeryEndIsNoToken() throws IOException {
    write("guard.h", "#ifndef A\n#define A\n#endif");

    Ran ran = Ran.patchwright("parse", dir, "--stats", "--format=json");

    assertThat(ran.out()).contains("\"droppedTokens\":0", "\"roundTripFailures\":0");
  }

  @Test
  void anyBytesRoundTrip() throws IOException {
    byte[] noise = new byte[100_000];
    new Random(7).nextBytes(noise);
    Files.write(dir.resolve("noise.c"), noise);

    Ran ran = Ran.patchwright("parse", dir, "--stats", "--format=json");

    assertThat(ran.out()).contains("\"files\":1", "\"roundTripFailures\":0");
    assertThat(ran.code()).isZero();
  }

  @Test
  void configurationChoosesWhatIsPrinted() throws IOException {
    Path file = write("a.c", "#ifdef CONFIG_A\nint on;\n#else\nint off;\n#endif\n");
    Path config = write(".config", "CONFIG_A=y\n");

    assertThat(Ran.patchwright("parse", file).out())
        .contains("DECLARED_NAME 2:5 on", "DECLARED_NAME 4:5 off", "#if defined(CONFIG_A)");
    assertThat(Ran.patchwright("parse", "--config", config, file).out())
        .contains("DECLARED_NAME 2:5 on")
        .doesNotContain("DECLARED_NAME 4:5 off");
    assertThat(Ran.patchwright("parse", "--config", config, "-D", "CONFIG_A=n", file).out())
        .contains("DECLARED_NAME 4:5 off")
        .doesNotContain("DECLARED_NAME 2:5 on");
  }

  @Test
  void headersOfTheTreeTellWhatMacrosStandFor() throws IOException {
    write("include/linux/walk.h", "#define all_of(x) for (x = 0; x < 3; x++)\n");
    Path file =
        write("drivers/a.c", "#include <linux/walk.h>\nvoid f(void)\n{\n\tall_of(a) g(a);\n}\n");

    assertThat(Ran.patchwright("parse", file).out())
        .contains("ITERATOR_STATEMENT 4:2")
        .doesNotContain("ERROR");
    assertThat(Ran.patchwright("parse", "--stats", dir.resolve("drivers")).out())
        .contains("1 files, 1 clean");
  }

  @Test
  void leftOutTokensAreNotDropped() throws IOException {
    Path file = write("a.c", "#ifdef A\nint on;\n#else\n) no C (\n#endif\nint last;\n");

    Ran ran = Ran.patchwright("parse", "-D", "A", "--stats", "--format=json", file);

    assertThat(ran.out()).contains("\"cleanFiles\":1", "\"droppedTokens\":0");
  }

  @Test
  void refusesAConfigurationThatSetsNothing() throws IOException {
    Path file = write("a.c", "int a;\n");
    Path settings = write("settings.yml", "rules:\n");

    Ran none = Ran.patchwright("parse", "--config", settings, file);
    Ran nameless = Ran.patchwright("parse", "-D", "=1", file);

    assertThat(none.err()).contains("sets no option of the kernel").hasLineCount(1);
    assertThat(none.code()).isEqualTo(2);
    assertThat(nameless.err()).contains("is no macro").hasLineCount(1);
    assertThat(nameless.code()).isEqualTo(2);
  }
}

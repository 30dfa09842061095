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
}

package org.patchwright.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordIndexTest {

  private static final String ONE = "00112233445566778899aabbccddeeff00112233";
  private static final String OTHER = "ffee2233445566778899aabbccddeeff00112233";

  @TempDir Path home;

  private final List<String> lines = new ArrayList<>();

  private WordIndex index() {
    return WordIndex.of(CacheFolder.of(Map.of(), home.toString()), "/a/repository", lines::add);
  }

  private static void learn(WordIndex index, String id, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    index.learn(id, bytes, bytes.length);
  }

  private Path file() throws IOException {
    try (var files = Files.list(home.resolve(".cache/patchwright"))) {
      return files.findFirst().orElseThrow();
    }
  }

  @Test
  void whatIsLearnedIsKnownToLaterRuns() {
    WordIndex first = index();
    assertThat(first.knows(ONE)).isFalse();
    learn(first, ONE, "int foo_probe(struct foo_dev *dev) { return bar_get(dev); }");
    first.save();
    WordIndex second = index();
    learn(second, OTHER, "");
    second.save();

    WordIndex third = index();
    assertThat(third.knows(ONE)).isTrue();
    assertThat(third.knows(OTHER)).isTrue();
    assertThat(third.knows(ONE.replace('3', '4'))).isFalse();
    assertThat(third.mayHold(ONE, Set.of("bar_get"))).isTrue();
    assertThat(third.mayHold(ONE, Set.of("bar_put", "foo_dev"))).isTrue();
    assertThat(third.mayHold(ONE, Set.of("bar_put", "foo_remove"))).isFalse();
    assertThat(third.mayHold(OTHER, Set.of("bar_get"))).isFalse();
    assertThat(lines).isEmpty();
  }

  /** Of words that are not made of several, nothing is kept. */
  @Test
  void shortWordsMayStandAnywhere() {
    WordIndex index = index();
    learn(index, ONE, "int main(void);");

    assertThat(index.mayHold(ONE, Set.of("BIT"))).isTrue();
    assertThat(index.mayHold(ONE, Set.of("_exit"))).isTrue();
  }

  @Test
  void noWordOfALargeTextIsMissed() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      text.append("a").append(i).append("_b(").append(i).append(");\n");
    }
    WordIndex index = index();
    learn(index, ONE, text.toString());

    int others = 0;
    for (int i = 0; i < 5_000; i++) {
      assertThat(index.mayHold(ONE, Set.of("a" + i + "_b"))).isTrue();
      others += index.mayHold(ONE, Set.of("a" + i + "_c")) ? 1 : 0;
    }
    assertThat(others).isLessThan(50);
  }

  @Test
  void aDamagedIndexIsMadeAnewWithOneLine() throws IOException {
    WordIndex first = index();
    learn(first, ONE, "foo_probe");
    first.save();
    byte[] bytes = Files.readAllBytes(file());
    bytes[bytes.length - 1] ^= 1;
    Files.write(file(), bytes);

    WordIndex second = index();
    assertThat(second.knows(ONE)).isFalse();
    learn(second, ONE, "foo_probe");
    second.save();

    assertThat(lines).singleElement().asString().contains("is damaged: made anew");
    assertThat(index().knows(ONE)).isTrue();
  }

  @Test
  void anUnwritableFolderIsToldInOneLine() throws IOException {
    Files.writeString(home.resolve(".cache"), "no folder");
    WordIndex index = index();
    learn(index, ONE, "foo_probe");
    index.save();

    assertThat(index.mayHold(ONE, Set.of("foo_probe"))).isTrue();
    assertThat(lines).singleElement().asString().contains("can't be written");
  }
}

package org.patchwright.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class WordSetTest {

  @Test
  void onlyWholeWordsCount() {
    WordSet words = WordSet.of(List.of(Set.of("up"), Set.of("mutex_lock"), Set.of("down_read")));

    assertThat(words.in(SourceFile.of("x.c", "wakeup(); mutex_lock_nested(); up2")))
        .isEqualTo(bits());
    assertThat(words.in(SourceFile.of("x.c", "up"))).isEqualTo(bits(0));
    assertThat(words.in(SourceFile.of("x.c", "x=down_read(&mutex_lock)"))).isEqualTo(bits(1, 2));
  }

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    for (int bit : set) {
      bits.set(bit);
    }
    return bits;
  }

  @Provide
  Arbitrary<String> text() {
    return Arbitraries.strings().withChars("ab_ (").ofMaxLength(60);
  }

  @Provide
  Arbitrary<List<Set<String>>> sets() {
    return Arbitraries.strings()
        .withChars("ab_")
        .ofMinLength(1)
        .ofMaxLength(5)
        .set()
        .ofMaxSize(4)
        .list()
        .ofMaxSize(4);
  }

  /** So many that each word of the text is looked up. */
  @Provide
  Arbitrary<List<Set<String>>> manySets() {
    return Arbitraries.strings()
        .withChars("ab_")
        .ofMinLength(1)
        .ofMaxLength(5)
        .set()
        .ofMinSize(60)
        .ofMaxSize(90)
        .list()
        .ofMinSize(2)
        .ofMaxSize(4);
  }

  @Property(tries = 200)
  void findsTheSameOfMany(@ForAll("manySets") List<Set<String>> sets, @ForAll("text") String text) {
    findsWhatSplittingFinds(sets, text);
  }

  /** Against the plain way: cut the text at what is no word. */
  @Property
  void findsWhatSplittingFinds(
      @ForAll("sets") List<Set<String>> sets, @ForAll("text") String text) {
    Set<String> present = new TreeSet<>(List.of(text.split("[^ab_]+")));
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      if (sets.get(i).stream().anyMatch(present::contains)) {
        expected.add(i);
      }
    }
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);

    BitSet found = WordSet.of(sets).in(bytes, bytes.length);

    assertThat(found.stream().boxed().toList()).isEqualTo(expected);
  }
}

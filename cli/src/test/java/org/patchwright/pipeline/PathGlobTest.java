package org.patchwright.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class PathGlobTest {

  private static final List<String> PATHS =
      List.of("a.c", "x/a.c", "x/y/a.h", "x.c/y/b.h", "x.cc/b.h", "x/a.c.h", "c", "x/c");

  /** What ends in a certain way is told without a pattern, and must be the same. */
  @Test
  void endingsAreWhatPatternsSay() {
    for (String ending : List.of("*.c", "**/*.c", "./*.c", "./**/*.c", "*c", "*.c.h")) {
      String last = ending.substring(ending.lastIndexOf('*') + 1);
      Predicate<String> asPattern =
          PathGlob.any(List.of("**/*[" + last.charAt(0) + "]" + last.substring(1)));
      Predicate<String> asEnding = PathGlob.any(List.of(ending));
      for (String path : PATHS) {
        assertThat(asEnding.test(path)).as(ending + " " + path).isEqualTo(asPattern.test(path));
      }
    }
    assertThat(PATHS.stream().filter(PathGlob.any(List.of("*.c"))))
        .containsExactly("a.c", "x/a.c", "x.c/y/b.h");
  }

  @Test
  void oneOfSeveralIsEnough() {
    assertThat(PATHS.stream().filter(PathGlob.any(List.of("x/y/", "*.cc"))))
        .containsExactly("x/y/a.h", "x.cc/b.h");
  }
}

package org.patchwright.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.patchwright.source.KernelConfig;
import org.patchwright.source.SourceFile;

class KernelConfigTest {

  private static final KernelConfig CONFIG =
      KernelConfig.of("CONFIG_NET=y\nCONFIG_USB=m\n# CONFIG_XEN is not set\nCONFIG_HZ=250\n");

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "#ifdef CONFIG_NET                               @ false",
        "#ifdef CONFIG_XEN                               @ true",
        "#ifndef CONFIG_NET                              @ true",
        "#ifdef CONFIG_USB                               @ true",
        "#ifdef CONFIG_USB_MODULE                        @ false",
        "#if IS_ENABLED(CONFIG_USB)                      @ false",
        "#if IS_BUILTIN(CONFIG_USB)                      @ true",
        "#if defined(CONFIG_XEN) || defined CONFIG_NET   @ false",
        "#if defined(CONFIG_XEN) && SOMETHING > 3        @ true",
        "#if !defined(CONFIG_XEN)                        @ false",
        "#if CONFIG_HZ == 250                            @ false",
        "#if 0                                           @ true",
        "#ifdef __LITTLE_ENDIAN                          @ false",
        "#if (VERSION(1, 2) < 3) || defined(CONFIG_XEN)  @ false",
        "#ifdef CONFIG_NET;int a;#else                   @ true",
        "#if 0;int a;#elif defined(CONFIG_NET)           @ false",
        "#ifdef CONFIG_NET;#endif;#ifdef CONFIG_NET      @ false",
      })
  void saysWhatIsLeftOut(String before, boolean leftOut) {
    String text = before.replace(';', '\n') + "\nint here;\n#endif\n";
    Tokens tokens = Tokens.of(SourceFile.of("x.c", text));

    assertThat(Conditionals.of(tokens, CONFIG).leavesOut(text.indexOf("here"))).isEqualTo(leftOut);
  }

  @Test
  void readsWhatTheBuildMadeOfIt() {
    KernelConfig config =
        KernelConfig.ofHeader("#define CONFIG_NET 1\n#define CONFIG_USB_MODULE 1\n");
    String text = "#ifdef CONFIG_USB\nint one;\n#elif IS_ENABLED(CONFIG_USB)\nint two;\n#endif\n";
    Tokens tokens = Tokens.of(SourceFile.of("x.c", text));

    assertThat(Conditionals.of(tokens, config).leavesOut(text.indexOf("one"))).isTrue();
    assertThat(Conditionals.of(tokens, config).leavesOut(text.indexOf("two"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "DEBUG          @ #ifndef DEBUG            @ true",
        "DEBUG          @ #ifdef DEBUG             @ false",
        "DEBUG          @ #ifndef OTHER            @ false",
        "DEBUG=2        @ #if DEBUG > 2            @ true",
        "DEBUG=0x10     @ #if DEBUG >= 16          @ false",
        "DEBUG=0        @ #if DEBUG                @ true",
        "CONFIG_X=m     @ #ifdef CONFIG_X          @ true",
        "CONFIG_X=m     @ #if !IS_ENABLED(CONFIG_X)@ true",
        "CONFIG_X       @ #ifndef CONFIG_X         @ true",
        "CONFIG_X=n     @ #ifdef CONFIG_X          @ true",
        "CONFIG_X       @ #ifdef CONFIG_Y          @ false",
        "CONFIG_X       @ #if CONFIG_Y > 1         @ false",
        "A=B            @ #if A != 3               @ false",
      })
  void takesDefinitions(String definition, String before, boolean leftOut) {
    String text = before + "\nint here;\n#endif\n";
    KernelConfig config = KernelConfig.ANY.with(definition).orElseThrow();

    assertThat(
            Conditionals.of(Tokens.of(SourceFile.of("x.c", text)), config)
                .leavesOut(text.indexOf("here")))
        .isEqualTo(leftOut);
  }

  @Test
  void refusesWhatDefinesNothing() {
    assertThat(KernelConfig.ANY.with("=1")).isEmpty();
    assertThat(KernelConfig.ANY.with("a b")).isEmpty();
  }
}

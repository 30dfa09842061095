package org.patchwright.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.patchwright.grammar.KernelCLexer;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.token.Tokens;

/** How strict the grammar is: whether a token that is taken out of real code is missed. */
@Tag("kernel")
final class DeletedTokenTest {

  private static final String[] FOLDERS = {"drivers/net", "drivers/usb", "fs", "kernel", "sound"};

  @Test
  void deletedTokensAreNoticed() throws IOException {
    measure(150);
  }

  @Test
  @Tag("long")
  void deletedTokensAreNoticedInAThousandFiles() throws IOException {
    measure(1_200);
  }

  private static void measure(int files) throws IOException {
    List<SourceFile> clean = new ArrayList<>();
    for (Path path : KernelSources.sample(files, 42, FOLDERS)) {
      SourceFile file = SourceFile.of(path.toString(), Files.readAllBytes(path));
      if (SyntaxTree.parse(file).problems().isEmpty()) {
        clean.add(file);
      }
    }
    double parenthesis = noticed(clean, KernelCLexer.RParen, 94);
    double brace = noticed(clean, KernelCLexer.RBrace, 98);
    double semicolon = noticed(clean, KernelCLexer.Semi, 99);
    double comma = noticed(clean, KernelCLexer.Comma, 100);
    System.out.printf(
        "deleted tokens noticed in %d files: ) %.1f %%, } %.1f %%, ; %.1f %%, , %.1f %%%n",
        clean.size(), parenthesis, brace, semicolon, comma);

    assertThat(parenthesis).as(")").isEqualTo(100);
    assertThat(brace).as("}").isEqualTo(100);
    assertThat(semicolon).as(";").isGreaterThanOrEqualTo(95);
    assertThat(comma).as(",").isGreaterThanOrEqualTo(85);
  }

  /**
   * The share, in percent, of files in which one deleted token of a type leaves a fault.
   *
   * @param seed which token of each file is chosen: a new word in the grammar must not change it
   */
  private static double noticed(List<SourceFile> files, int type, int seed) {
    Random random = new Random(seed);
    int tried = 0;
    int noticed = 0;
    for (SourceFile file : files) {
      Tokens tokens = Tokens.of(file);
      List<Integer> candidates = new ArrayList<>();
      for (int token = 0; token < tokens.count(); token++) {
        if (tokens.type(token) == type) {
          candidates.add(token);
        }
      }
      if (candidates.isEmpty()) {
        continue;
      }
      Span gone = tokens.span(candidates.get(random.nextInt(candidates.size())));
      tried++;
      if (!SyntaxTree.parse(without(file, gone)).problems().isEmpty()) {
        noticed++;
      } else if (Boolean.getBoolean("patchwright.test.verbose")) {
        System.out.println(
            "missed: "
                + file.path()
                + ":"
                + file.line(gone.start())
                + ":"
                + file.column(gone.start())
                + " "
                + file.text(gone)
                + "   "
                + file.text(file.lineSpan(file.line(gone.start()))));
      }
    }
    return tried == 0 ? 0 : 100.0 * noticed / tried;
  }

  private static SourceFile without(SourceFile file, Span gone) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] bytes = file.bytes();
    out.write(bytes, 0, gone.start());
    out.write(' ');
    out.write(bytes, gone.end(), bytes.length - gone.end());
    return SourceFile.owning(file.path(), out.toByteArray());
  }
}

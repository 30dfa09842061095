package org.patchwright.repair;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;

/** What mail does to a diff, done on purpose. */
enum Damage {
  NONE(text -> text),
  TABS_EXPANDED(Damage::expanded),
  WRAPPED_72(text -> wrapped(text, 72, true)),
  WRAPPED_80(text -> wrapped(text, 80, true)),
  WRAPPED_BLANK_EATEN(text -> wrapped(text, 72, false)),
  ENTITIES(text -> text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")),
  QP_LABEL_LOST(Damage::quotedPrintable),
  BASE64_LABEL_LOST(Damage::base64),
  QUOTED(text -> prefixed(text, "> ")),
  QUOTED_TWICE(text -> prefixed(text, "> > ")),
  INDENTED(text -> prefixed(text, "    ")),
  TRAILING_STRIPPED(text -> text.replaceAll("(?m)[ \\t]+$", "")),
  CRLF(text -> text.replace("\n", "\r\n")),
  STUFFED(text -> text.replaceAll("(?m)^(?=[ >]|From )", " ")),
  NO_BREAK(text -> text.replaceAll("(?m)^ ", "\u00a0")),
  BLANK_CONTEXT_LOST(text -> text.replaceAll("(?m)^ \\n", "")),
  LEADING_BLANKS_LOST(text -> text.replaceAll("(?m)^ ", "")),
  FOOTER(text -> text + "-- \n2.39\n_______\nlist mailing list\nlist@example.org\n"),
  ARCHIVE(text -> wrapped(expanded(text), 80, true) + "_______\nlist mailing list\n");

  private final UnaryOperator<String> done;

  Damage(UnaryOperator<String> done) {
    this.done = done;
  }

  String to(String text) {
    return done.apply(text);
  }

  private static String expanded(String text) {
    StringBuilder out = new StringBuilder();
    int column = 0;
    for (char c : text.toCharArray()) {
      if (c == '\t') {
        int width = 8 - column % 8;
        out.append(" ".repeat(width));
        column += width;
      } else {
        out.append(c);
        column = c == '\n' ? 0 : column + 1;
      }
    }
    return out.toString();
  }

  private static String wrapped(String text, int width, boolean keepBlank) {
    StringBuilder out = new StringBuilder();
    for (String line : text.split("\n")) {
      String rest = line;
      while (rest.length() > width) {
        int blank = rest.lastIndexOf(' ', width - 1);
        if (blank <= 1 || rest.substring(0, blank).isBlank() || blank + 1 >= rest.length()) {
          break;
        }
        out.append(rest, 0, keepBlank ? blank + 1 : blank).append('\n');
        rest = rest.substring(blank + 1);
      }
      out.append(rest).append('\n');
    }
    return out.toString();
  }

  private static String prefixed(String text, String prefix) {
    return text.replaceAll("(?m)^(?!\\z)", prefix);
  }

  private static String base64(String text) {
    return Base64.getMimeEncoder(76, new byte[] {'\n'})
            .encodeToString(text.getBytes(StandardCharsets.ISO_8859_1))
        + "\n";
  }

  private static String quotedPrintable(String text) {
    StringBuilder out = new StringBuilder();
    int column = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean last = i + 1 == text.length() || text.charAt(i + 1) == '\n';
      boolean plain = c >= ' ' && c < 0x7f && c != '=' && !(last && c == ' ') || c == '\t' && !last;
      String piece = c == '\n' || plain ? String.valueOf(c) : String.format("=%02X", (int) c);
      if (c != '\n' && column + piece.length() > 75) {
        out.append("=\n");
        column = 0;
      }
      out.append(piece);
      column = c == '\n' ? 0 : column + piece.length();
    }
    return out.toString();
  }
}

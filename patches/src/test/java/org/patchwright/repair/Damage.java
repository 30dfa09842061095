package org.patchwright.repair;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What mailers, archives and their readers do to a mail with a patch, done on purpose. */
enum Damage {
  NONE(Kind.DETERMINED, text -> text),
  TABS_EXPANDED(Kind.DETERMINED, body(Damage::expanded)),
  WRAPPED_72(Kind.DETERMINED, body(text -> wrapped(text, 72, true))),
  WRAPPED_80(Kind.DETERMINED, body(text -> wrapped(text, 80, true))),
  WRAPPED_BLANK_EATEN(Kind.DETERMINED, body(text -> wrapped(text, 72, false))),
  WRAPPED_HARD(Kind.DETERMINED, body(text -> text.replaceAll("(?m)^(.{76})(?=.)", "$1\n"))),
  ENTITIES(Kind.DETERMINED, body(Damage::entities)),
  QP_LABELLED(Kind.DETERMINED, mail -> labelled(mail, "quoted-printable", Damage::printable)),
  QP_LABEL_LOST(Kind.DETERMINED, body(Damage::printable)),
  BASE64_LABELLED(Kind.DETERMINED, mail -> labelled(mail, "base64", Damage::base64)),
  BASE64_LABEL_LOST(Kind.DETERMINED, body(Damage::base64)),
  MULTIPART(Kind.DETERMINED, mail -> multipart(mail, true)),
  MULTIPART_LABEL_LOST(Kind.DETERMINED, mail -> multipart(mail, false)),
  QUOTED(Kind.DETERMINED, mail -> reply(mail, "> ")),
  QUOTED_TWICE(Kind.DETERMINED, mail -> reply(mail, ">> ")),
  QUOTED_AND_EXPANDED(Kind.DETERMINED, mail -> body(Damage::expanded).apply(reply(mail, "> "))),
  INDENTED(Kind.DETERMINED, body(text -> prefixed(text, "    "))),
  TRAILING_STRIPPED(Kind.DETERMINED, body(text -> text.replaceAll("(?m)[ \\t]+$", ""))),
  CRLF(Kind.DETERMINED, mail -> mail.replace("\n", "\r\n")),
  STUFFED(Kind.DETERMINED, body(Damage::stuffed)),
  FLOWED(Kind.DETERMINED, Damage::flowed),
  NO_BREAK(Kind.DETERMINED, body(text -> noBreak(text, "\u00c2\u00a0"))),
  NO_BREAK_LATIN1(Kind.DETERMINED, body(text -> noBreak(text, "\u00a0"))),
  BLANK_CONTEXT_LOST(Kind.DETERMINED, diff(text -> text.replaceAll("(?m)^ \\n", ""))),
  LEADING_BLANK_LOST(Kind.DETERMINED, diff(text -> text.replaceAll("(?m)^ ", ""))),
  LEADING_BLANKS_LOST(Kind.DETERMINED, diff(text -> text.replaceAll("(?m)^[ \\t]+(?=\\S)", ""))),
  FOOTER(
      Kind.DETERMINED,
      body(text -> text + "_______\nlist mailing list\nlist@example.org\nhttp://example.org/\n")),
  HEADERS_LOST(Kind.DETERMINED, mail -> mail.substring(mail.indexOf("\n\n") + 2)),
  GIT_LINES_LOST(
      Kind.DETERMINED, diff(text -> text.replaceAll("(?m)^(diff --git|index) .*\\n", ""))),
  NAMES_LOST(
      Kind.DETERMINED,
      diff(text -> text.replaceAll("(?m)^(diff --git|index|---|\\+\\+\\+) .*\\n", ""))),
  ARCHIVE(
      Kind.DETERMINED,
      body(text -> wrapped(expanded(text), 80, true) + "_______\nlist mailing list\n")),
  ARCHIVE_PAGE(Kind.DETERMINED, Damage::page),
  QUOTED_AND_WRAPPED(
      Kind.DETERMINED, mail -> body(text -> wrapped(text, 80, true)).apply(reply(mail, "> "))),
  WRAPPED_AND_QUOTED(
      Kind.DETERMINED, mail -> reply(body(text -> wrapped(text, 74, true)).apply(mail), "> ")),
  STRIPPED_AND_EXPANDED(
      Kind.DETERMINED, body(text -> expanded(text).replaceAll("(?m)[ \\t]+$", ""))),
  DASH_ESCAPED(Kind.DETERMINED, body(Archives::signed)),
  FROM_ESCAPED(Kind.DETERMINED, body(text -> text.replaceAll("(?m)^(?=>*From )", ">"))),
  DOUBLE_SPACED(Kind.DETERMINED, body(text -> text.replace("\n", "\n\n"))),
  PUBLIC_INBOX_PAGE(Kind.DETERMINED, Archives::publicInbox),
  PIPERMAIL_PAGE(Kind.DETERMINED, Archives::pipermail),
  MARC_PAGE(Kind.DETERMINED, Archives::marc),
  PATCHWORK_PAGE(Kind.DETERMINED, Archives::patchwork),
  PROTECTED_PAGE(Kind.DETERMINED, Archives::protectedAddresses),
  LINES_OF_DIVS_PAGE(Kind.DETERMINED, Archives::divisions),
  LINE_BREAKS_PAGE(Kind.DETERMINED, Archives::lineBreaks),
  WRONG_COUNTS(Kind.DETERMINED, diff(Damage::miscounted)),
  NO_INDEX(Kind.OPEN, diff(text -> text.replaceAll("(?m)^index .*\\n", ""))),
  EXPANDED_NO_INDEX(Kind.OPEN, diff(text -> expanded(text).replaceAll("(?m)^index .*\\n", ""))),
  ARCHIVE_NO_INDEX(
      Kind.OPEN,
      diff(text -> wrapped(expanded(text), 80, true).replaceAll("(?m)^index .*\\n", ""))),
  EATEN_NO_INDEX(
      Kind.OPEN, diff(text -> wrapped(text, 72, false).replaceAll("(?m)^index .*\\n", ""))),
  TABS_OF_FOUR(Kind.OPEN, body(text -> text.replace("\t", "    "))),
  TABS_TO_ONE_BLANK(Kind.OPEN, body(text -> text.replace('\t', ' '))),
  COLLAPSED(Kind.OPEN, body(text -> text.replaceAll("(?m)(?<=\\S)[ \\t]{2,}(?=\\S)", " "))),
  OBFUSCATED(
      Kind.OPEN, body(text -> text.replaceAll("([\\w.-]+@)[\\w-]+\\.[\\w.-]+", "$1xxxxxxxxx"))),
  OBFUSCATED_AT(Kind.OPEN, body(text -> text.replaceAll("([\\w.-]+)@([\\w-]+\\.)", "$1 at $2"))),
  TYPOGRAPHIC(Kind.OPEN, body(Damage::typographic)),
  CUT(Kind.OPEN, mail -> cut(mail, false)),
  CUT_AT_LINE(Kind.OPEN, mail -> cut(mail, true));

  /** Whether a tree and the format determine what the patch was. */
  enum Kind {
    DETERMINED,
    OPEN
  }

  private final Kind kind;
  private final UnaryOperator<String> done;

  Damage(Kind kind, UnaryOperator<String> done) {
    this.kind = kind;
    this.done = done;
  }

  Kind kind() {
    return kind;
  }

  /** The damaged mail, one character a byte. */
  String to(String mail) {
    return done.apply(mail);
  }

  /** The damage done to a diff without a mail around it. */
  String toDiff(String diff) {
    String mail = "Subject: it\nFrom: a@example.org\n\n" + diff;
    return done.apply(mail);
  }

  private static UnaryOperator<String> body(UnaryOperator<String> damage) {
    return mail -> {
      int body = mail.indexOf("\n\n") + 2;
      return mail.substring(0, body) + damage.apply(mail.substring(body));
    };
  }

  private static UnaryOperator<String> diff(UnaryOperator<String> damage) {
    return mail -> {
      Matcher start = Pattern.compile("(?m)^diff ").matcher(mail);
      int at = start.find() ? start.start() : mail.length();
      return mail.substring(0, at) + damage.apply(mail.substring(at));
    };
  }

  static String expanded(String text) {
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

  static String wrapped(String text, int width, boolean keepBlank) {
    StringBuilder out = new StringBuilder();
    for (String line : text.split("\n", -1)) {
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
    out.setLength(out.length() - 1);
    return out.toString();
  }

  static String entities(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String labelled(String mail, String encoding, UnaryOperator<String> encode) {
    int body = mail.indexOf("\n\n") + 2;
    String headers =
        mail.substring(0, body - 1)
            .replaceAll("(?mi)^(MIME-Version|Content-Type|Content-Transfer-Encoding):.*\\n", "");
    return headers
        + "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        + "Content-Transfer-Encoding: "
        + encoding
        + "\n\n"
        + encode.apply(mail.substring(body));
  }

  private static String multipart(String mail, boolean label) {
    int body = mail.indexOf("\n\n") + 2;
    Matcher diff = Pattern.compile("(?m)^diff ").matcher(mail);
    int at = diff.find() ? diff.start() : mail.length();
    String headers =
        mail.substring(0, body - 1)
            .replaceAll("(?mi)^(MIME-Version|Content-Type|Content-Transfer-Encoding):.*\\n", "");
    return headers
        + (label ? "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=_b\"\n" : "")
        + "\n--=_b\nContent-Type: text/plain; charset=us-ascii\n\n"
        + mail.substring(body, at)
        + "\n--=_b\nContent-Type: text/x-patch; name=\"it.patch\"\n"
        + "Content-Transfer-Encoding: base64\n"
        + "Content-Disposition: attachment; filename=\"it.patch\"\n\n"
        + base64(mail.substring(at))
        + "\n--=_b--\n";
  }

  private static String reply(String mail, String prefix) {
    int body = mail.indexOf("\n\n") + 2;
    String headers = mail.substring(0, body - 1).replaceFirst("(?m)^Subject: ", "Subject: Re: ");
    String quoted =
        prefixed(mail.substring(body), prefix).replaceAll("(?m)^" + prefix + "$", prefix.strip());
    return headers + "\nOn Monday, somebody wrote:\n" + quoted + "\nLooks good to me.\n";
  }

  private static String prefixed(String text, String prefix) {
    return text.replaceAll("(?m)^(?!\\z)", prefix);
  }

  private static String stuffed(String text) {
    return text.replaceAll("(?m)^(?=[ >]|From )", " ");
  }

  private static String flowed(String mail) {
    int body = mail.indexOf("\n\n") + 2;
    String headers =
        mail.substring(0, body - 1).replaceAll("(?mi)^(MIME-Version|Content-.*):.*\\n", "");
    String text = stuffed(mail.substring(body).replaceAll("(?m)(?<!^--)[ \\t]+$", ""));
    return headers
        + "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n"
        + wrapped(text, 72, true);
  }

  private static String noBreak(String text, String blank) {
    Matcher leading = Pattern.compile("(?m)(?<=^[+-]?) +|  +").matcher(text);
    return leading.replaceAll(run -> blank.repeat(run.group().length()));
  }

  private static String base64(String text) {
    return Base64.getMimeEncoder(76, new byte[] {'\n'})
            .encodeToString(text.getBytes(StandardCharsets.ISO_8859_1))
        + "\n";
  }

  private static String printable(String text) {
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

  private static String page(String mail) {
    int body = mail.indexOf("\n\n") + 2;
    Matcher subject = Pattern.compile("(?m)^Subject: (.*(?:\\n .*)*)").matcher(mail);
    String title = subject.find() ? subject.group(1).replace("\n", "") : "";
    return "<!DOCTYPE html>\n<html><head><title>"
        + entities(title)
        + "</title></head><body>\n"
        + "<p>[<a href=\"1\">Date Prev</a>][<a href=\"2\">Date Next</a>]</p>\n"
        + "<h1>"
        + entities(title)
        + "</h1>\n<ul><li><em>To</em>: list@example.org</li><li><em>From</em>: A &lt;a@example.org"
        + "&gt;</li></ul>\n<pre>\n"
        + entities(wrapped(expanded(mail.substring(body)), 80, true))
        + "</pre>\n<hr><ul><li>Follow-Ups: none</li></ul>\n</body></html>\n";
  }

  private static String miscounted(String text) {
    Matcher hunk = Pattern.compile("(?m)^@@ -(\\d+),(\\d+) \\+(\\d+),(\\d+) @@").matcher(text);
    return hunk.replaceAll(
        head ->
            "@@ -"
                + head.group(1)
                + ","
                + (Integer.parseInt(head.group(2)) + 1)
                + " +"
                + head.group(3)
                + ","
                + Math.max(1, Integer.parseInt(head.group(4)) - 1)
                + " @@");
  }

  private static String typographic(String text) {
    String out = text.replaceAll("(?m)(?<=[\\s(=,])\"", "\u00e2\u0080\u009c");
    out = out.replace("\"", "\u00e2\u0080\u009d");
    return out.replaceAll("(?<=\\w)'(?=\\w)", "\u00e2\u0080\u0099");
  }

  private static String cut(String mail, boolean atLine) {
    Matcher diff = Pattern.compile("(?m)^diff ").matcher(mail);
    int from = diff.find() ? diff.start() : 0;
    int length = mail.length() - 15 - from;
    int at = from + length / 4 + new Random(mail.hashCode()).nextInt(Math.max(1, length * 3 / 4));
    return atLine ? mail.substring(0, mail.lastIndexOf('\n', at) + 1) : mail.substring(0, at);
  }
}

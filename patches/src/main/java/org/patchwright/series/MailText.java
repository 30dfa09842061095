package org.patchwright.series;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Headers and bodies as bytes of a mail, each byte one character: RFC 2047, RFC 2045, RFC 5322. */
final class MailText {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.ROOT);
  // RFC 5322 allows 998; some servers cut earlier.
  private static final int LONGEST_LINE = 990;

  private MailText() {}

  /** A string's UTF-8 bytes, one character each. */
  static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  static String date(OffsetDateTime date) {
    return DATE.format(date);
  }

  static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x7f && (c >= ' ' || c == '\t' || c == '\n'));
  }

  /** A header with its line feed, encoded where needed and folded at 76 columns. */
  static String header(String name, String value) {
    String clean = value.replaceAll("[\\r\\n\\x00]+", " ").strip();
    if (!isAscii(clean) || clean.contains("=?")) {
      return name + ": " + String.join("\n ", encodedWords(clean, name.length() + 2)) + "\n";
    }
    return fold(name + ": " + clean);
  }

  private static String fold(String header) {
    StringBuilder out = new StringBuilder();
    String rest = header;
    int first = header.indexOf(": ") + 2;
    while (rest.length() > 76) {
      int blank = rest.lastIndexOf(' ', 76);
      if (blank < (out.isEmpty() ? first : 1)) {
        blank = rest.indexOf(' ', 76);
      }
      // Folding white space may be one blank only: more would be lost on unfolding.
      if (blank < 1 || blank + 1 >= rest.length() || rest.charAt(blank - 1) == ' ') {
        break;
      }
      out.append(rest, 0, blank).append('\n');
      rest = rest.substring(blank);
    }
    return out.append(rest).append('\n').toString();
  }

  /** {@code Name <address>}, the name quoted or encoded where it must be. */
  static String address(String header, Person person) {
    String name = person.name();
    String address = "<" + person.email().replaceAll("[\\s<>]", "") + ">";
    if (name.isBlank()) {
      return header + ": " + address + "\n";
    }
    if (!isAscii(name) || name.contains("=?")) {
      return header
          + ": "
          + String.join("\n ", encodedWords(name, header.length() + 2))
          + " "
          + address
          + "\n";
    }
    if (!name.matches("[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+")) {
      name = "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
    return header + ": " + name + " " + address + "\n";
  }

  private static List<String> encodedWords(String text, int before) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    int room = 75 - before - 12;
    for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
      String one = new String(Character.toChars(text.codePointAt(i)));
      StringBuilder piece = new StringBuilder();
      for (byte b : one.getBytes(StandardCharsets.UTF_8)) {
        char c = (char) (b & 0xff);
        if (c == ' ') {
          piece.append('_');
        } else if (c < 0x7f && Character.isLetterOrDigit(c)) {
          piece.append(c);
        } else {
          piece.append(String.format("=%02X", (int) c));
        }
      }
      if (word.length() + piece.length() > room) {
        words.add("=?UTF-8?q?" + word + "?=");
        word.setLength(0);
        room = 62;
      }
      word.append(piece);
    }
    words.add("=?UTF-8?q?" + word + "?=");
    return words;
  }

  /** Whether a body must be encoded to come through mail and mbox files unharmed. */
  static boolean needsEncoding(String body) {
    if (body.indexOf('\r') >= 0 || body.indexOf('\0') >= 0 || body.startsWith("From ")) {
      return true;
    }
    int start = 0;
    while (start < body.length()) {
      int end = body.indexOf('\n', start);
      end = end < 0 ? body.length() : end;
      if (end - start > LONGEST_LINE || body.startsWith("From ", start)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  /** Quoted-printable, with every byte kept that is not a line feed. */
  static String quotedPrintable(String body) {
    StringBuilder out = new StringBuilder();
    int column = 0;
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c == '\n') {
        out.append('\n');
        column = 0;
        continue;
      }
      boolean last = i + 1 == body.length() || body.charAt(i + 1) == '\n';
      boolean from = column == 0 && body.startsWith("From ", i);
      boolean plain = c > ' ' && c < 0x7f && c != '=' && !from;
      boolean blank = (c == ' ' || c == '\t') && !last;
      boolean dot = c == '.' && column == 0;
      String piece = (plain && !dot) || blank ? String.valueOf(c) : String.format("=%02X", (int) c);
      if (column + piece.length() > 75) {
        out.append("=\n");
        column = 0;
      }
      out.append(piece);
      column += piece.length();
    }
    return out.toString();
  }
}

package org.patchwright.repair;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damage to a whole text, undone where the text itself shows it: encodings, quotes, entities. */
final class Transport {

  private static final Pattern HUNK = Pattern.compile("(?m)^(.{0,40}?)@@ -\\d+(,\\d+)? ?");
  private static final Pattern ENTITY = Pattern.compile("&(lt|gt|amp|quot|apos|nbsp|#\\d{1,5});");
  private static final Pattern BASE64 =
      Pattern.compile(
          "(?m)(^[A-Za-z0-9+/]{40,80}={0,2}\\s*?\\n){3,}([A-Za-z0-9+/]+={0,2}\\s*\\n?)?");

  private Transport() {}

  /** The text without such damage; each repair is added to the list. */
  static String undone(String damaged, List<Repair> repairs) {
    String text = base64(damaged, repairs);
    text = carriageReturns(text, repairs);
    text = quotedPrintable(text, repairs);
    text = quotes(text, repairs);
    text = entities(text, repairs);
    return blanks(text, repairs);
  }

  private static String base64(String text, List<Repair> repairs) {
    Matcher block = BASE64.matcher(text);
    if (text.contains("@@ -") || !block.find()) {
      return text;
    }
    String packed = block.group().replaceAll("\\s", "");
    packed = packed.substring(0, packed.length() / 4 * 4);
    String plain;
    try {
      plain = new String(Base64.getDecoder().decode(packed), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException notBase64) {
      // Only looked like it: the text stays, and its reader says that there is no diff in it.
      return text;
    }
    if (!plain.contains("@@ -")) {
      return text;
    }
    repairs.add(new Repair(1, Repair.Proof.FORM, "base64 without its label is decoded"));
    return text.substring(0, block.start()) + plain + text.substring(block.end());
  }

  private static String carriageReturns(String text, List<Repair> repairs) {
    Matcher hunk = Pattern.compile("(?m)^.*@@ -.*$").matcher(text);
    int with = 0;
    int without = 0;
    while (hunk.find()) {
      if (hunk.end() > 0 && hunk.group().endsWith("\r") || at(text, hunk.end()) == '\r') {
        with++;
      } else {
        without++;
      }
    }
    if (with == 0 || without > 0) {
      return text;
    }
    repairs.add(
        new Repair(1, Repair.Proof.FORM, "CR LF line ends, in header lines too, become LF"));
    return text.replace("\r\n", "\n");
  }

  private static char at(String text, int offset) {
    return offset < text.length() ? text.charAt(offset) : '\0';
  }

  private static String quotedPrintable(String text, List<Repair> repairs) {
    Matcher equals = Pattern.compile("=(3D|20|09|\\n|.)").matcher(text);
    int encoded = 0;
    int raw = 0;
    while (equals.find()) {
      String next = equals.group(1);
      if (next.equals("3D") || next.equals("20") || next.equals("09") || next.equals("\n")) {
        encoded++;
      } else if (!isHex(text, equals.start() + 1)) {
        raw++;
      }
    }
    if (encoded == 0 || raw > 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '=' && at(text, i + 1) == '\n') {
        i++;
      } else if (c == '=' && isHex(text, i + 1)) {
        out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        out.append(c);
      }
    }
    repairs.add(new Repair(1, Repair.Proof.FORM, "quoted-printable without its label is decoded"));
    return out.toString();
  }

  private static boolean isHex(String text, int at) {
    return at + 2 <= text.length() && text.substring(at, at + 2).matches("[0-9A-F]{2}");
  }

  private static String quotes(String text, List<Repair> repairs) {
    Matcher hunk = HUNK.matcher(text);
    List<String> prefixes = new ArrayList<>();
    while (hunk.find()) {
      prefixes.add(hunk.group(1));
    }
    if (prefixes.isEmpty()) {
      return text;
    }
    String prefix = prefixes.get(0);
    boolean quote = prefix.matches("(?:[>|]|&gt;|[ \\t])+|[A-Z]{1,3}> ?");
    if (prefix.isEmpty() || !quote || prefixes.stream().anyMatch(other -> !other.equals(prefix))) {
      return text;
    }
    String bare = prefix.stripTrailing();
    StringBuilder out = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      String rest = line;
      if (line.startsWith(prefix)) {
        rest = line.substring(prefix.length());
      } else if (line.equals(bare) || !bare.isEmpty() && line.startsWith(bare)) {
        rest = line.substring(bare.length());
      } else if (bare.isEmpty() && line.isBlank()) {
        rest = "";
      }
      out.append(rest).append('\n');
    }
    out.setLength(out.length() - 1);
    repairs.add(
        new Repair(1, Repair.Proof.FORM, "\"" + prefix + "\" before every line is taken off"));
    return out.toString();
  }

  private static String entities(String text, List<Repair> repairs) {
    int diff = Math.max(0, text.indexOf("@@ -"));
    String body = text.substring(diff);
    if (!ENTITY.matcher(body).find()
        || Pattern.compile("[<>]|&(?!(lt|gt|amp|quot|apos|nbsp|#\\d{1,5});)")
            .matcher(body)
            .find()) {
      return text;
    }
    String plain =
        ENTITY
            .matcher(text)
            .replaceAll(
                entity ->
                    Matcher.quoteReplacement(
                        switch (entity.group(1)) {
                          case "lt" -> "<";
                          case "gt" -> ">";
                          case "amp" -> "&";
                          case "quot" -> "\"";
                          case "apos" -> "'";
                          case "nbsp" -> " ";
                          default -> number(entity.group(1));
                        }));
    repairs.add(
        new Repair(1, Repair.Proof.FORM, "HTML entities are decoded: no <, > or & is bare"));
    return plain;
  }

  private static String number(String entity) {
    int point = Integer.parseInt(entity.substring(1));
    return new String(
        Character.toString(point).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String blanks(String text, List<Repair> repairs) {
    int diff = text.indexOf("@@ -");
    if (diff < 0 || text.indexOf('\u00a0', diff) < 0) {
      return text;
    }
    String plain = text.replace("\u00c2\u00a0", " ");
    plain = plain.replaceAll("(?<![\\x80-\\xff])\\xa0", " ");
    if (!plain.equals(text)) {
      repairs.add(new Repair(1, Repair.Proof.FORM, "no-break spaces become blanks"));
    }
    return plain;
  }
}

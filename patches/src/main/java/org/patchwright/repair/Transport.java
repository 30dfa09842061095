package org.patchwright.repair;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damage to a whole text, undone where the text itself shows it: encodings, quotes, entities. */
final class Transport {

  private static final Pattern HUNK = Pattern.compile("(?m)^(.{0,40}?)@@ -\\d+(,\\d+)? ?");
  private static final Pattern ENTITY = Pattern.compile("&(lt|gt|amp|quot|apos|nbsp|#\\d{1,5});");
  private static final int SHORTEST_WRAP = 60;
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{1,80}={0,2}");

  private Transport() {}

  /** The text without such damage, and every repair. */
  static PlainText undone(String damaged) {
    List<Repair> repairs = new ArrayList<>();
    String text = base64(damaged, repairs);
    text = carriageReturns(text, repairs);
    text = doubleSpaced(text, repairs);
    text = signed(text, repairs);
    text = quotedPrintable(text, repairs);
    Optional<String> quoted = quotePrefix(text);
    if (quoted.isEmpty()) {
      return new PlainText(rest(text, repairs), repairs, List.of());
    }
    repairs.add(
        new Repair(
            1, Repair.Proof.FORM, "\"" + quoted.get() + "\" before every line is taken off"));
    List<Repair> others = new ArrayList<>(repairs);
    others.add(
        new Repair(
            1,
            Repair.Proof.FORM,
            "lines without \"" + quoted.get() + "\" before them are left out"));
    String all = rest(unquoted(text, quoted.get(), true), repairs);
    String quotedOnly = rest(unquoted(text, quoted.get(), false), others);
    return new PlainText(
        all,
        repairs,
        quotedOnly.equals(all) ? List.of() : List.of(new PlainText(quotedOnly, others, List.of())));
  }

  private static String rest(String text, List<Repair> repairs) {
    return blanks(entities(text, repairs), repairs);
  }

  private static String base64(String text, List<Repair> repairs) {
    if (text.contains("@@ -")) {
      return text;
    }
    int start = -1;
    int lines = 0;
    StringBuilder packed = new StringBuilder();
    for (int at = 0; at <= text.length(); ) {
      int feed = text.indexOf('\n', at);
      int end = feed < 0 ? text.length() : feed;
      String line = end - at > 100 ? "" : text.substring(at, end).strip();
      boolean full = line.length() >= 40 && BASE64.matcher(line).matches();
      if (full) {
        start = lines == 0 ? at : start;
        lines++;
        packed.append(line);
      } else if (lines >= 3) {
        boolean tail = !line.isEmpty() && BASE64.matcher(line).matches();
        packed.append(tail ? line : "");
        return decoded(text, start, tail ? Math.min(text.length(), end + 1) : at, packed, repairs);
      } else {
        lines = 0;
        packed.setLength(0);
      }
      at = end + 1;
    }
    return lines >= 3 ? decoded(text, start, text.length(), packed, repairs) : text;
  }

  private static String decoded(
      String text, int start, int end, StringBuilder packed, List<Repair> repairs) {
    String whole = packed.substring(0, packed.length() / 4 * 4);
    String plain;
    try {
      plain = new String(Base64.getDecoder().decode(whole), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException notBase64) {
      // Only looked like it: the text stays, and its reader says that there is no diff in it.
      return text;
    }
    if (!plain.contains("@@ -")) {
      return text;
    }
    repairs.add(new Repair(1, Repair.Proof.FORM, "base64 without its label is decoded"));
    return text.substring(0, start) + plain + text.substring(end);
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

  /** An empty line behind each line, as where a line feed was taken for a paragraph. */
  private static String doubleSpaced(String text, List<Repair> repairs) {
    Matcher hunk = Pattern.compile("(?m)^.{0,40}?@@ -\\d").matcher(text);
    if (!hunk.find()) {
      return text;
    }
    List<String> lines = List.of(text.split("\n", -1));
    int first = (int) text.substring(0, hunk.start()).chars().filter(c -> c == '\n').count();
    int last = first;
    while (last + 2 < lines.size() && lines.get(last + 1).isBlank()) {
      last += 2;
    }
    if (last - first < MOST_OF_A_HUNK || lines.subList(last + 1, lines.size()).size() > FEW) {
      return text;
    }
    int from = first;
    while (from >= 2 && lines.get(from - 1).isBlank()) {
      from -= 2;
    }
    List<String> single = new ArrayList<>(lines.subList(0, from));
    for (int at = from; at <= last; at += 2) {
      single.add(lines.get(at));
    }
    lines.subList(last + 1, lines.size()).stream()
        .filter(line -> !line.isBlank())
        .forEach(single::add);
    repairs.add(new Repair(1, Repair.Proof.FORM, "the empty line behind every line is taken off"));
    return String.join("\n", single) + "\n";
  }

  private static final int MOST_OF_A_HUNK = 12;
  private static final int FEW = 6;

  private static final Pattern SIGNED =
      Pattern.compile("(?m)^-----BEGIN PGP SIGNED MESSAGE-----\\n(?:\\w[\\w-]*: .*\\n)*\\s*\\n");

  /** OpenPGP's cleartext framework (RFC 4880, 7.1) puts "- " before lines that begin with "-". */
  private static String signed(String text, List<Repair> repairs) {
    Matcher begin = SIGNED.matcher(text);
    boolean labelled = begin.find();
    int start = labelled ? begin.end() : Math.max(0, text.indexOf("\n- --- "));
    int end = text.indexOf("\n-----BEGIN PGP SIGNATURE-----", start);
    String body = text.substring(start, end < 0 ? text.length() : end + 1);
    boolean escaped =
        body.contains("\n- --- ") && !Pattern.compile("(?m)^-(?! -)").matcher(body).find();
    if (!escaped) {
      return text;
    }
    repairs.add(
        new Repair(1, Repair.Proof.FORM, "\"- \" before lines that begin with \"-\" is taken off"));
    return text.substring(0, labelled ? begin.start() : start)
        + body.replaceAll("(?m)^- (?=-)", "");
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
      boolean breaks = next.equals("\n");
      int length = equals.start() - text.lastIndexOf('\n', equals.start());
      if (breaks && length < SHORTEST_WRAP) {
        // Code may end a line so; an encoder has no reason to break so early.
        raw++;
      } else if (breaks || next.equals("3D") || next.equals("20") || next.equals("09")) {
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

  /** What stands before every line of the diff: quote marks or an indentation. */
  private static Optional<String> quotePrefix(String text) {
    Matcher hunk = HUNK.matcher(text);
    List<String> prefixes = new ArrayList<>();
    while (hunk.find()) {
      prefixes.add(hunk.group(1));
    }
    if (prefixes.isEmpty()) {
      return Optional.empty();
    }
    String prefix = prefixes.get(0);
    boolean quote = prefix.matches("(?:[>|:]|&gt;|[ \\t])+|[A-Z]{1,3}> ?");
    // The diff may add lines that look like hunks themselves, behind their own mark.
    boolean same = prefixes.stream().allMatch(other -> other.startsWith(prefix));
    return prefix.isEmpty() || !quote || !same ? Optional.empty() : Optional.of(prefix);
  }

  private static String unquoted(String text, String prefix, boolean withWraps) {
    String bare = prefix.stripTrailing();
    StringBuilder out = new StringBuilder();
    boolean full = false;
    boolean inDiff = false;
    for (String line : text.split("\n", -1)) {
      String rest = line;
      if (line.startsWith(prefix)) {
        rest = line.substring(prefix.length());
        full = line.length() >= SHORTEST_WRAP;
        inDiff |= rest.startsWith("@@ -");
      } else if (!bare.isEmpty() && line.startsWith(bare)) {
        rest = line.substring(bare.length());
        full = line.length() >= SHORTEST_WRAP;
      } else if (bare.isEmpty() && line.isBlank()) {
        rest = "";
        full = false;
      } else if (inDiff && (!withWraps || !full || line.isBlank())) {
        // A comment; the rest of a wrapped line follows at once on a long one.
        full = false;
        continue;
      }
      out.append(rest).append('\n');
    }
    out.setLength(Math.max(0, out.length() - 1));
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
    // In an added line alone it may be meant.
    if (diff < 0
        || !Pattern.compile("(?m)^(\\xa0|\\xc2\\xa0|[ -].*\\xa0)").matcher(text).find(diff)) {
      return text;
    }
    String plain = text.replace("\u00c2\u00a0", " ");
    if (plain.equals(text)) {
      // Where there is no UTF-8 of it, the bare byte is ISO 8859's.
      plain = text.replaceAll("(?<![\\xc2-\\xf4])(?<![\\xe0-\\xf4][\\x80-\\xbf])\\xa0", " ");
    }
    if (!plain.equals(text)) {
      repairs.add(new Repair(1, Repair.Proof.FORM, "no-break spaces become blanks"));
    }
    return plain;
  }

  private static final List<String[]> TYPOGRAPHIC =
      List.of(
          new String[] {"\u201c", "\""},
          new String[] {"\u201d", "\""},
          new String[] {"\u201e", "\""},
          new String[] {"\u2018", "'"},
          new String[] {"\u2019", "'"},
          new String[] {"\u2026", "..."},
          new String[] {"\u2013", "--"},
          new String[] {"\u2014", "--"},
          new String[] {"\u2212", "-"});

  /** The text with typographic quotes, dots and dashes as programs write them. */
  static Optional<PlainText> straightQuotes(PlainText text) {
    String plain = text.text();
    for (String[] pair : TYPOGRAPHIC) {
      String utf8 =
          new String(pair[0].getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      plain = plain.replace(utf8, pair[1]);
    }
    if (plain.equals(text.text())) {
      return Optional.empty();
    }
    List<Repair> repairs = new ArrayList<>(text.repairs());
    repairs.add(new Repair(1, Repair.Proof.LIKELY, "typographic quotes become those of programs"));
    return Optional.of(new PlainText(plain, repairs, List.of()));
  }
}

package org.patchwright.mail;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/** A page of a web archive, as HTML or as text with its navigation around; also a bare patch. */
final class ArchivePage {

  private static final Pattern HTML = Pattern.compile("(?i)<(!doctype html|html|head|body|pre)\\b");
  // A bullet is three characters where bytes were read one by one.
  private static final Pattern FIELD =
      Pattern.compile(
          "(?m)^(?:[ \\t*\\u2022-]|\\u00e2\\u0080\\u00a2)*"
              + "(From|To|Date|Subject|Message-ID|In-reply-to):[ \\t]+(.+?)[ \\t]*$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern TITLE =
      Pattern.compile("(?mi)^\\s*((?:Re: )?\\[[^\\]\\n]*\\].*\\S)\\s*$");

  private ArchivePage() {}

  static boolean isHtml(String text) {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int end = -1;
      if (Character.isWhitespace(c)) {
        end = at;
      } else if (text.startsWith("<!--", at)) {
        end = text.indexOf("-->", at) + 2;
      } else if (text.startsWith("<?xml", at)) {
        end = text.indexOf("?>", at) + 1;
      }
      if (end < at) {
        return HTML.matcher(text).region(at, Math.min(text.length(), at + 20)).lookingAt();
      }
      at = end + 1;
    }
    return false;
  }

  /** The page's text as UTF-8, one character a byte, with the lines of its preformatted parts. */
  static String text(byte[] html) {
    Document page = Jsoup.parse(new String(html, StandardCharsets.ISO_8859_1));
    boolean utf8 =
        new String(html, StandardCharsets.ISO_8859_1)
            .toLowerCase(java.util.Locale.ROOT)
            .contains("utf-8");
    page.outputSettings().prettyPrint(false);
    StringBuilder out = new StringBuilder();
    NodeTraversor.traverse(
        new NodeVisitor() {
          @Override
          public void head(Node node, int depth) {
            if (node instanceof TextNode text) {
              boolean kept = text.parent() instanceof Element parent && isPre(parent);
              String whole = text.getWholeText();
              out.append(kept ? whole : flowing(whole, out));
            } else if (node.nodeName().equals("br")) {
              out.append('\n');
            } else if (isBlock(node) && out.length() > 0 && out.charAt(out.length() - 1) != '\n') {
              out.append('\n');
            }
          }

          @Override
          public void tail(Node node, int depth) {
            if (isBlock(node) && out.length() > 0 && out.charAt(out.length() - 1) != '\n') {
              out.append('\n');
            }
          }
        },
        page.body());
    // The page was read byte by byte; characters beyond came from entities.
    StringBuilder bytes = new StringBuilder();
    out.codePoints()
        .forEach(
            point -> {
              if (point < 0x80 || utf8 && point < 0x100 && point != 0xa0) {
                bytes.append((char) point);
              } else {
                bytes.append(
                    new String(
                        Character.toString(point).getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.ISO_8859_1));
              }
            });
    return bytes.toString();
  }

  /** As browsers show text: white space is one blank, and none where a line begins. */
  private static String flowing(String text, StringBuilder before) {
    String one = text.replaceAll("[ \\t\\r\\n\\f]+", " ");
    boolean begins = before.length() == 0 || before.charAt(before.length() - 1) == '\n';
    return begins && one.startsWith(" ") ? one.substring(1) : one;
  }

  private static boolean isPre(Element element) {
    for (Element at = element; at != null; at = at.parent()) {
      if (at.nodeName().equals("pre") || at.nodeName().equals("tt")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBlock(Node node) {
    return node instanceof Element element && element.isBlock();
  }

  /** Takes the page's text for a mail: the fields that archives show before the message. */
  static Mail read(String text) {
    int diff = text.length();
    Matcher start = Pattern.compile("(?m)^.{0,20}?(diff -|--- |@@ -)").matcher(text);
    if (start.find()) {
      diff = start.start();
    }
    String head = text.substring(0, diff);
    Matcher field = FIELD.matcher(head);
    String subject = "";
    String from = "";
    Optional<OffsetDateTime> date = Optional.empty();
    int body = 0;
    while (field.find()) {
      String name = field.group(1).toLowerCase(java.util.Locale.ROOT);
      String value = field.group(2);
      if (name.equals("subject") && subject.isEmpty()) {
        subject = value;
      } else if (name.equals("from") && from.isEmpty()) {
        from = value;
      } else if (name.equals("date") && date.isEmpty()) {
        date = MailReader.date(value);
      }
      body = field.end();
    }
    Matcher title = TITLE.matcher(head);
    boolean navigated = false;
    while (subject.isEmpty() && title.find()) {
      String line = title.group(1);
      // Navigation is nothing but bracketed links.
      boolean links = line.matches("(\\[[^\\]]*\\]\\s*)+");
      navigated |= links;
      subject = links ? "" : line;
      body = Math.max(body, links ? title.end() : body);
    }
    int rest = body;
    if (!from.isEmpty() || navigated) {
      while (rest < text.length() && text.startsWith("\n", rest)) {
        rest++;
      }
      // Archives list fields of their own behind those of the mail.
      while (text.startsWith("  \u00e2\u0080\u00a2", rest)
          || text.startsWith("  •", rest)
          || text.startsWith("  *", rest)) {
        rest = text.indexOf('\n', rest) + 1;
      }
    }
    return new Mail(
        subject, from, date, Optional.empty(), List.of(), text.substring(rest), "UTF-8");
  }
}

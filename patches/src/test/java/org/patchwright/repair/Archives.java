package org.patchwright.repair;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pages as the programs behind the usual archives write them, and inline signatures. */
final class Archives {

  private Archives() {}

  private static String field(String mail, String name) {
    Matcher field =
        Pattern.compile("(?m)^" + name + ": (.*(?:\\n[ \\t].*)*)")
            .matcher(mail.substring(0, mail.indexOf("\n\n") + 1));
    return field.find() ? field.group(1).replace("\n", "") : "";
  }

  private static String body(String mail) {
    return mail.substring(mail.indexOf("\n\n") + 2);
  }

  private static String page(String title, String rest) {
    return "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>"
        + Damage.entities(title)
        + "</title></head><body>\n"
        + rest
        + "\n</body></html>\n";
  }

  /** OpenPGP's cleartext signature: lines that begin with a dash get another before them. */
  static String signed(String text) {
    return "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\n"
        + text.replaceAll("(?m)[ \\t]+$", "").replaceAll("(?m)^-", "- -")
        + "-----BEGIN PGP SIGNATURE-----\nVersion: GnuPG v1\n\niEYEARECAAYFAkx0\n=fx2k\n"
        + "-----END PGP SIGNATURE-----\n";
  }

  /** As public-inbox: fields above, each line of the diff in a span of its own. */
  static String publicInbox(String mail) {
    StringBuilder out = new StringBuilder();
    boolean diff = false;
    for (String line : body(mail).split("\n", -1)) {
      diff |= line.startsWith("diff --git");
      String text = Damage.entities(line);
      String kind =
          !diff
              ? ""
              : line.startsWith("@@")
                  ? "hunk"
                  : line.startsWith("diff ") || line.startsWith("--- ") || line.startsWith("+++ ")
                      ? "head"
                      : line.startsWith("+") ? "add" : line.startsWith("-") ? "del" : "";
      out.append(kind.isEmpty() ? text : "<span\nclass=\"" + kind + "\">" + text + "</span>")
          .append('\n');
    }
    return page(
        field(mail, "Subject") + " - A",
        "<pre><a\n"
            + "href=\"../?t=1\">list mirror</a>\n"
            + " <a\n"
            + "href=\"_/text/help/\">help</a> / <a\n"
            + "href=\"../new.atom\">Atom feed</a></pre><hr><pre\n"
            + "id=b>From: A &lt;a@example.org&gt;\n"
            + "To: list@example.org\n"
            + "Subject: <a\n"
            + "href=\"#r\"\n"
            + "id=t>"
            + Damage.entities(field(mail, "Subject"))
            + "</a>\nDate: "
            + field(mail, "Date")
            + "\t[thread overview]\n"
            + "Message-ID: &lt;1@example.org&gt; (<a\n"
            + "href=\"raw\">raw</a>)\n\n"
            + out
            + "</pre><hr><pre>             reply\t    other threads:[<a\nhref=\"../\">~2010-01-01"
            + " 10:00 UTC</a>|<a\nhref=\"../\">newest</a>]</pre>");
  }

  static String pipermail(String mail) {
    return page(
        field(mail, "Subject"),
        "<H1>"
            + Damage.entities(field(mail, "Subject"))
            + "</H1>\n<B>A</B>\n<A HREF=\"mailto:list%40example.org\" TITLE=\"x\">a at example.org"
            + "</A><BR>\n<I>"
            + field(mail, "Date")
            + "</I>\n<P><UL><LI>Previous message: <A HREF=\"1.html\">x</A></li>\n"
            + "<LI> <B>Messages sorted by:</B> <a href=\"date.html#1\">[ date ]</a></LI></UL>\n"
            + "<HR>\n<!--beginarticle-->\n<PRE>"
            + Damage.entities(body(mail))
                .replaceAll("([\\w.-]+)@([\\w-]+\\.)", "<A HREF=\"http://x\">$1 at $2</A>")
            + "\n</PRE>\n<!--endarticle-->\n<HR>\n<P><UL><LI>Next message: x</li></UL>");
  }

  static String marc(String mail) {
    String text =
        Damage.entities(body(mail)).replaceAll("([\\w.-]+)@([\\w-]+)\\.(\\w+)", "$1 () $2 ! $3");
    return page(
        field(mail, "Subject"),
        "<pre><b><font size=\"+1\">[<a href=\"?l=1\">prev in list</a>] [<a href=\"?l=2\">next in"
            + " list</a>] [prev in thread] [next in thread] </b>\n\n<b>List:       <a"
            + " href=\"?l=x\">linux-kernel</a>\nSubject:    "
            + Damage.entities(field(mail, "Subject"))
            + "\nFrom:       A &lt;a () example ! org&gt;\nDate:       2010-01-01 10:00:00\n"
            + "Message-ID: 1 () example ! org</b>\n[Download RAW message]\n\n"
            + text
            + "\n--\nTo unsubscribe from this list: send the line &quot;unsubscribe&quot;\n\n"
            + "[<a href=\"?l=1\">prev in list</a>] [<a href=\"?l=2\">next in list</a>]\n</pre>");
  }

  static String patchwork(String mail) {
    String text = body(mail);
    Matcher diff = Pattern.compile("(?m)^diff ").matcher(text);
    int at = diff.find() ? diff.start() : text.length();
    StringBuilder lines = new StringBuilder();
    for (String line : text.substring(at).split("\n", -1)) {
      String kind =
          line.startsWith("@@") ? "p_chunk" : line.startsWith("+") ? "p_add" : "p_context";
      lines.append("<span class=\"").append(kind).append("\">");
      lines.append(Damage.entities(line)).append("</span>\n");
    }
    return page(
        field(mail, "Subject"),
        "<h1>"
            + Damage.entities(field(mail, "Subject"))
            + "</h1><table><tr><th>Submitter</th><td>A</td></tr></table>\n<div class=\"comment\">\n"
            + "<div class=\"meta\">Commit Message</div>\n<pre class=\"content\">"
            + Damage.entities(text.substring(0, at))
            + "</pre>\n</div>\n<h2>Patch <button>hide</button></h2><div id=\"patch\">\n"
            + "<pre class=\"patch\">"
            + lines
            + "</pre></div>");
  }

  /** As a proxy that hides addresses writes them, in the code too. */
  static String protectedAddresses(String mail) {
    String hidden =
        "<a href=\"/cdn-cgi/l/email-protection\" class=\"__cf_email__\""
            + " data-cfemail=\"5a3b\">[email&#160;protected]</a>";
    Matcher diff = Pattern.compile("(?m)^diff ").matcher(mail);
    int at = diff.find() ? diff.start() : mail.length();
    String text = body(mail.substring(0, at));
    return page(
        field(mail, "Subject"),
        "<pre>\nSubject: "
            + Damage.entities(field(mail, "Subject"))
            + "\nFrom: A "
            + hidden
            + "\n\n"
            + Damage.entities(text).replaceAll("&lt;\\S+@\\S+&gt;", "&lt;" + hidden + "&gt;")
            + Damage.entities(mail.substring(at))
            + "</pre>");
  }

  /** As mailers write HTML: no preformatted text, a division for each line. */
  static String divisions(String mail) {
    StringBuilder out = new StringBuilder();
    for (String line : Damage.expanded(body(mail)).split("\n", -1)) {
      String text = shown(Damage.entities(line));
      out.append("<div>").append(line.isEmpty() ? "<br>" : text).append("</div>\n");
    }
    return page(field(mail, "Subject"), "<div dir=\"ltr\">" + out + "</div>");
  }

  /** Blanks that a browser would run together or leave out are no-break spaces. */
  private static String shown(String text) {
    return text.replaceAll(" (?= )|(?m:^) |(?m) $", "&nbsp;");
  }

  static String lineBreaks(String mail) {
    return page(
        field(mail, "Subject"),
        "<p>"
            + shown(Damage.entities(Damage.expanded(body(mail)))).replace("\n", "<br>\n")
            + "</p>");
  }
}

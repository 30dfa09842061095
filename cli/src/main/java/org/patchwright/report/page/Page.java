package org.patchwright.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.nodes.Element;

/**
 * One page. It runs the scripts of this package alone, by a content security policy, and asks no
 * network for anything.
 *
 * @param title of the page and its first heading
 * @param lead what the page says in one line; may be empty
 * @param menu other pages of the folder
 * @param scripts names of scripts of the folder beside the page's own, see {@link
 *     PageFolder#script}
 */
public record Page(
    String title, String lead, List<Link> menu, List<Block> blocks, List<String> scripts) {

  /** Another page, by its place in the folder. */
  public record Link(String target, String text) {}

  public Page {
    menu = List.copyOf(menu);
    blocks = List.copyOf(blocks);
    scripts = List.copyOf(scripts);
  }

  public static Page of(String title, String lead, List<Block> blocks) {
    return new Page(title, lead, List.of(), blocks, List.of());
  }

  /** What all pages share, in the order in which they need it. */
  static final List<String> SCRIPTS = List.of("preact.js", "page.js");

  static final String STYLE = "page.css";

  /** Writes a page that needs no file beside it. */
  public void writeAlone(Writer out) throws IOException {
    StringBuilder allowed = new StringBuilder();
    for (String script : SCRIPTS) {
      allowed.append(" '").append(hash(asset(script))).append('\'');
    }
    String style = asset(STYLE);
    Document page = document("script-src" + allowed + "; style-src '" + hash(style) + "'");
    page.head().appendElement("style").appendChild(new DataNode(style));
    for (String script : SCRIPTS) {
      page.body().appendElement("script").appendChild(new DataNode(asset(script)));
    }
    out.write(page.outerHtml());
    out.write('\n');
  }

  /** The page as one of a folder, whose scripts and style lie in {@code assets}. */
  String inFolder() {
    Document page = document("script-src 'self'; style-src 'self'");
    page.head().appendElement("link").attr("rel", "stylesheet").attr("href", "assets/" + STYLE);
    SCRIPTS.forEach(script -> addScript(page, script));
    scripts.forEach(script -> addScript(page, script));
    return page.outerHtml() + "\n";
  }

  private static void addScript(Document page, String name) {
    page.body().appendElement("script").attr("src", "assets/" + name);
  }

  private Document document(String policy) {
    Document page = Document.createShell("");
    page.outputSettings().prettyPrint(false);
    page.insertChildren(0, new DocumentType("html", "", ""));
    page.selectFirst("html").attr("lang", "en");
    Element head = page.head();
    head.appendElement("meta").attr("charset", "utf-8");
    head.appendElement("meta")
        .attr("http-equiv", "Content-Security-Policy")
        .attr("content", "default-src 'none'; img-src 'self'; base-uri 'none'; " + policy);
    head.appendElement("meta")
        .attr("name", "viewport")
        .attr("content", "width=device-width, initial-scale=1");
    head.appendElement("meta").attr("name", "color-scheme").attr("content", "light dark");
    head.appendElement("title").text(Block.shown(title) + " – Patchwright");
    Element body = page.body();
    body.appendElement("a").addClass("skip").attr("href", "#main").text("Skip to content");
    Element banner = body.appendElement("header");
    banner.appendElement("span").addClass("brand").text("Patchwright");
    if (!menu.isEmpty()) {
      Element list = banner.appendElement("nav").attr("aria-label", "Pages");
      for (Link link : menu) {
        list.appendElement("a").attr("href", link.target()).text(Block.shown(link.text()));
      }
    }
    Element main = body.appendElement("main").attr("id", "main").attr("tabindex", "-1");
    main.appendElement("h1").text(Block.shown(title));
    if (!lead.isEmpty()) {
      main.appendElement("p").addClass("lead").text(Block.shown(lead));
    }
    blocks.forEach(block -> block.addTo(main));
    return page;
  }

  /** A script or style of this package. */
  static String asset(String name) throws IOException {
    String place =
        name.equals("preact.js")
            ? "/META-INF/resources/webjars/preact/10.28.0/dist/preact.min.umd.js"
            : name;
    try (InputStream in = Page.class.getResourceAsStream(place)) {
      if (in == null) {
        throw new IllegalStateException(place + " is missing from the build");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      // The map is not in the folder; browsers would ask for it.
      return text.replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    }
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

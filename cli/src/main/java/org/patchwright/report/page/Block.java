package org.patchwright.report.page;

import java.util.List;
import org.jsoup.nodes.Element;
import org.patchwright.report.Shown;

/** A piece of a page, from top to bottom. */
public sealed interface Block {

  /** Puts the block at the end of an element. */
  void addTo(Element parent);

  /** Text as a page shows it: what would turn or hide the rest of a line is spelt out. */
  static String shown(String text) {
    return Shown.of(text);
  }

  /**
   * @param level 2 for a section of the page, 3 for a part of one
   */
  record Heading(int level, String text) implements Block {
    @Override
    public void addTo(Element parent) {
      parent.appendElement("h" + Math.max(2, Math.min(6, level))).text(shown(text));
    }
  }

  record Paragraph(String text, Tone tone) implements Block {
    public static Paragraph of(String text) {
      return new Paragraph(text, Tone.PLAIN);
    }

    @Override
    public void addTo(Element parent) {
      parent.appendElement("p").addClass(tone.style()).text(shown(text));
    }
  }

  /** A list of lines, each with its tone. */
  record Items(List<Paragraph> lines) implements Block {
    public Items {
      lines = List.copyOf(lines);
    }

    @Override
    public void addTo(Element parent) {
      Element list = parent.appendElement("ul");
      for (Paragraph line : lines) {
        list.appendElement("li").addClass(line.tone().style()).text(shown(line.text()));
      }
    }
  }

  /** Lines of code or of a diff, kept as they are; line ends are not part of the text. */
  record Code(List<Paragraph> lines) implements Block {
    public Code {
      lines = List.copyOf(lines);
    }

    @Override
    public void addTo(Element parent) {
      Element code = parent.appendElement("pre").attr("tabindex", "0").addClass("code");
      for (Paragraph line : lines) {
        // Tabs are part of what code looks like; Shown would spell them out.
        String[] parts = line.text().split("\t", -1);
        StringBuilder text = new StringBuilder(shown(parts[0]));
        for (int i = 1; i < parts.length; i++) {
          text.append('\t').append(shown(parts[i]));
        }
        code.appendElement("span").addClass(line.tone().style()).text(text + "\n");
      }
    }
  }

  /** Blocks that a reader opens when they are wanted. */
  record Fold(String title, List<Block> blocks) implements Block {
    public Fold {
      blocks = List.copyOf(blocks);
    }

    @Override
    public void addTo(Element parent) {
      Element fold = parent.appendElement("details");
      fold.appendElement("summary").text(shown(title));
      blocks.forEach(block -> block.addTo(fold));
    }
  }

  /** A table that can be searched, sorted and narrowed by keyboard, with any number of rows. */
  record Rows(Table table) implements Block {
    @Override
    public void addTo(Element parent) {
      table.addTo(parent);
    }
  }

  /** A place that a page's own script fills; the script finds it by its id. */
  record Mount(String id) implements Block {
    @Override
    public void addTo(Element parent) {
      parent.appendElement("div").attr("id", id);
    }
  }

  /** Marks by row and column. */
  record Marks(Matrix matrix) implements Block {
    @Override
    public void addTo(Element parent) {
      matrix.addTo(parent);
    }
  }

  /** Numbers over time. */
  record Curves(Course course) implements Block {
    @Override
    public void addTo(Element parent) {
      course.addTo(parent);
    }
  }
}

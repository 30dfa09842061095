package org.patchwright.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.patchwright.run.Report;

/** How findings are written. */
public enum Format {
  TEXT {
    @Override
    public void write(List<Part> parts, Writer out) throws IOException {
      TextReport.write(parts, out);
    }
  },
  JSON {
    @Override
    public void write(List<Part> parts, Writer out) throws IOException {
      JsonReport.write(parts, out);
    }
  },
  SARIF {
    @Override
    public void write(List<Part> parts, Writer out) throws IOException {
      SarifReport.write(parts, out);
    }
  },
  GITHUB {
    @Override
    public void write(List<Part> parts, Writer out) throws IOException {
      GithubReport.write(parts, out);
    }
  },
  CHECKSTYLE {
    @Override
    public void write(List<Part> parts, Writer out) throws IOException {
      CheckstyleReport.write(parts, out);
    }
  },
  /** A folder of pages, which {@link HtmlReport} writes. */
  HTML {
    @Override
    public void write(List<Part> parts, Writer out) throws IOException {
      throw new IOException("--format html writes a folder of pages: name it with -o");
    }
  };

  /** Writes reports one behind the other; the writer stays open. */
  public abstract void write(List<Part> parts, Writer out) throws IOException;

  /** Writes one report. */
  public void write(Report report, Scene scene, Writer out) throws IOException {
    write(List.of(new Part(report, scene)), out);
  }
}

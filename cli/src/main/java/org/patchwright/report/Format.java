package org.patchwright.report;

import java.io.IOException;
import java.io.Writer;
import org.patchwright.run.Report;

/** How findings are written. */
public enum Format {
  TEXT {
    @Override
    public void write(Report report, Scene scene, Writer out) throws IOException {
      TextReport.write(report, scene, out);
    }
  },
  JSON {
    @Override
    public void write(Report report, Scene scene, Writer out) throws IOException {
      JsonReport.write(report, scene, out);
    }
  },
  SARIF {
    @Override
    public void write(Report report, Scene scene, Writer out) throws IOException {
      SarifReport.write(report, scene, out);
    }
  },
  GITHUB {
    @Override
    public void write(Report report, Scene scene, Writer out) throws IOException {
      GithubReport.write(report, scene, out);
    }
  },
  CHECKSTYLE {
    @Override
    public void write(Report report, Scene scene, Writer out) throws IOException {
      CheckstyleReport.write(report, scene, out);
    }
  };

  /** Writes a report; the writer stays open. */
  public abstract void write(Report report, Scene scene, Writer out) throws IOException;
}

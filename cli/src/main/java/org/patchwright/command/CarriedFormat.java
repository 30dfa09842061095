package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.patchwright.pipeline.Carried;
import org.patchwright.report.CarriedReport;

/** How to tell what came of a series. */
enum CarriedFormat {
  TEXT,
  JSON;

  void write(Carried carried, List<String> written, PrintWriter out) throws IOException {
    CarriedReport report = report(carried);
    if (this == JSON) {
      report.json(out, carried.isProved(), written);
    } else {
      report.text(out);
      written.forEach(name -> out.println("wrote " + name));
    }
    out.flush();
  }

  static CarriedReport report(Carried carried) {
    return new CarriedReport(
        carried.reading(),
        carried.steps().stream()
            .map(step -> new CarriedReport.Outcome(step.patch(), step.applied()))
            .toList(),
        carried.notes(),
        carried.target().repository(),
        carried.target().commit());
  }
}

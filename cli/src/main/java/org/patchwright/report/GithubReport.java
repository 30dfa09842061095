package org.patchwright.report;

import java.io.IOException;
import java.io.Writer;
import java.util.stream.Collectors;
import org.patchwright.rule.Finding;
import org.patchwright.run.Report;

/** Findings as workflow commands of GitHub Actions, which become annotations of a change. */
final class GithubReport {

  private GithubReport() {}

  static void write(Report report, Scene scene, Writer out) throws IOException {
    for (Finding finding : report.findings()) {
      String command =
          switch (finding.severity()) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTE -> "notice";
          };
      String steps =
          finding.steps().stream()
              .map(
                  step ->
                      "\n%s:%d: %s"
                          .formatted(
                              scene.shown().apply(step.place().path()),
                              step.place().line(),
                              step.message()))
              .collect(Collectors.joining());
      out.write(
          "::%s file=%s,line=%d,col=%d,title=%s::%s\n"
              .formatted(
                  command,
                  property(scene.shown().apply(finding.path())),
                  finding.place().line(),
                  finding.place().column(),
                  property(finding.rule()),
                  data(finding.message() + steps)));
    }
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}

package org.patchwright.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.stream.Collectors;
import org.patchwright.rule.Finding;
import org.patchwright.run.Report;

/** Findings as workflow commands of GitHub Actions, which become annotations of a change. */
final class GithubReport {

  private GithubReport() {}

  static void write(List<Part> parts, Writer out) throws IOException {
    for (Part part : parts) {
      write(part.report(), part.scene(), out);
    }
  }

  private static void write(Report report, Scene scene, Writer out) throws IOException {
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
      String commit =
          scene.remarks().judgement().map(j -> "\nsince " + j.commit().describe()).orElse("");
      out.write(
          "::%s file=%s,line=%d,col=%d,title=%s::%s\n"
              .formatted(
                  command,
                  property(scene.shown().apply(finding.path())),
                  finding.place().line(),
                  finding.place().column(),
                  property(finding.rule()),
                  data(finding.message() + steps + commit)));
    }
  }

  private static String data(String text) {
    String safe = text.lines().map(Shown::of).collect(Collectors.joining("\n"));
    return safe.replace("%", "%25").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}

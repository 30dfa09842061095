package org.patchwright.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.run.Report;
import org.patchwright.run.Runner;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * A C file that says of itself what a rule must find in it: {@code // expect: words} on a line with
 * a finding, {@code // misses: words} on one where a finding is wanted and known to be absent.
 */
public final class Fixture {

  private static final String EXPECT = "// expect: ";
  private static final String MISSES = "// misses: ";

  private Fixture() {}

  /**
   * What a rule makes of its fixture.
   *
   * @param expected lines that must have a finding
   * @param missed lines of which it is admitted that they have none
   * @param faults where it is not so, as {@code line: what}; none if all is well
   */
  public record Outcome(int expected, int missed, List<String> faults) {
    public Outcome {
      faults = List.copyOf(faults);
    }
  }

  /** Asks the rule about the file alone and compares. */
  public static Outcome of(Rule rule, SourceFile file) throws IOException {
    Report report = Runner.run(alone(file), List.of(file.path()), List.of(rule), 1);
    List<String> faults = new ArrayList<>();
    report.failures().forEach(failure -> faults.add("0: the rule failed: " + failure.message()));
    List<Finding> left = new ArrayList<>(report.findings());
    int expected = 0;
    int missed = 0;
    for (int line = 1; line <= file.lineCount(); line++) {
      String text = file.display(file.lineSpan(line)).stripTrailing();
      Optional<String> wanted = behind(text, EXPECT);
      Optional<String> gap = behind(text, MISSES);
      int number = line;
      if (wanted.isPresent()) {
        expected++;
        if (!left.removeIf(found -> isAt(found, number, wanted.get()))) {
          faults.add(line + ": expected \"" + wanted.get() + "\", found " + instead(left, line));
        }
      } else if (gap.isPresent()) {
        missed++;
        if (left.removeIf(found -> isAt(found, number, gap.get()))) {
          faults.add(line + ": found what it is said to miss; write expect for misses");
        }
      }
    }
    for (Finding finding : left) {
      faults.add(finding.place().line() + ": not expected: " + finding.message());
    }
    return new Outcome(expected, missed, faults);
  }

  /** What a line has in the place of what was expected; nothing else is said of that. */
  private static String instead(List<Finding> left, int line) {
    List<String> others =
        left.stream()
            .filter(found -> found.place().line() == line)
            .map(found -> "\"" + found.message() + "\"")
            .toList();
    left.removeIf(found -> found.place().line() == line);
    return others.isEmpty() ? "nothing on this line" : String.join(" and ", others);
  }

  private static Optional<String> behind(String line, String mark) {
    int at = line.indexOf(mark);
    return at < 0 ? Optional.empty() : Optional.of(line.substring(at + mark.length()).trim());
  }

  private static boolean isAt(Finding finding, int line, String words) {
    return finding.place().line() == line && finding.message().contains(words);
  }

  private static SourceTree alone(SourceFile file) {
    return new SourceTree() {
      @Override
      public String name() {
        return "fixture";
      }

      @Override
      public List<String> paths() {
        return List.of(file.path());
      }

      @Override
      public Optional<SourceFile> read(String path) {
        return path.equals(file.path()) ? Optional.of(file) : Optional.empty();
      }
    };
  }
}

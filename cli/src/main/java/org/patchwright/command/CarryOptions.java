package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.patchwright.pipeline.Carried;
import org.patchwright.pipeline.PatchTarget;
import org.patchwright.pipeline.SeriesInput;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is carried where, and how that is told: shared by apply, rebase and series import. */
final class CarryOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private SeriesArguments arguments;

  @ArgGroup(multiplicity = "1")
  private CarriedOutput output;

  @Option(names = "--strict", description = "Write nothing unless everything is proved.")
  private boolean strict;

  @Option(
      names = "--format",
      description = "How to report: ${COMPLETION-CANDIDATES}. Default: text.")
  private CarriedFormat format = CarriedFormat.TEXT;

  /** What a command prints behind the report. */
  interface More {
    void to(PrintWriter out) throws IOException;
  }

  SeriesInput read() throws IOException {
    output.check(arguments.target());
    return arguments.read();
  }

  PatchTarget open(Optional<String> revision) throws IOException {
    return PatchTarget.open(arguments.target(), revision, output.isInPlace());
  }

  boolean asText() {
    return format == CarriedFormat.TEXT;
  }

  /**
   * Writes and reports.
   *
   * @param more what to print behind the report
   * @return the exit code
   */
  int told(Carried carried, More more) throws IOException {
    boolean proved = carried.isProved();
    List<String> written = proved || !strict ? output.write(carried) : List.of();
    PrintWriter out = ShownWriter.around(spec.commandLine().getOut());
    format.write(carried, written, out);
    more.to(out);
    out.flush();
    if (strict && !proved) {
      spec.commandLine().getErr().println("not everything is proved: nothing was written");
    }
    return proved ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }
}

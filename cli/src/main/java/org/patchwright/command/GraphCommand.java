package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.xml.stream.XMLStreamException;
import org.patchwright.pipeline.Target;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.report.picture.ControlFlow;
import org.patchwright.report.picture.Drawing;
import org.patchwright.report.picture.LifeCycle;
import org.patchwright.report.picture.Picture;
import org.patchwright.report.picture.Svg;
import org.patchwright.source.SourceFile;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws what the tool sees of a function or a driver. */
@Command(
    name = "graph",
    description = {
      "Draws the control flow of a function, or the life of a driver: its callbacks, the states"
          + " between which they lead, and what each acquires (+) and releases (-). An SVG."
    })
final class GraphCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE:FUNCTION",
      description = "A file and a function in it; with --driver the file alone.")
  private Path place = Path.of("");

  @Option(names = "--driver", description = "Draw the life of the drivers that the file registers.")
  private boolean driver;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the picture to this file instead of standard output.")
  private Optional<Path> output = Optional.empty();

  @Override
  public Integer call() throws IOException {
    String named = place.toString();
    int colon = driver ? -1 : named.lastIndexOf(':');
    if (!driver && colon <= 0) {
      throw new UnusableInputException(
          place + ": name a function behind a colon, FILE:FUNCTION, or give --driver");
    }
    Path file = Path.of(colon < 0 ? named : named.substring(0, colon));
    try (Target target = Target.open(file, Optional.empty())) {
      SourceFile source =
          target
              .onlyFile()
              .orElseThrow(() -> new UnusableInputException(file + ": is no file of C"));
      Unit unit = Unit.of(source);
      Picture picture =
          driver ? life(unit, file) : flow(unit, file, named.substring(colon + 1)).picture();
      Drawing drawing = Drawing.of(picture);
      if (output.isPresent()) {
        OutputFile.write(output.get(), out -> write(drawing, out));
      } else {
        PrintWriter out = spec.commandLine().getOut();
        write(drawing, out);
        out.flush();
      }
      return ExitCode.CLEAN;
    }
  }

  private static Picture life(Unit unit, Path file) throws UnusableInputException {
    Picture picture = LifeCycle.of(unit);
    if (picture.boxes().isEmpty()) {
      throw new UnusableInputException(file + ": registers no callbacks of its own");
    }
    return picture;
  }

  private static ControlFlow flow(Unit unit, Path file, String name) throws UnusableInputException {
    Function function =
        unit.function(name)
            .orElseThrow(() -> new UnusableInputException(file + ": defines no function " + name));
    return ControlFlow.of(function);
  }

  private static void write(Drawing drawing, Writer out) throws IOException {
    try {
      Svg.write(drawing, out);
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }
}

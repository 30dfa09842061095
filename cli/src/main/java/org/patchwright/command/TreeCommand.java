package org.patchwright.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.report.Shown;
import org.patchwright.run.DeepStack;
import org.patchwright.source.SourceFile;
import org.patchwright.srcml.SrcmlQuery;
import org.patchwright.srcml.SrcmlReader;
import org.patchwright.srcml.SrcmlWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes C as srcML, and searches srcML. */
@Command(
    name = "tree",
    description = {
      "Writes C files as srcML 1.0: one file as a unit, several as an archive in the order given."
          + " With --xpath, prints what an expression finds in C files, or in srcML documents"
          + " that any tool wrote. Ends with 1 if nothing is found."
    })
final class TreeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "C files; for --xpath also srcML documents.")
  private List<Path> files;

  @Option(names = "--srcml", description = "Write srcML.")
  private boolean srcml;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "Write to this file. Default: standard output.")
  private Path output;

  @Option(names = "--pos", description = "Give each element its first and last line and column.")
  private boolean positions;

  @Option(
      names = "--xpath",
      paramLabel = "EXPR",
      description =
          "Print what this XPath 1.0 expression finds, with positions. The prefixes src, cpp and"
              + " pos stand for srcML's namespaces.")
  private String expression;

  @Override
  public Integer call() throws IOException {
    if (srcml == (expression != null)) {
      throw new ParameterException(
          spec.commandLine(), "say what to write: --srcml, or --xpath with an expression");
    }
    if (expression != null && positions) {
      throw new ParameterException(spec.commandLine(), "--pos goes with --srcml");
    }
    SrcmlQuery query = expression == null ? null : query();
    for (Path file : files) {
      if (Files.isDirectory(file)) {
        throw new UnusableInputException(file + ": is a directory; name its files");
      }
      if (!Files.isReadable(file)) {
        throw new UnusableInputException(file + ": no such file, or not readable; check the path");
      }
    }
    AtomicInteger found = new AtomicInteger();
    OutputFile.Bytes content =
        out ->
            deep(
                () -> {
                  if (query == null) {
                    writeAll(out);
                  } else {
                    found.set(search(query, out));
                  }
                  return ExitCode.CLEAN;
                });
    if (output != null) {
      OutputFile.writeBytes(output, content);
    } else {
      PrintWriter out = spec.commandLine().getOut();
      try (OutputStream text = new BufferedOutputStream(new Utf8Output(out))) {
        content.writeTo(text);
      }
    }
    return query != null && found.get() == 0 ? ExitCode.FINDINGS : ExitCode.CLEAN;
  }

  private SrcmlQuery query() {
    try {
      return SrcmlQuery.of(expression);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private int search(SrcmlQuery query, OutputStream out) throws IOException {
    AtomicInteger found = new AtomicInteger();
    PrintWriter lines = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    for (Path path : files) {
      SourceFile file = read(path);
      if (SrcmlReader.isXml(file)) {
        try (SrcmlReader reader = SrcmlReader.open(path)) {
          query.in(reader, match -> print(match, lines, found));
        }
      } else {
        query.in(file).forEach(match -> print(match, lines, found));
      }
    }
    lines.flush();
    return found.get();
  }

  private static void print(SrcmlQuery.Match match, PrintWriter lines, AtomicInteger found) {
    String place = match.line() == 0 ? "" : ":" + match.line() + ":" + match.column();
    String name = match.name().isEmpty() ? "" : match.name() + ": ";
    String text = match.text().strip().replaceAll("\\s+", " ");
    lines.println(Shown.of(match.path() + place + ": " + name + text));
    found.incrementAndGet();
  }

  /** Runs on a deep stack: sources nest as deep as they like. */
  private static void deep(Callable<Integer> work) throws IOException {
    ExecutorService thread = DeepStack.threads(1);
    try {
      thread.submit(work).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      thread.shutdownNow();
    }
  }

  private void writeAll(OutputStream out) throws IOException {
    if (files.size() == 1) {
      SrcmlWriter.unit(read(files.get(0)), positions, out);
      return;
    }
    SrcmlWriter archive = SrcmlWriter.archive(positions, out);
    for (Path file : files) {
      archive.add(read(file));
    }
    archive.finish();
  }

  private static SourceFile read(Path path) throws IOException {
    return SourceFile.owning(path.toString(), Files.readAllBytes(path));
  }
}

package org.patchwright.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.patchwright.pipeline.ParseRun;
import org.patchwright.pipeline.Understanding;
import org.patchwright.run.DeepStack;
import org.patchwright.source.KernelConfig;
import org.patchwright.source.SourceFile;
import org.patchwright.syntax.Node;
import org.patchwright.syntax.SyntaxTree;
import org.patchwright.token.Condition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the syntax tree of a file, or how much of many files was understood. */
@Command(
    name = "parse",
    description = {
      "Prints the syntax tree of a file, each node with the #if conditions under which it stands,"
          + " or, with --stats, how much of files and directories was"
          + " understood. Ends with 3 if a file could not be parsed at all."
    })
final class ParseCommand implements Callable<Integer> {

  enum Format {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec;

  @Mixin private ConfigOptions configuration;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "C files, or directories of them.")
  private List<Path> paths;

  @Option(names = "--stats", description = "Count instead of printing the tree.")
  private boolean stats;

  @Option(names = "--errors", description = "List the pieces that were not understood.")
  private boolean errors;

  @Option(
      names = "--format",
      description = "How to print the counts: ${COMPLETION-CANDIDATES}. Default: text.")
  private Format format = Format.TEXT;

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description = "How many files to parse at once. Default: one for each processor.")
  private int jobs = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = ShownWriter.around(spec.commandLine().getOut());
    if (!stats && !errors) {
      if (paths.size() != 1 || Files.isDirectory(paths.get(0))) {
        throw new ParameterException(
            spec.commandLine(), "a tree is printed of one file; --stats takes more");
      }
      return print(paths.get(0), configuration.config(), out);
    }
    List<Path> files = ParseRun.files(paths);
    ParseRun run;
    try (Progress progress = new Progress("files", files.size())) {
      run = ParseRun.of(files, configuration.config(), jobs, errors, progress);
    }
    run.problems().forEach(out::println);
    if (stats) {
      out.println(format == Format.JSON ? json(run) : text(run));
    }
    run.failures().forEach(failure -> spec.commandLine().getErr().println(failure));
    return run.failures().isEmpty() && run.total().roundTripFailures() == 0
        ? ExitCode.CLEAN
        : ExitCode.FAILED;
  }

  private static int print(Path path, KernelConfig config, PrintWriter out)
      throws IOException, InterruptedException, ExecutionException {
    SourceFile file = SourceFile.owning(path.toString(), Files.readAllBytes(path));
    ExecutorService thread = DeepStack.threads(1);
    try {
      return thread
          .submit(
              () -> {
                SyntaxTree tree = ParseRun.tree(file, config, ParseRun.headersOnDisk());
                print(tree.root(), 0, List.of(), out);
                for (SyntaxTree other : tree.alternatives()) {
                  out.println("Another reading:");
                  other.root().children().forEach(node -> print(node, 1, List.of(), out));
                }
                return ExitCode.CLEAN;
              })
          .get();
    } finally {
      thread.shutdownNow();
    }
  }

  private static void print(Node node, int depth, List<Condition> around, PrintWriter out) {
    out.printf("%s%s %d:%d", "  ".repeat(depth), node.kind(), node.line(), node.column());
    List<Node> children = node.children();
    if (children.isEmpty()) {
      String text = node.file().display(node.span()).replaceAll("\\s+", " ");
      out.print(" " + (text.length() > 80 ? text.substring(0, 80) + "…" : text));
    }
    List<Condition> conditions = node.conditions();
    if (!conditions.isEmpty() && !conditions.equals(around)) {
      out.print(
          conditions.stream()
              .map(Condition::toString)
              .collect(Collectors.joining(" && ", "  #if ", "")));
    }
    out.println();
    children.forEach(child -> print(child, depth + 1, conditions, out));
  }

  private static String text(ParseRun run) {
    Understanding total = run.total();
    return String.format(
        Locale.ROOT,
        "%d files, %d clean (%.2f %%); %d functions, %d clean (%.3f %%); %d tokens dropped;"
            + " %d round trips failed; %.1f MB in %.2f s (%.1f MB/s)",
        total.files(),
        total.cleanFiles(),
        percent(total.cleanFiles(), total.files()),
        total.functions(),
        total.cleanFunctions(),
        percent(total.cleanFunctions(), total.functions()),
        total.droppedTokens(),
        total.roundTripFailures(),
        total.bytes() / 1e6,
        run.seconds(),
        total.bytes() / 1e6 / Math.max(run.seconds(), 1e-9));
  }

  private static double percent(int part, int whole) {
    return whole == 0 ? 100 : 100.0 * part / whole;
  }

  private static String json(ParseRun run) throws IOException {
    Understanding total = run.total();
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("files", total.files());
      json.writeNumberField("cleanFiles", total.cleanFiles());
      json.writeNumberField("functions", total.functions());
      json.writeNumberField("cleanFunctions", total.cleanFunctions());
      json.writeNumberField("bytes", total.bytes());
      json.writeNumberField("droppedTokens", total.droppedTokens());
      json.writeNumberField("seconds", run.seconds());
      json.writeNumberField("roundTripFailures", total.roundTripFailures());
      json.writeNumberField("failedFiles", run.failures().size());
      json.writeEndObject();
    }
    return text.toString();
  }
}

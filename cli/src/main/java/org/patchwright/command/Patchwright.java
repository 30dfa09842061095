package org.patchwright.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code patchwright}: reads the arguments, runs a subcommand, answers for it. */
@Command(
    name = "patchwright",
    description = {
      "Finds broken life-cycle promises in Linux kernel drivers, straight from git, and writes,"
          + " checks and rebases the patches that mend them."
    },
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing found",
      "1:something found",
      "2:the command line, or what it names, can't be used",
      "3:the tool failed on some part; what it could do was done",
      "125:check --range: a commit can't be judged",
      "130:interrupted",
      "141:whoever read the output closed it"
    })
public final class Patchwright implements Callable<Integer> {

  /** In the order in which help lists them. */
  private static final List<Class<?>> SUBCOMMANDS =
      List.of(
          CheckCommand.class,
          SweepCommand.class,
          CacheCommand.class,
          FixCommand.class,
          InitCommand.class,
          RulesCommand.class,
          ExplainCommand.class,
          GraphCommand.class,
          NewRuleCommand.class,
          TestRuleCommand.class,
          DemoCommand.class,
          ParseCommand.class,
          TreeCommand.class,
          SeriesCommand.class,
          ApplyCommand.class,
          RebaseCommand.class,
          ValidateCommand.class);

  /** When to use colour. */
  enum Colour {
    AUTO,
    ALWAYS,
    NEVER
  }

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Say how this command is used, and stop.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Say the version, and stop.")
  private boolean version;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      scope = ScopeType.INHERIT,
      arity = "0..1",
      defaultValue = "auto",
      fallbackValue = "always",
      description = "Colour on standard output: ${COMPLETION-CANDIDATES}. Default: auto.")
  private Colour colour = Colour.AUTO;

  /** Runs the command line and ends the process with its {@link ExitCode}. */
  public static void main(String[] args) {
    AtomicBoolean done = new AtomicBoolean();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (!done.get()) {
                    System.err.println("patchwright: interrupted; nothing more was written");
                  }
                }));
    Printed printed = new Printed(new FileOutputStream(FileDescriptor.out));
    PrintWriter out = writer(printed);
    PrintWriter err = writer(new FileOutputStream(FileDescriptor.err));
    int code = printed.exitCode(run(out, err, args), out, err);
    done.set(true);
    System.exit(code);
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
  }

  /**
   * Runs a command line.
   *
   * @return an {@link ExitCode}
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      // Without the model of all subcommands, this is several times faster.
      out.println(versionLine());
      return ExitCode.CLEAN;
    }
    if (args.length == 3 && args[0].equals(BuildServer.OPTION)) {
      return BuildServer.serve(args[1], args[2]);
    }
    if (args.length == 2 && args[0].equals(Training.OPTION)) {
      return Training.run(Path.of(args[1]));
    }
    if (args.length > 1 && Kbuild.asks(args)) {
      return Kbuild.run(out, err, args);
    }
    try {
      CommandLine line = commandLine(named(args)).setOut(out).setErr(ShownWriter.around(err));
      int code = line.execute(args);
      out.flush();
      return code;
    } catch (RuntimeException | Error e) {
      return failed(err, e);
    }
  }

  /** The command with all of its subcommands. */
  static CommandLine commandLine() {
    return commandLine(SUBCOMMANDS);
  }

  /**
   * The subcommand that is asked for by its name, or all: the model of one takes a tenth of the
   * time.
   */
  private static List<Class<?>> named(String... args) {
    for (Class<?> subcommand : SUBCOMMANDS) {
      if (args.length > 0 && subcommand.getAnnotation(Command.class).name().equals(args[0])) {
        return List.of(subcommand);
      }
    }
    return SUBCOMMANDS;
  }

  private static CommandLine commandLine(List<Class<?>> subcommands) {
    // It would quote what was typed as it is, beside our own complaint.
    CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
    CommandLine line = new CommandLine(new Patchwright());
    subcommands.forEach(line::addSubcommand);
    line.setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false)
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
        .setUsageHelpLongOptionsMaxWidth(26)
        .setParameterExceptionHandler(Patchwright::misused)
        .setExecutionExceptionHandler(
            (thrown, command, parsed) -> failed(command.getErr(), thrown));
    line.getCommandSpec().version(versionLine());
    return line;
  }

  /** Without a subcommand there is nothing to do. */
  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "name a command: patchwright --help lists them");
  }

  private static int misused(ParameterException misuse, String[] args) {
    CommandLine command = misuse.getCommandLine();
    String hint = "; see " + command.getCommandSpec().qualifiedName() + " --help";
    String message = misuse.getMessage().replaceAll("\\s*\\R\\s*", " ");
    command.getErr().println("patchwright: " + message + (message.contains("--help") ? "" : hint));
    command.getErr().flush();
    return ExitCode.USAGE;
  }

  private static int failed(PrintWriter err, Throwable thrown) {
    Complaint complaint = Complaint.about(thrown);
    err.println("patchwright: " + complaint.line());
    if (System.getenv("PATCHWRIGHT_DEBUG") != null) {
      thrown.printStackTrace(err);
    }
    err.flush();
    return complaint.exitCode();
  }

  /** Whether to colour what goes to standard output. */
  boolean coloured() {
    Map<String, String> environment = System.getenv();
    return switch (colour) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO ->
          System.console() != null
              && environment.getOrDefault("NO_COLOR", "").isEmpty()
              && !environment.getOrDefault("TERM", "dumb").toLowerCase(Locale.ROOT).equals("dumb");
    };
  }

  static String versionLine() {
    try (InputStream text = Patchwright.class.getResourceAsStream("version.txt")) {
      return "patchwright " + new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

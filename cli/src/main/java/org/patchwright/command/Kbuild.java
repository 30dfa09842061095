package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.patchwright.pipeline.Configuration;
import org.patchwright.pipeline.Question;
import org.patchwright.pipeline.Reports;
import org.patchwright.pipeline.RuleChoice;
import org.patchwright.pipeline.Target;
import org.patchwright.pipeline.WarmTrees;
import org.patchwright.report.Format;
import org.patchwright.report.Remarks;
import org.patchwright.report.Shown;
import org.patchwright.rule.Rank;
import org.patchwright.run.Memory;
import org.patchwright.run.Report;
import org.patchwright.server.Answer;
import org.patchwright.server.Request;
import org.patchwright.source.DirectoryTree;
import org.patchwright.source.KernelConfig;
import org.patchwright.symbol.KernelTree;

/**
 * The kernel's own door, {@code make C=1 CHECK=patchwright}: takes the compiler's arguments as
 * sparse does, checks that file under the configuration it is built with, and tells findings on
 * standard error. Findings do not fail the build.
 */
final class Kbuild {

  /** Options whose value is the next argument. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-D",
          "-U",
          "-I",
          "-o",
          "-x",
          "-include",
          "-imacros",
          "-isystem",
          "-iquote",
          "-idirafter",
          "-MF",
          "-MT",
          "-MQ",
          "-arch",
          "--param");

  private final WarmTrees trees = new WarmTrees();

  /** Whether a command line is a compiler's: options of it, and a C file. */
  static boolean asks(String... args) {
    boolean compiler = false;
    for (String arg : args) {
      compiler |=
          arg.matches(
              "-(?:[DIU].*|include|isystem|nostdinc|W[a-z].*|f[a-z].*|m[a-z].*|std=.*|O.?)");
    }
    return compiler && args[0].startsWith("-") && !files(List.of(args)).isEmpty();
  }

  private static List<Path> files(List<String> args) {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (WITH_VALUE.contains(arg)) {
        i++;
      } else if (!arg.startsWith("-") && arg.endsWith(".c")) {
        files.add(Path.of(arg));
      }
    }
    return files;
  }

  /** Has the warm process check the files, or does it here where there can be none. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    Request request = new Request(Path.of("").toAbsolutePath(), List.of(args));
    Answer answer = BuildServer.ask(request, err).orElseGet(() -> new Kbuild().answer(request));
    out.print(answer.out());
    out.flush();
    err.print(answer.err());
    err.flush();
    return answer.code();
  }

  /** Checks the files; the exit code is 0 unless one can't be looked at. */
  Answer answer(Request request) {
    StringWriter text = new StringWriter();
    PrintWriter err = new PrintWriter(text);
    int code = ExitCode.CLEAN;
    try {
      for (Path file : files(request.arguments())) {
        code = Math.max(code, check(request.here(), file, err));
      }
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      Complaint complaint = Complaint.about(e);
      err.println("patchwright: " + Shown.of(complaint.line()));
      code = complaint.exitCode();
    }
    err.flush();
    return new Answer(code, "", text.toString());
  }

  private int check(Path here, Path named, PrintWriter err) throws IOException {
    Path file = here.resolve(named);
    if (!Files.exists(file)) {
      throw new NoSuchFileException(named.toString());
    }
    RuleChoice all = RuleChoice.shipped(List.of());
    try (Target opened = Target.open(file, Optional.empty())) {
      KernelTree tree =
          opened.tree() instanceof DirectoryTree directory
              ? trees.of(directory)
              : KernelTree.of(opened.tree());
      Target target =
          new Target(tree.source(), opened.scopes(), opened.location(), opened.revision());
      Configuration.Loaded loaded = Configuration.of(target, Optional.empty(), all.rules());
      if (!loaded.errors().isEmpty()) {
        loaded.errors().forEach(line -> err.println(Shown.of(line)));
        return ExitCode.USAGE;
      }
      Configuration configuration = loaded.configuration();
      Question question =
          new Question(
              configuration.wanted(),
              configuration.rules(),
              configuration.settings()::ranked,
              configuration.settings().minRank().orElse(Rank.LIKELY),
              1,
              KernelConfig.ANY);
      Report found = question.ask(tree, target.sources(List.of()), Memory.NONE, done -> {});
      Optional<KernelConfig> config = config(here);
      if (config.isPresent()) {
        found = Configuration.built(found, target.tree(), config.get());
      }
      Configuration.Allowed allowed = configuration.allow(found, target.tree(), target::shown);
      Report told = Reports.with(found, allowed.outcome().told());
      Format.TEXT.write(
          told,
          CheckCommand.scene(
              target, question.rules(), false, Remarks.NONE, path -> shown(here, target, path)),
          err);
      allowed.notices().forEach(notice -> err.println(Shown.of(notice)));
      Troubles.tell(told, target, err);
      return told.failures().isEmpty() ? ExitCode.CLEAN : ExitCode.FAILED;
    }
  }

  /** As the compiler would name it: from the folder that the build runs in. */
  private static String shown(Path here, Target target, String path) {
    Path absolute = Path.of(target.tree().name()).resolve(path).toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
  }

  /** What the build has made of {@code .config}, in the folder that it runs in. */
  private static Optional<KernelConfig> config(Path here) throws IOException {
    Path generated = here.resolve("include/generated/autoconf.h");
    if (Files.isRegularFile(generated)) {
      return Optional.of(KernelConfig.ofHeader(Files.readString(generated)));
    }
    Path config = here.resolve(".config");
    return Files.isRegularFile(config)
        ? Optional.of(KernelConfig.of(Files.readString(config)))
        : Optional.empty();
  }
}

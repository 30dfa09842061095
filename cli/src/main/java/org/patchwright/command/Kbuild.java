package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.patchwright.config.KernelConfig;
import org.patchwright.pipeline.Configuration;
import org.patchwright.pipeline.Question;
import org.patchwright.pipeline.Reports;
import org.patchwright.pipeline.RuleChoice;
import org.patchwright.pipeline.Target;
import org.patchwright.report.Format;
import org.patchwright.report.Remarks;
import org.patchwright.report.Shown;
import org.patchwright.rule.Rank;
import org.patchwright.run.Memory;
import org.patchwright.run.Report;

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

  private Kbuild() {}

  /** Whether a command line is a compiler's: options of it, and a C file. */
  static boolean asks(String... args) {
    boolean compiler = false;
    for (String arg : args) {
      compiler |=
          arg.matches(
              "-(?:[DIU].*|include|isystem|nostdinc|W[a-z].*|f[a-z].*|m[a-z].*|std=.*|O.?)");
    }
    return compiler && args[0].startsWith("-") && !files(args).isEmpty();
  }

  private static List<Path> files(String... args) {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (WITH_VALUE.contains(args[i])) {
        i++;
      } else if (!args[i].startsWith("-") && args[i].endsWith(".c")) {
        files.add(Path.of(args[i]));
      }
    }
    return files;
  }

  /** Checks the files; the exit code is 0 unless one can't be looked at. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    int code = ExitCode.CLEAN;
    try {
      for (Path file : files(args)) {
        code = Math.max(code, check(file, err));
      }
    } catch (IOException e) {
      err.println("patchwright: " + Shown.of(Complaint.about(e).line()));
      code = ExitCode.USAGE;
    }
    out.flush();
    err.flush();
    return code;
  }

  private static int check(Path file, PrintWriter err) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    RuleChoice all = RuleChoice.of(Optional.empty(), List.of());
    try (Target target = Target.open(file, Optional.empty())) {
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
              1);
      Report found =
          question.ask(target.tree(), target.sources(List.of()), Memory.NONE, done -> {});
      Optional<KernelConfig> config = config();
      if (config.isPresent()) {
        found = Configuration.built(found, target.tree(), config.get());
      }
      Configuration.Allowed allowed = configuration.allow(found, target.tree(), target::shown);
      Report told = Reports.with(found, allowed.outcome().told());
      Format.TEXT.write(
          told,
          CheckCommand.scene(
              target, question.rules(), false, Remarks.NONE, path -> shown(target, path)),
          err);
      allowed.notices().forEach(notice -> err.println(Shown.of(notice)));
      Troubles.tell(told, target, err);
      return told.failures().isEmpty() ? ExitCode.CLEAN : ExitCode.FAILED;
    }
  }

  /** As the compiler would name it: from the folder that the build runs in. */
  private static String shown(Target target, String path) {
    Path absolute = Path.of(target.tree().name()).resolve(path).toAbsolutePath().normalize();
    Path here = Path.of("").toAbsolutePath();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
  }

  /** What the build has made of {@code .config}, in the folder that it runs in. */
  private static Optional<KernelConfig> config() throws IOException {
    Path generated = Path.of("include/generated/autoconf.h");
    if (Files.isRegularFile(generated)) {
      return Optional.of(KernelConfig.ofHeader(Files.readString(generated)));
    }
    Path config = Path.of(".config");
    return Files.isRegularFile(config)
        ? Optional.of(KernelConfig.of(Files.readString(config)))
        : Optional.empty();
  }
}

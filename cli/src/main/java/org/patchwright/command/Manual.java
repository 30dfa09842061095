package org.patchwright.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes manual pages, for man(1), and completions, for bash, zsh and fish, of the command as it
 * is. The build runs it for the distribution.
 */
public final class Manual {

  private Manual() {}

  /**
   * Writes the files.
   *
   * @param args the folder to write to: {@code man/} and {@code completion/} come to be in it
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    CommandLine line = Patchwright.commandLine();
    Path man = Files.createDirectories(folder.resolve("man"));
    for (Map.Entry<String, String> page : pages(line).entrySet()) {
      Files.writeString(man.resolve(page.getKey() + ".1"), page.getValue());
    }
    Path completion = Files.createDirectories(folder.resolve("completion"));
    // The script serves both: zsh reads it through its bashcompinit.
    Files.writeString(completion.resolve("patchwright"), AutoComplete.bash("patchwright", line));
    Files.writeString(completion.resolve("patchwright.fish"), fish(line));
  }

  /** The manual pages in the roff of man(7), by name without section. */
  static Map<String, String> pages(CommandLine line) {
    Map<String, String> pages = new TreeMap<>();
    add(line, pages);
    return pages;
  }

  private static void add(CommandLine line, Map<String, String> pages) {
    CommandSpec spec = line.getCommandSpec();
    pages.put(spec.qualifiedName("-"), page(line));
    new TreeMap<>(line.getSubcommands()).values().forEach(sub -> add(sub, pages));
  }

  private static String page(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    StringBuilder out = new StringBuilder();
    String name = spec.qualifiedName("-");
    out.append(".TH \"%s\" 1 \"\" \"%s\"\n".formatted(name.toUpperCase(Locale.ROOT), version()));
    String description = String.join(" ", spec.usageMessage().description());
    int stop = description.indexOf(". ");
    String first = stop < 0 ? description : description.substring(0, stop);
    out.append(".SH NAME\n%s \\- %s\n".formatted(roff(name), roff(first.replaceAll("\\.$", ""))));
    out.append(".SH SYNOPSIS\n.B %s\n".formatted(roff(spec.qualifiedName(" "))));
    String rest = line.getHelp().synopsis(0).replaceAll("\\s+", " ").strip();
    String own = spec.qualifiedName(" ");
    out.append(roff(rest.startsWith(own) ? rest.substring(own.length()).strip() : rest));
    out.append("\n.SH DESCRIPTION\n").append(roff(description)).append('\n');
    options(spec, line, out);
    if (!line.getSubcommands().isEmpty()) {
      out.append(".SH COMMANDS\n");
      new TreeMap<>(line.getSubcommands())
          .forEach(
              (sub, command) ->
                  item(
                      "\\fB" + roff(sub) + "\\fR",
                      String.join(" ", command.getCommandSpec().usageMessage().description()),
                      out));
    }
    Map<String, String> codes = line.getCommandSpec().root().usageMessage().exitCodeList();
    if (!codes.isEmpty()) {
      out.append(".SH EXIT STATUS\n");
      codes.forEach((code, meaning) -> item("\\fB" + code + "\\fR", meaning, out));
    }
    return out.toString();
  }

  private static void options(CommandSpec spec, CommandLine line, StringBuilder out) {
    if (!spec.positionalParameters().isEmpty()) {
      out.append(".SH ARGUMENTS\n");
      for (PositionalParamSpec parameter : spec.positionalParameters()) {
        item(
            "\\fI" + roff(parameter.paramLabel()) + "\\fR",
            text(parameter.description(), List.of(), line),
            out);
      }
    }
    List<OptionSpec> options = new ArrayList<>(spec.options());
    options.removeIf(OptionSpec::hidden);
    if (!options.isEmpty()) {
      out.append(".SH OPTIONS\n");
      for (OptionSpec option : options) {
        String names = roff(String.join(", ", option.names()));
        String value = option.arity().max() > 0 ? "=\\fI" + roff(option.paramLabel()) + "\\fR" : "";
        item(
            "\\fB" + names + "\\fR" + value,
            text(option.description(), candidates(option), line),
            out);
      }
    }
  }

  private static List<String> candidates(OptionSpec option) {
    List<String> words = new ArrayList<>();
    if (option.completionCandidates() != null) {
      option.completionCandidates().forEach(word -> words.add(word.toLowerCase(Locale.ROOT)));
    }
    return words;
  }

  private static String text(String[] description, List<String> candidates, CommandLine line) {
    return String.join(" ", description)
        .replace("${COMPLETION-CANDIDATES}", String.join(", ", candidates))
        .replace("${DEFAULT-VALUE}", "")
        .replace("%n", " ")
        .replace("${COMMAND-NAME}", line.getCommandName());
  }

  private static void item(String head, String text, StringBuilder out) {
    out.append(".TP\n").append(head).append('\n').append(roff(text)).append('\n');
  }

  private static String roff(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    // A line that begins with one of these would be taken for a request.
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }

  private static String version() {
    return Patchwright.versionLine();
  }

  /** Completions for fish(1). */
  static String fish(CommandLine line) {
    StringBuilder out = new StringBuilder("# Completions of patchwright for fish.\n");
    List<String> commands = new ArrayList<>(new TreeMap<>(line.getSubcommands()).keySet());
    String none = "not __fish_seen_subcommand_from " + String.join(" ", commands);
    for (String name : commands) {
      CommandLine sub = line.getSubcommands().get(name);
      String[] description = sub.getCommandSpec().usageMessage().description();
      out.append(
          "complete -c patchwright -f -n %s -a %s -d %s\n"
              .formatted(quoted(none), name, quoted(sentence(description))));
      fishOptions(sub, "__fish_seen_subcommand_from " + name, out);
      for (String inner : new TreeMap<>(sub.getSubcommands()).keySet()) {
        out.append(
            "complete -c patchwright -n %s -a %s\n"
                .formatted(quoted("__fish_seen_subcommand_from " + name), inner));
      }
    }
    fishOptions(line, none, out);
    return out.toString();
  }

  private static void fishOptions(CommandLine line, String condition, StringBuilder out) {
    for (OptionSpec option : line.getCommandSpec().options()) {
      if (option.hidden()) {
        continue;
      }
      out.append("complete -c patchwright -n ").append(quoted(condition));
      for (String name : option.names()) {
        out.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
      }
      if (option.arity().max() > 0) {
        out.append(" -r");
        List<String> words = candidates(option);
        if (!words.isEmpty()) {
          out.append(" -f -a ").append(quoted(String.join(" ", words)));
        }
      }
      out.append(" -d ").append(quoted(sentence(option.description()))).append('\n');
    }
  }

  private static String sentence(String[] description) {
    String all = String.join(" ", description).replaceAll(":? ?\\$\\{[^}]*\\}", "");
    int stop = all.indexOf(". ");
    return stop < 0 ? all : all.substring(0, stop + 1);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}

package org.patchwright.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * What one run of the command left.
 *
 * @param code the exit code
 */
record Ran(int code, String out, String err) {

  static Ran patchwright(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    int code = Patchwright.run(new PrintWriter(out), new PrintWriter(err), words);
    return new Ran(code, out.toString(), err.toString());
  }

  /** Runs a command line as if it was typed in a folder. */
  static Ran in(Path folder, List<String> args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Patchwright.commandLine()
            .registerConverter(
                Path.class, text -> text.equals("-") ? Path.of("-") : folder.resolve(text))
            .setOut(new PrintWriter(out))
            .setErr(ShownWriter.around(new PrintWriter(err)))
            .execute(args.toArray(String[]::new));
    return new Ran(code, out.toString(), err.toString());
  }

  /** The only line on standard error; fails if there are more, or a stack trace. */
  String complaint() {
    if (err.lines().count() != 1 || err.contains("\tat ") || !err.startsWith("patchwright: ")) {
      throw new AssertionError("expected one line of complaint, got:\n" + err);
    }
    return err.strip();
  }
}

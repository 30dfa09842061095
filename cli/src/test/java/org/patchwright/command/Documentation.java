package org.patchwright.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What pages of documentation tell their reader to type, and what they say comes of it. */
final class Documentation {

  private static final Pattern FILE_NAME = Pattern.compile("^`([\\w./-]+)`[^`]*:$");
  private static final Pattern INLINE = Pattern.compile("`(patchwright [^`]+)`");
  private static final Pattern IN_SHELL = Pattern.compile("'(patchwright [^']+)'");
  private static final Pattern LINE =
      Pattern.compile("^\\s*(?:- |run: |\\$ )?(?:\\./)?(patchwright .*)$");
  private static final Pattern OPTION = Pattern.compile("`(--[a-z][a-z-]*)");

  private Documentation() {}

  /**
   * One thing on a page, in its order.
   *
   * @param kind what it is
   * @param name the path of a file
   * @param text the command, the text of the file, or what the command before it prints
   */
  record Piece(Kind kind, int line, String name, String text) {}

  enum Kind {
    COMMAND,
    FILE,
    OUTPUT
  }

  /** The README and all pages. */
  static List<Path> pages() throws IOException {
    Path top = Path.of("..").toRealPath();
    List<Path> pages = new ArrayList<>(List.of(top.resolve("README.md")));
    try (Stream<Path> found = Files.walk(top.resolve("docs"))) {
      found.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  /** The options that a page names in its text, with their lines. */
  static List<Piece> options(Path page) throws IOException {
    List<Piece> options = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(page)) {
      number++;
      Matcher matcher = OPTION.matcher(line);
      while (matcher.find()) {
        options.add(new Piece(Kind.COMMAND, number, "", matcher.group(1)));
      }
    }
    return options;
  }

  static List<Piece> pieces(Path page) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    List<String> lines = Files.readAllLines(page);
    String last = "";
    boolean behindCommand = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("```")) {
        int begin = i + 1;
        i++;
        while (!lines.get(i).startsWith("```")) {
          i++;
        }
        List<String> body = lines.subList(begin, i);
        Matcher named = FILE_NAME.matcher(last);
        String text = String.join("\n", body) + "\n";
        if (named.matches()) {
          pieces.add(new Piece(Kind.FILE, begin, named.group(1), text));
        } else if (line.equals("```") && behindCommand) {
          pieces.add(new Piece(Kind.OUTPUT, begin, "", text));
        } else {
          for (int k = 0; k < body.size(); k++) {
            command(body, k, begin + k + 1).ifPresent(pieces::add);
          }
        }
        behindCommand = false;
      } else if (line.startsWith("    ")) {
        Optional<Piece> command = command(lines, i, i + 1);
        command.ifPresent(pieces::add);
        behindCommand |= command.isPresent();
      } else if (!line.isBlank()) {
        Matcher inline = INLINE.matcher(line);
        behindCommand = false;
        while (inline.find()) {
          pieces.add(new Piece(Kind.COMMAND, i + 1, "", inline.group(1)));
          behindCommand = true;
        }
        last = line;
      }
    }
    return pieces;
  }

  /** A command with the lines that continue it: those are indented deeper. */
  private static Optional<Piece> command(List<String> lines, int at, int number) {
    String line = lines.get(at);
    Matcher shell = IN_SHELL.matcher(line);
    Matcher plain = LINE.matcher(line);
    if (shell.find()) {
      return Optional.of(new Piece(Kind.COMMAND, number, "", shell.group(1)));
    }
    if (!plain.matches()) {
      return Optional.empty();
    }
    StringBuilder command = new StringBuilder(plain.group(1));
    int indent = line.length() - line.stripLeading().length();
    for (int k = at + 1; k < lines.size(); k++) {
      String next = lines.get(k);
      if (next.isBlank() || next.length() - next.stripLeading().length() <= indent) {
        break;
      }
      command.append(' ').append(next.strip());
    }
    return Optional.of(new Piece(Kind.COMMAND, number, "", command.toString()));
  }
}

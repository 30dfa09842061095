package org.patchwright.srcml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The units of srcML's own parser tests, read from the folder that a variable names. */
record ParserTestsuite(Path folder) {

  /** One unit: its source, and the XML that srcML expects inside. */
  record Case(String file, String language, String source, String expected) {}

  private static final Pattern UNIT =
      Pattern.compile("<unit\\b([^>]*?)(?:/>|>(.*?)</unit>)", Pattern.DOTALL);
  private static final Pattern LANGUAGE = Pattern.compile("language=\"([^\"]*)\"");
  private static final Set<String> RELABELLED =
      Set.of(
          "LANGUAGE_ALL_BASE",
          "LANGUAGE_ALL_GEN",
          "LANGUAGE_C_FAMILY",
          "LANGUAGE_C_FAMILY_NO_SHARP");

  static Optional<ParserTestsuite> find() {
    return Optional.ofNullable(System.getenv("PATCHWRIGHT_SRCML_TESTSUITE"))
        .map(Path::of)
        .filter(Files::isDirectory)
        .map(ParserTestsuite::new);
  }

  /** The units whose language is C. */
  List<Case> labelled() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".xml")).sorted().toList()) {
        read(file).stream().filter(unit -> unit.language().equals("C")).forEach(cases::add);
      }
    }
    return cases;
  }

  /** The units that the build of srcML turns from C++ into C, and those in files named for C. */
  List<Case> relabelled() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("suite.txt"))) {
      String[] words = line.trim().split("\\s+");
      if (RELABELLED.contains(words[0])) {
        Path file = folder.resolve(words[1] + ".cpp.xml");
        if (Files.exists(file)) {
          cases.addAll(read(file));
        }
      } else if (words[0].equals("LANGUAGE_C_ONLY")) {
        Path file = folder.resolve(words[1] + ".c.xml");
        if (Files.exists(file)) {
          read(file).stream().filter(unit -> !unit.language().equals("C")).forEach(cases::add);
        }
      }
    }
    return cases;
  }

  private static List<Case> read(Path path) throws IOException {
    String text = Files.readString(path, StandardCharsets.UTF_8).replaceAll("(?s)<!--.*?-->", "");
    int root = text.indexOf('>', text.indexOf("<unit"));
    List<Case> cases = new ArrayList<>();
    Matcher unit = UNIT.matcher(text);
    unit.region(root, text.length());
    while (unit.find()) {
      Matcher language = LANGUAGE.matcher(unit.group(1));
      String inside = unit.group(2) == null ? "" : unit.group(2);
      String expected = inside.startsWith("\n") ? inside.substring(1) : inside;
      expected = expected.endsWith("\n") ? expected.substring(0, expected.length() - 1) : expected;
      cases.add(
          new Case(
              path.getFileName().toString(),
              language.find() ? language.group(1) : "",
              text(expected),
              expected));
    }
    return cases;
  }

  /** What is left without the tags. */
  static String text(String xml) {
    return xml.replaceAll("<[^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }
}

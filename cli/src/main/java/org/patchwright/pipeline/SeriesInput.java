package org.patchwright.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.series.SeriesReader;
import org.patchwright.series.SeriesReading;
import org.patchwright.source.SourceTree;

/** Where a series comes from; it may be read several times, each time for another tree. */
public final class SeriesInput {

  /** Far more than any thread of mails. */
  private static final int LARGEST = 256 << 20;

  private static final Pattern FROM =
      Pattern.compile("From ([0-9a-f]{40}) Mon Sep 17 00:00:00 2001");

  /** An archive may break the line where it is long. */
  private static final Pattern PARENT =
      Pattern.compile(
          "(?m)^---"
              + " \\S+\\s+([A-Z][a-z]{2}\\s[A-Z][a-z]{2}\\s+\\d{1,2}\\s+\\d\\d:\\d\\d:\\d\\d\\s+\\d{4}"
              + "\\s+[+-]\\d{4})\\s*$");

  private static final DateTimeFormatter HG_DATE =
      DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy xx", Locale.ROOT);

  private final String name;
  private final Optional<byte[]> piped;

  private SeriesInput(String name, Optional<byte[]> piped) {
    this.name = name;
    this.piped = piped;
  }

  /**
   * @param path a file or folder; {@code -} for standard input
   */
  public static SeriesInput of(Path path, InputStream standardInput) throws IOException {
    if (path.toString().equals("-")) {
      byte[] bytes = standardInput.readNBytes(LARGEST);
      if (bytes.length == LARGEST) {
        throw new UnusableInputException("standard input: more than " + LARGEST + " bytes");
      }
      return new SeriesInput("standard input", Optional.of(bytes));
    }
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    return new SeriesInput(path.toString(), Optional.empty());
  }

  /**
   * @param tree that the first patch was made for, where it is known
   */
  public SeriesReading read(Optional<SourceTree> tree) throws IOException {
    return piped.isPresent()
        ? SeriesReader.read(name, piped.get(), tree)
        : SeriesReader.read(Path.of(name), tree);
  }

  /**
   * The commit from which git made the first mail, as the line before its headers says.
   *
   * @return empty if it does not say, or this is no file of git's
   */
  public Optional<String> firstCommit() throws IOException {
    if (piped.isPresent()) {
      return commit(piped.get());
    }
    Path path = Path.of(name);
    if (Files.isRegularFile(path)) {
      return commit(Files.readAllBytes(path));
    }
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Optional<String> named = commit(Files.readAllBytes(file));
        if (named.isPresent()) {
          return named;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * When the revision was made that a Mercurial diff starts from, as its {@code ---} lines say.
   *
   * @return empty unless all of them say the same
   */
  public Optional<Instant> parentDate() throws IOException {
    Optional<byte[]> bytes =
        piped.isPresent() || !Files.isRegularFile(Path.of(name))
            ? piped
            : Optional.of(Files.readAllBytes(Path.of(name)));
    Set<String> dates = new TreeSet<>();
    Matcher line =
        PARENT.matcher(bytes.map(mail -> new String(mail, StandardCharsets.ISO_8859_1)).orElse(""));
    while (line.find()) {
      dates.add(line.group(1).replaceAll("\\s+", " "));
    }
    // The epoch stands for a file that is new.
    dates.removeIf(date -> date.contains(" 1970 "));
    if (dates.size() != 1) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(dates.iterator().next(), HG_DATE).toInstant());
    } catch (DateTimeParseException notAllDatesAre) {
      // Only a hint was looked for, and the words of some other tool were found.
      return Optional.empty();
    }
  }

  private static Optional<String> commit(byte[] mail) {
    int end = Math.min(mail.length, 100);
    Matcher line = FROM.matcher(new String(mail, 0, end, StandardCharsets.ISO_8859_1));
    return line.lookingAt() && !line.group(1).matches("0+")
        ? Optional.of(line.group(1))
        : Optional.empty();
  }

  /**
   * Reads without a tree.
   *
   * @throws UnusableInputException if there is no patch in it
   */
  public SeriesReading read() throws IOException {
    SeriesReading reading = read(Optional.empty());
    if (reading.series().files().isEmpty()) {
      throw new UnusableInputException(
          reading.problems().isEmpty()
              ? name + ": there is no diff in it"
              : name + ": there is no diff in it: " + reading.problems().get(0).message());
    }
    return reading;
  }
}

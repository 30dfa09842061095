package org.patchwright.pipeline;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.diff.FileDiff;
import org.patchwright.series.Patch;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.validate.Remark;

/**
 * The kernel's own {@code scripts/checkpatch.pl}, as a target has it, asked about patches.
 *
 * <p>It is a program of the target, with all that a program may do, so nobody gets it run without
 * asking for it. It is taken from the revision below the series: no patch brings its own. It works
 * in an empty folder, where it finds no repository, no settings, and none of the scripts that it
 * would otherwise call with words from the patch.
 */
public final class Checkpatch implements AutoCloseable {

  /** Where a tree has it. */
  public static final String SCRIPT = "scripts/checkpatch.pl";

  private static final List<String> BESIDE =
      List.of("scripts/spelling.txt", "scripts/const_structs.checkpatch");

  /** What a verdict says anyway, once for each file. */
  private static final Set<String> TOLD_ANYWAY =
      Set.of(
          "MISSING_SIGN_OFF",
          "TRAILING_WHITESPACE",
          "CODE_INDENT",
          "SPACE_BEFORE_TAB",
          "PRINTK_WITHOUT_KERN_LEVEL",
          "IF_0");

  private static final Pattern REPORT =
      Pattern.compile("(?:(.*?):(\\d+): |-:\\d+: )?(ERROR|WARNING|CHECK):([A-Z0-9_]+): (.*)");
  private static final Pattern IN_MAIL = Pattern.compile("-:\\d+: .*");
  private static final int SECONDS = 120;

  private final Path folder;
  private final Path output;

  private Checkpatch(Path folder) {
    this.folder = folder;
    this.output = folder.resolve("report");
  }

  /**
   * @return empty if the tree has none
   */
  public static Optional<Checkpatch> of(SourceTree tree) throws IOException {
    Optional<SourceFile> script = tree.read(SCRIPT);
    if (script.isEmpty()) {
      return Optional.empty();
    }
    Path folder = Files.createTempDirectory("patchwright-checkpatch");
    Checkpatch checkpatch = new Checkpatch(folder);
    try {
      Files.createDirectories(folder.resolve("scripts"));
      Files.write(folder.resolve(SCRIPT), script.get().bytes());
      for (String path : BESIDE) {
        Optional<SourceFile> file = tree.read(path);
        if (file.isPresent()) {
          Files.write(folder.resolve(path), file.get().bytes());
        }
      }
      return Optional.of(checkpatch);
    } catch (IOException e) {
      checkpatch.close();
      throw e;
    }
  }

  /**
   * What it says of one patch.
   *
   * @param files what the patch changes, as it was carried out
   * @throws UnusableInputException if there is no perl, or the script does not end
   */
  public List<Remark> remarks(Patch patch, List<FileDiff> files) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "perl",
                SCRIPT,
                "--no-tree",
                "--no-summary",
                "--terse",
                "--showfile",
                "--show-types",
                "--color=never",
                "-")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UnusableInputException("--checkpatch needs perl: " + e.getMessage(), e);
    }
    try {
      try (OutputStream in = process.getOutputStream()) {
        in.write(mail(patch, files));
      } catch (IOException closed) {
        // A script that ends without reading everything has said what it has to say.
        process.waitFor(SECONDS, TimeUnit.SECONDS);
      }
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new UnusableInputException(
            SCRIPT + " did not end within " + SECONDS + " seconds on: " + patch.subject());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + SCRIPT + " ran", e);
    } finally {
      process.destroyForcibly();
    }
    return read(Files.readString(output, StandardCharsets.ISO_8859_1));
  }

  private static List<Remark> read(String report) {
    List<Remark> remarks = new ArrayList<>();
    for (String line : report.lines().toList()) {
      Matcher said = REPORT.matcher(line);
      if (!said.matches() || TOLD_ANYWAY.contains(said.group(4))) {
        continue;
      }
      boolean placed = said.group(1) != null && !IN_MAIL.matcher(line).matches();
      remarks.add(
          new Remark(
              placed ? said.group(1) : "",
              placed ? Integer.parseInt(said.group(2)) : 0,
              "checkpatch",
              said.group(5).strip() + " (" + said.group(4) + ")"));
    }
    return remarks;
  }

  private static byte[] mail(Patch patch, List<FileDiff> files) throws IOException {
    ByteArrayOutputStream mail = new ByteArrayOutputStream();
    String head = "From: " + patch.author() + "\nSubject: [PATCH] " + patch.subject() + "\n\n";
    mail.write((head + patch.body().strip() + "\n---\n\n").getBytes(StandardCharsets.UTF_8));
    for (FileDiff file : files) {
      mail.write(file.print().getBytes(StandardCharsets.ISO_8859_1));
    }
    return mail.toByteArray();
  }

  @Override
  public void close() throws IOException {
    List<Path> left;
    try (Stream<Path> all = Files.walk(folder)) {
      left = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : left) {
      Files.deleteIfExists(path);
    }
  }
}

package org.patchwright.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.source.KernelConfig;
import picocli.CommandLine.Option;

/** Which configuration of the kernel code is read under: shared by what parses. */
final class ConfigOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Read code as this .config of the kernel compiles it. Default: all branches of #if.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "-D",
      paramLabel = "NAME[=VALUE]",
      description =
          "Read code with this macro defined, or this option of the kernel set; may be repeated.")
  private List<String> definitions = List.of();

  /**
   * What is chosen.
   *
   * @throws UnusableInputException if the file can't be read or sets nothing, or a definition has
   *     no name
   */
  KernelConfig config() throws IOException {
    KernelConfig config = file.isPresent() ? read(file.get()) : KernelConfig.ANY;
    for (String definition : definitions) {
      config =
          config
              .with(definition)
              .orElseThrow(
                  () ->
                      new UnusableInputException(
                          "-D " + definition + ": is no macro; write NAME or NAME=VALUE"));
    }
    return config;
  }

  private static KernelConfig read(Path path) throws IOException {
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new UnusableInputException(path + ": no such file, or not readable; check the path");
    }
    String text = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
    KernelConfig config = KernelConfig.of(text);
    if (config.size() == 0) {
      throw new UnusableInputException(
          path + ": sets no option of the kernel; --settings reads a .patchwright.yml");
    }
    return config;
  }
}

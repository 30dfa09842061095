package org.patchwright.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.patchwright.pipeline.UnusableInputException;

/** A file that is there in whole or not at all. */
final class OutputFile {

  /** Writes text. */
  interface Content {
    void writeTo(Writer out) throws IOException;
  }

  /** Writes bytes. */
  interface Bytes {
    void writeTo(OutputStream out) throws IOException;
  }

  private OutputFile() {}

  /**
   * Writes a file in UTF-8 beside its place and moves it there.
   *
   * @throws IOException if it can't be written; the message names the file
   */
  static void write(Path file, Content content) throws IOException {
    writeBytes(
        file,
        out -> {
          Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          content.writeTo(text);
          text.flush();
        });
  }

  /** The same for bytes. */
  static void writeBytes(Path file, Bytes content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new UnusableInputException(file + ": is a directory; name a file");
    }
    if (!Files.isDirectory(folder)) {
      throw new UnusableInputException(file + ": its folder does not exist; make it first");
    }
    Path unfinished;
    try {
      unfinished =
          Files.createTempFile(
              folder,
              ".patchwright",
              ".part",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    } catch (IOException e) {
      throw new UnusableInputException(file + ": can't be written: " + e.getMessage(), e);
    }
    unfinished.toFile().deleteOnExit();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
      content.writeTo(out);
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A device or a pipe is written to, not replaced.
      Files.copy(unfinished, Files.newOutputStream(file));
      Files.delete(unfinished);
    } else {
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}

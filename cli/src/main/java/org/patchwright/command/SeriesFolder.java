package org.patchwright.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.series.Mails;
import org.patchwright.series.Series;
import org.patchwright.source.SourceFile;

/**
 * The folder that a series is written to. It holds one series at a time: an earlier one of ours
 * goes when the next comes, and someone else's patches keep us out. A file is there in whole or not
 * at all.
 */
final class SeriesFolder {

  private static final String SIGNATURE = "\n-- \npatchwright\n\n";

  private final Path folder;

  private SeriesFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder if it is not there. To be asked before any work: a folder that can't be
   * written to should not cost a long run.
   *
   * @throws UnusableInputException if it can't be written to, or holds patches of others
   */
  static SeriesFolder at(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new UnusableInputException(folder + ": is not a directory; name another for -o", e);
    } catch (IOException e) {
      throw new UnusableInputException(
          folder + ": can't be made: " + e.getMessage() + "; name another for -o", e);
    }
    if (!Files.isWritable(folder)) {
      throw new UnusableInputException(folder + ": can't be written to; name another for -o");
    }
    for (Path mail : mails(folder)) {
      if (!Files.readString(mail, StandardCharsets.ISO_8859_1).endsWith(SIGNATURE)) {
        throw new UnusableInputException(
            mail + ": a patch that is not of this command; name another folder for -o");
      }
    }
    return new SeriesFolder(folder);
  }

  /** A series as its mails. The cover letter is no .patch: git am would stop at it. */
  static List<SourceFile> mails(Series series) {
    return series.patches().isEmpty()
        ? List.of()
        : Mails.write(series).stream()
            .map(
                mail ->
                    mail.path().endsWith("0000-cover-letter.patch")
                        ? SourceFile.owning("0000-cover-letter.txt", mail.bytes())
                        : mail)
            .toList();
  }

  private static Set<Path> mails(Path folder) throws IOException {
    Set<Path> mails = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{patch,txt}")) {
      for (Path file : files) {
        if (file.getFileName().toString().matches("\\d{4,}-.*") && Files.isRegularFile(file)) {
          mails.add(file);
        }
      }
    }
    return mails;
  }

  /**
   * Puts a series in the place of the one before.
   *
   * @return the files, in order
   */
  List<Path> write(List<SourceFile> mails) throws IOException {
    List<Path> unfinished = new ArrayList<>();
    for (SourceFile mail : mails) {
      Path part = folder.resolve("." + mail.path() + ".part");
      part.toFile().deleteOnExit();
      unfinished.add(Files.write(part, mail.bytes()));
    }
    for (Path old : mails(folder)) {
      Files.delete(old);
    }
    List<Path> written = new ArrayList<>();
    for (int i = 0; i < mails.size(); i++) {
      written.add(
          Files.move(
              unfinished.get(i),
              folder.resolve(mails.get(i).path()),
              StandardCopyOption.REPLACE_EXISTING));
    }
    return written;
  }
}

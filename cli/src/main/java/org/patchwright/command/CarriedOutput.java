package org.patchwright.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.patchwright.pipeline.Carried;
import org.patchwright.pipeline.PatchTarget;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.repository.Entries;
import org.patchwright.repository.Folder;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.TreeEntry;
import org.patchwright.series.Series;
import org.patchwright.source.SourceFile;
import org.patchwright.validate.AppliedFile;
import picocli.CommandLine.Option;

/** Where a carried series goes: as mails, as files, or into the target itself. */
final class CarriedOutput {

  private static final String DELETED = ".deleted";
  private static final String CONFLICTS = ".conflicts";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Write the series as it applies there: mails for git am.")
  private Path mails;

  @Option(
      names = "--write",
      paramLabel = "DIR",
      description =
          "Write each changed file as it is afterwards; removed paths are listed in DIR/.deleted.")
  private Path files;

  @Option(names = "--in-place", description = "Edit the files of TARGET, a folder or a work tree.")
  private boolean inPlace;

  boolean isInPlace() {
    return inPlace;
  }

  /** To be asked before any work: a folder that can't be used should not cost a long run. */
  void check(Path target) throws IOException {
    if (mails != null) {
      SeriesFolder.at(mails);
    } else if (files != null) {
      folder(files, "--write");
    } else if (GitRepository.isGitDirectory(target)) {
      throw new UnusableInputException(
          target + ": a git directory has no files to edit; use --write DIR or -o DIR");
    }
  }

  private static Folder folder(Path path, String option) throws IOException {
    try {
      Files.createDirectories(path);
    } catch (FileAlreadyExistsException e) {
      throw new UnusableInputException(
          path + ": is not a directory; name another for " + option, e);
    }
    if (!Files.isWritable(path)) {
      throw new UnusableInputException(path + ": can't be written to; name another for " + option);
    }
    return Folder.of(path);
  }

  /**
   * Writes what was carried.
   *
   * @return the files, relative to their folder but for mails
   */
  List<String> write(Carried carried) throws IOException {
    List<String> written = new ArrayList<>();
    if (mails != null) {
      Series series = carried.series();
      for (Path mail : SeriesFolder.at(mails).write(SeriesFolder.mails(series))) {
        written.add(mail.toString());
      }
      for (String path : conflicts(carried, Folder.of(mails))) {
        written.add(mails.resolve(path).toString());
      }
      return written;
    }
    Map<String, Optional<TreeEntry>> changes = carried.changes();
    Folder folder =
        files != null ? folder(files, "--write") : Folder.of(carried.target().location());
    refuseOwnNames(changes);
    if (inPlace) {
      refuseOtherFiles(carried.target(), folder, changes);
    }
    List<String> deleted = new ArrayList<>();
    for (Map.Entry<String, Optional<TreeEntry>> change : changes.entrySet()) {
      if (change.getValue().isEmpty()) {
        deleted.add(change.getKey());
        if (inPlace) {
          folder.delete(change.getKey());
        }
      }
    }
    for (Optional<TreeEntry> entry : changes.values()) {
      if (entry.isPresent()) {
        folder.write(entry.get());
        written.add(entry.get().path());
      }
    }
    if (files != null) {
      folder.delete(DELETED);
      if (!deleted.isEmpty()) {
        String list = String.join("\n", deleted) + "\n";
        folder.write(
            TreeEntry.regular(
                SourceFile.owning(DELETED, list.getBytes(StandardCharsets.ISO_8859_1))));
      }
    }
    written.addAll(conflicts(carried, folder));
    return written;
  }

  private static void refuseOwnNames(Map<String, Optional<TreeEntry>> changes)
      throws UnusableInputException {
    for (String path : changes.keySet()) {
      if (path.equals(DELETED) || path.startsWith(CONFLICTS + "/")) {
        throw new UnusableInputException(
            path + ": the series changes a file whose name this command needs for its lists");
      }
    }
  }

  /**
   * With a revision, the files on disk must be that revision's, or someone's work would be lost.
   */
  private static void refuseOtherFiles(
      PatchTarget target, Folder folder, Map<String, Optional<TreeEntry>> changes)
      throws IOException {
    if (target.repository().isEmpty()) {
      return;
    }
    Entries before = Entries.of(target.tree());
    for (String path : changes.keySet()) {
      if (!folder.entry(path).equals(before.entry(path))) {
        throw new UnusableInputException(
            folder.name() + "/" + path + ": differs from the revision; check that out first");
      }
    }
  }

  private static Set<String> conflicts(Carried carried, Folder folder) throws IOException {
    Set<String> written = new LinkedHashSet<>();
    Path place = Path.of(folder.name()).resolve(CONFLICTS);
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      Folder old = Folder.of(place);
      for (String path : old.paths()) {
        old.delete(path);
      }
      Files.deleteIfExists(place);
    }
    for (Carried.Step step : carried.steps()) {
      for (AppliedFile file : step.applied().files()) {
        if (file instanceof AppliedFile.Refused refused && refused.marked().isPresent()) {
          SourceFile marked = refused.marked().get();
          String path = CONFLICTS + "/" + marked.path();
          folder.write(TreeEntry.regular(SourceFile.owning(path, marked.bytes())));
          written.add(path);
        }
      }
    }
    return written;
  }
}

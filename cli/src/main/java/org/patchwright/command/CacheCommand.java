package org.patchwright.command;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.patchwright.cache.CacheFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks after the results that runs keep for later ones. */
@Command(
    name = "cache",
    description = "Says what results of earlier runs are kept, or removes them.",
    synopsisSubcommandLabel = "COMMAND")
final class CacheCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "name a command: info or clear");
  }

  @Command(name = "info", description = "Says where the cache is and how large it has become.")
  int info() throws Exception {
    CacheFolder folder = Caches.folder();
    CacheFolder.Size size = folder.size();
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s: %d snapshots, %.1f MB%n",
            folder.path(),
            size.snapshots(),
            size.bytes() / 1e6);
    return ExitCode.CLEAN;
  }

  @Command(name = "clear", description = "Removes all results that are kept.")
  int clear() throws Exception {
    CacheFolder folder = Caches.folder();
    long bytes = folder.size().bytes();
    folder.clear();
    spec.commandLine()
        .getOut()
        .printf(Locale.ROOT, "%s: %.1f MB removed%n", folder.path(), bytes / 1e6);
    return ExitCode.CLEAN;
  }
}

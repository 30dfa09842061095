package org.patchwright.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.patchwright.run.DeepStack;
import org.patchwright.source.DirectoryTree;
import org.patchwright.source.KernelConfig;
import org.patchwright.source.SourceFile;
import org.patchwright.syntax.SyntaxTree;
import org.patchwright.token.Headers;
import org.patchwright.token.Tokens;
import org.patchwright.token.Words;

/**
 * Parsing of files on disk, several at once, in the order of the paths.
 *
 * @param total over all files that could be parsed
 * @param problems where a piece was not understood, as {@code file:line:col: message}; empty unless
 *     asked for
 * @param failures files that could not be parsed at all, one line each
 * @param seconds elapsed
 */
public record ParseRun(
    Understanding total, List<String> problems, List<String> failures, double seconds) {

  public ParseRun {
    problems = List.copyOf(problems);
    failures = List.copyOf(failures);
  }

  private record OfFile(
      Understanding understanding, List<String> problems, Optional<String> failure) {}

  /**
   * The files that some paths stand for: a file for itself, a directory for all {@code .c} and
   * {@code .h} below it.
   *
   * @throws NoSuchFileException if one does not exist
   */
  public static List<Path> files(List<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        for (String name : DirectoryTree.of(path).paths()) {
          if (name.endsWith(".c") || name.endsWith(".h")) {
            files.add(path.resolve(name));
          }
        }
      } else if (Files.exists(path)) {
        files.add(path);
      } else {
        throw new NoSuchFileException(path.toString());
      }
    }
    return files;
  }

  /**
   * Parses files.
   *
   * @param config the configuration of the kernel that code is read under
   * @param jobs number of threads
   * @param listProblems whether to keep where pieces were not understood
   * @param progress told the number of files done
   */
  public static ParseRun of(
      List<Path> files, KernelConfig config, int jobs, boolean listProblems, IntConsumer progress)
      throws InterruptedException {
    long start = System.nanoTime();
    ExecutorService threads = DeepStack.threads(jobs);
    Headers headers = headersOnDisk();
    try {
      List<Future<OfFile>> running = new ArrayList<>();
      for (Path file : files) {
        running.add(threads.submit(() -> parse(file, config, headers, listProblems)));
      }
      Understanding total = Understanding.NONE;
      List<String> problems = new ArrayList<>();
      List<String> failures = new ArrayList<>();
      for (int i = 0; i < running.size(); i++) {
        OfFile result = running.get(i).get();
        total = total.plus(result.understanding);
        problems.addAll(result.problems);
        result.failure.ifPresent(failures::add);
        running.set(i, null);
        progress.accept(i + 1);
      }
      return new ParseRun(total, problems, failures, (System.nanoTime() - start) / 1e9);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** What the macros of headers tell that files on disk include. */
  public static Headers headersOnDisk() {
    return Headers.of(
        new Headers.Folders() {
          @Override
          public Optional<SourceFile> read(String path) throws IOException {
            Path file = Path.of(path);
            return Files.isRegularFile(file)
                ? Optional.of(SourceFile.owning(path, Files.readAllBytes(file)))
                : Optional.empty();
          }

          @Override
          public boolean hasFolder(String path) {
            return Files.isDirectory(Path.of(path));
          }
        });
  }

  /**
   * Parses a file on disk.
   *
   * @param file named by its path on disk
   * @param headers what the headers that it includes tell, see {@link #headersOnDisk}
   */
  public static SyntaxTree tree(SourceFile file, KernelConfig config, Headers headers) {
    Tokens tokens = Tokens.of(file);
    String place = Path.of(file.path()).toAbsolutePath().normalize().toString();
    return SyntaxTree.parse(tokens, config, Words.of(tokens, headers.included(place, tokens)));
  }

  private static OfFile parse(
      Path path, KernelConfig config, Headers headers, boolean listProblems) {
    try {
      SourceFile file = SourceFile.owning(path.toString(), Files.readAllBytes(path));
      SyntaxTree tree = tree(file, config, headers);
      List<String> problems = listProblems ? problems(tree) : List.of();
      return new OfFile(Understanding.of(tree), problems, Optional.empty());
    } catch (IOException e) {
      return failed(path + ": can't be read: " + e.getMessage());
    } catch (StackOverflowError e) {
      return failed(path + ": nested too deeply to be parsed");
    } catch (RuntimeException e) {
      StackTraceElement[] stack = e.getStackTrace();
      return failed(path + ": parser failed: " + e + (stack.length > 0 ? " at " + stack[0] : ""));
    }
  }

  private static OfFile failed(String reason) {
    return new OfFile(Understanding.NONE, List.of(), Optional.of(reason));
  }

  private static List<String> problems(SyntaxTree tree) {
    SourceFile file = tree.file();
    return tree.problems().stream()
        .map(
            problem -> {
              int start = problem.span().start();
              String text = file.display(problem.span()).replaceAll("\\s+", " ");
              return "%s:%d:%d: %s: %s"
                  .formatted(
                      file.path(),
                      file.line(start),
                      file.column(start),
                      problem.message(),
                      text.length() > 100 ? text.substring(0, 100) + "…" : text);
            })
        .toList();
  }
}

package org.patchwright.command;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * What a user is told of a failure, in one line.
 *
 * @param line without the command's name
 * @param exitCode see {@link ExitCode}
 */
record Complaint(String line, int exitCode) {

  static Complaint about(Throwable thrown) {
    Throwable cause = unwrapped(thrown);
    if (cause instanceof ClosedByInterruptException || cause instanceof InterruptedException) {
      return new Complaint("interrupted", ExitCode.INTERRUPTED);
    }
    if (cause instanceof IOException io) {
      return new Complaint(oneLine(reason(io)), ExitCode.USAGE);
    }
    if (cause instanceof ReadOnlyFileSystemException) {
      return new Complaint("read-only file system", ExitCode.USAGE);
    }
    if (cause instanceof OutOfMemoryError) {
      return new Complaint(
          "out of memory: narrow the run with --path or --jobs 1, or set"
              + " PATCHWRIGHT_JAVA_OPTS=-Xmx4g",
          ExitCode.FAILED);
    }
    StackTraceElement[] stack = cause.getStackTrace();
    return new Complaint(
        oneLine(
            "internal failure: "
                + cause.getClass().getSimpleName()
                + (cause.getMessage() == null ? "" : ": " + cause.getMessage())
                + (stack.length == 0 ? "" : " at " + stack[0])
                + "; set PATCHWRIGHT_DEBUG=1 for more"),
        ExitCode.FAILED);
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null
        && (cause instanceof UncheckedIOException
            || cause instanceof ExecutionException
            || cause instanceof CompletionException)) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String reason(IOException failure) {
    if (failure instanceof FileSystemException file && file.getFile() != null) {
      return file.getFile() + ": " + reason(file);
    }
    if (failure.getMessage() == null) {
      return failure.getClass().getSimpleName();
    }
    return failure instanceof FileNotFoundException
        ? failure.getMessage() + "; check the path"
        : failure.getMessage();
  }

  private static String reason(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or directory; check the path";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NotDirectoryException) {
      return "not a directory";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "already there, and not a directory; name another";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "directory is not empty";
    }
    return failure.getReason() == null ? "can't be used" : failure.getReason();
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}

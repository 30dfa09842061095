package org.patchwright.command;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the signatures out of the jars that are handed out with the command. Java keeps no class of
 * a signed jar in its archive of loaded classes, and checks each anew in every run. The build runs
 * it over its own copies; that these are what their makers published, Maven has checked before.
 */
public final class UnsignedJars {

  private UnsignedJars() {}

  /**
   * Rewrites the jars that are signed.
   *
   * @param args the folder that holds the jars
   * @throws IOException if one can't be read or written
   */
  public static void main(String[] args) throws IOException {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of(args[0]), "*.jar")) {
      for (Path jar : jars) {
        unsign(jar);
      }
    }
  }

  private static void unsign(Path jar) throws IOException {
    // Closing writes the file anew only where something was deleted.
    try (FileSystem inside = FileSystems.newFileSystem(jar)) {
      Path meta = inside.getPath("META-INF");
      List<Path> signatures = new ArrayList<>();
      if (Files.isDirectory(meta)) {
        try (DirectoryStream<Path> found =
            Files.newDirectoryStream(meta, "*.{SF,RSA,DSA,EC,sf,rsa,dsa,ec}")) {
          found.forEach(signatures::add);
        }
      }
      for (Path signature : signatures) {
        Files.delete(signature);
      }
    }
  }
}

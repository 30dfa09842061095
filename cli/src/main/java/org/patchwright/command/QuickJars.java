package org.patchwright.command;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Makes the jars that are handed out with the command quick to start with. Java keeps the classes
 * that a run loaded in an archive for the next, but none of a signed jar and none that was compiled
 * for a Java before 6: those are read and checked anew in every run. The build runs this over its
 * own copies; that these are what their makers published, Maven has checked before.
 */
public final class QuickJars {

  /** Compiled for Java 5, and loaded by every run. */
  private static final String OLD = "picocli-*.jar";

  /**
   * Looks for a class of Groovy's, which nobody has here: all jars are opened to find that out, and
   * that takes as long as all else that picocli does.
   */
  private static final String SEARCH = "loadClosureClass";

  private static final int FIRST_WITH_FRAMES = Opcodes.V1_6;
  private static final int VERSION_AT = 6;

  private QuickJars() {}

  /**
   * Rewrites the jars that need it.
   *
   * @param args the folder that holds the jars
   * @throws IOException if one can't be read or written
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    for (Path jar : in(folder, "*.jar")) {
      // Closing writes the file anew only where something was changed.
      try (FileSystem inside = FileSystems.newFileSystem(jar)) {
        unsign(inside);
      }
    }
    for (Path jar : in(folder, OLD)) {
      try (URLClassLoader types =
              new URLClassLoader(
                  new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
          FileSystem inside = FileSystems.newFileSystem(jar)) {
        renew(inside, types);
      }
    }
  }

  private static List<Path> in(Path folder, String names) throws IOException {
    List<Path> all = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, names)) {
        found.forEach(all::add);
      }
    }
    return all;
  }

  private static void unsign(FileSystem jar) throws IOException {
    for (Path signature : in(jar.getPath("META-INF"), "*.{SF,RSA,DSA,EC,sf,rsa,dsa,ec}")) {
      Files.delete(signature);
    }
  }

  private static void renew(FileSystem jar, ClassLoader types) throws IOException {
    List<Path> classes;
    try (Stream<Path> files = Files.walk(jar.getPath("/"))) {
      classes = files.filter(file -> file.toString().endsWith(".class")).toList();
    }
    for (Path file : classes) {
      ClassReader old = new ClassReader(Files.readAllBytes(file));
      if (old.readShort(VERSION_AT) < FIRST_WITH_FRAMES) {
        Files.write(file, renewed(old, types));
      }
    }
  }

  /** The same class as a later compiler would have written it. */
  private static byte[] renewed(ClassReader old, ClassLoader types) {
    ClassWriter made =
        new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
          @Override
          protected ClassLoader getClassLoader() {
            return types;
          }
        };
    old.accept(
        new ClassVisitor(Opcodes.ASM9, made) {
          @Override
          public void visit(
              int version,
              int access,
              String name,
              String signature,
              String superName,
              String[] interfaces) {
            super.visit(Opcodes.V1_8, access, name, signature, superName, interfaces);
          }

          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor method =
                super.visitMethod(access, name, descriptor, signature, exceptions);
            return name.equals(SEARCH) ? nothing(method) : method;
          }
        },
        ClassReader.SKIP_FRAMES);
    return made.toByteArray();
  }

  /** Writes a body that returns null, and takes no other. */
  private static MethodVisitor nothing(MethodVisitor method) {
    method.visitCode();
    method.visitInsn(Opcodes.ACONST_NULL);
    method.visitInsn(Opcodes.ARETURN);
    method.visitMaxs(0, 0);
    method.visitEnd();
    return new MethodVisitor(Opcodes.ASM9) {};
  }
}

package org.patchwright.loader;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.eclipse.jdt.internal.compiler.tool.EclipseCompiler;
import org.patchwright.rule.Rule;

/** Compiles rules from source, in memory, by the Eclipse compiler. */
public final class RuleSources {

  private RuleSources() {}

  /**
   * What became of a folder of rule sources.
   *
   * @param rules by id; empty if there are errors
   * @param errors each in several lines: {@code file:line:column: message}, the line of source, and
   *     a caret below the fault
   */
  public record Loaded(List<Rule> rules, List<String> errors) {
    public Loaded {
      rules = List.copyOf(rules);
      errors = List.copyOf(errors);
    }
  }

  /**
   * Compiles every {@code *.java} below a folder and makes the rules among them.
   *
   * @throws IOException if the folder or a file can't be read
   */
  public static Loaded load(Path folder) throws IOException {
    List<Source> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        sources.add(new Source(file, Files.readString(file)));
      }
    }
    if (sources.isEmpty()) {
      return new Loaded(List.of(), List.of(folder + ": holds no *.java file"));
    }
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    JavaCompiler compiler = new EclipseCompiler();
    StandardJavaFileManager standard =
        compiler.getStandardFileManager(said, Locale.ROOT, StandardCharsets.UTF_8);
    StringWriter rest = new StringWriter();
    try (Memory memory = new Memory(standard)) {
      boolean compiled =
          compiler
              .getTask(
                  new PrintWriter(rest),
                  memory,
                  said,
                  List.of(
                      "--release",
                      "17",
                      "-proc:none",
                      "-warn:none",
                      "-classpath",
                      System.getProperty("java.class.path")),
                  null,
                  sources)
              .call();
      List<String> errors =
          said.getDiagnostics().stream()
              .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
              .map(d -> render(d, sources))
              .toList();
      if (!errors.isEmpty() || !compiled) {
        return new Loaded(
            List.of(), errors.isEmpty() ? List.of(folder + ": " + rest.toString().trim()) : errors);
      }
      return instances(folder, memory.classes);
    }
  }

  private static Loaded instances(Path folder, Map<String, Compiled> classes) {
    List<Rule> rules = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    MemoryLoader loader = new MemoryLoader(classes);
    for (String name : classes.keySet()) {
      try {
        Class<?> type = loader.loadClass(name);
        if (Rule.class.isAssignableFrom(type) && !type.isInterface() && !type.isAnonymousClass()) {
          rules.add((Rule) type.getConstructor().newInstance());
        }
      } catch (ReflectiveOperationException | LinkageError e) {
        errors.add(
            folder
                + ": "
                + name
                + ": needs a public class with a public constructor without"
                + " parameters ("
                + e
                + ")");
      }
    }
    if (rules.isEmpty() && errors.isEmpty()) {
      errors.add(folder + ": holds no class that implements " + Rule.class.getName());
    }
    rules.sort(Comparator.comparing(Rule::id));
    return new Loaded(errors.isEmpty() ? rules : List.of(), errors);
  }

  private static String render(Diagnostic<? extends JavaFileObject> said, List<Source> sources) {
    String message = said.getMessage(Locale.ROOT).replaceAll("\\s+", " ").trim();
    String uri = said.getSource() == null ? "" : said.getSource().toUri().toString();
    Source source =
        sources.stream()
            .filter(one -> one.toUri().toString().equals(uri) || uri.endsWith(one.file.toString()))
            .findFirst()
            .orElse(sources.get(0));
    if (said.getStartPosition() < 0 || uri.isEmpty() && sources.size() > 1) {
      return message;
    }
    int at = (int) Math.min(said.getStartPosition(), source.text.length());
    int lineStart = source.text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
    if (at > 0 && at <= source.text.length() && at == lineStart - 1) {
      lineStart = source.text.lastIndexOf('\n', at - 1) + 1;
    }
    int lineEnd = source.text.indexOf('\n', at);
    String line = source.text.substring(lineStart, lineEnd < 0 ? source.text.length() : lineEnd);
    int column = at - lineStart + 1;
    long length = Math.max(1, said.getEndPosition() - said.getStartPosition() + 1);
    String indent = line.substring(0, Math.min(column - 1, line.length())).replaceAll("[^\t]", " ");
    String caret =
        "^" + "~".repeat((int) Math.max(0, Math.min(length - 1, line.length() - column)));
    return "%s:%d:%d: error: %s%n%s%n%s%s"
        .formatted(source.file, said.getLineNumber(), column, message, line, indent, caret);
  }

  private static final class Source extends SimpleJavaFileObject {
    private final Path file;
    private final String text;

    Source(Path file, String text) {
      super(file.toUri(), Kind.SOURCE);
      this.file = file;
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    /** A rule's package is whatever it says, wherever its file lies. */
    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return true;
    }
  }

  private static final class Compiled extends SimpleJavaFileObject {
    private final java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();

    Compiled(String name) {
      super(URI.create("memory:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public java.io.OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class Memory extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, Compiled> classes = new LinkedHashMap<>();

    Memory(StandardJavaFileManager manager) {
      super(manager);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location,
        String className,
        JavaFileObject.Kind kind,
        FileObject sibling) {
      Compiled made = new Compiled(className.replace('/', '.'));
      classes.put(className.replace('/', '.'), made);
      return made;
    }

    @Override
    public boolean hasLocation(JavaFileManager.Location location) {
      return location != StandardLocation.ANNOTATION_PROCESSOR_PATH && super.hasLocation(location);
    }
  }

  private static final class MemoryLoader extends ClassLoader {
    private final Map<String, Compiled> classes;

    MemoryLoader(Map<String, Compiled> classes) {
      super(RuleSources.class.getClassLoader());
      this.classes = Map.copyOf(classes);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      Compiled compiled = classes.get(name);
      if (compiled == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = compiled.bytes.toByteArray();
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}

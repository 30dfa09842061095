package org.patchwright.loader;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.rule.Check;
import org.patchwright.rule.Rule;
import org.patchwright.source.DirectoryTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * Compiles rules from source, in memory, by the Eclipse compiler. Unless they are trusted, nothing
 * of them is loaded before it is proved that they use the rule API and plain values alone, and each
 * question to them has a budget.
 */
public final class RuleSources {

  /** Where a tree has rules of its own. */
  public static final String FOLDER = ".patchwright/rules";

  private static final int LARGEST = 1 << 20;

  private RuleSources() {}

  /** Whose rules they are. */
  public enum Trust {
    /** Anybody's: the gate looks at them, and they have a budget. */
    GUARDED,
    /** The user's own: they may do what the user may. */
    TRUSTED
  }

  /**
   * What became of rule sources.
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
   * The texts of every {@code *.java} below a folder, by path.
   *
   * @throws IOException if the folder or a file can't be read
   */
  public static List<RuleSource> below(Path folder) throws IOException {
    List<RuleSource> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        sources.add(new RuleSource(file.toString().replace('\\', '/'), text));
      }
    }
    return sources;
  }

  /** The rules that a tree brings along in {@link #FOLDER}; none is usual. */
  public static List<RuleSource> in(SourceTree tree) throws IOException {
    List<RuleSource> sources = new ArrayList<>();
    if (tree instanceof DirectoryTree && !Files.isDirectory(Path.of(tree.name()).resolve(FOLDER))) {
      // Without this, a run over one file would list all of its tree.
      return sources;
    }
    for (String path : tree.pathsUnder(FOLDER).toList()) {
      if (path.endsWith(".java")) {
        SourceFile file =
            tree.read(path).orElseThrow(() -> new IOException(path + ": is gone since"));
        sources.add(new RuleSource(path, file.display(file.span())));
      }
    }
    return sources;
  }

  /**
   * Compiles what is below a folder and makes the rules in it; a folder without any is an error.
   */
  public static Loaded load(Path folder, Trust trust) throws IOException {
    List<RuleSource> sources = below(folder);
    return sources.isEmpty()
        ? new Loaded(List.of(), List.of(folder + ": holds no *.java file"))
        : load(sources, trust);
  }

  /** Compiles sources together and makes the rules among them. */
  public static Loaded load(List<RuleSource> sources, Trust trust) {
    return load(sources, trust, Budget.Limits.USUAL);
  }

  static Loaded load(List<RuleSource> sources, Trust trust, Budget.Limits limits) {
    for (RuleSource source : sources) {
      if (source.text().length() > LARGEST) {
        return new Loaded(List.of(), List.of(source.path() + ": has more than 1 MB"));
      }
    }
    List<String> refused = new ArrayList<>();
    RuleCompiler.Output made =
        RuleCompiler.compile(
            sources,
            (source, unit) -> {
              if (trust == Trust.GUARDED) {
                refused.addAll(Gate.refusals(source, unit, ""));
              }
            });
    if (!made.errors().isEmpty()) {
      return new Loaded(List.of(), made.errors());
    }
    if (trust == Trust.GUARDED && refused.isEmpty()) {
      refused.addAll(ClassGate.refusals(made.classes()));
    }
    return refused.isEmpty()
        ? instances(sources, made.classes(), trust, limits)
        : new Loaded(List.of(), refused);
  }

  private static Loaded instances(
      List<RuleSource> sources, Map<String, byte[]> classes, Trust trust, Budget.Limits limits) {
    List<Rule> rules = new ArrayList<>();
    Set<String> errors = new LinkedHashSet<>();
    String where = sources.get(0).path();
    RuleClasses loader = new RuleClasses(classes, trust == Trust.TRUSTED);
    for (String name : classes.keySet()) {
      try {
        Class<?> type = loader.loadClass(name);
        boolean isRule =
            Rule.class.isAssignableFrom(type)
                && !Modifier.isAbstract(type.getModifiers())
                && !type.isAnonymousClass();
        if (isRule && type.getAnnotation(Check.class) == null) {
          errors.add(where + ": " + name + ": needs @Check(summary = ...)");
        } else if (isRule) {
          rules.add(made(type, trust, limits));
        }
      } catch (ReflectiveOperationException | LinkageError e) {
        errors.add(
            where
                + ": "
                + name
                + ": needs a public class with a public constructor without parameters ("
                + e
                + ")");
      } catch (BudgetSpent | RuntimeException e) {
        errors.add(where + ": " + name + ": making it " + e.getMessage());
      }
    }
    if (rules.isEmpty() && errors.isEmpty()) {
      errors.add(where + ": holds no class that implements " + Rule.class.getName());
    }
    rules.sort(Comparator.comparing(Rule::id));
    return new Loaded(errors.isEmpty() ? rules : List.of(), List.copyOf(errors));
  }

  private static Rule made(Class<?> type, Trust trust, Budget.Limits limits)
      throws ReflectiveOperationException {
    if (trust == Trust.TRUSTED) {
      return (Rule) type.getConstructor().newInstance();
    }
    var constructor = type.getConstructor();
    Rule rule =
        Guarded.within(
            limits,
            type.getClassLoader(),
            () -> {
              try {
                return (Rule) constructor.newInstance();
              } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("failed: " + e.getCause(), e);
              }
            });
    return new Guarded(rule, type.getAnnotation(Check.class), limits);
  }
}

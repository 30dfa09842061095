package org.patchwright.loader;

import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.eclipse.jdt.core.compiler.CategorizedProblem;
import org.eclipse.jdt.internal.compiler.ClassFile;
import org.eclipse.jdt.internal.compiler.CompilationResult;
import org.eclipse.jdt.internal.compiler.Compiler;
import org.eclipse.jdt.internal.compiler.DefaultErrorHandlingPolicies;
import org.eclipse.jdt.internal.compiler.ICompilerRequestor;
import org.eclipse.jdt.internal.compiler.ast.CompilationUnitDeclaration;
import org.eclipse.jdt.internal.compiler.batch.CompilationUnit;
import org.eclipse.jdt.internal.compiler.batch.FileSystem;
import org.eclipse.jdt.internal.compiler.env.ICompilationUnit;
import org.eclipse.jdt.internal.compiler.env.INameEnvironment;
import org.eclipse.jdt.internal.compiler.impl.CompilerOptions;
import org.eclipse.jdt.internal.compiler.problem.DefaultProblemFactory;

/** The Eclipse compiler, from text to bytes in memory. Annotation processors are not run. */
final class RuleCompiler {

  private RuleCompiler() {}

  /**
   * What the compiler made.
   *
   * @param classes by their names with dots
   * @param errors see {@link RuleSource#complaint}
   */
  record Output(Map<String, byte[]> classes, List<String> errors) {}

  /**
   * Compiles rules together.
   *
   * @param look at each unit whose names are all resolved, before its bytes are used for anything
   */
  static Output compile(
      List<RuleSource> sources, BiConsumer<RuleSource, CompilationUnitDeclaration> look) {
    Map<String, RuleSource> byPath = new LinkedHashMap<>();
    ICompilationUnit[] units = new ICompilationUnit[sources.size()];
    for (int i = 0; i < units.length; i++) {
      RuleSource source = sources.get(i);
      byPath.put(source.path(), source);
      units[i] = new Unit(source);
    }
    Map<String, byte[]> classes = new LinkedHashMap<>();
    List<String> errors = new ArrayList<>();
    ICompilerRequestor taken =
        result -> take(result, byPath.get(new String(result.getFileName())), classes, errors);
    INameEnvironment names = new Names();
    try {
      new Looking(names, options(), taken, byPath, look).compile(units);
    } finally {
      names.cleanup();
    }
    return new Output(classes, errors);
  }

  private static void take(
      CompilationResult result,
      RuleSource source,
      Map<String, byte[]> classes,
      List<String> errors) {
    CategorizedProblem[] problems = result.getErrors();
    if (problems != null) {
      for (CategorizedProblem problem : problems) {
        String message = problem.getMessage().replaceAll("\\s+", " ").trim();
        String meant = Meant.by(problem, source.text());
        errors.add(
            source.complaint(problem.getSourceStart(), problem.getSourceEnd(), message + meant));
      }
    }
    for (ClassFile made : result.getClassFiles()) {
      classes.put(new String(made.fileName()).replace('/', '.'), made.getBytes());
    }
  }

  private static CompilerOptions options() {
    return new CompilerOptions(
        Map.of(
            CompilerOptions.OPTION_Compliance, CompilerOptions.VERSION_17,
            CompilerOptions.OPTION_Source, CompilerOptions.VERSION_17,
            CompilerOptions.OPTION_TargetPlatform, CompilerOptions.VERSION_17,
            CompilerOptions.OPTION_LineNumberAttribute, CompilerOptions.GENERATE,
            CompilerOptions.OPTION_Process_Annotations, CompilerOptions.DISABLED));
  }

  /** The compiler, with a look at what it resolved. */
  private static final class Looking extends Compiler {
    private final Map<String, RuleSource> sources;
    private final BiConsumer<RuleSource, CompilationUnitDeclaration> look;

    Looking(
        INameEnvironment names,
        CompilerOptions options,
        ICompilerRequestor taken,
        Map<String, RuleSource> sources,
        BiConsumer<RuleSource, CompilationUnitDeclaration> look) {
      super(
          names,
          DefaultErrorHandlingPolicies.proceedWithAllProblems(),
          options,
          taken,
          new DefaultProblemFactory(Locale.ENGLISH));
      this.sources = sources;
      this.look = look;
    }

    @Override
    public void process(CompilationUnitDeclaration unit, int number) {
      super.process(unit, number);
      if (!unit.compilationResult.hasErrors()) {
        look.accept(sources.get(new String(unit.getFileName())), unit);
      }
    }
  }

  /** The types of this build and of the running Java. */
  private static final class Names extends FileSystem {
    Names() {
      super(entries(), new String[0], false);
    }

    private static Classpath[] entries() {
      List<Classpath> entries = new ArrayList<>();
      entries.add(getJrtClasspath(System.getProperty("java.home"), null, null, Map.of()));
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        Classpath known = entry.isEmpty() ? null : getClasspath(entry, null, null, Map.of(), null);
        if (known != null) {
          entries.add(known);
        }
      }
      return entries.toArray(new Classpath[0]);
    }
  }

  /** A rule's package is whatever it says, wherever its file lies. */
  private static final class Unit extends CompilationUnit {
    Unit(RuleSource source) {
      super(source.text().toCharArray(), source.path(), "UTF-8");
      mainTypeName = source.stem().toCharArray();
    }

    @Override
    public char[][] getPackageName() {
      return null;
    }
  }
}

package org.patchwright;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Imports point up: a package sees only those that stand before it in the flow. */
class ImportDirectionTest {

  /** The order of the flow. Tokens know the grammar's types, whose generated code knows nothing. */
  private static final List<String> FLOW =
      List.of(
          "source",
          "grammar",
          "token",
          "syntax",
          "ast",
          "srcml",
          "symbol",
          "cfg",
          "callgraph",
          "dataflow",
          "summary",
          "typestate",
          "lockset",
          "fact",
          "rule",
          "loader",
          "catalog",
          "run",
          "mail",
          "repository",
          "diff",
          "repair",
          "validate",
          "apply",
          "rebase",
          "series",
          "split",
          "report",
          "config",
          "cache",
          "fix",
          "pipeline",
          "sweep",
          "server",
          "command");

  /** What patches must not see: a hunk belongs to a function, not to a finding. */
  private static final Map<String, List<String>> NEVER =
      Map.of(
          "patches",
          List.of(
              "symbol",
              "cfg",
              "callgraph",
              "dataflow",
              "summary",
              "typestate",
              "lockset",
              "fact",
              "rule",
              "loader",
              "catalog",
              "run"));

  private static final List<String> PATCHES =
      List.of(
          "mail", "repository", "diff", "repair", "validate", "apply", "rebase", "series", "split");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.patchwright");

  private static String tree(String name) {
    return "org.patchwright." + name + "..";
  }

  private static String[] trees(List<String> names) {
    return names.stream().map(ImportDirectionTest::tree).toArray(String[]::new);
  }

  @TestFactory
  List<DynamicTest> aPackageSeesNothingBelowIt() {
    return FLOW.stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      List<String> below = FLOW.subList(FLOW.indexOf(name) + 1, FLOW.size());
                      if (!below.isEmpty()) {
                        noClasses()
                            .that(resideInAPackage(tree(name)))
                            .should()
                            .dependOnClassesThat(resideInAnyPackage(trees(below)))
                            .allowEmptyShould(true)
                            .check(CLASSES);
                      }
                    }))
        .toList();
  }

  @Test
  void patchesNeverSeeTheAnalyzer() {
    noClasses()
        .that(resideInAnyPackage(trees(PATCHES)))
        .should()
        .dependOnClassesThat(resideInAnyPackage(trees(NEVER.get("patches"))))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void onlyRepositoriesAndTheCommandKnowGit() {
    noClasses()
        .that(resideInAnyPackage(trees(FLOW.subList(0, FLOW.indexOf("mail")))))
        .should()
        .dependOnClassesThat(resideInAPackage("org.eclipse.jgit.."))
        .check(CLASSES);
  }

  @Test
  void everyPackageHasItsPlaceInTheFlow() {
    Set<String> unplaced =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith("org.patchwright."))
            .map(name -> name.split("\\.", 0)[2])
            .filter(name -> !FLOW.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(unplaced).isEmpty();
  }

  @Test
  void classesOfAllModulesWereRead() {
    assertThat(CLASSES.contain("org.patchwright.source.SourceFile")).isTrue();
    assertThat(CLASSES.contain("org.patchwright.command.Patchwright")).isTrue();
  }
}

package org.patchwright.loader;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.patchwright.catalog.Catalog;

/** The rules that ship use what everybody's rules may use. */
class CatalogGateTest {

  @Test
  void theRulesThatShipPassTheGate() throws IOException {
    List<RuleSource> sources =
        RuleSources.below(Path.of("src/main/java/org/patchwright/catalog")).stream()
            .filter(source -> !source.path().endsWith("/Catalog.java"))
            .toList();
    List<String> refused = new ArrayList<>();
    RuleCompiler.Output made =
        RuleCompiler.compile(
            sources,
            (source, unit) ->
                refused.addAll(Gate.refusals(source, unit, "org.patchwright.catalog")));
    assertThat(made.errors()).isEmpty();
    assertThat(made.classes()).hasSizeGreaterThan(Catalog.rules().size());
    assertThat(String.join("\n", refused)).isEmpty();
    assertThat(String.join("\n", ClassGate.refusals(made.classes()))).isEmpty();
  }

  @Test
  void theRulesThatShipSeeTheRuleApiAlone() {
    DescribedPredicate<JavaClass> notListed =
        DescribedPredicate.describe(
            "is not in rule-api.txt",
            type -> {
              String name = type.getBaseComponentType().getName();
              return name.startsWith("org.patchwright.")
                  && !name.startsWith("org.patchwright.catalog.")
                  && !RuleApi.current().allows(name);
            });
    URL main = Catalog.class.getProtectionDomain().getCodeSource().getLocation();
    noClasses()
        .that(resideInAPackage("org.patchwright.catalog.."))
        .and()
        .doNotHaveSimpleName("Catalog")
        .should()
        .dependOnClassesThat(notListed)
        .check(new ClassFileImporter().importUrl(main));
  }

  /** A list that names what is not there says nothing about it. */
  @Test
  void everyTypeAndMemberOfTheListIsThere() throws ReflectiveOperationException {
    for (String name : RuleApi.current().types()) {
      Class<?> type = Class.forName(name);
      Set<String> members = new TreeSet<>(Set.of("<init>", "finalize"));
      for (Method method : type.getMethods()) {
        members.add(method.getName());
      }
      for (Field field : type.getFields()) {
        members.add(field.getName());
      }
      assertThat(members).as(name).containsAll(RuleApi.current().named(name));
    }
    assertThat(RuleApi.current().version()).isPositive();
  }
}

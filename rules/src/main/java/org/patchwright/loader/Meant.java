package org.patchwright.loader;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jdt.core.compiler.CategorizedProblem;
import org.eclipse.jdt.core.compiler.IProblem;

/** What a rule's author may have meant by a name that is not there. */
final class Meant {

  /** Longer lists help nobody. */
  private static final int MOST = 40;

  private static final Pattern QUALIFIER = Pattern.compile("(\\w+)\\s*\\.\\s*$");

  private Meant() {}

  /**
   * @param text of the rule
   * @return words to put behind the compiler's message; empty where nothing is known
   */
  static String by(CategorizedProblem problem, String text) {
    List<String> words = List.of(problem.getArguments());
    if (words.isEmpty()) {
      return "";
    }
    return switch (problem.getID()) {
      case IProblem.UndefinedType,
          IProblem.ImportNotFound,
          IProblem.UnresolvedVariable,
          IProblem.UndefinedName ->
          imported(words.get(0));
      case IProblem.UndefinedField -> constants(text.substring(0, problem.getSourceStart()));
      case IProblem.UndefinedMethod -> methods(words.get(0));
      default -> "";
    };
  }

  private static String imported(String name) {
    return listed(name.substring(name.lastIndexOf('.') + 1))
        .map(type -> "; the rule API has " + type)
        .orElse("");
  }

  private static String constants(String before) {
    Matcher qualifier = QUALIFIER.matcher(before);
    if (!qualifier.find()) {
      return "";
    }
    return listed(qualifier.group(1))
        .flatMap(Meant::type)
        .filter(Class::isEnum)
        .map(type -> having(Arrays.stream(type.getEnumConstants()).map(Object::toString)))
        .orElse("");
  }

  private static String methods(String receiver) {
    return Optional.of(receiver)
        .filter(RuleApi.current().types()::contains)
        .flatMap(Meant::type)
        .map(
            type ->
                having(
                    Arrays.stream(type.getMethods())
                        .filter(method -> !method.getDeclaringClass().equals(Object.class))
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(method -> method.getName())
                        .filter(name -> RuleApi.current().allows(receiver, name))
                        .distinct()
                        .sorted()))
        .orElse("");
  }

  private static String having(Stream<String> names) {
    List<String> all = names.collect(Collectors.toList());
    return all.isEmpty() || all.size() > MOST ? "" : "; there are " + String.join(", ", all);
  }

  private static Optional<String> listed(String simple) {
    return RuleApi.current().types().stream()
        .filter(type -> type.startsWith("org.patchwright."))
        .filter(type -> type.endsWith("." + simple))
        .findFirst();
  }

  private static Optional<Class<?>> type(String name) {
    try {
      return Optional.of(Class.forName(name, false, Meant.class.getClassLoader()));
    } catch (ClassNotFoundException notBuilt) {
      return Optional.empty();
    }
  }
}

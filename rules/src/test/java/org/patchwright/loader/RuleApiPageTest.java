package org.patchwright.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/rule-api.md} names nothing that is not there, or that a rule may not use. */
class RuleApiPageTest {

  private static final Pattern TYPE = Pattern.compile("\\*\\*`(org\\.patchwright[\\w.]+)`\\*\\*");
  private static final Pattern METHOD = Pattern.compile("`(\\w+)\\(([^)`]*)\\)`");
  private static final Pattern CONSTANT = Pattern.compile("`([A-Z][A-Z_]+)`");

  @Test
  void whatThePageNamesIsThere() throws IOException, ClassNotFoundException {
    String page = Files.readString(Path.of("../docs/rule-api.md"));
    Matcher type = TYPE.matcher(page);
    int members = 0;
    int next = 0;
    while (type.find(next)) {
      next = type.end();
      Matcher end = TYPE.matcher(page);
      String text = page.substring(next, end.find(next) ? end.start() : page.length());
      String name = type.group(1);
      Class<?> named = named(name);
      assertThat(RuleApi.current().allows(named.getName())).as(name).isTrue();
      Set<String> methods =
          Arrays.stream(named.getMethods())
              .map(m -> m.getName() + "/" + m.getParameterCount())
              .collect(Collectors.toSet());
      Matcher method = METHOD.matcher(text.replaceAll("\\s+", " "));
      while (method.find()) {
        String list = method.group(2).replaceAll("<[^>]*>", "");
        long count = list.isBlank() ? 0 : list.split(",", -1).length;
        assertThat(RuleApi.current().allows(named.getName(), method.group(1))).isTrue();
        if (!method.group(1).equals("root")) {
          assertThat(methods).as(name).contains(method.group(1) + "/" + count);
        }
        members++;
      }
      Set<String> constants =
          Stream.of(named.getFields()).map(f -> f.getName()).collect(Collectors.toSet());
      Matcher constant = CONSTANT.matcher(text);
      while (constant.find() && !constants.isEmpty()) {
        assertThat(constants).as(name).contains(constant.group(1));
        members++;
      }
    }
    assertThat(members).isGreaterThan(120);
  }

  private static Class<?> named(String name) throws ClassNotFoundException {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException nested) {
      int dot = name.lastIndexOf('.');
      return Class.forName(name.substring(0, dot) + "$" + name.substring(dot + 1));
    }
  }
}

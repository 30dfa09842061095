package org.patchwright.catalog.error;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** What is compared with zero for being less can be less. */
@Check(
    summary = "unsigned value tested for being negative",
    noFix = "whether the type or the test is wrong is the author's to say")
public final class UnsignedBelowZero implements Rule {

  private static final Set<String> UNSIGNED =
      Set.of(
          "u8",
          "u16",
          "u32",
          "u64",
          "__u8",
          "__u16",
          "__u32",
          "__u64",
          "uint8_t",
          "uint16_t",
          "uint32_t",
          "uint64_t",
          "size_t",
          "dma_addr_t",
          "phys_addr_t",
          "resource_size_t",
          "bool",
          "uint",
          "ulong",
          "gfp_t",
          "sector_t");

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    Map<String, Integer> declared = new HashMap<>();
    Set<String> unsigned = new java.util.HashSet<>();
    Stream.concat(
            function.node().findAll(Kind.PARAMETER), function.node().findAll(Kind.DECLARATION))
        .forEach(declaration -> declare(declaration, declared, unsigned));
    return function
        .function()
        .body()
        .findAll(Kind.BINARY)
        .filter(node -> node.children().size() == 2)
        .filter(node -> isBelowZero(node))
        .filter(node -> unsigned.contains(node.children().get(0).text()))
        .filter(node -> declared.get(node.children().get(0).text()) == 1)
        .filter(node -> !isRange(node))
        .map(
            node ->
                Finding.at(
                        node, "%s is unsigned: this is never true", node.children().get(0).text())
                    .about(function.name(), node.children().get(0).text()));
  }

  private static void declare(
      Node declaration, Map<String, Integer> declared, Set<String> unsigned) {
    boolean is =
        declaration.child(Kind.SPECIFIERS).map(UnsignedBelowZero::isUnsigned).orElse(false);
    Stream<Node> declarators =
        declaration.is(Kind.PARAMETER)
            ? declaration.children(Kind.DECLARATOR).stream()
            : declaration.children(Kind.INIT_DECLARATOR).stream();
    declarators.forEach(
        declarator -> {
          boolean pointer =
              declarator.findAll(Kind.POINTER).findAny().isPresent()
                  || declarator.findAll(Kind.ARRAY_SUFFIX).findAny().isPresent();
          declarator
              .findAll(Kind.DECLARED_NAME)
              .findFirst()
              .ifPresent(
                  name -> {
                    declared.merge(name.text(), 1, Integer::sum);
                    if (is && !pointer) {
                      unsigned.add(name.text());
                    }
                  });
        });
  }

  private static boolean isUnsigned(Node specifiers) {
    for (int t = specifiers.firstToken(); t < specifiers.endToken(); t++) {
      String word = specifiers.tree().tokens().text(t);
      if (word.equals("unsigned") || UNSIGNED.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBelowZero(Node node) {
    String operator = node.tree().tokens().text(node.children().get(0).endToken());
    return operator.equals("<")
        && node.children().get(1).text().equals("0")
        && node.children().get(0).is(Kind.NAME);
  }

  /** {@code x < 0 || x > max} is a range written for any type: harmless. */
  private static boolean isRange(Node node) {
    String name = node.children().get(0).text();
    return node.ancestors()
        .takeWhile(outer -> outer.is(Kind.BINARY) || outer.is(Kind.PARENTHESIZED))
        .anyMatch(
            outer ->
                outer.text().matches("(?s).*\\b" + name + "\\s*>=?[^>].*")
                    || outer.text().matches("(?s).*<=?\\s*" + name + "\\b.*"));
  }
}

package org.patchwright.symbol;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** One function definition with the file that holds it. */
public final class Function {

  private final Unit unit;
  private final Node node;
  private final String name;
  private final List<String> parameters;
  private final boolean isStatic;
  private final int hash;
  private volatile String mark = "";
  private volatile String headMark = "";
  private volatile String resultType = "";

  private Function(Unit unit, Node node, String name, List<String> parameters, boolean isStatic) {
    this.unit = unit;
    this.node = node;
    this.name = name;
    this.parameters = List.copyOf(parameters);
    this.isStatic = isStatic;
    this.hash = Objects.hash(name, node.firstToken());
  }

  /**
   * @param node of kind {@link Kind#FUNCTION_DEFINITION}
   * @return empty if no name or body can be made out
   */
  static Optional<Function> of(Unit unit, Node node) {
    Optional<Node> head = node.child(Kind.INIT_DECLARATOR);
    Optional<Node> body = node.child(Kind.COMPOUND);
    if (body.isEmpty()) {
      return Optional.empty();
    }
    if (head.isEmpty()) {
      return node.child(Kind.MACRO_DECLARATOR).flatMap(macro -> ofMacro(unit, node, macro));
    }
    Optional<Node> declared = head.get().findAll(Kind.DECLARED_NAME).findFirst();
    if (declared.isEmpty()) {
      return Optional.empty();
    }
    List<String> parameters =
        head.get()
            .findAll(Kind.PARAMETERS)
            .findFirst()
            .map(
                list ->
                    list.children(Kind.PARAMETER).stream().map(Function::parameterName).toList())
            .orElse(List.of());
    return Optional.of(
        new Function(unit, node, declared.get().text(), parameters, hasWord(node, "static")));
  }

  /** {@code DEFINE_SHOW(name, a) { ... }}: the macro's first argument is the best name there is. */
  private static Optional<Function> ofMacro(Unit unit, Node node, Node macro) {
    List<Node> arguments = macro.arguments();
    String name =
        arguments.isEmpty()
            ? macro.child(Kind.NAME).map(Node::text).orElse("")
            : arguments.get(0).text();
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(new Function(unit, node, name, List.of(), true));
  }

  private static String parameterName(Node parameter) {
    return parameter
        .findAll(Kind.DECLARED_NAME)
        .findFirst()
        .or(() -> parameter.child(Kind.NAME))
        .map(Node::text)
        .orElse("");
  }

  private static boolean hasWord(Node function, String word) {
    return function
        .child(Kind.SPECIFIERS)
        .map(
            specifiers -> {
              for (int t = specifiers.firstToken(); t < specifiers.endToken(); t++) {
                if (function.tree().tokens().is(t, word)) {
                  return true;
                }
              }
              return false;
            })
        .orElse(false);
  }

  public Unit unit() {
    return unit;
  }

  /** The definition, of kind {@link Kind#FUNCTION_DEFINITION}. */
  public Node node() {
    return node;
  }

  public Node body() {
    return node.child(Kind.COMPOUND).orElseThrow();
  }

  public String name() {
    return name;
  }

  public String path() {
    return unit.path();
  }

  /** Whether only its own file can call it by name. */
  public boolean isStatic() {
    return isStatic;
  }

  /** Names of the parameters in order; an unnamed one is the empty name. */
  public List<String> parameters() {
    return parameters;
  }

  /** The text of the result's type, pointer stars included, for example {@code int}. */
  public String resultType() {
    String known = resultType;
    if (known.isEmpty()) {
      known = typeOfResult();
      resultType = known;
    }
    return known;
  }

  private String typeOfResult() {
    String words = node.child(Kind.SPECIFIERS).map(Node::text).orElse("int");
    boolean pointer =
        node.child(Kind.INIT_DECLARATOR)
            .flatMap(head -> head.child(Kind.DECLARATOR))
            .flatMap(declarator -> declarator.child(Kind.POINTER))
            .isPresent();
    return pointer ? words + " *" : words;
  }

  public boolean returnsPointer() {
    return resultType().endsWith("*");
  }

  public boolean returnsNothing() {
    return !returnsPointer() && hasWord(node, "void");
  }

  /** The text of an attribute or annotation of the head, without the body. */
  public String head() {
    return node.file()
        .text()
        .substring(node.span().start(), Math.max(node.span().start(), body().span().start()));
  }

  /** A name for the text of the head. */
  String headMark() {
    String known = headMark;
    if (known.isEmpty()) {
      known = Mark.of(head() + node.conditions());
      headMark = known;
    }
    return known;
  }

  /** Notes that its text is looked at, not the head alone. */
  public void noted() {
    if (Recording.isNew(this)) {
      unit.noteAlone(this);
    }
  }

  /** Whether its file defines no other function of that name before it. */
  public boolean isAlone() {
    return unit.defined(name).filter(this::equals).isPresent();
  }

  /** A name for the text and the syntax of the definition, wherever in its file it stands. */
  public String mark() {
    String known = mark;
    if (known.isEmpty()) {
      known = Mark.of(node);
      mark = known;
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Function that && node.equals(that.node);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return path() + ":" + node.line() + " " + name;
  }
}

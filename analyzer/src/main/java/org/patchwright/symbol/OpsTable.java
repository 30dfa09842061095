package org.patchwright.symbol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * A struct variable whose initialiser names functions: {@code .probe = f}, {@code probe: f}, or by
 * position. Wrappers such as {@code __devexit_p(f)} are looked through.
 *
 * @param unit the file
 * @param node the variable's declarator
 * @param struct the tag of its type
 * @param name the variable
 * @param callbacks the functions by field; nested fields as {@code driver.pm}; by position as
 *     {@code #0}, {@code #1}, …
 * @param fields all initialised fields, callbacks or not, with the node of their value
 */
public record OpsTable(
    Unit unit,
    Node node,
    String struct,
    String name,
    Map<String, Function> callbacks,
    Map<String, Node> fields) {

  public OpsTable {
    callbacks = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(callbacks));
    fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  public Optional<Function> callback(String field) {
    return Optional.ofNullable(callbacks.get(field));
  }

  static List<OpsTable> in(Unit unit) {
    List<OpsTable> tables = new ArrayList<>();
    unit.tree()
        .root()
        .findAll(Kind.DECLARATION)
        .forEach(declaration -> read(unit, declaration, tables));
    return List.copyOf(tables);
  }

  private static void read(Unit unit, Node declaration, List<OpsTable> tables) {
    Optional<String> struct =
        declaration
            .child(Kind.SPECIFIERS)
            .flatMap(specifiers -> specifiers.child(Kind.STRUCT_SPECIFIER))
            .flatMap(specifier -> specifier.child(Kind.TAG))
            .map(Node::text);
    for (Node declarator : declaration.children()) {
      boolean macro = declarator.is(Kind.MACRO_DECLARATOR);
      if (!macro && !declarator.is(Kind.INIT_DECLARATOR)) {
        continue;
      }
      // DEFINE_XENBUS_DRIVER(x, , .probe = f, ...) names its struct by the macro alone.
      List<Node> items = new ArrayList<>();
      String tag = struct.orElse("");
      String name;
      if (macro) {
        String word = declarator.child(Kind.NAME).map(Node::text).orElse("");
        tag = word.toLowerCase(java.util.Locale.ROOT).replaceFirst("^define_", "");
        name =
            declarator
                .child(Kind.ARGUMENTS)
                .flatMap(arguments -> arguments.children().stream().findFirst())
                .map(Node::text)
                .orElse(word);
        declarator.children(Kind.INITIALIZER_ITEM).forEach(items::add);
      } else {
        Optional<Node> list = declarator.child(Kind.INITIALIZER_LIST);
        Optional<Node> declared = declarator.findAll(Kind.DECLARED_NAME).findFirst();
        if (list.isEmpty() || declared.isEmpty()) {
          continue;
        }
        name = declared.get().text();
        items.addAll(list.get().children());
      }
      Map<String, Function> callbacks = new LinkedHashMap<>();
      Map<String, Node> fields = new LinkedHashMap<>();
      collect(unit, items, "", callbacks, fields);
      if (!fields.isEmpty() && !tag.isEmpty()) {
        tables.add(new OpsTable(unit, declarator, tag, name, callbacks, fields));
      }
    }
  }

  private static void collect(
      Unit unit,
      List<Node> items,
      String prefix,
      Map<String, Function> callbacks,
      Map<String, Node> fields) {
    int position = 0;
    for (Node item : items) {
      int number = position++;
      boolean named = false;
      String field = "";
      Node value = item;
      if (item.is(Kind.INITIALIZER_ITEM)) {
        List<Node> children = item.children();
        if (children.isEmpty()) {
          continue;
        }
        value = children.get(children.size() - 1);
        if (children.size() > 1) {
          StringBuilder name = new StringBuilder();
          for (Node designator : children.subList(0, children.size() - 1)) {
            String word =
                designator.is(Kind.DESIGNATOR)
                    ? designator.child(Kind.NAME).map(Node::text).orElse(designator.text())
                    : designator.text();
            name.append(name.length() == 0 ? "" : ".").append(word);
          }
          named = true;
          field = prefix + name;
        }
      }
      if (!named) {
        field = prefix + "#" + number;
      }
      if (value.is(Kind.INITIALIZER_LIST)) {
        collect(unit, value.children(), field + ".", callbacks, fields);
        continue;
      }
      fields.put(field, value);
      String key = field;
      functionIn(unit, value).ifPresent(function -> callbacks.put(key, function));
    }
  }

  /** A name, a wrapper's argument, or the address of a function. */
  private static Optional<Function> functionIn(Unit unit, Node value) {
    return value
        .findAll(Kind.NAME)
        .map(name -> unit.function(name.text()))
        .flatMap(Optional::stream)
        .findFirst();
  }
}

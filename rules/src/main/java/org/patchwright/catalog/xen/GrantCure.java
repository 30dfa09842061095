package org.patchwright.catalog.xen;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.catalog.xen.Grants.Deed;
import org.patchwright.catalog.xen.Grants.Grant;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.StatementEdits;
import org.patchwright.source.Edit;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Origin;

/** Ends references where the object goes that keeps them, if nothing else in the driver does. */
final class GrantCure {

  private static final Pattern FREE = Pattern.compile("k[vz]?free|vfree");
  private static final String END = "gnttab_end_foreign_access";

  private final KernelTree tree;
  private final Unit unit;
  private final Grants grants;

  GrantCure(KernelTree tree, Unit unit, Grants grants) {
    this.tree = tree;
    this.unit = unit;
    this.grants = grants;
  }

  /** The finding with a fix, or with the reason why it has none. */
  Finding offer(Finding finding, Grant grant) {
    if (grant.holders().size() != 1 || !grant.pools().isEmpty()) {
      return finding.notFixed("its references are kept in more than one place");
    }
    Origin.Field holder = grant.holders().iterator().next();
    List<Node> owners = owners(holder.member());
    if (owners.size() != 1) {
      return finding.notFixed("not one place frees the object that keeps the reference");
    }
    Optional<Integer> arity = arity();
    if (arity.isEmpty()) {
      return finding.notFixed("the tree does not declare " + END + "()");
    }
    Optional<List<Edit>> edits = edits(holder.member(), grant, owners.get(0), arity.get());
    if (edits.isEmpty()) {
      return finding.notFixed("conditional directives cut the statement that frees the object");
    }
    Function where = functionOf(owners.get(0));
    return finding.fixedBy(
        Fix.of(
            "End grant references in " + where.name() + "()",
            "Nothing ends the access that the references in "
                + holder
                + " give: the other domain can use the pages for as long as it likes, and the"
                + " references are lost with the object that keeps them. End them before it is"
                + " freed.",
            edits.get()));
  }

  /** The calls that free an object with a member of a name. */
  private List<Node> owners(String member) {
    List<Node> found = new ArrayList<>();
    for (Function function : unit.functions()) {
      function
          .body()
          .findAll(Kind.CALL)
          .filter(call -> FREE.matcher(call.children().get(0).text()).matches())
          .filter(call -> object(call).filter(o -> holds(function, o, member)).isPresent())
          .forEach(found::add);
    }
    return found;
  }

  private static Optional<String> object(Node free) {
    List<Node> arguments = free.arguments();
    return arguments.size() == 1 && arguments.get(0).is(Kind.NAME)
        ? Optional.of(arguments.get(0).text())
        : Optional.empty();
  }

  private boolean holds(Function function, String object, String member) {
    Pattern declared =
        Pattern.compile("struct\\s+(\\w+)\\s*\\*\\s*" + Pattern.quote(object) + "\\b");
    Matcher type = declared.matcher(function.node().text());
    return type.find() && size(type.group(1), member).isPresent();
  }

  /** What stands between the brackets of a struct's member; empty text if it is no array. */
  private Optional<String> size(String tag, String member) {
    return unit.tree()
        .root()
        .findAll(Kind.STRUCT_SPECIFIER)
        .filter(s -> s.child(Kind.TAG).filter(t -> t.text().equals(tag)).isPresent())
        .flatMap(s -> s.findAll(Kind.DECLARED_NAME))
        .filter(name -> name.text().equals(member))
        .findFirst()
        .map(
            name -> {
              Matcher brackets =
                  Pattern.compile("^\\s*\\[([^\\]]+)]")
                      .matcher(name.parent().map(Node::text).orElse("").substring(member.length()));
              return brackets.find() ? brackets.group(1) : "";
            });
  }

  private Optional<Integer> arity() {
    for (String path : tree.headers(unit, 2)) {
      Optional<Integer> found =
          tree.unit(path).stream()
              .flatMap(header -> header.tree().root().findAll(Kind.DECLARED_NAME))
              .filter(name -> name.text().equals(END))
              .flatMap(name -> name.ancestors().limit(2))
              .map(Node::text)
              .filter(text -> text.contains("("))
              .map(text -> text.split(",").length)
              .findFirst();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Function functionOf(Node node) {
    return unit.functions().stream()
        .filter(f -> node.ancestors().anyMatch(f.node()::equals))
        .findFirst()
        .orElseThrow();
  }

  private Optional<List<Edit>> edits(String member, Grant grant, Node free, int arity) {
    Function function = functionOf(free);
    Optional<Node> statement =
        free.ancestors().filter(node -> node.is(Kind.EXPRESSION_STATEMENT)).findFirst();
    if (statement.isEmpty()) {
      return Optional.empty();
    }
    String object = object(free).orElseThrow();
    Matcher type =
        Pattern.compile("struct\\s+(\\w+)\\s*\\*\\s*" + Pattern.quote(object) + "\\b")
            .matcher(function.node().text());
    if (!type.find()) {
      return Optional.empty();
    }
    String size = size(type.group(1), member).orElse("");
    String index = size.isEmpty() ? "" : "[i]";
    String reference = object + "->" + member + index;
    String page = page(grant, type.group(1), object, index);
    String call =
        END + "(" + reference + (arity > 2 ? ", 0, " : ", ") + (page.isEmpty() ? "0" : page) + ");";
    if (size.isEmpty()) {
      return StatementEdits.before(statement.get(), "if (" + reference + ")", "\t" + call);
    }
    Optional<List<Edit>> loop =
        StatementEdits.before(
            statement.get(),
            "for (i = 0; i < " + size + "; i++) {",
            "\tif (" + reference + ")",
            "\t\t" + call,
            "}",
            "");
    if (function.node().text().matches("(?s).*\\bint\\s+i\\s*[,;=].*")) {
      return loop;
    }
    Optional<List<Edit>> declared = StatementEdits.declared(function.body(), "int i;");
    if (loop.isEmpty() || declared.isEmpty()) {
      return Optional.empty();
    }
    List<Edit> all = new ArrayList<>(declared.get());
    all.addAll(loop.get());
    return Optional.of(all);
  }

  /** The page behind a reference, if the same object keeps it and nothing else frees it. */
  private String page(Grant grant, String tag, String object, String index) {
    for (Origin.Field page : grant.pages()) {
      boolean freed =
          grants
              .acts(Deed.PAGE_FREE)
              .anyMatch(
                  act ->
                      act.isOn(java.util.Set.of(page))
                          && !act.site().caller().equals(grant.site().caller()));
      boolean array = size(tag, page.member()).filter(s -> !s.isEmpty()).isPresent();
      if (!freed && size(tag, page.member()).isPresent() && array == !index.isEmpty()) {
        return object + "->" + page.member() + index;
      }
    }
    return "";
  }
}

package org.patchwright.catalog.xen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.dataflow.Range;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Kept;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Holdings;
import org.patchwright.typestate.Origin;
import org.patchwright.typestate.Trade;

/** Each page that was mapped from another domain is unmapped, whatever became of the others. */
@Check(
    summary = "page of another domain stays mapped",
    noFix = "how far the batch had come has to be counted first",
    severity = Severity.ERROR,
    triggers = {
      "gnttab_map_refs",
      "gnttab_unmap_refs",
      "gnttab_set_map_op",
      "gnttab_set_unmap_op",
      "gnttab_batch_map",
      "GNTTABOP_map_grant_ref",
      "GNTTABOP_unmap_grant_ref"
    })
public final class GrantMapLeak implements Rule {

  private static final Set<String> PREPARING =
      Set.of("gnttab_set_unmap_op", "memset", "sizeof", "ARRAY_SIZE", "BUG_ON", "WARN_ON");

  private static final Trade TRADE =
      Trade.of(Map.of(), Map.of("gnttab_set_unmap_op", 3, "xenbus_unmap_ring", 1))
          .in(Map.of("gnttab_set_map_op", "handle"))
          .beside(Set.of("gnttab_set_unmap_op"));

  @Override
  public Stream<Finding> check(TreeFacts file) {
    Unit unit = file.unit();
    // Who provides the calls is not bound by them.
    if (unit.function("gnttab_map_refs").isPresent()) {
      return Stream.empty();
    }
    Holdings handles = file.holdings(TRADE);
    Kept kept = new Kept(handles, "page mapped by a handle", "unmapped", Range.NOT_NEGATIVE);
    List<Finding> found = new ArrayList<>(kept.forgotten(file));
    for (Function function : unit.functions()) {
      List<Site> sites = handles.graph().sites(function);
      Optional<Site> batch = sites.stream().filter(GrantMapLeak::maps).findFirst();
      batch.ifPresent(site -> cutShort(function, site, found));
      sites.stream()
          .filter(site -> site.callee().equals("gnttab_set_unmap_op"))
          .forEach(site -> neverCarriedOut(handles, site, found));
      neverSubmitted(function, found);
    }
    return found.stream();
  }

  private static boolean maps(Site site) {
    return site.callee().equals("gnttab_map_refs")
        || site.callee().equals("gnttab_batch_map")
        || !site.arguments().isEmpty()
            && site.arguments().get(0).text().equals("GNTTABOP_map_grant_ref");
  }

  // A batch of which one entry failed: the later ones may have been mapped all the same.

  private static void cutShort(Function function, Site batch, List<Finding> found) {
    function
        .body()
        .walk()
        .filter(node -> node.is(Kind.FOR) || node.is(Kind.WHILE))
        .filter(loop -> loop.firstToken() > batch.node().endToken())
        .filter(GrantMapLeak::keepsHandles)
        .flatMap(loop -> jump(loop).stream())
        .findFirst()
        .ifPresent(
            jump ->
                found.add(
                    Finding.at(
                            jump,
                            "the first entry that failed ends the loop: later ones that were mapped"
                                + " are never unmapped")
                        .step(Note.at(batch.node(), "all are mapped here"))
                        .about(function.name(), "map")));
  }

  private static boolean keepsHandles(Node loop) {
    return loop.findAll(Kind.ASSIGNMENT)
        .anyMatch(assignment -> names(assignment.children().get(1), "handle"));
  }

  private static boolean names(Node expression, String member) {
    return Stream.concat(Stream.of(expression), expression.findAll(Kind.MEMBER_ACCESS))
        .filter(node -> node.is(Kind.MEMBER_ACCESS))
        .anyMatch(node -> node.tree().tokens().is(node.endToken() - 1, member));
  }

  /** What leaves the loop where an entry's status is bad. */
  private static Optional<Node> jump(Node loop) {
    return loop.findAll(Kind.IF)
        .filter(
            branch ->
                names(branch.children().get(0), "status")
                    || names(branch.children().get(0), "handle"))
        .map(branch -> branch.children().get(1))
        .flatMap(Node::walk)
        .filter(
            node ->
                node.is(Kind.RETURN)
                    || node.is(Kind.GOTO) && !staysInside(node, loop)
                    || node.is(Kind.BREAK) && leaves(node, loop))
        .findFirst();
  }

  private static boolean staysInside(Node jump, Node loop) {
    String label = jump.tree().tokens().text(jump.firstToken() + 1);
    return loop.findAll(Kind.LABEL)
        .anyMatch(node -> node.tree().tokens().is(node.firstToken(), label));
  }

  private static boolean leaves(Node jump, Node loop) {
    return jump.ancestors()
        .filter(
            outer ->
                outer.is(Kind.FOR)
                    || outer.is(Kind.WHILE)
                    || outer.is(Kind.DO)
                    || outer.is(Kind.SWITCH)
                    || outer.is(Kind.ITERATOR_STATEMENT))
        .findFirst()
        .filter(loop::equals)
        .isPresent();
  }

  // What was prepared is carried out, or handed to whoever does.

  private static void neverCarriedOut(Holdings handles, Site prepared, List<Finding> found) {
    Function function = prepared.caller();
    if (prepared.arguments().isEmpty()) {
      return;
    }
    Node operation = prepared.arguments().get(0);
    Set<Origin> places = handles.origins().place(operation, function);
    Set<Origin.Field> fields = new java.util.LinkedHashSet<>();
    Origin.fields(places).forEach(fields::add);
    String base = base(operation);
    if (places.stream().anyMatch(Origin.Parameter.class::isInstance)
        || function.parameters().contains(base)) {
      return;
    }
    boolean used =
        fields.isEmpty()
            ? uses(function).anyMatch(node -> base(node).equals(base))
            : handles.graph().functions().stream()
                .anyMatch(
                    f ->
                        uses(f)
                            .anyMatch(
                                node -> Holdings.isOf(handles.origins().of(node, f), fields)));
    if (!used) {
      found.add(
          Finding.at(
                  prepared.node(),
                  "this unmapping is prepared and nothing carries it out: the page stays mapped")
              .about(function.name(), base));
    }
  }

  /** A batch of unmappings whose operations are named and that no call is given. */
  private static void neverSubmitted(Function function, List<Finding> found) {
    for (Node assignment : function.body().findAll(Kind.ASSIGNMENT).toList()) {
      Node left = assignment.children().get(0);
      if (!left.is(Kind.MEMBER_ACCESS)
          || !left.tree().tokens().is(left.endToken() - 1, "unmap_ops")
          || function
              .body()
              .findAll(Kind.ASSIGNMENT)
              .map(other -> other.children().get(0))
              .noneMatch(other -> isCount(other, left))) {
        continue;
      }
      String batch = left.children().get(0).text();
      Set<String> names = new java.util.LinkedHashSet<>(Set.of(batch, "&" + batch));
      function
          .body()
          .findAll(Kind.INIT_DECLARATOR)
          .filter(
              declarator ->
                  declarator
                      .findAll(Kind.DECLARED_NAME)
                      .anyMatch(name -> name.text().equals(batch)))
          .map(declarator -> declarator.children().get(declarator.children().size() - 1).text())
          .forEach(names::add);
      boolean given =
          function
              .body()
              .walk()
              .filter(node -> node.is(Kind.ARGUMENTS) || node.is(Kind.RETURN))
              .flatMap(node -> node.children().stream())
              .anyMatch(argument -> names.contains(argument.text()));
      if (!given) {
        found.add(
            Finding.at(
                    assignment,
                    "this batch of unmappings is made ready and handed to nobody:"
                        + " the pages stay mapped")
                .about(function.name(), batch));
      }
    }
  }

  /** Whether an expression is the number of a batch's operations. */
  private static boolean isCount(Node expression, Node operations) {
    return expression.is(Kind.MEMBER_ACCESS)
        && expression.tree().tokens().is(expression.endToken() - 1, "count")
        && expression.children().get(0).text().equals(operations.children().get(0).text());
  }

  /** Arguments of calls, and values that are assigned, other than in preparing. */
  private static Stream<Node> uses(Function function) {
    Stream<Node> arguments =
        function
            .body()
            .findAll(Kind.CALL)
            .filter(call -> !PREPARING.contains(call.children().get(0).text()))
            .flatMap(call -> call.child(Kind.ARGUMENTS).stream())
            .flatMap(list -> list.children().stream());
    Stream<Node> values =
        function
            .body()
            .findAll(Kind.ASSIGNMENT)
            .filter(assignment -> !assignment.children().get(0).is(Kind.NAME))
            .map(assignment -> assignment.children().get(1));
    return Stream.concat(arguments, values);
  }

  /** The name that an expression begins with. */
  private static String base(Node expression) {
    return expression.text().replaceAll("^[^A-Za-z_]*", "").replaceAll("(?s)[^A-Za-z0-9_].*$", "");
  }
}

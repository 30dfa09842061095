package org.patchwright.catalog.memory;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Holdings;
import org.patchwright.typestate.Holdings.Made;

/** Whether what a function makes is known to anybody when that has ended. */
record Escape(Holdings holdings) {

  /** They make what they are given known to others. */
  private static final Pattern HANDS_ON =
      Pattern.compile(
          "\\w*set_\\w*data|h?list_add\\w*|rb_link_node|idr_alloc\\w*|xa_(store|insert)|"
              + "(queue|schedule)_(delayed_)?work(_on)?|call_rcu|"
              + "\\w*register\\w*|\\w+_add");

  /** Callees of callees that are asked whether they hand on what they are given. */
  private static final int DEEPEST = 1;

  private static final Pattern SETS_DATA = Pattern.compile("\\w*set_\\w*data");

  /** Whether what was made outlives the function that made it. */
  boolean of(Made made, String type) {
    Site site = made.site();
    String name = Freeing.variable(site).map(Node::text).orElse("");
    return !made.places().isEmpty()
        || site.caller().returnsPointer()
            && site.caller()
                .body()
                .findAll(Kind.RETURN)
                .anyMatch(
                    back ->
                        back.text()
                            .matches(
                                "return\\s+("
                                    + Pattern.quote(name)
                                    + "|&\\s*"
                                    + Pattern.quote(name)
                                    + "\\s*->\\s*\\w+)\\s*;"))
        || isHandedOn(site.caller(), name, 0)
        || isData(site.caller(), type);
  }

  /** Whether a function makes a variable known to others, or calls one of its file that does. */
  private boolean isHandedOn(Function function, String name, int depth) {
    String quoted = Pattern.quote(name);
    Pattern bare = Pattern.compile("&?\\s*" + quoted + "(\\s*->.*)?");
    Pattern part = Pattern.compile("&\\s*" + quoted + "\\s*->\\s*\\w+");
    return function
            .body()
            .findAll(Kind.ASSIGNMENT)
            .filter(set -> set.children().get(0).is(Kind.MEMBER_ACCESS))
            .filter(set -> !set.children().get(0).text().matches(quoted + "\\s*->.*"))
            .anyMatch(set -> part.matcher(set.children().get(1).text()).matches())
        || holdings.graph().sites(function).stream()
            .anyMatch(
                call -> {
                  List<Node> given = call.arguments();
                  boolean known =
                      HANDS_ON.matcher(call.callee()).matches()
                          && given.stream().anyMatch(one -> bare.matcher(one.text()).matches());
                  if (known || depth > DEEPEST) {
                    return known;
                  }
                  return function
                      .unit()
                      .function(call.callee())
                      .filter(called -> !called.equals(function))
                      .filter(
                          called ->
                              IntStream.range(0, Math.min(given.size(), called.parameters().size()))
                                  .filter(i -> given.get(i).text().equals(name))
                                  .anyMatch(
                                      i ->
                                          isHandedOn(
                                              called, called.parameters().get(i), depth + 1)))
                      .isPresent();
                });
  }

  /** Whether what a function reaches makes an object of a type the data of some device. */
  private boolean isData(Function function, String tag) {
    return holdings.graph().reachedFrom(function).stream()
        .flatMap(reached -> holdings.graph().sites(reached).stream())
        .filter(call -> SETS_DATA.matcher(call.callee()).matches() && call.arguments().size() == 2)
        .anyMatch(
            call ->
                holdings
                    .structs()
                    .tag(call.arguments().get(1), call.caller())
                    .filter(tag::equals)
                    .isPresent());
  }
}

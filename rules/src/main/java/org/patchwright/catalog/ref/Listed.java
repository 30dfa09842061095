package org.patchwright.catalog.ref;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rank;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Structs;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * Counted objects that a list holds: wherever one is taken off for good the list's reference is
 * given back, but in one function.
 */
final class Listed {

  private static final Pattern TAKES_OFF =
      Pattern.compile("h?list_(bl_)?del(_init|_rcu|_init_rcu)?|rb_erase(_cached)?");

  private static final Pattern PUTS_ON =
      Pattern.compile("h?list_(bl_)?(add|move|splice)\\w*|rb_link_node\\w*|llist_add");

  private static final Pattern COUNTS_DOWN =
      Pattern.compile("kref_put(_mutex|_lock)?|\\w+_(put|unref)(_\\w+)?|put_\\w+");

  private static final Pattern COUNTERS = Pattern.compile("kref_(init|put)");

  private static final Pattern COUNTS_AGAIN =
      Pattern.compile("kref_(get|put)\\w*|\\w+_(get|put|ref|unref)|(get|put)_\\w+");

  /** They look at what they are given. */
  private static final Pattern LOOKS =
      Pattern.compile(
          "wake_up\\w*|complete(_all)?|(mutex|(raw_)?spin|read|write)_\\w*(un)?lock\\w*|IS_ERR\\w*|"
              + "WARN\\w*|BUG\\w*|(pr|dev|netdev)_\\w+|printk|list_empty\\w*|sizeof|trace_\\w+|"
              + "container_of|list_entry|(un)?likely|READ_ONCE|WRITE_ONCE|atomic_\\w+");

  private static final Pattern PLACE = Pattern.compile("&\\s*(.+)(?:->|\\.)(\\w+)", Pattern.DOTALL);

  private final TreeFacts file;
  private final CallGraph graph;
  private final Structs structs;

  /**
   * One call that takes something off a list.
   *
   * @param object what is taken off, as it is written
   * @param member by which it was on the list
   * @param tag of its struct
   */
  private record Removal(Site site, String object, String member, String tag) {

    boolean isOfOneList(Removal other) {
      return member.equals(other.member) && tag.equals(other.tag);
    }
  }

  private Listed(TreeFacts file) {
    this.file = file;
    this.graph = CallGraph.of(List.of(file.unit()));
    this.structs = file.tree().structs(List.of(file.unit()));
  }

  static Stream<Finding> in(TreeFacts file) {
    boolean both =
        calls(file, COUNTERS).findAny().isPresent() && calls(file, TAKES_OFF).findAny().isPresent();
    return both ? new Listed(file).findings().stream() : Stream.empty();
  }

  private static Stream<Site> calls(TreeFacts file, Pattern names) {
    return file.unit().functions().stream()
        .flatMap(function -> CallGraph.calls(function).stream())
        .filter(call -> names.matcher(call.callee()).matches());
  }

  private List<Finding> findings() {
    Set<String> counted =
        calls(file, COUNTERS)
            .filter(site -> !site.arguments().isEmpty())
            .flatMap(site -> tag(site).stream())
            .collect(Collectors.toSet());
    List<Removal> all =
        calls(file, TAKES_OFF)
            .flatMap(site -> removal(site).stream())
            .filter(removal -> counted.contains(removal.tag))
            .toList();
    List<Finding> found = new ArrayList<>();
    for (Removal removal : all) {
      if (isForgotten(removal)) {
        List<Removal> others =
            all.stream()
                .filter(other -> other.isOfOneList(removal) && !isMoved(other))
                .filter(other -> !other.site.caller().equals(removal.site.caller()))
                .toList();
        Optional<Site> put =
            others.stream().flatMap(other -> putBehind(other).stream()).findFirst();
        boolean always = others.stream().allMatch(other -> putBehind(other).isPresent());
        Optional<Node> evidence =
            others.isEmpty() ? listedFirst(removal) : put.filter(site -> always).map(Site::node);
        evidence.ifPresent(node -> found.add(told(removal, node, put.isPresent())));
      }
    }
    return found;
  }

  private Optional<Removal> removal(Site site) {
    if (site.arguments().isEmpty()) {
      return Optional.empty();
    }
    Node argument = site.arguments().get(0);
    Matcher place = PLACE.matcher(argument.text());
    if (!place.matches()) {
      return Optional.empty();
    }
    return tag(site).map(tag -> new Removal(site, place.group(1).strip(), place.group(2), tag));
  }

  /** The tag of the struct of which a call is given a part. */
  private Optional<String> tag(Site site) {
    Node argument = site.arguments().get(0);
    Matcher place = PLACE.matcher(argument.text());
    return argument
        .findAll(Kind.MEMBER_ACCESS)
        .findFirst()
        .flatMap(access -> structs.holder(access, site.caller()))
        .or(
            () ->
                place.matches()
                    ? declared(place.group(1).strip(), site.caller())
                    : Optional.empty());
  }

  /** The tag by which a function declares a variable, or a member of one. */
  private static Optional<String> declared(String object, Function function) {
    String name = object.replaceFirst("(?s).*\\W", "");
    Matcher declaration =
        Pattern.compile("struct\\s+(\\w+)\\s*\\*+\\s*" + Pattern.quote(name) + "\\b")
            .matcher(function.node().text());
    return declaration.find() ? Optional.of(declaration.group(1)) : Optional.empty();
  }

  private Stream<Site> behind(Removal removal) {
    return graph.sites(removal.site.caller()).stream()
        .filter(call -> call.node().firstToken() > removal.site.node().firstToken());
  }

  /** Where the object is counted down behind its removal. */
  private Optional<Site> putBehind(Removal removal) {
    return behind(removal)
        .filter(call -> COUNTS_DOWN.matcher(call.callee()).matches())
        .filter(call -> isGiven(call, removal.object))
        .findFirst();
  }

  /** Whether an object goes on a list again, or somewhere else, behind its removal. */
  private boolean isMoved(Removal removal) {
    return behind(removal)
        .filter(call -> PUTS_ON.matcher(call.callee()).matches())
        .anyMatch(call -> isGiven(call, removal.object));
  }

  /** Whether a call is given an object, or a pointer into it. */
  private static boolean isGiven(Site call, String object) {
    Pattern whole =
        Pattern.compile("(?s)&?\\s*\\(?\\s*" + Pattern.quote(object) + "\\s*\\)?(\\s*(->|\\.).*)?");
    return call.arguments().stream().anyMatch(one -> whole.matcher(one.text()).matches());
  }

  private static boolean isWhole(Site call, String object) {
    return call.arguments().stream().anyMatch(one -> one.text().equals(object));
  }

  /** Whether nobody has the object any more behind its removal. */
  private boolean isForgotten(Removal removal) {
    Function function = removal.site.caller();
    String object = removal.object;
    String name = Pattern.quote(object);
    boolean kept =
        function
            .body()
            .findAll(Kind.ASSIGNMENT)
            .filter(set -> set.firstToken() > removal.site.node().firstToken())
            .anyMatch(
                set ->
                    set.children().get(1).text().matches("(?s)&?\\s*" + name + "(\\W.*)?")
                        && !set.children().get(1).text().matches("(?s)" + name + "\\s*(->|\\.).*"));
    boolean returned =
        function
            .body()
            .findAll(Kind.RETURN)
            .anyMatch(back -> back.text().matches("(?s)return\\s+" + name + "\\s*;"));
    boolean given =
        behind(removal)
            .filter(call -> !isOwnCallback(call, object))
            .filter(call -> !LOOKS.matcher(call.callee()).matches())
            .anyMatch(
                call ->
                    isWhole(call, object)
                        || PUTS_ON.matcher(call.callee()).matches() && isGiven(call, object));
    // It may have another name.
    given |=
        graph.sites(function).stream()
            .anyMatch(call -> COUNTS_DOWN.matcher(call.callee()).matches());
    // What is compared with another pointer has that name, too.
    boolean named =
        Pattern.compile(
                "\\b" + name + "\\s*==\\s*(?!NULL)[a-z]|[\\w)]\\s*==\\s*" + name + "\\s*[)&|]")
            .matcher(function.body().text())
            .find();
    return !kept && !returned && !given && !named && !isEnd(function) && !isCallers(removal);
  }

  /** {@code req->done(req)}: an object's own function, which looks at what has been done. */
  private static boolean isOwnCallback(Site call, String object) {
    return call.node().children().get(0).text().startsWith(object + "->");
  }

  /** Whether a function runs when the last reference has gone. */
  private boolean isEnd(Function function) {
    return graph.leadingTo(function).stream()
        .anyMatch(top -> top.head().matches("(?s).*\\(\\s*struct\\s+kref\\s*\\*[^,]*"));
  }

  /** Whether the object is one that a caller has, who may give it back. */
  private boolean isCallers(Removal removal) {
    Function function = removal.site.caller();
    int parameter = function.parameters().indexOf(removal.object.replaceFirst("(?s)\\W.*", ""));
    if (parameter < 0) {
      return false;
    }
    return !function.isStatic()
        || !function.parameters().get(parameter).equals(removal.object)
        || graph.callers(function).isEmpty()
        || graph.callers(function).stream()
            .flatMap(caller -> graph.sites(caller).stream())
            .filter(call -> call.callee().equals(function.name()))
            .filter(call -> parameter < call.arguments().size())
            .anyMatch(
                call -> {
                  String given = call.arguments().get(parameter).text();
                  return call.caller().parameters().contains(given)
                      || graph.sites(call.caller()).stream()
                          .filter(other -> !other.node().equals(call.node()))
                          .filter(other -> !LOOKS.matcher(other.callee()).matches())
                          .anyMatch(
                              other ->
                                  isWhole(other, given)
                                      || COUNTS_DOWN.matcher(other.callee()).matches()
                                          && isGiven(other, given));
                });
  }

  /** Where an object is made that goes to the list alone, with its first reference. */
  private Optional<Node> listedFirst(Removal removal) {
    for (Function function : file.unit().functions()) {
      for (Site init : graph.sites(function)) {
        if (init.callee().equals("kref_init") && !init.arguments().isEmpty()) {
          Matcher place = PLACE.matcher(init.arguments().get(0).text());
          if (place.matches() && isListedAlone(function, place.group(1).strip(), removal)) {
            return Optional.of(init.node());
          }
        }
      }
    }
    return Optional.empty();
  }

  private boolean isListedAlone(Function function, String object, Removal removal) {
    boolean listed =
        graph.sites(function).stream()
            .filter(call -> PUTS_ON.matcher(call.callee()).matches())
            .flatMap(call -> call.arguments().stream())
            .map(argument -> PLACE.matcher(argument.text()))
            .anyMatch(
                place ->
                    place.matches()
                        && place.group(1).strip().equals(object)
                        && place.group(2).equals(removal.member));
    String name = Pattern.quote(object);
    boolean elsewhere =
        function
                .body()
                .findAll(Kind.RETURN)
                .anyMatch(back -> back.text().matches("(?s)return\\s+" + name + "\\s*;"))
            || function
                .body()
                .findAll(Kind.ASSIGNMENT)
                .anyMatch(set -> set.children().get(1).text().equals(object));
    boolean countedAgain =
        graph.sites(function).stream()
            .filter(call -> COUNTS_AGAIN.matcher(call.callee()).matches())
            .anyMatch(call -> isGiven(call, object));
    return listed
        && !elsewhere
        && !countedAgain
        && declared(object, function).filter(removal.tag::equals).isPresent();
  }

  private static Finding told(Removal removal, Node evidence, boolean put) {
    return Finding.at(
            removal.site.node(),
            "%s is taken off its list here, and the list's reference not given back",
            removal.object)
        .step(
            Note.at(
                evidence,
                put ? "given back here, where another is taken off" : "the list's reference"))
        .ranked(Rank.STYLE)
        .about(removal.site.caller().name(), removal.object);
  }
}

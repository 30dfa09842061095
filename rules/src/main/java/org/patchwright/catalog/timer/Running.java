package org.patchwright.catalog.timer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.catalog.memory.Teardown;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.typestate.Parting;

/**
 * What a driver sets up where it takes its device, starts, and does not end where it lets go of it.
 */
final class Running {

  private final TreeFacts file;
  private final Unit unit;
  private final Armed armed;
  private final CallGraph graph;
  private final List<Site> starts;
  private final List<Site> ends;

  private Running(TreeFacts file, Armed armed) {
    this.file = file;
    this.unit = file.unit();
    this.armed = armed;
    this.graph = CallGraph.of(List.of(unit));
    this.starts = sites(armed.starts());
    this.ends = sites(armed.stops());
  }

  private List<Site> sites(Pattern names) {
    return graph.functions().stream()
        .flatMap(function -> graph.sites(function).stream())
        .filter(site -> names.matcher(site.callee()).matches())
        .toList();
  }

  /**
   * Finds them in a file.
   *
   * @param setsUp names of calls that set one up
   * @param spared members of which an earlier finding tells
   */
  static Stream<Finding> in(TreeFacts file, Armed armed, Pattern setsUp, Set<String> spared) {
    Map<String, Site> members = new LinkedHashMap<>();
    for (Function function : file.unit().functions()) {
      for (Site site : CallGraph.calls(function)) {
        if (setsUp.matcher(site.callee()).matches()) {
          Armed.member(site.node()).ifPresent(name -> members.putIfAbsent(name, site));
        }
      }
    }
    members.keySet().removeAll(spared);
    return members.isEmpty() ? Stream.empty() : new Running(file, armed).left(members);
  }

  private Stream<Finding> left(Map<String, Site> members) {
    if (unit.macros().stream().anyMatch(macro -> armed.stops().matcher(macro.body()).find())) {
      return Stream.empty();
    }
    Teardown teardown = new Teardown(unit, graph);
    List<Finding> found = new ArrayList<>();
    for (Map.Entry<String, Site> entry : members.entrySet()) {
      String member = entry.getKey();
      Site setUp = entry.getValue();
      Optional<Function> end = teardown.paired(Set.of(setUp.caller()));
      Optional<Site> start =
          starts.stream()
              .filter(site -> isOf(site, member, setUp))
              .filter(site -> end.isPresent() && !isFarewell(site.caller(), end.get()))
              .findFirst();
      if (start.isPresent()
          && ends.stream().noneMatch(site -> isAnEnd(site, member, setUp, end.get()))
          && !isEndedBeside(member, setUp)) {
        found.add(
            Finding.at(
                    end.get().node(),
                    "the driver lets go here, and the %s %s is not ended",
                    armed.noun(),
                    member)
                .likely()
                .step(Note.at(setUp.node(), "set up here"))
                .step(Note.at(start.get().node(), "started here"))
                .about(end.get().name(), member));
      }
    }
    return found.stream();
  }

  /** Whether a function starts something so that it takes the object down, as the last it does. */
  private boolean isFarewell(Function function, Function end) {
    return graph.reachedFrom(end).contains(function)
        || Parting.isCleanUp(function.name())
        || Teardown.isRelease(function);
  }

  /**
   * Whether a call may be the one that ends it for good: none that makes room for the next start,
   * and none that takes back what a function did that fails.
   */
  private boolean isAnEnd(Site site, String member, Site setUp, Function end) {
    if (!Armed.endsAll(site.node()) && !isOf(site, member, setUp)) {
      return false;
    }
    boolean there = graph.reachedFrom(end).contains(site.caller());
    boolean restarts =
        starts.stream().anyMatch(start -> follows(start, site) && isOf(start, member, setUp));
    return there || !restarts && !Teardown.isUnwinding(site.node());
  }

  private static boolean follows(Site later, Site site) {
    return later.caller().equals(site.caller())
        && later.node().firstToken() > site.node().firstToken();
  }

  /** Whether a call is given a member of that name, of a structure that may be the same. */
  private static boolean isOf(Site site, String member, Site setUp) {
    return Armed.mentions(site.node(), member)
        && isOneStruct(tag(site, member), tag(setUp, member));
  }

  private static boolean isOneStruct(String one, String other) {
    return one.isEmpty() || other.isEmpty() || one.equals(other);
  }

  /** The structure that has the member; empty if the function does not say. */
  private static String tag(Site site, String member) {
    Matcher owner =
        Pattern.compile("&\\s*(\\w+)\\s*->\\s*" + member + "\\b").matcher(site.node().text());
    if (!owner.find()) {
      return "";
    }
    Matcher declared =
        Pattern.compile("\\bstruct\\s+(\\w+)\\s*\\*\\s*" + owner.group(1) + "\\b")
            .matcher(site.caller().node().text());
    return declared.find() ? declared.group(1) : "";
  }

  /** Whether a file beside this one ends a member of that name. */
  private boolean isEndedBeside(String member, Site setUp) {
    return file.tree().companions(unit, Set.of(member)).stream()
        .filter(beside -> !beside.equals(unit))
        .flatMap(beside -> beside.functions().stream())
        .flatMap(function -> CallGraph.calls(function).stream())
        .filter(site -> armed.stops().matcher(site.callee()).matches())
        .anyMatch(site -> isOf(site, member, setUp));
  }
}

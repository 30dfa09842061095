package org.patchwright.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Incident;

/**
 * Gives back what a function acquired and keeps on one way out: by the call with which it does so
 * on others, or, where it never does, by the call that belongs to the one that acquired it.
 */
public final class Cure {

  /** Calls that only give back; others do so on the way to something else. */
  private static final Pattern PLAIN =
      Pattern.compile(
          "free|put|release|unregister|deregister|disable|unmap|destroy|relse|exit|close|del|stop"
              + "|drop|dec|consume");

  /** What prepares and enables in one is not undone by halves, nor what woke nothing by a sleep. */
  private static final String STRICT = "clk_\\w+|pm_runtime_get_noresume|pci_enable_msix?";

  private Cure() {}

  /**
   * The finding with a fix, or with the reason why there is none.
   *
   * @param all incidents of the function, for others of the same resource
   * @param verb what the cure does, for example {@code Free}
   * @param why what the patch's body says
   */
  public static Finding offer(
      Finding finding,
      FunctionFacts facts,
      Incident incident,
      List<Incident> all,
      String verb,
      String why) {
    Finding offered = told(finding, facts, incident, all, "");
    String title = verb + " " + incident.label() + " in " + facts.function().name() + "()";
    return offered
        .fix()
        .map(fix -> offered.fixedBy(Fix.of(title, why, fix.edits())))
        .orElse(offered);
  }

  /**
   * The same, with a patch that tells where it is taken, on which way it stays, and why.
   *
   * @param loss what comes of the leak, as the end of a sentence: {@code the memory is lost}
   */
  public static Finding told(
      Finding finding, FunctionFacts facts, Incident incident, List<Incident> all, String loss) {
    if (incident.kind() != Incident.Kind.LEFT) {
      return finding.notFixed("what was overwritten may still be wanted; only the author can tell");
    }
    Function function = facts.function();
    if (!incident.origin().ancestors().anyMatch(node -> node.equals(function.body()))) {
      return finding.notFixed("it is acquired outside of this function");
    }
    if (isPassedOn(incident)) {
      return finding.notFixed("what the call yields has no name of its own there");
    }
    List<Node> leaks = new ArrayList<>();
    for (Incident other : all) {
      if (other.kind() == Incident.Kind.LEFT && other.origin().equals(incident.origin())) {
        leaks.add(other.at());
      }
    }
    List<Node> releases = releases(function, incident);
    List<Way> ways = Way.of(function, finding, incident.origin());
    Node leave = ways.isEmpty() ? incident.at() : ways.get(ways.size() - 1).leave();
    Keeper keeper = Keeper.of(function, incident, releases);
    boolean error = incident.failing() && (!ways.isEmpty() || Account.isError(leave));
    Optional<String> kept = keeper.objection(leave, error);
    if (kept.isPresent()) {
      return finding.notFixed(kept.get());
    }
    Optional<String> partner = Partner.of(incident);
    releases = alike(releases, partner, callee(incident.origin()).matches(STRICT));
    Optional<String> statement = releases.isEmpty() ? partner : Optional.empty();
    return new Unwinding(function, incident.origin(), releases, leaks, statement)
        .offer(
            finding,
            incident.at(),
            incident.shared(),
            new Account(incident.label(), loss),
            jump -> keeper.stored(jump).isEmpty());
  }

  /** Whether another call has what this one yields, and the label names what that made of it. */
  private static boolean isPassedOn(Incident incident) {
    Node origin = incident.origin();
    Family.Acquire acquire = incident.family().acquires().get(callee(origin));
    if (!origin.is(Kind.CALL) || acquire == null || acquire.argument() >= 0) {
      return false;
    }
    Optional<Node> list = origin.parent();
    while (list.isPresent() && (list.get().is(Kind.CAST) || list.get().is(Kind.PARENTHESIZED))) {
      list = list.get().parent();
    }
    return list.filter(node -> node.is(Kind.ARGUMENTS)).isPresent();
  }

  /**
   * Those releases that belong to what acquired it, where there are such.
   *
   * @param strict whether no others will do
   */
  private static List<Node> alike(List<Node> releases, Optional<String> partner, boolean strict) {
    if (partner.isEmpty()) {
      return releases;
    }
    List<Node> own =
        releases.stream().filter(call -> partner.get().startsWith(callee(call) + "(")).toList();
    return own.isEmpty() && !strict ? releases : own;
  }

  /** The calls of the function that give back what has the same words. */
  private static List<Node> releases(Function function, Incident incident) {
    Family family = incident.family();
    String wanted = squeezed(incident.label());
    return function
        .body()
        .findAll(Kind.CALL)
        .filter(
            call -> {
              Integer argument = family.releases().get(callee(call));
              List<Node> given = call.arguments();
              return argument != null
                  && PLAIN.matcher(callee(call)).find()
                  && argument < given.size()
                  && !family.acquires().containsKey(callee(call))
                  && squeezed(given.get(argument).text()).equals(wanted);
            })
        .toList();
  }

  private static String callee(Node call) {
    return call.children().isEmpty() ? "" : call.children().get(0).text();
  }

  private static String squeezed(String text) {
    return text.replaceFirst("^\\s*\\([\\w\\s]+\\*+\\s*\\)", "")
        .replaceAll("\\s+", "")
        .replaceFirst("^&", "");
  }
}

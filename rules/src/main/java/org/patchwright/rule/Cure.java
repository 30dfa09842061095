package org.patchwright.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /** Calls with one release that takes the handle alone; others need the function's own example. */
  private static final Map<String, String> RELEASE =
      Map.ofEntries(
          Map.entry("kmalloc", "kfree"),
          Map.entry("kzalloc", "kfree"),
          Map.entry("kcalloc", "kfree"),
          Map.entry("kmalloc_array", "kfree"),
          Map.entry("kstrdup", "kfree"),
          Map.entry("kstrndup", "kfree"),
          Map.entry("kmemdup", "kfree"),
          Map.entry("kasprintf", "kfree"),
          Map.entry("memdup_user", "kfree"),
          Map.entry("memdup_user_nul", "kfree"),
          Map.entry("strndup_user", "kfree"),
          Map.entry("xenbus_read", "kfree"),
          Map.entry("xenbus_directory", "kfree"),
          Map.entry("vmalloc", "vfree"),
          Map.entry("vzalloc", "vfree"),
          Map.entry("kvmalloc", "kvfree"),
          Map.entry("kvzalloc", "kvfree"),
          Map.entry("kvcalloc", "kvfree"),
          Map.entry("kvmalloc_array", "kvfree"),
          Map.entry("alloc_skb", "kfree_skb"),
          Map.entry("nlmsg_new", "nlmsg_free"),
          Map.entry("genlmsg_new", "nlmsg_free"),
          Map.entry("alloc_netdev", "free_netdev"),
          Map.entry("alloc_etherdev", "free_netdev"),
          Map.entry("alloc_etherdev_mq", "free_netdev"),
          Map.entry("alloc_etherdev_mqs", "free_netdev"),
          Map.entry("usb_alloc_urb", "usb_free_urb"),
          Map.entry("alloc_workqueue", "destroy_workqueue"),
          Map.entry("create_singlethread_workqueue", "destroy_workqueue"),
          Map.entry("ioremap", "iounmap"),
          Map.entry("of_iomap", "iounmap"),
          Map.entry("request_firmware", "release_firmware"),
          Map.entry("of_find_node_by_name", "of_node_put"),
          Map.entry("of_find_node_by_path", "of_node_put"),
          Map.entry("of_find_compatible_node", "of_node_put"),
          Map.entry("of_get_parent", "of_node_put"),
          Map.entry("of_get_child_by_name", "of_node_put"),
          Map.entry("of_parse_phandle", "of_node_put"),
          Map.entry("for_each_child_of_node", "of_node_put"),
          Map.entry("for_each_available_child_of_node", "of_node_put"),
          Map.entry("device_for_each_child_node", "fwnode_handle_put"),
          Map.entry("fwnode_for_each_child_node", "fwnode_handle_put"),
          Map.entry("fwnode_for_each_available_child_node", "fwnode_handle_put"),
          Map.entry("pci_get_slot", "pci_dev_put"),
          Map.entry("pci_get_domain_bus_and_slot", "pci_dev_put"),
          Map.entry("dev_get_by_name", "dev_put"),
          Map.entry("dev_get_by_index", "dev_put"),
          Map.entry("clk_prepare_enable", "clk_disable_unprepare"),
          Map.entry("clk_enable", "clk_disable"),
          Map.entry("regulator_enable", "regulator_disable"),
          Map.entry("pci_enable_device", "pci_disable_device"),
          Map.entry("pci_request_regions", "pci_release_regions"),
          Map.entry("pm_runtime_get_noresume", "pm_runtime_put_noidle"));

  /** Calls that only give back; others do so on the way to something else. */
  private static final Pattern PLAIN =
      Pattern.compile(
          "free|put|release|unregister|deregister|disable|unmap|destroy|relse|exit|close|del|stop"
              + "|drop|dec|consume");

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
    if (callee(incident.origin()).equals("pm_runtime_get_noresume")) {
      // What did not wake the device does not put it to sleep either.
      releases =
          releases.stream().filter(call -> callee(call).equals("pm_runtime_put_noidle")).toList();
    }
    Optional<String> partner = own(incident);
    if (incident.family().noun().equals("clock")) {
      // What prepares and enables in one is not undone by halves.
      releases =
          releases.stream()
              .filter(call -> partner.map(own -> own.startsWith(callee(call) + "(")).orElse(true))
              .toList();
    }
    Optional<String> statement = releases.isEmpty() ? partner : Optional.empty();
    return new Unwinding(function, incident.origin(), releases, leaks, statement)
        .offer(
            finding,
            incident.at(),
            incident.shared(),
            new Account(incident.label(), loss),
            jump -> keeper.stored(jump).isEmpty());
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

  private static Optional<String> own(Incident incident) {
    Node origin = incident.origin();
    String callee =
        origin.is(Kind.CALL) || origin.children().isEmpty()
            ? callee(origin)
            : origin.text().replaceFirst("(?s)\\W.*", "");
    Optional<String> release = Optional.ofNullable(RELEASE.get(callee));
    boolean plain = incident.label().matches("[A-Za-z_]\\w*((->|\\.)\\w+)*");
    return release
        .filter(call -> plain && incident.family().releases().containsKey(call))
        .map(call -> call + "(" + incident.label() + ");");
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

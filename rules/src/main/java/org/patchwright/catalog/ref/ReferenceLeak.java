package org.patchwright.catalog.ref;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Cure;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.typestate.Incident;

/** What a function counts up it counts down, or keeps, on each of its ways out. */
@Check(
    summary = "reference kept by nobody on one way out",
    triggers = {
      "of_node_put",
      "of_parse_phandle",
      "of_find_node_by_name",
      "of_find_compatible_node",
      "of_get_child_by_name",
      "of_find_node_by_path",
      "of_get_parent",
      "for_each_child_of_node",
      "for_each_available_child_of_node",
      "fwnode_handle_put",
      "put_device",
      "get_device",
      "of_find_device_by_node",
      "bus_find_device",
      "class_find_device",
      "pci_dev_put",
      "pci_get_device",
      "pci_get_slot",
      "dev_put",
      "dev_get_by_name",
      "dev_get_by_index",
      "fput",
      "sockfd_lookup",
      "bdput",
      "clk_disable_unprepare",
      "clk_disable",
      "regulator_disable",
      "regulator_bulk_disable",
      "pm_runtime_put",
      "pm_runtime_put_sync",
      "pm_runtime_put_noidle",
      "pm_runtime_put_autosuspend",
      "phy_exit",
      "pci_disable_device",
      "pci_release_regions",
      "module_put",
      "platform_driver_unregister",
      "misc_deregister",
      "unregister_netdev",
      "kref_put",
      "kref_get",
      "kobject_put",
      "netif_put",
      "blkif_put",
      "refcount_inc",
      "atomic_inc",
      "unregister_netdevice_notifier",
      "proto_unregister",
      "device_for_each_child_node"
    })
public final class ReferenceLeak implements Rule {

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    List<Incident> all = function.incidents(References.FAMILIES);
    return all.stream()
        .filter(
            incident ->
                incident.kind() == Incident.Kind.LEFT || incident.kind() == Incident.Kind.LOST)
        .map(incident -> leak(function, incident, all));
  }

  private static Finding leak(FunctionFacts function, Incident incident, List<Incident> all) {
    List<Note> steps = new ArrayList<>();
    steps.add(Note.at(incident.origin(), "the %s is taken here", incident.family().noun()));
    steps.addAll(Path.notes(incident.trace()));
    String format =
        incident.kind() == Incident.Kind.LOST
            ? "%s is overwritten, and its %s never given back"
            : "%s is left on this way out: its %s is not given back";
    Finding finding =
        Finding.at(incident.at(), format, incident.label(), incident.family().noun())
            .steps(steps)
            .about(function.name(), incident.label());
    return Cure.told(
        incident.shown() ? finding : finding.likely(),
        function,
        incident,
        all,
        "the " + incident.family().noun() + " is never given back");
  }
}

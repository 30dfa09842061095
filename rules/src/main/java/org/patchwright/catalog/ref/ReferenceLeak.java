package org.patchwright.catalog.ref;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.catalog.memory.Lifetimes;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Cure;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.typestate.Incident;
import org.patchwright.typestate.Trade;

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
      "kref_init",
      "__module_get",
      "kobject_put",
      "netif_put",
      "blkif_put",
      "refcount_inc",
      "atomic_inc",
      "unregister_netdevice_notifier",
      "proto_unregister",
      "device_for_each_child_node",
      "of_find_node_by_type",
      "of_find_node_by_phandle",
      "of_find_matching_node",
      "of_find_matching_node_and_match",
      "of_get_next_parent",
      "of_get_compatible_child",
      "of_get_next_child",
      "of_get_next_available_child",
      "of_graph_get_next_endpoint",
      "of_graph_get_remote_node",
      "of_graph_get_remote_port_parent",
      "of_graph_get_remote_port",
      "of_graph_get_remote_endpoint",
      "of_graph_get_endpoint_by_regs",
      "of_graph_get_port_by_id",
      "of_get_cpu_node",
      "of_cpu_device_node_get",
      "of_irq_find_parent",
      "of_node_get",
      "of_find_node_with_property",
      "of_find_node_opts_by_path",
      "of_find_all_nodes",
      "of_get_next_cpu_node",
      "of_find_next_cache_node",
      "of_get_cpu_state_node",
      "of_graph_get_port_parent",
      "of_find_last_cache_level",
      "of_parse_phandle_with_args",
      "of_parse_phandle_with_args_map",
      "of_parse_phandle_with_fixed_args",
      "of_parse_phandle_with_optional_args",
      "for_each_endpoint_of_node",
      "for_each_node_by_name",
      "for_each_node_by_type",
      "for_each_compatible_node",
      "for_each_matching_node",
      "for_each_matching_node_and_match",
      "for_each_node_with_property",
      "for_each_of_cpu_node",
      "for_each_of_allnodes",
      "for_each_available_child_of_node_with_prefix",
      "fwnode_get_named_child_node",
      "device_get_named_child_node",
      "fwnode_find_reference",
      "fwnode_get_parent",
      "fwnode_graph_get_endpoint_by_id",
      "fwnode_handle_get",
      "fwnode_get_next_parent",
      "fwnode_get_nth_parent",
      "fwnode_graph_get_remote_port_parent",
      "fwnode_graph_get_remote_port",
      "fwnode_graph_get_remote_endpoint",
      "fwnode_graph_get_next_endpoint",
      "fwnode_get_next_available_child_node",
      "fwnode_get_phy_node",
      "acpi_get_next_subnode",
      "device_get_next_child_node",
      "fwnode_get_next_child_node",
      "fwnode_for_each_child_node",
      "fwnode_for_each_available_child_node",
      "fwnode_graph_for_each_endpoint",
      "bus_find_device_by_name",
      "bus_find_device_by_of_node",
      "bus_find_device_by_fwnode",
      "bus_find_device_by_devt",
      "bus_find_device_by_acpi_dev",
      "bus_find_next_device",
      "class_find_device_by_name",
      "class_find_device_by_fwnode",
      "class_find_device_by_devt",
      "driver_find_device_by_name",
      "driver_find_device_by_of_node",
      "device_find_child_by_name",
      "device_find_any_child",
      "find_device_by_node",
      "fwnode_mdio_find_device",
      "fwnode_phy_find_device",
      "of_mdio_find_device",
      "platform_find_device_by_driver",
      "i2c_find_device_by_fwnode",
      "acpi_dev_get_first_match_dev",
      "power_supply_get_by_name",
      "usb_get_dev",
      "usb_get_intf",
      "scsi_device_lookup",
      "scsi_host_lookup",
      "class_find_device_by_of_node",
      "driver_find_device",
      "device_find_child",
      "of_phy_find_device",
      "of_mdio_find_bus",
      "mdio_find_bus",
      "of_find_i2c_device_by_node",
      "of_find_i2c_adapter_by_node",
      "of_find_spi_device_by_node",
      "of_find_mipi_dsi_host_by_node",
      "platform_device_put",
      "i2c_put_adapter",
      "of_dev_put",
      "acpi_dev_put",
      "power_supply_put",
      "usb_put_dev",
      "usb_put_intf",
      "scsi_device_put",
      "scsi_host_put",
      "phy_device_free",
      "mdio_device_put",
      "pci_get_domain_bus_and_slot",
      "pci_get_bus_and_slot",
      "pci_get_class",
      "pci_get_subsys",
      "pci_dev_get",
      "pci_find_device",
      "for_each_pci_dev",
      "fget",
      "kobject_get",
      "kset_find_obj",
      "kobject_create_and_add",
      "ipv6_dev_find",
      "eventfd_ctx_fdget",
      "blkdev_get_by_path",
      "blkdev_get_by_dev",
      "dma_buf_get",
      "sync_file_get_fence",
      "dma_fence_get",
      "sockfd_lookup_light",
      "filp_open",
      "bdget",
      "bdget_disk",
      "find_get_pid",
      "get_pid_task",
      "get_task_mm",
      "i2c_get_adapter",
      "ip_dev_find",
      "neigh_lookup",
      "dst_neigh_lookup",
      "sk_clone",
      "sockfd_put",
      "put_pid",
      "put_task_struct",
      "mmput",
      "neigh_release",
      "netdev_put",
      "kset_put",
      "kobject_del",
      "filp_close",
      "eventfd_ctx_put",
      "blkdev_put",
      "dma_buf_put",
      "dma_fence_put",
      "clk_prepare_enable",
      "clk_enable",
      "clk_prepare",
      "clk_unprepare",
      "clk_bulk_prepare_enable",
      "clk_bulk_enable",
      "clk_bulk_disable_unprepare",
      "clk_bulk_disable",
      "regulator_enable",
      "regulator_force_disable",
      "regulator_bulk_enable",
      "pm_runtime_get_sync",
      "pm_runtime_get_noresume",
      "pm_runtime_resume_and_get",
      "pm_runtime_put_sync_suspend",
      "pm_runtime_put_sync_autosuspend",
      "phy_init",
      "pci_enable_device",
      "pci_enable_device_mem",
      "pci_request_regions",
      "pci_request_mem_regions",
      "pci_release_mem_regions",
      "try_module_get",
      "platform_driver_register",
      "misc_register",
      "register_netdev",
      "register_netdevice_notifier",
      "register_reboot_notifier",
      "proto_register",
      "genl_register_family",
      "i2c_add_driver",
      "spi_register_driver",
      "usb_register",
      "register_pernet_subsys",
      "register_pernet_device",
      "platform_device_register",
      "driver_register",
      "bus_register",
      "register_candev",
      "mdiobus_register",
      "rtnl_link_register",
      "register_inetaddr_notifier",
      "unregister_reboot_notifier",
      "genl_unregister_family",
      "i2c_del_driver",
      "spi_unregister_driver",
      "usb_deregister",
      "unregister_pernet_subsys",
      "unregister_pernet_device",
      "platform_device_unregister",
      "driver_unregister",
      "bus_unregister",
      "unregister_candev",
      "mdiobus_unregister",
      "rtnl_link_unregister",
      "unregister_inetaddr_notifier",
      "device_register",
      "kobject_init_and_add",
      "kref_get_unless_zero",
      "kref_put_mutex",
      "kref_put_lock",
      "fsl_mc_get_endpoint",
      "i2c_find_adapter_by_fwnode",
      "i2c_get_adapter_by_fwnode",
      "of_find_backlight_by_node",
      "of_get_i2c_adapter_by_node",
      "typec_find_orientation",
      "usb_of_get_companion_dev",
      "put_disk",
      "alloc_disk",
      "blk_alloc_disk",
      "blk_mq_alloc_disk",
      "blk_cleanup_disk",
      "get_file",
      "dev_hold"
    })
public final class ReferenceLeak implements Rule {

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    if (!function.tree().isLinux(function.unit())) {
      // What is named alike elsewhere need not be counted.
      return Stream.empty();
    }
    List<Incident> all = function.incidents(References.FAMILIES);
    return all.stream()
        .filter(
            incident ->
                incident.kind() == Incident.Kind.LEFT
                    || incident.kind() == Incident.Kind.LOST
                    || incident.kind() == Incident.Kind.TAKEN)
        .filter(incident -> incident.failing() || !isPutThroughDevice(function, incident))
        .map(incident -> leak(function, incident, all));
  }

  /** What a device was registered with may be given back by way of that. */
  private static boolean isPutThroughDevice(FunctionFacts function, Incident incident) {
    return incident.kind() == Incident.Kind.LEFT
        && incident.family().releases().containsKey("of_node_put")
        && !function.unit().found(PUT_THROUGH_DEVICE).isEmpty()
        && !PUT_THROUGH_DEVICE.matcher(function.function().body().text()).find()
        && function.calls().stream()
            .filter(
                call ->
                    call.callee().contains("register")
                        || function
                            .unit()
                            .function(call.callee())
                            .filter(own -> own.body().text().contains("register"))
                            .isPresent())
            .flatMap(call -> call.arguments().stream())
            .anyMatch(argument -> argument.text().equals(incident.label()));
  }

  private static final Pattern PUT_THROUGH_DEVICE =
      Pattern.compile("of_node_put\\s*\\(\\s*([\\w>.-]*\\bdev(?:->|\\.)of_node)\\s*\\)");

  private static final Trade TRADE = References.trade();

  @Override
  public Stream<Finding> check(TreeFacts file) {
    List<Finding> kept =
        Lifetimes.in(
            file,
            TRADE,
            "the driver lets go here, and what is counted in %s is not given back anywhere");
    return Stream.of(kept.stream(), Unpaired.in(file), Listed.in(file)).flatMap(all -> all);
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
    if (incident.kind() == Incident.Kind.TAKEN) {
      // Whether somebody else gives it back is not known.
      return finding.ranked(Rank.STYLE);
    }
    return Cure.told(
        incident.shown() && !incident.family().equals(References.FIRST)
            ? finding
            : finding.likely(),
        function,
        incident,
        all,
        "the " + incident.family().noun() + " is never given back");
  }
}

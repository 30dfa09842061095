package org.patchwright.catalog.ref;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.patchwright.dataflow.Range;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Trade;

/** Pairs of calls that count: each get has its put, each enable its disable. */
final class References {

  private static final Family NODE =
      Family.of("device tree node")
          .yields(
              "of_find_node_by_name",
              "of_find_node_by_path",
              "of_find_node_by_type",
              "of_find_node_by_phandle",
              "of_find_compatible_node",
              "of_find_matching_node",
              "of_find_matching_node_and_match",
              "of_get_parent",
              "of_get_next_parent",
              "of_get_child_by_name",
              "of_get_compatible_child",
              "of_get_next_child",
              "of_get_next_available_child",
              "of_parse_phandle",
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
              "of_get_next_available_child",
              "of_find_next_cache_node",
              "of_get_cpu_state_node",
              "of_graph_get_port_parent",
              "of_find_last_cache_level")
          .storesIn(
              4,
              "np",
              Range.ZERO,
              "of_parse_phandle_with_args",
              "of_parse_phandle_with_args_map",
              "of_parse_phandle_with_fixed_args",
              "of_parse_phandle_with_optional_args")
          .released(
              0,
              "of_node_put",
              "of_find_node_by_name",
              "of_find_node_by_type",
              "of_find_compatible_node",
              "of_find_matching_node",
              "of_find_matching_node_and_match",
              "of_find_node_with_property",
              "of_find_all_nodes",
              "of_get_next_cpu_node",
              "of_get_next_parent")
          .released(
              1, "of_get_next_child", "of_get_next_available_child", "of_graph_get_next_endpoint")
          .heldIn(
              "for_each_child_of_node",
              "for_each_available_child_of_node",
              "for_each_endpoint_of_node",
              "for_each_node_by_name",
              "for_each_node_by_type",
              "for_each_compatible_node",
              "for_each_matching_node",
              "for_each_matching_node_and_match",
              "for_each_node_with_property",
              "for_each_of_cpu_node",
              "for_each_of_allnodes",
              "for_each_available_child_of_node_with_prefix")
          .lentTo(
              "of_platform_device_create",
              "of_platform_populate",
              "of_platform_depopulate",
              "of_platform_default_populate",
              "of_mdiobus_register",
              "of_phy_connect",
              "of_phy_attach",
              "of_phy_find_device",
              "of_dma_configure",
              "of_find_device_by_node",
              "of_device_is_compatible",
              "devm_of_platform_populate",
              "devm_of_mdiobus_register",
              "of_mdio_find_bus",
              "of_mdio_find_device",
              "of_register_mtd_partitions",
              "of_i2c_register_devices",
              "snd_soc_get_dai_name");

  private static final Family FWNODE =
      Family.of("firmware node")
          .yields(
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
              "fwnode_get_next_child_node")
          .released(0, "fwnode_handle_put", "of_node_put")
          .released(
              1,
              "device_get_next_child_node",
              "fwnode_get_next_child_node",
              "fwnode_graph_get_next_endpoint")
          .heldIn(
              "device_for_each_child_node",
              "fwnode_for_each_child_node",
              "fwnode_for_each_available_child_node",
              "fwnode_graph_for_each_endpoint");

  private static final Family DEVICE =
      Family.of("device")
          .yields(
              "of_find_device_by_node",
              "bus_find_device",
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
              "get_device",
              "platform_find_device_by_driver",
              "i2c_find_device_by_fwnode",
              "acpi_dev_get_first_match_dev",
              "power_supply_get_by_name",
              "usb_get_dev",
              "usb_get_intf",
              "scsi_device_lookup",
              "scsi_host_lookup",
              "class_find_device",
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
              "of_get_i2c_adapter_by_node",
              "i2c_find_adapter_by_fwnode",
              "i2c_get_adapter_by_fwnode",
              "fsl_mc_get_endpoint",
              "typec_find_orientation",
              "of_find_backlight_by_node",
              "usb_of_get_companion_dev")
          .released(
              0,
              "put_device",
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
              "mdio_device_put")
          .lentTo(
              "device_unregister",
              "device_del",
              "device_release_driver",
              "platform_device_unregister",
              "pm_runtime_disable",
              "dev_set_drvdata");

  private static final Family PCI =
      Family.of("PCI device")
          .yields(
              "pci_get_device",
              "pci_get_slot",
              "pci_get_domain_bus_and_slot",
              "pci_get_bus_and_slot",
              "pci_get_class",
              "pci_get_subsys",
              "pci_dev_get",
              "pci_find_device")
          .released(0, "pci_dev_put")
          .released(1, "pci_get_class")
          .released(2, "pci_get_device")
          .heldIn("for_each_pci_dev")
          .lentTo(
              "pci_stop_and_remove_bus_device",
              "pci_stop_and_remove_bus_device_locked",
              "pci_disable_device",
              "pci_release_regions",
              "pci_disable_msi",
              "pci_disable_msix",
              "pci_clear_master",
              "pci_reset_function",
              "pci_clear_mwi");

  private static final Family OTHERS =
      Family.of("counted object")
          .yields(
              "dev_get_by_name",
              "dev_get_by_index",
              "fget",
              "sockfd_lookup",
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
              "sk_clone")
          .released(
              0,
              "dev_put",
              "fput",
              "sockfd_put",
              "bdput",
              "put_pid",
              "put_task_struct",
              "mmput",
              "i2c_put_adapter",
              "neigh_release",
              "netdev_put",
              "kobject_put",
              "kset_put",
              "kobject_del",
              "filp_close",
              "eventfd_ctx_put",
              "blkdev_put",
              "dma_buf_put",
              "dma_fence_put");

  private static final Family CLOCK =
      Family.of("clock")
          .takes(0, Range.ZERO, "clk_prepare_enable", "clk_enable", "clk_prepare")
          .released(0, "clk_disable_unprepare", "clk_disable", "clk_unprepare");

  private static final Family CLOCKS =
      Family.of("clocks")
          .takes(1, Range.ZERO, "clk_bulk_prepare_enable", "clk_bulk_enable")
          .released(1, "clk_bulk_disable_unprepare", "clk_bulk_disable");

  private static final Family REGULATOR =
      Family.of("regulator")
          .takes(0, Range.ZERO, "regulator_enable")
          .released(0, "regulator_disable", "regulator_force_disable");

  private static final Family REGULATORS =
      Family.of("regulators")
          .takes(1, Range.ZERO, "regulator_bulk_enable")
          .released(1, "regulator_bulk_disable");

  private static final Family POWER =
      Family.of("power reference")
          .takes(0, Range.ALL, "pm_runtime_get_sync", "pm_runtime_get_noresume")
          .takes(0, Range.NOT_NEGATIVE, "pm_runtime_resume_and_get")
          .released(
              0,
              "pm_runtime_put",
              "pm_runtime_put_sync",
              "pm_runtime_put_noidle",
              "pm_runtime_put_autosuspend",
              "pm_runtime_put_sync_suspend",
              "pm_runtime_put_sync_autosuspend");

  private static final Family PHY =
      Family.of("phy").takes(0, Range.ZERO, "phy_init").released(0, "phy_exit");

  private static final Family ENABLED =
      Family.of("PCI device's enabling")
          .takes(0, Range.ZERO, "pci_enable_device", "pci_enable_device_mem")
          .released(0, "pci_disable_device");

  private static final Family REGIONS =
      Family.of("PCI device's regions")
          .takes(0, Range.ZERO, "pci_request_regions", "pci_request_mem_regions")
          .released(0, "pci_release_regions", "pci_release_mem_regions");

  private static final Family MODULE =
      Family.of("module").takes(0, Range.NOT_ZERO, "try_module_get").released(0, "module_put");

  private static final Family REGISTERED =
      Family.of("registration")
          .takes(
              0,
              Range.ZERO,
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
              "register_inetaddr_notifier")
          .released(
              0,
              "platform_driver_unregister",
              "misc_deregister",
              "unregister_netdev",
              "unregister_netdevice_notifier",
              "unregister_reboot_notifier",
              "proto_unregister",
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
              "unregister_inetaddr_notifier");

  /** Whoever registers a device or an object in vain still has the first reference to it. */
  static final Family FIRST =
      Family.of("first reference")
          .takes(
              0,
              Range.NEGATIVE,
              "device_register",
              "platform_device_register",
              "kobject_init_and_add")
          .released(0, "put_device", "platform_device_put", "kobject_put");

  private static final Family OWN =
      Family.of(Family.COUNTED)
          .takes(0, Range.ALL, "kref_get")
          .takes(0, Range.NOT_ZERO, "kref_get_unless_zero")
          .released(0, "kref_put", "kref_put_mutex", "kref_put_lock");

  static final List<Family> FAMILIES =
      List.of(
          NODE,
          FWNODE,
          DEVICE,
          PCI,
          OTHERS,
          CLOCK,
          CLOCKS,
          REGULATOR,
          REGULATORS,
          POWER,
          PHY,
          ENABLED,
          REGIONS,
          MODULE,
          REGISTERED,
          FIRST,
          OWN);

  /** References that a driver keeps in its objects: what takes one, what gives it back. */
  static Trade trade() {
    Map<String, Integer> makers = new HashMap<>();
    Map<String, Integer> enders = new HashMap<>();
    for (Family family : List.of(NODE, FWNODE, DEVICE, PCI, OTHERS)) {
      family.acquires().entrySet().stream()
          .filter(entry -> entry.getValue().argument() < 0)
          .forEach(entry -> makers.put(entry.getKey(), Trade.RESULT));
      family.releases().entrySet().stream()
          .filter(entry -> GIVES_BACK.matcher(entry.getKey()).matches())
          .forEach(entry -> enders.put(entry.getKey(), entry.getValue()));
    }
    COUNTING.forEach(name -> makers.put(name, Trade.COUNTED));
    DISKS.forEach(name -> makers.put(name, Trade.RESULT));
    Set.of("module_put", "put_disk", "blk_cleanup_disk").forEach(name -> enders.put(name, 0));
    Map<String, Integer> takers = new HashMap<>(NODE.releases());
    takers.keySet().removeAll(enders.keySet());
    Set<String> beside = new HashSet<>(enders.keySet());
    beside.addAll(Set.of("free_irq", "kfree", "kvfree", "free_netdev", "kmem_cache_free"));
    return Trade.of(makers, enders).taking(takers).beside(beside);
  }

  private static final Set<String> DISKS =
      Set.of("alloc_disk", "blk_alloc_disk", "blk_mq_alloc_disk");

  /** They count up what they are given. */
  private static final Set<String> COUNTING =
      Set.of(
          "get_device",
          "pci_dev_get",
          "of_node_get",
          "fwnode_handle_get",
          "kobject_get",
          "usb_get_dev",
          "usb_get_intf",
          "get_file",
          "try_module_get",
          "__module_get",
          "dev_hold",
          "dma_fence_get");

  private static final Pattern GIVES_BACK = Pattern.compile("\\w*(put|free|release|close)\\w*");

  private References() {}
}

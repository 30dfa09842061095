package org.patchwright.rule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Incident;

/** The one release that belongs to an acquiring call, where that call shows all that it needs. */
final class Partner {

  /**
   * By the name of the call; {@code %s} is what is held as the source writes it, a number an
   * argument of the call, without {@code &} where that is where a handle is stored.
   */
  private static final String PAIRS =
      """
      kmalloc=kfree(%s)
      kzalloc=kfree(%s)
      kcalloc=kfree(%s)
      kmalloc_array=kfree(%s)
      kstrdup=kfree(%s)
      kstrndup=kfree(%s)
      kmemdup=kfree(%s)
      kasprintf=kfree(%s)
      memdup_user=kfree(%s)
      memdup_user_nul=kfree(%s)
      strndup_user=kfree(%s)
      xenbus_read=kfree(%s)
      xenbus_directory=kfree(%s)
      vmalloc=vfree(%s)
      vzalloc=vfree(%s)
      kvmalloc=kvfree(%s)
      kvzalloc=kvfree(%s)
      kvcalloc=kvfree(%s)
      kvmalloc_array=kvfree(%s)
      alloc_skb=kfree_skb(%s)
      nlmsg_new=nlmsg_free(%s)
      genlmsg_new=nlmsg_free(%s)
      alloc_netdev=free_netdev(%s)
      alloc_etherdev=free_netdev(%s)
      alloc_etherdev_mq=free_netdev(%s)
      alloc_etherdev_mqs=free_netdev(%s)
      usb_alloc_urb=usb_free_urb(%s)
      alloc_workqueue=destroy_workqueue(%s)
      create_singlethread_workqueue=destroy_workqueue(%s)
      ioremap=iounmap(%s)
      of_iomap=iounmap(%s)
      request_firmware=release_firmware(%s)
      of_find_node_by_name=of_node_put(%s)
      of_find_node_by_path=of_node_put(%s)
      of_find_compatible_node=of_node_put(%s)
      of_get_parent=of_node_put(%s)
      of_get_child_by_name=of_node_put(%s)
      of_parse_phandle=of_node_put(%s)
      for_each_child_of_node=of_node_put(%s)
      for_each_available_child_of_node=of_node_put(%s)
      device_for_each_child_node=fwnode_handle_put(%s)
      fwnode_for_each_child_node=fwnode_handle_put(%s)
      fwnode_for_each_available_child_node=fwnode_handle_put(%s)
      pci_get_slot=pci_dev_put(%s)
      pci_get_domain_bus_and_slot=pci_dev_put(%s)
      dev_get_by_name=dev_put(%s)
      dev_get_by_index=dev_put(%s)
      clk_prepare_enable=clk_disable_unprepare(%s)
      clk_enable=clk_disable(%s)
      regulator_enable=regulator_disable(%s)
      pci_enable_device=pci_disable_device(%s)
      pci_request_regions=pci_release_regions(%s)
      pm_runtime_get_noresume=pm_runtime_put_noidle(%s)
      request_irq=free_irq(%0, %4)
      request_threaded_irq=free_irq(%0, %5)
      pci_request_irq=pci_free_irq(%0, %1, %4)
      pci_alloc_irq_vectors=pci_free_irq_vectors(%0)
      pci_alloc_irq_vectors_affinity=pci_free_irq_vectors(%0)
      pci_enable_msi=pci_disable_msi(%0)
      pci_enable_device_mem=pci_disable_device(%s)
      pci_request_mem_regions=pci_release_mem_regions(%s)
      of_find_device_by_node=put_device(&%s->dev)
      of_mdio_find_bus=put_device(&%s->dev)
      of_find_i2c_adapter_by_node=put_device(&%s->dev)
      of_find_i2c_device_by_node=put_device(&%s->dev)
      of_phy_find_device=put_device(&%s->mdio.dev)
      bus_find_device=put_device(%s)
      bus_find_device_by_name=put_device(%s)
      class_find_device=put_device(%s)
      class_find_device_by_name=put_device(%s)
      driver_find_device=put_device(%s)
      device_find_child=put_device(%s)
      device_find_child_by_name=put_device(%s)
      usb_get_dev=usb_put_dev(%s)
      usb_get_intf=usb_put_intf(%s)
      acpi_dev_get_first_match_dev=acpi_dev_put(%s)
      pci_get_device=pci_dev_put(%s)
      pci_get_class=pci_dev_put(%s)
      pci_dev_get=pci_dev_put(%s)
      dst_neigh_lookup=neigh_release(%s)
      neigh_lookup=neigh_release(%s)
      ip_dev_find=dev_put(%s)
      fget=fput(%s)
      sockfd_lookup=sockfd_put(%s)
      i2c_get_adapter=i2c_put_adapter(%s)
      get_task_mm=mmput(%s)
      find_get_pid=put_pid(%s)
      clk_prepare=clk_unprepare(%s)
      phy_init=phy_exit(%s)
      pm_runtime_resume_and_get=pm_runtime_put(%s)
      try_module_get=module_put(%s)
      platform_driver_register=platform_driver_unregister(%s)
      misc_register=misc_deregister(%s)
      register_netdev=unregister_netdev(%s)
      register_netdevice_notifier=unregister_netdevice_notifier(%s)
      register_reboot_notifier=unregister_reboot_notifier(%s)
      proto_register=proto_unregister(%s)
      genl_register_family=genl_unregister_family(%s)
      i2c_add_driver=i2c_del_driver(%s)
      spi_register_driver=spi_unregister_driver(%s)
      usb_register=usb_deregister(%s)
      register_pernet_subsys=unregister_pernet_subsys(%s)
      register_pernet_device=unregister_pernet_device(%s)
      platform_device_register=platform_device_unregister(%s)
      driver_register=driver_unregister(%s)
      bus_register=bus_unregister(%s)
      register_candev=unregister_candev(%s)
      mdiobus_register=mdiobus_unregister(%s)
      rtnl_link_register=rtnl_link_unregister(%s)
      register_inetaddr_notifier=unregister_inetaddr_notifier(%s)
      alloc_percpu=free_percpu(%s)
      netdev_alloc_skb=kfree_skb(%s)
      dev_alloc_skb=kfree_skb(%s)
      kmem_cache_alloc=kmem_cache_free(%0, %s)
      kmem_cache_zalloc=kmem_cache_free(%0, %s)
      __get_free_pages=free_pages(%s, %1)
      dma_alloc_coherent=dma_free_coherent(%0, %1, %s, %2)
      """;

  private static final Map<String, String> PARTNERS =
      PAIRS
          .lines()
          .map(line -> line.split("=", 2))
          .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1]));

  private static final String PLACE = "[A-Za-z_]\\w*((->|\\.)\\w+)*";

  private Partner() {}

  /** The statement that gives back what an incident is about. */
  static Optional<String> of(Incident incident) {
    Node origin = incident.origin();
    Family family = incident.family();
    String callee = callee(origin);
    Optional<Family.Acquire> acquire = Optional.ofNullable(family.acquires().get(callee));
    List<Node> arguments = origin.is(Kind.CALL) ? origin.arguments() : List.of();
    Optional<String> held = held(incident, acquire, arguments);
    Optional<String> release =
        template(incident, acquire)
            .flatMap(form -> held.flatMap(what -> filled(form, what, arguments)));
    return release.filter(call -> family.releases().containsKey(call.replaceFirst("\\(.*", "")));
  }

  private static Optional<String> template(Incident incident, Optional<Family.Acquire> acquire) {
    Optional<String> known = Optional.ofNullable(PARTNERS.get(callee(incident.origin())));
    boolean yields =
        acquire.map(one -> one.argument() < 0 || !one.member().isEmpty()).orElse(false);
    return known.or(
        () ->
            switch (yields ? incident.family().noun() : "") {
              case "device tree node" -> Optional.of("of_node_put(%s)");
              case "firmware node" -> Optional.of("fwnode_handle_put(%s)");
              default -> Optional.empty();
            });
  }

  private static Optional<String> held(
      Incident incident, Optional<Family.Acquire> acquire, List<Node> arguments) {
    int number = acquire.map(Family.Acquire::argument).orElse(-1);
    boolean given = number >= 0 && number < arguments.size();
    if (given && acquire.filter(one -> !one.member().isEmpty()).isPresent()) {
      String into = arguments.get(number).text();
      String member = acquire.orElseThrow().member();
      return place(into.replaceFirst("^&", ""))
          .map(object -> object + (into.startsWith("&") ? "." : "->") + member);
    }
    if (given && !acquire.orElseThrow().out()) {
      return Optional.of(arguments.get(number).text()).filter(text -> !text.contains("\n"));
    }
    return place(incident.label());
  }

  private static Optional<String> place(String text) {
    return Optional.of(text).filter(one -> one.matches(PLACE));
  }

  private static Optional<String> filled(String form, String held, List<Node> arguments) {
    String text = form.replace("%s", held);
    for (int i = 0; i < 6; i++) {
      if (text.contains("%" + i)) {
        if (i >= arguments.size() || arguments.get(i).text().contains("\n")) {
          return Optional.empty();
        }
        String argument = arguments.get(i).text().replaceFirst("^\\(void \\*\\)\\s*", "");
        boolean handle = form.contains("%s") && argument.startsWith("&") && i > 0;
        text = text.replace("%" + i, handle ? argument.substring(1) : argument);
      }
    }
    return Optional.of(text + ";");
  }

  private static String callee(Node origin) {
    if (origin.children().isEmpty()) {
      return "";
    }
    return origin.is(Kind.CALL)
        ? origin.children().get(0).text()
        : origin.text().replaceFirst("(?s)\\W.*", "");
  }
}

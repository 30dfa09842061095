package org.patchwright.catalog.memory;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.dataflow.Step;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Incident;

/** What an allocation yields is followed only where it is known not to be NULL. */
@Check(
    summary = "allocation used without a test",
    noFix = "what to do without it, and what to undo before, is the author's to say",
    severity = Severity.ERROR,
    triggers = {
      "kfree",
      "kvfree",
      "vfree",
      "kfree_skb",
      "dev_kfree_skb",
      "dev_kfree_skb_any",
      "free_page",
      "free_pages",
      "__free_page",
      "__free_pages",
      "kmem_cache_free",
      "free_netdev",
      "kmalloc",
      "kzalloc",
      "kcalloc",
      "kmemdup",
      "kstrdup",
      "alloc_skb",
      "netdev_alloc_skb",
      "iounmap",
      "ioremap",
      "release_firmware",
      "request_firmware",
      "dma_alloc_coherent",
      "dma_free_coherent",
      "xenbus_read",
      "usb_alloc_urb",
      "usb_free_urb",
      "alloc_etherdev",
      "alloc_workqueue",
      "devm_kzalloc",
      "devm_kcalloc",
      "devm_kmalloc_array",
      "devm_kasprintf",
      "devm_kstrdup",
      "devm_kmemdup",
      "devm_kmalloc",
      "devm_ioremap",
      "devm_iio_device_alloc",
      "devm_input_allocate_device",
      "devm_alloc_etherdev",
      "spi_alloc_master",
      "devm_spi_alloc_master",
      "mdiobus_alloc",
      "devm_mdiobus_alloc",
      "mmc_alloc_host",
      "vmalloc",
      "vzalloc",
      "kmalloc_array",
      "dev_alloc_skb",
      "platform_get_resource",
      "platform_get_resource_byname",
      "netif_rx",
      "netif_receive_skb",
      "napi_gro_receive"
    })
public final class NullNotChecked implements Rule {

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    Stream<Finding> own =
        Untested.in(function.lowered()).stream()
            .filter(use -> use.fault() != Untested.Fault.KEPT || !isTestedBeside(function, use))
            .map(use -> finding(function, use));
    String[] makers =
        function.lowered().calls().stream()
            .map(Step.Call::callee)
            .distinct()
            .filter(name -> function.unit().function(name).filter(FailsWithNull::mayBe).isPresent())
            .toArray(String[]::new);
    if (makers.length == 0) {
      return own;
    }
    Family family = Family.of("result").orNull().yields(makers);
    return Stream.concat(
        own,
        function.incidents(List.of(family)).stream()
            .filter(incident -> incident.kind() == Incident.Kind.NOT_CHECKED)
            .map(
                incident ->
                    finding(
                            function,
                            new Untested.Use(
                                incident.at(),
                                incident.label(),
                                incident.trace(),
                                Untested.Fault.UNTESTED))
                        .likely()));
  }

  /** Whether another file of the driver tests what is kept. */
  private static boolean isTestedBeside(FunctionFacts function, Untested.Use use) {
    String member = Untested.member(use.label());
    return function.tree().companions(function.unit(), Set.of(member)).stream()
        .anyMatch(unit -> Untested.isTested(member, unit));
  }

  private static Finding finding(FunctionFacts function, Untested.Use use) {
    Finding finding =
        Finding.at(use.at(), message(use.fault()), use.label())
            .steps(Path.notes(use.trace()))
            .about(function.name(), use.label());
    return use.fault() == Untested.Fault.UNTESTED ? finding : finding.likely();
  }

  private static String message(Untested.Fault fault) {
    return switch (fault) {
      case UNTESTED -> "%s may be NULL: nothing tests the allocation";
      case NULL -> "%s is NULL here: its allocation failed";
      case KEPT -> "%s may be NULL: nothing tests the allocation, here or in the files beside";
    };
  }
}

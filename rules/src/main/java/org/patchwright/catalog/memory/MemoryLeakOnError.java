package org.patchwright.catalog.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Cure;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.syntax.Kind;
import org.patchwright.typestate.Incident;
import org.patchwright.typestate.Trade;

/** What a function allocates it frees, hands over or returns, on each of its ways out. */
@Check(
    summary = "memory lost on one way out",
    noFix = "where it is to be freed, and by whom, is the author's to say",
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
      "kasprintf",
      "kmalloc_array",
      "kvzalloc",
      "vmalloc",
      "vzalloc",
      "alloc_etherdev",
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
      "alloc_workqueue",
      "alloc_ordered_workqueue",
      "destroy_workqueue",
      "memremap",
      "dma_pool_alloc",
      "netif_rx",
      "netif_receive_skb",
      "napi_gro_receive"
    })
public final class MemoryLeakOnError implements Rule {

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    List<Incident> all = function.incidents(Memory.FAMILIES);
    return Stream.concat(
        all.stream()
            .filter(
                incident ->
                    incident.kind() == Incident.Kind.LEFT || incident.kind() == Incident.Kind.LOST)
            .map(incident -> leak(function, incident, all)),
        Unlinked.in(function));
  }

  private static final Trade TRADE = Memory.trade();

  @Override
  public Stream<Finding> check(TreeFacts file) {
    List<Finding> told =
        Lifetimes.in(
            file, TRADE, "the driver lets go here, and the memory in %s is not freed anywhere");
    return Stream.of(
            told.stream(),
            Companions.in(file, TRADE, told).stream(),
            Forgotten.in(file, TRADE.makers()))
        .flatMap(findings -> findings);
  }

  private static Finding leak(FunctionFacts function, Incident incident, List<Incident> all) {
    List<Note> steps = new ArrayList<>();
    steps.add(
        Note.at(
            incident.origin(),
            incident.origin().is(Kind.CALL) ? "%s is allocated here" : "%s is handed in here",
            incident.label()));
    steps.addAll(Path.notes(incident.trace()));
    Finding finding =
        (incident.kind() == Incident.Kind.LOST
                ? Finding.at(
                    incident.at(), "%s is overwritten, and its memory lost", incident.label())
                : Finding.at(incident.at(), "%s is not freed on this way out", incident.label()))
            .steps(steps)
            .about(function.name(), incident.label());
    return Cure.told(
        incident.shown() ? finding : finding.likely(),
        function,
        incident,
        all,
        "the memory is lost");
  }
}

package org.patchwright.catalog.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.patchwright.dataflow.Step;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
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
      "alloc_workqueue",
      "netif_rx",
      "netif_receive_skb",
      "napi_gro_receive"
    })
public final class NullNotChecked implements Rule {

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    Stream<Finding> own =
        function.incidents(Memory.FAMILIES).stream()
            .filter(incident -> incident.kind() == Incident.Kind.NOT_CHECKED)
            .map(incident -> finding(function, incident));
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
            .map(incident -> finding(function, incident).likely()));
  }

  private static Finding finding(FunctionFacts function, Incident incident) {
    List<Note> steps = new ArrayList<>(Path.notes(incident.trace()));
    return Finding.at(
            incident.at(), "%s may be NULL: nothing tests the allocation", incident.label())
        .steps(steps)
        .about(function.name(), incident.label());
  }
}

package org.patchwright.catalog.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.typestate.Incident;

/** Nothing follows a pointer to memory that was freed. */
@Check(
    summary = "memory used after it was freed",
    noFix = "whether the use or the free comes at the wrong place is the author's to say",
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
public final class UseAfterFree implements Rule {

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    return function.incidents(Memory.FAMILIES).stream()
        .filter(incident -> incident.kind() == Incident.Kind.USED_AFTER_RELEASE)
        .map(incident -> finding(function, incident));
  }

  private static Finding finding(FunctionFacts function, Incident incident) {
    List<Note> steps = new ArrayList<>(Path.notes(incident.trace()));
    return Finding.at(incident.at(), "%s is used after it was freed", incident.label())
        .steps(steps)
        .about(function.name(), incident.label());
  }
}

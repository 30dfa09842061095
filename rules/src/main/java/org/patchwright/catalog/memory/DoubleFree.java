package org.patchwright.catalog.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.patchwright.dataflow.Step;
import org.patchwright.dataflow.Term;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.typestate.Incident;

/** Memory is freed once, and by what belongs to it. */
@Check(
    summary = "memory freed twice",
    noFix = "which of the two must go is the author's to say",
    severity = Severity.ERROR,
    triggers = {
      "kfree",
      "free_vm_area",
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
      "alloc_etherdev",
      "netif_rx",
      "netif_receive_skb",
      "napi_gro_receive"
    })
public final class DoubleFree implements Rule {

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    Stream<Finding> wrong =
        function.incidents(Memory.FAMILIES).stream()
            .filter(
                incident ->
                    incident.kind() == Incident.Kind.RELEASED_TWICE
                        || incident.kind() == Incident.Kind.WRONG_RELEASE)
            .map(incident -> finding(function, incident));
    return Stream.concat(wrong, freedInsideItsDevice(function));
  }

  @Override
  public Stream<Finding> check(TreeFacts file) {
    return StaleGuard.in(file, RELEASES);
  }

  private static final Map<String, Integer> RELEASES = Memory.trade().enders();

  private static Finding finding(FunctionFacts function, Incident incident) {
    List<Note> steps = new ArrayList<>(Path.notes(incident.trace()));
    Finding finding =
        incident.kind() == Incident.Kind.RELEASED_TWICE
            ? Finding.at(incident.at(), "%s is freed again", incident.label())
            : Finding.at(
                incident.at(),
                "%s is freed by %s(), which does not belong to %s()",
                incident.label(),
                incident.at().children().get(0).text(),
                incident.origin().children().get(0).text());
    return finding.steps(steps).about(function.name(), incident.label());
  }

  /** {@code kfree(netdev_priv(dev))}: it lies in what free_netdev() frees. */
  private static Stream<Finding> freedInsideItsDevice(FunctionFacts function) {
    Map<String, Boolean> inside = new HashMap<>();
    for (List<Step> steps : function.lowered().steps()) {
      for (Step step : steps) {
        if (step instanceof Step.Assign assign && assign.place() instanceof Term.Name name) {
          inside.merge(name.name(), liesInDevice(assign.value()), Boolean::logicalAnd);
        }
      }
    }
    return function.lowered().calls().stream()
        .filter(call -> call.callee().equals("kfree") && call.arguments().size() == 1)
        .filter(
            call ->
                call.arguments().get(0) instanceof Term.Name name
                    ? inside.getOrDefault(name.name(), false)
                    : liesInDevice(call.arguments().get(0)))
        .map(
            call ->
                Finding.at(
                        call.node(),
                        "%s lies in its network device, which free_netdev() frees with it",
                        call.texts().get(0).text())
                    .about(function.name(), call.texts().get(0).text()));
  }

  private static boolean liesInDevice(Term value) {
    return value instanceof Term.Other other && other.words().equals("netdev_priv");
  }
}

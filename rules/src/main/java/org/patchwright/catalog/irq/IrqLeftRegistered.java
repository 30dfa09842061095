package org.patchwright.catalog.irq;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.patchwright.dataflow.Range;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Cure;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Incident;

/** An interrupt's handler does not stay behind a function that fails, nor behind its driver. */
@Check(
    summary = "interrupt handler left registered by a failing return, or by a driver that lets go",
    severity = Severity.ERROR,
    triggers = {
      "free_irq",
      "unbind_from_irqhandler",
      "pci_free_irq",
      "request_irq",
      "request_threaded_irq",
      "request_any_context_irq",
      "pci_request_irq"
    })
public final class IrqLeftRegistered implements Rule {

  private static final List<Family> FAMILIES =
      List.of(
          Family.of("interrupt handler")
              .takes(
                  0,
                  Range.ZERO,
                  "request_irq",
                  "request_threaded_irq",
                  "request_any_context_irq",
                  "request_percpu_irq")
              .released(0, "free_irq", "free_percpu_irq"),
          Family.of("interrupt handler of a PCI device")
              .takes(0, Range.ZERO, "pci_request_irq")
              .released(0, "pci_free_irq"),
          Family.of("interrupt vectors")
              .takes(0, Range.POSITIVE, "pci_alloc_irq_vectors", "pci_alloc_irq_vectors_affinity")
              .takes(0, Range.ZERO, "pci_enable_msi", "pci_enable_msix")
              .released(0, "pci_free_irq_vectors", "pci_disable_msi", "pci_disable_msix"));

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    List<Incident> all = function.incidents(FAMILIES);
    return all.stream()
        .filter(incident -> incident.kind() == Incident.Kind.LEFT)
        .map(incident -> left(function, incident, all));
  }

  @Override
  public Stream<Finding> check(TreeFacts file) {
    return Unregistered.in(file);
  }

  private static Finding left(FunctionFacts function, Incident incident, List<Incident> all) {
    List<Note> steps = new ArrayList<>();
    steps.add(Note.at(incident.origin(), "requested here"));
    steps.addAll(Path.notes(incident.trace()));
    Finding finding =
        Finding.at(
                incident.at(),
                "the %s of %s is still registered on this way out",
                incident.family().noun(),
                incident.label())
            .likely()
            .steps(steps)
            .about(function.name(), incident.label());
    return Cure.told(
        finding,
        function,
        incident,
        all,
        incident.family().noun().equals("interrupt vectors")
            ? "the vectors stay allocated"
            : "the handler may still run for a device that is gone");
  }
}

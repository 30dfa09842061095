package org.patchwright.typestate;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * What the driver core gives back by itself when a probe fails or a device goes, though no managed
 * call acquired it (Documentation/driver-api/driver-model/devres.rst).
 */
public final class Managed {

  /** What {@code pcim_enable_device()} makes managed beside the device's enabling. */
  private static final Set<String> WITH_PCI_DEVICE =
      Set.of(
          "pci_disable_device",
          "pci_release_regions",
          "pci_release_region",
          "pci_release_selected_regions",
          "pci_free_irq_vectors",
          "pci_disable_msi",
          "pci_disable_msix");

  private Managed() {}

  /** Whether something else than the function will give back what an incident says is left. */
  public static boolean holds(Function function, Incident incident) {
    Set<String> releases = incident.family().releases().keySet();
    return releases.stream().anyMatch(WITH_PCI_DEVICE::contains)
            && !function.unit().argumentCounts("pcim_enable_device").isEmpty()
        || isFreedByScope(function, incident.label())
        || calls(function.node()).stream().anyMatch(call -> undoes(function, call, incident));
  }

  /** {@code char *name __free(kfree) = ...}: the compiler frees it where its scope ends. */
  private static boolean isFreedByScope(Function function, String label) {
    return Pattern.compile("\\b" + Pattern.quote(label) + "\\s+__free\\s*\\(")
        .matcher(function.node().text())
        .find();
  }

  /** {@code devm_add_action(dev, undo, data)}, before or behind what {@code undo()} releases. */
  private static boolean undoes(Function function, Node call, Incident incident) {
    List<Node> arguments = call.arguments();
    if (!callee(call).startsWith("devm_add_action") || arguments.size() < 3) {
      return false;
    }
    Optional<Function> undo = function.unit().function(arguments.get(1).text());
    String label = lastName(incident.label());
    String data = lastName(arguments.get(2).text());
    return undo.isPresent()
        && calls(undo.get().node()).stream()
            .filter(release -> incident.family().releases().containsKey(callee(release)))
            .flatMap(release -> release.arguments().stream())
            .anyMatch(
                argument ->
                    lastName(argument.text()).equals(label)
                        || data.equals(label) && argument.is(Kind.NAME));
  }

  private static List<Node> calls(Node in) {
    return in.findAll(Kind.CALL).toList();
  }

  private static String callee(Node call) {
    return call.children().get(0).text();
  }

  /** {@code supply} of {@code &priv->supply}. */
  private static String lastName(String place) {
    int at = place.length();
    while (at > 0 && Character.isJavaIdentifierPart(place.charAt(at - 1))) {
      at--;
    }
    return place.substring(at);
  }
}

package org.patchwright.typestate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Structs;
import org.patchwright.symbol.Unit;

/**
 * The files of one driver as they are read for all who ask what they make, keep and take back,
 * whatever that is. For one thread.
 */
public final class Driver {

  /** Their result is a message that another domain reads. */
  private static final Set<String> LENDERS = Set.of("RING_GET_REQUEST", "RING_GET_RESPONSE");

  private final List<Unit> units;
  private final CallGraph graph;
  private final Structs structs;
  private final Set<String> names;
  private final Map<Set<String>, Stores> stores = new HashMap<>();

  private Driver(List<Unit> units, Structs structs) {
    this.units = List.copyOf(units);
    this.graph = CallGraph.of(units);
    this.structs = structs;
    this.names =
        graph.functions().stream().map(Function::name).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * @param structs those that the files see
   */
  static Driver of(List<Unit> units, Structs structs) {
    return new Driver(units, structs);
  }

  List<Unit> units() {
    return units;
  }

  public CallGraph graph() {
    return graph;
  }

  public Structs structs() {
    return structs;
  }

  /**
   * Where values come from.
   *
   * @param makers calls whose result is something new, whatever their names and bodies
   */
  public Origins origins(Set<String> makers) {
    return stores(makers).origins();
  }

  /** Where values go; the same for all who mean the same by the names in these files. */
  Stores stores(Set<String> makers) {
    Set<String> telling =
        makers.stream()
            .filter(name -> names.contains(name) || Origins.isConversion(name))
            .collect(Collectors.toUnmodifiableSet());
    return stores.computeIfAbsent(
        telling, same -> new Stores(graph, Origins.in(graph, structs, LENDERS, same)));
  }
}

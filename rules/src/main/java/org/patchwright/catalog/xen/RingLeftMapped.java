package org.patchwright.catalog.xen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.dataflow.Range;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Kept;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Holdings;
import org.patchwright.typestate.Trade;

/** A ring that a backend maps is unmapped on every way out. */
@Check(
    summary = "ring of the frontend stays mapped",
    noFix = "no place was found that is passed on this way alone",
    severity = Severity.ERROR,
    triggers = {
      "xenbus_map_ring_valloc",
      "xenbus_map_ring",
      "xenbus_unmap_ring_vfree",
      "xenbus_unmap_ring"
    })
public final class RingLeftMapped implements Rule {

  private static final String MAP = "xenbus_map_ring_valloc";

  private static final Family RING =
      Family.of("ring").released(1, "xenbus_unmap_ring_vfree", "xenbus_unmap_ring");

  /** The address is the last argument, and before 2010 the result. */
  private static final Map<Integer, List<Family>> BY_ARGUMENTS =
      Map.of(
          2, List.of(RING.yields(MAP)),
          3, List.of(RING.stores(2, Range.NOT_NEGATIVE, MAP)),
          4,
              List.of(
                  RING.stores(3, Range.NOT_NEGATIVE, MAP)
                      .stores(2, Range.NOT_NEGATIVE, "xenbus_map_ring")));

  private static final Trade TRADE =
      Trade.of(
              Map.of(MAP, Trade.LAST, "xenbus_map_ring", 2),
              Map.of("xenbus_unmap_ring_vfree", 1, "xenbus_unmap_ring", 1))
          .beside(LettingGo.NAMES);

  @Override
  public Stream<Finding> check(TreeFacts file) {
    Unit unit = file.unit();
    // Who provides the calls is not bound by them.
    if (unit.function(MAP).isPresent()) {
      return Stream.empty();
    }
    Holdings rings = file.holdings(TRADE);
    Kept ring = new Kept(rings, "ring", "unmapped", Range.POSITIVE);
    List<Finding> found = new ArrayList<>(ring.forgotten(file));
    ring.ways(file, function -> families(rings, function)).forEach(found::add);
    return found.stream();
  }

  private static List<Family> families(Holdings rings, Function function) {
    int arguments =
        rings.graph().sites(function).stream()
            .filter(site -> site.callee().equals(MAP))
            .map(Site::arguments)
            .mapToInt(List::size)
            .findFirst()
            .orElse(4);
    return BY_ARGUMENTS.getOrDefault(arguments, BY_ARGUMENTS.get(4));
  }
}

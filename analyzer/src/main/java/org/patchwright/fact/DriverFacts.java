package org.patchwright.fact;

import java.util.Optional;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.OpsTable;
import org.patchwright.symbol.Unit;

/** One table of callbacks, as a driver hands it to the kernel. */
public final class DriverFacts {

  private final KernelTree tree;
  private final OpsTable table;

  private DriverFacts(KernelTree tree, OpsTable table) {
    this.tree = tree;
    this.table = table;
  }

  public static DriverFacts of(KernelTree tree, OpsTable table) {
    return new DriverFacts(tree, table);
  }

  public KernelTree tree() {
    return tree;
  }

  public OpsTable table() {
    return table;
  }

  /** The tag of the table's struct, for example {@code xenbus_driver}. */
  public String struct() {
    return table.struct();
  }

  public Unit unit() {
    return table.unit();
  }

  public Optional<Function> callback(String field) {
    return table.callback(field);
  }
}

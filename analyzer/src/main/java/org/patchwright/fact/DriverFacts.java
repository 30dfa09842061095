package org.patchwright.fact;

import java.util.Map;
import java.util.Optional;
import org.patchwright.dataflow.Range;
import org.patchwright.fact.FunctionFacts.FileAnalyses;
import org.patchwright.summary.Model;
import org.patchwright.summary.Summary;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.OpsTable;
import org.patchwright.symbol.Unit;

/** One table of callbacks, as a driver hands it to the kernel. */
public final class DriverFacts {

  private final FileAnalyses analyses;
  private final OpsTable table;

  private DriverFacts(FileAnalyses analyses, OpsTable table) {
    this.analyses = analyses;
    this.table = table;
  }

  public static DriverFacts of(FileAnalyses analyses, OpsTable table) {
    return new DriverFacts(analyses, table);
  }

  public KernelTree tree() {
    return analyses.tree();
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

  /** What a function does under a protocol. */
  public Summary under(Model protocol, Function function) {
    return analyses.under(protocol, function);
  }

  /** The same where some parameters, counted from 0, have known values. */
  public Summary under(Model protocol, Function function, Map<Integer, Range> parameters) {
    return analyses.of(protocol).summary(function, parameters);
  }
}

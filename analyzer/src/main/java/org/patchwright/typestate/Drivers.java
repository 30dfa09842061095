package org.patchwright.typestate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Structs;
import org.patchwright.symbol.Unit;

/**
 * The drivers that were read last: many ask about the same files, in one version of a tree and in
 * the next. For one thread.
 */
public final class Drivers {

  private static final int MOST = 8;

  /** Units are known by identity: what was parsed again is another file. */
  private record Read(List<Unit> units, List<Unit> all) {}

  private final Map<Read, Driver> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Read, Driver> eldest) {
          return size() > MOST;
        }
      };

  /** A file and what belongs to it, by the words of a question. */
  public Driver of(KernelTree tree, Unit unit, Set<String> words) {
    return of(tree, tree.parts(unit, words));
  }

  Driver of(KernelTree tree, List<Unit> units) {
    List<Unit> all = tree.withHeaders(units);
    Driver driver = known.get(new Read(units, all));
    if (driver == null) {
      driver = Driver.of(units, Structs.of(all));
      known.put(new Read(units, all), driver);
    }
    return driver;
  }
}

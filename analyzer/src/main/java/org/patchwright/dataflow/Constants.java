package org.patchwright.dataflow;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.patchwright.cfg.Block;
import org.patchwright.cfg.Cfg;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Literals;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** The numbers that names stand for; where no file tells, names that differ have numbers apart. */
final class Constants {

  private final Function function;
  private final Set<String> labels = new HashSet<>();

  Constants(Function function, Cfg cfg) {
    this.function = function;
    for (Block block : cfg.blocks()) {
      block.edges().stream()
          .flatMap(edge -> edge.values().stream())
          .filter(value -> value.is(Kind.NAME))
          .forEach(value -> labels.add(value.text()));
    }
    // Asked at once, so that all that the steps rest on is asked when they are made.
    labels.forEach(name -> known(function, name));
  }

  /** Empty if the name may be that of a variable. */
  Optional<Term> of(String name) {
    OptionalLong known = known(function, name);
    if (known.isPresent()) {
      return Optional.of(new Term.Number(known.getAsLong(), name));
    }
    if (name.length() > 2
        && name.startsWith("E")
        && name.equals(name.toUpperCase(Locale.ROOT))
        && name.indexOf('_') < 0) {
      // An error number whose value no table has.
      return Optional.of(new Term.Number(600 + Math.floorMod(name.hashCode(), 3000), name));
    }
    // What is one case of a switch is the same constant elsewhere.
    return labels.contains(name) ? Optional.of(apart(name)) : Optional.empty();
  }

  /** The value of a case's label. */
  static Term label(Function function, Node value) {
    OptionalLong literal = Literals.value(value.text());
    if (literal.isEmpty()) {
      literal = known(function, value.text());
    }
    return literal.isPresent()
        ? new Term.Number(literal.getAsLong(), value.text())
        : apart(value.text());
  }

  private static Term apart(String text) {
    return new Term.Number((1L << 40) + Integer.toUnsignedLong(text.hashCode()), text);
  }

  private static OptionalLong known(Function function, String name) {
    OptionalLong own = function.unit().enumerator(name);
    return own.isPresent()
        ? own
        : function
            .unit()
            .macro(name)
            .filter(macro -> macro.parameters().isEmpty())
            .map(macro -> Literals.value(macro.body()))
            .orElse(OptionalLong.empty());
  }
}

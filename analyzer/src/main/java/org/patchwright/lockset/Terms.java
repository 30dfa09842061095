package org.patchwright.lockset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Term;

/** What the expressions of one function stand for in a state. */
final class Terms {

  private static final Pattern DEFINE =
      Pattern.compile("(static\\s+)?\\bDEFINE_\\w+\\s*\\(\\s*(\\w+)");

  private final Lowered function;
  private final Set<String> defined = new HashSet<>();

  Terms(Lowered function) {
    this.function = function;
    String text = function.function().body().text();
    if (text.contains("DEFINE_")) {
      // DEFINE_MUTEX(lock) in a body: another one than that of the next function.
      Matcher define = DEFINE.matcher(text);
      while (define.find()) {
        if (define.group(1) == null) {
          defined.add(define.group(2));
        }
      }
    }
  }

  /** What parameters hold on entry. */
  LockState entry() {
    LockState state = new LockState();
    List<String> names = function.function().parameters();
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).isEmpty()) {
        state.write(Sym.variable(names.get(i)), Sym.param(i));
      }
    }
    return state;
  }

  Sym value(Term term, LockState state) {
    if (term instanceof Term.Number number) {
      return Sym.number(number.value());
    }
    if (term instanceof Term.Name name && function.arrays().contains(name.name())) {
      return Sym.address(Sym.variable(name.name()));
    }
    if (term.isPlace()) {
      Sym place = place(term, state);
      return state.read(place).orElseGet(() -> Sym.load(place));
    }
    if (term instanceof Term.AddressOf address) {
      return Sym.address(place(address.place(), state));
    }
    if (term instanceof Term.Result result) {
      return Sym.call(result.call().id(), result.call().callee());
    }
    if (term instanceof Term.Compare compare) {
      return Sym.compare(
          compare.operator(), value(compare.left(), state), value(compare.right(), state));
    }
    if (term instanceof Term.Choice choice) {
      Sym test = value(choice.condition(), state);
      Range range = state.range(test);
      if (!range.contains(0)) {
        return value(choice.yes(), state);
      }
      if (range.equals(Range.ZERO)) {
        return value(choice.no(), state);
      }
      return Sym.choice(test, value(choice.yes(), state), value(choice.no(), state));
    }
    Term.Other other = (Term.Other) term;
    List<Sym> operands = new ArrayList<>(other.operands().size());
    for (Term operand : other.operands()) {
      operands.add(value(operand, state));
    }
    return folded(other.words(), operands);
  }

  private static Sym folded(String words, List<Sym> operands) {
    if (operands.size() == 2 && operands.get(0).isNumber() && operands.get(1).isNumber()) {
      long a = operands.get(0).number();
      long b = operands.get(1).number();
      switch (words) {
        case "+":
          return Sym.number(a + b);
        case "-":
          return Sym.number(a - b);
        case "|":
          return Sym.number(a | b);
        case "&":
          return Sym.number(a & b);
        default:
          break;
      }
    }
    return Sym.pure(words, operands);
  }

  Sym place(Term term, LockState state) {
    if (term instanceof Term.Name name) {
      return function.isLocal(name.name()) || defined.contains(name.name())
          ? Sym.variable(name.name())
          : Sym.global(name.name());
    }
    if (term instanceof Term.Field field) {
      Sym base = field.arrow() ? Sym.deref(value(field.base(), state)) : place(field.base(), state);
      return Sym.field(base, field.name());
    }
    if (term instanceof Term.Index index) {
      Sym at = value(index.index(), state);
      boolean array =
          index.base() instanceof Term.Name name && function.arrays().contains(name.name())
              || index.base() instanceof Term.Field;
      if (array) {
        Sym base = place(index.base(), state);
        Optional<Sym> pointer = state.read(base);
        return Sym.index(pointer.map(Sym::deref).orElse(base), at);
      }
      return Sym.index(Sym.deref(value(index.base(), state)), at);
    }
    if (term instanceof Term.Deref deref) {
      return Sym.deref(value(deref.base(), state));
    }
    return Sym.deref(value(term, state));
  }
}

package org.patchwright.summary;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Slot;
import org.patchwright.dataflow.State;
import org.patchwright.dataflow.Track;
import org.patchwright.dataflow.Value;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Node;

/** One way out of a callee, carried over to a call of it. */
final class Application {

  private final Node call;
  private final Function caller;
  private final Model model;
  private final List<Value> arguments;
  private final Value.Result result;
  private final Map<String, Misuse> misuses;

  Application(
      Node call,
      Function caller,
      Model model,
      List<Value> arguments,
      Value.Result result,
      Map<String, Misuse> misuses) {
    this.call = call;
    this.caller = caller;
    this.model = model;
    this.arguments = arguments;
    this.result = result;
    this.misuses = misuses;
  }

  /** Empty if the way out can't be taken in this state. */
  Optional<Outcome> apply(Exit exit, State state) {
    State at = state.copy();
    for (Map.Entry<Value, Range> known : exit.state().ranges.entrySet()) {
      if (known.getKey().isVisible() && !(known.getKey() instanceof Value.Number)) {
        if (!state.restrict(here(known.getKey(), at), known.getValue())) {
          return Optional.empty();
        }
      }
    }
    for (Track track : exit.state().tracks.values()) {
      Value key = track.key().equals(Value.NULL) ? Value.NULL : here(track.key(), at);
      Optional<Track> before = state.track(key);
      if (before.isPresent()
          && !track.entry().isEmpty()
          && !before.get().state().equals(track.entry())
          && !before.get().state().equals(track.state())) {
        misuses.putIfAbsent(
            call.index() + track.entry(),
            new Misuse(call, before.get(), track.state(), state.trace));
      }
      if (track.state().equals(track.entry()) && before.isEmpty()) {
        continue;
      }
      String entry = before.map(Track::entry).orElse(track.entry());
      String label = before.map(Track::label).orElse(track.label());
      state.put(new Track(key, track.state(), entry, label, call, track.holder()));
    }
    for (Map.Entry<Slot, Value> written : exit.state().memory.entrySet()) {
      if (written.getKey().base().isVisible()) {
        Value base = here(written.getKey().base(), at);
        state.memory.put(
            Slot.through(base, written.getKey().field()), here(written.getValue(), at));
      }
    }
    Value value = exit.result();
    if (value instanceof Value.Number || value.isVisible()) {
      return Optional.of(new Outcome(state, here(value, at)));
    }
    Value mine = here(value, at);
    state.ranges.put(mine, exit.range());
    return Optional.of(new Outcome(state, mine));
  }

  /** A callee's value in the caller's words. */
  private Value here(Value value, State at) {
    return value.map(
        leaf -> {
          if (leaf instanceof Value.Param param) {
            return param.index() < arguments.size()
                ? arguments.get(param.index())
                : new Value.Unknown(call.firstToken() + param.name());
          }
          if (leaf instanceof Value.Load load) {
            Slot slot = Slot.through(load.base(), load.field());
            Value known = at.memory.get(slot);
            return known != null ? known : new Value.Load(slot.base(), slot.field());
          }
          if (leaf instanceof Value.Address address) {
            return Slot.through(address.base(), address.field()).address();
          }
          if (leaf instanceof Value.Result
              || leaf instanceof Value.Unknown
              || leaf instanceof Value.Local) {
            return new Value.Unknown(caller.name() + call.firstToken() + " " + leaf);
          }
          return leaf;
        });
  }
}

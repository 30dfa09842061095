package org.patchwright.typestate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.summary.Effect;
import org.patchwright.summary.Model;

/**
 * The states of a resource and the calls that change them.
 *
 * @param <S> the states
 */
public final class Protocol<S extends Enum<S>> implements Model {

  private final S start;
  private final String id;
  private final Map<String, List<Effect>> effects;
  private final boolean acrossFiles;

  private Protocol(S start, Map<String, List<Effect>> effects, boolean acrossFiles) {
    this.start = start;
    this.effects = effects;
    this.acrossFiles = acrossFiles;
    this.id = start.getDeclaringClass().getName() + effects.hashCode();
  }

  /** A protocol whose handles are in this state before any call. */
  public static <S extends Enum<S>> Protocol<S> from(S start) {
    return new Protocol<>(start, Map.of(), true);
  }

  /** A call that may come in any state. */
  public Protocol<S> on(Call call, S to) {
    return with(call, Set.of(), to);
  }

  /** A call that may come only in this state; elsewhere it is a misuse. */
  public Protocol<S> on(Call call, S from, S to) {
    return with(call, Set.of(from.name()), to);
  }

  /** Callees are looked for in the file alone: for calls that are everywhere. */
  public Protocol<S> inFile() {
    return new Protocol<>(start, effects, false);
  }

  private Protocol<S> with(Call call, Set<String> from, S to) {
    Map<String, List<Effect>> more = new TreeMap<>(effects);
    Effect effect =
        new Effect(
            call.argument(),
            call.out(),
            call.success(),
            from,
            to.name(),
            false,
            call.only(),
            call.onlyArgument());
    for (String name : call.names()) {
      more.merge(
          name,
          List.of(effect),
          (one, other) -> Stream.concat(one.stream(), other.stream()).toList());
    }
    return new Protocol<>(start, more, acrossFiles);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Set<String> words() {
    return effects.keySet();
  }

  @Override
  public List<Effect> effects(String callee) {
    return effects.getOrDefault(callee, List.of());
  }

  @Override
  public String start() {
    return start.name();
  }

  @Override
  public boolean acrossFiles() {
    return acrossFiles;
  }

  @Override
  public String toString() {
    List<String> words = new ArrayList<>(effects.keySet());
    return start.getDeclaringClass().getSimpleName() + words.stream().collect(Collectors.toList());
  }
}

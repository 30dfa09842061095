package org.patchwright.catalog.sibling;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What names say of calls: {@code request_line()} is undone by {@code free_line()}. */
public final class Verbs {

  private static final Set<String> ENDINGS =
      Set.of("free", "release", "destroy", "delete", "remove", "cleanup", "teardown", "term");

  private static final Set<String> INIT =
      Set.of(
          "exit",
          "fini",
          "deinit",
          "uninit",
          "uninitialize",
          "shutdown",
          "cleanup",
          "destroy",
          "free",
          "release",
          "term");

  /** They end what other calls than their counterparts began. */
  private static final Set<String> MORE =
      Set.of("kill", "cancel", "flush", "drain", "quiesce", "synchronize", "off", "sync");

  /** By what is done, what undoes it; the endings undo whatever is made. */
  private static final Map<String, Set<String>> UNDOES =
      Map.ofEntries(
          Map.entry("register", Set.of("unregister", "deregister")),
          Map.entry("request", Set.of("free", "release", "unrequest")),
          Map.entry("alloc", ENDINGS),
          Map.entry("allocate", ENDINGS),
          Map.entry("create", ENDINGS),
          Map.entry("build", ENDINGS),
          Map.entry("setup", with("shutdown")),
          Map.entry("init", INIT),
          Map.entry("initialize", INIT),
          Map.entry("add", with("del", "unregister", "rm")),
          Map.entry("insert", with("del", "rm", "erase")),
          Map.entry("acquire", Set.of("release", "put", "free")),
          Map.entry("reserve", Set.of("unreserve", "release", "free")),
          Map.entry("claim", Set.of("unclaim", "declaim", "release")),
          Map.entry("get", Set.of("put")),
          Map.entry("hold", Set.of("put", "unhold")),
          Map.entry("enable", Set.of("disable")),
          Map.entry("prepare", Set.of("unprepare")),
          Map.entry("map", Set.of("unmap")),
          Map.entry("bind", Set.of("unbind")),
          Map.entry("attach", Set.of("detach")),
          Map.entry("connect", Set.of("disconnect")),
          Map.entry("open", Set.of("close")),
          Map.entry("start", Set.of("stop")),
          Map.entry("load", Set.of("unload")),
          Map.entry("link", Set.of("unlink")),
          Map.entry("probe", Set.of("remove")),
          Map.entry("install", Set.of("uninstall")),
          Map.entry("subscribe", Set.of("unsubscribe")),
          Map.entry("join", Set.of("leave")));

  private static final Set<String> UNDOING =
      UNDOES.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

  private Verbs() {}

  private static Set<String> with(String... more) {
    Set<String> all = new TreeSet<>(ENDINGS);
    all.addAll(List.of(more));
    return all;
  }

  /** Whether the name of one call says that it undoes another: they differ in the verb alone. */
  public static boolean undoes(String ending, String making) {
    List<String> made = List.of(making.split("_"));
    List<String> ended = List.of(ending.split("_"));
    return made.size() == ended.size()
        && made.stream()
            .filter(UNDOES::containsKey)
            .anyMatch(
                verb ->
                    ended.stream()
                        .filter(UNDOES.get(verb)::contains)
                        .anyMatch(end -> without(made, verb).equals(without(ended, end))));
  }

  /** A name without one of its words: what is made, or undone, and where the verb stood. */
  private record Rest(String verb, List<String> words) {}

  /**
   * Of some names those that undo others.
   *
   * @return by the position of each the positions, in order, of what undoes it
   */
  static List<BitSet> undoing(List<String> names) {
    Map<List<String>, List<Integer>> ends = new HashMap<>();
    List<List<Rest>> rests = new ArrayList<>();
    for (int at = 0; at < names.size(); at++) {
      List<String> words = List.of(names.get(at).split("_"));
      List<Rest> mine = new ArrayList<>();
      for (String word : words) {
        if (UNDOES.containsKey(word) || UNDOING.contains(word)) {
          mine.add(new Rest(word, without(words, word)));
        }
      }
      rests.add(mine);
      for (Rest rest : mine) {
        if (UNDOING.contains(rest.verb())) {
          ends.computeIfAbsent(rest.words(), w -> new ArrayList<>()).add(at);
        }
      }
    }
    List<BitSet> found = new ArrayList<>();
    for (List<Rest> mine : rests) {
      BitSet undone = new BitSet();
      for (Rest made : mine) {
        Set<String> verbs = UNDOES.getOrDefault(made.verb(), Set.of());
        for (int at :
            verbs.isEmpty() ? List.<Integer>of() : ends.getOrDefault(made.words(), List.of())) {
          if (rests.get(at).stream()
              .anyMatch(end -> verbs.contains(end.verb()) && end.words().equals(made.words()))) {
            undone.set(at);
          }
        }
      }
      found.add(undone);
    }
    return found;
  }

  /** Whether a call's name says that it ends something. */
  static boolean ends(String name) {
    return Stream.of(name.split("_"))
        .anyMatch(word -> MORE.contains(word) || UNDOING.contains(word));
  }

  private static List<String> without(List<String> words, String word) {
    List<String> rest = new ArrayList<>(words);
    rest.remove(word);
    return rest;
  }
}

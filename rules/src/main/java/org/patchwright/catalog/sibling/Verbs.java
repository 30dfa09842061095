package org.patchwright.catalog.sibling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What names say of calls: {@code request_line()} is undone by {@code free_line()}. */
final class Verbs {

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

  private Verbs() {}

  private static Set<String> with(String... more) {
    Set<String> all = new TreeSet<>(ENDINGS);
    all.addAll(List.of(more));
    return all;
  }

  /** Whether the name of one call says that it undoes another: they differ in the verb alone. */
  static boolean undoes(String ending, String making) {
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

  /** Whether a call's name says that it ends something. */
  static boolean ends(String name) {
    return Stream.of(name.split("_"))
        .anyMatch(
            word ->
                MORE.contains(word)
                    || UNDOES.values().stream().anyMatch(set -> set.contains(word)));
  }

  private static List<String> without(List<String> words, String word) {
    List<String> rest = new ArrayList<>(words);
    rest.remove(word);
    return rest;
  }
}

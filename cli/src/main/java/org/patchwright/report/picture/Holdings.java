package org.patchwright.report.picture;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which calls take something and which give it back, by the kernel's habit of naming: a verb and
 * its opposite around the same noun. A verb that has many meanings counts only where the file
 * itself has its opposite.
 */
final class Holdings {

  /** Verbs that take, each with those that give back what it took. */
  private static final Map<String, Set<String>> OPPOSITES =
      Map.ofEntries(
          verb("alloc", "free kfree put release destroy consume"),
          verb("create", "destroy free remove delete put"),
          verb("get", "put"),
          verb("request", "free release cancel"),
          verb("register", "unregister deregister"),
          verb("enable", "disable"),
          verb("prepare", "unprepare"),
          verb("map", "unmap"),
          verb("ioremap", "iounmap"),
          verb("iomap", "iounmap"),
          verb("add", "del remove delete"),
          verb("mod", "del"),
          verb("lock", "unlock"),
          verb("begin", "end"),
          verb("start", "stop end"),
          verb("init", "exit cleanup destroy fini uninit deinit"),
          verb("setup", "teardown cleanup"),
          verb("bind", "unbind"),
          verb("open", "close"),
          verb("claim", "release"),
          verb("grant", "end"),
          verb("connect", "disconnect"),
          verb("attach", "detach"),
          verb("schedule", "cancel"),
          verb("queue", "cancel"));

  /** Those that mean one thing only. */
  private static final Set<String> PLAIN =
      Set.of("alloc", "request", "register", "ioremap", "claim");

  /** What is taken for a moment. */
  private static final Set<String> BRIEF = Set.of("lock", "begin", "start", "get", "grant");

  private static final Set<String> GIVING = giving();

  /** Words that say how, not what. */
  private static final Set<String> MANNER =
      Set.of(
          "to from of by for in at on and any irq irqsave irqrestore bh sync rcu one all mq mqs node"
              .split(" "));

  private static final Pattern MEMORY = Pattern.compile("k?v?[mzc]alloc|kmemdup|kstrdup|kasprintf");
  private static final Pattern OTHER =
      Pattern.compile(
          "skb_(put|push|pull|get).*|(get|put)_user|(.*_)?(get|put)_unaligned.*|.*printk.*"
              + "|(.*_)?(for|foreach)_.*|.*(lock|mutex)_init");

  /** The words of a call's name. */
  private record Name(List<String> words, Set<String> noun) {

    static Name of(String call) {
      List<String> words = new ArrayList<>();
      Set<String> noun = new HashSet<>();
      for (String word : call.toLowerCase(Locale.ROOT).replaceFirst("^_+", "").split("_")) {
        String plain =
            MEMORY.matcher(word).matches()
                ? "alloc"
                : word.matches("k?v?free")
                    ? "free"
                    : word.equals("etherdev") ? "netdev" : word.equals("gendisk") ? "disk" : word;
        words.add(plain);
        boolean isVerb = OPPOSITES.containsKey(plain) || GIVING.contains(plain);
        if (!isVerb && !MANNER.contains(plain)) {
          noun.add(plain);
        }
      }
      return new Name(words, noun);
    }

    Optional<String> verb() {
      return words.stream()
          .filter(word -> OPPOSITES.containsKey(word) || GIVING.contains(word))
          .findFirst();
    }

    /** Whether the verb is where verbs stand when the name says nothing else. */
    boolean isPlain() {
      String verb = verb().orElse("");
      List<String> said = words.stream().filter(word -> !MANNER.contains(word)).toList();
      return !said.isEmpty()
          && (said.get(0).equals(verb) || said.get(said.size() - 1).equals(verb));
    }

    boolean isManaged() {
      return words.get(0).equals("devm") || words.get(0).equals("pcim");
    }

    boolean isOpposite(Name other) {
      Set<String> wanted = OPPOSITES.getOrDefault(verb().orElse(""), Set.of());
      return wanted.contains(other.verb().orElse(""))
          && (noun.containsAll(other.noun) || other.noun.containsAll(noun));
    }
  }

  private final Set<Name> all = new LinkedHashSet<>();

  /**
   * @param calls all names that the file calls
   */
  Holdings(Set<String> calls) {
    for (String call : calls) {
      if (!OTHER.matcher(call).matches()) {
        all.add(Name.of(call));
      }
    }
  }

  private static Map.Entry<String, Set<String>> verb(String takes, String gives) {
    return Map.entry(takes, Set.of(gives.split(" ")));
  }

  private static Set<String> giving() {
    Set<String> verbs = new HashSet<>();
    OPPOSITES.values().forEach(verbs::addAll);
    return Set.copyOf(verbs);
  }

  /**
   * The calls that take.
   *
   * @param calls of one callback; what it takes and gives back itself within is left out where that
   *     is how it is meant
   */
  List<String> taken(Set<String> calls) {
    List<String> taken = new ArrayList<>();
    for (String call : calls) {
      Name name = Name.of(call);
      String verb = name.verb().orElse("");
      boolean takes =
          OPPOSITES.containsKey(verb)
              && !OTHER.matcher(call).matches()
              && (name.isManaged()
                  || PLAIN.contains(verb) && name.isPlain()
                  || all.stream().anyMatch(name::isOpposite));
      if (takes && !(BRIEF.contains(verb) && has(calls, name::isOpposite))) {
        taken.add(call);
      }
    }
    return taken;
  }

  /** The calls that give back; see {@link #taken}. */
  List<String> given(Set<String> calls) {
    List<String> given = new ArrayList<>();
    for (String call : calls) {
      Name name = Name.of(call);
      boolean gives =
          GIVING.contains(name.verb().orElse(""))
              && !OTHER.matcher(call).matches()
              && (name.isPlain() || all.stream().anyMatch(one -> one.isOpposite(name)));
      if (gives
          && !has(calls, one -> BRIEF.contains(one.verb().orElse("")) && one.isOpposite(name))) {
        given.add(call);
      }
    }
    return given;
  }

  private static boolean has(Set<String> calls, Predicate<Name> wanted) {
    return calls.stream()
        .filter(call -> !OTHER.matcher(call).matches())
        .map(Name::of)
        .anyMatch(wanted);
  }
}

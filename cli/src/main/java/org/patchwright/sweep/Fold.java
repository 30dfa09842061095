package org.patchwright.sweep;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.patchwright.rule.Finding;

/** Folds what was found in each revision into the lives of findings. */
public final class Fold {

  /** A life that is still being told. */
  private static final class Telling {
    private final String id;
    private final String fingerprint;
    private Finding latest;
    private final List<Life.Event> events = new ArrayList<>();
    private final Set<String> branches = new LinkedHashSet<>();
    private int revisions;

    Telling(String id, String fingerprint, Finding latest) {
      this.id = id;
      this.fingerprint = fingerprint;
      this.latest = latest;
    }
  }

  private record Key(String path, String fingerprint) {}

  private record Seen(Telling life, Sighting sighting) {
    Key key() {
      return new Key(sighting.finding().path(), sighting.fingerprint());
    }
  }

  /** What a revision has: an immutable map that revisions without news share. */
  private record State(Map<Key, Seen> all) {}

  private final Plan plan;
  private final UnaryOperator<List<Finding>> told;
  private final Map<Integer, State> states = new HashMap<>();
  private final Map<Key, Telling> known = new HashMap<>();
  private final List<Telling> lives = new ArrayList<>();
  private final Map<Integer, List<Finding>> atEnds = new TreeMap<>();
  private final Map<Integer, Map<String, Integer>> counts = new TreeMap<>();

  private Fold(Plan plan, UnaryOperator<List<Finding>> told) {
    this.plan = plan;
    this.told = told;
  }

  /**
   * Folds.
   *
   * @param walked what each share of the work yielded
   * @param told which findings of a file are told, and with which ranks
   */
  public static History of(
      Plan plan, Collection<Walked> walked, UnaryOperator<List<Finding>> told) {
    return new Fold(plan, told).history(walked);
  }

  private History history(Collection<Walked> walked) {
    Map<Integer, List<Walked.Step>> steps = new HashMap<>();
    for (Walked share : walked) {
      for (Walked.Step step : share.steps()) {
        steps.computeIfAbsent(step.revision(), r -> new ArrayList<>()).add(step);
      }
    }
    int[] lastUse = new int[plan.revisions().size()];
    for (Plan.Revision revision : plan.revisions()) {
      if (revision.base() >= 0) {
        lastUse[revision.base()] = revision.number();
      }
      revision.parents().forEach(parent -> lastUse[parent] = revision.number());
    }
    for (Plan.Revision revision : plan.revisions()) {
      List<Walked.Step> own = steps.getOrDefault(revision.number(), List.of());
      State state = state(revision, own);
      states.put(revision.number(), state);
      end(revision, state);
      Set<Integer> used = new HashSet<>(revision.parents());
      used.add(revision.base());
      used.stream()
          .filter(one -> one >= 0 && lastUse[one] <= revision.number())
          .forEach(states::remove);
    }
    return new History(plan, finished(), atEnds, counts);
  }

  private List<Life> finished() {
    return lives.stream()
        .map(
            life ->
                new Life(
                    life.id,
                    life.fingerprint,
                    life.latest,
                    life.events,
                    List.copyOf(life.branches),
                    life.revisions))
        .sorted(Comparator.comparing(Life::latest, Finding.ORDER).thenComparing(life -> life.id()))
        .toList();
  }

  private void end(Plan.Revision revision, State state) {
    Map<String, Integer> count = new TreeMap<>();
    for (Seen seen : state.all().values()) {
      seen.life().revisions++;
      count.merge(seen.sighting().finding().rule(), 1, Integer::sum);
    }
    counts.put(revision.number(), count);
    if (!revision.branches().isEmpty()) {
      List<Finding> findings = new ArrayList<>();
      for (Seen seen : state.all().values()) {
        findings.add(seen.sighting().finding());
        seen.life().branches.addAll(revision.branches());
      }
      findings.sort(Finding.ORDER);
      atEnds.put(revision.number(), List.copyOf(findings));
    }
  }

  private State state(Plan.Revision revision, List<Walked.Step> steps) {
    State base = revision.base() < 0 ? new State(Map.of()) : states.get(revision.base());
    if (steps.isEmpty()) {
      return base;
    }
    Map<Key, Seen> all = new LinkedHashMap<>(base.all());
    Map<Key, Seen> gone = new LinkedHashMap<>();
    Map<Key, Sighting> fresh = new LinkedHashMap<>();
    Set<String> paths = new HashSet<>();
    steps.forEach(step -> paths.add(step.path()));
    base.all()
        .forEach(
            (key, seen) -> {
              if (paths.contains(key.path())) {
                gone.put(key, seen);
                all.remove(key);
              }
            });
    for (Walked.Step step : steps) {
      for (Sighting sighting : told(step.sightings())) {
        Key key = new Key(step.path(), sighting.fingerprint());
        Optional<Seen> same = Optional.ofNullable(gone.remove(key));
        if (same.isPresent()) {
          same.get().life().latest = sighting.finding();
          all.put(key, new Seen(same.get().life(), sighting));
        } else {
          fresh.put(key, sighting);
        }
      }
    }
    takeOver(revision, fresh, all);
    match(revision, gone, fresh, all);
    begin(revision, fresh, all);
    finish(revision, gone);
    return new State(all);
  }

  private List<Sighting> told(List<Sighting> sightings) {
    List<Sighting> kept = new ArrayList<>();
    for (Sighting sighting : sightings) {
      for (Finding finding : told.apply(List.of(sighting.finding()))) {
        kept.add(new Sighting(finding, sighting.fingerprint(), sighting.loose()));
      }
    }
    return kept;
  }

  /** What a merge has from its other parents. */
  private void takeOver(Plan.Revision revision, Map<Key, Sighting> fresh, Map<Key, Seen> all) {
    for (int parent : revision.parents()) {
      if (parent == revision.base()) {
        continue;
      }
      Map<Key, Seen> there = states.get(parent).all();
      fresh
          .entrySet()
          .removeIf(
              entry -> {
                Seen seen = there.get(entry.getKey());
                if (seen == null) {
                  return false;
                }
                seen.life().latest = entry.getValue().finding();
                all.put(entry.getKey(), new Seen(seen.life(), entry.getValue()));
                return true;
              });
    }
  }

  /** What stays under another name: moved, or pointing to code that was changed. */
  private void match(
      Plan.Revision revision, Map<Key, Seen> gone, Map<Key, Sighting> fresh, Map<Key, Seen> all) {
    match(
        revision,
        gone,
        fresh,
        all,
        (seen, sighting) ->
            isAt(seen, sighting) && seen.sighting().loose().equals(sighting.loose()));
    match(
        revision,
        gone,
        fresh,
        all,
        (seen, sighting) -> seen.sighting().fingerprint().equals(sighting.fingerprint()));
    match(
        revision,
        gone,
        fresh,
        all,
        (seen, sighting) -> isAt(seen, sighting) && isAlike(seen, sighting));
    match(
        revision,
        gone,
        fresh,
        all,
        (seen, sighting) ->
            seen.sighting().loose().equals(sighting.loose())
                && isRemoved(revision, seen.sighting().finding().path()));
  }

  private static boolean isAt(Seen seen, Sighting sighting) {
    return seen.sighting().finding().path().equals(sighting.finding().path());
  }

  /** The same fault of the same function, about something that goes by another name now. */
  private static boolean isAlike(Seen seen, Sighting sighting) {
    Finding one = seen.sighting().finding();
    Finding other = sighting.finding();
    return one.rule().equals(other.rule())
        && !one.function().isEmpty()
        && one.function().equals(other.function());
  }

  private void match(
      Plan.Revision revision,
      Map<Key, Seen> gone,
      Map<Key, Sighting> fresh,
      Map<Key, Seen> all,
      BiPredicate<Seen, Sighting> same) {
    fresh
        .entrySet()
        .removeIf(
            entry -> {
              Sighting sighting = entry.getValue();
              Optional<Seen> match =
                  gone.values().stream().filter(seen -> same.test(seen, sighting)).findFirst();
              if (match.isEmpty()) {
                return false;
              }
              Seen seen = match.get();
              gone.remove(seen.key());
              Life.Kind kind = isAt(seen, sighting) ? Life.Kind.REWRITTEN : Life.Kind.MOVED;
              if (!revision.parents().isEmpty()) {
                tell(seen.life(), kind, revision, sighting.finding().path());
              }
              seen.life().latest = sighting.finding();
              known.putIfAbsent(entry.getKey(), seen.life());
              all.put(entry.getKey(), new Seen(seen.life(), sighting));
              return true;
            });
  }

  private void begin(Plan.Revision revision, Map<Key, Sighting> fresh, Map<Key, Seen> all) {
    fresh.forEach(
        (key, sighting) -> {
          Telling life = known.get(key);
          Life.Kind kind = Life.Kind.CAME_BACK;
          if (life == null) {
            life =
                new Telling(
                    digest(key.path() + "\n" + key.fingerprint()),
                    key.fingerprint(),
                    sighting.finding());
            lives.add(life);
            known.put(key, life);
            kind = revision.before() ? Life.Kind.THERE_BEFORE : Life.Kind.BROUGHT_IN;
          }
          if (kind != Life.Kind.CAME_BACK || !revision.before()) {
            tell(life, kind, revision, key.path());
          }
          life.latest = sighting.finding();
          all.put(key, new Seen(life, sighting));
        });
  }

  private void finish(Plan.Revision revision, Map<Key, Seen> gone) {
    if (revision.parents().isEmpty()) {
      return;
    }
    gone.forEach(
        (key, seen) -> {
          boolean everywhere =
              revision.parents().stream()
                  .allMatch(parent -> states.get(parent).all().containsKey(key));
          if (everywhere) {
            Life.Kind kind = isRemoved(revision, key.path()) ? Life.Kind.REMOVED : Life.Kind.MENDED;
            tell(seen.life(), kind, revision, key.path());
          }
        });
  }

  private boolean isRemoved(Plan.Revision revision, String path) {
    return plan.changes().get(revision.number()).contains(new Plan.Change(path, ""));
  }

  private static void tell(Telling life, Life.Kind kind, Plan.Revision revision, String path) {
    life.events.add(new Life.Event(kind, revision, path));
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

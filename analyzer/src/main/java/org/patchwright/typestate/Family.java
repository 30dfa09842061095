package org.patchwright.typestate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.patchwright.dataflow.Range;

/**
 * Calls that belong together: those that give a resource to whoever calls, and those that take it
 * back.
 *
 * @param noun what is held, for a message: {@code memory}
 * @param acquires by the name of the call
 * @param releases by the name of the call, the number of the argument that is given back
 * @param releasedIf for those releases that may fail, the results that mean it happened
 * @param iterators macros that hold what they yield inside the loop's body
 * @param dies whether a release ends the life of what the handle points to
 * @param mayBeNull whether a failed call yields NULL
 * @param borrowers calls that look at the handle and leave it to whoever had it
 * @param numbered whether the handle is a number by which alone what is held can be found
 */
public record Family(
    String noun,
    Map<String, Acquire> acquires,
    Map<String, Integer> releases,
    Map<String, Range> releasedIf,
    Set<String> iterators,
    boolean dies,
    boolean mayBeNull,
    Set<String> borrowers,
    boolean numbered) {

  /** The noun of a family beside which a driver's own pairs of get and put are followed. */
  public static final String COUNTED = "reference";

  /**
   * What a call gives.
   *
   * @param argument -1 for its result, else the argument that is the handle
   * @param out whether that argument points to where the handle is stored
   * @param success values of the handle, or of the result where the handle is an argument, that
   *     mean it is held
   * @param nullable whether a failure yields NULL, which must be looked for
   * @param member of what the argument points to; empty if it is that itself
   */
  public record Acquire(int argument, boolean out, Range success, boolean nullable, String member) {

    public Acquire(int argument, boolean out, Range success, boolean nullable) {
      this(argument, out, success, nullable, "");
    }
  }

  /** Families are many names long, and few of them are alike. */
  @Override
  public int hashCode() {
    return 31 * noun.hashCode() + releases.size();
  }

  public Family {
    acquires = Map.copyOf(acquires);
    releases = Map.copyOf(releases);
    releasedIf = Map.copyOf(releasedIf);
    iterators = Set.copyOf(iterators);
    borrowers = Set.copyOf(borrowers);
  }

  /** A family without calls; what it is asked for first must be {@link #orNull}, if that. */
  public static Family of(String noun) {
    return new Family(noun, Map.of(), Map.of(), Map.of(), Set.of(), false, false, Set.of(), false);
  }

  /** Calls whose result is a pointer to what is held; NULL or an error pointer else. */
  public Family yields(String... names) {
    return acquiring(new Acquire(-1, false, Range.POSITIVE, mayBeNull), names);
  }

  /** Calls whose result is NULL where there is none to hold: no failure, and nothing to be told. */
  public Family finds(String... names) {
    return acquiring(new Acquire(-1, false, Range.POSITIVE, true), names);
  }

  /** Calls whose result is a number that names what is held; negative, or zero, else. */
  public Family numbers(String... names) {
    return acquiring(new Acquire(-1, false, Range.POSITIVE, false), names);
  }

  /** Calls after which an argument is held if their result is in a range. */
  public Family takes(int argument, Range success, String... names) {
    return acquiring(new Acquire(argument, false, success, false), names);
  }

  /** Calls that store what is held where an argument points, if their result is in a range. */
  public Family stores(int argument, Range success, String... names) {
    return acquiring(new Acquire(argument, true, success, false), names);
  }

  /** Calls that store what is held in a member of what an argument points to. */
  public Family storesIn(int argument, String member, Range success, String... names) {
    return acquiring(new Acquire(argument, true, success, false, member), names);
  }

  private Family acquiring(Acquire acquire, String... names) {
    Map<String, Acquire> more = new HashMap<>(acquires);
    List.of(names).forEach(name -> more.put(name, acquire));
    return new Family(
        noun, more, releases, releasedIf, iterators, dies, mayBeNull, borrowers, numbered);
  }

  /** Calls that take back their argument of this number. */
  public Family released(int argument, String... names) {
    Map<String, Integer> more = new HashMap<>(releases);
    List.of(names).forEach(name -> more.put(name, argument));
    return new Family(
        noun, acquires, more, releasedIf, iterators, dies, mayBeNull, borrowers, numbered);
  }

  /** Calls that take over their argument of this number, if their result is in a range. */
  public Family releasedIf(int argument, Range results, String... names) {
    Family family = released(argument, names);
    Map<String, Range> more = new HashMap<>(releasedIf);
    List.of(names).forEach(name -> more.put(name, results));
    return new Family(
        noun, acquires, family.releases, more, iterators, dies, mayBeNull, borrowers, numbered);
  }

  /** Loops whose last argument is held inside, and given back where a new round begins. */
  public Family heldIn(String... macros) {
    Set<String> more = new HashSet<>(iterators);
    more.addAll(List.of(macros));
    return new Family(
        noun, acquires, releases, releasedIf, more, dies, mayBeNull, borrowers, numbered);
  }

  /** A release frees what the handle points to. */
  public Family dying() {
    return new Family(
        noun, acquires, releases, releasedIf, iterators, true, mayBeNull, borrowers, numbered);
  }

  /** A failed call yields NULL, which must be looked for. */
  public Family orNull() {
    return new Family(
        noun, acquires, releases, releasedIf, iterators, dies, true, borrowers, numbered);
  }

  /** Calls that look at the handle and leave it to whoever had it. */
  public Family lentTo(String... names) {
    return new Family(
        noun, acquires, releases, releasedIf, iterators, dies, mayBeNull, Set.of(names), numbered);
  }

  /** The handle is a number by which alone what is held can be found. */
  public Family byNumber() {
    return new Family(
        noun, acquires, releases, releasedIf, iterators, dies, mayBeNull, borrowers, true);
  }

  public Optional<Acquire> acquire(String name) {
    return Optional.ofNullable(acquires.get(name));
  }
}

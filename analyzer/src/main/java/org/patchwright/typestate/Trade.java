package org.patchwright.typestate;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Calls that belong together over a driver's life: those that make something which the driver keeps
 * in some place, and those that take it back.
 *
 * @param makers by name, the argument that says where the handle goes, or {@link #RESULT}, {@link
 *     #LAST}
 * @param members by name, the member of the first argument in which the handle stands afterwards
 * @param enders by name, the argument that is taken back
 * @param takers by name, the argument that is taken over, unless the call fails
 * @param lent by the name of a maker, the argument that names the page that its handle lends out
 * @param covering calls that take back whatever the driver keeps, by another handle
 * @param others calls that show that a function lets go of what its driver keeps
 * @param apart calls whose result is another thing than what they are given, whatever their bodies
 */
public record Trade(
    Map<String, Integer> makers,
    Map<String, String> members,
    Map<String, Integer> enders,
    Map<String, Integer> takers,
    Map<String, Integer> lent,
    Set<String> covering,
    Set<String> others,
    Set<String> apart) {

  /** The result of a call is the handle. */
  public static final int RESULT = -1;

  /** The last argument of three or more says where the handle goes; with two it is the result. */
  public static final int LAST = -2;

  /** What the first argument names is counted once more; the result may be another name for it. */
  public static final int COUNTED = -3;

  public Trade {
    makers = Map.copyOf(makers);
    members = Map.copyOf(members);
    enders = Map.copyOf(enders);
    takers = Map.copyOf(takers);
    lent = Map.copyOf(lent);
    covering = Set.copyOf(covering);
    others = Set.copyOf(others);
    apart = Set.copyOf(apart);
  }

  /**
   * @param makers by name, the argument that says where the handle goes, or a constant above
   * @param enders by name, the argument that is taken back
   */
  public static Trade of(Map<String, Integer> makers, Map<String, Integer> enders) {
    return new Trade(makers, Map.of(), enders, Map.of(), Map.of(), Set.of(), Set.of(), Set.of());
  }

  /** With calls that leave the handle in a member of what their first argument points to. */
  public Trade in(Map<String, String> more) {
    return new Trade(makers, more, enders, takers, lent, covering, others, apart);
  }

  /** With calls that take over their argument of this number, unless they fail. */
  public Trade taking(Map<String, Integer> more) {
    return new Trade(makers, members, enders, more, lent, covering, others, apart);
  }

  /** With the argument that names the page which a maker's handle lends out. */
  public Trade lending(Map<String, Integer> more) {
    return new Trade(makers, members, enders, takers, more, covering, others, apart);
  }

  /** With calls that take back whatever the driver keeps. */
  public Trade covered(Set<String> more) {
    return new Trade(makers, members, enders, takers, lent, more, others, apart);
  }

  /** With calls that show that a function lets go of what its driver keeps. */
  public Trade beside(Set<String> more) {
    return new Trade(makers, members, enders, takers, lent, covering, more, apart);
  }

  /** With calls whose result is another thing than what they are given. */
  public Trade apartFrom(Set<String> more) {
    return new Trade(makers, members, enders, takers, lent, covering, others, more);
  }

  /** Whether a call counts up what was there before. */
  public boolean isCounted(String callee) {
    return makers.getOrDefault(callee, RESULT) == COUNTED;
  }

  /** Whether some of its calls count up what was there before. */
  public boolean counts() {
    return makers.containsValue(COUNTED);
  }

  /** The names by which a file shows that it has to do with this. */
  Set<String> words() {
    Set<String> words = new HashSet<>(makers.keySet());
    words.addAll(members.keySet());
    words.addAll(enders.keySet());
    words.addAll(covering);
    return words;
  }
}

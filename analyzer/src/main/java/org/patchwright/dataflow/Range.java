package org.patchwright.dataflow;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Numbers from {@code low} to {@code high} but for some. An error pointer is -4095 to -1.
 *
 * @param not numbers inside that are left out
 */
public record Range(long low, long high, Set<Long> not) {

  public static final Range ALL = of(Long.MIN_VALUE, Long.MAX_VALUE);
  public static final Range ZERO = of(0, 0);
  public static final Range NEGATIVE = of(Long.MIN_VALUE, -1);
  public static final Range NOT_NEGATIVE = of(0, Long.MAX_VALUE);
  public static final Range POSITIVE = of(1, Long.MAX_VALUE);
  public static final Range ERROR = of(-4095, -1);
  public static final Range NOT_ZERO = ALL.without(0).orElseThrow();

  public Range {
    not = Set.copyOf(not);
  }

  public static Range of(long low, long high) {
    return new Range(low, high, Set.of());
  }

  public static Range exactly(long value) {
    return of(value, value);
  }

  public boolean contains(long value) {
    return low <= value && value <= high && !not.contains(value);
  }

  private boolean isAll() {
    return low == Long.MIN_VALUE && high == Long.MAX_VALUE && not.isEmpty();
  }

  public boolean isExact() {
    return low == high;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Range that
            && low == that.low
            && high == that.high
            && not.equals(that.not);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(low) + Long.hashCode(high)) + not.hashCode();
  }

  /** Numbers up to one less so many. */
  public static Range below(long high, int by) {
    return of(
        Long.MIN_VALUE, high == Long.MAX_VALUE ? high : Math.max(high, Long.MIN_VALUE + 1) - by);
  }

  /** Numbers from one and so many more on. */
  public static Range above(long low, int by) {
    return of(low == Long.MIN_VALUE ? low : Math.min(low, Long.MAX_VALUE - 1) + by, Long.MAX_VALUE);
  }

  /** Empty if no number would be left. */
  public Optional<Range> without(long value) {
    if (!contains(value)) {
      return Optional.of(this);
    }
    if (low == high) {
      return Optional.empty();
    }
    if (value == low) {
      return new Range(low + 1, high, not).and(ALL_NUMBERS);
    }
    if (value == high) {
      return new Range(low, high - 1, not).and(ALL_NUMBERS);
    }
    Set<Long> more = new TreeSet<>(not);
    more.add(value);
    return more.size() > 40 ? Optional.of(this) : Optional.of(new Range(low, high, more));
  }

  private static final Range ALL_NUMBERS = of(Long.MIN_VALUE, Long.MAX_VALUE);

  /** Empty if the two share no number. */
  public Optional<Range> and(Range other) {
    if (isAll() || equals(other)) {
      return Optional.of(other);
    }
    if (other.isAll()) {
      return Optional.of(this);
    }
    long newLow = Math.max(low, other.low);
    long newHigh = Math.min(high, other.high);
    if (newLow > newHigh) {
      return Optional.empty();
    }
    if (not.isEmpty() && other.not.isEmpty()) {
      return Optional.of(of(newLow, newHigh));
    }
    Set<Long> gaps = new TreeSet<>(not);
    gaps.addAll(other.not);
    while (newLow <= newHigh && gaps.remove(newLow)) {
      newLow++;
    }
    while (newLow <= newHigh && gaps.remove(newHigh)) {
      newHigh--;
    }
    long from = newLow;
    long to = newHigh;
    gaps.removeIf(gap -> gap < from || gap > to);
    return from > to ? Optional.empty() : Optional.of(new Range(from, to, gaps));
  }

  /** The least range that holds both. */
  public Range or(Range other) {
    if (equals(other)) {
      return this;
    }
    if (not.isEmpty() && other.not.isEmpty() && !equals(NEGATIVE) && !other.equals(NEGATIVE)) {
      return of(Math.min(low, other.low), Math.max(high, other.high));
    }
    Set<Long> gaps = new TreeSet<>();
    not.stream().filter(gap -> !other.contains(gap)).forEach(gaps::add);
    other.not.stream().filter(gap -> !contains(gap)).forEach(gaps::add);
    if (equals(NEGATIVE) && other.low > 0 || other.equals(NEGATIVE) && low > 0) {
      gaps.add(0L);
    }
    return new Range(Math.min(low, other.low), Math.max(high, other.high), gaps);
  }
}

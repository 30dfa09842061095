package org.patchwright.symbol;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as C writes them. */
public final class Literals {

  private static final Pattern SHIFT = Pattern.compile("(\\d+)[uUlL]*\\s*<<\\s*(\\d+)");

  private static final Map<String, Long> ERRNO =
      Map.ofEntries(
          Map.entry("EPERM", 1L),
          Map.entry("ENOENT", 2L),
          Map.entry("EINTR", 4L),
          Map.entry("EIO", 5L),
          Map.entry("ENXIO", 6L),
          Map.entry("EBADF", 9L),
          Map.entry("EAGAIN", 11L),
          Map.entry("ENOMEM", 12L),
          Map.entry("EACCES", 13L),
          Map.entry("EFAULT", 14L),
          Map.entry("EBUSY", 16L),
          Map.entry("EEXIST", 17L),
          Map.entry("ENODEV", 19L),
          Map.entry("EINVAL", 22L),
          Map.entry("ENOSPC", 28L),
          Map.entry("ERANGE", 34L),
          Map.entry("ENOSYS", 38L),
          Map.entry("ETIMEDOUT", 110L),
          Map.entry("EINPROGRESS", 115L),
          Map.entry("ERESTARTSYS", 512L),
          Map.entry("EPROBE_DEFER", 517L));

  /** An ABI between domains (xen/include/public/io/xenbus.h): sparse trees lack the header. */
  private static final List<String> XENBUS_STATES =
      List.of(
          "XenbusStateUnknown",
          "XenbusStateInitialising",
          "XenbusStateInitWait",
          "XenbusStateInitialised",
          "XenbusStateConnected",
          "XenbusStateClosing",
          "XenbusStateClosed",
          "XenbusStateReconfiguring",
          "XenbusStateReconfigured");

  private Literals() {}

  /**
   * The value of a literal, with sign, parentheses, a cast-free shift or an errno name.
   *
   * @return empty for anything else
   */
  public static OptionalLong value(String text) {
    String t = text.trim();
    while (t.startsWith("(") && t.endsWith(")")) {
      t = t.substring(1, t.length() - 1).trim();
    }
    if (t.startsWith("-")) {
      OptionalLong inner = value(t.substring(1));
      return inner.isPresent() ? OptionalLong.of(-inner.getAsLong()) : inner;
    }
    Matcher shift = SHIFT.matcher(t);
    if (shift.matches()) {
      return OptionalLong.of(Long.parseLong(shift.group(1)) << Long.parseLong(shift.group(2)));
    }
    if (t.equals("NULL") || t.equals("false")) {
      return OptionalLong.of(0);
    }
    if (t.equals("true")) {
      return OptionalLong.of(1);
    }
    int state = t.startsWith("XenbusState") ? XENBUS_STATES.indexOf(t) : -1;
    if (state >= 0) {
      return OptionalLong.of(state);
    }
    Long errno = ERRNO.get(t);
    if (errno != null) {
      return OptionalLong.of(errno);
    }
    if (t.isEmpty() || !Character.isDigit(t.charAt(0))) {
      return t.length() == 3 && t.charAt(0) == '\'' ? OptionalLong.of(t.charAt(1)) : none();
    }
    int end = t.length();
    while (end > 0 && "uUlL".indexOf(t.charAt(end - 1)) >= 0) {
      end--;
    }
    String digits = t.substring(0, end);
    try {
      if (digits.startsWith("0x") || digits.startsWith("0X")) {
        return OptionalLong.of(Long.parseUnsignedLong(digits.substring(2), 16));
      }
      if (digits.length() > 1 && digits.startsWith("0")) {
        return OptionalLong.of(Long.parseLong(digits.substring(1), 8));
      }
      return OptionalLong.of(Long.parseLong(digits));
    } catch (NumberFormatException notInteger) {
      return none();
    }
  }

  private static OptionalLong none() {
    return OptionalLong.empty();
  }
}

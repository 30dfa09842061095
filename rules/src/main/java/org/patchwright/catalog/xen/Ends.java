package org.patchwright.catalog.xen;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.patchwright.dataflow.Range;
import org.patchwright.fact.DriverFacts;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** Which end of a device a driver is, and the numbers of the bus's states. */
final class Ends {

  static final String CLOSING = "XenbusStateClosing";

  /** As the store has them, for trees that lack the header. */
  private static final List<String> STATES =
      List.of(
          "XenbusStateUnknown",
          "XenbusStateInitialising",
          "XenbusStateInitWait",
          "XenbusStateInitialised",
          "XenbusStateConnected",
          "XenbusStateClosing",
          "XenbusStateClosed");

  private static final Pattern TALK =
      Pattern.compile("printk|[A-Z]*PRINTK|pr_\\w+|dev_\\w+|DBG|BUG_ON|WARN_ON|xenbus_dev_error");

  private Ends() {}

  /** Whether a driver serves a device that another domain sees. */
  static boolean isBackend(DriverFacts driver) {
    String text = driver.unit().tree().file().text();
    Pattern own =
        Pattern.compile("xenbus_register_backend\\s*\\(\\s*&\\s*" + driver.table().name() + "\\b");
    return own.matcher(text).find()
        || text.contains("xenbus_register_backend") && !text.contains("xenbus_register_frontend");
  }

  /** The value of a state, as the driver's file sees it. */
  static Range state(DriverFacts driver, String name) {
    OptionalLong known = driver.tree().constant(driver.unit(), name);
    return Range.exactly(known.orElseGet(() -> STATES.indexOf(name)));
  }

  /** Whether a call only tells somebody something. */
  static boolean isTalk(String callee) {
    return TALK.matcher(callee).matches();
  }

  /** The statements behind a label, up to what leaves the switch. */
  static List<Node> under(Node label) {
    List<Node> items = label.parent().map(Node::children).orElse(List.of());
    List<Node> found = new ArrayList<>();
    for (Node item : items.subList(items.indexOf(label) + 1, items.size())) {
      if (item.is(Kind.BREAK) || item.is(Kind.RETURN)) {
        break;
      }
      found.add(item);
    }
    return found;
  }
}

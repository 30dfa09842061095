package org.patchwright.catalog.lock;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** The statements that release locks. */
final class Locks {

  private static final Pattern PLAIN =
      Pattern.compile(
          "(?s)((?:raw_)?(?:spin|read|write)_(?:try)?lock(?:_bh|_irq|_irqsave)?"
              + "|mutex_(?:try)?lock(?:_interruptible|_killable|_nested|_io)?"
              + "|down(?:_read|_write)?(?:_interruptible|_killable|_trylock)?|lock_sock)"
              + "\\s*\\((.*)\\)");

  /** Other functions that take a lock, by their names. */
  private static final Pattern NAMED = Pattern.compile("\\w+_(try)?lock(_bh|_irq)?|lock_\\w+");

  /** Answers that one need not have seen in the file, with the arguments of the call. */
  private static final Set<String> WELL_KNOWN =
      Set.of(
          "devl_unlock",
          "device_unlock",
          "netif_tx_unlock",
          "netif_tx_unlock_bh",
          "__netif_tx_unlock",
          "inode_unlock",
          "pci_unlock_rescan_remove",
          "snd_soc_dapm_mutex_unlock",
          "regmap_unlock",
          "task_unlock",
          "bh_unlock_sock");

  private Locks() {}

  /**
   * The statement that releases what a locking call takes.
   *
   * @param unit the file, whose other calls show how a function of its own is answered
   * @return empty for calls that no name and no other call tells the answer of
   */
  static Optional<String> unlock(Node call, Unit unit) {
    Matcher plain = PLAIN.matcher(call.text());
    if (!plain.matches()) {
      return named(call, unit);
    }
    String name = plain.group(1);
    String arguments = plain.group(2);
    if (name.startsWith("down")) {
      String kind = name.contains("read") ? "up_read" : name.contains("write") ? "up_write" : "up";
      return Optional.of(kind + "(" + arguments + ");");
    }
    if (name.equals("lock_sock")) {
      return Optional.of("release_sock(" + arguments + ");");
    }
    String released =
        name.replaceFirst("try(lock)", "$1")
            .replaceFirst("_(interruptible|killable|nested|io)\\b.*", "")
            .replaceFirst("lock", "unlock")
            .replace("irqsave", "irqrestore");
    String given = name.matches(".*_nested.*") ? arguments.replaceFirst(",.*", "") : arguments;
    return Optional.of(released + "(" + given + ");");
  }

  /** The call that is named as the other's answer, with its arguments as far as it has some. */
  private static Optional<String> named(Node call, Unit unit) {
    if (!call.is(Kind.CALL)) {
      return Optional.empty();
    }
    String name = call.children().get(0).text();
    if (!NAMED.matcher(name).matches()) {
      return Optional.empty();
    }
    String answer = name.replaceFirst("try_?(lock)", "$1").replaceFirst("lock(?!.*lock)", "unlock");
    List<String> given = call.arguments().stream().map(Node::text).toList();
    Optional<Node> shown =
        unit.functions().stream()
            .flatMap(function -> function.body().findAll(Kind.CALL))
            .filter(other -> other.children().get(0).text().equals(answer))
            .findFirst();
    int count = shown.map(other -> other.arguments().size()).orElse(given.size());
    boolean known = shown.isPresent() || given.isEmpty() || WELL_KNOWN.contains(answer);
    if (!known || count > given.size()) {
      return Optional.empty();
    }
    int wanted = answer.equals("__netif_tx_unlock") ? 1 : count;
    return Optional.of(answer + "(" + String.join(", ", given.subList(0, wanted)) + ");");
  }
}

package org.patchwright.catalog.lock;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.syntax.Node;

/** The statements that release locks. */
final class Locks {

  private static final Pattern PLAIN =
      Pattern.compile(
          "(?s)((?:raw_)?(?:spin|read|write)_(?:try)?lock(?:_bh|_irq|_irqsave)?"
              + "|mutex_(?:try)?lock(?:_interruptible|_killable|_nested|_io)?"
              + "|down(?:_read|_write)?(?:_interruptible|_killable|_trylock)?|lock_sock)"
              + "\\s*\\((.*)\\)");

  private Locks() {}

  /**
   * The statement that releases what a plain locking call takes.
   *
   * @return empty for other calls
   */
  static Optional<String> unlock(Node call) {
    Matcher plain = PLAIN.matcher(call.text());
    if (!plain.matches()) {
      return Optional.empty();
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
}

package org.patchwright.catalog.lock;

import static org.patchwright.typestate.Call.call;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.dataflow.Range;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Protocol;

/** The calls that take and release a lock, whatever its kind. */
final class Locks {

  private static final Pattern PLAIN =
      Pattern.compile(
          "(?s)((?:raw_)?(?:spin|read|write)_(?:try)?lock(?:_bh|_irq|_irqsave)?"
              + "|mutex_(?:try)?lock(?:_interruptible|_killable|_nested|_io)?"
              + "|down(?:_read|_write)?(?:_interruptible|_killable|_trylock)?|lock_sock)"
              + "\\s*\\((.*)\\)");

  enum Lock {
    FREE,
    HELD
  }

  static final Set<String> TAKE =
      Set.of(
          "spin_lock",
          "spin_lock_bh",
          "spin_lock_irq",
          "spin_lock_irqsave",
          "spin_lock_nested",
          "spin_lock_irqsave_nested",
          "raw_spin_lock",
          "raw_spin_lock_irq",
          "raw_spin_lock_bh",
          "raw_spin_lock_irqsave",
          "read_lock",
          "read_lock_bh",
          "read_lock_irq",
          "read_lock_irqsave",
          "write_lock",
          "write_lock_bh",
          "write_lock_irq",
          "write_lock_irqsave",
          "mutex_lock",
          "mutex_lock_nested",
          "down",
          "down_read",
          "down_write",
          "lock_sock",
          "rt_mutex_lock");

  static final Set<String> RELEASE =
      Set.of(
          "spin_unlock",
          "spin_unlock_bh",
          "spin_unlock_irq",
          "spin_unlock_irqrestore",
          "raw_spin_unlock",
          "raw_spin_unlock_irq",
          "raw_spin_unlock_bh",
          "raw_spin_unlock_irqrestore",
          "read_unlock",
          "read_unlock_bh",
          "read_unlock_irq",
          "read_unlock_irqrestore",
          "write_unlock",
          "write_unlock_bh",
          "write_unlock_irq",
          "write_unlock_irqrestore",
          "mutex_unlock",
          "up",
          "up_read",
          "up_write",
          "release_sock",
          "rt_mutex_unlock");

  private static final Set<String> TRY =
      Set.of(
          "spin_trylock",
          "spin_trylock_bh",
          "spin_trylock_irq",
          "spin_trylock_irqsave",
          "raw_spin_trylock",
          "read_trylock",
          "write_trylock",
          "mutex_trylock",
          "down_read_trylock",
          "down_write_trylock");

  private static final Set<String> TRY_ZERO =
      Set.of(
          "mutex_lock_interruptible",
          "mutex_lock_killable",
          "down_interruptible",
          "down_killable",
          "down_trylock",
          "down_read_interruptible",
          "down_read_killable",
          "down_write_killable");

  static final Protocol<Lock> LOCK =
      Protocol.from(Lock.FREE)
          .on(call(TAKE), Lock.FREE, Lock.HELD)
          .on(call(TRY).returning(Range.NOT_ZERO), Lock.FREE, Lock.HELD)
          .on(call(TRY_ZERO).returning(0), Lock.FREE, Lock.HELD)
          .on(call(RELEASE), Lock.HELD, Lock.FREE)
          .inFile();

  /** Locks that several may hold at once, or that the holder may take again. */
  static final Set<String> SHARED =
      Set.of(
          "read_lock", "read_lock_bh", "read_lock_irq", "read_lock_irqsave", "down_read", "down");

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

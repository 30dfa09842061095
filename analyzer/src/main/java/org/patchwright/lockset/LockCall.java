package org.patchwright.lockset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.dataflow.Range;

/**
 * What a call of the kernel's own does to a lock.
 *
 * @param kind the sort of lock: {@code spin}, {@code mutex}, {@code rcu}...
 * @param argument number of the argument that is the lock, or points to it; -1 if there is but one
 * @param success the results that mean it was taken
 * @param shared whether several may hold it at once
 * @param nests whether who holds it may take it again
 * @param atomic whether its holder must not sleep
 * @param context what else the call turns off: {@code irq}, {@code bh} or nothing
 */
public record LockCall(
    String name,
    Action action,
    String kind,
    int argument,
    Range success,
    boolean shared,
    boolean nests,
    boolean atomic,
    String context) {

  /** What it does. */
  public enum Action {
    TAKE,
    RELEASE
  }

  private static final Pattern SPIN =
      Pattern.compile(
          "_?(?:raw_)?(spin|read|write)_(un|try)?lock(?:_(irqsave|irqrestore|irq|bh))?"
              + "(?:_nested|_nest_lock|_cb)?");
  private static final Pattern MUTEX =
      Pattern.compile(
          "(?:rt_|ww_)?mutex_(un|try)?lock(_slow|_io)?(_interruptible|_killable)?(?:_nested|_nest_lock)?");
  private static final Pattern SEMAPHORE =
      Pattern.compile(
          "(?:percpu_)?(down|up)(_read|_write)?(_trylock|_interruptible|_killable|_timeout)?(?:_nested|_non_owner|_nest_lock)?");
  private static final Pattern VARIANT =
      Pattern.compile("_*(\\w+?)(_interruptible|_killable)?(?:_nested)?");
  private static final Pattern SEQUENCE =
      Pattern.compile("write_seq(un)?lock(?:_(irqsave|irqrestore|irq|bh))?");
  private static final Pattern STREAM =
      Pattern.compile(
          "(snd_pcm_(?:stream|group)|local|netif_tx|__netif_tx|netif_addr|sch_tree"
              + ")_(un|try)?lock(?:_(irqsave|irqrestore|irq|bh))?"
              + "(?:_nested)?");

  private static final Map<String, LockCall> OTHERS = new HashMap<>();
  private static final Map<String, Optional<LockCall>> KNOWN = new ConcurrentHashMap<>();

  static {
    for (String flavour : new String[] {"", "_bh", "_sched"}) {
      pair("rcu", -1, true, "rcu_read_lock" + flavour, "rcu_read_unlock" + flavour);
    }
    pair("srcu", 0, false, "srcu_read_lock", "srcu_read_unlock");
    pair("irq", -1, true, "local_irq_save", "local_irq_restore");
    pair("irq", -1, true, "local_irq_disable", "local_irq_enable");
    pair("bh", -1, true, "local_bh_disable", "local_bh_enable");
    pair("preempt", -1, true, "preempt_disable", "preempt_enable");
    pair("preempt", -1, true, "get_cpu", "put_cpu");
    pair("preempt", -1, true, "get_cpu_var", "put_cpu_var");
    pair("preempt", -1, true, "get_cpu_ptr", "put_cpu_ptr");
    release("preempt", -1, "preempt_enable_no_resched");
    pair("console", -1, false, "console_lock", "console_unlock");
    trying("console", -1, "console_trylock");
    single("rtnl", "rtnl_lock", "rtnl_unlock");
    trying("rtnl", -1, "rtnl_trylock");
    answering("rtnl", -1, "rtnl_lock_killable");
    single("genl", "genl_lock", "genl_unlock");
    pair("cpus", -1, false, "cpus_read_lock", "cpus_read_unlock");
    pair("cpus", -1, false, "get_online_cpus", "put_online_cpus");
    pair("bkl", -1, false, "lock_kernel", "unlock_kernel");
    single("rescan", "pci_lock_rescan_remove", "pci_unlock_rescan_remove");
    pair("sock", 0, false, "lock_sock", "release_sock");
    take("sock", 0, "lock_sock_nested");
    pair("bhsock", 0, true, "bh_lock_sock", "bh_unlock_sock");
    take("bhsock", 0, "bh_lock_sock_nested");
    object("device", "device_lock", "device_unlock");
    trying("bit", 1, "bit_spin_trylock");
    for (String count : new String[] {"refcount", "atomic"}) {
      last("mutex", count + "_dec_and_mutex_lock", "");
      last("spin", count + "_dec_and_lock", "");
      last("spin", count + "_dec_and_lock_irqsave", "irq");
      last("spin", count + "_dec_and_raw_lock", "");
    }
    trying("device", 0, "device_trylock");
    answering("device", 0, "device_lock_interruptible");
    object("usb", "usb_lock_device", "usb_unlock_device");
    trying("usb", 0, "usb_trylock_device");
    object("inode", "inode_lock", "inode_unlock");
    trying("inode", 0, "inode_trylock");
    trying("inode", 0, "inode_trylock_shared");
    answering("mmc", 0, "__mmc_claim_host");
    pair("inode", 0, false, "inode_lock_shared", "inode_unlock_shared");
    pair("sdio", 0, false, "sdio_claim_host", "sdio_release_host");
    pair("mmc", 0, false, "mmc_claim_host", "mmc_release_host");
    pair("mmap", 0, false, "mmap_read_lock", "mmap_read_unlock");
    trying("mmap", 0, "mmap_read_trylock");
    object("mmap", "mmap_write_lock", "mmap_write_unlock");
    answering("mmap", 0, "mmap_write_lock_killable");
    answering("mmap", 0, "mmap_read_lock_killable");
    object("task", "task_lock", "task_unlock");
    object("tty", "tty_lock", "tty_unlock");
    answering("tty", 0, "tty_lock_interruptible");
    object("bit", "bit_spin_lock", "bit_spin_unlock");
    object("wiphy", "wiphy_lock", "wiphy_unlock");
    answering("resv", 0, "dma_resv_lock");
    answering("resv", 0, "dma_resv_lock_interruptible");
    trying("resv", 0, "dma_resv_trylock");
    release("resv", 0, "dma_resv_unlock");
    pair("seq", 0, true, "write_seqcount_begin", "write_seqcount_end");
    pair("seq", 0, true, "u64_stats_update_begin", "u64_stats_update_end");
  }

  private static final Set<String> TAKES = named(Action.TAKE);
  private static final Set<String> RELEASES = named(Action.RELEASE);

  private static void add(LockCall call) {
    OTHERS.put(call.name(), call);
  }

  private static void pair(String kind, int argument, boolean atomic, String on, String off) {
    add(new LockCall(on, Action.TAKE, kind, argument, Range.ALL, false, true, atomic, ""));
    release(kind, argument, off);
  }

  private static void single(String kind, String on, String off) {
    add(new LockCall(on, Action.TAKE, kind, -1, Range.ALL, false, false, false, ""));
    release(kind, -1, off);
  }

  private static void object(String kind, String on, String off) {
    int argument = kind.equals("bit") ? 1 : 0;
    boolean atomic = kind.equals("bit") || kind.equals("task");
    add(new LockCall(on, Action.TAKE, kind, argument, Range.ALL, false, false, atomic, ""));
    release(kind, argument, off);
  }

  private static void take(String kind, int argument, String name) {
    add(new LockCall(name, Action.TAKE, kind, argument, Range.ALL, false, true, false, ""));
  }

  private static void trying(String kind, int argument, String name) {
    add(new LockCall(name, Action.TAKE, kind, argument, Range.NOT_ZERO, false, false, false, ""));
  }

  /** Takes the lock where the count comes to zero. */
  private static void last(String kind, String name, String context) {
    boolean atomic = kind.equals("spin");
    add(new LockCall(name, Action.TAKE, kind, 1, Range.NOT_ZERO, false, false, atomic, context));
  }

  private static void answering(String kind, int argument, String name) {
    add(new LockCall(name, Action.TAKE, kind, argument, Range.ZERO, false, false, false, ""));
  }

  private static void release(String kind, int argument, String name) {
    add(new LockCall(name, Action.RELEASE, kind, argument, Range.ALL, false, false, false, ""));
  }

  /**
   * What a function of this name does to a lock; empty if none of the kernel's own locks is meant.
   */
  public static Optional<LockCall> of(String name) {
    return name.isEmpty() || name.startsWith("->")
        ? Optional.empty()
        : KNOWN.computeIfAbsent(name, LockCall::read);
  }

  /** The kernel's own functions that do this: a file without any has nothing to be asked about. */
  public static Set<String> names(Action action) {
    return action == Action.TAKE ? TAKES : RELEASES;
  }

  private static Set<String> named(Action action) {
    List<String> names = new ArrayList<>(OTHERS.keySet());
    for (String how : List.of("", "un", "try")) {
      for (String end : List.of("", "_bh", "_irq", "_irqsave", "_irqrestore", "_nested")) {
        for (String object :
            List.of("spin", "read", "write", "raw_spin", "raw_read", "raw_write")) {
          names.add(object + "_" + how + "lock" + end);
        }
        for (String object : List.of("snd_pcm_stream", "snd_pcm_group", "netif_tx", "netif_addr")) {
          names.add(object + "_" + how + "lock" + end);
        }
        names.add("write_seq" + how + "lock" + end);
        names.add("local_" + how + "lock" + end);
      }
      for (String end : List.of("", "_interruptible", "_killable", "_nested", "_io")) {
        for (String flavour : List.of("", "rt_", "ww_")) {
          names.add(flavour + "mutex_" + how + "lock" + end);
        }
      }
    }
    for (String side : List.of("", "_read", "_write")) {
      for (String how : List.of("", "_trylock", "_interruptible", "_killable", "_timeout")) {
        names.add("down" + side + how);
      }
      names.add("up" + side);
      names.add("percpu_down" + side);
      names.add("percpu_up" + side);
    }
    names.removeIf(name -> of(name).filter(call -> call.action() == action).isEmpty());
    return Set.copyOf(names);
  }

  private static Optional<LockCall> read(String name) {
    LockCall other = OTHERS.get(name);
    if (other != null) {
      return Optional.of(other);
    }
    // __rtnl_unlock(), inode_lock_nested(): the same lock as the plain call's.
    Matcher variant = VARIANT.matcher(name);
    LockCall plain = variant.matches() ? OTHERS.get(variant.group(1)) : null;
    if (plain != null && !variant.group(1).equals(name)) {
      boolean answers = variant.group(2) != null && plain.takes();
      return Optional.of(answers ? plain.when(Range.ZERO) : plain);
    }
    Matcher spin = SPIN.matcher(name);
    if (spin.matches()) {
      return Optional.of(
          made(name, "spin", spin.group(2), spin.group(3), spin.group(1).equals("read"), true));
    }
    Matcher sequence = SEQUENCE.matcher(name);
    if (sequence.matches()) {
      return Optional.of(made(name, "seq", sequence.group(1), sequence.group(2), false, true));
    }
    Matcher stream = STREAM.matcher(name);
    if (stream.matches()) {
      return Optional.of(
          made(name, stream.group(1), stream.group(2), stream.group(3), false, false));
    }
    Matcher mutex = MUTEX.matcher(name);
    if (mutex.matches()) {
      boolean answers = mutex.group(3) != null || name.startsWith("ww_") && mutex.group(1) == null;
      LockCall call = made(name, "mutex", mutex.group(1), null, false, false);
      return Optional.of(answers ? call.when(Range.ZERO) : call);
    }
    Matcher semaphore = SEMAPHORE.matcher(name);
    return semaphore.matches() ? semaphore(name, semaphore) : Optional.empty();
  }

  private static Optional<LockCall> semaphore(String name, Matcher parts) {
    boolean up = parts.group(1).equals("up");
    String side = parts.group(2);
    String how = parts.group(3);
    if (up && how != null) {
      return Optional.empty();
    }
    LockCall call =
        made(
            name,
            side == null ? "semaphore" : "rwsem",
            up ? "un" : null,
            null,
            "_read".equals(side),
            false);
    if (how == null) {
      return Optional.of(call);
    }
    boolean truth = how.equals("_trylock") && side != null;
    return Optional.of(call.when(truth ? Range.NOT_ZERO : Range.ZERO));
  }

  private static LockCall made(
      String name, String kind, String how, String context, boolean shared, boolean atomic) {
    Action action = "un".equals(how) ? Action.RELEASE : Action.TAKE;
    Range success = "try".equals(how) ? Range.NOT_ZERO : Range.ALL;
    String off = context == null ? "" : context.startsWith("irq") ? "irq" : context;
    return new LockCall(name, action, kind, 0, success, shared, shared, atomic, off);
  }

  private LockCall when(Range range) {
    return new LockCall(name, action, kind, argument, range, shared, nests, atomic, context);
  }

  public boolean takes() {
    return action == Action.TAKE;
  }

  /** Whether it may come back without the lock. */
  public boolean tries() {
    return takes() && !success.equals(Range.ALL);
  }

  /** Whether no more is known of it than that its name has a counterpart. */
  boolean isPaired() {
    return kind.endsWith("_lock");
  }

  /** Whether it is of those that callers hold several times over, one in the other. */
  boolean isCounted() {
    return kind.equals("rcu") || kind.equals("srcu") || kind.equals("bkl");
  }

  /** Whether it turns something off that nobody owns: interrupts, preemption. */
  public boolean isContext() {
    return kind.equals("irq") || kind.equals("bh") || kind.equals("preempt");
  }
}

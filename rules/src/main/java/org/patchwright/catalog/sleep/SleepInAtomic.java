package org.patchwright.catalog.sleep;

import java.util.stream.Stream;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.lockset.LockSummary.Misuse;
import org.patchwright.lockset.LockSummary.Wrong;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;

/** Nothing sleeps while a spin lock is held, or while interrupts or preemption are off. */
@Check(
    summary = "call that may sleep in atomic context",
    severity = Severity.ERROR,
    triggers = {
      "atomic_dec_and_lock",
      "atomic_dec_and_lock_irqsave",
      "atomic_dec_and_mutex_lock",
      "atomic_dec_and_raw_lock",
      "bh_lock_sock",
      "bh_lock_sock_nested",
      "bit_spin_lock",
      "bit_spin_trylock",
      "console_lock",
      "console_trylock",
      "cpus_read_lock",
      "device_lock",
      "device_lock_interruptible",
      "device_trylock",
      "dma_resv_lock",
      "dma_resv_lock_interruptible",
      "dma_resv_trylock",
      "down",
      "down_interruptible",
      "down_killable",
      "down_read",
      "down_read_interruptible",
      "down_read_killable",
      "down_read_timeout",
      "down_read_trylock",
      "down_timeout",
      "down_trylock",
      "down_write",
      "down_write_interruptible",
      "down_write_killable",
      "down_write_timeout",
      "down_write_trylock",
      "genl_lock",
      "get_cpu",
      "get_cpu_ptr",
      "get_cpu_var",
      "get_online_cpus",
      "inode_lock",
      "inode_lock_shared",
      "inode_trylock",
      "local_bh_disable",
      "local_irq_disable",
      "local_irq_save",
      "lock_kernel",
      "lock_sock",
      "lock_sock_nested",
      "mmap_read_lock",
      "mmap_read_lock_killable",
      "mmap_read_trylock",
      "mmap_write_lock",
      "mmap_write_lock_killable",
      "mmc_claim_host",
      "mutex_lock",
      "mutex_lock_interruptible",
      "mutex_lock_killable",
      "mutex_lock_nested",
      "mutex_trylock",
      "pci_lock_rescan_remove",
      "preempt_disable",
      "raw_read_lock",
      "raw_read_lock_bh",
      "raw_read_lock_irq",
      "raw_read_lock_irqsave",
      "raw_read_lock_nested",
      "raw_read_trylock",
      "raw_read_trylock_bh",
      "raw_read_trylock_irq",
      "raw_read_trylock_irqsave",
      "raw_read_trylock_nested",
      "raw_spin_lock",
      "raw_spin_lock_bh",
      "raw_spin_lock_irq",
      "raw_spin_lock_irqsave",
      "raw_spin_lock_nested",
      "raw_spin_trylock",
      "raw_spin_trylock_bh",
      "raw_spin_trylock_irq",
      "raw_spin_trylock_irqsave",
      "raw_spin_trylock_nested",
      "raw_write_lock",
      "raw_write_lock_bh",
      "raw_write_lock_irq",
      "raw_write_lock_irqsave",
      "raw_write_lock_nested",
      "raw_write_trylock",
      "raw_write_trylock_bh",
      "raw_write_trylock_irq",
      "raw_write_trylock_irqsave",
      "raw_write_trylock_nested",
      "rcu_read_lock",
      "rcu_read_lock_bh",
      "rcu_read_lock_sched",
      "read_lock",
      "read_lock_bh",
      "read_lock_irq",
      "read_lock_irqsave",
      "read_lock_nested",
      "read_trylock",
      "read_trylock_bh",
      "read_trylock_irq",
      "read_trylock_irqsave",
      "read_trylock_nested",
      "refcount_dec_and_lock",
      "refcount_dec_and_lock_irqsave",
      "refcount_dec_and_mutex_lock",
      "refcount_dec_and_raw_lock",
      "rt_mutex_lock",
      "rt_mutex_lock_interruptible",
      "rt_mutex_lock_killable",
      "rt_mutex_lock_nested",
      "rt_mutex_trylock",
      "rtnl_lock",
      "rtnl_lock_killable",
      "rtnl_trylock",
      "sdio_claim_host",
      "spin_lock",
      "spin_lock_bh",
      "spin_lock_irq",
      "spin_lock_irqsave",
      "spin_lock_nested",
      "spin_trylock",
      "spin_trylock_bh",
      "spin_trylock_irq",
      "spin_trylock_irqsave",
      "spin_trylock_nested",
      "srcu_read_lock",
      "task_lock",
      "tty_lock",
      "tty_lock_interruptible",
      "u64_stats_update_begin",
      "usb_lock_device",
      "usb_trylock_device",
      "wiphy_lock",
      "write_lock",
      "write_lock_bh",
      "write_lock_irq",
      "write_lock_irqsave",
      "write_lock_nested",
      "write_seqcount_begin",
      "write_seqlock",
      "write_seqlock_irqsave",
      "write_trylock",
      "write_trylock_bh",
      "write_trylock_irq",
      "write_trylock_irqsave",
      "write_trylock_nested",
      "ww_mutex_lock",
      "ww_mutex_lock_interruptible",
      "ww_mutex_lock_killable",
      "ww_mutex_lock_nested",
      "ww_mutex_trylock"
    })
public final class SleepInAtomic implements Rule {

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    return function.locking().misuses(function.function()).stream()
        .filter(misuse -> misuse.wrong() == Wrong.SLEEPS)
        .map(misuse -> sleeps(function, misuse));
  }

  private static Finding sleeps(FunctionFacts function, Misuse misuse) {
    String label = misuse.hold().label();
    String where = misuse.through().isEmpty() ? "" : " in " + misuse.through() + "()";
    Finding finding =
        Finding.at(misuse.at(), "%s%s may sleep while %s is held", misuse.what(), where, label)
            .steps(Path.notes(misuse.trace()))
            .step(Note.at(misuse.hold().at(), "%s was taken here", label))
            .about(function.name(), misuse.what());
    return misuse.through().isEmpty() ? finding : finding.likely();
  }
}

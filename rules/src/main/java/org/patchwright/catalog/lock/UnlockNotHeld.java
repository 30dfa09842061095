package org.patchwright.catalog.lock;

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

/** A lock is released once for each time that it is taken. */
@Check(
    summary = "lock released twice",
    severity = Severity.ERROR,
    triggers = {
      "bh_unlock_sock",
      "bit_spin_unlock",
      "console_unlock",
      "cpus_read_unlock",
      "device_unlock",
      "dma_resv_unlock",
      "genl_unlock",
      "inode_unlock",
      "inode_unlock_shared",
      "local_bh_enable",
      "local_irq_enable",
      "local_irq_restore",
      "mmap_read_unlock",
      "mmap_write_unlock",
      "mmc_release_host",
      "mutex_unlock",
      "pci_unlock_rescan_remove",
      "percpu_up_read",
      "percpu_up_write",
      "preempt_enable",
      "preempt_enable_no_resched",
      "put_cpu",
      "put_cpu_ptr",
      "put_cpu_var",
      "put_online_cpus",
      "raw_read_unlock",
      "raw_read_unlock_bh",
      "raw_read_unlock_irq",
      "raw_read_unlock_irqrestore",
      "raw_read_unlock_irqsave",
      "raw_read_unlock_nested",
      "raw_spin_unlock",
      "raw_spin_unlock_bh",
      "raw_spin_unlock_irq",
      "raw_spin_unlock_irqrestore",
      "raw_spin_unlock_irqsave",
      "raw_spin_unlock_nested",
      "raw_write_unlock",
      "raw_write_unlock_bh",
      "raw_write_unlock_irq",
      "raw_write_unlock_irqrestore",
      "raw_write_unlock_irqsave",
      "raw_write_unlock_nested",
      "rcu_read_unlock",
      "rcu_read_unlock_bh",
      "rcu_read_unlock_sched",
      "read_unlock",
      "read_unlock_bh",
      "read_unlock_irq",
      "read_unlock_irqrestore",
      "read_unlock_irqsave",
      "read_unlock_nested",
      "release_sock",
      "rt_mutex_unlock",
      "rtnl_unlock",
      "sdio_release_host",
      "spin_unlock",
      "spin_unlock_bh",
      "spin_unlock_irq",
      "spin_unlock_irqrestore",
      "spin_unlock_irqsave",
      "spin_unlock_nested",
      "srcu_read_unlock",
      "task_unlock",
      "tty_unlock",
      "u64_stats_update_end",
      "unlock_kernel",
      "up",
      "up_read",
      "up_write",
      "usb_unlock_device",
      "wiphy_unlock",
      "write_seqcount_end",
      "write_sequnlock",
      "write_unlock",
      "write_unlock_bh",
      "write_unlock_irq",
      "write_unlock_irqrestore",
      "write_unlock_irqsave",
      "write_unlock_nested",
      "ww_mutex_unlock"
    })
public final class UnlockNotHeld implements Rule {

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    return function.locking().misuses(function.function()).stream()
        .filter(misuse -> misuse.wrong() == Wrong.RELEASED_TWICE)
        .map(misuse -> twice(function, misuse));
  }

  private static Finding twice(FunctionFacts function, Misuse misuse) {
    String label = misuse.hold().label();
    String where = misuse.through().isEmpty() ? "" : ", in " + misuse.through() + "()";
    return Finding.at(misuse.at(), "%s is released while it is free%s", label, where)
        .steps(Path.notes(misuse.trace()))
        .step(Note.at(misuse.hold().at(), "%s was released here", label))
        .about(function.name(), label);
  }
}

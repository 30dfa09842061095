package org.patchwright.lockset;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.patchwright.dataflow.Step;

/** The kernel's own calls that may wait. */
final class Sleepers {

  private static final Set<String> SLEEP =
      Set.of(
          "msleep",
          "msleep_interruptible",
          "ssleep",
          "usleep_range",
          "fsleep",
          "schedule",
          "schedule_timeout",
          "schedule_timeout_interruptible",
          "schedule_timeout_uninterruptible",
          "wait_for_completion",
          "wait_for_completion_timeout",
          "wait_for_completion_interruptible",
          "wait_for_completion_interruptible_timeout",
          "wait_for_completion_killable",
          "copy_from_user",
          "copy_to_user",
          "flush_work",
          "flush_workqueue",
          "flush_scheduled_work",
          "flush_delayed_work",
          "drain_workqueue",
          "cancel_work_sync",
          "cancel_delayed_work_sync",
          "destroy_workqueue",
          "kthread_stop",
          "vmalloc",
          "vzalloc",
          "synchronize_rcu",
          "synchronize_net",
          "synchronize_irq",
          "free_irq",
          "disable_irq",
          "request_irq",
          "request_threaded_irq",
          "register_netdev",
          "unregister_netdev",
          "request_firmware",
          "usb_control_msg",
          "usb_bulk_msg",
          "usb_kill_urb",
          "wait_event",
          "wait_event_timeout",
          "wait_event_interruptible",
          "wait_event_interruptible_timeout",
          "device_register",
          "device_unregister",
          "regulator_enable",
          "regulator_disable",
          "clk_prepare",
          "clk_prepare_enable",
          "clk_disable_unprepare",
          "del_gendisk",
          "blk_cleanup_queue",
          "unbind_from_irqhandler",
          "napi_disable",
          "i2c_transfer",
          "spi_sync",
          "pm_runtime_get_sync",
          "pm_runtime_resume_and_get",
          "pm_runtime_put_sync",
          "kthread_run",
          "rtnl_lock",
          "lock_sock",
          "xenbus_printf",
          "xenbus_read",
          "xenbus_write",
          "xenbus_switch_state",
          "register_xenbus_watch",
          "unregister_xenbus_watch",
          "dev_open",
          "dev_close");

  private static final Pattern ALLOCATES =
      Pattern.compile(
          "k[vmzc]*alloc\\w*|kmemdup\\w*|kstrn?dup\\w*|k?v?asprintf|kasprintf|alloc_skb|usb_submit_urb"
              + "|kmem_cache_\\w*alloc|__get_free_pages?|get_zeroed_page|alloc_pages?|usb_alloc_urb"
              + "|usb_alloc_coherent|dma_alloc_coherent|netdev_alloc_skb_\\w+|skb_clone|skb_copy"
              + "|mempool_alloc|idr_alloc\\w*|ida_alloc\\w*|__vmalloc|bio_alloc\\w*|blkdev_issue_\\w+");

  private static final Set<String> WAITING =
      Set.of("GFP_KERNEL", "GFP_NOIO", "GFP_NOFS", "GFP_USER", "GFP_KERNEL_ACCOUNT");

  /** A call that may wait, and the caller's argument that decides it. */
  record Sleep(String what, Optional<Sym> flags) {}

  private Sleepers() {}

  static boolean isKnown(String name) {
    return SLEEP.contains(name)
        || ALLOCATES.matcher(name).matches()
        || LockCall.of(name).filter(Sleepers::waits).isPresent();
  }

  private static boolean waits(LockCall call) {
    boolean waiting =
        Set.of("mutex", "semaphore", "rwsem", "rtnl", "device", "console").contains(call.kind());
    return waiting && call.takes() && !call.name().contains("trylock");
  }

  /** How a call may wait; empty if it does not, as far as is known. */
  static Optional<Sleep> of(Step.Call call, List<Sym> arguments) {
    String name = call.callee();
    if (SLEEP.contains(name) || LockCall.of(name).filter(Sleepers::waits).isPresent()) {
      return Optional.of(new Sleep(name + "()", Optional.empty()));
    }
    if (!ALLOCATES.matcher(name).matches()) {
      return Optional.empty();
    }
    for (int i = 0; i < arguments.size(); i++) {
      Optional<String> flag = waits(arguments.get(i));
      if (flag.isPresent()) {
        return Optional.of(new Sleep(name + "(" + flag.get() + ")", Optional.empty()));
      }
    }
    for (int i = 0; i < arguments.size(); i++) {
      Sym value = arguments.get(i);
      boolean named = call.texts().get(i).text().matches("(?i)\\w*(gfp|flags?|mem|priority)\\w*");
      if (value.op() == Sym.Op.PARAM && named) {
        return Optional.of(new Sleep(name + "()", Optional.of(value)));
      }
    }
    return Optional.empty();
  }

  /** The word for memory that may be waited for, if the value is that. */
  static Optional<String> waits(Sym value) {
    if (value.op() == Sym.Op.LOAD && value.part(0).op() == Sym.Op.GLOBAL) {
      return Optional.of(value.part(0).text()).filter(WAITING::contains);
    }
    if (value.op() == Sym.Op.PURE && value.text().equals("|")) {
      return waits(value.part(0)).or(() -> waits(value.part(1)));
    }
    return Optional.empty();
  }
}

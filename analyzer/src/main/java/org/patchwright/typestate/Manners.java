package org.patchwright.typestate;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.patchwright.symbol.NamePattern;

/** What the name of a function tells of one whose body is not at hand. */
final class Manners {

  private static final NamePattern BORROWS =
      NamePattern.of(
          "\\w+_get_\\w*data|_?_?mem(cpy|set|cmp|move|chr|dup)\\w*|str\\w+|kstr\\w+|simple_strto\\w+|v?sn?c?printf|sscanf|"
              + "_?_?copy_(to|from)_user\\w*|(get|put)_user|simple_read_from_buffer|simple_write_to_buffer|"
              + "clear_user|nla_\\w+|printk|pr_\\w+|dev_(err|warn|info|dbg|notice|crit|name|get_drvdata|vdbg)\\w*|"
              + "netdev_(err|warn|info|dbg|priv|notice)|netif_\\w+|print_hex_dump\\w*|hex_dump\\w*|"
              + "INIT_\\w+|init_\\w+|mutex_\\w+|spin_\\w+|raw_spin_\\w+|sema_init|rwlock_init|atomic\\w*|"
              + "refcount_(set|read|inc)|kref_init|kref_get|timer_setup|setup_timer|init_timer\\w*|"
              + "sg_(init|next|dma)\\w*|usb_(control_msg|bulk_msg|interrupt_msg|get_descriptor|string)\\w*|"
              + "usbnet_(read|write)_cmd\\w*|i2c_(transfer|master_send|master_recv|smbus_\\w+)|spi_(sync|write|read)\\w*|"
              + "regmap_\\w+|sdio_\\w+|crc\\w+|crypto_\\w+(digest|setkey|update|final)|get_random_bytes|"
              + "(read|write|io(read|write))(8|16|32|64|[bwlq])\\w*|in[bwl]|out[bwl]|ether_addr_\\w+|eth_\\w+_addr|"
              + "is_\\w+_ether_addr|WARN\\w*|BUG\\w*|IS_\\w+|PTR_\\w+|ARRAY_SIZE|min\\w*|max\\w*|"
              + "(be|le)(16|32|64)_to_cpu\\w*|cpu_to_(be|le)\\w+|list_empty\\w*|list_first_entry\\w*|list_entry|container_of|"
              + "sizeof|offsetof|skb_(reserve|put|push|pull|trim|copy_\\w+|headroom|tailroom|set_\\w+|reset_\\w+|"
              + "headlen|network_\\w+|mac_\\w+|is_\\w+|shinfo|tail_pointer|end_pointer|store_bits|frag\\w*|zcopy\\w*|get_\\w+|"
              + "transport_\\w+|cow_head|linearize|checksum_\\w+|add_rx_frag|fill_page_desc)|__skb_(put|push|pull|trim)\\w*|pskb_\\w+|"
              + "of_(property|address|get_property|match|device_is|node_name|irq|get_mac|get_phy_mode|machine|get_(child|available)_child_count|"
              + "get_next_\\w+|get_child_by_name|parse_phandle\\w*|find_\\w+|alias_get_id|node_get|count_\\w+|iomap|translate_\\w+|clk_get\\w*|n_addr_cells|get_parent|graph_\\w+|get_named_gpio\\w*|gpio_\\w+|reset_\\w+|pwm\\w*|io_request_and_map|modalias\\w*|get_compatible_child|get_cpu_node|cpu_\\w+)\\w*|"
              + "irq_of_parse_and_map|of_(?!platform|find_device|device|mdiobus_(un)?register|node_put|dma|phy_connect)\\w+|irq_domain_(add|create)\\w*|syscon_node_to_regmap|fwnode_\\w+|device_property_\\w+|device_get_\\w+|"
              + "dma_(map|unmap|sync)\\w*|dma_mapping_error|pci_(un)?map_(single|page|sg)\\w*|phys_to_virt|__va|offset_in_page|PAGE_ALIGN|"
              + "kmap\\w*|kunmap\\w*|flush_\\w*cache\\w*|prefetch\\w*|bitmap_\\w+|(set|clear|test|change|__set|__clear)_bit\\w*|find_\\w*bit\\w*|"
              + "test_and_\\w+|for_each_\\w+|down\\w*|up|up_\\w+|wake_up\\w*|complete|init_completion|wait_\\w+|"
              + "kernel_(read|write)|vfs_\\w+|ktime_\\w+|jiffies\\w*|uuid_\\w+|kobject_name|le\\w+_add_cpu|"
              + "(in|out)_(be|le)?\\d+\\w*|(set|clr|clrset)bits\\w*|HYPERVISOR_\\w+|"
              + "put_unaligned\\w*|get_unaligned\\w*|trace_\\w+|lockdep_\\w+|might_sleep|cond_resched|xenbus_\\w*printf|"
              + "xenbus_(dev_(error|fatal)|read|scanf|exists|gather|write|mkdir|rm|directory|read_\\w+)|sg_(alloc|free)_table\\w*|pci_(enable|alloc)_(msi|msix|irq_vectors)\\w*|simple_\\w+|to_\\w+|snd_(iprintf|soc_dapm_new_controls)|ilog2|roundup\\w*|DIV_\\w+|"
              + "swab\\w+|sort|bsearch|bin2hex|hex2bin|parse_\\w+|match_\\w+|kasprintf|kvasprintf|PTR_ALIGN|ALIGN\\w*|device_set_wakeup\\w*|"
              + "clk_(get_rate|set_rate|round_rate|set_parent|prepare|enable|disable|unprepare|prepare_enable|disable_unprepare)|"
              + "regulator_(set|get)_\\w+|gpiod_\\w+|seq_\\w+|scnprintf|kthread_should_stop|barrier|smp_\\w+|platform_get_\\w+");

  private static final Pattern PUTS_PAGE =
      Pattern.compile("_?_?skb_(fill_page_desc|add_rx_frag|frag_set_page)\\w*");

  private static final NamePattern COUNTS = NamePattern.of("\\w*(^|_)get(_\\w+)?|\\w+_hold");

  private static final Set<String> KEEPING =
      Set.of(
          "register",
          "add",
          "insert",
          "enqueue",
          "queue",
          "submit",
          "attach",
          "link",
          "drvdata",
          "data",
          "replace",
          "store",
          "assign",
          "run",
          "create",
          "request",
          "push",
          "xchg",
          "schedule",
          "mod",
          "call",
          "action",
          "install",
          "bind",
          "probe",
          "publish",
          "move",
          "splice",
          "set",
          "priv",
          "join",
          "append",
          "hook",
          "track",
          "tail",
          "head",
          "hash",
          "fill",
          "post");

  private static final Set<String> MAKING =
      Set.of("new", "new1", "create", "alloc", "allocate", "get", "dup", "clone", "make", "build");

  private static final Set<String> CLEANING =
      Set.of(
          "free",
          "release",
          "destroy",
          "dispose",
          "cleanup",
          "clean",
          "remove",
          "uninit",
          "deinit",
          "exit",
          "teardown",
          "close",
          "put",
          "stop",
          "disable",
          "unregister",
          "del",
          "delete",
          "shutdown",
          "fini",
          "finish",
          "abort",
          "fail",
          "failed",
          "detach",
          "disconnect",
          "unmap",
          "unbind",
          "rollback",
          "undo",
          "unwind",
          "reset",
          "down",
          "purge",
          "drop",
          "kill",
          "unload",
          "unref",
          "term",
          "terminate",
          "flush",
          "drain",
          "err",
          "error",
          "halt",
          "complete",
          "consume",
          "discard",
          "clear",
          "unset",
          "unhook",
          "unlink",
          "unprepare",
          "unroll",
          "erase",
          "return",
          "deactivate",
          "dealloc",
          "deallocate",
          "revert",
          "recycle",
          "kfree",
          "vfree",
          "kvfree",
          "iounmap",
          "unget",
          "done",
          "giveback",
          "reap",
          "gc",
          "unuse",
          "clr",
          "rel",
          "dtor",
          "destructor",
          "freeall",
          "unreserve",
          "uncharge",
          "withdraw",
          "unattach",
          "dequeue",
          "xmit",
          "tx",
          "send",
          "transmit");

  private static final NamePattern MAKES = NamePattern.of(name -> has(name, MAKING));
  private static final NamePattern KEEPS =
      NamePattern.of(name -> has(name, KEEPING) && !has(name, CLEANING));
  private static final NamePattern CLEANS = NamePattern.of(name -> has(name, CLEANING));

  private Manners() {}

  static boolean borrows(String callee) {
    return BORROWS.matches(callee);
  }

  /** Whether a callee that works on one argument keeps another: a page that it puts into an skb. */
  static boolean keepsArgument(String callee, int argument) {
    return argument == 2 && PUTS_PAGE.matcher(callee).matches();
  }

  /**
   * Whether a callee is named after the kind of object that a maker yields, and only works on it.
   */
  static boolean isMethod(String callee, String maker) {
    StringBuilder noun = new StringBuilder();
    for (String word : maker.split("_")) {
      if (!MAKING.contains(word) && !word.isEmpty()) {
        noun.append(word).append('_');
      }
    }
    if (noun.length() < 6
        || noun.indexOf("_") == noun.length() - 1
        || !callee.startsWith(noun.toString())) {
      return false;
    }
    String rest = callee.substring(noun.length());
    return !CLEANING.contains(rest) && (rest.indexOf('_') > 0 || !KEEPING.contains(rest));
  }

  /** Whether the name says that it yields something new, so that zero is its failure. */
  static boolean makes(String callee) {
    return MAKES.matches(callee);
  }

  /** Whether the name says that an object's users are counted up. */
  static boolean counts(String callee) {
    return COUNTS.matches(callee);
  }

  static boolean keeps(String callee) {
    return KEEPS.matches(callee);
  }

  /** Whether the name says that something ends, so that what it is given may be over. */
  static boolean cleans(String callee) {
    return CLEANS.matches(callee);
  }

  private static boolean has(String callee, Set<String> words) {
    String name = callee.startsWith("->") ? callee.substring(2) : callee;
    int start = 0;
    for (int at = 0; at <= name.length(); at++) {
      if (at == name.length() || name.charAt(at) == '_') {
        if (words.contains(name.substring(start, at).toLowerCase(Locale.ROOT))) {
          return true;
        }
        start = at + 1;
      }
    }
    return false;
  }
}

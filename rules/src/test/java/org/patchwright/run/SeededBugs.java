package org.patchwright.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.catalog.Catalog;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.source.Span;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * Breaks real drivers in one place at a time, and looks whether the rules tell: a call that lets go
 * of something is blanked out, or a return is put behind one that takes a lock.
 */
final class SeededBugs {

  /** What is broken, and which rules ought to tell. */
  enum Group {
    LOCKS(
        "(raw_)?(spin|read|write)_unlock\\w*|mutex_unlock|up(_read|_write)?",
        Set.of("LockLeftHeld", "DoubleLock", "UnlockNotHeld")),
    EARLY_RETURNS(
        "(raw_)?(spin|read|write)_lock(_irq|_irqsave|_bh)?|mutex_lock|down(_read|_write)?",
        Set.of("LockLeftHeld", "DoubleLock", "UnlockNotHeld")),
    TRANSACTIONS("xenbus_transaction_end", Set.of("TransactionLeftOpen")),
    GRANTS(
        "gnttab_(try_)?end_foreign_access(_ref)?|gnttab_free_grant_references?|"
            + "gnttab_release_grant_reference|xenbus_teardown_ring",
        Set.of("GrantRefLeak")),
    MAPS(
        "gnttab_unmap_refs(_sync|_async)?|xenbus_unmap_ring(_vfree)?",
        Set.of("GrantMapLeak", "RingLeftMapped")),
    WATCHES("unregister_xenbus_watch", Set.of("WatchOutlivesSuspend")),
    CHANNELS("xenbus_free_evtchn", Set.of("EventChannelLeak")),
    INTERRUPTS(
        "unbind_from_irq(handler)?|unbind_evtchn_from_irqhandler|free_irq",
        Set.of("EventChannelLeak", "IrqLeftRegistered")),
    MEMORY(
        "kfree|kvfree|vfree|kfree_sensitive|kfree_skb|(__)?dev_kfree_skb(_any|_irq)?|nlmsg_free|"
            + "(__)?free_pages?|kmem_cache_free|mempool_free|dma_free_coherent|dma_pool_free|"
            + "iounmap|free_netdev|release_firmware|usb_free_urb|destroy_workqueue|bitmap_free",
        Set.of("MemoryLeakOnError", "UseAfterFree", "DoubleFree")),
    REFERENCES(
        "of_node_put|fwnode_handle_put|pci_dev_put|put_device|kobject_put|kref_put|dev_put|module_put|"
            + "fput|sock_put|usb_put_(dev|intf)|i2c_put_adapter|put_disk|put_pid|put_page|"
            + "blkdev_put|of_dev_put|platform_device_put|netdev_put",
        Set.of("ReferenceLeak", "MemoryLeakOnError", "UseAfterFree"));

    private final Pattern calls;
    private final Set<String> rules;

    Group(String calls, Set<String> rules) {
      this.calls = Pattern.compile(calls);
      this.rules = rules;
    }
  }

  /**
   * One break.
   *
   * @param text the file with it
   */
  record Seed(Group group, String path, int line, String function, SourceFile text) {

    @Override
    public String toString() {
      return group + " " + path + ":" + line + " " + function;
    }
  }

  private final Path root;
  private final List<String> paths;
  private final Map<String, Set<String>> before = new HashMap<>();

  /**
   * @param folders the files that rules may look at, below the root
   */
  SeededBugs(Path root, List<String> folders) throws IOException {
    this.root = root;
    List<String> found = new ArrayList<>();
    for (String folder : folders) {
      if (Files.exists(root.resolve(folder))) {
        try (Stream<Path> files = Files.walk(root.resolve(folder))) {
          files
              .filter(Files::isRegularFile)
              .map(file -> root.relativize(file).toString())
              .filter(path -> path.endsWith(".c") || path.endsWith(".h"))
              .forEach(found::add);
        }
      }
    }
    found.sort(null);
    this.paths = List.copyOf(found);
  }

  /** All breaks of a group, in the order of paths and lines. */
  List<Seed> seeds(Group group) throws IOException {
    List<Seed> seeds = new ArrayList<>();
    for (String path : paths) {
      if (path.endsWith(".c")) {
        SourceFile file = SourceFile.owning(path, Files.readAllBytes(root.resolve(path)));
        for (Function function : Unit.of(file).functions()) {
          for (Node call : function.node().findAll(Kind.CALL).toList()) {
            seed(group, file, function, call).ifPresent(seeds::add);
          }
        }
      }
    }
    return seeds;
  }

  /** As many of them, drawn by a number. */
  List<Seed> sample(Group group, int count, long draw) throws IOException {
    List<Seed> all = new ArrayList<>(seeds(group));
    java.util.Collections.shuffle(all, new Random(draw));
    return all.subList(0, Math.min(count, all.size()));
  }

  private static Optional<Seed> seed(Group group, SourceFile file, Function function, Node call) {
    String name = call.children().get(0).text();
    Optional<Node> statement = call.parent().filter(node -> node.is(Kind.EXPRESSION_STATEMENT));
    // Who provides a call is not a user of it.
    if (!group.calls.matcher(name).matches()
        || statement.isEmpty()
        || group.calls.matcher(function.name()).matches()) {
      return Optional.empty();
    }
    String text = file.text();
    Span span = statement.get().span();
    String broken;
    if (group == Group.EARLY_RETURNS) {
      boolean block = statement.get().parent().filter(p -> p.is(Kind.COMPOUND)).isPresent();
      if (!block || !text.equals(new String(file.bytes(), StandardCharsets.ISO_8859_1))) {
        return Optional.empty();
      }
      String value = function.returnsNothing() ? "" : function.returnsPointer() ? " NULL" : " -EIO";
      broken =
          text.substring(0, span.end())
              + " if (seeded_fault()) return"
              + value
              + ";"
              + text.substring(span.end());
    } else {
      if (!text.equals(new String(file.bytes(), StandardCharsets.ISO_8859_1))) {
        return Optional.empty();
      }
      String blank = text.substring(span.start(), span.end() - 1).replaceAll("[^\\n]", " ");
      broken = text.substring(0, span.start()) + blank + text.substring(span.end() - 1);
    }
    return Optional.of(
        new Seed(
            group, file.path(), call.line(), function.name(), SourceFile.of(file.path(), broken)));
  }

  /** Whether a rule tells something new of the function that was broken. */
  boolean isSeen(Seed seed) throws IOException {
    String key = seed.group() + " " + seed.path();
    Set<String> known = before.get(key);
    if (known == null) {
      SourceFile file =
          SourceFile.owning(seed.path(), Files.readAllBytes(root.resolve(seed.path())));
      known = findings(seed.group(), file);
      before.put(key, known);
    }
    Set<String> now = new TreeSet<>(findings(seed.group(), seed.text()));
    now.removeAll(known);
    return now.stream().anyMatch(finding -> finding.startsWith(seed.function() + " "));
  }

  /**
   * All that the Xen rules say of the unbroken files whose paths begin so.
   *
   * @param draw the order in which the files come
   */
  String report(List<String> scope, int jobs, long draw) throws IOException {
    List<Rule> rules =
        Catalog.rules().stream().filter(rule -> rule.subsystem().equals("xen")).toList();
    List<String> asked =
        new ArrayList<>(
            paths.stream().filter(path -> scope.stream().anyMatch(path::startsWith)).toList());
    java.util.Collections.shuffle(asked, new Random(draw));
    SourceFile any =
        SourceFile.owning(asked.get(0), Files.readAllBytes(root.resolve(asked.get(0))));
    Report report = Runner.run(with(any), asked, rules, jobs);
    return report.findings().stream().map(Object::toString).collect(Collectors.joining("\n"))
        + report.outOfBudget();
  }

  private Set<String> findings(Group group, SourceFile file) throws IOException {
    List<Rule> rules =
        Catalog.rules().stream().filter(rule -> group.rules.contains(rule.id())).toList();
    Set<String> found = new TreeSet<>();
    for (Finding finding : Runner.run(with(file), List.of(file.path()), rules, 1).findings()) {
      found.add(finding.function() + " " + finding.place().line() + " " + finding.message());
    }
    return found;
  }

  /** The tree with one file replaced. */
  private SourceTree with(SourceFile file) {
    return new SourceTree() {
      @Override
      public String name() {
        return "seeded";
      }

      @Override
      public List<String> paths() {
        return paths;
      }

      @Override
      public Optional<SourceFile> read(String path) throws IOException {
        if (path.equals(file.path())) {
          return Optional.of(file);
        }
        return paths.contains(path)
            ? Optional.of(SourceFile.owning(path, Files.readAllBytes(root.resolve(path))))
            : Optional.empty();
      }
    };
  }
}

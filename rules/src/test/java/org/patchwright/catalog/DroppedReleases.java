package org.patchwright.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.run.Runner;
import org.patchwright.source.Edits;
import org.patchwright.source.OverlayTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.source.Span;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.syntax.SyntaxTree;

/** Drops one release from real code, and asks whether its finding's fix puts it back. */
final class DroppedReleases {

  /** What is dropped. */
  enum Dropped {
    UNLOCK("(\\w+_)?unlock(_\\w+)?|up|up_read|up_write|release_sock"),
    UNREGISTER("free_irq|unbind_from_irqhandler|\\w*unregister\\w*"),
    OTHER(
        "\\w+_put|kfree|vfree|kvfree|kfree_skb|dev_kfree_skb\\w*|iounmap|release_firmware"
            + "|clk_disable\\w*|pci_disable_device|pci_release_regions|regulator_disable"
            + "|free_netdev|xenbus_transaction_end");

    private final Pattern calls;

    Dropped(String calls) {
      this.calls = Pattern.compile(calls);
    }
  }

  private static final Set<String> IDS =
      Set.of(
          "LockLeftHeld",
          "MemoryLeakOnError",
          "ReferenceLeak",
          "IrqLeftRegistered",
          "TransactionLeftOpen",
          "EventChannelLeak");

  private static final int LARGEST = 60_000;
  private static final int PER_FILE = 3;

  /**
   * What became of dropped statements.
   *
   * @param restored the fix gives the original file, blank lines left aside
   * @param elsewhere the fix gives another file
   */
  record Tally(int dropped, int found, int restored, int elsewhere, Map<String, Integer> reasons) {}

  private DroppedReleases() {}

  /**
   * @param kinds what is dropped
   * @param show told of each that is not put back
   */
  static Tally of(
      Path root,
      List<String> folders,
      Set<Dropped> kinds,
      long seed,
      int count,
      java.util.function.Consumer<String> show)
      throws IOException {
    List<String> paths = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> files = Files.walk(root.resolve(folder))) {
        files
            .filter(file -> file.toString().endsWith(".c") && size(file) < LARGEST)
            .map(file -> root.relativize(file).toString())
            .sorted()
            .forEach(paths::add);
      }
    }
    Random random = new Random(seed);
    Collections.shuffle(paths, random);
    List<Rule> rules = Catalog.rules().stream().filter(rule -> IDS.contains(rule.id())).toList();
    int dropped = 0;
    int found = 0;
    int restored = 0;
    int elsewhere = 0;
    Map<String, Integer> reasons = new TreeMap<>();
    for (String path : paths) {
      if (dropped >= count) {
        break;
      }
      SourceFile file = SourceFile.owning(path, Files.readAllBytes(root.resolve(path)));
      List<Node> statements = statements(SyntaxTree.parse(file), kinds);
      if (statements.isEmpty()) {
        continue;
      }
      Collections.shuffle(statements, random);
      // Through the same change of bytes as what is compared with it.
      String whole = bare(SourceFile.of(path, file.text()));
      Set<String> known = names(run(file, rules));
      for (Node statement : statements.subList(0, Math.min(PER_FILE, statements.size()))) {
        SourceFile without = without(file, statement);
        dropped++;
        List<Finding> fresh =
            run(without, rules).stream().filter(f -> !known.contains(name(f))).toList();
        if (fresh.isEmpty()) {
          continue;
        }
        found++;
        String what = path + ":" + statement.line() + ": " + statement.text();
        List<Finding> cured = fresh.stream().filter(f -> f.fix().isPresent()).toList();
        if (cured.isEmpty()) {
          String why = fresh.get(0).unmended().replaceAll("\\w+\\(\\)", "...");
          reasons.merge(why, 1, Integer::sum);
          show.accept(what + ": " + fresh.get(0).rule() + ": " + why);
        } else if (cured.stream()
            .anyMatch(f -> bare(Edits.apply(without, f.edits())).equals(whole))) {
          restored++;
        } else {
          elsewhere++;
          show.accept(what + ": elsewhere: " + place(without, cured.get(0)));
        }
      }
    }
    return new Tally(dropped, found, restored, elsewhere, reasons);
  }

  /** Blank lines say nothing of a statement's place. */
  private static String bare(SourceFile file) {
    return file.text().replaceAll("(?m)^\\s*\\n", "");
  }

  private static String place(SourceFile file, Finding finding) {
    StringBuilder places = new StringBuilder();
    finding
        .edits()
        .forEach(
            edit ->
                places
                    .append(file.text().substring(0, edit.span().start()).lines().count())
                    .append(' ')
                    .append(edit.replacement().replaceAll("\\s+", " "))
                    .append("; "));
    return places.toString();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Node> statements(SyntaxTree tree, Set<Dropped> kinds) {
    List<Node> statements = new ArrayList<>();
    tree.root()
        .findAll(Kind.EXPRESSION_STATEMENT)
        .filter(
            node ->
                node.parent().filter(parent -> parent.is(Kind.COMPOUND)).isPresent()
                    && !node.children().isEmpty()
                    && node.children().get(0).is(Kind.CALL)
                    && isRelease(node.children().get(0).children().get(0).text(), kinds)
                    && node.file().text(line(node)).strip().equals(node.text()))
        .forEach(statements::add);
    return statements;
  }

  private static boolean isRelease(String callee, Set<Dropped> kinds) {
    return kinds.stream().anyMatch(kind -> kind.calls.matcher(callee).matches());
  }

  private static Span line(Node node) {
    return node.file().lineSpan(node.line());
  }

  private static SourceFile without(SourceFile file, Node statement) {
    Span line = line(statement);
    String text = file.text();
    return SourceFile.of(
        file.path(),
        text.substring(0, line.start())
            + text.substring(Math.min(text.length(), text.indexOf('\n', line.start()) + 1)));
  }

  private static Set<String> names(List<Finding> findings) {
    Set<String> names = new HashSet<>();
    findings.forEach(finding -> names.add(name(finding)));
    return names;
  }

  private static String name(Finding finding) {
    return finding.rule() + " " + finding.function() + " " + finding.subject();
  }

  static List<Finding> run(SourceFile file, List<Rule> rules) throws IOException {
    SourceTree tree = OverlayTree.of(List.of(file), List.of(), nothing());
    return Runner.run(tree, List.of(file.path()), rules, 1).findings();
  }

  private static SourceTree nothing() {
    return new SourceTree() {
      @Override
      public String name() {
        return "one file";
      }

      @Override
      public List<String> paths() {
        return List.of();
      }

      @Override
      public Optional<SourceFile> read(String path) {
        return Optional.empty();
      }
    };
  }

  /** For trying: kinds by commas, seed, number, folders. */
  public static void main(String[] arguments) throws IOException {
    Path root =
        Path.of(
            System.getenv().getOrDefault("PATCHWRIGHT_KERNEL_SOURCE", "/usr/src/linux-source-6.1"));
    List<String> folders = List.of(arguments).subList(3, arguments.length);
    Set<Dropped> kinds =
        Stream.of(arguments[0].split(",")).map(Dropped::valueOf).collect(Collectors.toSet());
    Tally tally =
        of(
            root,
            folders,
            kinds,
            Long.parseLong(arguments[1]),
            Integer.parseInt(arguments[2]),
            System.out::println);
    System.out.println(tally);
  }
}

package org.patchwright.catalog.memory;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.cfg.Block;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.PathState;
import org.patchwright.dataflow.Paths;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.dataflow.Term;
import org.patchwright.dataflow.Trace;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Family;

/**
 * The ways from one allocation to where its result is followed, and nothing told whether it is
 * NULL. Who keeps it meanwhile, or is to free it, does not matter: managed memory may be NULL as
 * well.
 */
final class Untested extends Paths {

  /** What is wrong with a use. */
  enum Fault {
    /** Nothing tested the result. */
    UNTESTED,
    /** A test told that it is NULL. */
    NULL,
    /** It is not followed here at all, but kept where others will. */
    KEPT
  }

  /** Where a result is followed that may be NULL. */
  record Use(Node at, String label, Optional<Trace> trace, Fault fault) {}

  /** Beside those that are freed by hand: what a device frees, and what is made for a core. */
  private static final Set<String> OTHERS =
      Set.of(
          "devm_kzalloc",
          "devm_kmalloc",
          "devm_kcalloc",
          "devm_kmalloc_array",
          "devm_krealloc",
          "devm_kmemdup",
          "devm_kstrdup",
          "devm_kasprintf",
          "devm_kvasprintf",
          "devm_ioremap",
          "devm_ioremap_wc",
          "devm_ioremap_uc",
          "devm_get_free_pages",
          "devm_iio_device_alloc",
          "devm_input_allocate_device",
          "devm_alloc_etherdev",
          "devm_alloc_etherdev_mqs",
          "devm_mdiobus_alloc",
          "devm_mdiobus_alloc_size",
          "devm_rc_allocate_device",
          "devm_spi_alloc_master",
          "devm_spi_alloc_slave",
          "spi_alloc_master",
          "mdiobus_alloc",
          "mmc_alloc_host",
          "dmam_alloc_coherent",
          "platform_get_resource",
          "platform_get_resource_byname");

  private static final Set<String> MAKERS = makers();

  /** Kinds of objects that these make from what they are given, without a test of it. */
  private static final Pattern FOLLOWING =
      Pattern.compile(
          "netdev_priv|iio_priv|spi_(master|controller)_get_devdata|mmc_priv|wiphy_priv"
              + "|SET_NETDEV_DEV|(__)?skb_(put|push|pull)(_data|_zero)?|skb_reserve");

  /** They write to their first argument, or read it. */
  private static final Pattern WRITING =
      Pattern.compile(
          "mem(set|cpy|move|set_io|cpy_(to|from)io)|str(l|sc|n)?cpy|sn?printf|sg_init_table");

  /** Later on, what was there when the device was found is there still. */
  private static final Pattern PROBE = Pattern.compile(".*(probe|init).*");

  /** They reckon with an address alone. */
  private static final Pattern ADDRESSING =
      Pattern.compile(
          "container_of|ARRAY_SIZE|offsetof|sizeof\\w*|typeof|min|max|IS_ERR\\w*|READ_ONCE");

  /** So many characters around a member tell whether it is tested. */
  private static final int LOOK = 40;

  private static final Pattern TESTS_BEFORE =
      Pattern.compile(
          "(!|&&|\\|\\||(^|\\W)(if|while|unlikely|likely|IS_ERR_OR_NULL|[A-Z]+_ON)\\s*\\()\\s*$");

  private static final Pattern COMPARES =
      Pattern.compile("(\\[[^]]*\\])*\\s*(==|!=|\\?|&&|\\|\\|)");

  private static final Pattern MACRO = Pattern.compile("[A-Z0-9_]+");

  private final Step.Call site;
  private final Optional<String> label;
  private Optional<Use> found = Optional.empty();
  private Optional<Boolean> testedInFile = Optional.empty();

  private Untested(Lowered function, Step.Call site) {
    super(function);
    this.site = site;
    this.label = assignedTo(site);
    onlyFrom(site);
  }

  private static Set<String> makers() {
    Set<String> names = new HashSet<>(OTHERS);
    for (Family family : Memory.FAMILIES) {
      if (family.mayBeNull()
          || Stream.of("alloc_etherdev", "ioremap", "dma_alloc_coherent")
              .anyMatch(family.acquires()::containsKey)) {
        names.addAll(family.acquires().keySet());
      }
    }
    // They fail with an error pointer, or never where they may wait.
    names.removeAll(
        Set.of(
            "blk_alloc_disk",
            "blk_mq_alloc_disk",
            "crypto_alloc_shash",
            "crypto_alloc_ahash",
            "skb_clone"));
    return Set.copyOf(names);
  }

  /** The uses of what a function allocates, one for each allocation at most. */
  static List<Use> in(Lowered function) {
    return function.calls().stream()
        .filter(call -> MAKERS.contains(call.callee()))
        .filter(
            call ->
                !call.callee().startsWith("platform_get_")
                    || PROBE.matcher(function.function().name()).matches())
        .filter(call -> call.texts().stream().noneMatch(text -> text.text().contains("NOFAIL")))
        .filter(call -> !isTestedAtOnce(function, call))
        .flatMap(
            call -> {
              Untested paths = new Untested(function, call);
              paths.run();
              return paths.found.stream();
            })
        .toList();
  }

  /** Most are: no way has to be walked for them. */
  private static boolean isTestedAtOnce(Lowered function, Step.Call call) {
    Optional<String> label = assignedTo(call);
    if (label.isEmpty()) {
      return false;
    }
    for (Block block : function.cfg().blocks()) {
      List<Step> steps = function.steps().get(block.number());
      int at = steps.indexOf(call);
      if (at >= 0) {
        boolean last =
            steps.subList(at + 1, steps.size()).stream()
                .noneMatch(step -> step instanceof Step.Call || step instanceof Step.Follow);
        return last && block.condition().filter(tests -> mentions(tests, label.get())).isPresent();
      }
    }
    return false;
  }

  private static boolean mentions(Node condition, String label) {
    return condition.text().contains(label);
  }

  /** The place that a call's result is assigned to, as it is written. */
  private static Optional<String> assignedTo(Step.Call call) {
    for (Node outer : call.node().ancestors().limit(4).toList()) {
      if (outer.is(Kind.ASSIGNMENT)) {
        return Optional.of(outer.children().get(0).text());
      }
      if (outer.is(Kind.INIT_DECLARATOR)) {
        return outer.findAll(Kind.DECLARED_NAME).findFirst().map(Node::text);
      }
    }
    return Optional.empty();
  }

  @Override
  protected boolean isDone(PathState state) {
    return state.status() != 1 || !state.range(state.handle()).contains(0);
  }

  @Override
  protected void called(Step.Call call, PathState state) {
    if (call.equals(site)) {
      state.begin(1, PathState.result(call.id()));
      return;
    }
    if (state.status() != 1) {
      return;
    }
    boolean given = false;
    for (int i = 0; i < call.arguments().size(); i++) {
      String value = state.value(call.arguments().get(i));
      boolean own = value.equals(state.handle());
      boolean follows =
          own && FOLLOWING.matcher(call.callee()).matches()
              || own && i == 0 && WRITING.matcher(call.callee()).matches()
              || isIndexed(call.arguments().get(i), state);
      if (follows) {
        use(call.node(), state);
        return;
      }
      given |= own || state.mentions(value);
    }
    if (given && MACRO.matcher(call.callee()).matches()) {
      state.status(0);
    } else if (given && !call.ignored()) {
      // What it says of its work may tell that it was given nothing.
      state.marks().add(assignedTo(call).orElse(call.callee()));
    }
  }

  @Override
  protected void tested(Node condition, boolean truth, PathState state) {
    if (state.status() == 1 && state.marks().stream().anyMatch(condition.text()::contains)) {
      state.status(0);
    }
  }

  @Override
  protected void assigning(Step.Assign assign, String key, String value, PathState state) {
    if (state.status() == 1
        && (isIndexed(assign.place(), state) || isIndexed(assign.value(), state))) {
      use(assign.node(), state);
    }
  }

  /**
   * Whether an element is asked for: that a member is followed for it, its name alone won't say.
   */
  private static boolean isIndexed(Term term, PathState state) {
    if (term instanceof Term.Index index) {
      return index.base() instanceof Term.Field && state.value(index.base()).equals(state.handle())
          || isIndexed(index.base(), state);
    }
    return term instanceof Term.Field field && isIndexed(field.base(), state);
  }

  @Override
  protected void followed(Step.Follow follow, PathState state) {
    if (state.status() == 1
        && state.value(follow.pointer()).equals(state.handle())
        && state.range(state.handle()).contains(0)
        && !isMeasured(follow.node())) {
      use(follow.node(), state);
    }
  }

  /** Whether nothing is read or written there; a call that is given an address will do so. */
  private static boolean isMeasured(Node node) {
    for (Node outer : node.ancestors().limit(8).toList()) {
      if (outer.is(Kind.SIZEOF)) {
        return true;
      }
      if (outer.is(Kind.UNARY) && outer.tree().tokens().is(outer.firstToken(), "&")) {
        return outer
            .parent()
            .filter(arguments -> arguments.is(Kind.ARGUMENTS))
            .flatMap(Node::parent)
            .filter(call -> !ADDRESSING.matcher(call.children().get(0).text()).matches())
            .isEmpty();
      }
    }
    return false;
  }

  @Override
  protected void skips(Node skipped, PathState state) {
    // Whether a loop has a round is mostly known to the author alone: it is followed in one.
    if (state.status() == 1 && state.aliases().stream().anyMatch(skipped.text()::contains)) {
      state.status(0);
    }
  }

  /** What is kept in an object, and tested nowhere in the file, is followed one day. */
  @Override
  protected void leaves(PathState state, Optional<Step.Return> by) {
    if (state.status() == 1
        && label.filter(place -> place.contains("->")).isPresent()
        && state.range(state.handle()).contains(0)
        && by.map(end -> !state.value(end.value()).equals(state.handle())).orElse(true)
        && by.map(end -> state.rangeOf(end.value()).contains(0)).orElse(true)
        && state.aliases().stream().anyMatch(place -> !isLocalPlace(place))
        && !isTestedInFile()) {
      found = Optional.of(new Use(site.node(), label.get(), state.trace(), Fault.KEPT));
      stop();
    }
  }

  private boolean isTestedInFile() {
    if (testedInFile.isEmpty()) {
      String member = member(label.orElse(""));
      testedInFile =
          Optional.of(member.isEmpty() || isTested(member, function().function().unit()));
    }
    return testedInFile.get();
  }

  /** The member that a place ends with; empty where it is none. */
  static String member(String place) {
    String plain = place.replaceAll("(\\[[^\\[\\]]*\\])+$", "");
    return plain.matches(".*(->|\\.)\\w+") ? plain.replaceAll(".*\\W", "") : "";
  }

  /** Whether some condition of a file may test a member. */
  static boolean isTested(String member, Unit unit) {
    String text = unit.tree().file().text();
    for (int at = text.indexOf(member); at >= 0; at = text.indexOf(member, at + 1)) {
      int end = at + member.length();
      boolean whole =
          at > 0
              && !isWord(text.charAt(at - 1))
              && (end == text.length() || !isWord(text.charAt(end)));
      if (whole && (TESTS_BEFORE.matcher(before(text, at)).find() || isComparedBehind(text, end))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /** What stands in front of the place that ends with a member, in the same line or two. */
  private static String before(String text, int member) {
    int start = member;
    while (start > 0
        && (isWord(text.charAt(start - 1)) || ">.[]-".indexOf(text.charAt(start - 1)) >= 0)) {
      start--;
    }
    return text.substring(Math.max(0, start - LOOK), start);
  }

  private static boolean isComparedBehind(String text, int end) {
    return COMPARES.matcher(text).region(end, Math.min(text.length(), end + LOOK)).lookingAt();
  }

  private void use(Node at, PathState state) {
    if (state.range(state.handle()).contains(0)) {
      Set<String> names = new TreeSet<>(state.aliases());
      String name = label.orElse(names.isEmpty() ? site.callee() + "()" : names.iterator().next());
      boolean isNull = state.range(state.handle()).equals(Range.ZERO);
      found = Optional.of(new Use(at, name, state.trace(), isNull ? Fault.NULL : Fault.UNTESTED));
      stop();
    }
  }
}

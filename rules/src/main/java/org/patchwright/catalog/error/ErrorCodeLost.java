package org.patchwright.catalog.error;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.PathState;
import org.patchwright.dataflow.Paths;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.dataflow.Term;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** A failure reaches the caller, and is looked for in the form in which it comes. */
@Check(
    summary = "failure that nobody learns of",
    noFix = "which error to return, and what to undo before, is the author's to say")
public final class ErrorCodeLost implements Rule {

  /** They fail with NULL, never with an error pointer. */
  private static final Set<String> NULLS =
      Set.of(
          "kmalloc",
          "kzalloc",
          "kcalloc",
          "kmalloc_array",
          "kmemdup",
          "kstrdup",
          "kasprintf",
          "vmalloc",
          "vzalloc",
          "kvmalloc",
          "kvzalloc",
          "devm_kzalloc",
          "devm_kmalloc",
          "devm_kcalloc",
          "devm_kmemdup",
          "devm_kstrdup",
          "devm_kasprintf",
          "alloc_skb",
          "dev_alloc_skb",
          "netdev_alloc_skb",
          "alloc_netdev",
          "alloc_etherdev",
          "alloc_workqueue",
          "create_singlethread_workqueue",
          "ioremap",
          "devm_ioremap",
          "of_iomap",
          "alloc_page",
          "kmem_cache_alloc",
          "kmem_cache_zalloc",
          "kmem_cache_create",
          "usb_alloc_urb",
          "of_parse_phandle",
          "of_find_node_by_name",
          "of_get_child_by_name",
          "of_find_device_by_node",
          "platform_get_resource",
          "input_allocate_device",
          "devm_alloc_etherdev",
          "dma_alloc_coherent",
          "proc_create",
          "skb_clone",
          "skb_copy",
          "mdiobus_alloc",
          "devm_mdiobus_alloc",
          "alloc_ordered_workqueue",
          "of_phy_find_device",
          "platform_device_alloc",
          "bus_find_device",
          "class_find_device",
          "phy_find_first");

  /** They fail with an error pointer, never with NULL. */
  private static final Set<String> POINTERS =
      Set.of(
          "xenbus_read",
          "xenbus_directory",
          "memdup_user",
          "kthread_run",
          "kthread_create",
          "class_create",
          "device_create",
          "clk_get",
          "devm_clk_get",
          "regulator_get",
          "devm_regulator_get",
          "devm_ioremap_resource",
          "devm_platform_ioremap_resource",
          "filp_open",
          "clk_register",
          "platform_device_register_simple",
          "platform_device_register_full",
          "crypto_alloc_shash",
          "crypto_alloc_ahash",
          "crypto_alloc_skcipher",
          "crypto_alloc_aead",
          "devm_gpiod_get",
          "gpiod_get",
          "devm_phy_get",
          "devm_regmap_init_i2c",
          "devm_regmap_init_mmio",
          "devm_regmap_init_spi",
          "syscon_regmap_lookup_by_phandle",
          "syscon_node_to_regmap",
          "phy_connect",
          "phy_attach",
          "sk_alloc_err",
          "dma_request_chan",
          "of_clk_get",
          "devm_reset_control_get",
          "pwm_get",
          "devm_pwm_get",
          "blk_mq_alloc_disk",
          "__blkdev_get_by_dev",
          "blkdev_get_by_path",
          "blkdev_get_by_dev",
          "fwnode_get_named_gpiod",
          "devm_nvmem_cell_get",
          "alloc_disk_err",
          "page_pool_create",
          "xdp_convert_err");

  /** What a driver gets from others by a name, but for what may be absent. */
  private static final Pattern GETTERS =
      Pattern.compile(
          "(devm_)?(of_)?(clk_get|regulator_get|gpiod_get|reset_control_(array_)?get|pwm_get|phy_get"
              + "|pinctrl_(get|lookup_state)|nvmem_(cell|device)_get|regmap_init_(i2c|spi|mmio|sdw)"
              + "|mbox_request_channel|iio_channel_get|icc_get|usb_get_phy|extcon_get_edev_by_phandle"
              + "|hwmon_device_register_with_(groups|info)|power_supply_register)"
              + "(_enabled|_prepared|_exclusive|_shared|_select|_index|_by_index|_by_name|_by_phandle"
              + "|_by_node|_select_default|_clk|_byname)*");

  private static final Pattern IS_NULL =
      Pattern.compile("\\(?(?:!([\\w>.-]+)|([\\w>.-]+) == NULL)\\)?");

  private static final Pattern RETURNS_ERROR = Pattern.compile("return ERR_(PTR|CAST)\\(");

  /** What may make it yield NULL, too: a pointer that somebody else made is no proof. */
  private static final Pattern MAY_RETURN_NULL =
      Pattern.compile(
          "return NULL|= NULL\\b|return (?!ERR_)[\\w>.-]+\\(|return"
              + " [^;]*\\?|ERR_PTR\\((0|ret|err|rc)\\)");

  /** A call whose failure must be looked at: what comes behind relies on it. */
  private static final Set<String> MUST_CHECK =
      Set.of(
          "pci_enable_device",
          "request_irq",
          "request_threaded_irq",
          "register_netdev",
          "apply_to_page_range",
          "generic_page_range",
          "copy_from_user",
          "__copy_from_user",
          "platform_driver_register",
          "misc_register",
          "register_chrdev",
          "device_register",
          "bus_register",
          "class_register",
          "xenbus_scanf_must",
          "alloc_chrdev_region");

  private static final Pattern COUNT = Pattern.compile("\\b(int|long|ssize_t)\\b");
  private static final Pattern ALLOCATES = Pattern.compile("alloc|dup|^kasprintf$");
  private static final Pattern GIVES_ERROR = Pattern.compile("(= ?|return )-E[A-Z]");

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    List<Finding> found = new ArrayList<>();
    mixedUp(function, found);
    errorOfNull(function, found);
    ignored(function, found);
    zeroed(function, found);
    RunOff.in(function).ifPresent(found::add);
    return found.stream();
  }

  /** The last call, before a test, whose result the tested expression was given. */
  private static Optional<Node> lastMaker(Node test, String tested, Map<Node, String> made) {
    Node last = null;
    for (Map.Entry<Node, String> entry : made.entrySet()) {
      if (entry.getValue().equals(tested) && entry.getKey().endToken() <= test.firstToken()) {
        last = entry.getKey();
      }
    }
    return Optional.ofNullable(last);
  }

  private static void mixedUp(FunctionFacts function, List<Finding> found) {
    Map<String, Optional<Rank>> pointers = new HashMap<>();
    boolean known =
        function.calls().stream()
            .map(CallGraph.Site::callee)
            .anyMatch(name -> NULLS.contains(name) || failsByName(name).isPresent());
    if (!known && !testsAnyResult(function)) {
      return;
    }
    // By assignment, in the order of the text: what was assigned from.
    Map<Node, String> assigned = new LinkedHashMap<>();
    Map<Node, Node> calls = new LinkedHashMap<>();
    function
        .function()
        .body()
        .walk()
        .forEach(
            node -> {
              List<Node> children = node.children();
              if (node.is(Kind.ASSIGNMENT)) {
                assigned.put(node, children.get(0).text());
                calls.put(node, children.get(children.size() - 1));
              } else if (node.is(Kind.INIT_DECLARATOR)
                  && children.get(children.size() - 1).kind().isExpression()) {
                node.findAll(Kind.DECLARED_NAME)
                    .findFirst()
                    .ifPresent(name -> assigned.put(node, name.text()));
                calls.put(node, children.get(children.size() - 1));
              }
            });
    if (assigned.isEmpty()) {
      return;
    }
    List<Node> tests =
        function
            .function()
            .body()
            .findAll(Kind.CALL)
            .filter(call -> call.children().get(0).text().startsWith("IS_ERR"))
            .toList();
    for (Node test : tests) {
      String name = test.children().get(0).text();
      String tested = argument(test);
      Optional<Node> last = lastMaker(test, tested, assigned);
      String callee = last.map(calls::get).map(ErrorCodeLost::callee).orElse("");
      if (name.equals("IS_ERR")
          && NULLS.contains(callee)
          && !testedForNull(function, tested, test)) {
        found.add(
            Finding.at(test, "%s() fails with NULL, which IS_ERR() does not see", callee)
                .step(Note.at(last.orElseThrow(), "%s is given its result here", tested))
                .about(function.name(), tested));
      }
    }
    for (Node not : function.function().body().findAll(Kind.UNARY).toList()) {
      boolean negation =
          not.tree().tokens().is(not.firstToken(), "!") && not.children().size() == 1;
      if (!negation) {
        continue;
      }
      String tested = not.children().get(0).text();
      Optional<Node> last = lastMaker(not, tested, assigned);
      String callee = last.map(calls::get).map(ErrorCodeLost::callee).orElse("");
      boolean other =
          tests.stream()
              .anyMatch(
                  test ->
                      argument(test).equals(tested)
                          && test.firstToken() > last.map(Node::firstToken).orElse(0));
      Optional<Rank> rank =
          pointers.computeIfAbsent(callee, called -> failsWithPointer(function, called));
      if (rank.isPresent() && !other) {
        found.add(
            Finding.at(not, "%s() fails with an error pointer, which is not NULL", callee)
                .step(Note.at(last.orElseThrow(), "%s is given its result here", tested))
                .about(function.name(), tested)
                .ranked(rank.get()));
      }
    }
  }

  /** The error that a NULL pointer stands for is 0, which says that all went well. */
  private static void errorOfNull(FunctionFacts function, List<Finding> found) {
    for (Node branch : function.function().body().findAll(Kind.IF).toList()) {
      List<Node> parts = branch.children();
      Optional<String> tested = branch.child(Kind.CONDITION).flatMap(ErrorCodeLost::testedForNull);
      if (tested.isEmpty() || parts.size() < 2) {
        continue;
      }
      parts
          .get(1)
          .findAll(Kind.CALL)
          .filter(call -> call.children().get(0).text().matches("PTR_ERR|ERR_CAST"))
          .filter(call -> argument(call).equals(tested.get()))
          .filter(call -> !assignsBefore(parts.get(1), call, tested.get()))
          .findFirst()
          .ifPresent(
              call ->
                  found.add(
                      Finding.at(call, "%s is NULL here, and so its error is 0", tested.get())
                          .step(Note.at(branch.children().get(0), "tested for NULL here"))
                          .about(function.name(), tested.get())));
    }
  }

  /** The place that a whole condition holds to be NULL. */
  private static Optional<String> testedForNull(Node condition) {
    String text = condition.text().replaceAll("\\s+", " ");
    Matcher matcher = IS_NULL.matcher(text);
    return matcher.matches()
        ? Optional.of(Optional.ofNullable(matcher.group(1)).orElse(matcher.group(2)))
        : Optional.empty();
  }

  private static boolean assignsBefore(Node block, Node call, String place) {
    return block
        .findAll(Kind.ASSIGNMENT)
        .anyMatch(
            set ->
                set.firstToken() < call.firstToken()
                    && set.endToken() <= call.firstToken()
                    && set.children().get(0).text().equals(place));
  }

  /** Whether some variable that a call of the driver's own is assigned to is tested for NULL. */
  private static boolean testsAnyResult(FunctionFacts function) {
    Node body = function.function().body();
    Set<String> tested = new HashSet<>();
    body.findAll(Kind.UNARY)
        .filter(not -> not.tree().tokens().is(not.firstToken(), "!"))
        .filter(not -> not.children().size() == 1 && not.children().get(0).is(Kind.NAME))
        .forEach(not -> tested.add(not.children().get(0).text()));
    return !tested.isEmpty()
        && Stream.concat(
                body.findAll(Kind.ASSIGNMENT)
                    .filter(set -> tested.contains(set.children().get(0).text())),
                body.findAll(Kind.INIT_DECLARATOR)
                    .filter(
                        set ->
                            set.findAll(Kind.DECLARED_NAME)
                                .findFirst()
                                .filter(name -> tested.contains(name.text()))
                                .isPresent()))
            .map(set -> callee(set.children().get(set.children().size() - 1)))
            .distinct()
            .anyMatch(name -> failsWithPointer(function, name).isPresent());
  }

  /** The same of a call that is known by its name. */
  private static Optional<Rank> failsByName(String callee) {
    if (POINTERS.contains(callee) || GETTERS.matcher(callee).matches()) {
      return Optional.of(Rank.CERTAIN);
    }
    // Nobody is to look at the result of these at all.
    return callee.startsWith("debugfs_create_") ? Optional.of(Rank.STYLE) : Optional.empty();
  }

  /** Whether a call fails with an error pointer and never with NULL, and how sure that is. */
  private static Optional<Rank> failsWithPointer(FunctionFacts function, String callee) {
    Optional<Rank> byName = failsByName(callee);
    if (byName.isPresent()) {
      return byName;
    }
    if (NULLS.contains(callee) || callee.isEmpty()) {
      return Optional.empty();
    }
    return function
        .unit()
        .function(callee)
        .or(() -> function.tree().function(function.unit(), callee))
        // One in a header may stand there for when the real one is not built.
        .filter(body -> body.returnsPointer() && body.path().endsWith(".c"))
        .map(body -> body.body().text())
        .filter(text -> RETURNS_ERROR.matcher(text).find() && !MAY_RETURN_NULL.matcher(text).find())
        .map(text -> Rank.LIKELY);
  }

  private static boolean testedForNull(FunctionFacts function, String tested, Node test) {
    Node statement = test.ancestor(Kind.CONDITION).orElse(test);
    return statement.text().contains("!" + tested)
        || statement.text().contains(tested + " == NULL")
        || function.node().text().contains("if (!" + tested + ")");
  }

  private static String argument(Node call) {
    return call.child(Kind.ARGUMENTS)
        .flatMap(list -> list.children().stream().findFirst())
        .map(Node::text)
        .orElse("");
  }

  private static String callee(Node value) {
    Node at = value;
    while ((at.is(Kind.CAST) || at.is(Kind.PARENTHESIZED)) && !at.children().isEmpty()) {
      at = at.children().get(at.children().size() - 1);
    }
    return at.is(Kind.CALL) ? at.children().get(0).text() : "";
  }

  private static void ignored(FunctionFacts function, List<Finding> found) {
    for (Step.Call call : function.lowered().calls()) {
      boolean cast = call.node().parent().filter(p -> p.is(Kind.CAST)).isPresent();
      if (call.ignored() && !cast && MUST_CHECK.contains(call.callee())) {
        found.add(
            Finding.at(call.node(), "nothing looks at whether %s() fails", call.callee())
                .likely()
                .about(function.name(), call.callee()));
      } else if (call.ignored()
          && !cast
          && SETS_UP.matcher(call.callee()).find()
          && mayFail(function, call.callee())) {
        found.add(
            Finding.at(call.node(), "nothing looks at whether %s() fails", call.callee())
                .ranked(Rank.STYLE)
                .about(function.name(), call.callee()));
      }
    }
  }

  /** Whether a function of the driver tells of errors by its result. */
  private static boolean mayFail(FunctionFacts function, String callee) {
    return function
        .unit()
        .function(callee)
        .or(() -> function.tree().function(function.unit(), callee))
        .filter(body -> !body.returnsNothing() && !body.returnsPointer())
        .filter(body -> GIVES_ERROR.matcher(body.node().text()).find())
        .isPresent();
  }

  private static final Pattern SETS_UP =
      Pattern.compile(
          "(^|_)(add|register|create|alloc|setup|map|bind|connect|request|open|attach|prepare)(_|$)");

  /** An allocation fails, and the function says that all went well. */
  private static void zeroed(FunctionFacts function, List<Finding> found) {
    Lowered body = function.lowered();
    boolean number =
        !function.function().returnsPointer()
            && !function.function().returnsNothing()
            && COUNT.matcher(function.function().resultType()).find();
    List<Step.Call> allocations =
        body.calls().stream()
            .filter(call -> NULLS.contains(call.callee()))
            .filter(call -> ALLOCATES.matcher(call.callee()).find())
            .toList();
    if (!number || allocations.isEmpty() || !GIVES_ERROR.matcher(function.node().text()).find()) {
      return;
    }
    for (Step.Call call : allocations) {
      Node test = call.node().ancestor(Kind.EXPRESSION_STATEMENT).orElse(call.node());
      if (Unreported.jumpsBehind(test) && !Unreported.choosesBehind(test)) {
        new Unreported(body, call, function.name(), found).run();
      }
    }
  }

  private static final class Unreported extends Paths {
    private final Step.Call site;
    private final String name;
    private final List<Finding> found;

    Unreported(Lowered function, Step.Call site, String name, List<Finding> found) {
      super(function);
      this.site = site;
      this.name = name;
      this.found = found;
      onlyFrom(site);
    }

    /** What did not fail is of no interest, nor is a failure that was meant. */
    @Override
    protected boolean isDone(PathState state) {
      return state.status() != 1 || !state.range(state.handle()).contains(0);
    }

    @Override
    protected void called(Step.Call call, PathState state) {
      if (call.equals(site)) {
        state.begin(1, PathState.result(call.id()));
        state.step(call.node(), "fails");
      }
    }

    @Override
    protected void assigning(Step.Assign assign, String key, String value, PathState state) {
      // A result that is set to zero behind the failure is meant.
      boolean failed = state.status() == 1 && state.range(state.handle()).equals(Range.ZERO);
      if (failed && value.equals("=0")) {
        state.status(0);
      }
    }

    @Override
    protected void leaves(PathState state, Optional<Step.Return> by) {
      if (state.status() != 1
          || by.isEmpty()
          || !(by.get().value() instanceof Term.Name)
          || !state.range(state.handle()).equals(Range.ZERO)
          || !state.range(state.value(by.get().value())).equals(Range.ZERO)) {
        return;
      }
      found.add(
          Finding.at(site.node(), "%s() fails, and the function returns 0", site.callee())
              .likely()
              .steps(Path.notes(state.trace()))
              .step(Note.at(by.get().node(), "returned here"))
              .about(name, site.callee()));
      stop();
    }

    /** Whether the failing branch itself decides if it is an error. */
    private static boolean choosesBehind(Node statement) {
      List<Node> items = statement.parent().map(Node::children).orElse(List.of());
      return items.stream()
          .filter(item -> item.is(Kind.IF) && item.firstToken() >= statement.endToken())
          .limit(1)
          .anyMatch(
              item -> item.children().get(1).text().matches("(?s).*\\bif \\(.*=\\s*-E[A-Z]+.*"));
    }

    /** Whether the statement behind the call tests it and jumps to a label. */
    private static boolean jumpsBehind(Node statement) {
      Optional<Node> parent = statement.parent();
      if (parent.isEmpty()) {
        return false;
      }
      List<Node> items = parent.get().children();
      int at = items.indexOf(statement);
      return at >= 0
          && at + 1 < items.size()
          && items.get(at + 1).is(Kind.IF)
          && items.get(at + 1).findAll(Kind.GOTO).findAny().isPresent();
    }
  }
}

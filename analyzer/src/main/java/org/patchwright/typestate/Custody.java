package org.patchwright.typestate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.dataflow.Term;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.NamePattern;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Node;

/**
 * Who holds the resources of some families: in each function of one file, from the call that
 * acquires one to its release, to what keeps it, or to a way out that does neither. What callees do
 * is read from their bodies where the file or its neighbours have them, and else guessed from their
 * names in favour of the code.
 */
public final class Custody {

  private static final int DEPTH = 3;

  /** They yield what they are given, and are often called for their effect alone. */
  private static final NamePattern COUNTS =
      NamePattern.of("\\w+_get(_dev|_intf)?|get_\\w+|\\w+_hold");

  private static final Pattern INITIALISER =
      Pattern.compile(
          "\\n(?:module|subsys|device|late|arch|core|fs|postcore)_init(?:call)?(?:_sync)?"
              + "\\s*\\(\\s*(\\w+)\\s*\\)");

  private static final Pattern MODULE = Pattern.compile("\\nmodule_init\\s*\\(\\s*(\\w+)\\s*\\)");

  private static final Pattern FREES = Pattern.compile("free_\\w+|\\w+_free");

  private static final Set<String> PLAIN_RELEASES =
      Set.of("kfree", "kvfree", "vfree", "kfree_skb", "dev_kfree_skb", "free_netdev", "iounmap");

  /** Callbacks whose failure is the end of what they began. */
  private static final Pattern ENTRY =
      Pattern.compile(
          "(\\w+\\.)*(probe|probe_new|attach|connect|bind|open|ndo_open|startup|add|add_dev)");

  /** Tables that the kernel goes by; others are a driver's own, which knows what it calls. */
  private static final Pattern OF_KERNEL =
      Pattern.compile("\\w*(driver|operations|ops|client|bus_type)");

  private static final Pattern PROBES = Pattern.compile("\\.\\s*probe(?:_new)?\\s*=\\s*(\\w+)");

  private static final Pattern END =
      Pattern.compile(
          "(\\w+\\.)*(remove|remove_new|detach|disconnect|unbind|release|ndo_stop|close|shutdown|stop)");

  private final KernelTree tree;
  private final List<Family> families;
  private final java.util.function.Function<Function, Lowered> lowered;
  private final Map<String, List<Family>> familiesOf = new HashMap<>();
  private final Map<Function, List<Incident>> incidents = new HashMap<>();
  private final Map<Asked, Conduct> conducts = new HashMap<>();
  private final Map<Asked, Optional<Family.Acquire>> makers = new HashMap<>();
  private final Map<Asked, Optional<Endings.Filled>> fillers = new HashMap<>();
  private final Map<Asked, Boolean> releasing = new HashMap<>();
  private final Map<Function, Boolean> entries = new HashMap<>();
  private final Map<String, Family> pairs = new HashMap<>();
  private final Map<Node, Look> looks = new HashMap<>();

  /** By file, and by the name of a call there, the function that it reaches. */
  private final Map<Unit, Map<String, Optional<Function>>> bodies = new IdentityHashMap<>();

  /** The same of those that may hand over what they acquire. */
  private final Map<Unit, Map<String, Optional<Function>>> wrappers = new IdentityHashMap<>();

  private final boolean pairing;
  private final Set<Asked> open = new HashSet<>();
  private final Set<Function> cutShort = new HashSet<>();

  /** What is asked of a function about things of a family. */
  private record Asked(Function function, String noun, String about) {

    /** As often asked as this is, spelled out it costs less. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Asked that
          && about.equals(that.about)
          && noun.equals(that.noun)
          && function.equals(that.function);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * function.hashCode() + noun.hashCode()) + about.hashCode();
    }
  }

  /**
   * @param lowered functions as steps, kept by the caller
   */
  public Custody(
      KernelTree tree,
      List<Family> families,
      java.util.function.Function<Function, Lowered> lowered) {
    this.tree = tree;
    this.families = List.copyOf(families);
    this.lowered = lowered;
    this.pairing = families.stream().anyMatch(family -> family.noun().equals(Family.COUNTED));
    for (Family family : families) {
      family.acquires().keySet().forEach(name -> add(name, family));
      family.releases().keySet().forEach(name -> add(name, family));
    }
  }

  private void add(String name, Family family) {
    List<Family> known = familiesOf.computeIfAbsent(name, n -> new ArrayList<>(1));
    if (!known.contains(family)) {
      known.add(family);
    }
  }

  /** What conditions look like, kept for all that is followed past them. */
  Map<Node, Look> looks() {
    return looks;
  }

  KernelTree tree() {
    return tree;
  }

  /** Functions whose paths were not all followed. */
  public Set<Function> cutShort() {
    return Set.copyOf(cutShort);
  }

  /** What goes wrong in a function, in the order of the text. */
  public List<Incident> incidents(Function function) {
    return incidents.computeIfAbsent(function, this::find);
  }

  private List<Incident> find(Function function) {
    Lowered body = lowered.apply(function);
    Map<String, Incident> found = new LinkedHashMap<>();
    for (Step.Call call : body.calls()) {
      for (Family family : acquiredBy(function, call)) {
        acquired(body, family, call, acquire(function, family, call).orElseThrow(), found);
      }
      pair(body, call)
          .ifPresent(
              family ->
                  acquired(body, family, call, family.acquire(call.callee()).orElseThrow(), found));
      for (Family family : familiesOf.getOrDefault(call.callee(), List.of())) {
        Integer argument = family.releases().get(call.callee());
        if (family.dies()
            && argument != null
            && !family.releasedIf().containsKey(call.callee())
            && argument < call.arguments().size()
            && body.mayUseAfter(call)) {
          report(function, Follow.after(this, body, family, call, argument), found);
        }
      }
    }
    if (function.returnsNothing() && FREES.matcher(function.name()).matches()) {
      for (Family family : families) {
        if (family.dies() && !function.parameters().isEmpty()) {
          Follow follow = Follow.parameter(this, body, family, 0);
          if (follow.follow()) {
            follow.owed().forEach(one -> found.putIfAbsent("owed " + one.at().index(), one));
          }
        }
      }
    }
    if (isSender(function)) {
      for (Family family : families) {
        if (family.dies() && family.noun().equals("skb")) {
          Follow follow = Follow.parameter(this, body, family, 0).strictly();
          if (follow.follow()) {
            follow.unsent().forEach(one -> found.putIfAbsent("sent " + one.at().index(), one));
          }
        }
      }
    }
    for (Family family : families) {
      if (!family.iterators().isEmpty()) {
        function
            .body()
            .findAll(org.patchwright.syntax.Kind.ITERATOR_STATEMENT)
            .filter(
                loop ->
                    loop.child(org.patchwright.syntax.Kind.NAME)
                        .filter(name -> family.iterators().contains(name.text()))
                        .isPresent())
            .forEach(loop -> report(function, Follow.inside(this, body, family, loop), found));
      }
    }
    return List.copyOf(found.values());
  }

  /** Whether the kernel gives a function a buffer that is its own, if it says that it took it. */
  private static boolean isSender(Function function) {
    return !function.parameters().isEmpty()
        && function.unit().callbacks(function).stream()
            .anyMatch(callback -> callback.endsWith("ndo_start_xmit"));
  }

  private void acquired(
      Lowered body,
      Family family,
      Step.Call call,
      Family.Acquire acquire,
      Map<String, Incident> found) {
    Follow follow = Follow.from(this, body, family, call, acquire);
    boolean complete = follow.follow();
    List<Incident> all = follow.incidents();
    if (all.stream().anyMatch(one -> one.kind() == Incident.Kind.LEFT)) {
      // Whether other ways leave by the same return is asked only where something is left.
      report(body.function(), Follow.throughout(this, body, family, call, acquire), found);
      return;
    }
    if (!complete) {
      cutShort.add(body.function());
    }
    report(all, found);
  }

  /**
   * The family of a driver's own pair: {@code foo_get(x)} or {@code get_foo(x)} as a statement,
   * where the same function calls {@code foo_put} or {@code put_foo}.
   */
  private Optional<Family> pair(Lowered body, Step.Call call) {
    String name = call.callee();
    if (!pairing
        || !call.ignored()
        || call.arguments().size() != 1
        || familiesOf.containsKey(name)) {
      return Optional.empty();
    }
    String put =
        name.endsWith("_get")
            ? name.substring(0, name.length() - 3) + "put"
            : name.startsWith("get_") ? "put_" + name.substring(4) : "";
    if (put.isEmpty() || body.calls().stream().noneMatch(c -> c.callee().equals(put))) {
      return Optional.empty();
    }
    return Optional.of(
        pairs.computeIfAbsent(
            name, n -> Family.of("reference").takes(0, Range.ALL, name).released(0, put)));
  }

  private void report(Function function, Follow follow, Map<String, Incident> found) {
    if (!follow.follow()) {
      cutShort.add(function);
    }
    report(follow.incidents(), found);
  }

  private static void report(List<Incident> incidents, Map<String, Incident> found) {
    for (Incident incident : incidents) {
      if (incident.kind() == Incident.Kind.LEFT && Remarks.explain(incident.at())) {
        continue;
      }
      String key =
          incident.kind()
              + " "
              + incident.at().index()
              + " "
              + incident.family().noun()
              + (incident.kind() == Incident.Kind.LEFT ? incident.origin().index() : "");
      found.putIfAbsent(key, incident);
    }
  }

  /**
   * Whether a call releases things of some family by this argument; asked where it is not its own.
   */
  boolean isOfOthers(String callee, int argument) {
    return PLAIN_RELEASES.contains(callee)
        && familiesOf.getOrDefault(callee, List.of()).stream()
            .anyMatch(family -> family.releases().get(callee) == argument);
  }

  /** The argument that a call frees; -1 if it is not known to free any. */
  int freed(String callee) {
    return familiesOf.getOrDefault(callee, List.of()).stream()
        .filter(Family::dies)
        .mapToInt(family -> family.releases().getOrDefault(callee, -1))
        .max()
        .orElse(-1);
  }

  private List<Family> acquiredBy(Function function, Step.Call call) {
    if (familiesOf.containsKey(call.callee())) {
      return families.stream()
          .filter(family -> acquire(function, family, call).isPresent())
          .toList();
    }
    Optional<Function> callee = wrapper(function, call);
    if (callee.isPresent()) {
      return families.stream().filter(family -> maker(callee.get(), family).isPresent()).toList();
    }
    Optional<Filler> filler = filler(function, call);
    return filler.isEmpty()
        ? List.of()
        : families.stream().filter(family -> filled(filler.get(), family).isPresent()).toList();
  }

  /** What a call gives, by the family's table or by the body of a wrapper. */
  Optional<Family.Acquire> acquire(Function from, Family family, Step.Call call) {
    Optional<Family.Acquire> direct = family.acquire(call.callee());
    if (call.ignored()
        && COUNTS.matches(call.callee())
        && direct.filter(what -> what.argument() < 0).isPresent()) {
      // What it is given is counted once more, and goes by its old name.
      return call.arguments().isEmpty()
          ? Optional.empty()
          : Optional.of(new Family.Acquire(0, false, Range.ALL, false));
    }
    if (direct.isPresent() || familiesOf.containsKey(call.callee())) {
      return direct;
    }
    Optional<Function> callee = wrapper(from, call);
    return callee.isPresent()
        ? maker(callee.get(), family)
        : filler(from, call)
            .flatMap(
                filler ->
                    filled(filler, family)
                        .map(
                            what ->
                                new Family.Acquire(
                                    filler.argument,
                                    true,
                                    call.ignored() ? Range.ALL : what.results(),
                                    true,
                                    what.member())));
  }

  /**
   * A function that may leave something in a variable of its caller.
   *
   * @param parameter the number of the parameter that points to the variable
   * @param argument the number of the argument of the call that does
   */
  private record Filler(Function function, int parameter, int argument) {}

  /**
   * The function that a call reaches, itself or as what is to be called for each of many, with a
   * pointer to a variable of the caller.
   */
  private Optional<Filler> filler(Function from, Step.Call call) {
    int argument = -1;
    for (int i = 0; i < call.arguments().size() && argument < 0; i++) {
      if (call.arguments().get(i) instanceof Term.AddressOf address
          && address.place() instanceof Term.Name name
          && lowered.apply(from).isLocal(name.name())) {
        argument = i;
      }
    }
    if (argument < 0) {
      return Optional.empty();
    }
    int data = argument;
    Optional<Function> own = from.unit().head(call.callee());
    Optional<Filler> found =
        own.isPresent()
            ? own.map(body -> new Filler(body, data, data))
            : call.callee().contains("for_each")
                ? call.arguments().stream()
                    .filter(Term.Name.class::isInstance)
                    .flatMap(name -> from.unit().head(((Term.Name) name).name()).stream())
                    .findFirst()
                    .map(each -> new Filler(each, each.parameters().size() - 1, data))
                : Optional.empty();
    return found
        .filter(filler -> filler.parameter >= 0)
        .filter(filler -> filler.parameter < filler.function.parameters().size())
        .filter(filler -> !filler.function.returnsPointer())
        .filter(filler -> acquiresAny(filler.function));
  }

  private boolean acquiresAny(Function function) {
    return lowered.apply(function).calls().stream()
        .anyMatch(call -> familiesOf.containsKey(call.callee()));
  }

  /** What a function leaves in a variable of its caller. */
  private Optional<Endings.Filled> filled(Filler filler, Family family) {
    if (family.dies()) {
      // Whose memory it is then shows where it is stored.
      return Optional.empty();
    }
    Asked key = new Asked(filler.function, family.noun(), "filled " + filler.parameter);
    Optional<Endings.Filled> known = fillers.get(key);
    if (known != null) {
      return known;
    }
    if (open.size() > DEPTH || !open.add(key)) {
      return Optional.empty();
    }
    Optional<Endings.Filled> made = Optional.empty();
    try {
      Lowered body = lowered.apply(filler.function);
      for (Step.Call call : body.calls()) {
        Optional<Family.Acquire> inner =
            familiesOf.containsKey(call.callee())
                ? acquire(filler.function, family, call)
                : Optional.empty();
        boolean counted = inner.isPresent() && COUNTS.matches(call.callee());
        if (counted || inner.filter(what -> what.argument() < 0).isPresent()) {
          Follow follow = Follow.throughout(this, body, family, call, inner.get());
          if (follow.follow()) {
            made = follow.filled(filler.function.parameters().get(filler.parameter));
          }
          if (made.isPresent()) {
            break;
          }
        }
      }
    } finally {
      open.remove(key);
    }
    fillers.put(key, made);
    return made;
  }

  /** The function that a call reaches, if it may hand over what it acquires. */
  private Optional<Function> wrapper(Function from, Step.Call call) {
    if (call.ignored() && (COUNTS.matches(call.callee()) || Manners.counts(call.callee()))) {
      return Optional.empty();
    }
    return wrappers
        .computeIfAbsent(from.unit(), u -> new HashMap<>())
        .computeIfAbsent(call.callee(), name -> wrapper(from.unit(), name));
  }

  private Optional<Function> wrapper(Unit from, String callee) {
    Optional<Function> own = from.head(callee);
    if (own.isEmpty() && Manners.makes(callee)) {
      own = tree.head(from, callee);
    }
    return own.filter(Function::returnsPointer);
  }

  private Optional<Family.Acquire> maker(Function function, Family family) {
    Asked key = new Asked(function, family.noun(), "made");
    Optional<Family.Acquire> known = makers.get(key);
    if (known != null) {
      return known;
    }
    if (open.size() > DEPTH || !open.add(key)) {
      return Optional.empty();
    }
    Optional<Family.Acquire> made = Optional.empty();
    try {
      Lowered body = lowered.apply(function);
      for (Step.Call call : body.calls()) {
        Optional<Family.Acquire> inner = acquire(function, family, call);
        boolean out = inner.filter(what -> what.out() && !family.dies()).isPresent();
        boolean taken =
            inner.isPresent()
                && inner.get().argument() >= 0
                && !inner.get().out()
                && Manners.counts(call.callee());
        if (taken || out || inner.isPresent() && inner.get().argument() < 0) {
          Follow follow = Follow.throughout(this, body, family, call, inner.get());
          follow.follow();
          if (follow.handsOver()) {
            made =
                Optional.of(new Family.Acquire(-1, false, Range.POSITIVE, follow.mayYieldNull()));
            break;
          }
        }
      }
    } finally {
      open.remove(key);
    }
    makers.put(key, made);
    return made;
  }

  /** The body that a call reaches, in the file or in a neighbour. */
  Optional<Function> body(Function from, String callee) {
    if (callee.isEmpty() || callee.startsWith("->")) {
      return Optional.empty();
    }
    return bodies
        .computeIfAbsent(from.unit(), u -> new HashMap<>())
        .computeIfAbsent(callee, name -> body(from.unit(), name));
  }

  private Optional<Function> body(Unit from, String callee) {
    Optional<Function> own = from.head(callee);
    return (own.isPresent() ? own : tree.head(from, callee)).filter(function -> !isStub(function));
  }

  /** What a header has where an option is off: it tells nothing of the real function. */
  private static boolean isStub(Function function) {
    if (!function.path().endsWith(".h")) {
      return false;
    }
    function.noted();
    List<Node> items = function.body().children();
    return items.isEmpty()
        || items.size() == 1
            && items.get(0).is(org.patchwright.syntax.Kind.RETURN)
            && items
                .get(0)
                .findAll(org.patchwright.syntax.Kind.CALL)
                .allMatch(call -> call.children().get(0).text().equals("ERR_PTR"));
  }

  /** What a callee does with an argument. */
  Conduct conduct(Function function, Family family, int argument) {
    Asked key = new Asked(function, family.noun(), Integer.toString(argument));
    Conduct known = conducts.get(key);
    if (known != null) {
      return known;
    }
    if (argument >= function.parameters().size() || open.size() > DEPTH || !open.add(key)) {
      return Conduct.UNKNOWN;
    }
    Conduct conduct;
    try {
      Lowered body = lowered.apply(function);
      if (Bystander.of(body, argument)) {
        conduct = Conduct.UNTOUCHED;
      } else {
        Follow follow = Follow.parameter(this, body, family, argument).untilContradicted();
        conduct = follow.follow() ? follow.conduct() : Conduct.UNKNOWN;
      }
    } finally {
      open.remove(key);
    }
    conducts.put(key, conduct);
    return conduct;
  }

  /** Whether another function of the file calls this one and releases what is kept in a field. */
  private boolean callerReleases(
      Function function, Family family, String member, Set<Integer> holders) {
    Pattern named = Pattern.compile("\\b" + Pattern.quote(function.name()) + "\\b");
    for (Function caller : function.unit().functionsWith(named)) {
      if (!caller.equals(function)
          && lowered.apply(caller).calls(function.name())
          && (lowered.apply(caller).calls().stream()
                  .filter(call -> !family.dies() || !call.callee().equals(function.name()))
                  .anyMatch(call -> releases(caller, call, family, member, 0))
              || lowered.apply(caller).calls().stream()
                  .filter(call -> cleansUpAfter(caller, call, function, holders))
                  .anyMatch(
                      call ->
                          body(caller, call.callee())
                              .map(body -> releases(body, family, member, 0))
                              .orElse(true)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a call, of another file's function, ends what some parameters were given. */
  private boolean cleansUpAfter(
      Function caller, Step.Call call, Function function, Set<Integer> parameters) {
    if (!Manners.cleans(call.callee())
        || caller.unit().defines(call.callee())
        || Manners.borrows(call.callee())) {
      return false;
    }
    Set<String> given = new HashSet<>();
    call.texts().forEach(text -> given.add(text.text()));
    return lowered.apply(caller).calls().stream()
        .filter(other -> other.callee().equals(function.name()))
        .anyMatch(
            other ->
                parameters.stream()
                    .filter(parameter -> parameter < other.texts().size())
                    .anyMatch(parameter -> given.contains(other.texts().get(parameter).text())));
  }

  /**
   * Whether who calls this function releases what is kept in a field, or may be expected to: a
   * function for other files, beside one that releases it for them.
   *
   * @param stored whether this function put it there
   * @param holders the numbers of the parameters from which the field hangs
   */
  boolean othersRelease(
      Function function, Family family, String member, boolean stored, Set<Integer> holders) {
    return callerReleases(function, family, member, holders)
        || stored
            && !function.isStatic()
            && function.unit().functions().stream()
                .filter(other -> !other.isStatic() && !other.equals(function))
                .anyMatch(other -> releases(other, family, member, DEPTH));
  }

  /** Whether the kernel calls a function, and will not call its counterpart if that fails. */
  boolean isEntry(Function function) {
    return entries.computeIfAbsent(
        function,
        f ->
            f.unit().callbacks(f).stream()
                    .map(callback -> callback.split(" ", 2))
                    .anyMatch(
                        callback ->
                            OF_KERNEL.matcher(callback[0]).matches()
                                && ENTRY.matcher(callback[1]).matches())
                || isInitialiser(f)
                || isProbeOfOthers(f));
  }

  /** Whether a table of a neighbour names a function as its {@code probe}. */
  private boolean isProbeOfOthers(Function function) {
    return !function.isStatic()
        && function.name().endsWith("_probe")
        && tree.companions(function.unit(), Set.of(function.name())).stream()
            .anyMatch(unit -> unit.found(PROBES).contains(function.name()));
  }

  /** Whether a module begins with a function: where that fails it goes, with all its variables. */
  static boolean beginsModule(Function function) {
    return function.unit().found(MODULE).contains(function.name());
  }

  private static boolean isInitialiser(Function function) {
    return function.unit().found(INITIALISER).contains(function.name());
  }

  /** Whether a function is what the kernel calls when a device goes, or its file is closed. */
  boolean isEnd(Function function) {
    return function.unit().callbacks(function).stream()
        .anyMatch(callback -> END.matcher(callback.split(" ", 2)[1]).matches());
  }

  /** Whether a callee, or what it calls, releases something of the family kept in such a field. */
  boolean releases(Function function, Family family, String member, int depth) {
    Asked key = new Asked(function, family.noun(), member);
    Boolean known = releasing.get(key);
    if (known != null) {
      return known;
    }
    releasing.put(key, false);
    boolean result = false;
    for (Step.Call call : lowered.apply(function).calls()) {
      if (releases(function, call, family, member, depth)) {
        result = true;
        break;
      }
    }
    releasing.put(key, result);
    return result;
  }

  private boolean releases(
      Function function, Step.Call call, Family family, String member, int depth) {
    Integer argument = family.releases().get(call.callee());
    return argument != null
            && argument < call.texts().size()
            && (member.isEmpty() || call.texts().get(argument).text().contains(member))
        || argument == null
            && !member.isEmpty()
            && Manners.cleans(call.callee())
            && call.texts().stream().anyMatch(text -> text.text().endsWith(member))
        || argument == null
            && depth < DEPTH
            && function
                .unit()
                .head(call.callee())
                .filter(inner -> releases(inner, family, member, depth + 1))
                .isPresent();
  }
}

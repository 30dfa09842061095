package org.patchwright.catalog.timer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * Something inside a structure that runs later, by the calls that start it and that end it.
 *
 * @param noun what it is
 * @param arms names of calls that start it
 * @param ends names of calls that end it
 */
record Armed(String noun, String arms, String ends) {

  /** They end whatever there is. */
  private static final Pattern ALL = Pattern.compile("flush_.*|destroy_.*|drain_.*");

  private static final Pattern ENDS =
      Pattern.compile(
          ".*(remove|disconnect|exit|release|free|destroy|close|detach|unregister|fini|down).*");

  private static final Pattern FREES = Pattern.compile("kfree|kvfree|vfree|kmem_cache_free");

  /** Where the file starts it, frees its structure, and no file beside it ever ends it. */
  Stream<Finding> neverEnded(TreeFacts file) {
    Map<String, Node> started = new LinkedHashMap<>();
    Map<String, Function> in = new LinkedHashMap<>();
    Pattern starts = Pattern.compile(arms);
    for (Function function : file.unit().functions()) {
      function
          .body()
          .findAll(Kind.CALL)
          .filter(call -> starts.matcher(call.children().get(0).text()).matches())
          .forEach(
              call ->
                  member(call)
                      .ifPresent(
                          name -> {
                            started.putIfAbsent(name, call);
                            in.putIfAbsent(name, function);
                          }));
    }
    List<Finding> found = new ArrayList<>();
    for (Map.Entry<String, Node> entry : started.entrySet()) {
      Optional<Node> freed = freed(file.unit(), entry.getValue());
      if (freed.isPresent() && !isEnded(file, entry.getKey())) {
        found.add(
            Finding.at(
                    freed.get(),
                    "the %s %s may still be pending when its structure is freed",
                    noun,
                    entry.getKey())
                .likely()
                .step(Note.at(entry.getValue(), "started here, and ended nowhere"))
                .about(in.get(entry.getKey()).name(), entry.getKey()));
      }
    }
    return found.stream();
  }

  /**
   * Where the file stops what else goes on in a structure in which it sets something up, which some
   * file starts and none ever ends.
   *
   * @param setsUp names of calls that set it up
   */
  Stream<Finding> neverStopped(TreeFacts file, String setsUp) {
    Map<String, Node> members = new LinkedHashMap<>();
    calls(file.unit(), Pattern.compile(setsUp))
        .forEach(call -> member(call).ifPresent(name -> members.putIfAbsent(name, call)));
    Pattern anyArm = Pattern.compile("(__)?(" + arms + ")");
    List<Finding> found = new ArrayList<>();
    for (Map.Entry<String, Node> entry : members.entrySet()) {
      Optional<String> owner = owner(entry.getValue());
      Optional<Node> stop = owner.flatMap(name -> stop(file.unit(), name));
      boolean started =
          stop.isPresent()
              && beside(file)
                  .flatMap(unit -> calls(unit, anyArm))
                  .anyMatch(call -> member(call).filter(entry.getKey()::equals).isPresent());
      if (started && !isEnded(file, entry.getKey())) {
        found.add(
            Finding.at(
                    stop.get(), "all else is stopped here, but not the %s %s", noun, entry.getKey())
                .likely()
                .step(Note.at(entry.getValue(), "set up here, and ended nowhere"))
                .about(in(file.unit(), stop.get()), entry.getKey()));
      }
    }
    return found.stream();
  }

  /**
   * Where a driver lets go of its device, and does not end what it set up where it took it.
   *
   * @param setsUp names of calls that set it up
   * @param spared members of which an earlier finding tells
   */
  Stream<Finding> leftByDriver(TreeFacts file, String setsUp, Set<String> spared) {
    return Running.in(file, this, Pattern.compile(setsUp), spared);
  }

  Pattern starts() {
    return Pattern.compile(arms);
  }

  Pattern stops() {
    return Pattern.compile(ends);
  }

  /** What some findings are about. */
  static Set<String> subjects(List<Finding> findings) {
    return findings.stream().map(Finding::subject).collect(Collectors.toSet());
  }

  private static String in(Unit unit, Node call) {
    return unit.functions().stream()
        .filter(function -> function.body().firstToken() <= call.firstToken())
        .filter(function -> call.endToken() <= function.body().endToken())
        .map(Function::name)
        .findFirst()
        .orElse("");
  }

  private static Stream<Node> calls(Unit unit, Pattern names) {
    return unit.functions().stream()
        .flatMap(function -> function.body().findAll(Kind.CALL))
        .filter(call -> isNamed(call, names));
  }

  /** The last call that stops something of an owner, in a function that says it takes it down. */
  private static Optional<Node> stop(Unit unit, String owner) {
    return unit.functions().stream()
        .filter(function -> function.name().matches("(.*_)?(down|stop|quiesce|halt|shutdown)"))
        .flatMap(
            function ->
                function
                    .body()
                    .findAll(Kind.CALL)
                    .filter(
                        call ->
                            call.children()
                                .get(0)
                                .text()
                                .matches(
                                    "(disable|free)_irq|napi_disable|cancel_(delayed_)?work(_sync)?|tasklet_kill"))
                    .filter(call -> call.text().matches("(?s).*\\b" + owner + "\\s*->.*"))
                    .reduce((first, last) -> last)
                    .stream())
        .findFirst();
  }

  /** The member in {@code &x->member}, whichever argument it is. */
  static Optional<String> member(Node call) {
    return call.child(Kind.ARGUMENTS).stream()
        .flatMap(list -> list.children().stream())
        .filter(argument -> argument.is(Kind.UNARY) && argument.text().startsWith("&"))
        .map(argument -> argument.children().get(0))
        .filter(place -> place.is(Kind.MEMBER_ACCESS))
        .map(place -> place.tree().tokens().text(place.endToken() - 1))
        .findFirst();
  }

  /** A free of a pointer of the same name as the one that the structure is reached by. */
  private static Optional<Node> freed(Unit unit, Node start) {
    Optional<String> owner = owner(start);
    if (owner.isEmpty() || !owner.get().matches("\\w+")) {
      return Optional.empty();
    }
    return unit.functions().stream()
        .filter(function -> ENDS.matcher(function.name()).matches())
        .flatMap(function -> function.body().findAll(Kind.CALL))
        .filter(call -> FREES.matcher(call.children().get(0).text()).matches())
        .filter(
            call ->
                call.child(Kind.ARGUMENTS).stream()
                    .flatMap(list -> list.children().stream())
                    .anyMatch(argument -> argument.text().equals(owner.get())))
        .findFirst();
  }

  /** What stands before the member. */
  private static Optional<String> owner(Node start) {
    return start.child(Kind.ARGUMENTS).stream()
        .flatMap(list -> list.children().stream())
        .filter(argument -> argument.is(Kind.UNARY))
        .map(argument -> argument.children().get(0))
        .filter(place -> place.is(Kind.MEMBER_ACCESS))
        .map(place -> place.children().get(0).text())
        .findFirst();
  }

  private boolean isEnded(TreeFacts file, String member) {
    Pattern names = Pattern.compile(ends);
    return beside(file).anyMatch(unit -> endsIn(unit, member, names));
  }

  private static Stream<Unit> beside(TreeFacts file) {
    List<String> paths = file.tree().siblings(file.unit().path());
    return Stream.concat(
        Stream.of(file.unit()),
        paths.stream()
            .limit(40)
            .filter(path -> !path.equals(file.unit().path()))
            .flatMap(path -> file.tree().unit(path).stream()));
  }

  private static boolean isNamed(Node call, Pattern names) {
    return names.matcher(call.children().get(0).text()).matches();
  }

  private static boolean endsIn(Unit unit, String member, Pattern names) {
    return unit.functions().stream()
        .flatMap(function -> function.body().findAll(Kind.CALL))
        .filter(call -> isNamed(call, names))
        .anyMatch(call -> call.text().contains(member) || endsAll(call));
  }

  /** Whether a call ends whatever there is. */
  static boolean endsAll(Node call) {
    return !call.text().contains("&") && isNamed(call, ALL);
  }

  /** Whether a call is given a member of that name, or what is in one. */
  static boolean mentions(Node call, String member) {
    Pattern word = Pattern.compile("(->|\\.)\\s*" + member + "\\b");
    return call.child(Kind.ARGUMENTS).filter(list -> word.matcher(list.text()).find()).isPresent();
  }
}

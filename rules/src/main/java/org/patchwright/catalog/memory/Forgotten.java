package org.patchwright.catalog.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rank;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * An object that a function of the driver makes, kept in a field alone, whose holder is freed while
 * no call is ever given the field to end it.
 */
final class Forgotten {

  private static final Pattern MAKES =
      Pattern.compile("(?!devm_)(\\w+_)?(alloc|create|new)(_\\w+)?");

  private static final Pattern ENDS =
      Pattern.compile(
          "\\w*(free|release|destroy|put|clean|exit|remove|delete|fini|drop|disconnect|detach|close|"
              + "stop|unregister|shutdown|kill|term|dispose|teardown|uninit|deinit|unref)\\w*");

  private static final Pattern FREES = Pattern.compile("k[vz]?free(_sensitive)?|vfree");

  private static final int BESIDE = 40;

  private Forgotten() {}

  /**
   * @param makers calls of which others see to what they make
   */
  static Stream<Finding> in(TreeFacts file, Map<String, Integer> makers) {
    List<Finding> found = new ArrayList<>();
    for (Function function : file.unit().functions()) {
      function
          .body()
          .findAll(Kind.ASSIGNMENT)
          .filter(set -> set.children().get(0).is(Kind.MEMBER_ACCESS))
          .filter(set -> set.children().get(1).is(Kind.CALL))
          .filter(set -> isMade(file, set.children().get(1), makers))
          .forEach(set -> forgotten(file, function, set).ifPresent(found::add));
    }
    return found.stream();
  }

  private static boolean isMade(TreeFacts file, Node call, Map<String, Integer> makers) {
    String callee = call.children().get(0).text();
    return MAKES.matcher(callee).matches()
        && !makers.containsKey(callee)
        && file.unit()
            .function(callee)
            .or(() -> file.tree().function(file.unit(), callee))
            .filter(Function::returnsPointer)
            .isPresent();
  }

  private static Optional<Finding> forgotten(TreeFacts file, Function maker, Node set) {
    Node place = set.children().get(0);
    String owner = place.children().get(0).text();
    String member = place.tree().tokens().text(place.endToken() - 1);
    if (!owner.matches("\\w+") || !place.text().contains("->")) {
      return Optional.empty();
    }
    Optional<Function> by =
        file.unit().functions().stream()
            .filter(function -> !function.equals(maker))
            .filter(function -> freed(function, owner).isPresent())
            .findFirst();
    return by.isEmpty() || isEnded(file, member)
        ? Optional.empty()
        : Optional.of(
            Finding.at(
                    freed(by.get(), owner).orElseThrow(),
                    "%s is freed here, and what %s() made for its %s is ended nowhere",
                    owner,
                    set.children().get(1).children().get(0).text(),
                    member)
                .step(Note.at(set, "made here"))
                .ranked(Rank.STYLE)
                .about(by.get().name(), member));
  }

  private static Optional<Node> freed(Function function, String owner) {
    return function
        .body()
        .findAll(Kind.CALL)
        .filter(call -> FREES.matcher(call.children().get(0).text()).matches())
        .filter(call -> call.arguments().stream().anyMatch(given -> given.text().equals(owner)))
        .findFirst();
  }

  /** Whether a call that sounds like its end is given the member, here or beside. */
  private static boolean isEnded(TreeFacts file, String member) {
    Pattern given = Pattern.compile("(?s).*(->|\\.)\\s*" + Pattern.quote(member) + "\\b.*");
    Stream<Unit> beside =
        file.tree().siblings(file.unit().path()).stream()
            .filter(path -> !path.equals(file.unit().path()))
            .limit(BESIDE)
            .flatMap(path -> file.tree().unit(path).stream());
    return Stream.concat(Stream.of(file.unit()), beside)
        .flatMap(unit -> unit.functions().stream())
        .flatMap(function -> function.body().findAll(Kind.CALL))
        .filter(call -> ENDS.matcher(call.children().get(0).text()).matches())
        .flatMap(call -> call.arguments().stream())
        .anyMatch(argument -> given.matcher(argument.text()).matches());
  }
}

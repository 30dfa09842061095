package org.patchwright.catalog.flow;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * A switch that tells the states of something apart.
 *
 * @param node the switch
 * @param sections in the order of the text
 * @param states all enumerators of the enumeration whose states it names; empty where no file that
 *     could be read defines it
 */
record StateSwitch(Node node, List<Section> sections, Set<String> states) {

  private static final Pattern STATE = Pattern.compile("(?is).*(state|status|phase|mode).*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");

  /** Names that end an enumeration, or stand for none of its states. */
  private static final Pattern NO_STATE =
      Pattern.compile(
          "(?i).*(_max|max|_last|_count|_num|_nr|_end|_unknown|unknown|_none|_invalid|_unspec\\w*)|"
              + "(num|nr|max|n)_.*|__.*");

  /**
   * Labels and what stands behind them.
   *
   * @param labels of kind CASE
   */
  record Section(List<Node> labels, List<Node> statements) {
    Section {
      labels = List.copyOf(labels);
      statements = List.copyOf(statements);
    }

    boolean isDefault() {
      return labels.stream().anyMatch(label -> label.children().isEmpty());
    }

    /** The states that it is for. */
    Stream<String> names() {
      return labels.stream().flatMap(label -> label.children().stream()).map(Node::text);
    }
  }

  StateSwitch {
    sections = List.copyOf(sections);
    states = Set.copyOf(states);
  }

  static Stream<StateSwitch> in(FunctionFacts function) {
    return function
        .function()
        .body()
        .findAll(Kind.SWITCH)
        .flatMap(node -> of(node, function).stream());
  }

  private static Optional<StateSwitch> of(Node node, FunctionFacts function) {
    List<Node> children = node.children();
    if (children.size() < 2 || !children.get(1).is(Kind.COMPOUND) || node.hasErrors()) {
      return Optional.empty();
    }
    List<Section> sections = sections(children.get(1));
    Set<String> named = new LinkedHashSet<>();
    sections.forEach(section -> section.names().forEach(named::add));
    boolean states =
        STATE.matcher(children.get(0).text()).matches()
            || named.stream().allMatch(name -> STATE.matcher(name).matches());
    if (named.size() < 3
        || !states
        || !named.stream().allMatch(name -> NAME.matcher(name).matches())) {
      return Optional.empty();
    }
    return Optional.of(new StateSwitch(node, sections, enumeration(named, function)));
  }

  private static List<Section> sections(Node body) {
    List<Section> sections = new ArrayList<>();
    List<Node> labels = new ArrayList<>();
    List<Node> statements = new ArrayList<>();
    for (Node item : body.children()) {
      if (item.is(Kind.CASE)) {
        if (!statements.isEmpty()) {
          sections.add(new Section(labels, statements));
          labels = new ArrayList<>();
          statements = new ArrayList<>();
        }
        labels.add(item);
      } else if (!labels.isEmpty()) {
        statements.add(item);
      }
    }
    if (!labels.isEmpty()) {
      sections.add(new Section(labels, statements));
    }
    return sections;
  }

  /** The enumerators of the enumeration that all of some names belong to. */
  private static Set<String> enumeration(Set<String> named, FunctionFacts function) {
    Set<String> own = enumeration(named, function.unit());
    if (!own.isEmpty()) {
      return own;
    }
    for (String header : function.tree().headers(function.unit(), 1)) {
      Set<String> found =
          function
              .tree()
              .unitThatMayDefine(header, named.iterator().next())
              .map(unit -> enumeration(named, unit))
              .orElse(Set.of());
      if (!found.isEmpty()) {
        return found;
      }
    }
    return Set.of();
  }

  private static Set<String> enumeration(Set<String> named, Unit unit) {
    String first = named.iterator().next();
    if (unit.enumerator(first).isEmpty()) {
      return Set.of();
    }
    return unit.tree()
        .root()
        .findAll(Kind.ENUMERATORS)
        .map(
            list -> {
              Set<String> all = new LinkedHashSet<>();
              list.children(Kind.ENUMERATOR)
                  .forEach(enumerator -> all.add(enumerator.children().get(0).text()));
              return all;
            })
        .filter(all -> all.containsAll(named))
        .findFirst()
        .orElse(Set.of());
  }

  boolean hasDefault() {
    return sections.stream().anyMatch(Section::isDefault);
  }

  /** The states that no label names, in the order of their names. */
  List<String> missing() {
    Set<String> named = new LinkedHashSet<>();
    sections.forEach(section -> section.names().forEach(named::add));
    return states.stream()
        .filter(state -> !named.contains(state) && !NO_STATE.matcher(state).matches())
        .sorted()
        .toList();
  }
}

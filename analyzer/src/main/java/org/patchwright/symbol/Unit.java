package org.patchwright.symbol;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.source.KernelConfig;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.syntax.SyntaxTree;
import org.patchwright.token.Directive;
import org.patchwright.token.Headers;
import org.patchwright.token.Tokens;
import org.patchwright.token.Words;

/** One parsed file and the names that it defines. */
public final class Unit {

  private static final Map<String, Pattern> EXPRESSIONS = new ConcurrentHashMap<>();

  private static final Pattern DEFINITION = Pattern.compile("define\\s+(\\w+)\\b.*");

  /** What an expression for a name begins with. */
  private static final Pattern FIRST_WORD = Pattern.compile("\\\\b\\\\Q(\\w+)\\\\E(?![?*{+])[^|]*");

  private static final Pattern MACRO = Pattern.compile("^([A-Za-z_]\\w*)(\\(([^)]*)\\))?");

  /**
   * A macro as it stands in the file.
   *
   * @param parameters empty for a macro without an argument list
   * @param body the replacement, lines joined
   */
  public record Macro(String name, Optional<List<String>> parameters, String body) {
    public Macro {
      parameters = parameters.map(List::copyOf);
    }
  }

  private final SyntaxTree tree;
  private final Map<String, Function> functions = new LinkedHashMap<>();
  private final List<Function> all = new ArrayList<>();
  private final Map<String, Macro> macros = new HashMap<>();
  private final Map<String, Long> enumerators = new HashMap<>();
  private final List<String> includes = new ArrayList<>();
  private final List<Headers.Looked> rests;
  private final List<String> restKeys;
  private final Map<String, List<Function>> holders = new ConcurrentHashMap<>();
  private volatile List<OpsTable> tables;
  private volatile Set<String> alwaysDefined;

  /** By the text of a regular expression. */
  private final Map<String, List<String>> finds = new ConcurrentHashMap<>();

  private Unit(SyntaxTree tree, List<Headers.Looked> rests, List<String> restKeys) {
    this.tree = tree;
    this.rests = List.copyOf(rests);
    this.restKeys = List.copyOf(restKeys);
  }

  /** Parses a file; every input has a unit. */
  public static Unit of(SourceFile file) {
    return of(file, KernelConfig.ANY);
  }

  /** Parses a file as one configuration compiles it. */
  public static Unit of(SourceFile file, KernelConfig config) {
    return of(Tokens.of(file), config, Headers.Included.NOTHING, List.of());
  }

  /**
   * Parses a file of a tree as one configuration compiles it.
   *
   * @param included what the headers that the file includes tell of macros
   * @param keys names for the content of each of these, equal only if the content is
   */
  static Unit of(Tokens tokens, KernelConfig config, Headers.Included included, List<String> keys) {
    SyntaxTree tree = SyntaxTree.parse(tokens, config, Words.of(tokens, included));
    Unit unit = new Unit(tree, included.looked(), keys);
    unit.read();
    return unit;
  }

  /** The headers that the syntax rests on, by their macros. */
  List<Headers.Looked> rests() {
    return rests;
  }

  /** Names for what {@link #rests} held, in the same order. */
  List<String> restKeys() {
    return restKeys;
  }

  private void read() {
    tree.functions()
        .forEach(
            node ->
                Function.of(this, node)
                    .ifPresent(
                        function -> {
                          all.add(function);
                          functions.putIfAbsent(function.name(), function);
                        }));
    for (Directive directive : tree.tokens().directives()) {
      String body = tree.file().text(directive.body());
      if (directive.kind() == Directive.Kind.DEFINE) {
        define(body);
      } else if (directive.kind() == Directive.Kind.INCLUDE && isInclude(body)) {
        includes.add(body);
      }
    }
    tree.root().findAll(Kind.ENUMERATORS).forEach(this::enumerate);
  }

  /** Whether what stands behind an include names something. */
  static boolean isInclude(String body) {
    return body.length() > 2;
  }

  private void define(String text) {
    String joined = text.replace("\\\r\n", " ").replace("\\\n", " ");
    Matcher matcher = MACRO.matcher(joined);
    if (matcher.find()) {
      Optional<List<String>> parameters =
          Optional.ofNullable(matcher.group(3))
              .map(list -> List.of(list.trim().split("\\s*,\\s*")));
      macros.putIfAbsent(
          matcher.group(1),
          new Macro(matcher.group(1), parameters, joined.substring(matcher.end()).trim()));
    }
  }

  private void enumerate(Node list) {
    long next = 0;
    boolean known = true;
    for (Node enumerator : list.children(Kind.ENUMERATOR)) {
      List<Node> children = enumerator.children();
      Node last = children.get(children.size() - 1);
      if (last.kind().isExpression() && children.size() > 1) {
        OptionalLong value = Literals.value(last.text());
        known = value.isPresent();
        next = value.orElse(0);
      }
      if (known) {
        enumerators.put(children.get(0).text(), next);
      }
      next++;
    }
  }

  public String path() {
    return tree.file().path();
  }

  /** The root of the syntax, and nobody notes it. */
  Node root() {
    return tree.root();
  }

  public SyntaxTree tree() {
    Recording.file(path());
    return tree;
  }

  /** The definitions in the order of the text; a name may stand twice (under {@code #if}). */
  public List<Function> functions() {
    Recording.file(path());
    return List.copyOf(all);
  }

  public Optional<Function> function(String name) {
    Optional<Function> found = defined(name);
    Recording.answer(Uses.Kind.FUNCTION, name, path(), () -> mark(found));
    return found;
  }

  /**
   * The definition of a name, for whoever looks at nothing but its head. Who goes on to the body
   * notes that, see {@link Function#noted}.
   */
  public Optional<Function> head(String name) {
    Optional<Function> found = defined(name);
    Recording.answer(Uses.Kind.HEAD, name, path(), () -> headMark(name));
    return found;
  }

  /** Whether the file defines a function of a name. */
  public boolean defines(String name) {
    return head(name).isPresent();
  }

  String headMark(String name) {
    return defined(name).map(Function::headMark).orElse("");
  }

  /** The definition that holds a place of the file. */
  public Optional<Function> around(Span span) {
    return all.stream().filter(function -> function.node().span().contains(span)).findFirst();
  }

  /** What {@link #function} yields, and nobody notes it. */
  Optional<Function> defined(String name) {
    return Optional.ofNullable(functions.get(name));
  }

  static String mark(Optional<Function> function) {
    return function.map(Function::mark).orElse("");
  }

  /** The definitions with one of some names, in the order of the text. */
  public List<Function> functions(Set<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    note(Uses.Kind.NAMES, names.stream().sorted().collect(joining(" ")));
    List<Function> found = named(names).toList();
    found.forEach(this::noteAlone);
    return found;
  }

  private Stream<Function> named(Set<String> names) {
    return all.stream().filter(one -> names.isEmpty() || names.contains(one.name()));
  }

  /** The definitions with names that pass a test, in the order of the text. */
  public List<Function> functions(Predicate<String> names) {
    note(Uses.Kind.NAMES, "");
    List<Function> found = all.stream().filter(one -> names.test(one.name())).toList();
    found.forEach(this::noteAlone);
    return found;
  }

  /**
   * Where a function of this file stands as a callback: the tag of each struct and the field, with
   * a blank between.
   */
  public List<String> callbacks(Function function) {
    note(Uses.Kind.CALLBACKS, function.name());
    return callbacks(function.name());
  }

  private List<String> callbacks(String function) {
    List<String> found = new ArrayList<>();
    for (OpsTable table : allTables()) {
      table
          .callbacks()
          .forEach(
              (field, callback) -> {
                if (callback.name().equals(function)) {
                  found.add(table.struct() + " " + field);
                }
              });
    }
    return found;
  }

  /** What a regular expression finds in the text: its first group, or all if it has none. */
  public List<String> found(Pattern expression) {
    note(Uses.Kind.TEXT, expression.pattern());
    return finds(expression);
  }

  private List<String> finds(Pattern expression) {
    return finds.computeIfAbsent(
        expression.pattern(),
        asked ->
            expression
                .matcher(tree.file().text())
                .results()
                .map(match -> match.groupCount() == 0 ? match.group() : match.group(1))
                .map(text -> text == null ? "" : text)
                .toList());
  }

  /** The functions in whose text a regular expression finds something, in the order of the text. */
  public List<Function> functionsWith(Pattern expression) {
    note(Uses.Kind.HOLDERS, expression.pattern());
    List<Function> found = with(expression.pattern());
    found.forEach(this::noteAlone);
    return found;
  }

  private List<Function> with(String expression) {
    return holders.computeIfAbsent(
        expression,
        asked -> {
          Matcher literal = FIRST_WORD.matcher(asked);
          String word = literal.matches() ? literal.group(1) : "";
          String text = tree.file().text();
          Matcher inText = Pattern.compile(asked).matcher(text);
          List<Function> found = new ArrayList<>();
          int at = text.indexOf(word);
          for (Function one : all) {
            Span part = one.node().span();
            if (at >= 0 && at < part.start()) {
              at = text.indexOf(word, part.start());
            }
            if (at >= 0
                && at + word.length() <= part.end()
                && inText.region(part.start(), part.end()).find()) {
              found.add(one);
            }
          }
          return List.copyOf(found);
        });
  }

  /** Notes a function; of two with one name, which is meant is told by the whole file. */
  void noteAlone(Function one) {
    if (function(one.name()).filter(one::equals).isEmpty()) {
      Recording.file(path());
    }
  }

  /** The numbers of arguments with which the file calls a function, each once. */
  public Set<Integer> argumentCounts(String callee) {
    note(Uses.Kind.COUNTS, callee);
    return counts(callee);
  }

  private Set<Integer> counts(String callee) {
    Set<Integer> counts = new TreeSet<>();
    tree.root()
        .findAll(Kind.CALL)
        .filter(call -> call.children().get(0).text().equals(callee))
        .forEach(call -> counts.add(call.arguments().size()));
    return counts;
  }

  /** The comment right before a function of this file; empty if there is none. */
  public String remark(Function function) {
    note(Uses.Kind.REMARK, function.name());
    return remarkBefore(function);
  }

  private String remarkBefore(Function function) {
    String before = tree.file().text().substring(0, function.node().span().start()).stripTrailing();
    return before.endsWith("*/") ? before.substring(Math.max(0, before.lastIndexOf("/*"))) : "";
  }

  private void note(Uses.Kind kind, String name) {
    Recording.answer(kind, name, path(), () -> told(kind, name));
  }

  private static Pattern expression(String text) {
    return EXPRESSIONS.computeIfAbsent(text, Pattern::compile);
  }

  /** The answer to a question about the file. */
  String told(Uses.Kind kind, String name) {
    return switch (kind) {
      case NAMES ->
          named(name.isEmpty() ? Set.of() : Set.of(name.split(" ")))
              .map(Function::name)
              .collect(joining(" "));
      case MACROS ->
          Mark.of(macros.values().stream().map(Macro::toString).sorted().collect(joining("\n")));
      case CALLBACKS -> String.join(",", callbacks(name));
      case TEXT -> String.join("\n", finds(expression(name)));
      case HOLDERS -> with(name).stream().map(Function::name).collect(joining(" "));
      case COUNTS -> counts(name).toString();
      case SWITCHES -> switches().stream().sorted().collect(joining(" "));
      case REMARK -> defined(name).map(this::remarkBefore).map(Mark::of).orElse("");
      default -> throw new IllegalArgumentException(kind + " is answered elsewhere");
    };
  }

  /** The names of macros that the file defines outside of any condition. */
  public Set<String> alwaysDefined() {
    note(Uses.Kind.SWITCHES, "");
    return switches();
  }

  private Set<String> switches() {
    Set<String> known = alwaysDefined;
    if (known == null) {
      known = definedOutside();
      alwaysDefined = known;
    }
    return known;
  }

  private Set<String> definedOutside() {
    Set<String> names = new HashSet<>();
    int depth = 0;
    for (String line : tree.file().text().split("\n")) {
      String text = line.strip();
      if (text.startsWith("#")) {
        String directive = text.substring(1).strip();
        if (directive.startsWith("if")) {
          depth++;
        } else if (directive.startsWith("endif")) {
          depth--;
        } else if (depth == 0) {
          Matcher definition = DEFINITION.matcher(directive);
          if (definition.matches()) {
            names.add(definition.group(1));
          }
        }
      }
    }
    return Set.copyOf(names);
  }

  public Optional<Macro> macro(String name) {
    Optional<Macro> found = Optional.ofNullable(macros.get(name));
    Recording.answer(Uses.Kind.MACRO, name, path(), () -> mark(name));
    return found;
  }

  /** A macro as text. */
  String mark(String macro) {
    return Optional.ofNullable(macros.get(macro)).map(Macro::toString).orElse("");
  }

  /** The macros of this file; of one that is defined twice, the first. */
  public List<Macro> macros() {
    note(Uses.Kind.MACROS, "");
    return macros.values().stream().sorted(Comparator.comparing(Macro::name)).toList();
  }

  /** The value of an enumerator of this file, where it can be told from the file alone. */
  public OptionalLong enumerator(String name) {
    OptionalLong value = valueOf(name);
    Recording.answer(Uses.Kind.ENUMERATOR, name, path(), () -> mark(value));
    return value;
  }

  private OptionalLong valueOf(String enumerator) {
    Long value = enumerators.get(enumerator);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  static String mark(boolean answer) {
    return answer ? "yes" : "";
  }

  static String mark(OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : "";
  }

  /** The value of an enumerator or simple macro of this file; nobody notes that it was asked. */
  OptionalLong constant(String name) {
    OptionalLong enumerator = valueOf(name);
    if (enumerator.isPresent()) {
      return enumerator;
    }
    return Optional.ofNullable(macros.get(name))
        .filter(macro -> macro.parameters().isEmpty())
        .map(macro -> Literals.value(macro.body()))
        .orElse(OptionalLong.empty());
  }

  /** What {@link #includes} yields, and nobody notes it. */
  List<String> included() {
    return List.copyOf(includes);
  }

  /** The bodies of the include directives, quotes or angle brackets included. */
  public List<String> includes() {
    Recording.answer(Uses.Kind.INCLUDES, "", path(), () -> String.join(" ", includes));
    return List.copyOf(includes);
  }

  /** Tables of callbacks that the file defines. */
  public List<OpsTable> tables() {
    Recording.file(path());
    return allTables();
  }

  private List<OpsTable> allTables() {
    List<OpsTable> known = tables;
    if (known == null) {
      known = Recording.unnoted(() -> OpsTable.in(this));
      tables = known;
    }
    return known;
  }
}

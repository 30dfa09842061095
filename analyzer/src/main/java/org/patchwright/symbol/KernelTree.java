package org.patchwright.symbol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.token.Headers;
import org.patchwright.token.Tokens;

/**
 * The files of a tree, parsed when first asked for, and names resolved inside one kernel root. A
 * root is the nearest ancestor of a file with a {@code drivers/} or {@code include/} folder. May be
 * used from several threads at once.
 */
public final class KernelTree {

  /** Files with more bytes than this have no unit: they are generated tables, not code. */
  public static final int LARGEST_FILE = 4 << 20;

  /** Asks of a header not for its macros alone, but for what it includes as well. */
  private static final String INSIDE = "inside";

  /** So many versions back it is remembered what stood. */
  private static final int EARLIER = 8;

  private static final AtomicInteger MADE = new AtomicInteger();

  private final int number = MADE.incrementAndGet();
  private final SourceTree tree;
  private final Places places;
  private final Headers macros;
  private final Map<String, List<String>> fitting = new ConcurrentHashMap<>();
  private final Units units;
  private final Beside beside;
  private final Map<String, String> keys = new ConcurrentHashMap<>();
  private final HeaderSearch seen;
  private final Definitions definitions;
  private final Gathered gathered = new Gathered();
  private final Told told = new Told();

  /** Versions that lead to this one, the latest first. */
  private final List<Earlier> earlier = new ArrayList<>();

  /**
   * Another version of a tree.
   *
   * @param changed what differs in the version behind it
   */
  record Earlier(int number, Changed changed) {}

  /** A name as a file uses it. */
  record Named(String path, String name) {

    /** As often looked up as this is, spelled out it costs less. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Named that && name.equals(that.name) && path.equals(that.path);
    }

    @Override
    public int hashCode() {
      return 31 * name.hashCode() + path.hashCode();
    }
  }

  private KernelTree(SourceTree tree, Places places, Units units) {
    this.tree = tree;
    this.places = places;
    this.units = units;
    this.macros = Headers.of(new HeaderFolders(), units.headers());
    this.definitions = new Definitions(this, places);
    this.seen = new HeaderSearch(this, places, units);
    this.beside = new Beside(this, units);
  }

  public static KernelTree of(SourceTree tree) throws IOException {
    return of(tree, new Units());
  }

  /**
   * A tree that shares what was parsed with others, see {@link Units}.
   *
   * @param units what is parsed already; it must not have been used with another kind of tree
   */
  public static KernelTree of(SourceTree tree, Units units) throws IOException {
    return new KernelTree(tree, Places.of(tree), units);
  }

  /**
   * Another version of this tree in which the same paths stand; what did not change is not parsed
   * again.
   */
  public KernelTree withContent(SourceTree other) {
    return new KernelTree(other, places, units);
  }

  /**
   * Another version of this tree: what this one answered stands there as far as what differs has no
   * say in it.
   *
   * @param content all files of both versions that have another content
   * @param moved all paths that one of them has
   * @throws IOException if the tree has to be listed for it and can't be
   */
  public KernelTree changed(SourceTree other, Set<String> content, Set<String> moved)
      throws IOException {
    KernelTree made = moved.isEmpty() ? withContent(other) : of(other, units);
    Changed changed = new Changed(this, made, content, moved);
    made.earlier.add(new Earlier(number, changed));
    earlier.stream().limit(EARLIER - 1).forEach(made.earlier::add);
    // What is included may change how files are read.
    if (changed.areSources()) {
      // What is looked for beyond a file begins with what that includes, and with nothing else.
      Map<String, Boolean> alike = new HashMap<>();
      Predicate<String> looksAlike =
          path ->
              !content.contains(path)
                  || alike.computeIfAbsent(path, p -> included(p).equals(made.included(p)));
      made.definitions.takeOver(definitions, changed, looksAlike);
      made.seen.takeOver(seen, looksAlike);
    }
    return made;
  }

  /** Whether a file is a header, or was seen to be used as one. */
  boolean mayBeIncluded(String path) {
    return path.endsWith(".h") || units.isIncluded(path);
  }

  /** A number that no other tree of this process has. */
  int number() {
    return number;
  }

  /** What a file includes, and nobody notes it. */
  private List<String> included(String path) {
    return known(path).map(Unit::included).orElse(List.of());
  }

  List<Earlier> earlier() {
    return earlier;
  }

  public SourceTree source() {
    return tree;
  }

  /**
   * Answers a question and tells what of the tree the answer rests on.
   *
   * @param answer asked at once, in this thread
   */
  public <T> T recording(Uses into, Supplier<T> answer) {
    return Recording.into(into, answer);
  }

  /**
   * Asks something that is made of several files, and made once for all that ask under the same key
   * in the near future.
   *
   * @param key equal only for what is made alike of the same files of this tree
   * @param fits whether it is made of the same units: a file may have been parsed again since
   * @param question asked at once, in this thread, while nobody else asks
   */
  public <G, T> T ofFolder(
      List<Object> key,
      Predicate<G> fits,
      Supplier<G> made,
      java.util.function.Function<G, T> question) {
    return gathered.ask(key, fits, made, question);
  }

  /** Notes what was recorded in another thread, for what is being recorded in this one. */
  public void noted(Uses elsewhere) {
    Recording.all(elsewhere);
  }

  /** The same of an answer that is given again. */
  public void noted(Grounds grounds) {
    Recording.all(grounds);
  }

  /** Carries nodes of other versions over to this one. */
  public Moving moving() {
    return new Moving(this);
  }

  /** The unit of a path, and nobody notes it. */
  Optional<Unit> known(String path) {
    return Recording.unnoted(() -> quiet(path));
  }

  /** The answer to a question that an earlier result rests on, in this tree. */
  public String answer(Uses.Asked asked) {
    String path = asked.path();
    String name = asked.name();
    return Recording.unnoted(
        () ->
            switch (asked.kind()) {
              case FUNCTION -> Unit.mark(quiet(path).flatMap(unit -> unit.defined(name)));
              case HEAD -> quiet(path).map(unit -> unit.headMark(name)).orElse("");
              case MACRO -> quiet(path).map(unit -> unit.mark(name)).orElse("");
              case ENUMERATOR ->
                  Unit.mark(
                      quiet(path).map(unit -> unit.enumerator(name)).orElse(OptionalLong.empty()));
              case INCLUDES -> String.join(" ", beside.includes(path, name));
              case ROLES -> macros.mark(new Headers.Looked(path, name.equals(INSIDE)));
              case NAMES, MACROS, CALLBACKS, TEXT, COUNTS, REMARK, SWITCHES, HOLDERS ->
                  quiet(path).map(unit -> unit.told(asked.kind(), name)).orElse("");
              case REACHES -> quiet(path).flatMap(unit -> place(unit, name)).orElse("");
              case CONSTANT ->
                  Unit.mark(
                      quiet(path)
                          .map(unit -> seen.constant(unit, name))
                          .orElse(OptionalLong.empty()));
              case LINUX -> Unit.mark(quiet(path).filter(this::mayBeLinux).isPresent());
              case BESIDE -> String.join(" ", beside.users(path, Set.of(name.split(" "))));
            });
  }

  /** The same, found out once. */
  public String knownAnswer(Uses.Asked asked) {
    return told.answer(asked, () -> answer(asked));
  }

  /** Something that is so in this tree. */
  Premise premise(Statement statement) {
    Premise premise = units.premises().of(statement);
    premise.stood(this);
    return premise;
  }

  /** A name for a list of files, see {@link Uses#listing}. */
  String listingMark(String listing) {
    return told.listing(listing, () -> places.mark(listing));
  }

  /** Whether one of some words stands in a source beside another file. */
  public boolean hasAny(String path, String words) {
    return Stream.of(words.split(" ")).anyMatch(word -> hasWord(path, word));
  }

  /** The kernel root of a file, without a slash at its end; empty for the tree itself. */
  public String rootOf(String path) {
    return places.rootOf(path);
  }

  /** The sources ({@code *.c}) of the folder that holds a file, in order. */
  public List<String> siblings(String path) {
    int end = path.lastIndexOf('/');
    Recording.listing(end < 0 ? "" : path.substring(0, end));
    return besides(path);
  }

  /** The same, and nobody notes it. */
  List<String> besides(String path) {
    return places.sourcesBeside(path);
  }

  /** A file and those sources beside it in which one of some words stands. */
  public List<Unit> companions(Unit from, Set<String> words) {
    return beside.companions(from, words);
  }

  /**
   * The same without those that share no header of their own with the file, not even by way of
   * others among them: a folder may hold many drivers, and what belongs to one of them includes a
   * header by a name in quotes. All parts of one driver have the same parts.
   */
  public List<Unit> parts(Unit from, Set<String> words) {
    return beside.parts(from, words);
  }

  private boolean hasWord(String path, String word) {
    return words(path).mayHold(word) && Identifiers.stands(word, content(path));
  }

  Identifiers words(String path) {
    return units.identifiers(contentMark(path), () -> Identifiers.of(content(path)));
  }

  /** The paths below one root, in the order of their bytes. */
  public Set<String> pathsOf(String root) {
    Recording.listing(root + "/**");
    return places.below(root);
  }

  /** The unit of a path; empty if there is no such file, or if it is no text of sensible size. */
  public Optional<Unit> unit(String path) {
    Recording.file(path);
    return quiet(path);
  }

  /** The same, but empty also where the file has no enumerator or macro of a name. */
  public Optional<Unit> unitThatMayDefine(String path, String name) {
    if (outline(path).mayDefineConstant(name)) {
      return unit(path);
    }
    Recording.answer(Uses.Kind.ENUMERATOR, name, path, () -> Unit.mark(OptionalLong.empty()));
    return Optional.empty();
  }

  /** The same; what is looked at in it is for whoever asks to note. */
  Optional<Unit> quiet(String path) {
    Optional<Unit> unit =
        units.unit(contentMark(path), known -> fits(path, known), () -> parsed(path));
    if (unit.isPresent() && !unit.get().rests().isEmpty() && Recording.isNew(unit.get())) {
      for (Headers.Looked header : unit.get().rests()) {
        Uses.Asked asked = roles(header);
        Recording.answer(asked.kind(), asked.name(), asked.path(), () -> rolesMark(header));
      }
    }
    return unit;
  }

  private Optional<Unit> parsed(String path) {
    return read(path)
        .filter(file -> !file.isBinary() && file.size() <= LARGEST_FILE)
        .map(Tokens::of)
        .map(
            tokens -> {
              Headers.Included included = macros.included(path, tokens);
              included.looked().forEach(header -> units.included(header.path()));
              return Unit.of(tokens, tree.config(), included, marks(included.looked()));
            });
  }

  /** The headers that a file's syntax rests on, if it was parsed as it is here; nobody notes it. */
  Optional<List<Headers.Looked>> knownRests(String path) {
    return units.parsed(contentMark(path)).filter(unit -> fits(path, unit)).map(Unit::rests);
  }

  /** The question what a header tells of macros. */
  static Uses.Asked roles(Headers.Looked header) {
    return new Uses.Asked(Uses.Kind.ROLES, header.inside() ? INSIDE : "", header.path());
  }

  /** Its answer: a mark. */
  String rolesMark(Headers.Looked header) {
    return macros.mark(header);
  }

  /** Whether the headers that a file's syntax rests on are the same here. */
  private boolean fits(String path, Unit unit) {
    if (fitting.get(path) == unit.restKeys()) {
      return true;
    }
    if (!marks(unit.rests()).equals(unit.restKeys())) {
      return false;
    }
    fitting.put(path, unit.restKeys());
    return true;
  }

  private List<String> marks(List<Headers.Looked> headers) {
    return headers.stream().map(macros::mark).toList();
  }

  /** The tree as the parser looks for headers in it. */
  private final class HeaderFolders implements Headers.Folders {
    @Override
    public Optional<SourceFile> read(String path) {
      return KernelTree.this.read(path);
    }

    @Override
    public boolean hasFolder(String path) {
      return places.hasFolder(path);
    }

    @Override
    public String key(String path) {
      return contentMark(path);
    }
  }

  /**
   * A name for a file's content, equal only if that is; also for a file that is not there. One file
   * in many versions of a tree is one, as long as nobody changes it.
   */
  public String contentMark(String path) {
    String known = keys.get(path);
    return known != null ? known : keys.computeIfAbsent(path, this::keyOf);
  }

  private String keyOf(String path) {
    try {
      return path + "\n" + (places.contains(path) ? tree.contentId(path).orElse("") : "-");
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  Optional<SourceFile> read(String path) {
    try {
      return places.contains(path) ? tree.read(path) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  Outline outline(String path) {
    return units.outline(contentMark(path), () -> outlined(path));
  }

  private Outline outlined(String path) {
    try {
      return places.contains(path)
          ? tree.look(
                  path,
                  (bytes, size) -> size > LARGEST_FILE ? Outline.NOTHING : Outline.of(bytes, size))
              .orElse(Outline.NOTHING)
          : Outline.NOTHING;
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  String content(String path) {
    return units.text(
        contentMark(path),
        () -> read(path).filter(f -> f.size() <= LARGEST_FILE).map(SourceFile::text).orElse(""));
  }

  /**
   * What a call of this name, made in this file, reaches: a definition in the file, in a header of
   * the folder that it includes, in a sibling, or in a file of the root whose path shares the
   * name's first word ({@code xenbus_switch_state} in {@code xenbus/xenbus_client.c}).
   */
  public Optional<Function> function(Unit from, String name) {
    return reached(from, name, Unit::function);
  }

  /** The same, for whoever looks at nothing but its head: see {@link Unit#head}. */
  public Optional<Function> head(Unit from, String name) {
    return reached(from, name, Unit::head);
  }

  private Optional<Function> reached(
      Unit from, String name, BiFunction<Unit, String, Optional<Function>> definition) {
    Optional<String> place = place(from, name);
    Recording.answer(Uses.Kind.REACHES, name, from.path(), () -> place.orElse(""));
    if (place.isPresent() && place.get().equals(from.path())) {
      return definition.apply(from, name);
    }
    return place.flatMap(this::quiet).flatMap(unit -> definition.apply(unit, name));
  }

  private Optional<String> place(Unit from, String name) {
    return from.defined(name).isPresent()
        ? Optional.of(from.path())
        : definitions.place(from, name);
  }

  /** The first word of a name of several; empty if it says too little. */
  static String firstWord(String name) {
    int start = 0;
    while (start < name.length() && name.charAt(start) == '_') {
      start++;
    }
    int underscore = name.indexOf('_', start);
    return underscore < start + 3 ? "" : name.substring(start, underscore);
  }

  private static boolean sharesWord(String path, String word) {
    return Places.isShared(path) && SharedSources.hasBeginning(path, 0, word);
  }

  /**
   * Whether more than the sources beside it look for a name in a file that defines it: every user
   * of a header, or every file of the root where the path shares the name's first word.
   */
  public static boolean isSeenFromAfar(String name, String path) {
    String word = firstWord(name);
    return !path.endsWith(".c") || !word.isEmpty() && sharesWord(path, word);
  }

  /** Whether a file is one of those that may be searched for a name, whatever it holds. */
  public static boolean isSearched(Uses.Asked asked, String path) {
    if (!path.endsWith(".c")) {
      return true;
    }
    if (asked.kind() == Uses.Kind.CONSTANT) {
      return false;
    }
    int slash = path.lastIndexOf('/');
    boolean beside =
        path.substring(0, slash + 1)
            .equals(asked.path().substring(0, asked.path().lastIndexOf('/') + 1));
    String word = firstWord(asked.name());
    return beside || (!word.isEmpty() && sharesWord(path, word));
  }

  /**
   * Whether a file is Linux's, or may be: no other kernel's, which has headers of its own for the
   * names that they share.
   */
  public boolean isLinux(Unit unit) {
    boolean may = mayBeLinux(unit);
    Recording.answer(Uses.Kind.LINUX, "", unit.path(), () -> Unit.mark(may));
    return may;
  }

  private boolean mayBeLinux(Unit unit) {
    String include = (rootOf(unit.path()) + "/include/").replaceFirst("^/", "");
    List<String> folders =
        unit.included().stream()
            .filter(name -> name.startsWith("<") && name.contains("/"))
            .map(name -> name.substring(1, name.indexOf('/')))
            .toList();
    return folders.isEmpty()
        || folders.contains("linux")
        || places.hasFolder(include + "linux")
        || folders.stream().noneMatch(folder -> places.hasFolder(include + folder));
  }

  /** The headers that a file includes and the tree has, to a depth. */
  public List<String> headers(Unit from, int depth) {
    return seen.headers(from, depth);
  }

  /** The structs of some files and of the headers beside them that they include. */
  public Structs structs(List<Unit> units) {
    return Structs.of(withHeaders(units));
  }

  /** Some files and the headers beside them that they include. */
  public List<Unit> withHeaders(List<Unit> units) {
    Set<Unit> all = new LinkedHashSet<>(units);
    for (Unit unit : units) {
      Recording.file(unit.path());
      String folder = unit.path().substring(0, unit.path().lastIndexOf('/') + 1);
      headers(unit, 1).stream()
          .filter(path -> path.startsWith(folder))
          .forEach(path -> unit(path).ifPresent(all::add));
    }
    return List.copyOf(all);
  }

  /** The value of an enumerator or simple macro, as this file sees it. */
  public OptionalLong constant(Unit from, String name) {
    OptionalLong value = seen.constant(from, name);
    Recording.answer(Uses.Kind.CONSTANT, name, from.path(), () -> Unit.mark(value));
    return value;
  }
}

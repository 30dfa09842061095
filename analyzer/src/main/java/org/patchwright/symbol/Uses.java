package org.patchwright.symbol;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a result about one file of a tree rests on beside that file: it stays true as long as these
 * files keep their content, these questions have the same answers, and these folders keep their
 * list of files. Filled by one thread.
 */
public final class Uses {

  /** What can be asked of a tree without looking at whole files. */
  public enum Kind {
    /** How one file defines a function: a mark of its text and syntax; empty if it does not. */
    FUNCTION(true),
    /** How one file defines a function, but for the body: a mark; empty if it does not. */
    HEAD(true),
    /** What one file has as a macro. */
    MACRO(true),
    /** The value of an enumerator of one file. */
    ENUMERATOR(true),
    /** What one file includes. */
    INCLUDES(true),
    /** What a header tells of macros: a mark. */
    ROLES(true),
    /**
     * The names of the functions that one file defines, in order: all, or those of some words with
     * blanks between.
     */
    NAMES(true),
    /** All macros of one file: a mark. */
    MACROS(true),
    /** The fields of callbacks in which a function of one file stands. */
    CALLBACKS(true),
    /** What a regular expression finds in the text of one file. */
    TEXT(true),
    /** The numbers of arguments with which one file calls a function. */
    COUNTS(true),
    /** The comment right before a function of one file. */
    REMARK(true),
    /** The file that defines what a function name stands for in a file; empty for none. */
    REACHES(false),
    /** The value of a name in a file; empty if it is no constant. */
    CONSTANT(false),
    /** Whether a file is of a Linux kernel, or may be: "yes" or nothing. */
    LINUX(false),
    /** The sources beside a file in which one of some words stands. */
    BESIDE(false),
    /** The names of the macros that one file defines outside of any condition. */
    SWITCHES(true),
    /** The functions of one file in whose text a regular expression finds something. */
    HOLDERS(true);

    private final boolean ofOneFile;

    Kind(boolean ofOneFile) {
      this.ofOneFile = ofOneFile;
    }

    /** Whether the answer is in the file alone that is asked about. */
    public boolean isOfOneFile() {
      return ofOneFile;
    }
  }

  /**
   * A question.
   *
   * @param name what is looked for; words with blanks between for {@link Kind#BESIDE}
   * @param path the file that is asked about, or that asks
   */
  public record Asked(Kind kind, String name, String path) implements Comparable<Asked> {

    /** As often looked up as this is, spelled out it costs less. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Asked that
          && kind == that.kind
          && name.equals(that.name)
          && path.equals(that.path);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * name.hashCode() + path.hashCode()) + kind.ordinal();
    }

    @Override
    public int compareTo(Asked other) {
      return ORDER.compare(this, other);
    }
  }

  private static final Comparator<Asked> ORDER =
      Comparator.comparing(Asked::path).thenComparing(Asked::kind).thenComparing(Asked::name);

  private final String own;

  /** These in the order in which they were noted, which is the same in every run. */
  private final Set<String> files = new LinkedHashSet<>();

  private final Map<Asked, String> answers = new LinkedHashMap<>();
  private final Set<String> listings = new LinkedHashSet<>();

  /** Other answers that it was made of: what they rest on is spelled out when somebody asks. */
  private final Set<Grounds> parts = new LinkedHashSet<>();

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Of a result that rests on nothing else. */
  public Uses() {
    this("");
  }

  /**
   * @param own the file that the result is about: what it holds need not be noted
   */
  public Uses(String own) {
    this.own = own;
  }

  /** Notes a file whose content was looked at. */
  public void file(String path) {
    if (!path.equals(own)) {
      files.add(path);
    }
  }

  /** Whether there is no need to note the answer to a question. */
  boolean knows(Asked asked) {
    return isWithin(asked) || answers.containsKey(asked);
  }

  /** Whether a file that is noted as a whole tells the answer. */
  private boolean isWithin(Asked asked) {
    return asked.kind().isOfOneFile()
        && (asked.path().equals(own) || !files.isEmpty() && files.contains(asked.path()));
  }

  /** Notes the answer to a question. */
  public void answer(Asked asked, String answer) {
    if (!isMine(asked, answer)) {
      answers.put(asked, answer);
    }
  }

  private boolean isMine(Asked asked, String answer) {
    return asked.kind() == Kind.REACHES && asked.path().equals(own) && answer.equals(own);
  }

  /** The same, unless that is known. */
  void add(Asked asked, String answer) {
    if (!isWithin(asked) && !isMine(asked, answer)) {
      answers.putIfAbsent(asked, answer);
    }
  }

  /** Notes another answer that the result is made of. */
  void part(Grounds part) {
    parts.add(part);
  }

  /** Notes a folder whose files were listed; with {@code /**} at its end, all below it. */
  public void listing(String folder) {
    listings.add(folder);
  }

  /** Whether a path that comes or goes changes the list of a folder, see {@link #listing}. */
  public static boolean lists(String listing, String path) {
    String parent = Places.parent(path);
    if (!listing.endsWith("/**")) {
      return parent.equals(listing);
    }
    String below = listing.substring(0, listing.length() - 3);
    return below.isEmpty() || parent.equals(below) || parent.startsWith(below + "/");
  }

  /** Whether something is looked at for the first time, in what is being recorded now. */
  boolean isNew(Object what) {
    return seen.add(what);
  }

  /**
   * Lets go of what was looked at: only its name is of interest any more. Answers that a whole file
   * tells go as well, in whatever order the two were noted.
   */
  void recorded() {
    seen.clear();
    if (!files.isEmpty()) {
      answers.keySet().removeIf(this::isWithin);
    }
  }

  void addAll(Uses other) {
    other.files.forEach(this::file);
    other.answers.forEach(this::add);
    listings.addAll(other.listings);
    parts.addAll(other.parts);
  }

  /** Whether the result rests on nothing but its file. */
  public boolean areNone() {
    Uses all = spelledOut();
    return all.files.isEmpty() && all.answers.isEmpty() && all.listings.isEmpty();
  }

  /** The files, in no order, like the others. */
  public Set<String> files() {
    return Collections.unmodifiableSet(spelledOut().files);
  }

  public Map<Asked, String> answers() {
    return Collections.unmodifiableMap(spelledOut().answers);
  }

  public Set<String> listings() {
    return Collections.unmodifiableSet(spelledOut().listings);
  }

  /** Without any parts. */
  private Uses spelledOut() {
    if (parts.isEmpty()) {
      return this;
    }
    Uses all = new Uses(own);
    all.files.addAll(files);
    all.answers.putAll(answers);
    all.listings.addAll(listings);
    Set<Grounds> seen = new HashSet<>();
    parts.forEach(part -> part.spellOut(all, seen));
    return all;
  }

  /** The files less those of the parts. */
  Set<String> ownFiles() {
    return files;
  }

  Map<Asked, String> ownAnswers() {
    return answers;
  }

  Set<String> ownListings() {
    return listings;
  }

  Set<Grounds> parts() {
    return parts;
  }
}

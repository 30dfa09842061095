package org.patchwright.ast;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.patchwright.source.Edit;
import org.patchwright.source.Edits;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.syntax.Node;
import org.patchwright.syntax.SyntaxTree;

/**
 * Edits of one file, as a value: each method gives a rewrite with one edit more, and {@link #apply}
 * makes them all at once. Every byte outside the edits stays. Lines that are put in get the
 * indentation and braces of kernel style. Edits that overlap, and edits after which the file does
 * not read as they meant, are refused.
 *
 * @param unit the file before
 * @param edits what changes
 * @param meanings what must be read where afterwards
 * @param refusals why there is no edit for something that was asked
 */
public record Rewrite(
    TranslationUnit unit, List<Edit> edits, List<Meaning> meanings, List<String> refusals) {

  /**
   * What a replacement must be read as.
   *
   * @param edit the replacement
   * @param group the group of the tree that the new text must be one member of
   */
  public record Meaning(Edit edit, Class<? extends Ast> group) {}

  public Rewrite {
    edits = List.copyOf(edits);
    meanings = List.copyOf(meanings);
    refusals = List.copyOf(refusals);
  }

  static Rewrite of(TranslationUnit unit) {
    return new Rewrite(unit, List.of(), List.of(), List.of());
  }

  /** Puts text in the place of a node; it must be read as one node of the same group. */
  public Rewrite replace(Ast old, String text) {
    Edit edit = new Edit(unit.file().path(), old.span(), text);
    return with(List.of(edit), List.of(new Meaning(edit, group(old))));
  }

  /** Puts text in the place of some words, a name for example; nothing else may read otherwise. */
  public Rewrite replace(Span words, String text) {
    return with(List.of(new Edit(unit.file().path(), words, text)), List.of());
  }

  /**
   * Puts lines before a statement.
   *
   * @param lines whole statements, without indentation of their own but for what lies inside them
   */
  public Rewrite insertBefore(Ast statement, String... lines) {
    return inserted(statement, List.of(lines), StatementPlaces.before(statement.node(), lines));
  }

  /** Puts lines behind a statement. */
  public Rewrite insertAfter(Ast statement, String... lines) {
    return inserted(statement, List.of(lines), StatementPlaces.after(statement.node(), lines));
  }

  /** Takes a statement or declaration away, with its lines where it has them for itself. */
  public Rewrite delete(Ast statement) {
    Node node = statement.node();
    boolean listed =
        statement
            .parent()
            .filter(
                parent ->
                    parent instanceof Statement.Block
                        || parent instanceof TranslationUnit
                        || parent instanceof Part.Members)
            .isPresent();
    if (!listed) {
      return refused(statement, "is all that something governs; replace it instead");
    }
    return with(List.of(new Edit(unit.file().path(), WholeLines.of(node), "")), List.of());
  }

  /**
   * Puts braces around statements that stand side by side, with a head before them.
   *
   * @param head what governs the block, for example {@code if (a)}; empty for a mere block
   */
  public Rewrite wrap(Ast first, Ast last, String head) {
    boolean sideBySide =
        first.parent().equals(last.parent())
            && first.parent().orElseThrow() instanceof Statement.Block
            && first.span().start() <= last.span().start();
    if (!sideBySide) {
      return refused(
          first,
          first.equals(last)
              ? "stands in no block; wrap what governs it, or replace it"
              : "and the last statement do not stand side by side in a block");
    }
    return with(Wrapping.edits(first.node(), last.node(), head), List.of());
  }

  /**
   * Adds an include among those of its kind, in its sorted place; nothing if it is there already.
   *
   * @param header with its quotes or angle brackets
   */
  public Rewrite addInclude(String header) {
    return with(IncludePlace.edits(unit, header), List.of());
  }

  /**
   * Adds a case to a switch, before its default, or at its end.
   *
   * @param label the value, without {@code case} and the colon
   * @param lines the statements under it, whole
   */
  public Rewrite addCase(Statement.Switch to, String label, String... lines) {
    Optional<String> broken = StatementText.problem(List.of(lines));
    if (broken.isPresent()) {
      return refused(to, broken.get());
    }
    if (!(to.body() instanceof Statement.Block block)) {
      return refused(to, "has no braces to add a case to");
    }
    return with(CasePlace.edits(block, label, List.of(lines)), List.of());
  }

  /** This and another rewrite of the same file together. */
  public Rewrite and(Rewrite other) {
    if (!other.unit().equals(unit)) {
      throw new IllegalArgumentException("rewrites of two trees can't be joined");
    }
    Rewrite both = with(other.edits(), other.meanings());
    List<String> all = new ArrayList<>(both.refusals());
    all.addAll(other.refusals());
    return new Rewrite(unit, both.edits(), both.meanings(), all);
  }

  /** Makes the edits, all or none. */
  public Rewritten apply() {
    if (!refusals.isEmpty()) {
      return new Rewritten.Refused(refusals.get(0));
    }
    SourceFile after;
    try {
      after = Edits.apply(unit.file(), edits);
    } catch (IllegalArgumentException overlap) {
      return new Rewritten.Refused(overlap.getMessage());
    }
    SyntaxTree tree = SyntaxTree.parse(after);
    return new Reading(unit.tree(), tree, edits)
        .difference(meanings)
        .<Rewritten>map(Rewritten.Refused::new)
        .orElseGet(() -> new Rewritten.Done(TranslationUnit.of(tree)));
  }

  private Rewrite inserted(Ast statement, List<String> lines, Optional<List<Edit>> found) {
    Optional<String> broken = StatementText.problem(lines);
    if (broken.isPresent()) {
      return refused(statement, broken.get());
    }
    return found
        .map(places -> with(places, List.of()))
        .orElseGet(() -> refused(statement, "has no place beside it that directives leave whole"));
  }

  private Rewrite with(Collection<Edit> more, Collection<Meaning> meant) {
    List<Edit> allEdits = new ArrayList<>(edits);
    // Braces that two edits of one statement both ask for are put in once.
    more.stream()
        .filter(edit -> edit.span().isEmpty() || !allEdits.contains(edit))
        .forEach(allEdits::add);
    List<Meaning> allMeanings = new ArrayList<>(meanings);
    allMeanings.addAll(meant);
    return new Rewrite(unit, allEdits, allMeanings, refusals);
  }

  private Rewrite refused(Ast at, String reason) {
    List<String> all = new ArrayList<>(refusals);
    all.add(at.file().path() + ":" + at.line() + ": \"" + start(at.text()) + "\" " + reason);
    return new Rewrite(unit, edits, meanings, all);
  }

  private static String start(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > 40 ? line.substring(0, 40) + "..." : line;
  }

  private static Class<? extends Ast> group(Ast ast) {
    if (ast instanceof Expression) {
      return Expression.class;
    } else if (ast instanceof Statement) {
      return Statement.class;
    } else if (ast instanceof Declaration) {
      return Declaration.class;
    } else if (ast instanceof Type) {
      return Type.class;
    }
    return ast.getClass();
  }
}

package org.patchwright.pipeline;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.syntax.SyntaxTree;
import org.patchwright.token.Directive;
import org.patchwright.token.Tokens;

/**
 * How much of some files the front end understood.
 *
 * @param files number of files
 * @param cleanFiles those without any piece that was not understood
 * @param functions function definitions
 * @param cleanFunctions those without any piece that was not understood
 * @param bytes size of the files
 * @param droppedTokens tokens that stand in no understood piece of any reading
 * @param roundTripFailures files whose tokens and trivia don't give the file's bytes
 */
public record Understanding(
    int files,
    int cleanFiles,
    int functions,
    int cleanFunctions,
    long bytes,
    long droppedTokens,
    int roundTripFailures) {

  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  public static final Understanding NONE = new Understanding(0, 0, 0, 0, 0, 0, 0);

  /** Of one file. */
  public static Understanding of(SyntaxTree tree) {
    List<Node> functions = tree.functions().toList();
    long dropped = droppedTokens(tree);
    boolean clean =
        dropped == 0
            && !tree.root().hasErrors()
            && tree.alternatives().stream().noneMatch(other -> other.root().hasErrors());
    return new Understanding(
        1,
        clean ? 1 : 0,
        functions.size() + hiddenFunctions(tree),
        (int) functions.stream().filter(function -> !function.hasErrors()).count(),
        tree.file().size(),
        dropped,
        roundTrips(tree.tokens()) ? 0 : 1);
  }

  public Understanding plus(Understanding other) {
    return new Understanding(
        files + other.files,
        cleanFiles + other.cleanFiles,
        functions + other.functions,
        cleanFunctions + other.cleanFunctions,
        bytes + other.bytes,
        droppedTokens + other.droppedTokens,
        roundTripFailures + other.roundTripFailures);
  }

  /** Function bodies inside external declarations that were not understood at all. */
  private static int hiddenFunctions(SyntaxTree tree) {
    int found = 0;
    Tokens tokens = tree.tokens();
    for (Node external : tree.root().children(Kind.ERROR)) {
      int depth = 0;
      for (int token = external.firstToken(); token < external.endToken(); token++) {
        if (tokens.is(token, "{")) {
          boolean body = depth == 0 && token > external.firstToken() && tokens.is(token - 1, ")");
          found += body ? 1 : 0;
          depth++;
        } else if (tokens.is(token, "}")) {
          depth--;
        }
      }
    }
    return found;
  }

  private static long droppedTokens(SyntaxTree tree) {
    BitSet understood = new BitSet(tree.tokens().count());
    markUnderstood(tree, understood);
    tree.alternatives().forEach(other -> markUnderstood(other, understood));
    for (int token = 0; token < tree.tokens().count(); token++) {
      if (tree.conditionals().leavesOut(tree.tokens().start(token))) {
        understood.set(token);
      }
    }
    return tree.tokens().count() - understood.cardinality();
  }

  /** Marks the tokens below external declarations, but for those in pieces not understood. */
  private static void markUnderstood(SyntaxTree tree, BitSet understood) {
    BitSet here = new BitSet();
    for (Node external : tree.root().children()) {
      here.set(external.firstToken(), external.endToken());
    }
    for (int index = 0; index < tree.nodeCount(); index++) {
      Node node = tree.node(index);
      if (node.is(Kind.ERROR) || node.is(Kind.ALTERNATIVE)) {
        here.clear(node.firstToken(), node.endToken());
      }
    }
    understood.or(here);
  }

  /**
   * Whether tokens and what lies between them give the file's bytes, and only white space, comments
   * and directives lie between.
   */
  private static boolean roundTrips(Tokens tokens) {
    SourceFile file = tokens.file();
    StringBuilder printed = new StringBuilder(file.size());
    BitSet trivia = new BitSet(file.size());
    for (Span comment : tokens.comments()) {
      trivia.set(comment.start(), comment.end());
    }
    for (Directive directive : tokens.directives()) {
      trivia.set(directive.span().start(), directive.span().end());
    }
    int at = 0;
    for (int token = 0; token <= tokens.count(); token++) {
      int next = token < tokens.count() ? tokens.start(token) : file.size();
      if (next < at || !isTrivia(file, at, next, trivia)) {
        return false;
      }
      printed.append(file.text(), at, next);
      if (token < tokens.count()) {
        if (tokens.end(token) <= next) {
          return false;
        }
        printed.append(tokens.text(token));
        at = tokens.end(token);
      }
    }
    return file.buffer()
        .equals(ByteBuffer.wrap(printed.toString().getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static boolean isTrivia(SourceFile file, int from, int to, BitSet trivia) {
    for (int at = from; at < to; at++) {
      int value = file.at(at);
      // A backslash joins two lines; a byte order mark may begin a file.
      boolean blank =
          value <= ' ' || value == '\\' || at < 3 && BYTE_ORDER_MARK.indexOf(value) >= 0;
      if (!blank && !trivia.get(at)) {
        return false;
      }
    }
    return true;
  }
}

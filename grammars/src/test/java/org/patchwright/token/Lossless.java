package org.patchwright.token;

import org.patchwright.source.SourceFile;
import org.patchwright.syntax.Node;
import org.patchwright.syntax.SyntaxTree;

/** What holds of the tokens and the tree of any bytes. */
public final class Lossless {

  private Lossless() {}

  /**
   * Reads a file and holds that its tokens lie in order, that the tree covers all of them once, and
   * that children lie inside their parents in the order of the text.
   */
  public static void check(SourceFile file) {
    Tokens tokens = Tokens.of(file);
    int at = 0;
    for (int token = 0; token < tokens.count(); token++) {
      hold(tokens.start(token) >= at, "tokens overlap", file, token);
      hold(tokens.end(token) > tokens.start(token), "a token is empty", file, token);
      at = tokens.end(token);
    }
    hold(at <= file.size(), "a token lies behind the end", file, at);

    SyntaxTree tree = SyntaxTree.parse(file);
    check(tree, tokens.count());
    int covered = 0;
    for (Node child : tree.root().children()) {
      hold(child.firstToken() == covered, "a gap between declarations", file, covered);
      covered = child.endToken();
    }
    hold(covered == tokens.count(), "a gap behind the last declaration", file, covered);
    for (SyntaxTree other : tree.alternatives()) {
      check(other, tokens.count());
    }
  }

  private static void check(SyntaxTree tree, int tokens) {
    Node root = tree.root();
    hold(root.firstToken() >= 0, "root begins before the file", tree.file(), root.firstToken());
    hold(root.endToken() <= tokens, "root ends behind the file", tree.file(), root.endToken());
    for (int index = 0; index < tree.nodeCount(); index++) {
      Node node = tree.node(index);
      int behind = node.firstToken();
      for (Node child : node.children()) {
        hold(child.firstToken() >= behind, "children overlap", tree.file(), behind);
        behind = child.endToken();
      }
      hold(behind <= node.endToken(), "a child reaches too far", tree.file(), behind);
    }
  }

  private static void hold(boolean holds, String otherwise, SourceFile file, int at) {
    if (!holds) {
      throw new AssertionError(file.path() + ": " + otherwise + " at " + at);
    }
  }
}

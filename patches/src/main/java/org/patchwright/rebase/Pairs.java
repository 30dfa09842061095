package org.patchwright.rebase;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.diff.Edit;

/** Lines of an edit that are the same line before and after it, with other words. */
final class Pairs {

  private static final int MOST = 60;

  /** Of a pair's words, this many must be the same. */
  private static final double LEAST_ALIKE = 0.5;

  private Pairs() {}

  /** The edits cut so that each pair of lines, and what is between pairs, is an edit by itself. */
  static List<Edit> cut(List<Edit> edits, List<String> before, List<String> after) {
    List<Edit> all = new ArrayList<>();
    for (Edit edit : edits) {
      if (edit.getLengthA() == 0
          || edit.getLengthB() == 0
          || edit.getLengthA() > MOST
          || edit.getLengthB() > MOST) {
        all.add(edit);
      } else {
        cut(edit, before, after, all);
      }
    }
    return all;
  }

  private static void cut(Edit edit, List<String> before, List<String> after, List<Edit> all) {
    int rows = edit.getLengthA();
    int columns = edit.getLengthB();
    double[][] alike = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        alike[i][j] = alike(before.get(edit.getBeginA() + i), after.get(edit.getBeginB() + j));
      }
    }
    double[][] best = new double[rows + 1][columns + 1];
    for (int i = rows - 1; i >= 0; i--) {
      for (int j = columns - 1; j >= 0; j--) {
        double paired = alike[i][j] >= LEAST_ALIKE ? alike[i][j] + best[i + 1][j + 1] : 0;
        best[i][j] = Math.max(paired, Math.max(best[i + 1][j], best[i][j + 1]));
      }
    }
    int i = 0;
    int j = 0;
    int fromA = edit.getBeginA();
    int fromB = edit.getBeginB();
    while (i < rows && j < columns) {
      boolean pair = alike[i][j] >= LEAST_ALIKE && best[i][j] == alike[i][j] + best[i + 1][j + 1];
      if (pair) {
        int a = edit.getBeginA() + i++;
        int b = edit.getBeginB() + j++;
        add(fromA, a, fromB, b, all);
        all.add(new Edit(a, a + 1, b, b + 1));
        fromA = a + 1;
        fromB = b + 1;
      } else if (best[i + 1][j] >= best[i][j + 1]) {
        i++;
      } else {
        j++;
      }
    }
    add(fromA, edit.getEndA(), fromB, edit.getEndB(), all);
  }

  private static void add(int fromA, int toA, int fromB, int toB, List<Edit> all) {
    if (fromA < toA || fromB < toB) {
      all.add(new Edit(fromA, toA, fromB, toB));
    }
  }

  private static double alike(String one, String other) {
    Map<String, Integer> words = new HashMap<>();
    int all = 0;
    for (String word : Texts.words(List.of(one))) {
      if (!word.isBlank()) {
        words.merge(word, 1, Integer::sum);
        all++;
      }
    }
    int shared = 0;
    for (String word : Texts.words(List.of(other))) {
      if (!word.isBlank()) {
        all++;
        if (words.merge(word, -1, Integer::sum) >= 0) {
          shared++;
        }
      }
    }
    return all == 0 ? 0 : 2.0 * shared / all;
  }
}

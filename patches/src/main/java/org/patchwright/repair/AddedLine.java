package org.patchwright.repair;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The ways in which one added line can be read: text that stands, and gaps between it.
 *
 * @param texts one more than gaps
 * @param gaps each with its forms, the likeliest first
 * @param open whether another form than the likeliest is worth a thought
 */
record AddedLine(List<String> texts, List<Gap> gaps, boolean open) {

  /**
   * White space in doubt.
   *
   * @param group what gaps that are alike share: they are likely to have the same form
   */
  record Gap(String group, List<Form> forms) {

    Gap {
      forms = forms.stream().sorted(Comparator.comparingInt(Form::cost)).toList();
    }
  }

  /**
   * One reading of a gap.
   *
   * @param code names the same form in gaps of the same group
   * @param cost ten times the bits of surprise
   */
  record Form(String code, String text, int cost) {}

  AddedLine {
    texts = List.copyOf(texts);
    gaps = List.copyOf(gaps);
  }

  /** The line with the likeliest forms. */
  String likeliest() {
    StringBuilder out = new StringBuilder(texts.get(0));
    for (int i = 0; i < gaps.size(); i++) {
      out.append(gaps.get(i).forms().get(0).text()).append(texts.get(i + 1));
    }
    return out.toString();
  }

  /** How many readings there are, at most a thousand. */
  int readings() {
    int count = 1;
    for (Gap gap : gaps) {
      count = Math.min(1000, count * gap.forms().size());
    }
    return count;
  }

  /**
   * Finds the gaps of a line.
   *
   * @param pieces the physical lines; the first with its mark
   * @param around the indentations of the lines before and after it, for blank lines
   */
  static AddedLine of(List<String> pieces, Evidence evidence, Habit habit, List<String> around) {
    return new Maker(evidence, habit).make(pieces, around);
  }

  private static final class Maker {
    private final Evidence evidence;
    private final Habit habit;
    private final List<String> texts = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private boolean open;

    Maker(Evidence evidence, Habit habit) {
      this.evidence = evidence;
      this.habit = habit;
    }

    AddedLine make(List<String> pieces, List<String> around) {
      String first = pieces.get(0).substring(1);
      if (pieces.size() == 1) {
        piece(first, "", 0);
      } else {
        int column = 0;
        String before = "";
        for (int i = 0; i < pieces.size(); i++) {
          String piece = i == 0 ? first : pieces.get(i);
          if (i > 0) {
            column += seam(before, piece);
          }
          piece(piece, before, column);
          column += piece.length();
          before = piece;
        }
      }
      open |= evidence.tabsInDoubt(first) && first.length() > Habit.LONGEST;
      trailing(first.isBlank() && pieces.size() == 1, around);
      texts.add(text.toString());
      return new AddedLine(texts, gaps, open);
    }

    private void gap(Gap gap) {
      if (gap.forms().size() == 1) {
        text.append(gap.forms().get(0).text());
        return;
      }
      texts.add(text.toString());
      text.setLength(0);
      gaps.add(gap);
    }

    /** Between two pieces of a wrapped line; tells how many columns it takes. */
    private int seam(String before, String after) {
      boolean blank = before.endsWith(" ") || before.endsWith("\t") || after.startsWith(" ");
      int eaten = evidence.eaten();
      int whole = evidence.whole();
      if (blank && eaten == 0) {
        return 0;
      }
      open = true;
      boolean likelyBlank = !blank && eaten >= whole;
      gap(
          new Gap(
              "S",
              List.of(
                  new Form("blank", " ", likelyBlank ? 0 : 20),
                  new Form("none", "", likelyBlank ? 20 : 0))));
      return likelyBlank ? 1 : 0;
    }

    private void piece(String piece, String before, int column) {
      int at = 0;
      int shift = 0;
      while (at < piece.length()) {
        char c = piece.charAt(at);
        if (c != ' ' || piece.length() > Habit.LONGEST || !evidence.tabsInDoubt(piece)) {
          text.append(c);
          if (c == '\t') {
            int col = evidence.expansion().start() + column + at + shift;
            shift += 7 - col % 8;
          }
          at++;
          continue;
        }
        int end = at;
        while (end < piece.length() && piece.charAt(end) == ' ') {
          end++;
        }
        boolean leading = at == 0 && column == 0;
        if (end == piece.length() && !leading) {
          text.append(piece, at, end);
        } else {
          String left = leading ? "" : piece.substring(0, at);
          String line = left.isEmpty() ? before : left;
          run(line, piece.substring(end), leading, column + at + shift, column + end + shift);
        }
        at = end;
      }
    }

    private void run(String left, String right, boolean leading, int from, int to) {
      Expansion expansion = evidence.expansion();
      int start = expansion.start() + from;
      int end = expansion.start() + to;
      Habit.Place place = Habit.place(expansion, left, right, leading, start, end);
      int most = expansion.mostTabs(start, end);
      Map<String, String> forms = new LinkedHashMap<>();
      forms.put("B", " ".repeat(end - start));
      for (int tabs = most; tabs > 0; tabs--) {
        forms.put(tabs == most ? "T" : "T-" + (most - tabs), expansion.run(start, end, tabs));
      }
      int inner = end - start > 1 ? expansion.mostTabs(start + 1, end) : 0;
      if (inner > 0 && !expansion.fixed()) {
        forms.put("bT", " " + expansion.run(start + 1, end, inner));
      }
      habit.said(left, right).ifPresent(said -> forms.putIfAbsent("said " + said, said));
      if (evidence.collapsed() && end - start == 1) {
        forms.putIfAbsent("2", "  ");
        forms.putIfAbsent("tab", "\t");
        forms.putIfAbsent("tabs", "\t\t");
        forms.putIfAbsent("bt", " \t");
      } else {
        forms
            .keySet()
            .removeIf(
                code ->
                    code.startsWith("said ") && !fits(expansion, code.substring(5), start, end));
      }
      if (forms.size() == 1) {
        text.append(forms.values().iterator().next());
        return;
      }
      List<Form> made = new ArrayList<>();
      forms.forEach(
          (code, run) -> made.add(new Form(code, run, habit.cost(place, code, run, left, right))));
      Gap gap = new Gap(place.group(), made);
      boolean wide = end - start > 1;
      boolean atStop = expansion.fixed() || end % expansion.width() == 0;
      boolean mixed = habit.isMixed(place, gap.forms().get(0).code());
      if (leading) {
        open |= evidence.tabs() == Evidence.Tabs.UNKNOWN || mixed || !habit.knows(place);
      } else {
        // Source writes a tab in a string with a backslash, if the file's other strings do.
        boolean inString = place.coarse().startsWith("Is");
        open |= wide && !inString && atStop || evidence.tabs() != Evidence.Tabs.UNKNOWN && mixed;
      }
      gap(gap);
    }

    private static boolean fits(Expansion expansion, String said, int from, int to) {
      Expansion there = new Expansion(expansion.width(), from % 64, expansion.fixed());
      return there.done(said).length() == to - from;
    }

    private void trailing(boolean blank, List<String> around) {
      if (evidence.trailing() == Evidence.Trailing.KEPT || text.toString().endsWith(" ")) {
        return;
      }
      int base = evidence.trailing() == Evidence.Trailing.LOST ? 40 : 90;
      Map<String, Form> forms = new LinkedHashMap<>();
      forms.put("", new Form("", "", 0));
      if (blank) {
        int cost = base;
        for (String indentation : around) {
          forms.putIfAbsent(indentation, new Form("around" + cost, indentation, cost));
          cost += 5;
        }
        for (String run : List.of("\t", "\t\t", " ", "    ", "        ")) {
          forms.putIfAbsent(run, new Form(run, run, cost));
          cost += 10;
        }
      } else {
        forms.put(" ", new Form(" ", " ", base));
        forms.put("\t", new Form("\t", "\t", base + 10));
        forms.put("  ", new Form("  ", "  ", base + 20));
      }
      gap(new Gap(blank ? "E" : "e", List.copyOf(forms.values())));
    }
  }
}

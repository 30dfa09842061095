package org.patchwright.rebase;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.MyersDiff;
import org.eclipse.jgit.diff.Sequence;
import org.eclipse.jgit.diff.SequenceComparator;

/** Lines or words as sequences that JGit can compare. */
final class Texts extends Sequence {

  private final List<String> parts;

  private Texts(List<String> parts) {
    this.parts = parts;
  }

  @Override
  public int size() {
    return parts.size();
  }

  private static final class Same extends SequenceComparator<Texts> {
    @Override
    public boolean equals(Texts a, int ai, Texts b, int bi) {
      return a.parts.get(ai).equals(b.parts.get(bi));
    }

    @Override
    public int hash(Texts seq, int ptr) {
      return seq.parts.get(ptr).hashCode();
    }
  }

  /** What has to be done to the first to get the second; by rare parts first, as people read. */
  static List<Edit> edits(List<String> before, List<String> after) {
    return edits(new HistogramDiff(), before, after);
  }

  /** The shortest way from the first to the second. */
  static List<Edit> shortest(List<String> before, List<String> after) {
    return edits(MyersDiff.INSTANCE, before, after);
  }

  private static List<Edit> edits(
      DiffAlgorithm algorithm, List<String> before, List<String> after) {
    return algorithm.diff(new Same(), new Texts(before), new Texts(after));
  }

  /** Lines with their line feeds. */
  static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int end = text.indexOf('\n', at) + 1;
      end = end == 0 ? text.length() : end;
      lines.add(text.substring(at, end));
      at = end;
    }
    return lines;
  }

  /** Names and numbers, runs of blanks, line feeds, and every other character by itself. */
  static List<String> words(List<String> lines) {
    String text = String.join("", lines);
    List<String> words = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int end = at + 1;
      char first = text.charAt(at);
      if (isName(first)) {
        while (end < text.length() && isName(text.charAt(end))) {
          end++;
        }
      } else if (first == ' ' || first == '\t') {
        while (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
          end++;
        }
      }
      words.add(text.substring(at, end));
      at = end;
    }
    return words;
  }

  /** All names in a text, comments and strings included. */
  static Set<String> identifiers(String text) {
    Set<String> all = new HashSet<>();
    for (int at = 0; at < text.length(); at++) {
      if (isName(text.charAt(at))) {
        int end = at + 1;
        while (end < text.length() && isName(text.charAt(end))) {
          end++;
        }
        if (text.charAt(at) > '9') {
          all.add(text.substring(at, end));
        }
        at = end;
      }
    }
    return all;
  }

  /** Those of some names that a text holds, comments and strings included. */
  static Set<String> found(String text, Set<String> wanted) {
    Set<Integer> hashes = new HashSet<>();
    wanted.forEach(name -> hashes.add(name.hashCode()));
    Set<String> all = new HashSet<>();
    for (int at = 0; at < text.length(); at++) {
      int from = at;
      int hash = 0;
      while (at < text.length() && isName(text.charAt(at))) {
        hash = 31 * hash + text.charAt(at++);
      }
      if (at > from && hashes.contains(hash)) {
        String name = text.substring(from, at);
        if (wanted.contains(name)) {
          all.add(name);
        }
      }
    }
    return all;
  }

  static boolean isName(char c) {
    return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  /** Whether a word is a name, no number. */
  static boolean isIdentifier(String word) {
    return !word.isEmpty()
        && isName(word.charAt(0))
        && !(word.charAt(0) >= '0' && word.charAt(0) <= '9');
  }

  /** A line without any blanks. */
  static String squeezed(String line) {
    StringBuilder out = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
        out.append(c);
      }
    }
    return out.toString();
  }
}

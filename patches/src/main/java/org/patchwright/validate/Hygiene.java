package org.patchwright.validate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;

/** What a patch leaves behind in its added lines and lacks in its message. */
public final class Hygiene {

  private static final Pattern COMMENTED_OUT =
      Pattern.compile(
          "\\s*//+\\s*(?!.*\\bhttps?:)(.*[;{}]|[.\\w>\\[\\]*&-]+\\s*[-+|&]?=[^=].*,?|\\w+\\s*\\(.*\\),?)\\s*"
              + "|\\s*/\\*\\s*[^*]*;\\s*\\*/\\s*");
  private static final Pattern LEVELLESS =
      Pattern.compile(".*\\bprintk\\s*\\(\\s*\"(?!<[0-7cd]>).*");
  private static final Pattern COMMENT = Pattern.compile("\\s*(//|/\\*|\\*).*");
  private static final Pattern IF_0 = Pattern.compile("\\s*#\\s*if\\s+0\\b.*");
  private static final String LEFT_OUT = "#if 0 left in";
  private static final Pattern RELEASE =
      Pattern.compile(
          "\\s*(\\w*(?:free|put|release|unlock|unregister|unmap|destroy|teardown)\\w*"
              + "\\s*\\([^;]*\\));.*");
  private static final Pattern DEBUG_FLAG = Pattern.compile("[^#]*-DDEBUG\\b.*");
  private static final Pattern DEBUG_MACRO =
      Pattern.compile("\\s*#\\s*define\\s+DEBUG(\\s+1)?\\s*");
  private static final Pattern FIXME = Pattern.compile(".*\\b(FIXME|XXX)\\b.*");
  private static final Pattern SIGNED = Pattern.compile("(?i)\\bsigned-off-by:\\s*\\S");
  private static final Pattern TOPIC =
      Pattern.compile("(?m)^\\s*[(\\[]?(\\d{1,2})[).\\]]\\s+(\\S.*)$");
  private static final int FEW_TOPICS = 3;

  private Hygiene() {}

  /**
   * @param message the patch's subject and body; nothing is said of a message where it is blank, as
   *     with a bare diff
   */
  public static List<Remark> of(String message, List<FileDiff> files) {
    List<Remark> remarks = new ArrayList<>();
    if (!message.isBlank()) {
      if (!SIGNED.matcher(message).find()) {
        remarks.add(Remark.ofPatch("sign-off", "there is no Signed-off-by"));
      }
      topics(message, remarks);
    }
    Set<String> before = removed(files);
    for (FileDiff file : files) {
      List<Remark> here = new ArrayList<>();
      file(file, before, here);
      remarks.addAll(gathered(here));
    }
    return remarks;
  }

  /** Whether an added line of some file is code turned into a comment, or debugging turned on. */
  public static boolean isLeftOver(String path, String line) {
    return isC(path)
        ? COMMENTED_OUT.matcher(line).matches() || DEBUG_MACRO.matcher(line).matches()
        : isMake(path) && DEBUG_FLAG.matcher(line).matches();
  }

  private static boolean isC(String path) {
    return path.endsWith(".c") || path.endsWith(".h");
  }

  private static boolean isMake(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.startsWith("Makefile") || name.startsWith("Kbuild") || name.endsWith(".mk");
  }

  /** A list numbered from 1 in the message is the author's own count of what the patch does. */
  private static void topics(String message, List<Remark> remarks) {
    Set<Integer> numbers = new LinkedHashSet<>();
    Matcher topic = TOPIC.matcher(message);
    while (topic.find()) {
      int number = Integer.parseInt(topic.group(1));
      if (number == numbers.size() + 1) {
        numbers.add(number);
      }
    }
    if (numbers.size() >= FEW_TOPICS) {
      remarks.add(
          Remark.ofPatch(
              "topics",
              "the message lists "
                  + numbers.size()
                  + " topics: each should be a patch of its own"));
    }
  }

  private static void file(FileDiff file, Set<String> before, List<Remark> remarks) {
    String path = file.path();
    boolean c = isC(path);
    boolean make = isMake(path);
    boolean tabs = indentsWithTabs(file);
    for (Hunk hunk : file.hunks()) {
      int number = hunk.newStart();
      String above = "";
      List<String> replaced = c ? replaced(path, hunk) : new ArrayList<>();
      for (HunkLine line : hunk.lines()) {
        String text = line.text();
        if (line.kind() == HunkLine.Kind.ADDED) {
          boolean written = !before.contains(text.strip());
          if (c && written) {
            List<Remark> said = new ArrayList<>();
            code(path, number, text, said);
            said.removeIf(one -> replaced.remove(one.message()));
            said.replaceAll(
                one -> one.message().equals(LEFT_OUT) ? namingRelease(one, hunk, line) : one);
            remarks.addAll(said);
          }
          if (make && written && DEBUG_FLAG.matcher(text).matches()) {
            remarks.add(new Remark(path, number, "debug", "-DDEBUG left in"));
          }
          if (c || make) {
            blanks(path, number, text, c && tabs && !inBlanks(above), remarks);
          }
        } else if (!text.isBlank() && Character.isWhitespace(text.charAt(0))) {
          above = text;
        }
        number += line.kind().inNew() ? 1 : 0;
      }
    }
  }

  /** What no longer happens behind {@code #if 0} matters more than that the line is left in. */
  private static Remark namingRelease(Remark remark, Hunk hunk, HunkLine from) {
    boolean inside = false;
    for (HunkLine line : hunk.lines()) {
      if (inside && line.text().strip().startsWith("#")) {
        break;
      }
      Matcher release = RELEASE.matcher(line.text());
      if (inside && line.kind() == HunkLine.Kind.ADDED && release.matches()) {
        return new Remark(
            remark.path(),
            remark.line(),
            remark.kind(),
            remark.message() + ": " + release.group(1) + " is not done");
      }
      inside |= line == from;
    }
    return remark;
  }

  /** What was to be said of the lines that a hunk takes away: it does not bring that in. */
  private static List<String> replaced(String path, Hunk hunk) {
    List<Remark> said = new ArrayList<>();
    for (HunkLine line : hunk.lines()) {
      if (line.kind() == HunkLine.Kind.REMOVED) {
        code(path, 0, line.text(), said);
      }
    }
    return new ArrayList<>(said.stream().map(Remark::message).toList());
  }

  /**
   * The lines that a patch takes away: where it adds one of them again, elsewhere or indented
   * otherwise, its author did not write it.
   */
  private static Set<String> removed(List<FileDiff> files) {
    Set<String> removed = new LinkedHashSet<>();
    for (FileDiff file : files) {
      for (Hunk hunk : file.hunks()) {
        for (HunkLine line : hunk.lines()) {
          if (line.kind() == HunkLine.Kind.REMOVED) {
            removed.add(line.text().strip());
          }
        }
      }
    }
    return removed;
  }

  /** An author who keeps to the indentation of the lines around did not choose it. */
  private static boolean inBlanks(String line) {
    return line.startsWith("    ");
  }

  /** One remark for all lines of a file that deserve the same. */
  private static List<Remark> gathered(List<Remark> here) {
    Map<String, List<Remark>> alike = new LinkedHashMap<>();
    here.forEach(one -> alike.computeIfAbsent(one.message(), text -> new ArrayList<>()).add(one));
    List<Remark> all = new ArrayList<>();
    for (List<Remark> ones : alike.values()) {
      Remark first = ones.get(0);
      String more =
          switch (ones.size()) {
            case 1 -> "";
            case 2 -> ", and in line " + ones.get(1).line();
            default -> ", and in " + (ones.size() - 1) + " more lines of this file";
          };
      all.add(new Remark(first.path(), first.line(), first.kind(), first.message() + more));
    }
    all.sort(Comparator.comparingInt(Remark::line));
    return all;
  }

  private static boolean indentsWithTabs(FileDiff file) {
    int tabs = 0;
    int blanks = 0;
    for (Hunk hunk : file.hunks()) {
      for (HunkLine line : hunk.lines()) {
        tabs += line.text().startsWith("\t") ? 1 : 0;
        blanks += inBlanks(line.text()) ? 1 : 0;
      }
    }
    return tabs > blanks;
  }

  private static void code(String path, int number, String text, List<Remark> remarks) {
    if (COMMENTED_OUT.matcher(text).matches()) {
      remarks.add(new Remark(path, number, "debug", "commented-out code"));
    } else if (LEVELLESS.matcher(text).matches() && !COMMENT.matcher(text).matches()) {
      remarks.add(new Remark(path, number, "debug", "printk without a level"));
    } else if (IF_0.matcher(text).matches()) {
      remarks.add(new Remark(path, number, "debug", LEFT_OUT));
    } else if (DEBUG_MACRO.matcher(text).matches()) {
      remarks.add(new Remark(path, number, "debug", "DEBUG left on"));
    }
    if (FIXME.matcher(text).matches()) {
      remarks.add(new Remark(path, number, "unfinished", "marked as unfinished"));
    }
  }

  private static void blanks(
      String path, int number, String text, boolean tabs, List<Remark> remarks) {
    String line = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    if (line.endsWith(" ") || line.endsWith("\t")) {
      remarks.add(new Remark(path, number, "whitespace", "blanks at the end of the line"));
    }
    int end = 0;
    while (end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t')) {
      end++;
    }
    String indent = line.substring(0, end);
    if (indent.contains(" \t")) {
      remarks.add(new Remark(path, number, "whitespace", "blank before a tab"));
    } else if (tabs && end < line.length() && indent.startsWith("        ")) {
      remarks.add(
          new Remark(path, number, "whitespace", "indented with blanks where the file has tabs"));
    }
  }
}

package org.patchwright.pipeline;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Patterns for paths inside a tree. {@code *} and {@code ?} stay inside one name, {@code **}
 * crosses folders, {@code [a-z]} and {@code {a,b}} choose. A pattern without a slash matches the
 * last name in any folder; a folder stands for all below it.
 */
public final class PathGlob {

  /** All files with an ending: asked of every path of a kernel, and told without a pattern. */
  private static final Pattern ENDING = Pattern.compile("(?:\\./)*(?:\\*\\*/)?\\*([\\w.-]+)");

  private PathGlob() {}

  /** Whether a path matches one of the patterns; any path does where there are none. */
  public static Predicate<String> any(List<String> globs) {
    if (globs.isEmpty()) {
      return path -> true;
    }
    List<Predicate<String>> patterns = globs.stream().map(PathGlob::one).toList();
    return path -> {
      for (Predicate<String> pattern : patterns) {
        if (pattern.test(path)) {
          return true;
        }
      }
      return false;
    };
  }

  private static Predicate<String> one(String glob) {
    Matcher ending = ENDING.matcher(glob);
    if (ending.matches()) {
      String end = ending.group(1);
      // A folder of such a name stands for all below it.
      String folder = end + "/";
      return path -> path.endsWith(end) || path.contains(folder);
    }
    Pattern pattern = pattern(glob);
    return path -> pattern.matcher(path).matches();
  }

  private static Pattern pattern(String given) {
    String glob = given;
    while (glob.startsWith("./")) {
      glob = glob.substring(2);
    }
    if (glob.startsWith("/")) {
      glob = glob.substring(1);
    } else if (!glob.contains("/")) {
      glob = "**/" + glob;
    }
    StringBuilder regex = new StringBuilder();
    int braces = 0;
    int at = 0;
    while (at < glob.length()) {
      char c = glob.charAt(at);
      if (glob.startsWith("**/", at)) {
        regex.append("(?:.*/)?");
        at += 3;
        continue;
      }
      if (glob.startsWith("**", at)) {
        regex.append(".*");
        at += 2;
        continue;
      }
      switch (c) {
        case '*' -> regex.append("[^/]*");
        case '?' -> regex.append("[^/]");
        case '[' -> {
          int close = glob.indexOf(']', at + 2);
          if (close < 0) {
            regex.append("\\[");
          } else {
            String set = glob.substring(at + 1, close).replace("\\", "\\\\").replace("[", "\\[");
            regex.append('[');
            regex.append(set.startsWith("!") ? "^" + set.substring(1) : set);
            regex.append(']');
            at = close;
          }
        }
        case '{' -> {
          braces++;
          regex.append("(?:");
        }
        case '}' -> {
          regex.append(braces > 0 ? ")" : "\\}");
          braces = Math.max(0, braces - 1);
        }
        case ',' -> regex.append(braces > 0 ? "|" : ",");
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
      at++;
    }
    regex.append(")".repeat(braces));
    // A folder stands for all below it.
    regex.append(glob.endsWith("/") ? ".*" : "(?:/.*)?");
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}

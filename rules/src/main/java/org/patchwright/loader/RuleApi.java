package org.patchwright.loader;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a rule may use: the types of the rule API and plain values of Java, as {@code rule-api.txt}
 * lists them. What is not listed is refused.
 */
public final class RuleApi {

  private static final RuleApi KNOWN = read();

  /** The members of one type. */
  private record Members(boolean onlyThese, Set<String> names) {
    boolean allow(String member) {
      return names.contains(member) == onlyThese;
    }
  }

  private final int version;
  private final Map<String, Members> types;
  private final Set<String> packages;

  private RuleApi(int version, Map<String, Members> types, Set<String> packages) {
    this.version = version;
    this.types = types;
    this.packages = packages;
  }

  /** The API of this build. */
  public static RuleApi current() {
    return KNOWN;
  }

  /** Grows when something is added; a type or member that is there stays. */
  public int version() {
    return version;
  }

  /** The types, nested ones apart, in order. */
  public Collection<String> types() {
    return Collections.unmodifiableSet(types.keySet());
  }

  /** The members that the list names of a type, as left out or as the only ones. */
  Set<String> named(String type) {
    return Set.copyOf(types.get(type).names());
  }

  /**
   * @param name with {@code .} between packages and {@code $} before a nested type's name
   */
  public boolean allows(String name) {
    if (types.containsKey(name)) {
      return true;
    }
    int nested = name.indexOf('$');
    String outer = nested < 0 ? name : name.substring(0, nested);
    return types.containsKey(outer)
        || packages.contains(outer.substring(0, Math.max(0, outer.lastIndexOf('.'))));
  }

  /** Whether a member may be used, where its type, or one that it extends, is listed. */
  public boolean allows(String type, String member) {
    Members members = types.get(type);
    return members == null || members.allow(member);
  }

  private static RuleApi read() {
    int version = 0;
    Map<String, Members> types = new TreeMap<>();
    Set<String> packages = new java.util.TreeSet<>();
    try (InputStream in = RuleApi.class.getResourceAsStream("rule-api.txt")) {
      if (in == null) {
        throw new IllegalStateException("rule-api.txt is missing from the build");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String[] words = line.trim().split(" ", -1);
        if (words[0].equals("version")) {
          version = Integer.parseInt(words[1]);
        } else if (words[0].endsWith(".*")) {
          packages.add(words[0].substring(0, words[0].length() - 2));
        } else {
          boolean only = words.length > 1 && words[1].equals("only");
          Set<String> names =
              words.length < 3
                  ? Set.of()
                  : Set.of(java.util.Arrays.copyOfRange(words, 2, words.length));
          types.put(words[0], new Members(only, names));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("rule-api.txt", e);
    }
    return new RuleApi(version, types, packages);
  }
}

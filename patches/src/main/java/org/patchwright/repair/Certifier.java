package org.patchwright.repair;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.patchwright.repair.AddedLine.Form;
import org.patchwright.repair.AddedLine.Gap;
import org.patchwright.repair.Cheapest.Deviation;

/**
 * Tries readings of one file against the blob id that it must have: the likeliest first, gaps that
 * are alike together before each for itself.
 */
final class Certifier {

  private static final int MOST_WAYS = 400;
  private static final int FIRST_TRIES = 20;
  private static final int MOST_TRIES = 24_000;
  private static final int MOST_VARIABLES = 2_000;
  private static final int MOST_SINGLES = 4_000;
  private static final int MOST_PAIRED = 120;
  private static final int MOST_PAIRS = 8_000;

  /** A part of the file: text that stands, or a line with gaps. */
  record Part(String before, Optional<AddedLine> line, String after) {

    static Part fixed(String text) {
      return new Part(text, Optional.empty(), "");
    }

    String likeliest() {
      return before + line.map(AddedLine::likeliest).orElse("") + after;
    }

    /** The part with other forms of some gaps. */
    String with(Map<Integer, Form> forms) {
      AddedLine read = line.orElseThrow();
      StringBuilder out = new StringBuilder(before).append(read.texts().get(0));
      for (int i = 0; i < read.gaps().size(); i++) {
        Form likeliest = read.gaps().get(i).forms().get(0);
        out.append(forms.getOrDefault(i, likeliest).text()).append(read.texts().get(i + 1));
      }
      return out.append(after).toString();
    }
  }

  /** One way to read a hunk. */
  record Way(int cost, List<Part> parts) {}

  /**
   * What makes the blob.
   *
   * @param ways which way each hunk is read
   * @param lines the text of each line with or without gaps, by way of the hunk, in order
   */
  record Certified(List<Integer> ways, List<List<String>> lines) {}

  private final List<String> between;
  private final List<List<Way>> hunks;
  private final String wanted;
  private final Budget budget;
  private final MessageDigest digest;
  private int tried;

  /**
   * @param between the file's lines before, between and behind the hunks: one more than hunks
   * @param hunks the ways to read each, the cheapest first
   * @param wanted hex digits with which the blob id begins
   */
  Certifier(List<String> between, List<List<Way>> hunks, String wanted, Budget budget) {
    this.between = between;
    this.hunks = hunks;
    this.wanted = wanted;
    this.budget = budget;
    this.digest = BlobId.digestFor(wanted);
  }

  Optional<Certified> find() {
    List<List<Integer>> costs = new ArrayList<>();
    for (List<Way> ways : hunks) {
      int least = ways.get(0).cost();
      costs.add(ways.stream().map(way -> 10 * (way.cost() - least)).toList());
    }
    List<int[]> combinations = new ArrayList<>();
    Cheapest choices = new Cheapest(costs);
    while (combinations.size() < MOST_WAYS) {
      Optional<List<Deviation>> next = choices.next();
      if (next.isEmpty()) {
        break;
      }
      int[] ways = new int[hunks.size()];
      next.get().forEach(one -> ways[one.variable()] = one.option());
      combinations.add(ways);
    }
    for (int tries : new int[] {FIRST_TRIES, MOST_TRIES}) {
      for (int[] ways : combinations) {
        Optional<Certified> found = new Attempt(ways).find(tries);
        if (found.isPresent()) {
          return found;
        }
        if (tried > MOST_TRIES) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** Something that may be chosen: the form of one gap, or of all gaps of a group. */
  private record Variable(List<int[]> gaps, List<String> codes, boolean own) {}

  /** One choice of ways, with the gaps that come with it. */
  private final class Attempt {
    private final int[] ways;
    private final List<Part> parts = new ArrayList<>();
    private final byte[] likeliest;
    private final int[] starts;
    private final List<Variable> variables = new ArrayList<>();
    private final List<List<Integer>> costs = new ArrayList<>();

    Attempt(int[] ways) {
      this.ways = ways;
      for (int hunk = 0; hunk < hunks.size(); hunk++) {
        parts.add(Part.fixed(between.get(hunk)));
        parts.addAll(hunks.get(hunk).get(ways[hunk]).parts());
      }
      parts.add(Part.fixed(between.get(hunks.size())));
      StringBuilder all = new StringBuilder();
      starts = new int[parts.size() + 1];
      // From what all lines have in common to what a line has alone.
      Map<String, List<int[]>> groups = new TreeMap<>();
      List<int[]> gaps = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        starts[i] = all.length();
        all.append(parts.get(i).likeliest());
        List<Gap> inLine = parts.get(i).line().map(AddedLine::gaps).orElse(List.of());
        for (int g = 0; g < inLine.size(); g++) {
          int[] at = {i, g};
          gaps.add(at);
          String name = inLine.get(g).group();
          for (String group : List.of("", name.substring(0, 1), name)) {
            groups.computeIfAbsent(group, any -> new ArrayList<>()).add(at);
          }
        }
      }
      starts[parts.size()] = all.length();
      likeliest = all.toString().getBytes(StandardCharsets.ISO_8859_1);
      for (String name :
          groups.keySet().stream().sorted(Comparator.comparing(String::length)).toList()) {
        if (groups.get(name).size() > 1) {
          group(groups.get(name));
        }
      }
      for (int[] at : gaps.subList(0, Math.min(gaps.size(), MOST_VARIABLES))) {
        single(at);
      }
    }

    private Gap gap(int[] at) {
      return parts.get(at[0]).line().orElseThrow().gaps().get(at[1]);
    }

    private void single(int[] at) {
      List<Form> forms = gap(at).forms();
      List<Integer> own = new ArrayList<>(List.of(0));
      for (Form form : forms.subList(1, forms.size())) {
        own.add(10 + form.cost() - forms.get(0).cost());
      }
      costs.add(own);
      variables.add(new Variable(List.of(at), forms.stream().map(Form::code).toList(), true));
    }

    private void group(List<int[]> members) {
      Map<String, Integer> sums = new TreeMap<>();
      for (int[] at : members) {
        List<Form> forms = gap(at).forms();
        for (Form form : forms.subList(1, forms.size())) {
          sums.merge(form.code(), Math.min(60, form.cost() - forms.get(0).cost()), Integer::sum);
        }
      }
      List<String> codes = new ArrayList<>(sums.keySet());
      codes.sort(Comparator.comparingInt(sums::get));
      List<Integer> own = new ArrayList<>(List.of(0));
      codes.forEach(code -> own.add(Math.max(8, Math.min(70, sums.get(code)))));
      codes.add(0, "");
      costs.add(own);
      variables.add(new Variable(members, codes, false));
    }

    Optional<Certified> find(int tries) {
      if (tries > FIRST_TRIES) {
        Optional<Certified> found = few();
        if (found.isPresent()) {
          return found;
        }
      }
      Cheapest choices = new Cheapest(costs);
      for (int i = 0; i < tries; i++) {
        Optional<List<Deviation>> picks = choices.next();
        if (picks.isEmpty()) {
          break;
        }
        tried++;
        Optional<Certified> found = tried(picks.get());
        if (found.isPresent() || budget.isHashed()) {
          return found;
        }
      }
      return Optional.empty();
    }

    /** One that is most unlikely is likelier than many that each are only unlikely. */
    private Optional<Certified> few() {
      List<Deviation> all = new ArrayList<>();
      List<Deviation> shared = new ArrayList<>();
      for (int variable = 0; variable < costs.size(); variable++) {
        for (int option = 1; option < costs.get(variable).size(); option++) {
          all.add(new Deviation(variable, option));
          if (!variables.get(variable).own()) {
            shared.add(new Deviation(variable, option));
          }
        }
      }
      for (Deviation one : all.subList(0, Math.min(all.size(), MOST_SINGLES))) {
        Optional<Certified> found = tried(List.of(one));
        if (found.isPresent() || budget.isHashed()) {
          return found;
        }
      }
      List<Deviation> firsts = all.size() <= MOST_PAIRED ? all : shared;
      int pairs = 0;
      for (Deviation one : firsts) {
        for (Deviation other : all) {
          boolean again = firsts == all && other.variable() <= one.variable();
          if (again || other.variable() == one.variable()) {
            continue;
          }
          if (pairs++ == MOST_PAIRS) {
            return Optional.empty();
          }
          Optional<Certified> found = tried(List.of(one, other));
          if (found.isPresent() || budget.isHashed()) {
            return found;
          }
        }
      }
      return Optional.empty();
    }

    private Optional<Certified> tried(List<Deviation> picks) {
      TreeMap<Integer, String> changed = changed(picks);
      return id(changed).filter(id -> id.startsWith(wanted)).map(id -> certified(changed));
    }

    /** The parts that a choice makes other than likeliest. */
    private TreeMap<Integer, String> changed(List<Deviation> picks) {
      Map<Integer, Map<Integer, Form>> forms = new TreeMap<>();
      // Variables come from the whole to the single, so the later has the last word.
      List<Deviation> inOrder = new ArrayList<>(picks);
      inOrder.sort(Comparator.comparingInt(Deviation::variable));
      for (Deviation pick : inOrder) {
        Variable variable = variables.get(pick.variable());
        String code = variable.codes().get(pick.option());
        for (int[] at : variable.gaps()) {
          for (Form form : gap(at).forms()) {
            if (form.code().equals(code)) {
              forms.computeIfAbsent(at[0], any -> new HashMap<>()).put(at[1], form);
              break;
            }
          }
        }
      }
      TreeMap<Integer, String> changed = new TreeMap<>();
      forms.forEach((part, own) -> changed.put(part, parts.get(part).with(own)));
      return changed;
    }

    private Optional<String> id(TreeMap<Integer, String> changed) {
      int size = likeliest.length;
      for (Map.Entry<Integer, String> part : changed.entrySet()) {
        size += part.getValue().length() - (starts[part.getKey() + 1] - starts[part.getKey()]);
      }
      if (!budget.hash(size)) {
        return Optional.empty();
      }
      digest.reset();
      digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
      int at = 0;
      for (Map.Entry<Integer, String> part : changed.entrySet()) {
        digest.update(likeliest, at, starts[part.getKey()] - at);
        digest.update(part.getValue().getBytes(StandardCharsets.ISO_8859_1));
        at = starts[part.getKey() + 1];
      }
      digest.update(likeliest, at, likeliest.length - at);
      return Optional.of(HexFormat.of().formatHex(digest.digest()));
    }

    private Certified certified(TreeMap<Integer, String> changed) {
      List<List<String>> byHunk = new ArrayList<>();
      int at = 0;
      for (int hunk = 0; hunk < hunks.size(); hunk++) {
        at++;
        List<String> own = new ArrayList<>();
        for (Part part : hunks.get(hunk).get(ways[hunk]).parts()) {
          String text = changed.getOrDefault(at, part.likeliest());
          own.add(text.substring(0, text.length() - part.after().length()));
          at++;
        }
        byHunk.add(own);
      }
      return new Certified(Arrays.stream(ways).boxed().toList(), byHunk);
    }
  }
}

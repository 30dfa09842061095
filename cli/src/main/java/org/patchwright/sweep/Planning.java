package org.patchwright.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.patchwright.pipeline.PathGlob;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.repository.Commit;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RepositoryException;
import org.patchwright.repository.Revisions;

/**
 * Makes the plan of a sweep: which revisions there are, and what each changes.
 *
 * @param plan what is to be done
 * @param branches those whose tips are in it, as they were when it was made
 * @param notes what was left out and why, one line each
 */
public record Planning(Plan plan, List<Revisions.Branch> branches, List<String> notes) {

  public Planning {
    branches = List.copyOf(branches);
    notes = List.copyOf(notes);
  }

  /**
   * Makes a plan.
   *
   * @throws IOException if there is no such range, or no branch of such a name
   */
  public static Planning of(GitRepository repository, Request request) throws IOException {
    return new Making(repository, request).planning();
  }

  private static final class Making {
    private final GitRepository repository;
    private final Request request;
    private final List<Plan.Revision> revisions = new ArrayList<>();
    private final List<List<Plan.Change>> changes = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Set<String> notes = new TreeSet<>();
    private final Set<String> submodules = new TreeSet<>();
    private Set<String> folders = Set.of();

    Making(GitRepository repository, Request request) {
      this.repository = repository;
      this.request = request;
    }

    Planning planning() throws IOException {
      Map<String, List<String>> tips = new LinkedHashMap<>();
      List<Revisions.Branch> branches = new ArrayList<>();
      Revisions.Line line = new Revisions.Line(List.of(), Set.of(), false);
      if (request.range().isPresent()) {
        String range = request.range().get();
        line = Revisions.of(repository, range, request.firstParent());
        if (line.commits().size() == line.before().size()) {
          throw new UnusableInputException(range + ": no commits in this range");
        }
        if (line.cutShort()) {
          notes.add("history is cut short here: its first revisions are told as what was before");
        }
        String end = range.substring(range.indexOf("..") < 0 ? 0 : range.indexOf("..") + 2);
        String last = line.commits().get(line.commits().size() - 1).id();
        tips.computeIfAbsent(last, id -> new ArrayList<>()).add(end.isEmpty() ? "HEAD" : end);
      }
      if (request.branches().isPresent()) {
        String glob = request.branches().get();
        branches.addAll(Revisions.branches(repository, PathGlob.any(List.of(glob))));
        if (branches.isEmpty()) {
          throw new UnusableInputException(
              repository.location() + ": no branch matches --branches " + glob);
        }
        for (Revisions.Branch branch : branches) {
          List<String> names = tips.computeIfAbsent(branch.commit(), id -> new ArrayList<>());
          if (!names.contains(branch.name())) {
            names.add(branch.name());
          }
        }
      }
      folders = folders(line, tips);
      addLine(line, tips);
      for (Map.Entry<String, List<String>> tip : tips.entrySet()) {
        if (!numbers.containsKey(tip.getKey())) {
          addTip(tip.getKey(), tip.getValue());
        }
      }
      for (String path : submodules) {
        notes.add(path + ": a submodule, not swept: sweep its own repository");
      }
      Plan plan = new Plan(repository.location().toString(), request.globs(), revisions, changes);
      return new Planning(plan, branches, List.copyOf(notes));
    }

    private void addLine(Revisions.Line line, Map<String, List<String>> tips) {
      int count = 0;
      int first = line.before().size();
      for (Commit commit : line.commits()) {
        boolean before = line.before().contains(commit.id());
        boolean last = count == line.commits().size() - 1;
        boolean taken =
            before
                || last
                || (count - first) % request.every() == 0
                || tips.containsKey(commit.id());
        count++;
        if (!taken) {
          continue;
        }
        List<Integer> parents = new ArrayList<>();
        if (request.every() > 1 && !revisions.isEmpty() && !before) {
          parents.add(revisions.size() - 1);
        } else if (!before) {
          for (String parent : commit.parents()) {
            if (numbers.containsKey(parent) && !parents.contains(numbers.get(parent))) {
              parents.add(numbers.get(parent));
            }
          }
        }
        boolean unknown = parents.isEmpty() && (line.cutShort() || !commit.parents().isEmpty());
        add(commit, parents, before || unknown, tips.getOrDefault(commit.id(), List.of()));
      }
    }

    private void addTip(String id, List<String> names) {
      try {
        Commit commit = repository.commit(id);
        add(commit, List.of(), true, names);
      } catch (IOException e) {
        notes.add(String.join(", ", names) + ": skipped: " + e.getMessage());
      }
    }

    private void add(Commit commit, List<Integer> parents, boolean before, List<String> names) {
      int base = parents.isEmpty() ? revisions.size() - 1 : parents.get(0);
      List<Plan.Change> own = new ArrayList<>();
      try {
        Optional<String> from =
            base < 0 ? Optional.empty() : Optional.of(revisions.get(base).commit());
        for (Revisions.Difference difference :
            Revisions.differences(repository, from, commit.id(), folders)) {
          if (difference.submodule()) {
            submodules.add(difference.path());
          }
          own.add(new Plan.Change(difference.path(), difference.blob()));
        }
      } catch (IOException | RuntimeException e) {
        // What comes after it is compared with what was before it.
        String what = names.isEmpty() ? "" : " (" + String.join(", ", names) + ")";
        notes.add(commit.id().substring(0, 12) + what + ": skipped: " + oneLine(e));
        if (base >= 0) {
          numbers.put(commit.id(), base);
        }
        return;
      }
      numbers.put(commit.id(), revisions.size());
      revisions.add(
          new Plan.Revision(
              revisions.size(),
              commit.id(),
              commit.subject(),
              commit.author(),
              commit.committed().getEpochSecond(),
              base,
              parents,
              before,
              names));
      changes.add(own);
    }

    private static String oneLine(Exception e) {
      String message = e instanceof RepositoryException ? e.getMessage() : "damaged: " + e;
      return message.replaceAll("\\s*\\R\\s*", " ");
    }

    /**
     * The top folders to look into. A kernel that fills the repository is needed in whole; one in a
     * folder is found in the folder that the paths begin with.
     */
    private Set<String> folders(Revisions.Line line, Map<String, List<String>> tips) {
      Set<String> found = new TreeSet<>();
      for (String glob : request.globs()) {
        int slash = glob.indexOf('/');
        if (slash <= 0 || !glob.substring(0, slash).matches("[\\w.+-]+")) {
          return Set.of();
        }
        found.add(glob.substring(0, slash));
      }
      List<String> samples = new ArrayList<>(tips.keySet());
      if (!line.commits().isEmpty()) {
        samples.add(line.commits().get(0).id());
      }
      for (String sample : samples) {
        try {
          Set<String> top = Revisions.top(repository, sample);
          if (top.contains("drivers") || top.contains("include")) {
            return Set.of();
          }
        } catch (IOException toldWhereItIsAdded) {
          continue;
        }
      }
      return found;
    }
  }
}

package org.patchwright.report;

import java.util.List;
import java.util.Optional;
import org.patchwright.repository.Commit;
import org.patchwright.rule.Finding;

/**
 * What is said around the findings of a report.
 *
 * @param suppressed findings that somebody allowed; formats that know the notion carry them
 * @param notices what the user should know of the run, one line each
 * @param judgement the commit that brought the findings in, where commits are judged
 * @param compared whether the findings are new against a revision or a baseline
 * @param ages how old the lines are that findings point to
 */
public record Remarks(
    List<Suppressed> suppressed,
    List<String> notices,
    Optional<Judgement> judgement,
    boolean compared,
    Ages ages) {

  /** Nothing to say. */
  public static final Remarks NONE =
      new Remarks(List.of(), List.of(), Optional.empty(), false, Ages.NONE);

  public Remarks {
    suppressed = List.copyOf(suppressed);
    notices = List.copyOf(notices);
  }

  /**
   * What a commit did beside bringing in findings.
   *
   * @param gone number of findings that are not there any more
   * @param doubt why it can't be said whether the commit is clean; empty if it can
   */
  public record Judgement(Commit commit, int gone, Optional<String> doubt) {}

  /**
   * A finding that is not told.
   *
   * @param inSource whether a comment in the source allows it, or else a configuration file
   * @param owner who answers for that; empty for a comment, whose author git knows
   * @param reason why it is allowed
   */
  public record Suppressed(Finding finding, boolean inSource, String owner, String reason) {}
}

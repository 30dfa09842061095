package org.patchwright.sweep;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.patchwright.pipeline.RuleChoice;
import org.patchwright.rule.Rule;

/**
 * A plan and the rules to ask: all that an engine must know.
 *
 * @param rules ids of the rules to ask
 * @param ruleFolder where rules of the user's own are; empty if there are none
 */
public record Work(Plan plan, List<String> rules, String ruleFolder) implements Serializable {

  public Work {
    rules = List.copyOf(rules);
  }

  /** The rules themselves. */
  public Judge judge() throws IOException {
    List<Rule> known =
        RuleChoice.of(
                ruleFolder.isEmpty() ? Optional.empty() : Optional.of(Path.of(ruleFolder)),
                List.of())
            .rules();
    return new Judge(known.stream().filter(rule -> rules.contains(rule.id())).toList(), known);
  }
}

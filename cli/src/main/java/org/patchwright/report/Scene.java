package org.patchwright.report;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.patchwright.rule.Rule;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * What a report needs to know around its findings.
 *
 * @param version of the tool
 * @param tree what was read
 * @param shown a path of the tree as the reader should see it
 * @param base the absolute URI of the folder that shown paths are relative to, with a slash at its
 *     end
 * @param revision the git revision, if one was read
 * @param rules those that were asked
 * @param coloured whether text may have colour
 * @param remarks what is said around the findings
 */
public record Scene(
    String version,
    SourceTree tree,
    UnaryOperator<String> shown,
    String base,
    Optional<String> revision,
    List<Rule> rules,
    boolean coloured,
    Remarks remarks) {

  public Scene {
    rules = List.copyOf(rules);
  }

  Optional<SourceFile> file(String path) throws IOException {
    return tree.read(path);
  }
}

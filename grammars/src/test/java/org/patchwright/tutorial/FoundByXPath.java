package org.patchwright.tutorial;

import java.io.IOException;
import java.util.List;
import org.patchwright.source.SourceFile;
import org.patchwright.srcml.SrcmlQuery;

/** Finds early returns in loops by XPath. */
final class FoundByXPath {

  private static final SrcmlQuery IN_LOOP = SrcmlQuery.of("//src:while//src:return");

  private FoundByXPath() {}

  static List<String> in(SourceFile file) throws IOException {
    return IN_LOOP.in(file).stream()
        .map(match -> match.path() + ":" + match.line() + ": " + match.text())
        .toList();
  }
}

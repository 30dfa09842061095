package org.patchwright.catalog.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.fact.Place;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.token.Directive;

/** What served to find a fault does not stay. */
@Check(
    summary = "debugging aid left in",
    severity = Severity.NOTE,
    triggers = {"printk", "if", "define", "DEBUG", "dprintk", "DPRINTK"})
public final class DebugResidue implements Rule {

  private static final Pattern SWITCH = Pattern.compile("(\\w*_)?DEBUG(GING|_\\w+)?(\\s+1)?");

  private static final Pattern CODE =
      Pattern.compile(
          "(?s)(//|/\\*)\\s*(\\w+\\([^;]*\\);|\\w[\\w.>\\[\\]-]* = [^;]+;|if \\(.*\\).*;|return"
              + " [^;]*;)\\s*(\\*/)?");

  @Override
  public Stream<Finding> check(TreeFacts file) {
    if (file.unit().path().endsWith(".h")) {
      return Stream.empty();
    }
    List<Finding> found = new ArrayList<>();
    SourceFile source = file.unit().tree().file();
    List<Directive> directives = file.unit().tree().tokens().directives();
    for (int i = 0; i < directives.size(); i++) {
      Directive directive = directives.get(i);
      String body = source.text(directive.body()).trim();
      if (directive.kind() == Directive.Kind.IF && body.equals("0")) {
        found.add(style(source, directive.span(), "code is compiled out by #if 0"));
      } else if (directive.kind() == Directive.Kind.IF
          && body.equals("1")
          && followed(directives, i, source)) {
        found.add(style(source, directive.span(), "debug output is switched on by #if 1"));
      } else if (directive.kind() == Directive.Kind.DEFINE && SWITCH.matcher(body).matches()) {
        found.add(style(source, directive.span(), "debugging is switched on: " + body));
      }
    }
    for (Span comment : file.unit().tree().tokens().comments()) {
      String text = source.text(comment);
      if (CODE.matcher(text).matches()) {
        found.add(style(source, comment, "code is commented out"));
      }
    }
    file.unit()
        .functions()
        .forEach(
            function ->
                function
                    .body()
                    .findAll(Kind.CALL)
                    .filter(call -> call.children().get(0).text().equals("printk"))
                    .filter(DebugResidue::hasNoLevel)
                    .forEach(
                        call ->
                            found.add(
                                Finding.at(call, "printk() without a level")
                                    .ranked(Rank.STYLE)
                                    .about(function.name(), call.text()))));
    return found.stream();
  }

  /** Whether {@code #if 1} chooses among definitions of a macro that prints. */
  private static boolean followed(List<Directive> directives, int at, SourceFile source) {
    return at + 1 < directives.size()
        && directives.get(at + 1).kind() == Directive.Kind.DEFINE
        && source
            .text(directives.get(at + 1).body())
            .matches("(?si).*(debug|dprintk|trace|printk).*");
  }

  private static boolean hasNoLevel(Node call) {
    List<Node> arguments = call.arguments();
    if (arguments.isEmpty() || !arguments.get(0).is(Kind.STRING_LITERAL)) {
      return false;
    }
    String text = arguments.get(0).text();
    return text.startsWith("\"") && !text.matches("(?s)\"(<[0-9cd]>|\\\\001|%s).*");
  }

  private static Finding style(SourceFile source, Span span, String message) {
    return Finding.at(Place.of(source, span), message).ranked(Rank.STYLE).about("", message);
  }
}

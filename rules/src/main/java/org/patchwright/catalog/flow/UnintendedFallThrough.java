package org.patchwright.catalog.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** What is done for one state is not done on for the next, unless the source says so. */
@Check(
    summary = "case of a state that runs on into the next",
    noFix = "whether a break is missing or the fall is meant is the author's to say",
    triggers = {"switch"})
public final class UnintendedFallThrough implements Rule {

  private static final Pattern MARK =
      Pattern.compile(
          "(?is).*(fall\\W*-?\\s*-?th?ro?u?(gh)?|fall\\W?s?\\W?through|no ?break|fall ?over"
              + "|drop through|pass through).*");

  /** They don't come back. */
  private static final Set<String> ENDS =
      Set.of("BUG", "panic", "do_exit", "unreachable", "__builtin_unreachable", "fallthrough");

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    return StateSwitch.in(function).flatMap(found -> fallThrough(function, found));
  }

  private static Stream<Finding> fallThrough(FunctionFacts function, StateSwitch found) {
    List<Finding> findings = new ArrayList<>();
    List<StateSwitch.Section> sections = found.sections();
    int ending = 0;
    for (StateSwitch.Section section : sections) {
      ending += ends(section.statements()) ? 1 : 0;
    }
    for (int i = 0; i + 1 < sections.size(); i++) {
      StateSwitch.Section section = sections.get(i);
      Node next = sections.get(i + 1).labels().get(0);
      if (ends(section.statements()) || isMarked(section, next)) {
        continue;
      }
      Node last = section.statements().get(section.statements().size() - 1);
      // Where most cases end, and the file marks those that run on, this one was forgotten.
      boolean odd = ending * 2 >= sections.size() && marksOthers(function, section);
      Finding finding =
          Finding.at(
                  last,
                  "what is done for %s goes on into the case of %s",
                  name(section.labels()),
                  next.text().replaceFirst(":\\s*$", ""))
              .ranked(odd ? Rank.LIKELY : Rank.STYLE)
              .step(Note.at(next, "it runs on here"))
              .about(function.name(), name(section.labels()));
      findings.add(finding);
    }
    return findings.stream();
  }

  private static String name(List<Node> labels) {
    Node last = labels.get(labels.size() - 1);
    return last.text().replaceFirst("^case\\s+", "").replaceFirst("\\s*:\\s*$", "");
  }

  private static boolean isMarked(StateSwitch.Section section, Node next) {
    SourceFile file = next.file();
    Node last = section.statements().get(section.statements().size() - 1);
    int from = last.span().start();
    String between = file.text(new Span(from, Math.max(from, next.span().end())));
    return MARK.matcher(between).matches();
  }

  private static boolean marksOthers(FunctionFacts function, StateSwitch.Section section) {
    String text = function.unit().tree().file().text();
    return MARK.matcher(text).matches() && !section.statements().isEmpty();
  }

  private static boolean ends(List<Node> statements) {
    for (int i = statements.size() - 1; i >= 0; i--) {
      Node last = statements.get(i);
      if (last.is(Kind.EMPTY_STATEMENT) || last.is(Kind.LABEL)) {
        continue;
      }
      return ends(last);
    }
    return true;
  }

  private static boolean ends(Node statement) {
    List<Node> children = statement.children();
    return switch (statement.kind()) {
      case BREAK, RETURN, GOTO, CONTINUE, MACRO_STATEMENT, ASM_STATEMENT, ERROR, ALTERNATIVE ->
          true;
      case COMPOUND -> ends(children);
      case LABELED_STATEMENT -> ends(children.get(children.size() - 1));
      case IF -> children.size() == 3 && ends(children.get(1)) && ends(children.get(2));
      case SWITCH, ITERATOR_STATEMENT -> false;
      case WHILE, FOR, DO -> statement.text().matches("(?s)(while\\s*\\(1\\)|for\\s*\\(;;\\)).*");
      case EXPRESSION_STATEMENT -> {
        String text = statement.text().replaceFirst(";\\s*$", "");
        String callee =
            !children.isEmpty() && children.get(0).is(Kind.CALL)
                ? children.get(0).children().get(0).text()
                : text;
        // A macro of capitals may hold the break.
        yield ENDS.contains(callee) || callee.equals(callee.toUpperCase(java.util.Locale.ROOT));
      }
      default -> false;
    };
  }
}

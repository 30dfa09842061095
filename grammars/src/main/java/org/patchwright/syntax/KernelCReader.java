package org.patchwright.syntax;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.atn.ParserATNSimulator;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.patchwright.grammar.KernelCParser;
import org.patchwright.grammar.TokenArray;
import org.patchwright.source.KernelConfig;
import org.patchwright.token.ActiveTokens;
import org.patchwright.token.Conditionals;
import org.patchwright.token.RefinedTokens;
import org.patchwright.token.Refiner;
import org.patchwright.token.Tokens;
import org.patchwright.token.Words;

/**
 * Reads a file one external declaration at a time. One that fails is read again with other branches
 * of its conditional directives; what still fails is a piece as small as the grammar can make it.
 */
final class KernelCReader {

  private static final int DEEPEST = 400;

  private final Tokens tokens;
  private final Conditionals conditionals;
  private final Words words;
  private final TokenArray input = new TokenArray();
  private final KernelCParser parser;
  private TreeBuilder builder = new TreeBuilder();

  /** A part of the file that another choice of branches reads in another way. */
  private record Reading(
      int first, int end, int choice, boolean everyGroup, int best, boolean bestFails) {}

  private final List<Reading> others = new ArrayList<>();

  private KernelCReader(Tokens tokens, KernelConfig config, Words words) {
    this.tokens = tokens;
    this.conditionals = Conditionals.of(tokens, config);
    this.words = words;
    this.parser = new KernelCParser(input);
    ParserATNSimulator interpreter = parser.getInterpreter();
    interpreter.setPredictionMode(PredictionMode.SLL);
  }

  static SyntaxTree read(Tokens tokens, KernelConfig config, Words words) {
    return new KernelCReader(tokens, config, words).read();
  }

  private SyntaxTree read() {
    int count = tokens.count();
    declarations(conditionals.keep(0, count, 0, false), 0, count, true);
    builder.add(Kind.TRANSLATION_UNIT, 0, count, 0);
    TreeBuilder main = builder;
    List<SyntaxTree> alternatives = new ArrayList<>();
    int from = 0;
    while (from < others.size()) {
      int to = from + 1;
      while (to < others.size() && others.get(to).first() == others.get(from).first()) {
        to++;
      }
      alternatives.addAll(readings(others.subList(from, to)));
      from = to;
    }
    return main.tree(conditionals, alternatives);
  }

  /**
   * The other readings of one declaration. One that fails where it keeps no token that is not
   * understood in another stands for a configuration that does not compile, and is left out.
   */
  private List<SyntaxTree> readings(List<Reading> readings) {
    BitSet understood = new BitSet();
    Reading first = readings.get(0);
    if (!first.bestFails()) {
      keep(understood, kept(first, first.best()));
    }
    List<SyntaxTree> trees = new ArrayList<>();
    List<Optional<ActiveTokens>> failing = new ArrayList<>();
    for (Reading reading : readings) {
      builder = new TreeBuilder();
      ActiveTokens kept = kept(reading, reading.choice());
      declarations(kept, reading.first(), reading.end(), false);
      boolean fails = builder.errorsSince(0) > 0;
      builder.add(Kind.TRANSLATION_UNIT, reading.first(), reading.end(), 0);
      trees.add(builder.tree(conditionals, List.of()));
      failing.add(fails ? Optional.of(kept) : Optional.empty());
      if (!fails) {
        keep(understood, kept);
      }
    }
    List<SyntaxTree> worth = new ArrayList<>();
    for (int i = 0; i < trees.size(); i++) {
      if (failing.get(i).isEmpty() || !holdsOnly(failing.get(i).get(), understood)) {
        worth.add(trees.get(i));
      }
    }
    return worth;
  }

  private ActiveTokens kept(Reading reading, int choice) {
    return conditionals.keep(reading.first(), reading.end(), choice, reading.everyGroup());
  }

  private static void keep(BitSet understood, ActiveTokens kept) {
    for (int at = 0; at < kept.size(); at++) {
      understood.set(kept.number(at));
    }
  }

  private static boolean holdsOnly(ActiveTokens kept, BitSet understood) {
    for (int at = 0; at < kept.size(); at++) {
      if (!understood.get(kept.number(at))) {
        return false;
      }
    }
    return true;
  }

  /** Reads all external declarations of some tokens; the file's range is {@code first..end}. */
  private void declarations(ActiveTokens active, int first, int end, boolean withOthers) {
    if (active.deepest() > DEEPEST) {
      aroundTooDeep(active, first, end, withOthers);
    } else {
      items(active, first, end, withOthers);
    }
  }

  private void items(ActiveTokens active, int first, int end, boolean withOthers) {
    Refiner refiner = Refiner.of(active, words);
    int at = 0;
    int covered = first;
    while (at < active.size()) {
      int from = active.number(at);
      alternative(covered, from);
      int mark = builder.mark();
      int next = declaration(refiner, active, at);
      int to = active.number(next - 1) + 1;
      covered = to;
      if (withOthers && conditionals.hasGroups(from, to)) {
        choose(mark, from, to);
      }
      at = next;
    }
    alternative(covered, end);
  }

  /**
   * Reads the declaration that begins at a token.
   *
   * @return where it ends
   */
  private int declaration(Refiner refiner, ActiveTokens active, int at) {
    int mark = builder.mark();
    try {
      int next = refiner.external(at);
      declaration(refiner.refined(at, next), active, at, next);
      return next;
    } catch (StackOverflowError e) {
      // Statements nest without brackets too: how deep depends on the caller's stack alone.
      builder.rollback(mark);
      int next = endOfItem(active, at);
      builder.add(Kind.ERROR, active.number(at), active.number(next - 1) + 1, mark);
      return next;
    }
  }

  /** Behind the semicolon or the block that ends an item, by brackets alone. */
  private int endOfItem(ActiveTokens active, int from) {
    int at = from;
    while (at < active.size()) {
      int type = tokens.type(active.number(at));
      int behind = Math.max(at, active.partner(at)) + 1;
      if (type == KernelCParser.Semi
          || type == KernelCParser.LBrace && active.type(behind) != KernelCParser.Semi) {
        return behind;
      }
      at = behind;
    }
    return active.size();
  }

  /** Leaves out the declarations whose brackets nest too deep, and reads what is between them. */
  private void aroundTooDeep(ActiveTokens active, int first, int end, boolean withOthers) {
    int covered = first;
    int head = 0;
    int at = 0;
    while (at < active.size()) {
      int type = active.type(at);
      int partner = active.partner(at);
      if (!Refiner.isOpening(type)) {
        at++;
        head = type == KernelCParser.Semi ? at : head;
        continue;
      }
      int behind = partner > at ? partner + 1 : active.size();
      if (depth(active, at, behind) > DEEPEST) {
        int from = active.number(head);
        int to = behind < active.size() ? active.number(behind) : end;
        if (from > covered) {
          items(conditionals.keep(covered, from, 0, false), covered, from, withOthers);
        }
        builder.add(Kind.ERROR, from, to, builder.mark());
        covered = to;
        head = behind;
      } else if (type == KernelCParser.LBrace) {
        head = behind;
      }
      at = behind;
    }
    if (covered < end) {
      items(conditionals.keep(covered, end, 0, false), covered, end, withOthers);
    }
  }

  private static int depth(ActiveTokens active, int from, int to) {
    int depth = 0;
    int deepest = 0;
    for (int at = from; at < to; at++) {
      if (Refiner.isOpening(active.type(at))) {
        deepest = Math.max(deepest, ++depth);
      } else if (Refiner.isClosing(active.type(at))) {
        depth--;
      }
    }
    return deepest;
  }

  private void alternative(int from, int to) {
    if (to > from) {
      builder.add(Kind.ALTERNATIVE, from, to, builder.mark());
    }
  }

  /** Reads a declaration that holds conditional groups in the best way, and notes the others. */
  private void choose(int mark, int from, int to) {
    int errors = builder.errorsSince(mark);
    boolean everyGroup = false;
    int best = 0;
    if (errors > 0) {
      int choices = conditionals.choices(from, to, true);
      for (int choice = 0; choice < choices && errors > 0; choice++) {
        TreeBuilder kept = builder;
        builder = new TreeBuilder();
        declarations(conditionals.keep(from, to, choice, true), from, to, false);
        int now = builder.errorsSince(0);
        TreeBuilder tried = builder;
        builder = kept;
        if (now < errors) {
          errors = now;
          best = choice;
          everyGroup = true;
          builder.replaceSince(mark, tried);
        }
      }
    }
    if (everyGroup || conditionals.needsChoice(from, to)) {
      int choices = conditionals.choices(from, to, everyGroup);
      for (int choice = 0; choice < choices; choice++) {
        if (choice != best) {
          others.add(
              new Reading(
                  from,
                  conditionals.endOfGroups(from, to, everyGroup),
                  choice,
                  everyGroup,
                  best,
                  errors > 0));
        }
      }
    }
  }

  private void declaration(RefinedTokens refined, ActiveTokens active, int from, int to) {
    int mark = builder.mark();
    input.reset(refined.types(), refined.partners(), refined.size());
    builder.begin(refined.types(), refined.numbers(), refined.size());
    if (depth(refined) > DEEPEST) {
      builder.add(Kind.ERROR, active.number(from), active.number(to - 1) + 1, mark);
      return;
    }
    try {
      parser.restart(input, builder, 0);
      parser.external();
    } catch (RecognitionException e) {
      builder.rollback(mark);
      broken(refined, active, from, to, mark);
    }
  }

  /** A declaration that fails as a whole: its body, if it has one, may still be read. */
  private void broken(RefinedTokens refined, ActiveTokens active, int from, int to, int mark) {
    int firstToken = active.number(from);
    int endToken = active.number(to - 1) + 1;
    int brace = body(refined);
    if (brace > 0) {
      builder.add(Kind.ERROR, firstToken, refined.numbers()[brace], mark);
      builder.begin(refined.types(), refined.numbers(), refined.size());
      try {
        parser.restart(input, builder, brace);
        parser.body();
        builder.add(Kind.FUNCTION_DEFINITION, firstToken, endToken, mark);
        return;
      } catch (RecognitionException e) {
        builder.rollback(mark);
      }
    }
    builder.add(Kind.ERROR, firstToken, endToken, mark);
  }

  /** The brace whose partner ends the declaration, if it follows a closing parenthesis. */
  private static int body(RefinedTokens refined) {
    int last = refined.size() - 1;
    if (last < 2 || refined.types()[last] != KernelCParser.RBrace) {
      return -1;
    }
    int open = refined.partners()[last];
    if (open < 2) {
      return -1;
    }
    return switch (refined.types()[open - 1]) {
      case KernelCParser.RParen,
          KernelCParser.Semi,
          KernelCParser.AttributeWord,
          KernelCParser.Identifier ->
          open;
      default -> -1;
    };
  }

  /** How deep brackets nest, and else-if chains reach: the parser recurses as deep. */
  private static int depth(RefinedTokens refined) {
    int depth = 0;
    int deepest = 0;
    int prefixes = 0;
    for (int i = 0; i < refined.size(); i++) {
      int partner = refined.partners()[i];
      if (partner > i) {
        depth++;
      } else if (partner >= 0) {
        depth--;
      }
      prefixes = isPrefix(refined.types()[i]) ? prefixes + 1 : 0;
      deepest = Math.max(deepest, Math.max(depth, prefixes / 2));
    }
    return deepest;
  }

  private static boolean isPrefix(int type) {
    return type == KernelCParser.Not
        || type == KernelCParser.Tilde
        || type == KernelCParser.Minus
        || type == KernelCParser.Star
        || type == KernelCParser.And
        || type == KernelCParser.Plus
        || type == KernelCParser.Do
        || type == KernelCParser.Colon;
  }
}

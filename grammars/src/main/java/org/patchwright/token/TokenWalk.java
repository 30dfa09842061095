package org.patchwright.token;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.atn.LexerATNSimulator;
import org.antlr.v4.runtime.dfa.DFA;
import org.antlr.v4.runtime.dfa.DFAState;
import org.patchwright.source.SourceFile;

/**
 * Walks the automaton that the lexer has learned, and nothing else: no lines are counted and no
 * states kept on the way. Where it has not learned enough, the lexer itself looks again, and
 * learns.
 */
final class TokenWalk extends LexerATNSimulator {

  private final SourceFile file;

  TokenWalk(Lexer lexer, LexerATNSimulator like, SourceFile file) {
    super(lexer, like.atn, like.decisionToDFA, like.getSharedContextCache());
    this.file = file;
  }

  @Override
  public int match(CharStream input, int mode) {
    DFA automaton = decisionToDFA[mode];
    DFAState state = automaton.s0;
    int size = file.size();
    int at = input.index();
    int end = at;
    DFAState accepted = null;
    while (state != null && at < size) {
      DFAState[] edges = state.edges;
      int c = file.at(at);
      if (edges == null || c > MAX_DFA_EDGE) {
        return super.match(input, mode);
      }
      state = edges[c];
      if (state == ERROR) {
        break;
      }
      at++;
      if (state != null && state.isAcceptState) {
        accepted = state;
        end = at;
      }
    }
    if (state != ERROR || accepted == null) {
      return super.match(input, mode);
    }
    this.mode = mode;
    startIndex = input.index();
    accept(input, accepted.lexerActionExecutor, startIndex, end, line, charPositionInLine);
    return accepted.prediction;
  }
}

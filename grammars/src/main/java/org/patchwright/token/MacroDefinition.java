package org.patchwright.token;

import java.util.Optional;
import java.util.regex.Pattern;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;

/**
 * One {@code #define}.
 *
 * @param name the macro's name
 * @param functionLike whether it takes arguments
 * @param replacement its text, continuation lines and all
 */
public record MacroDefinition(String name, boolean functionLike, String replacement) {

  private static final Pattern CONTINUATION = Pattern.compile("\\\\\r?\n");
  private static final Pattern BLOCK_COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");
  private static final Pattern LOOP =
      Pattern.compile("(?s)^(if\\s*\\(.*\\)\\s*(\\{\\s*\\}|;)?\\s*else\\s+)?(for|while)\\s*\\(.*");
  private static final Pattern OPEN_ENDED = Pattern.compile("(?s).*\\)\\s*$");
  private static final Pattern SUFFIX =
      Pattern.compile("(?s)^([*/%+|^<>=?.\\[]|-[^0-9]|&[^a-zA-Z_]|!=).*");
  private static final Pattern ATTRIBUTE =
      Pattern.compile(
          "(?s)^((__attribute__|__section|__aligned|_Noreturn|asmlinkage\\b).*"
              + "|((static|extern|register|const|volatile|inline|__inline|__inline__)(\\s+|$))+)");
  private static final Pattern DECLARATION =
      Pattern.compile(
          "(?s)^((static|extern|typedef)\\b.*([=;].*|[\\]}])"
              + "|((const|volatile|unsigned|signed)\\s+)*"
              + "((struct|union|enum)\\s+[\\w#]+|void|bool|char|short|int|long|unsigned|[us](8|16|32|64)|\\w+_t)"
              + "[\\s*]+[\\w#]+\\s*[=\\[;].*)$");
  private static final Pattern STATEMENT =
      Pattern.compile(
          "(?s)^((do\\b.*\\})|(\\{.*\\})|((if|for|while|switch|case)\\b.*[;}])|(.*;)|(asm\\b.*))\\s*$");

  /** Reads a directive; empty if it defines nothing. */
  public static Optional<MacroDefinition> of(SourceFile file, Directive directive) {
    Span body = directive.body();
    int at = body.start();
    while (at < body.end() && isWord(file.at(at))) {
      at++;
    }
    if (at == body.start()) {
      return Optional.empty();
    }
    String name = file.text(new Span(body.start(), at));
    boolean functionLike = at < body.end() && file.at(at) == '(';
    if (functionLike) {
      int close = file.text().indexOf(')', at);
      at = close < 0 || close >= body.end() ? body.end() : close + 1;
    }
    return Optional.of(
        new MacroDefinition(name, functionLike, file.text(new Span(at, body.end()))));
  }

  private static boolean isWord(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '$';
  }

  /** What the replacement makes of the name, where its first words tell. */
  public Optional<Words.Role> role() {
    if (replacement.length() > 4_000) {
      return Optional.empty();
    }
    String text = replacement.strip();
    if (text.isEmpty() || !functionLike && isValue(text.charAt(0))) {
      return Optional.empty();
    }
    if (text.indexOf('\\') >= 0) {
      text = CONTINUATION.matcher(text).replaceAll(" ");
    }
    if (text.indexOf('/') >= 0) {
      text = BLOCK_COMMENT.matcher(text).replaceAll(" ");
    }
    text = text.strip();
    if (text.endsWith("\\")) {
      text = text.substring(0, text.length() - 1).strip();
    }
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!functionLike && text.length() == 1 && "{};".contains(text)) {
      return Optional.of(
          switch (text) {
            case "{" -> Words.Role.OPENING_BRACE;
            case "}" -> Words.Role.CLOSING_BRACE;
            default -> Words.Role.SEMICOLON;
          });
    }
    if (!functionLike && text.endsWith(",")) {
      return Optional.of(Words.Role.ARGUMENTS);
    }
    if (SUFFIX.matcher(text).matches()) {
      return Optional.of(Words.Role.SUFFIX);
    }
    if (ATTRIBUTE.matcher(text).matches()) {
      return Optional.of(Words.Role.ATTRIBUTE);
    }
    if (LOOP.matcher(text).matches() && OPEN_ENDED.matcher(text).matches()) {
      return Optional.of(Words.Role.ITERATOR);
    }
    if (functionLike && DECLARATION.matcher(text).matches()) {
      return Optional.of(Words.Role.DECLARATION);
    }
    if (functionLike && STATEMENT.matcher(text).matches() || leavesBlock(text)) {
      return Optional.of(Words.Role.STATEMENT);
    }
    return Optional.empty();
  }

  private static boolean isValue(char first) {
    return first >= '0' && first <= '9' || first == '(' || first == '"' || first == '\'';
  }

  /** Whether it opens a block that another macro closes, or closes one. */
  private static boolean leavesBlock(String text) {
    int depth = 0;
    for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
      depth++;
    }
    for (int at = text.indexOf('}'); at >= 0; at = text.indexOf('}', at + 1)) {
      depth--;
    }
    return depth > 0 && text.endsWith("{") || depth < 0 && text.startsWith("}");
  }
}

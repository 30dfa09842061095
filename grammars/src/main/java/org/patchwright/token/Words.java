package org.patchwright.token;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.patchwright.grammar.KernelCLexer;
import org.patchwright.source.SourceFile;

/**
 * What is known of names before parsing: from the definitions in the file itself, from those in the
 * headers that it includes, from a table of well-known ones, and from how a name is spelt.
 */
public final class Words {

  /** What a name stands for. */
  public enum Role {
    TYPE,
    ATTRIBUTE,
    ITERATOR,
    DECLARATION,
    STATEMENT,
    ASM,
    SUFFIX,
    /** Arguments with a comma behind the last. */
    ARGUMENTS,
    OPENING_BRACE,
    CLOSING_BRACE,
    SEMICOLON
  }

  private static final Map<Role, Set<String>> TABLE = table();

  /** What names of strings are made of, as in {@code "%" PRIu64}. */
  private static final Pattern STRING_WORD =
      Pattern.compile(
          "PRI|SCN|FMT|FORMAT|STR|VERSION|NAME|DATE|SUFFIX|POSTFIX|MSG|TEXT|EOL|NL|URL|EXT"
              + "|__FILE__|__LINE__|_S$|REV|DESC|INFO|PATH|TAG|ARG|USAGE|HELP");

  private final Map<String, Role> own;
  private final Set<String> macros;

  private Words(Map<String, Role> own, Set<String> macros) {
    this.own = own;
    this.macros = macros;
  }

  /** What the file itself tells by its macro definitions and typedefs. */
  public static Words of(Tokens tokens) {
    return of(tokens, Headers.Included.NOTHING);
  }

  /**
   * What the file itself tells, and then the headers that it includes.
   *
   * @param included what those headers say of macros
   */
  public static Words of(Tokens tokens, Headers.Included included) {
    Map<String, Role> own = new HashMap<>(included.roles());
    Set<String> macros = new HashSet<>();
    SourceFile file = tokens.file();
    for (Directive directive : tokens.directives()) {
      if (directive.kind() == Directive.Kind.DEFINE) {
        MacroDefinition.of(file, directive)
            .ifPresent(
                macro -> {
                  if (macros.add(macro.name())) {
                    own.remove(macro.name());
                  }
                  macro.role().ifPresent(role -> own.put(macro.name(), role));
                });
      }
    }
    return new Words(own, macros);
  }

  void learnType(String name) {
    own.putIfAbsent(name, Role.TYPE);
  }

  private boolean has(Role role, String name) {
    Role known = own.get(name);
    return known != null ? known == role : TABLE.get(role).contains(name);
  }

  /** Whether the name is surely that of a type. */
  public boolean isType(String name) {
    return has(Role.TYPE, name) || endsWithT(name);
  }

  private static boolean endsWithT(String name) {
    return name.length() > 2 && name.endsWith("_t");
  }

  /** Whether the name is an attribute-like macro, with or without arguments. */
  public boolean isAttribute(String name) {
    if (has(Role.ATTRIBUTE, name)) {
      return true;
    }
    return name.startsWith("__")
        && !name.endsWith("_t")
        && !has(Role.TYPE, name)
        && !has(Role.DECLARATION, name)
        && (name.startsWith("__init")
            || name.startsWith("__exit")
            || name.startsWith("__attr")
            || name.endsWith("_aligned")
            || name.endsWith("_section")
            || name.endsWith("init")
            || name.endsWith("exit")
            || name.endsWith("data")
            || name.endsWith("const"));
  }

  /** Whether the file, its headers or the table say that the name is an attribute. */
  boolean isKnownAttribute(String name) {
    return has(Role.ATTRIBUTE, name);
  }

  /** Whether the name could be an attribute by its spelling, where the place allows for one. */
  boolean looksLikeAttribute(String name) {
    return isAttribute(name) || name.startsWith("__") && !isType(name);
  }

  /** Whether the name could be an attribute where one must be told from a misplaced name. */
  boolean mayBeAttribute(String name) {
    return looksLikeAttribute(name) || isUpperCase(name) || macros.contains(name);
  }

  /** Whether the name is a macro that loops over the statement behind it. */
  public boolean isIterator(String name) {
    return has(Role.ITERATOR, name)
        || (name.contains("for_each") || name.contains("foreach") || name.contains("FOREACH"))
            && own.get(name) == null;
  }

  /** Whether a call of the name is a declaration. */
  public boolean isDeclaration(String name) {
    if (has(Role.DECLARATION, name)) {
      return true;
    }
    if (own.get(name) != null) {
      return false;
    }
    int at = 0;
    while (at < name.length() && name.charAt(at) == '_') {
      at++;
    }
    return name.startsWith("DEFINE_", at)
        || name.startsWith("DECLARE_", at)
        || (name.contains("_DEFINE_") || name.contains("_DECLARE_")) && isUpperCase(name);
  }

  /** Whether a call of the name expands to a declaration that a semicolon must end. */
  boolean needsSemicolon(String name) {
    return !macros.contains(name)
        && (name.startsWith("MODULE_") || name.startsWith("EXPORT_SYMBOL"));
  }

  /** Whether the name is a macro that is a whole statement without a semicolon. */
  public boolean isStatement(String name) {
    return has(Role.STATEMENT, name);
  }

  /** Whether the name is a macro that goes on with an expression, as {@code * HZ} would. */
  boolean isSuffix(String name) {
    return has(Role.SUFFIX, name);
  }

  /** Whether the file itself defines a macro of the name. */
  boolean isMacro(String name) {
    return macros.contains(name);
  }

  /** Whether the name may stand for a string beside a literal. */
  boolean mayBeString(String name, boolean arguments, boolean beforeString) {
    if (macros.contains(name) || name.contains("fmt")) {
      return true;
    }
    if (name.equals("__func__") || name.equals("__FUNCTION__")) {
      return beforeString;
    }
    if (arguments) {
      return isUpperCase(name) || name.startsWith("__") || name.contains("str");
    }
    return beforeString
        ? isUpperCase(name) || hasUpperCaseWord(name) || name.startsWith("__")
        : STRING_WORD.matcher(name).find();
  }

  /** Whether a part of the name has capitals only, as in {@code PRIu64}. */
  static boolean hasUpperCaseWord(String name) {
    int capitals = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      capitals = c >= 'A' && c <= 'Z' ? capitals + 1 : 0;
      if (capitals == 3) {
        return true;
      }
    }
    return false;
  }

  /** Whether a macro's name tells that a message begins with it, as {@code KERN_INFO} does. */
  static boolean beginsMessage(String name) {
    return name.contains("KERN_") || name.startsWith("FW_") || STRING_WORD.matcher(name).find();
  }

  /** Whether the name is a macro that brings the comma behind an argument along. */
  boolean endsWithComma(String name) {
    return has(Role.ARGUMENTS, name);
  }

  /** The tokens of a file, with macros that are one mark as that mark. */
  public Tokens marked(Tokens tokens) {
    return own.values().stream().anyMatch(Words::isMark) ? tokens.retyped(this::mark) : tokens;
  }

  private static boolean isMark(Role role) {
    return role == Role.OPENING_BRACE || role == Role.CLOSING_BRACE || role == Role.SEMICOLON;
  }

  /** The type of token that an identifier stands for, if not for itself. */
  private int mark(String name) {
    Role role = own.get(name);
    if (role == null) {
      return KernelCLexer.Identifier;
    }
    return switch (role) {
      case OPENING_BRACE -> KernelCLexer.LBrace;
      case CLOSING_BRACE -> KernelCLexer.RBrace;
      case SEMICOLON -> KernelCLexer.Semi;
      default -> KernelCLexer.Identifier;
    };
  }

  boolean isAsm(String name) {
    return has(Role.ASM, name);
  }

  /** Whether a name has no lower-case letter, as macros do. */
  static boolean isUpperCase(String name) {
    boolean letter = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'a' && c <= 'z') {
        return false;
      }
      letter |= c >= 'A' && c <= 'Z';
    }
    return letter;
  }

  private static Map<Role, Set<String>> table() {
    Map<Role, Set<String>> table = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      table.put(role, new HashSet<>());
    }
    try (InputStream in = Words.class.getResourceAsStream("words.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      Role role = Role.TYPE;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[")) {
          role = Role.valueOf(line.substring(1, line.length() - 1));
        } else if (!line.startsWith("#")) {
          for (String word : line.trim().split("\\s+")) {
            table.get(role).add(word);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table;
  }
}

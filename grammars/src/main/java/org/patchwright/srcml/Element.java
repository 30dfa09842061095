package org.patchwright.srcml;

import java.util.Locale;

/** The elements of srcML 1.0 that C needs, each with the attributes it is written with. */
enum Element {
  ALIGNAS,
  ALIGNOF,
  ARGUMENT,
  ARGUMENT_LIST,
  ARGUMENT_LIST_CUDA("argument_list", " type=\"cuda\""),
  ASM,
  ASSERT("assert", " type=\"static\""),
  ASSOCIATION,
  ASSOCIATION_LIST,
  ATOMIC,
  BLOCK,
  BLOCK_CONTENT,
  BLOCK_PSEUDO("block", " type=\"pseudo\""),
  BREAK,
  CALL,
  CASE,
  COMMENT_BLOCK("comment", " type=\"block\""),
  COMMENT_BLOCK_DOXYGEN("comment", " type=\"block\" format=\"doxygen\""),
  COMMENT_LINE("comment", " type=\"line\""),
  COMMENT_LINE_DOXYGEN("comment", " type=\"line\" format=\"doxygen\""),
  CONDITION,
  CONTINUE,
  CONTROL,
  DECL,
  DECL_STMT,
  DEFAULT,
  DO,
  ELSE,
  EMPTY_STMT,
  ENUM,
  ENUM_DECL,
  EXPR,
  EXPR_STMT,
  EXTERN,
  FOR,
  FUNCTION,
  FUNCTION_DECL,
  GENERIC_SELECTION,
  GOTO,
  IF,
  IF_ELSEIF("if", " type=\"elseif\""),
  IF_STMT,
  INCR,
  INDEX,
  INIT,
  LABEL,
  LITERAL_CHAR("literal", " type=\"char\""),
  LITERAL_NUMBER("literal", " type=\"number\""),
  LITERAL_STRING("literal", " type=\"string\""),
  MACRO,
  MODIFIER,
  NAME,
  OPERATOR,
  PARAMETER,
  PARAMETER_LIST,
  RANGE,
  RETURN,
  SELECTOR,
  SIZEOF,
  SIZEOF_PACK("sizeof", " type=\"pack\""),
  SPECIFIER,
  STRUCT,
  STRUCT_DECL,
  SWITCH,
  TERNARY,
  THEN,
  TYPE,
  TYPE_PREV("type", " ref=\"prev\""),
  TYPEDEF,
  TYPEOF,
  UNION,
  UNION_DECL,
  WHILE,
  CPP_DEFINE("cpp:define"),
  CPP_DIRECTIVE("cpp:directive"),
  CPP_ELIF("cpp:elif"),
  CPP_ELSE("cpp:else"),
  CPP_EMPTY("cpp:empty"),
  CPP_ENDIF("cpp:endif"),
  CPP_ERROR("cpp:error"),
  CPP_FILE("cpp:file"),
  CPP_IF("cpp:if"),
  CPP_IFDEF("cpp:ifdef"),
  CPP_IFNDEF("cpp:ifndef"),
  CPP_INCLUDE("cpp:include"),
  CPP_LINE("cpp:line"),
  CPP_LITERAL("cpp:literal"),
  CPP_MACRO("cpp:macro"),
  CPP_NUMBER("cpp:number"),
  CPP_PRAGMA("cpp:pragma"),
  CPP_UNDEF("cpp:undef"),
  CPP_VALUE("cpp:value"),
  CPP_WARNING("cpp:warning");

  private static final Element[] VALUES = values();

  private final String start;
  private final String end;

  Element() {
    String name = name().toLowerCase(Locale.ROOT);
    this.start = "<" + name;
    this.end = "</" + name + ">";
  }

  Element(String name) {
    this(name, "");
  }

  Element(String name, String attributes) {
    this.start = "<" + name + attributes;
    this.end = "</" + name + ">";
  }

  static Element of(int ordinal) {
    return VALUES[ordinal];
  }

  /** The start tag without its last character. */
  String start() {
    return start;
  }

  String end() {
    return end;
  }
}

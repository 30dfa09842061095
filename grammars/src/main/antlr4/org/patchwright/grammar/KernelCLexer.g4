/*
 * The words of kernel C before preprocessing, one character a byte.
 *
 * White space is skipped and recovered from offsets. A '#' outside a directive only ever begins
 * one: the token driver reads the rest of the directive by hand, since its end depends on
 * continuation lines, comments and unpaired quotes.
 *
 * The first tokens below come from no rule: the classifier gives them to identifiers, brackets and
 * empty places, so that the parser decides on one token.
 */
lexer grammar KernelCLexer;

tokens {
  // identifiers by their role
  TypeName, AttributeWord, AttributeCall, DeclarationMacro, TypeMacro, IteratorMacro, IteratorWord,
  StatementMacro, CaseMacro, StringMacro, StringWord, LabelName, FieldLabel, MacroEnd, SuffixMacro, SuffixWord,
  // the braces of extern "C"
  LinkageBegin, LinkageEnd,
  // an if that has an else, and the comma before a closing brace
  IfElse, LastComma,
  // [[...]] in front of a statement, and the last bracket of any (C23 6.7.13.2)
  StatementAttribute, AttributeEnd,
  // the colon in front of an enum's own type
  EnumColon,
  // parentheses by what they hold
  CastParen, CompoundLiteralParen, TypeParen, BareTypeParen, StatementParen, GroupParen,
  // empty tokens that the classifier puts in
  RawArgument, StatementsArgument, MembersArgument, EndOfMacro, OmittedComma, MacroItems,
  MacroValue, Fragment, OldParameters,
  // spans of bytes that no parser sees
  Directive
}

Auto : 'auto' ;
Break : 'break' ;
Case : 'case' ;
Char : 'char' ;
Const : 'const' | '__const' | '__const__' ;
Continue : 'continue' ;
Default : 'default' ;
Do : 'do' ;
Double : 'double' ;
Else : 'else' ;
Enum : 'enum' ;
Extern : 'extern' ;
Float : 'float' ;
For : 'for' ;
Goto : 'goto' ;
If : 'if' ;
Inline : 'inline' | '__inline' | '__inline__' ;
Int : 'int' ;
Long : 'long' ;
Register : 'register' ;
Restrict : 'restrict' | '__restrict' | '__restrict__' ;
Return : 'return' ;
Short : 'short' ;
Signed : 'signed' | '__signed' | '__signed__' ;
Sizeof : 'sizeof' ;
Static : 'static' ;
Struct : 'struct' ;
Switch : 'switch' ;
Typedef : 'typedef' ;
Union : 'union' ;
Unsigned : 'unsigned' ;
Void : 'void' ;
Volatile : 'volatile' | '__volatile' | '__volatile__' ;
While : 'while' ;
Bool : '_Bool' ;
Complex : '_Complex' | '__complex__' ;
Int128 : '__int128' | '__int128_t' | '__uint128_t' ;
Alignas : '_Alignas' ;
Alignof : '_Alignof' | '__alignof' | '__alignof__' ;
Atomic : '_Atomic' ;
Generic : '_Generic' ;
Noreturn : '_Noreturn' ;
StaticAssert : '_Static_assert' | 'static_assert' ;
ThreadLocal : '_Thread_local' | '__thread' ;
BitInt : '_BitInt' ;
Asm : 'asm' | '__asm' | '__asm__' ;
Attribute : '__attribute__' | '__attribute' ;
AutoType : '__auto_type' ;
Extension : '__extension__' ;
LocalLabel : '__label__' ;
Typeof : 'typeof' | '__typeof' | '__typeof__' | 'typeof_unqual' | '__typeof_unqual__' ;
RealPart : '__real__' | '__real' ;
ImagPart : '__imag__' | '__imag' ;

// A line that is spliced inside a name belongs to it (C11 5.1.1.2).
Identifier
  : [a-zA-Z_$\u0080-\u00ff]
    ( [a-zA-Z0-9_$\u0080-\u00ff] | ( '\\' '\r'? '\n' )+ [a-zA-Z0-9_$\u0080-\u00ff] )*
  ;

// A preprocessing number (C11 6.4.8): what is no valid constant is still one token.
Constant : '.'? [0-9] ( [eEpP] [+-] | [a-zA-Z0-9_.] | '\'' [a-zA-Z0-9_] )* ;
CharConstant : ( 'L' | 'u8' | 'u' | 'U' )? '\'' ( '\\' . | ~['\\\r\n] )+ '\'' ;
StringLiteral
  : ( 'L' | 'u8' | 'u' | 'U' )? '"' ( '\\' '\r' '\n' | '\\' . | ~["\\\r\n] )* '"'
  ;

LParen : '(' ;
RParen : ')' ;
LBracket : '[' | '<:' ;
RBracket : ']' | ':>' ;
LBrace : '{' | '<%' ;
RBrace : '}' | '%>' ;
Semi : ';' ;
Comma : ',' ;
Colon : ':' ;
Question : '?' ;
Dot : '.' ;
Arrow : '->' ;
Ellipsis : '...' ;
Plus : '+' ;
Minus : '-' ;
Star : '*' ;
Slash : '/' ;
Percent : '%' ;
PlusPlus : '++' ;
MinusMinus : '--' ;
And : '&' ;
Or : '|' ;
Caret : '^' ;
Tilde : '~' ;
Not : '!' ;
AndAnd : '&&' ;
OrOr : '||' ;
ShiftLeft : '<<' ;
ShiftRight : '>>' ;
Less : '<' ;
Greater : '>' ;
LessEqual : '<=' ;
GreaterEqual : '>=' ;
EqualEqual : '==' ;
NotEqual : '!=' ;
Assign : '=' ;
StarAssign : '*=' ;
SlashAssign : '/=' ;
PercentAssign : '%=' ;
PlusAssign : '+=' ;
MinusAssign : '-=' ;
ShiftLeftAssign : '<<=' ;
ShiftRightAssign : '>>=' ;
AndAssign : '&=' ;
CaretAssign : '^=' ;
OrAssign : '|=' ;

Hash : '#' | '%:' ;

LineComment : '//' ( '\\' '\r'? '\n' | ~[\n] )* -> channel(HIDDEN) ;
BlockComment : '/*' .*? '*/' -> channel(HIDDEN) ;
WhiteSpace : ( [ \t\r\n\f\u000b] | '\\' '\r'? '\n' )+ -> skip ;

// What begins no word: a stray byte, an unclosed quote or comment.
Stray : . ;

/*
 * Kernel C before preprocessing, over tokens that the classifier has refined: nearly every
 * decision is made on one token, there is no left recursion and no predicate.
 *
 * Expressions are flat here; the sink that receives the nodes builds their precedence (operand()),
 * and wraps what stands before a suffix. A rule throws at the first token that does not fit; only
 * the rules with a catch of their own recover, each by leaving out the smallest piece that holds
 * the fault.
 */
parser grammar KernelCParser;

options {
  tokenVocab = KernelCLexer;
  superClass = KernelCParserBase;
}

/* ---- declarations ---- */

external
  : ( declaration
    | implicitDeclaration
    | asmDeclaration
    | staticAssert
    | emptyDeclaration
    | linkage
    | initializerFragment
    | compound
    )
    EOF
  ;

/* The body of a function whose head is not understood. */
body : compound EOF ;

emptyDeclaration : Semi ;

/* One brace of extern "C" { ... }: the declarations between stand beside it. */
linkage : LinkageBegin StringLiteral LBrace | LinkageEnd ;

/* A file that is included where a list of initialisers stands. */
initializerFragment
  : Fragment initializerItem ( ( Comma | OmittedComma ) initializerItem )* LastComma?
  ;

declaration
  : specifiers
    ( Semi
    | EndOfMacro
    | ( macroDeclarator | initDeclarator ) ( Comma attribute* initDeclarator )*
      ( Semi | EndOfMacro | oldParameters? compound { functionDefinition(); } )
    )
  | macroDeclarator ( Comma attribute* initDeclarator )*
    ( Semi | EndOfMacro | oldParameters? compound { functionDefinition(); } )
  ;

/* A declaration without a specifier, as before C99: "main() { ... }". */
implicitDeclaration
  : initDeclarator ( Comma initDeclarator )*
    ( Semi | EndOfMacro | oldParameters? compound { functionDefinition(); } )
  ;

oldParameters : OldParameters knrDeclaration+ ;

knrDeclaration : specifiers initDeclarator ( Comma initDeclarator )* Semi ;

macroDeclarator
  : DeclarationMacro { name(); } arguments?
    attribute*
    ( Assign initializer )?
    ( MacroItems initializerItem ( ( Comma | OmittedComma ) initializerItem )* LastComma? MacroEnd
    | MacroValue initializerList
    )?
  ;

asmDeclaration : asm ( Semi | EndOfMacro ) ;

staticAssert : StaticAssert arguments ( Semi | EndOfMacro ) ;

specifiers : specifier+ ;

specifier
  : Auto | Extern StringLiteral? | Register | Static | Typedef | Inline | Noreturn | ThreadLocal
  | Const | Restrict | Volatile
  | Void | Char | Short | Int | Long | Float | Double | Signed | Unsigned
  | Bool | Complex | Int128 | AutoType
  | TypeName { typeName(); }
  | structSpecifier
  | enumSpecifier
  | typeofSpecifier
  | attribute
  ;

typeofSpecifier
  : Typeof ( TypeParen type RParen | LParen expression RParen )
  | Atomic ( TypeParen type RParen )?
  | Alignas ( TypeParen type RParen | LParen expression RParen )
  | BitInt LParen expression RParen
  | TypeMacro { name(); } arguments
  ;

/* The brackets of C23's [[...]] come as Attribute "(" ... ")" AttributeEnd. */
attribute
  : AttributeWord
  | AttributeCall arguments
  | Attribute arguments AttributeEnd?
  ;

statementAttribute : StatementAttribute LParen ( raw | Comma )* RParen AttributeEnd ;

structSpecifier
  : ( Struct | Union ) attribute*
    ( Identifier { tag(); } members? | members )
  ;

members : LBrace member* RBrace ;

member
  : specifiers?
    ( macroDeclarator
    | memberDeclarator ( Comma memberDeclarator )*
    )?
    ( Semi | EndOfMacro )
  | staticAssert
  ;
  catch [RecognitionException e] { recover(e); }

memberDeclarator
  : declarator attribute* ( Colon conditional attribute* )?
  | Colon conditional attribute*
  ;

enumSpecifier
  : Enum attribute*
    ( Identifier { tag(); } enumType? enumerators?
    | enumType? enumerators
    )
  ;

/* The type that C23 lets an enum name. */
enumType : EnumColon specifiers ;

enumerators
  : LBrace ( enumerator ( ( Comma | OmittedComma ) enumerator )* LastComma? )? RBrace
  ;

enumerator
  : Identifier { name(); } arguments? attribute* ( Assign assignment )?
  ;
  catch [RecognitionException e] { recover(e); }

initDeclarator
  : declarator asmLabel? attribute* ( Colon conditional )? ( Assign initializer )?
  ;

asmLabel : Asm LParen strings RParen ;

declarator
  : pointer+ ( directDeclarator declaratorSuffix* | declaratorSuffix+ )?
  | directDeclarator declaratorSuffix*
  | declaratorSuffix+
  ;

pointer : ( Star | Caret ) ( Const | Restrict | Volatile | Atomic | attribute )* ;

directDeclarator
  : Identifier { declaredName(); } 
  | GroupParen attribute* declarator RParen
  ;

declaratorSuffix
  : LBracket ( Static | Const | Restrict | Volatile )* ( assignment | Star )? RBracket
  | LParen ( parameter ( Comma parameter )* )? RParen
  ;

parameter
  : specifiers ( declarator attribute* )?
  | Identifier { name(); } arguments?
  | Ellipsis
  | RawArgument raw*
  ;

type : specifiers declarator? ;

/* ---- initialisers ---- */

initializer : assignment | initializerList ;

initializerList
  : LBrace ( initializerItem ( ( Comma | OmittedComma ) initializerItem )* LastComma? )? RBrace
  ;

initializerItem
  : designator+ ( Assign value | value )
  | FieldLabel { name(); } ( Colon | arguments Assign ) value
  | value
  ;
  catch [RecognitionException e] { recover(e); }

value : conditional | initializerList ;

designator
  : Dot Identifier { name(); } arguments?
  | LBracket assignment ( Ellipsis assignment )? RBracket
  ;

/* ---- statements ---- */

compound : LBrace blockItem* RBrace ;

blockItem
  : statementAttribute*
    ( declaration
    | labelItem
    | caseItem
    | staticAssert
    | statement
    )
  ;
  catch [RecognitionException e] { recover(e); }

labelItem : LabelName { name(); } Colon attribute* ;

caseItem
  : Case assignment ( Ellipsis assignment )? Colon
  | Default Colon
  | CaseMacro { name(); } arguments Colon
  ;

/* The one statement that an if, a loop or an iterator macro governs. */
substatement
  : statementAttribute*
    ( ( labelItem | caseItem ) substatement { labeled(); }
    | statement
    )
  ;
  catch [RecognitionException e] { recover(e); }

statement
  : compound
  | ifStatement
  | switchStatement
  | whileStatement
  | doStatement
  | forStatement
  | gotoStatement
  | breakStatement
  | continueStatement
  | returnStatement
  | iteratorStatement
  | macroStatement
  | asmStatement
  | localLabels
  | emptyStatement
  | expressionStatement
  ;

/* Which if an else belongs to is known before. */
ifStatement
  : If condition substatement
  | IfElse condition substatement Else substatement
  ;

switchStatement : Switch condition substatement ;

whileStatement : While condition substatement ;

/* The macros that end a loop ("while_each_thread") stand in the place of while. */
doStatement
  : Do substatement ( While condition | StatementMacro { name(); } arguments ) ( Semi | EndOfMacro )
  ;

condition : LParen expression RParen | IteratorMacro { name(); } arguments ;
  catch [RecognitionException e] { recoverParenthesis(e); }

forStatement
  : For LParen ( declaration | forInit Semi ) forCondition Semi forUpdate RParen substatement
  ;

forInit : expression? ;

forCondition : expression? ;

forUpdate : expression? ;

gotoStatement : Goto ( Identifier { name(); } | Star expression ) ( Semi | EndOfMacro ) ;

breakStatement : Break ( Semi | EndOfMacro ) ;

continueStatement : Continue ( Semi | EndOfMacro ) ;

returnStatement : Return ( expression | initializerList )? ( Semi | EndOfMacro ) ;

iteratorStatement
  : ( IteratorMacro { name(); } arguments | IteratorWord { name(); } ) substatement
  ;

macroStatement : StatementMacro { name(); } arguments? EndOfMacro ;

asmStatement : asm ( Semi | EndOfMacro ) ;

localLabels : LocalLabel Identifier { name(); } ( Comma Identifier { name(); } )* Semi ;

emptyStatement : Semi ;

expressionStatement : expression ( Semi | EndOfMacro ) ;

asm
  : Asm ( Volatile | Inline | Goto | Const | attribute )*
    LParen ( asmTemplate asmOperands* )? RParen
  ;

asmTemplate : strings | RawArgument raw* ;

asmOperands : Colon ( asmOperand ( Comma asmOperand )* )? ;

asmOperand
  : ( LBracket Identifier { name(); } RBracket )? strings ( LParen expression RParen )?
  | Identifier { name(); }
  | RawArgument raw*
  ;

/* ---- expressions ---- */

expression : assignment ( Comma assignment )* ;

/* As assignment, but for what an element of a list can't be: an assignment itself. */
conditional
  : unary { operand(); }
    ( ( OrOr | AndAnd | Or | Caret | And | EqualEqual | NotEqual
      | Less | Greater | LessEqual | GreaterEqual | ShiftLeft | ShiftRight
      | Plus | Minus | Star | Slash | Percent
      | Question expression? Colon
      )
      unary { operand(); }
    )*
  ;

/* Operands and operators in the order of the text; the sink builds precedence. */
assignment
  : unary { operand(); }
    ( ( Assign | StarAssign | SlashAssign | PercentAssign | PlusAssign | MinusAssign
      | ShiftLeftAssign | ShiftRightAssign | AndAssign | CaretAssign | OrAssign
      | OrOr | AndAnd | Or | Caret | And | EqualEqual | NotEqual
      | Less | Greater | LessEqual | GreaterEqual | ShiftLeft | ShiftRight
      | Plus | Minus | Star | Slash | Percent
      | Question expression? Colon
      )
      unary { operand(); }
    )*
  ;

unary
  : ( And | AndAnd | Star | Plus | Minus | Tilde | Not | PlusPlus | MinusMinus | RealPart | ImagPart
    | Extension ) unary { prefix(); }
  | CastParen type RParen unary { cast(); }
  | ( Sizeof | Alignof ) ( TypeParen type RParen { sizeOf(); } | unary { sizeOf(); } )
  | primary suffix*
  ;

primary
  : Identifier { name(); }
  | Constant { constant(); }
  | CharConstant { constant(); }
  | strings
  | LParen expression RParen { parenthesized(); }
  | CompoundLiteralParen type RParen initializerList { compoundLiteral(); }
  | StatementParen compound RParen { statementExpression(); }
  | Generic LParen assignment ( Comma association )+ RParen { generic(); }
  | BareTypeParen type RParen { typeOperand(); }
  ;

association : ( Default | type ) Colon assignment ;

suffix
  : arguments { call(); }
  | LBracket expression RBracket { indexed(); }
  | ( Dot | Arrow ) Identifier { memberAccess(); }
  | ( PlusPlus | MinusMinus ) { postfix(); }
  | ( SuffixMacro arguments | SuffixWord ) { postfix(); }
  ;

strings : ( StringLiteral | StringMacro arguments | StringWord )+ ;

arguments : LParen argument? ( ( Comma | OmittedComma ) argument? )* RParen ;
  catch [RecognitionException e] { recoverParenthesis(e); }

argument
  : ( assignment
    | initializerList
    | type
    | StatementsArgument blockItem*
    | MembersArgument member*
    | RawArgument raw*
    )
  ;
  catch [RecognitionException e] { recover(e); }

/* Any one token, or a whole bracketed group, that has no reading of its own. */
raw
  : ~( LParen | RParen | LBrace | RBrace | LBracket | RBracket | Comma | CastParen
     | CompoundLiteralParen | TypeParen | BareTypeParen | StatementParen | GroupParen )
  | ( LParen | CastParen | CompoundLiteralParen | TypeParen | BareTypeParen | StatementParen
    | GroupParen )
    ( raw | Comma )* RParen
  | LBrace ( raw | Comma )* RBrace
  | LBracket ( raw | Comma )* RBracket
  ;

/** The tree of a Python file: plain, serialisable data. Ranges are LSP's (zero-based lines, UTF-16 columns). */
import type { Range } from 'vscode-languageserver-protocol';

/** An identifier where it is written. */
export interface Name {
  readonly kind: 'name';
  readonly id: string;
  readonly range: Range;
}
export interface Attribute {
  readonly kind: 'attribute';
  readonly value: Expr;
  readonly attr: Name;
  readonly range: Range;
}
/** `value`, `name=value`, `*value` or `**value` in a call, a class header or a subscript. */
export interface Argument {
  readonly name?: Name;
  readonly star?: '*' | '**';
  readonly value: Expr;
  readonly range: Range;
}
export interface Call {
  readonly kind: 'call';
  readonly func: Expr;
  readonly args: readonly Argument[];
  readonly range: Range;
}
export interface Str {
  readonly kind: 'string';
  readonly value: string;
  /** Where the characters of `value` stand, between the quotes; absent when escapes or concatenation break the one-to-one correspondence. */
  readonly content?: Range;
  /** Of several literals one behind the other: which offsets of `value` stand where, for those of them whose characters stand one for one. */
  readonly pieces?: readonly { readonly start: number; readonly end: number; readonly range: Range }[];
  readonly range: Range;
}
export interface FString {
  readonly kind: 'fstring';
  readonly parts: readonly (string | Expr)[];
  readonly range: Range;
}
export interface Num {
  readonly kind: 'number';
  /** Absent for a number that JavaScript cannot hold exactly. */
  readonly value?: number;
  readonly range: Range;
}
export interface Constant {
  readonly kind: 'constant';
  readonly value: 'True' | 'False' | 'None' | '...' | '__debug__';
  readonly range: Range;
}
export interface Sequence {
  readonly kind: 'list' | 'tuple' | 'set';
  readonly items: readonly Expr[];
  readonly range: Range;
}
export interface Dict {
  readonly kind: 'dict';
  /** An entry without a key is `**value`. */
  readonly entries: readonly { readonly key?: Expr; readonly value: Expr }[];
  readonly range: Range;
}
export interface Param {
  readonly name?: Name;
  readonly star?: '*' | '**';
  readonly annotation?: Expr;
  readonly default?: Expr;
}
export interface Lambda {
  readonly kind: 'lambda';
  readonly params: readonly Param[];
  readonly body: Expr;
  readonly range: Range;
}
export interface Binary {
  readonly kind: 'binary';
  /** As written: `+`, `%`, `==`, `and`, `not in` ... */
  readonly op: string;
  readonly left: Expr;
  readonly right: Expr;
  readonly range: Range;
}
export interface Unary {
  readonly kind: 'unary';
  readonly op: string;
  readonly value: Expr;
  readonly range: Range;
}
export interface Subscript {
  readonly kind: 'subscript';
  readonly value: Expr;
  readonly items: readonly Argument[];
  readonly range: Range;
}
export interface Slice {
  readonly kind: 'slice';
  readonly lower?: Expr;
  readonly upper?: Expr;
  readonly step?: Expr;
  readonly range: Range;
}
export interface Ternary {
  readonly kind: 'ternary';
  readonly test: Expr;
  readonly body: Expr;
  readonly orElse: Expr;
  readonly range: Range;
}
/** `for target in iter` or `if test` inside a comprehension. */
export type Clause =
  | { readonly kind: 'for'; readonly target: Expr; readonly iter: Expr; readonly async: boolean }
  | { readonly kind: 'if'; readonly test: Expr };
export interface Comprehension {
  readonly kind: 'comprehension';
  readonly of: 'list' | 'set' | 'dict' | 'generator';
  /** In a dict comprehension: the value. */
  readonly element: Expr;
  readonly key?: Expr;
  readonly clauses: readonly Clause[];
  readonly range: Range;
}
/** `await x`, `*x`, `yield x`, `yield from x`. */
export interface Prefixed {
  readonly kind: 'await' | 'star' | 'yield' | 'yield-from';
  readonly value?: Expr;
  readonly range: Range;
}
export interface Walrus {
  readonly kind: 'walrus';
  readonly target: Name;
  readonly value: Expr;
  readonly range: Range;
}
/** What could not be read; `child` is what stood before it (`post` of a half-typed `post.`). */
export interface ErrorExpr {
  readonly kind: 'error';
  readonly child?: Expr;
  readonly range: Range;
}

export type Expr =
  | Name
  | Attribute
  | Call
  | Str
  | FString
  | Num
  | Constant
  | Sequence
  | Dict
  | Lambda
  | Binary
  | Unary
  | Subscript
  | Slice
  | Ternary
  | Comprehension
  | Prefixed
  | Walrus
  | ErrorExpr;

export interface ClassDef {
  readonly kind: 'class';
  readonly name: Name;
  /** `T` and `T: Base` of `class Page[T: Base]`, with the bound as annotation. */
  readonly typeParams?: readonly Param[];
  readonly args: readonly Argument[];
  readonly decorators: readonly Expr[];
  readonly body: readonly Stmt[];
  readonly range: Range;
}
export interface FunctionDef {
  readonly kind: 'function';
  readonly name: Name;
  /** As those of a class. */
  readonly typeParams?: readonly Param[];
  readonly params: readonly Param[];
  readonly returns?: Expr;
  readonly decorators: readonly Expr[];
  readonly body: readonly Stmt[];
  readonly async: boolean;
  readonly range: Range;
}
/** `a = b = value`, `a: annotation = value`, `a += value`. */
export interface Assign {
  readonly kind: 'assign';
  readonly targets: readonly Expr[];
  readonly annotation?: Expr;
  readonly value?: Expr;
  readonly augmented: boolean;
  /** Of `a += value`: `+`. */
  readonly op?: string;
  readonly range: Range;
}
export interface ExprStmt {
  readonly kind: 'expr';
  readonly value: Expr;
  readonly range: Range;
}
export interface Import {
  readonly kind: 'import';
  readonly names: readonly { readonly path: readonly Name[]; readonly alias?: Name }[];
  readonly range: Range;
}
export interface ImportFrom {
  readonly kind: 'import-from';
  /** Leading dots. */
  readonly level: number;
  readonly module: readonly Name[];
  readonly names: readonly { readonly name: Name; readonly alias?: Name }[];
  readonly star: boolean;
  readonly range: Range;
}
export interface If {
  readonly kind: 'if';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orElse: readonly Stmt[];
  readonly range: Range;
}
export interface For {
  readonly kind: 'for';
  readonly target: Expr;
  readonly iter: Expr;
  readonly body: readonly Stmt[];
  readonly orElse: readonly Stmt[];
  readonly async: boolean;
  readonly range: Range;
}
export interface While {
  readonly kind: 'while';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orElse: readonly Stmt[];
  readonly range: Range;
}
export interface With {
  readonly kind: 'with';
  readonly items: readonly { readonly value: Expr; readonly target?: Expr }[];
  readonly body: readonly Stmt[];
  readonly async: boolean;
  readonly range: Range;
}
export interface Try {
  readonly kind: 'try';
  readonly body: readonly Stmt[];
  readonly handlers: readonly { readonly type?: Expr; readonly name?: Name; readonly body: readonly Stmt[] }[];
  readonly orElse: readonly Stmt[];
  readonly finally: readonly Stmt[];
  readonly range: Range;
}
export interface Case {
  readonly captures: readonly Name[];
  /** `User` of `case User(...)` and `case User() as u`. */
  readonly className?: Expr;
  /** `u` of `case User() as u`. */
  readonly whole?: Name;
  /** The attributes that class patterns name, inner ones too: `name` of `case User(name=n)`. */
  readonly keywords: readonly { readonly className: Expr; readonly name: Name }[];
  readonly guard?: Expr;
  readonly body: readonly Stmt[];
}
export interface Match {
  readonly kind: 'match';
  readonly subject: Expr;
  readonly cases: readonly Case[];
  readonly range: Range;
}
/** `return`, `raise`, `assert`, `del`: statements that only hold expressions. */
export interface Plain {
  readonly kind: 'return' | 'raise' | 'assert' | 'del';
  readonly values: readonly Expr[];
  readonly range: Range;
}
export interface Other {
  readonly kind: 'pass' | 'break' | 'continue' | 'global' | 'nonlocal';
  readonly names?: readonly Name[];
  readonly range: Range;
}

export type Stmt = ClassDef | FunctionDef | Assign | ExprStmt | Import | ImportFrom | If | For | While | With | Try | Match | Plain | Other;

/** A parsed file. */
export interface Module {
  readonly body: readonly Stmt[];
  /** True when the text is not valid Python; the tree then holds what could be saved. */
  readonly broken: boolean;
  readonly range: Range;
}

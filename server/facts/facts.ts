/** What one file's text says, and nothing else: plain, serialisable data. Names are not resolved here. */
import type { Range } from 'vscode-languageserver-protocol';
import type { Argument, Call, Expr, For, Import, ImportFrom, Name, Param, Stmt } from '../syntax/tree.ts';
import type { Mappings } from './imperative.ts';

/**
 * When a binding takes effect. `conditional`: in a branch of an `if`, `try`, `match` or loop; `fallback`: in an `except` block, so when what
 * was tried is not there; `type-checking`: under `if TYPE_CHECKING:`, so for type checkers only.
 */
export type Guard = 'always' | 'conditional' | 'fallback' | 'type-checking';

interface Bound {
  readonly name: Name;
  readonly guard: Guard;
}
/** `import a.b` binds `a`; `import a.b as c` binds module `a.b`; `from ..m import x as y` binds attribute `x` of module `m`, two levels up. */
export interface ImportBinding extends Bound {
  readonly kind: 'import';
  readonly level: number;
  readonly module: string;
  readonly attr?: Name;
}
export interface ClassBinding extends Bound {
  readonly kind: 'class';
  readonly cls: ClassFact;
}
export interface FunctionBinding extends Bound {
  readonly kind: 'function';
  readonly func: FunctionFact;
}
/** `name = value`, `name: annotation = value`; `trailingComma` for the slip `name = value,`. */
export interface ValueBinding extends Bound {
  readonly kind: 'value';
  readonly value?: Expr;
  readonly annotation?: Expr;
}
/** Bound by a loop, `with`, `except`, unpacking, `del` ...: something, but not known what. */
export interface OpaqueBinding extends Bound {
  readonly kind: 'opaque';
}
export type Binding = ImportBinding | ClassBinding | FunctionBinding | ValueBinding | OpaqueBinding;

/** A statement that may act on a class after its body: `User.posts = relationship(...)`, `mapper(User, users)`, `setattr(...)`. */
export type Effect =
  | { readonly kind: 'set'; readonly target: Expr; readonly attr: Name; readonly value: Expr; readonly guard: Guard }
  | { readonly kind: 'call'; readonly call: Call }
  /** A loop of a module's body; the effects in it are its own. */
  | { readonly kind: 'loop'; readonly loop: For }
  /** `globals()[name] = value`, `locals().update(...)`: names that are computed. */
  | { readonly kind: 'namespace'; readonly target: Expr; readonly value?: Expr };

/** The names of a module's or a class's body, in source order. */
export interface Scope {
  readonly bindings: readonly Binding[];
  /** Modules of `from m import *`. */
  readonly stars: readonly { readonly level: number; readonly module: string; readonly guard: Guard }[];
  readonly effects: readonly Effect[];
}

export interface ClassFact {
  readonly name: Name;
  /** As Python's `__qualname__`: `Outer.Inner`, `make.<locals>.Model`. */
  readonly qualname: string;
  /** The type variables of `class Page[T]`. */
  readonly typeParams?: readonly Param[];
  /** Bases and keyword arguments of the class header. */
  readonly args: readonly Argument[];
  readonly decorators: readonly Expr[];
  readonly scope: Scope;
  /** From `class` to the end of the body. */
  readonly range: Range;
}

export interface FunctionFact {
  readonly name: Name;
  readonly typeParams?: readonly Param[];
  readonly params: readonly Param[];
  readonly returns?: Expr;
  readonly decorators: readonly Expr[];
  readonly async: boolean;
  /** Kept only where the model may have to follow it: `declared_attr`s, functions that make mapped things, and short ones. */
  readonly body?: readonly Stmt[];
  /** Of a `declared_attr`: it does more than give a value, so that it counts that it is called. */
  readonly acts?: true;
}

/** A call that makes a class. */
export interface MadeClass {
  readonly call: Call;
  /** It stands in a `declared_attr`, which runs for each mapped class that has it. */
  readonly declared: boolean;
  /** What the functions around it import. */
  readonly imports: readonly (Import | ImportFrom)[];
}

export interface FileFacts {
  readonly uri: string;
  /** The text was not valid Python; the facts hold what could be saved. */
  readonly broken: boolean;
  readonly scope: Scope;
  /** Classes written inside functions: they exist only once the function has run. */
  readonly localClasses: readonly ClassFact[];
  /** Classes made with `type(name, bases, namespace)`, but for statements that write all of it out. */
  readonly madeClasses: readonly MadeClass[];
  /** What functions map imperatively. */
  readonly mappings: Mappings;
  /** Something is called `prepare`: that maps classes whose tables are reflected. */
  readonly prepares: boolean;
  /** Of a broken file: the names behind every `class` in its text, whether the tree holds them or not. */
  readonly damagedClassNames: readonly string[];
}

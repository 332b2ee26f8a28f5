/** What an expression of a module or class body is, as far as the text tells. */
import type { Location, Position, Range } from 'vscode-languageserver-protocol';
import type { ClassFact, FunctionFact } from '../facts/facts.ts';
import type { Call, Expr, Lambda } from '../syntax/tree.ts';
import type { ModuleInfo } from './modules.ts';

/** A class statement, or a class made with `type(name, bases, namespace)`, and where it stands. */
export interface ClassSymbol {
  /** Of a class without a statement: what the statement would have said. */
  readonly fact: ClassFact;
  /** Its `__module__`. */
  readonly module: ModuleInfo;
  /** `package.module:Qual.Name`; two classes of one module may share it. */
  readonly id: string;
  /** Where the names in its body are looked up, innermost first. */
  readonly env: Env;
  /** It came to be by running code: by `type()` or by a class statement in a function that is called. */
  readonly made?: true;
  /** Why its body may hold more than is seen. */
  readonly open?: string;
}

/** An expression and where the names in it are looked up. */
export interface Written {
  readonly node: Expr;
  readonly env: Env;
}

/** Names local to a class body or a followed function. */
export interface Frame {
  /** `before`: where the name is read; a class body binds its names one after the other. */
  get(name: string, before?: Position): Value | undefined;
  readonly isClassBody?: boolean;
  /** The expression that a parameter or an unpacked argument was given as. */
  written?(name: string): Written | undefined;
  /** An attribute that was set on a class while the function ran. */
  attribute?(cls: ClassSymbol, name: string): Value | undefined;
  /** Of a function that is running: its names as they are at this moment. */
  frozen?(): Frame;
  /** Of a frame that was frozen: the names as they are when the function has run. */
  readonly live?: Frame;
}

export interface Env {
  readonly module: ModuleInfo;
  readonly frames: readonly Frame[];
  /** Which run of which function this is, by the calls that lead to it; absent in module and class bodies. */
  readonly key?: string;
  /** A statement of the module that runs as it is loaded: a name is what it is bound to there. Class bodies are such in any case. */
  readonly loading?: true;
}

/** True where a name of the module means what it is bound to at that point, not what it is in the end: outside functions. */
export const isLoading = (env: Env): boolean => env.key === undefined && (env.loading === true || env.frames.some(f => f.isClassBody));

/** A place in the files of a project, as a key. */
export const placeIn = ({ uri }: ModuleInfo, { range: { start } }: { readonly range: Range }): string => `${uri} ${start.line}:${start.character}`;

/** The environment with a frame in front. */
export const within = (env: Env, frame: Frame, key = env.key): Env => ({
  module: env.module,
  frames: [frame, ...env.frames],
  ...(key === undefined ? env.loading && { loading: true } : { key }),
});

const withFrames = (env: Env, frames: readonly Frame[]): Env => ({
  module: env.module,
  frames,
  ...(env.key === undefined ? env.loading && { loading: true } : { key: env.key }),
});

/** The environment around the innermost frame: a class header is read outside its body. */
export const around = (env: Env): Env => withFrames(env, env.frames.slice(1));

/** What the body of a function sees: not the names of class bodies around it, and those of the module as they are when it is called. */
export const withoutClassBodies = (env: Env): Env =>
  env.loading || env.frames.some(f => f.isClassBody)
    ? { module: env.module, frames: env.frames.filter(f => !f.isClassBody), ...(env.key === undefined ? {} : { key: env.key }) }
    : env;

/** What is written now keeps the names as they are now, whenever it is read. */
export const frozen = (env: Env): Env =>
  env.key !== undefined && env.frames.some(f => f.frozen)
    ? withFrames(
        env,
        env.frames.map(f => f.frozen?.() ?? f),
      )
    : env;

/** A lambda reads names when it is called, which mapper configuration does after all functions have run. */
export const thawed = (env: Env): Env =>
  env.frames.some(f => f.live)
    ? withFrames(
        env,
        env.frames.map(f => f.live ?? f),
      )
    : env;

/** The expression behind a parameter or an unpacked argument, in the file it is written in; the expression itself otherwise. */
export function writtenAt(node: Expr, env: Env): Written {
  let at: Written = { node, env };
  // Outside functions there is nothing behind a name.
  if (node.kind !== 'name' || !env.frames.some(f => f.written)) return at;
  for (let next: Written | undefined = at; next; next = behind(at)) at = next;
  return at;
}

function behind({ node, env }: Written): Written | undefined {
  if (node.kind !== 'name' || !env.frames.some(f => f.written)) return undefined;
  for (const frame of env.frames) if (frame.get(node.id, node.range.start)) return frame.written?.(node.id);
  return undefined;
}

/** An entry of a dict; `env` is where its `node` is read, when that is known. */
export interface Entry {
  readonly value: Value;
  readonly node: Expr;
  readonly key: Expr;
  readonly env?: Env;
}

export type Value =
  | { readonly kind: 'unknown'; readonly why: string }
  /** `node` is where it is written. */
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null; readonly node: Expr }
  /** `written`: the expressions that the items were written as. */
  | { readonly kind: 'sequence'; readonly items: readonly Value[]; readonly tuple: boolean; readonly written?: readonly (Written | undefined)[] }
  /** `open` when it holds more than the entries. */
  | { readonly kind: 'dict'; readonly entries: ReadonlyMap<string, Entry>; readonly open: boolean }
  | { readonly kind: 'class'; readonly cls: ClassSymbol }
  | { readonly kind: 'function'; readonly func: FunctionFact; readonly env: Env }
  | { readonly kind: 'lambda'; readonly node: Lambda; readonly env: Env }
  | { readonly kind: 'module'; readonly path: string; readonly from: ModuleInfo }
  /** Something outside the workspace, by its dotted path: `sqlalchemy.orm.relationship`. */
  | { readonly kind: 'library'; readonly path: string }
  /** The result of calling something that is not followed. */
  | { readonly kind: 'call'; readonly callee: Value; readonly node: Call; readonly env: Env }
  /** An attribute of a class or a call's result: `Base.metadata`, `User.id`, `users.c`. */
  | { readonly kind: 'member'; readonly of: Value; readonly name: string; readonly node: Expr }
  | { readonly kind: 'table'; readonly table: Table }
  /** `list["Post"]` of something outside: kept for annotations and generic bases. */
  | { readonly kind: 'subscript'; readonly of: Value; readonly node: Expr; readonly env: Env };

export const unknownValue = (why: string): Value => ({ kind: 'unknown', why });

export const stringOf = (value: Value | undefined): string | undefined =>
  value?.kind === 'constant' && typeof value.value === 'string' ? value.value : undefined;

export const booleanOf = (value: Value | undefined): boolean | undefined =>
  value?.kind === 'constant' && typeof value.value === 'boolean' ? value.value : undefined;

/** The text `str()` gives for a value. */
export const textOf = (value: Value | undefined): string | undefined =>
  value?.kind === 'constant' && (typeof value.value === 'string' || typeof value.value === 'number') ? String(value.value) : undefined;

/** Whether Python takes a value for true; undefined when that is not known. */
export function truthOf(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'constant':
      return value.value !== null && value.value !== false && value.value !== '' && value.value !== 0;
    case 'sequence':
      return value.items.length > 0;
    case 'dict':
      return value.entries.size > 0 || (value.open ? undefined : false);
    case 'class':
    case 'function':
    case 'lambda':
    case 'module':
      return true;
    default:
      return undefined;
  }
}

export const isNone = (value: Value | undefined): boolean => value?.kind === 'constant' && value.value === null;

/** The column that a foreign key points at: by a string, or by an object. */
export type ForeignKeyTarget =
  | { readonly kind: 'string'; readonly text: string; readonly node: Expr }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'unknown'; readonly why: string };

/** A `ForeignKey()` or a `ForeignKeyConstraint()`: pairs of local column and target. */
export interface ForeignKeyConstraint {
  readonly pairs: readonly { readonly column: Column; readonly target: ForeignKeyTarget }[];
}

export interface Column {
  /** The name in the table's `c` collection. */
  readonly key: string;
  readonly name: string;
  readonly table: Table;
  readonly nullable: boolean | undefined;
  readonly primaryKey: boolean;
  /** Where its name is written: the attribute, or the string in `Column("name")`. */
  readonly at: Location | undefined;
  /** The call that makes it; a call on a mixin makes a column in every table. */
  readonly call: Call | undefined;
}

/** What is in a table. */
class Content {
  readonly columns = new Map<string, Column>();
  readonly added: Column[] = [];
  readonly constraints: ForeignKeyConstraint[] = [];
  hasKeyConstraint = false;
  open: string | undefined;
}

/**
 * A table, from `Table(...)` or from a mapped class. What is in it is read when someone asks: an edit asks of few tables. Not changed after the
 * project is built.
 */
export class Table {
  readonly name: string;
  readonly schema: string | undefined;
  readonly metadata: string | undefined;
  readonly at: Location | undefined;
  /** It may be defined over a table of the same name: `extend_existing`, `keep_existing`. */
  extends = false;
  /** It may have a schema, and which one is not known. */
  schemaComputed = false;
  #content: Content | undefined;
  #unread: (() => void)[] | undefined;
  #reading = false;

  constructor(name: string, schema: string | undefined, metadata: string | undefined, at: Location | undefined) {
    this.name = name;
    this.schema = schema;
    this.metadata = metadata;
    this.at = at;
  }

  get columns(): ReadonlyMap<string, Column> {
    return this.#read().columns;
  }

  /** All columns that were added, also those that a later one of the same key replaced. */
  get added(): readonly Column[] {
    return this.#read().added;
  }

  get constraints(): readonly ForeignKeyConstraint[] {
    return this.#read().constraints;
  }

  /** Why there may be columns or keys that are not seen. */
  get open(): string | undefined {
    return this.#read().open;
  }

  /** It holds a `PrimaryKeyConstraint(...)`. */
  get hasKeyConstraint(): boolean {
    return this.#read().hasKeyConstraint;
  }

  addKeyConstraint(): void {
    this.#seen.hasKeyConstraint = true;
  }

  add(column: Column): void {
    this.#seen.columns.set(column.key, column);
    this.#seen.added.push(column);
  }

  constrain(constraint: ForeignKeyConstraint): void {
    this.#seen.constraints.push(constraint);
  }

  /** Notes that there may be more than is seen; the first reason stays. */
  doubt(why: string): void {
    this.#seen.open ??= why;
  }

  /** Notes how a part of the table is read: the columns of one class, of one call. Parts are read in this order, whoever asks first. */
  later(read: () => void): void {
    this.#unread ??= [];
    this.#unread.push(read);
  }

  /** Reads what is left to read. A part that asks for the table while it is read sees what the parts before it have brought. */
  read(): void {
    while (this.#unread && !this.#reading) {
      const parts = this.#unread;
      this.#unread = undefined;
      this.#reading = true;
      for (const part of parts) part();
      this.#reading = false;
    }
  }

  #read(): Content {
    this.read();
    return this.#seen;
  }

  /** What has been read so far. */
  get #seen(): Content {
    this.#content ??= new Content();
    return this.#content;
  }

  /** As in `metadata.tables`: `schema.name` or `name`. */
  get fullname(): string {
    return this.schema === undefined ? this.name : `${this.schema}.${this.name}`;
  }
}

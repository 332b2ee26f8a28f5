import type { Location, Range } from 'vscode-languageserver-protocol';
import { append, lazy } from '../base/lazy.ts';
import { comparePositions, sameRange } from '../base/ranges.ts';
import type { Argument, Call, Expr } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import type { Hierarchy } from './hierarchy.ts';
import { callOf, libraryPath } from './library.ts';
import { argument, type Construct } from './members.ts';
import { identity } from './registry.ts';
import { booleanOf, type Column, type Env, type ForeignKeyTarget, stringOf, Table, type Value } from './values.ts';

/** Why a table may have keys that are not seen, when all its columns are: SQLAlchemy refuses one of its constraints. */
export const refusedConstraint = 'one of its foreign key constraints is refused';

/** Where the constructors of tables and columns are read. */
export class Tables {
  readonly #evaluator: Evaluator;
  readonly #hierarchy: Hierarchy;
  readonly #byIdentity = new Map<string, Table | undefined>();
  readonly #byName = new Map<string, Table[]>();
  /** Tables whose schema is not known, by their names alone. */
  readonly #anywhere = new Map<string, Table[]>();
  readonly #registered = new Set<Table>();
  readonly #unnamed: Table[] = [];
  /** The columns that were there, by the calls with `use_existing_column`. */
  readonly #taken = new Map<Call, Column>();
  /** Every column by the call that makes it. */
  readonly #byCall = lazy(() => this.#columnsByCall());
  /** Some table's name is computed, so that no name can be said to be missing. */
  hasUnnamed = false;
  /** The MetaData that may hold tables which are not read. */
  readonly elsewhere = new Set<string>();
  /** The MetaData that gets tables of versions when mappers are configured. */
  readonly versioned = new Set<string>();

  constructor(evaluator: Evaluator, hierarchy: Hierarchy) {
    this.#evaluator = evaluator;
    this.#hierarchy = hierarchy;
  }

  /** Makes a table known by its name; once is enough. */
  register(table: Table): void {
    if (this.#registered.has(table)) return;
    this.#registered.add(table);
    append(table.schemaComputed ? this.#anywhere : this.#byName, table.fullname, table);
  }

  /** True when the same file defines a table of that name in the same MetaData further up: SQLAlchemy refuses the second one. */
  definedBefore(table: Table): boolean {
    const { at } = table;
    if (!at || table.metadata === undefined || table.extends) return false;
    const others = this.#byName.get(table.fullname) ?? [];
    return others.some(t => t !== table && t.metadata === table.metadata && t.at?.uri === at.uri && comparePositions(t.at.range.start, at.range.start) < 0);
  }

  /** True when a MetaData may hold a table of this name that is not seen, of a package for instance. */
  mayHold(metadata: string, name: string): boolean {
    return this.elsewhere.has(metadata) || (this.versioned.has(metadata) && /_version$|^transaction|^activity$/.test(name));
  }

  /** A table whose name is computed. */
  unnamed(at: Location): Table {
    const table = new Table('?', undefined, undefined, at);
    table.doubt('its name is computed');
    this.hasUnnamed = true;
    this.#unnamed.push(table);
    return table;
  }

  /** The tables that a foreign key may mean: a name without a schema is one in the schema of the MetaData (schema.py, `ForeignKey._table_key`). */
  referredTo(name: string, metadata: string | undefined): readonly Table[] {
    const schema = name.includes('.') ? undefined : this.#hierarchy.schemaOf(metadata);
    return this.named(schema === undefined ? name : `${schema}.${name}`, metadata);
  }

  /** The table that is given its name by the string at a place. */
  defined(uri: string, range: Range): Table | undefined {
    for (const tables of this.#byName.values()) for (const it of tables) if (it.at?.uri === uri && sameRange(it.at.range, range)) return it;
    return undefined;
  }

  /** The tables of a full name in one MetaData; tables whose MetaData is not known count everywhere. */
  named(fullname: string, metadata: string | undefined): readonly Table[] {
    const inIt = (all: readonly Table[] | undefined): readonly Table[] =>
      (all ?? []).filter(t => t.metadata === undefined || metadata === undefined || t.metadata === metadata);
    const same = inIt(this.#byName.get(fullname));
    // A table whose schema is computed is meant where no other one can be: one of that name in another MetaData cannot.
    return same.length > 0 ? same : inIt(this.#anywhere.get(fullname.slice(fullname.lastIndexOf('.') + 1)));
  }

  /** The columns made by one `Column(...)` call: several when it stands on a mixin. */
  madeBy(call: Call): readonly Column[] {
    return this.#byCall().get(call) ?? [];
  }

  /** The column that a `Column(...)` call stands for where the tables of `near` are spoken of. */
  meantBy(call: Call, near: readonly Table[]): Column | undefined {
    // Nearly always it is there, and the other tables need not be read.
    for (const table of near) for (const column of table.added) if (column.call === call) return column;
    const made = this.madeBy(call);
    return made.length === 1 ? made[0] : this.#taken.get(call);
  }

  #columnsByCall(): ReadonlyMap<Call, readonly Column[]> {
    const found = new Map<Call, Column[]>();
    for (const table of new Set([...this.#byIdentity.values(), ...this.#unnamed, ...this.all()]))
      for (const column of table?.added ?? []) if (column.call) append(found, column.call, column);
    return found;
  }

  /** True when a table of the MetaData, or of one that is not known, lies in the schema. */
  hasSchema(schema: string, metadata: string | undefined): boolean {
    return this.all().some(t => t.schema === schema && (t.metadata === undefined || metadata === undefined || t.metadata === metadata));
  }

  names(): readonly string[] {
    return [...this.#byName.keys(), ...this.#anywhere.keys()];
  }

  all(): readonly Table[] {
    return [...this.#byName.values(), ...this.#anywhere.values()].flat();
  }

  /** The table that a `Table(...)` call makes; undefined for another value or a computed name. */
  ofCall(value: Value, at: Location | undefined): Table | undefined {
    if (value.kind !== 'call' || callOf(value) !== 'Table') return undefined;
    const id = identity(value) ?? '';
    if (this.#byIdentity.has(id)) return this.#byIdentity.get(id);
    const { node, env } = value;
    const nameExpr = argument(node, 'name', 0);
    const name = nameExpr && stringOf(this.#evaluator.evaluate(nameExpr, env));
    const plain = node.args.filter(a => !a.name && !a.star);
    if (name === undefined) {
      this.#byIdentity.set(id, undefined);
      this.hasUnnamed = true;
      return undefined;
    }
    const schemaExpr = argument(node, 'schema');
    const schema = schemaExpr ? this.#evaluator.evaluate(schemaExpr, env) : undefined;
    const second = plain[1] ? this.#evaluator.evaluate(plain[1].value, env) : undefined;
    // Flask-SQLAlchemy's db.Table puts its own MetaData in when none is given.
    const withoutMetadata = second?.kind === 'call' && ['Column', 'ForeignKeyConstraint', 'mapped_column'].includes(callOf(second) ?? '');
    const metadata = withoutMetadata || !second ? this.#flaskMetadata(value.callee) : this.metadataOf(second);
    const table = new Table(
      name,
      stringOf(schema) ?? this.#hierarchy.schemaOf(metadata),
      metadata,
      at ?? (nameExpr ? { uri: env.module.uri, range: nameExpr.range } : undefined),
    );
    if (schema && stringOf(schema) === undefined && !(schema.kind === 'constant' && schema.value === null)) {
      table.doubt('its schema is computed');
      table.schemaComputed = true;
    }
    this.#byIdentity.set(id, table);
    if (node.args.some(a => a.name?.id === 'extend_existing' || a.name?.id === 'keep_existing')) table.extends = true;
    table.later(() => this.#readArguments(table, node, plain.slice(withoutMetadata ? 1 : 2), env));
    return table;
  }

  #readArguments(table: Table, node: Call, plain: readonly Argument[], env: Env): void {
    this.addArguments(table, plain, env);
    if (node.args.some(a => a.star)) table.doubt('its columns are computed');
    if (node.args.some(a => a.name && /^autoload/.test(a.name.id))) table.doubt('it is reflected from the database');
  }

  #flaskMetadata(callee: Value): string | undefined {
    return callee.kind === 'member' ? this.#hierarchy.metadataOf(callee.of) : undefined;
  }

  /** The identity of a MetaData: of `MetaData()`, `Base.metadata`, `db.metadata`, `registry.metadata`, `SQLModel.metadata`. */
  metadataOf(value: Value): string | undefined {
    if (value.kind === 'call') return callOf(value) === 'MetaData' ? this.#hierarchy.metadataOf(value) : undefined;
    return (value.kind === 'member' && value.name === 'metadata') || libraryPath(value) === 'sqlmodel.SQLModel.metadata'
      ? this.#hierarchy.metadataOf(value)
      : undefined;
  }

  /** Columns and constraints given to `Table(...)` or in `__table_args__`. */
  addArguments(table: Table, args: readonly Argument[], env: Env): void {
    const constraints: { value: Extract<Value, { kind: 'call' }> }[] = [];
    for (const arg of args) {
      const value = this.#evaluator.evaluate(arg.value, env);
      const name = callOf(value);
      if (value.kind === 'call' && (name === 'Column' || name === 'mapped_column'))
        this.addColumn(table, { name, call: value.node, env: value.env }, undefined, undefined);
      else if (name === 'PrimaryKeyConstraint') table.addKeyConstraint();
      else if (value.kind === 'call' && name === 'ForeignKeyConstraint') constraints.push({ value });
      else if (name === undefined && (value.kind === 'unknown' || value.kind === 'call')) table.doubt('one of its arguments is computed');
    }
    for (const { value } of constraints) this.addConstraint(table, value);
  }

  /** Adds `ForeignKeyConstraint([columns], [targets])`. */
  addConstraint(table: Table, value: Value): void {
    if (value.kind !== 'call' || callOf(value) !== 'ForeignKeyConstraint') return;
    const list = (keyword: string, position: number): readonly { value: Value; node: Expr }[] | undefined => {
      const expr = argument(value.node, keyword, position);
      if (!expr) return undefined;
      if (expr.kind === 'list' || expr.kind === 'tuple') return expr.items.map(node => ({ value: this.#evaluator.evaluate(node, value.env), node }));
      const evaluated = this.#evaluator.evaluate(expr, value.env);
      return evaluated.kind === 'sequence' ? evaluated.items.map(v => ({ value: v, node: expr })) : undefined;
    };
    const columns = list('columns', 0);
    const targets = list('refcolumns', 1);
    if (!columns || !targets || columns.length !== targets.length) {
      table.doubt(columns && targets ? refusedConstraint : 'a foreign key constraint is computed');
      return;
    }
    const pairs = columns.flatMap((c, i) => {
      const name = stringOf(c.value);
      const made = c.value.kind === 'call' ? this.madeBy(c.value.node) : [];
      const column = name === undefined ? made.find(it => it.table === table) : table.columns.get(name);
      const target = targets[i];
      return column && target ? [{ column, target: targetOf(target.value, target.node) }] : [];
    });
    if (pairs.length === columns.length) table.constrain({ pairs });
    else table.doubt(columns.every(c => stringOf(c.value) !== undefined) ? refusedConstraint : 'a foreign key constraint names columns that are not seen');
  }

  /** Adds the column of a `Column(...)`; `key` is the class attribute it is assigned to. Returns it. */
  addColumn(table: Table, construct: Construct | undefined, key: string | undefined, at: Location | undefined): Column | undefined {
    const call = construct?.call;
    const first = call && firstPlain(call);
    const env = construct?.env;
    const firstValue = first && env ? this.#evaluator.evaluate(first, env) : undefined;
    const nameExpr = (call && argument(call, 'name')) ?? (stringOf(firstValue) === undefined ? undefined : first);
    const name = (nameExpr && env ? stringOf(this.#evaluator.evaluate(nameExpr, env)) : undefined) ?? key;
    if (name === undefined) {
      table.doubt('a column has a computed name');
      return undefined;
    }
    const keyExpr = call && argument(call, 'key');
    const columnKey = (keyExpr && env ? stringOf(this.#evaluator.evaluate(keyExpr, env)) : undefined) ?? name;
    const flag = (keyword: string): boolean | undefined => {
      const expr = call && argument(call, keyword);
      return expr && env ? booleanOf(this.#evaluator.evaluate(expr, env)) : undefined;
    };
    const there = flag('use_existing_column') ? table.columns.get(columnKey) : undefined;
    if (there && call) {
      this.#taken.set(call, there);
      return there;
    }
    const primaryKey = flag('primary_key') === true;
    const where = at ?? (nameExpr && env ? { uri: env.module.uri, range: nameExpr.range } : undefined);
    const column: Column = { key: columnKey, name, table, nullable: flag('nullable') ?? (primaryKey ? false : undefined), primaryKey, at: where, call };
    table.add(column);
    if (call && env) this.#addForeignKeys(column, call.args, env, construct.name === 'Field');
    return column;
  }

  /** Adds the foreign keys among the arguments of a column. */
  addForeignKeysOf(column: Column, args: readonly Argument[], env: Env): void {
    this.#addForeignKeys(column, args, env, false);
  }

  #addForeignKeys(column: Column, args: readonly Argument[], env: Env, field: boolean): void {
    for (const arg of args) {
      if (field && arg.name?.id === 'foreign_key') {
        const value = this.#evaluator.evaluate(arg.value, env);
        if (!(value.kind === 'constant' && value.value === null)) column.table.constrain({ pairs: [{ column, target: targetOf(value, arg.value) }] });
        continue;
      }
      if (field && arg.name?.id === 'sa_column') {
        const inner = this.#evaluator.evaluate(arg.value, env);
        if (inner.kind === 'call') this.#addForeignKeys(column, inner.node.args, inner.env, false);
        continue;
      }
      if (arg.name) continue;
      const value = this.#evaluator.evaluate(arg.value, env);
      if (arg.star === '*' && value.kind === 'sequence') {
        for (const item of value.items) this.#addForeignKey(column, item);
        continue;
      }
      if (arg.star && !(arg.star === '**' && !field && isNamed(args, value))) column.table.doubt('the arguments of a column are computed');
      this.#addForeignKey(column, value);
    }
  }

  #addForeignKey(column: Column, value: Value): void {
    if (value.kind === 'call' && callOf(value) === 'ForeignKey') {
      const target = argument(value.node, 'column', 0);
      if (target) column.table.constrain({ pairs: [{ column, target: targetOf(this.#evaluator.evaluate(target, value.env), target) }] });
    } else if (value.kind === 'unknown' || (value.kind === 'call' && value.callee.kind === 'function'))
      column.table.doubt('an argument of a column is computed');
  }
}

/** True when `**options` cannot bring a column another name; foreign keys are never among them. */
const isNamed = (args: readonly Argument[], options: Value): boolean =>
  args.some(a => a.name?.id === 'name') || (options.kind === 'dict' && !options.open && !options.entries.has('name') && !options.entries.has('key'));

function targetOf(value: Value, node: Expr): ForeignKeyTarget {
  const text = stringOf(value);
  if (text !== undefined) return { kind: 'string', text, node };
  return value.kind === 'unknown' ? { kind: 'unknown', why: value.why } : { kind: 'value', value };
}

function firstPlain(call: Call): Expr | undefined {
  for (const arg of call.args) if (!arg.name && !arg.star) return arg.value;
  return undefined;
}

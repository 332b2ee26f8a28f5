import type { Location } from 'vscode-languageserver-protocol';
import type { Argument, Call, Expr, Name } from '../syntax/tree.ts';
import type { Preparation } from './effects.ts';
import { Nameless } from './locals.ts';
import { Mapper } from './mapper.ts';
import { type Member, MemberList, type Members } from './members.ts';
import type { Tables } from './tables.ts';
import { type ClassSymbol, type Column, type Env, type ForeignKeyConstraint, type Table, type Value, within } from './values.ts';

interface Reference {
  readonly constraint: ForeignKeyConstraint;
  readonly columns: readonly Column[];
  readonly referred: readonly Column[];
  readonly table: Table;
}

/**
 * The classes and relationships that automap makes (ext/automap.py, `prepare`, `_relationships_for_fks`, `_m2m_relationship`); nothing when a
 * table or a foreign key is not wholly known. Relationships are added to classes that are there already.
 */
export function automap({ registry, base, call, env }: Preparation, mappers: readonly Mapper[], tables: Tables, members: Members): readonly Mapper[] {
  const all = tables.all().filter(t => t.metadata === registry.metadata);
  if (tables.hasUnnamed || all.some(t => t.open !== undefined)) return [];
  const references = new Map<Table, readonly Reference[]>();
  for (const table of all) {
    const own = table.constraints.map(c => referenceOf(c, table, tables));
    if (own.some(r => r === undefined)) return [];
    references.set(
      table,
      own.flatMap(r => r ?? []),
    );
  }
  const byTable = new Map<Table, Mapper>();
  for (const it of mappers) if (it.registry.id === registry.id && it.table && it.inheritance !== 'single') byTable.set(it.table, it);
  const made: Mapper[] = [];
  const links: (readonly [Table, Reference, Reference])[] = [];
  for (const table of all) {
    const pair = linkOf(table, references.get(table) ?? []);
    if (pair) links.push([table, ...pair]);
    else if (!byTable.has(table) && table.at && [...table.columns.values()].some(c => c.primaryKey)) {
      const symbol = classFor(table, table.at, base, env);
      const mapper = new Mapper(symbol, registry, undefined, new MemberList(members, symbol, undefined, [], true));
      mapper.table = table;
      for (const [key, column] of table.columns) mapper.addColumn(key, column);
      byTable.set(table, mapper);
      made.push(mapper);
    }
  }
  const maker = new Maker(call, env);
  for (const [table, local] of byTable) for (const reference of references.get(table) ?? []) maker.reference(local, byTable.get(reference.table), reference);
  for (const [table, left, right] of links) maker.link(byTable.get(left.table), byTable.get(right.table), table, left, right);
  return made;
}

function referenceOf(constraint: ForeignKeyConstraint, { metadata }: Table, tables: Tables): Reference | undefined {
  const referred = constraint.pairs.map(({ target }): Column | undefined => {
    if (target.kind !== 'string') return undefined;
    const dot = target.text.lastIndexOf('.');
    const [table, ...others] = tables.referredTo(target.text.slice(0, dot), metadata);
    return others.length === 0 ? table?.columns.get(target.text.slice(dot + 1)) : undefined;
  });
  const known = referred.flatMap(c => c ?? []);
  const [first] = known;
  return first && known.length === referred.length
    ? { constraint, columns: constraint.pairs.map(p => p.column), referred: known, table: first.table }
    : undefined;
}

/** `_is_many_to_many`: two foreign keys, and no column besides. */
function linkOf(table: Table, references: readonly Reference[]): readonly [Reference, Reference] | undefined {
  const [left, right, ...more] = references;
  if (!left || !right || more.length > 0) return undefined;
  const keys = new Set([...left.columns, ...right.columns]);
  return [...table.columns.values()].every(c => keys.has(c)) ? [left, right] : undefined;
}

/** The class of a table: called after it, and found where the table's name is written. */
function classFor(table: Table, at: Location, base: Value, env: Env): ClassSymbol {
  const frame = new Nameless();
  const name: Name = { kind: 'name', id: table.name, range: at.range };
  const scope = { bindings: [], stars: [], effects: [] };
  const module = { ...env.module, name: 'sqlalchemy.ext.automap', uri: at.uri };
  return {
    fact: { name, qualname: table.name, args: [{ value: frame.add(base, undefined, name), range: at.range }], decorators: [], scope, range: at.range },
    module,
    id: `${module.name}:${table.name}`,
    env: within(within(env, frame), { get: () => undefined, isClassBody: true }),
    made: true,
  };
}

/** Writes the calls that automap makes. */
class Maker {
  readonly #call: Call;
  readonly #env: Env;
  readonly #frame = new Nameless();

  constructor(call: Call, env: Env) {
    this.#call = call;
    this.#env = within(env, this.#frame);
  }

  /** `_relationships_for_fks`, for one foreign key. */
  reference(local: Mapper, referred: Mapper | undefined, { columns, referred: remote }: Reference): void {
    if (!referred || (local !== referred && isSubclass(local, referred))) return;
    const name = referred.name.toLowerCase();
    const reverse = `${local.name.toLowerCase()}_collection`;
    const cascade: readonly Argument[] = columns.some(c => c.nullable === false) ? [this.#argument('cascade', text('all, delete-orphan'))] : [];
    const free = !has(referred, reverse);
    const keys = this.#argument('foreign_keys', this.#columns(columns));
    if (!has(local, name)) {
      const back = free ? this.#backref(reverse, cascade) : this.#argument('back_populates', text(reverse));
      this.#add(local, name, referred, [keys, this.#argument('remote_side', this.#columns(remote)), back]);
      this.#populate(referred, reverse, name);
    } else if (free) {
      this.#add(referred, reverse, local, [keys, this.#argument('back_populates', text(name)), ...cascade]);
      this.#populate(local, name, reverse);
    }
  }

  /** `_m2m_relationship` */
  link(left: Mapper | undefined, right: Mapper | undefined, secondary: Table, toLeft: Reference, toRight: Reference): void {
    if (!left || !right) return;
    const name = `${right.name.toLowerCase()}_collection`;
    const reverse = `${left.name.toLowerCase()}_collection`;
    const free = !has(right, reverse);
    const joins = (primary: Reference, other: Reference): readonly Argument[] => [
      this.#argument('secondary', this.#value({ kind: 'table', table: secondary })),
      this.#argument('primaryjoin', this.#join(primary)),
      this.#argument('secondaryjoin', this.#join(other)),
    ];
    if (!has(left, name)) {
      const back = free ? this.#backref(reverse, []) : this.#argument('back_populates', text(reverse));
      this.#add(left, name, right, [...joins(toLeft, toRight), back]);
      this.#populate(right, reverse, name);
    } else if (free) {
      this.#add(right, reverse, left, [...joins(toRight, toLeft), this.#argument('back_populates', text(name))]);
      this.#populate(left, name, reverse);
    }
  }

  #add(owner: Mapper, key: string, target: Mapper, args: readonly Argument[]): void {
    // A column of the name is an error when the class is mapped.
    if (owner.columns.has(key)) {
      owner.open ??= `automap would give it '${key}', which is a column`;
      return;
    }
    const { range } = this.#call;
    const first: Argument = { value: this.#value({ kind: 'class', cls: target.symbol }), range };
    const call: Call = { kind: 'call', func: this.#call.func, args: [first, ...args], range };
    const member: Member = {
      kind: 'relationship',
      construct: { name: 'relationship', call, env: this.#env },
      annotation: undefined,
      key,
      name: { kind: 'name', id: key, range: this.#call.func.range },
      uri: this.#env.module.uri,
      definer: owner.symbol,
    };
    owner.addMember(member);
  }

  /** Gives a relationship that is there the other side; a backref of its own comes to nothing then. */
  #populate(owner: Mapper, key: string, other: string): void {
    owner.changeMembers(key, (it): Member => {
      if (it.kind !== 'relationship') return it;
      const { call, env, name } = it.construct;
      const kept = call.args.filter(a => a.name?.id !== 'backref' && a.name?.id !== 'back_populates');
      const args = [...kept, this.#argument('back_populates', text(other))];
      return { ...it, construct: { name, call: { ...call, args }, env: within(env, this.#frame) } };
    });
  }

  #backref(name: string, more: readonly Argument[]): Argument {
    const { range, func } = this.#call;
    const node: Call = { kind: 'call', func, args: [{ value: this.#value(text(name)), range }, ...more], range };
    return this.#argument('backref', this.#value({ kind: 'call', callee: { kind: 'library', path: 'sqlalchemy.orm.backref' }, node, env: this.#env }));
  }

  #columns(columns: readonly Column[]): Expr {
    return { kind: 'list', items: columns.map(c => this.#column(c)), range: this.#call.range };
  }

  #column({ table, key }: Column): Expr {
    const node: Expr = { kind: 'error', range: this.#call.range };
    return this.#value({ kind: 'member', of: { kind: 'member', of: { kind: 'table', table }, name: 'c', node }, name: key, node });
  }

  #join({ columns, referred }: Reference): Expr {
    const { range } = this.#call;
    const parts = columns.flatMap((column, i): Expr[] => {
      const other = referred[i];
      return other ? [{ kind: 'binary', op: '==', left: this.#column(other), right: this.#column(column), range }] : [];
    });
    return parts.reduce((left, right): Expr => ({ kind: 'binary', op: '&', left, right, range }));
  }

  #argument(keyword: string, given: Value | Expr): Argument {
    const { range } = this.#call;
    return { name: { kind: 'name', id: keyword, range }, value: 'range' in given ? given : this.#value(given), range };
  }

  #value(value: Value): Expr {
    return this.#frame.add(value, undefined, this.#call);
  }
}

const text = (value: string): Value => ({
  kind: 'constant',
  value,
  node: { kind: 'error', range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } },
});

const has = (mapper: Mapper, key: string): boolean => mapper.membersNamed(key).some(m => m.kind === 'relationship' || m.kind === 'property');

function isSubclass(cls: Mapper, of: Mapper): boolean {
  for (let it = cls.parent; it; it = it.parent) if (it === of) return true;
  return false;
}

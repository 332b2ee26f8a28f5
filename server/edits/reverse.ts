/** Writes the side of a relationship that is not there yet into its class. */
import type { BackrefSpec, Given, MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import type { Column, Table } from '../model/values.ts';
import type { Expr, Stmt } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { carry, type Journey } from './carry.ts';
import { bodyIndent } from './class-body.ts';
import { declaration } from './declaration.ts';
import { type Declared, isShared, statementOf } from './declared.ts';
import { writeProperty } from './imperative.ts';
import { turned } from './mirror.ts';
import { registryName, topLevel } from './names.ts';
import { columnBefore } from './placement.ts';
import type { Guarded, Rewrite } from './rewrite.ts';
import { mayBeNone, type Shape, shapeOf } from './shape.ts';
import { quoted, type Source } from './source.ts';

/** The other side of a relationship that is to be written. */
export interface OtherSide {
  /** The file of the relationship. */
  readonly source: Source;
  readonly target: MappedClass;
  readonly name: string;
  /** What the backref makes, where there is one. */
  readonly made?: RelationshipAttribute;
  readonly spec?: BackrefSpec;
  /** Comments that stood among the arguments of the backref. */
  readonly comments?: readonly string[];
}

/** Writes the other side of a relationship into the class it leads to. Returns why it cannot be done. */
export function writeReverse(snapshot: Snapshot, rewrite: Rewrite, it: Declared, side: OtherSide): string | undefined {
  const { target, name, made, spec } = side;
  const byCall = !snapshot.project.hierarchy.lineage(target.symbol).registry && !made && !spec;
  if (byCall && it.join.kind !== 'refused') return writeProperty(snapshot, rewrite.change, it, side.source, target, name);
  const place = rewrite.place(target.symbol);
  if ('why' in place) return place.why;
  const { source: toSource, cls, imports } = place;
  const refused = refusal(snapshot, it, target, name);
  if (refused !== undefined) return refused;
  const journey: Journey = { snapshot, from: it.owner, fromSource: side.source, to: target, toSource, toClass: cls, imports };
  const args = reverseArguments(journey, it, spec);
  if (!Array.isArray(args)) return `its argument '${args}' cannot be written into ${target.name}: names in it are not known there`;
  const join = made?.join ?? turned(it.join);
  if (!made && join.kind === 'known' && target === it.owner && join.direction === 'MANYTOONE') {
    const remote = join.pairs.flatMap(([, column]) => [...target.columns].flatMap(([key, c]) => (c === column ? [key] : [])));
    if (remote.length !== join.pairs.length) return 'the column it refers to has no attribute';
    args.push(['remote_side', `[${remote.join(', ')}]`]);
  }
  const uselist = made ? made.uselist : join.kind === 'known' ? join.direction !== 'MANYTOONE' : undefined;
  const known = made && shapeOf(snapshot.project, made);
  const fresh: Shape | undefined =
    uselist === undefined
      ? undefined
      : { target: it.owner, lazy: 'select', collection: uselist ? { kind: 'list' } : undefined, optional: mayBeNone({ join, owner: target }) };
  const guarded = guardedAnnotation(cls.body, name);
  const dataclass = isDataclass(snapshot, target);
  const code = declaration(
    { ...place, owner: target },
    {
      name,
      target: it.owner,
      args: [
        ...args.filter(([k]) => early.has(k)),
        ['back_populates', quoted(it.name, toSource.quote)],
        ...args.filter(([k]) => !early.has(k)),
        // What a backref makes is no field of the dataclass.
        ...(dataclass ? notAField : []),
      ],
      lazy: made?.lazy ?? 'select',
      shape: known ? ('why' in known ? undefined : known) : fresh,
      // SQLAlchemy 1.4 does not read annotations.
      annotated: dataclass || (guarded !== undefined && snapshot.project.version(target.at.uri) !== '1.4'),
    },
    it,
  );
  if (code === undefined)
    return target.registry.flavor === 'sqlmodel'
      ? 'SQLModel needs its type, which cannot be said'
      : 'relationship() or the class has no name in the other module';
  if (dataclass && !code.startsWith(`${name}:`)) return 'its type cannot be said, which the dataclass needs';
  const lead = (side.comments ?? []).map(c => `${c}${toSource.eol}${bodyIndent(toSource, cls)}`).join('');
  const other = target === it.owner && !isShared(it) ? statementOf(toSource, it) : undefined;
  rewrite.add(toSource, cls, lead + code, columnBefore(toSource, cls, target, join) ?? other, guarded);
  return undefined;
}

/** What a reverse side in a dataclass says so that `__init__()`, `__repr__()` and `__eq__()` stay what they were. */
const notAField: readonly (readonly [string, string])[] = [
  ['init', 'False'],
  ['repr', 'False'],
  ['compare', 'False'],
];

/** Arguments that the attribute made by a backref takes over from the relationship that makes it. */
const inherited = ['foreign_keys', 'viewonly', 'post_update', 'passive_updates', 'sync_backref'] as const;

const early: ReadonlySet<string> = new Set(['secondary', 'primaryjoin', 'secondaryjoin', 'foreign_keys', 'remote_side']);

function refusal({ project }: Snapshot, it: Declared, target: MappedClass, name: string): string | undefined {
  // Declarative keeps these names to itself, while a backref may have them.
  if (name === 'metadata' || name === 'registry' || name.startsWith('__')) return `'${name}' cannot be written in a class body`;
  if (it.join.kind === 'refused') return 'SQLAlchemy refuses the relationship as it is';
  if (!project.hierarchy.lineage(target.symbol).registry) return `${target.name} is mapped imperatively`;
  const held = [target, ...below(target)].some(
    c => c.members.some(m => m.key === name) || c.symbol.fact.scope.bindings.some(b => b.name.id === name && b.guard !== 'type-checking'),
  );
  if (held) return `${target.name} has a '${name}' of its own in its body`;
  if (it.owner.registry.id !== target.registry.id) return 'the classes belong to different registries';
  return undefined;
}

/** True for a class whose fields SQLAlchemy makes into a dataclass. */
function isDataclass({ project }: Snapshot, { symbol }: MappedClass): boolean {
  const lineage = project.hierarchy.lineage(symbol);
  return (
    lineage.libraries.some(l => l.endsWith('.MappedAsDataclass')) ||
    [symbol, ...lineage.mro].some(s => s.fact.decorators.some(d => /dataclass/.test(nameOf(d))))
  );
}

const nameOf = (d: Expr): string => (d.kind === 'name' ? d.id : d.kind === 'attribute' ? d.attr.id : d.kind === 'call' ? nameOf(d.func) : '');
const below = (cls: MappedClass): readonly MappedClass[] => cls.children.flatMap(c => [c, ...below(c)]);

/** The arguments of the other side as they must be written there, or the keyword of one that cannot be. */
function reverseArguments(journey: Journey, it: Declared, spec: BackrefSpec | undefined): [string, string][] | string {
  const given = new Map<string, Given>();
  const forward = (keyword: string, from = keyword): void => {
    const argument = it.argument(from);
    if (argument && !(argument.node.kind === 'constant' && argument.node.value === 'None')) given.set(keyword, argument);
  };
  if (it.secondary) {
    forward('primaryjoin', 'secondaryjoin');
    forward('secondaryjoin', 'primaryjoin');
  } else forward('primaryjoin');
  for (const keyword of inherited) forward(keyword);
  // What is foreign in the joins of a many-to-many is known before its backref is made, and the backref takes over these joins (relationships.py, `_annotate_fks`).
  const isFound = it.secondary && !['primaryjoin', 'secondaryjoin'].some(k => spec?.arguments.has(k));
  for (const [keyword, argument] of spec?.arguments ?? []) if (keyword !== 'foreign_keys' || !isFound) given.set(keyword, argument);
  for (const keyword of ['secondary', 'argument', 'backref', 'back_populates']) if (given.has(keyword)) return keyword;
  const out: [string, string][] = [];
  if (!it.secondary && !given.has('primaryjoin') && !given.has('foreign_keys') && severalKeys(journey, it.owner, journey.to)) {
    const text = foundJoin(journey, it);
    if (text === undefined) return 'primaryjoin';
    out.push(['primaryjoin', text]);
  }
  if (it.secondary) {
    const table = sole(it.secondary);
    const text = table && secondaryText(journey, it, table);
    if (text === undefined) return 'secondary';
    out.push(['secondary', text]);
  }
  for (const [keyword, argument] of given) {
    const text = carry(journey, keyword, argument, keyword === 'primaryjoin' && !it.secondary && !spec?.arguments.has(keyword));
    if (text === undefined) return keyword;
    out.push([keyword, text]);
  }
  return out;
}

/** The secondary table by its variable when the module has it above the class, else by its name. */
function secondaryText({ snapshot, to, toSource, toClass }: Journey, it: Declared, table: Table): string | undefined {
  const { project } = snapshot;
  const { node } = it.argument('secondary') ?? {};
  if (node?.kind === 'name') {
    const binding = topLevel(snapshot, toSource.uri, node.id);
    const value = binding && project.evaluator.evaluate({ ...node }, project.evaluator.moduleEnv(to.symbol.module));
    if (value && project.tableOf(value) === table && binding.guard === 'always' && binding.name.range.start.line < toClass.range.start.line) return node.id;
  }
  const found = sole(project.lookup(to, table.fullname));
  return found?.kind === 'table' && found.table === table ? quoted(table.fullname, toSource.quote) : undefined;
}

/** The join condition that SQLAlchemy found for a relationship, in words: `"Post.author_id == User.id"`. */
function foundJoin({ snapshot, to, toSource }: Journey, it: Declared): string | undefined {
  if (it.join.kind !== 'known' || it.join.pairs.length === 0 || it.owner === to) return undefined;
  const pathOf = (cls: MappedClass, column: Column): string | undefined => {
    const key = [...cls.columns].find(([, c]) => c === column)?.[0];
    if (key === undefined) return cls.parent && pathOf(cls.parent, column);
    const path = registryName(snapshot.project, to, cls);
    return path === undefined ? undefined : `${path}.${key}`;
  };
  const parts = it.join.pairs.map(([local, remote]) => [pathOf(it.owner, local), pathOf(to, remote)]);
  if (parts.some(([a, b]) => a === undefined || b === undefined)) return undefined;
  const [first, ...more] = parts.map(([a, b]) => `${a} == ${b}`);
  return quoted(more.length === 0 ? `${first}` : `and_(${[first, ...more].join(', ')})`, toSource.quote);
}

/** More than one foreign key between two hierarchies: seen from the other side SQLAlchemy may find another one, or too many. */
function severalKeys({ snapshot }: Journey, a: MappedClass, b: MappedClass): boolean {
  const tables = (cls: MappedClass): readonly Table[] => [...(cls.table ? [cls.table] : []), ...(cls.parent ? tables(cls.parent) : [])];
  const [left, right] = [tables(a), tables(b)];
  if (!a.parent && !b.parent) return false;
  const found = new Set<unknown>();
  for (const [from, to] of [
    [left, right],
    [right, left],
  ] as const) {
    for (const table of from) {
      for (const constraint of table.constraints) {
        const hits = constraint.pairs.some(({ target }) => {
          const referent = snapshot.project.referent(target, table);
          return referent.kind === 'column' && to.includes(referent.column.table);
        });
        if (hits) found.add(constraint);
      }
    }
  }
  return found.size > 1;
}

/** `if TYPE_CHECKING: author: Mapped["User"]`, which gives way when the attribute is written for good. */
function guardedAnnotation(body: readonly Stmt[], name: string): Guarded | undefined {
  for (const it of body) {
    if (it.kind !== 'if' || it.orElse.length > 0 || nameOf(it.test) !== 'TYPE_CHECKING') continue;
    const found = it.body.find(s => s.kind === 'assign' && s.value === undefined && s.targets.some(t => t.kind === 'name' && t.id === name));
    if (found) return { block: it, statement: found };
  }
  return undefined;
}

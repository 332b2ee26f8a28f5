/** Links relationships with `back_populates`: pairs that are there, and sides that have still to be written. */
import type { TextEdit } from 'vscode-languageserver-protocol';
import type { BackrefSpec, Given, MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import { isRefused } from '../model/startup/all.ts';
import type { Table } from '../model/values.ts';
import type { Expr, Stmt } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { removeArgument, replaceArgument, setArgument } from './arguments.ts';
import { carry, type Journey } from './carry.ts';
import { findClass, insertAttribute } from './class-body.ts';
import { declaration } from './declaration.ts';
import { type Declared, editableCall, isDeclared, statementOf } from './declared.ts';
import { Imports, removeImport } from './imports.ts';
import { turned } from './mirror.ts';
import { topLevel } from './names.ts';
import { mayBeNone, type Shape, shapeOf } from './shape.ts';
import { Change, lineStart, nextLine, quoteAt, quoted, type Source } from './source.ts';

type Edits = ReadonlyMap<string, readonly TextEdit[]>;

/** The edits, or why there are none. */
export type Outcome = { readonly edits: Edits } | { readonly why: string };

const outcome = (change: Change): Outcome => {
  const edits = change.finish();
  return edits ? { edits } : { why: 'the file is not laid out in a way that can be changed safely' };
};

/** Gives each of two relationships the other's name in `back_populates`; a `backref` in the way makes room for it. */
export function linkBoth(snapshot: Snapshot, a: RelationshipAttribute, b: RelationshipAttribute): Edits | undefined {
  const change = new Change(snapshot);
  for (const [it, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if (it.backPopulates?.name === other.name && !it.backref) continue;
    const place = editableCall(change, snapshot.project, it);
    if (!place) return undefined;
    const { call, source } = place;
    if (it.backref && it.backPopulates && !removeArgument(change, source, call, 'backref')) return undefined;
    const value = quoted(other.name, (it.backref && quoteAt(source, it.backref.nameNode.range)) ?? source.quote);
    if (
      it.backref && !it.backPopulates
        ? !replaceArgument(change, source, call, 'backref', 'back_populates', value)
        : !setArgument(change, source, call, 'back_populates', value)
    )
      return undefined;
  }
  return change.finish();
}

/** `orm` of `orm.backref` */
const rootOf = (expr: Expr): string | undefined => (expr.kind === 'attribute' ? rootOf(expr.value) : expr.kind === 'name' ? expr.id : undefined);

/** Takes out the import of a name that is about to lose its last use. */
function dropImport(change: Change, source: Source, name: string): void {
  const mentions = source.text.match(new RegExp(`\\b${name}\\b(?!\\s*=)`, 'g'))?.length ?? 0;
  if (mentions === 2 && !source.uri.endsWith('/__init__.py')) removeImport(change, source, name);
}

/** Arguments that the attribute made by a backref takes over from the relationship that makes it. */
const inherited = ['foreign_keys', 'viewonly', 'post_update', 'passive_updates', 'sync_backref'] as const;

/** Writes the attribute that a backref makes into the class that has it, and links both with `back_populates`. */
export function convertBackref(snapshot: Snapshot, it: RelationshipAttribute): Outcome {
  const { project } = snapshot;
  const spec = it.backref;
  if (!spec || !isDeclared(it)) return { why: 'there is no backref' };
  if (spec.name === undefined || spec.nameNode.kind !== 'string' || !/^\w+$/.test(spec.name)) return { why: 'the name of the backref is computed' };
  const target = sole(it.target);
  const made = target?.own.get(spec.name);
  if (!target || made?.provenance.kind !== 'backref' || made.provenance.source !== it) return { why: 'the backref makes no attribute' };
  if (spec.open || it.open) return { why: 'some of its arguments are computed' };
  if (isRefused(project, it)) return { why: 'SQLAlchemy refuses the relationship as it is' };
  const direction = made.join.kind === 'known' ? made.join.direction : undefined;
  if (direction !== 'MANYTOMANY' && it.join.kind === 'known' && it.join.direction === direction) return { why: 'SQLAlchemy refuses the relationship as it is' };
  const change = new Change(snapshot);
  const place = editableCall(change, project, it);
  if (!place) return { why: 'the relationship is shared by several classes, or its file is not valid Python' };
  if (
    !replaceArgument(
      change,
      place.source,
      place.call,
      'backref',
      'back_populates',
      quoted(spec.name, quoteAt(place.source, spec.nameNode.range) ?? place.source.quote),
    )
  )
    return { why: 'backref is not given by keyword' };
  const why = writeReverse(snapshot, change, it, place.source, target, spec.name, spec, made);
  return why === undefined ? outcome(change) : { why };
}

/** Writes the other side of a relationship that names it in `back_populates`, or is to. */
export function writeOtherSide(snapshot: Snapshot, it: RelationshipAttribute, name: string): Outcome {
  const target = sole(it.target);
  if (!target || !isDeclared(it) || it.open || it.backref) return { why: 'the relationship is not wholly known' };
  const change = new Change(snapshot);
  const place = editableCall(change, snapshot.project, it);
  if (!place) return { why: 'the relationship is shared by several classes, or its file is not valid Python' };
  if (it.backPopulates?.name !== name && !setArgument(change, place.source, place.call, 'back_populates', quoted(name, place.source.quote)))
    return { why: 'its call cannot be changed' };
  const why = writeReverse(snapshot, change, it, place.source, target, name, undefined, undefined);
  return why === undefined ? outcome(change) : { why };
}

/** Returns why it cannot be done. */
function writeReverse(
  snapshot: Snapshot,
  change: Change,
  it: Declared,
  fromSource: Source,
  target: MappedClass,
  name: string,
  spec: BackrefSpec | undefined,
  made: RelationshipAttribute | undefined,
): string | undefined {
  const toSource = change.source(target.at.uri);
  const cls = toSource && findClass(toSource.tree.body, target.at.range);
  if (!toSource || !cls) return 'the file of the other class is not valid Python';
  const refused = refusal(snapshot, it, target, name);
  if (refused !== undefined) return refused;
  const imports = new Imports(change, toSource);
  const journey: Journey = { snapshot, from: it.owner, fromSource, to: target, toSource, toClass: cls, imports };
  const args = reverseArguments(journey, it, spec);
  if (!Array.isArray(args)) return `'${args}' cannot be carried into the other class`;
  const join = made?.join ?? turned(it.join);
  if (!made && join.kind === 'known' && target === it.owner && join.direction === 'MANYTOONE') {
    const remote = join.pairs.flatMap(([, column]) => [...target.columns].flatMap(([key, c]) => (c === column ? [key] : [])));
    if (remote.length !== join.pairs.length) return 'the column it refers to has no attribute';
    args.push(['remote_side', `[${remote.join(', ')}]`]);
  }
  const uselist = made ? made.uselist : join.kind === 'known' ? join.direction !== 'MANYTOONE' : undefined;
  const known = made && shapeOf(snapshot.project, made);
  const optional = mayBeNone({ join, owner: target });
  const fresh: Shape | undefined =
    uselist === undefined ? undefined : { target: it.owner, lazy: 'select', collection: uselist ? { kind: 'list' } : undefined, optional };
  const guarded = guardedAnnotation(cls.body, name);
  const code = declaration(
    { snapshot, owner: target, symbol: target.symbol, source: toSource, cls, imports },
    {
      name,
      target: it.owner,
      args: [...args.filter(([k]) => early.has(k)), ['back_populates', quoted(it.name, toSource.quote)], ...args.filter(([k]) => !early.has(k))],
      lazy: made?.lazy ?? 'select',
      shape: known ? ('why' in known ? undefined : known) : fresh,
      annotated: guarded !== undefined,
    },
    it,
  );
  if (code === undefined) return 'relationship() or the class has no name in the other module';
  if (guarded?.kind === 'if' && target !== it.owner) {
    change.replaceRange(toSource.uri, guarded.range, code);
    if (!imports.extends('typing')) dropImport(change, toSource, 'TYPE_CHECKING');
  } else {
    if (guarded) removeStatement(change, toSource, guarded);
    if (!insertAttribute(change, toSource, cls, code, target === it.owner ? { after: statementOf(toSource, it) } : {}))
      return 'the body of the other class has no place for it';
  }
  const { node } = spec ?? {};
  const maker = node?.kind === 'call' ? rootOf(node.func) : undefined;
  if (maker !== undefined && !(fromSource === toSource && imports.extends('sqlalchemy.orm'))) dropImport(change, fromSource, maker);
  imports.write();
  return undefined;
}

const early: ReadonlySet<string> = new Set(['secondary', 'primaryjoin', 'secondaryjoin', 'foreign_keys', 'remote_side']);

function refusal({ project }: Snapshot, it: Declared, target: MappedClass, name: string): string | undefined {
  if (it.provenance.construct.name === 'Relationship') return 'SQLModel writes relationships in another way';
  // Declarative keeps these names to itself, while a backref may have them.
  if (name === 'metadata' || name === 'registry' || name.startsWith('__')) return `'${name}' cannot be written in a class body`;
  if (it.join.kind === 'refused') return 'SQLAlchemy refuses the relationship as it is';
  const held = [target, ...below(target)].some(
    c => c.members.some(m => m.key === name) || c.symbol.fact.scope.bindings.some(b => b.name.id === name && b.guard !== 'type-checking'),
  );
  if (held) return `the other class has an attribute '${name}' that is no relationship`;
  if (target.symbol.made) return 'the other class is made by code';
  const lineage = project.hierarchy.lineage(target.symbol);
  if (!lineage.registry) return 'the other class is mapped imperatively';
  const dataclass =
    lineage.libraries.some(l => l.endsWith('.MappedAsDataclass')) ||
    [target.symbol, ...lineage.mro].some(s => s.fact.decorators.some(d => /dataclass/.test(nameOf(d))));
  if (dataclass) return 'the fields of the other class make up its __init__()';
  if (it.owner.registry.id !== target.registry.id) return 'the classes belong to different registries';
  return undefined;
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
  for (const [keyword, argument] of spec?.arguments ?? []) given.set(keyword, argument);
  for (const keyword of ['secondary', 'argument', 'backref', 'back_populates']) if (given.has(keyword)) return keyword;
  if (!it.secondary && !given.has('primaryjoin') && !given.has('foreign_keys') && severalKeys(journey, it.owner, journey.to)) return 'primaryjoin';
  const out: [string, string][] = [];
  if (it.secondary) {
    const table = sole(it.secondary);
    const text = table && secondaryText(journey, it, table);
    if (text === undefined) return 'secondary';
    out.push(['secondary', text]);
  }
  for (const [keyword, argument] of given) {
    const text = carry(journey, keyword, argument);
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

/** `if TYPE_CHECKING: author: Mapped["User"]`, the statement to take out when the attribute is written for good. */
function guardedAnnotation(body: readonly Stmt[], name: string): Stmt | undefined {
  for (const it of body) {
    if (it.kind !== 'if' || it.orElse.length > 0 || nameOf(it.test) !== 'TYPE_CHECKING') continue;
    const found = it.body.find(s => s.kind === 'assign' && s.value === undefined && s.targets.some(t => t.kind === 'name' && t.id === name));
    if (found) return it.body.length === 1 ? it : found;
  }
  return undefined;
}

function removeStatement(change: Change, source: Source, it: Stmt): void {
  const start = lineStart(source.text, source.lines.offset(it.range.start));
  change.replace(source, start, nextLine(source.text, source.lines.offset(it.range.end)), '');
}

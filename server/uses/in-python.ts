/** Where a Python file names the subject: every place that spells its name is asked what it is. */
import type { Range } from 'vscode-languageserver-protocol';
import { comparePositions, contains, sameRange } from '../base/ranges.ts';
import type { Lines } from '../base/text.ts';
import { type Entity, meantAt, type Place } from '../infer/entity.ts';
import { roleOf } from '../infer/roles.ts';
import { type Node, pathTo } from '../syntax/locate.ts';
import { isSpelledAt } from '../syntax/string-ranges.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Subject } from './subject.ts';
import type { Found, Obstacle, Use } from './use.ts';

/** The places where a text spells one of some names, as a word. */
export function* spelled(lines: Lines, names: ReadonlySet<string>): Generator<{ readonly name: string; readonly range: Range }> {
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${[...names].join('|')})(?![\\p{L}\\p{N}_])`, 'gu');
  for (const { 0: name, index } of lines.text.matchAll(pattern)) yield { name, range: lines.range(index, index + name.length) };
}

/** The uses of the subject in a file; yields between the places it asks about, since one may take long. */
export function* usesInPython(snapshot: Snapshot, subject: Subject, uri: string): Generator<void, Found> {
  const lines = snapshot.lines(uri);
  const uses: Use[] = [];
  const obstacles: Obstacle[] = [];
  const tree = snapshot.tree(uri);
  const broken = tree?.broken === true;
  for (const { range } of lines ? spelled(lines, subject.names) : []) {
    yield;
    if (subject.kind === 'relationship' && tree && isVariable(pathTo(tree, range.start))) continue;
    const { entity, place } = meantAt(snapshot, uri, range.start);
    if (entity && place && isSubject(entity, subject)) {
      if (!sameRange(entity.range, range)) {
        // A cursor anywhere in the string means the whole of it; the name itself cannot be told from the rest.
        if (contains(entity.range, range)) obstacles.push({ uri, range, why: 'the name stands in a string that is put together of several parts' });
        continue;
      }
      const why = doubt(entity, subject) ?? (broken ? 'the file is not valid Python now' : undefined);
      uses.push({ uri, range, kind: kindOf(entity, place), certainty: why === undefined ? 'certain' : 'probable', ...(why === undefined ? {} : { why }) });
    } else if (place && !entity && subject.kind === 'class') {
      if (isUnresolved(place)) obstacles.push({ uri, range, why: 'it is not known which class the string names' });
    } else if (place && !entity && subject.kind === 'table') {
      if (isForeignKey(place)) obstacles.push({ uri, range, why: 'it is not known which table the string names' });
      else if (isStatement(place, subject.table.name)) uses.push({ uri, range, kind: 'read', certainty: 'open', why: 'it may be a statement of SQL' });
    } else if (place && !entity && subject.kind === 'relationship') {
      if (isUnreadable(place)) obstacles.push({ uri, range, why: 'the name stands in a string that is put together of several parts' });
      else if (isOpen(place))
        uses.push({ uri, range, kind: isTarget(place) ? 'write' : 'read', certainty: 'open', why: 'it is not known what it is read from' });
    }
  }
  return { uses, obstacles };
}

/** True for a name that stands for itself, neither behind a dot nor before the `=` of an argument or pattern nor in the body of a class: no relationship. */
function isVariable(path: readonly Node[]): boolean {
  const leaf = path.at(-1);
  const parent = path.at(-2);
  if (leaf?.kind !== 'name' || !parent || parent.kind === 'assign' || parent.kind === 'function') return false;
  if (parent.kind === 'match') return !parent.cases.some(c => c.keywords.some(k => k.name === leaf));
  if (path.findLast(n => n.kind === 'class' || n.kind === 'function' || n.kind === 'lambda')?.kind === 'class') return false;
  return !(parent.kind === 'attribute' && parent.attr === leaf) && !(parent.kind === 'call' && parent.args.some(a => a.name === leaf));
}

/** True for the subject, or when it may be it. */
export function isSubject(entity: Entity, subject: Subject): boolean {
  if (subject.kind === 'class') return entity.kind === 'class' && entity.cls === subject.cls;
  if (subject.kind === 'table') return entity.kind === 'table' && entity.table === subject.table;
  return entity.kind === 'relationship' && [entity.attribute, ...entity.others].some(a => subject.attributes.has(a));
}

/** True inside `ForeignKey("user.id")`. */
function isForeignKey({ path }: Place): boolean {
  const call = path.findLast(n => n.kind === 'call');
  const callee = call?.func.kind === 'attribute' ? call.func.attr.id : call?.func.kind === 'name' ? call.func.id : '';
  return path.at(-1)?.kind === 'string' && /^ForeignKey(?:Constraint)?$/.test(callee);
}

/** True for `text("SELECT * FROM user")`. */
function isStatement({ path }: Place, table: string): boolean {
  const leaf = path.at(-1);
  return leaf?.kind === 'string' && new RegExp(`\\b(?:from|join|into|update|table)\\s+["\`]?${table}\\b`, 'i').test(leaf.value);
}

/** Why it is not certain that the place means the subject and nothing else; undefined when it is. */
export function doubt(entity: Entity, subject: Subject): string | undefined {
  if (entity.kind !== 'relationship' || subject.kind !== 'relationship') return undefined;
  if (entity.certainty === 'probable') return entity.evidence[0]?.text ?? 'what it is read from is not certain';
  const other = [entity.attribute, ...entity.others].find(a => !subject.attributes.has(a));
  return other && `it may be ${other.owner.name}.${other.name} as well`;
}

function kindOf(entity: Entity, place: Place): Use['kind'] {
  if (entity.kind === 'class') return sameRange(entity.cls.at.range, entity.range) && entity.cls.at.uri === place.uri ? 'declaration' : 'read';
  if (entity.kind === 'relationship' && entity.isDeclaration) return 'declaration';
  if (entity.kind === 'table') return entity.table.at?.uri === place.uri && contains(entity.table.at.range, entity.range) ? 'declaration' : 'read';
  return isTarget(place) ? 'write' : 'read';
}

/** True for `post.author = x`, `del post.author` and the keyword of `Post(author=x)`. */
function isTarget({ path }: Place): boolean {
  const leaf = path.at(-1);
  const parent = path.at(-2);
  if (leaf?.kind !== 'name') return false;
  if (parent?.kind === 'call') return parent.args.some(a => a.name === leaf) && !(parent.func.kind === 'attribute' && parent.func.attr.id === 'filter_by');
  if (parent?.kind !== 'attribute' || parent.attr !== leaf) return false;
  const statement = path.findLast(n => n.kind === 'assign' || n.kind === 'del' || n.kind === 'for' || n.kind === 'function' || n.kind === 'lambda');
  if (statement?.kind === 'del') return statement.values.some(v => isPart(parent, v));
  if (statement?.kind === 'for') return isPart(parent, statement.target);
  return statement?.kind === 'assign' && statement.targets.some(t => isPart(parent, t));
}

/** True when an expression is the target itself, or an item of a tuple of targets. */
const isPart = (expr: Expr, target: Expr): boolean =>
  expr === target ||
  ((target.kind === 'tuple' || target.kind === 'list') && target.items.some(i => isPart(expr, i))) ||
  (target.kind === 'star' && target.value === expr);

/** True when a name is read from something of which nothing is known. */
function isOpen({ path, inference, env, position, uri, snapshot }: Place): boolean {
  const leaf = path.at(-1);
  const parent = path.at(-2);
  const isUnknown = (expr: Expr | undefined): boolean => expr !== undefined && inference.typeOf(expr, env).kind === 'unknown';
  if (leaf?.kind === 'name' && parent?.kind === 'attribute' && parent.attr === leaf) return isUnknown(parent.value);
  if (leaf?.kind === 'name' && parent?.kind === 'call' && parent.args.some(a => a.name === leaf))
    return parent.func.kind === 'attribute' && parent.func.attr.id === 'filter_by' && isUnknown(parent.func.value);
  if (leaf?.kind === 'string' && roleOf(path, position, uri, snapshot)?.kind === 'getter') return true;
  if (leaf?.kind !== 'string' || !leaf.content || comparePositions(leaf.content.start, position) !== 0) return false;
  const role = roleOf(path, position, uri, snapshot);
  return role?.kind === 'getattr' && isUnknown(role.call.args[0]?.value);
}

/** True for a string that has a meaning for the mapper and whose characters cannot be found in the file. */
function isUnreadable({ path, position, uri, snapshot }: Place): boolean {
  const leaf = path.at(-1);
  if (leaf?.kind !== 'string' || isSpelledAt(leaf, position)) return false;
  const role = roleOf(path, position, uri, snapshot);
  return role !== undefined && ['backref', 'back-populates', 'overlaps', 'expression', 'proxy', 'own', 'loader', 'join'].includes(role.kind);
}

/** True for a string that names a class for the mapper, when it is not known which. */
function isUnresolved({ path, position, uri, snapshot }: Place): boolean {
  if (path.at(-1)?.kind !== 'string') return false;
  const role = roleOf(path, position, uri, snapshot);
  return role?.kind === 'target' || role?.kind === 'expression';
}

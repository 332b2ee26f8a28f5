/** What we say of a program against what SQLAlchemy made of it. */
import { type InspectedClass, type InspectedRelationship, type Inspection, inspection } from '../../../server/cli/inspection.ts';
import { pathOf, workspace } from '../../support/fixture.ts';
import type { MappedClass, Relationship } from '../sqlalchemy.ts';
import type { Program } from './print.ts';

/** A claim that is not true, or something that is not known. */
export interface Difference {
  /** `false` or `unknown`, and the fact it is about. */
  readonly kind: string;
  readonly what: string;
}

export function inspectProgram({ files }: Pick<Program, 'files'>): Inspection {
  const snapshot = workspace(files).snapshot();
  return inspection({ snapshot, root: '', leftOut: [], within: () => true, relative: pathOf });
}

/** All that is false or unknown in what we say of a program that SQLAlchemy accepts. */
export function differences(ours: Inspection, actual: readonly MappedClass[]): readonly Difference[] {
  const out: Difference[] = [];
  const mine = new Map(ours.classes.map(c => [c.class, c]));
  const theirs = new Map(actual.map(c => [c.class, c]));
  for (const cls of ours.classes) if (!theirs.has(cls.class)) out.push({ kind: 'false: class', what: `${cls.class} is not mapped` });
  for (const cls of actual) {
    const own = mine.get(cls.class);
    if (own) out.push(...inClass(own, cls, ours));
    else out.push({ kind: 'false: no class', what: `${cls.class} is mapped` });
  }
  return out;
}

function inClass(own: InspectedClass, cls: MappedClass, ours: Inspection): readonly Difference[] {
  const out: Difference[] = [];
  const name = cls.class.slice(cls.class.indexOf(':') + 1);
  fact(out, name, 'tablename', own.tablename, cls.tablename);
  fact(out, name, 'inherits', own.inherits, cls.inherits);
  fact(out, name, 'inheritance', own.inheritance, cls.inheritance);
  const mine = new Map(own.relationships.map(r => [r.key, r]));
  const theirs = new Map(cls.relationships.map(r => [r.key, r]));
  for (const { key } of own.relationships) if (!theirs.has(key)) out.push({ kind: 'false: relationship', what: `${name}.${key} does not exist` });
  for (const it of cls.relationships) {
    const found = mine.get(it.key);
    if (found) out.push(...inRelationship(found, it, `${name}.${it.key}`));
    else out.push({ kind: `${saidSo(ours) ? 'unknown' : 'false'}: no relationship`, what: `${name}.${it.key} exists` });
  }
  return out;
}

const saidSo = (ours: Inspection): boolean =>
  ours.unresolved.some(u => u.what.endsWith(': backref') || u.what.endsWith(': target') || u.why.startsWith('it may be a relationship'));

const loaders = new Map<unknown, string>([
  [true, 'select'],
  [false, 'joined'],
  [null, 'noload'],
]);

function inRelationship(own: InspectedRelationship, it: Relationship, name: string): readonly Difference[] {
  const out: Difference[] = [];
  fact(out, name, 'target', own.target, it.target);
  fact(out, name, 'direction', own.direction, it.direction);
  fact(out, name, 'uselist', own.uselist, it.uselist);
  fact(out, name, 'secondary', own.secondary, it.secondary, it.direction === 'MANYTOMANY');
  fact(out, name, 'lazy', own.lazy, loaders.get(it.lazy) ?? `${it.lazy}`);
  fact(out, name, 'viewonly', own.viewonly, it.viewonly);
  fact(out, name, 'generated_by_backref', own.generated_by_backref, it.generated_by_backref);
  fact(out, name, 'backref_source', own.backref_source, it.backref_source, false);
  fact(out, name, 'inherited_from', own.inherited_from, it.inherited_from, false);
  fact(out, name, 'reverse', own.reverse.join(', '), [...(it.reverse ?? [])].sort().join(', '));
  return out;
}

/** Null on our side means that it is not known, where there can be something to know. */
function fact<T>(out: Difference[], name: string, what: string, own: T, actual: T, mayBeUnknown = true): void {
  if (own === actual) return;
  const kind = own === null && mayBeUnknown && what !== 'inherits' && what !== 'inheritance' ? 'unknown' : 'false';
  out.push({ kind: `${kind}: ${what}`, what: `${name}: ${what} is ${actual === '' ? 'empty' : String(actual)}, not ${own === '' ? 'empty' : String(own)}` });
}

import type { MappedClass, RelationshipAttribute } from '../mapped.ts';
import type { Project } from '../project.ts';
import { sole } from '../resolution.ts';
import type { Column, Table } from '../values.ts';

/** A relationship that writes a column which others write already. */
export interface Conflict {
  readonly subject: RelationshipAttribute;
  readonly from: Column;
  readonly to: Column;
  readonly others: readonly { readonly attribute: RelationshipAttribute; readonly from: Column }[];
  /** What `overlaps=` of the subject names already. */
  readonly silenced: readonly string[];
}

/**
 * The conflicts of some relationships that SQLAlchemy warns about (relationships.py, `_warn_for_conflicting_sync_targets`), in the order of mapper
 * configuration. A relationship of which the join, viewonly or overlaps is not known for certain is left out.
 */
export function conflicts(project: Project, subjects: readonly RelationshipAttribute[]): readonly Conflict[] {
  if (subjects.length === 0) return [];
  const wanted = new Set(subjects);
  const near = new Set(subjects.flatMap(it => writtenBy(project, it)));
  const found: Conflict[] = [];
  const writers = new Map<Column, Map<RelationshipAttribute, Column>>();
  const overlaps = new Map<RelationshipAttribute, readonly string[]>();
  // Of two that cannot even be configured beside each other another rule speaks.
  const clash = (a: RelationshipAttribute, b: RelationshipAttribute): boolean =>
    project.clashes.some(
      c => c.occupant.kind === 'relationship' && ((c.source === a && c.occupant.attribute === b) || (c.source === b && c.occupant.attribute === a)),
    );
  for (const it of inOrder(project, near)) {
    const silenced = overlapsOf(project, it);
    // With a back_populates that finds no partner the configuration ends before.
    const failed = it.backPopulates !== undefined && it.reverse.length === 0;
    if (it.join.kind !== 'known' || it.viewonly !== false || it.open || !silenced || failed) continue;
    overlaps.set(it, silenced);
    for (const [from, to] of it.join.copies) {
      const known = writers.get(to);
      if (!known) {
        writers.set(to, new Map([[it, from]]));
        continue;
      }
      const others = [...known]
        .filter(([other]) => !clash(it, other) && inConflict(it, other, silenced, overlaps.get(other) ?? []))
        .map(([attribute, column]) => ({ attribute, from: column }));
      if (others.length > 0 && wanted.has(it)) found.push({ subject: it, from, to, others, silenced });
      known.set(it, from);
    }
  }
  return found;
}

/** What has the columns that a relationship writes, as `rootsOf` names it: all that it can write when they are not found in its classes. */
function writtenBy(project: Project, it: RelationshipAttribute): readonly unknown[] {
  if (it.join.kind !== 'known' || it.viewonly !== false) return [];
  const all = rootsOf(project, it);
  return it.join.copies.flatMap(([, { table }]) =>
    all.includes(table)
      ? [
          table,
          ...classesOf(project, it)
            .filter(c => holds(c, table))
            .map(root),
        ]
      : all,
  );
}

const holds = (cls: MappedClass, table: Table): boolean => cls.table === table || (cls.parent !== undefined && holds(cls.parent, table));

/** What has the columns that a relationship can write: hierarchies of classes, their tables, and a secondary table. */
function rootsOf(project: Project, it: RelationshipAttribute): readonly unknown[] {
  const classes = classesOf(project, it);
  return [secondaryOf(it), ...classes.flatMap(cls => [root(cls), cls.table])].filter(found => found !== undefined);
}

function classesOf(project: Project, it: RelationshipAttribute): readonly MappedClass[] {
  const secondary = secondaryOf(it);
  return [secondary && project.ofTable(secondary), it.owner, sole(it.target)].filter(cls => cls !== undefined);
}

const secondaryOf = (it: RelationshipAttribute): Table | undefined => {
  const written = it.provenance.kind === 'backref' ? it.provenance.source : it;
  // Most have none, and need not be asked.
  const found = written.argument('secondary') && it.secondary;
  return found && sole(found);
};

/**
 * The relationship attributes that can write what `near` has, each where its initialisation ends: what a backref makes is ready before the relationship
 * that makes it. Who writes the same column has one of the classes, or the secondary table, in common.
 */
function* inOrder(project: Project, near: ReadonlySet<unknown>): Generator<RelationshipAttribute> {
  const isNear = (cls: MappedClass | undefined): boolean => cls !== undefined && (near.has(cls.table) || near.has(root(cls)));
  for (const cls of project.classes) {
    const isOwnerNear = isNear(cls);
    for (const it of cls.own.values()) {
      if (it.provenance.kind === 'backref') continue;
      // Both sides are of the same two classes and of the same secondary table.
      if (!isOwnerNear && !isNear(sole(it.target))) {
        const secondary = secondaryOf(it);
        if (!secondary || !(near.has(secondary) || isNear(project.ofTable(secondary)))) continue;
      }
      for (const made of it.reverse) if (made.provenance.kind === 'backref' && made.provenance.source === it) yield made;
      yield it;
    }
  }
}

function inConflict(a: RelationshipAttribute, b: RelationshipAttribute, overlapsA: readonly string[], overlapsB: readonly string[]): boolean {
  const [targetA, targetB] = [a.target, b.target];
  if (a === b || targetA.kind !== 'one' || targetB.kind !== 'one') return false;
  if (a.reverse.includes(b) || overlapsA.includes(b.name) || overlapsB.includes(a.name) || overlapsA.includes('__*') || overlapsB.includes('__*')) return false;
  const pairs = [
    [a.owner, b.owner],
    [targetA.value, targetB.value],
    [a.owner, targetB.value],
    [targetA.value, b.owner],
  ] as const;
  if (pairs.some(([x, y]) => areSiblings(x, y))) return false;
  return a.name !== b.name || root(a.owner) !== root(b.owner);
}

/** The names in `overlaps=`; undefined when they are computed. */
function overlapsOf(project: Project, it: RelationshipAttribute): readonly string[] | undefined {
  const given = it.argument('overlaps');
  if (!given) return [];
  const value = project.evaluator.evaluate(given.node, given.env);
  if (value.kind !== 'constant') return undefined;
  return typeof value.value === 'string' ? value.value.split(/\s*,\s*/).map(n => n.trim()) : [];
}

const root = (cls: MappedClass): MappedClass => (cls.parent ? root(cls.parent) : cls);
const isA = (cls: MappedClass, other: MappedClass): boolean => cls === other || (cls.parent !== undefined && isA(cls.parent, other));
const areSiblings = (a: MappedClass, b: MappedClass): boolean => root(a) === root(b) && !isA(a, b) && !isA(b, a);

import type { Position, Range } from 'vscode-languageserver-protocol';
import { sameRange } from '../base/ranges.ts';
import { type Entity, entityAt } from '../infer/entity.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import type { Table } from '../model/values.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** What is looked for, and under which names it can stand in a text. */
export type Subject =
  /** Several attributes when one statement makes them, or when one hides another in a subclass: whoever renames one must rename all. */
  | { readonly kind: 'relationship'; readonly names: ReadonlySet<string>; readonly attributes: ReadonlySet<RelationshipAttribute> }
  | { readonly kind: 'class'; readonly names: ReadonlySet<string>; readonly cls: MappedClass }
  | { readonly kind: 'table'; readonly names: ReadonlySet<string>; readonly table: Table };

/** What is looked for from a place, the characters that name it there, and how they spell it. */
export interface SubjectAt {
  readonly subject: Subject;
  readonly range: Range;
  readonly name: string;
}

/** The relationship, mapped class or table (in a string) at a position of a Python file; undefined when there is none. */
export function subjectInPython(snapshot: Snapshot, uri: string, position: Position): SubjectAt | undefined {
  const entity = entityAt(snapshot, uri, position);
  if (entity?.kind !== 'class' && entity?.kind !== 'relationship' && entity?.kind !== 'table') return undefined;
  return { subject: subjectOf(snapshot.project, entity), range: entity.range, name: snapshot.lines(uri)?.slice(entity.range) ?? '' };
}

/** What a place names, as what is looked for. */
export function subjectOf(project: Project, entity: Extract<Entity, { kind: 'class' | 'relationship' | 'table' }>): Subject {
  if (entity.kind === 'class') return { kind: 'class', names: new Set([entity.cls.name]), cls: entity.cls };
  if (entity.kind === 'table') return { kind: 'table', names: new Set([entity.table.name]), table: entity.table };
  return relationships(project, [entity.attribute, ...entity.others]);
}

/** The attributes as what is looked for, with all that cannot have another name than they. */
export function relationships(project: Project, attributes: readonly RelationshipAttribute[]): Subject {
  const found = new Set(attributes);
  const names = new Set(attributes.map(a => a.name));
  const namesakes = project.classes.flatMap(c => [...c.own.values()].filter(a => names.has(a.name)));
  for (const it of found) {
    for (const other of namesakes) if (other.name === it.name && (sharesPlace(it, other) || related(it.owner, other.owner))) found.add(other);
  }
  return { kind: 'relationship', names, attributes: found };
}

/** True when both are named by the same characters: in a mixin, or in the `backref=` of one. */
const sharesPlace = (a: RelationshipAttribute, b: RelationshipAttribute): boolean => a.at.uri === b.at.uri && sameRange(a.at.range, b.at.range);

/** True when one class inherits from the other. */
function related(a: MappedClass, b: MappedClass): boolean {
  for (let it: MappedClass | undefined = a; it; it = it.parent) if (it === b) return true;
  for (let it: MappedClass | undefined = b; it; it = it.parent) if (it === a) return true;
  return false;
}

import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import type { Table } from '../model/values.ts';
import type { Opened } from './open.ts';

/** The mapped classes that the opened paths hold, module by module. */
export function classesOf(project: Project, within: Opened['within']): readonly MappedClass[] {
  return project.classes.filter(c => within(c.at.uri)).sort(byPlace);
}

function byPlace(a: MappedClass, b: MappedClass): number {
  const [m, n] = [a.symbol.module, b.symbol.module];
  if (m.name !== n.name) return m.name < n.name ? -1 : 1;
  if (m.uri !== n.uri) return m.uri < n.uri ? -1 : 1;
  return a.at.range.start.line - b.at.range.start.line;
}

/** The table's full name; undefined when it is computed. */
export const tableName = (cls: MappedClass): string | undefined => cls.table && fullName(cls.table);

/** A table's full name; undefined when it or its schema is computed. */
export const fullName = (table: Table): string | undefined => (table.name === '?' || table.schemaComputed ? undefined : table.fullname);

/** Where `relationship(...)` is called for an attribute, the line counted from 1. For an implicit one that is its source's call. */
export function callOf(it: RelationshipAttribute): { readonly uri: string; readonly line: number } {
  const { provenance } = it;
  if (provenance.kind === 'backref') return callOf(provenance.source);
  const { call, env } = provenance.construct;
  // The name's line: parentheses around the call, and what stands before the dot, may begin further up.
  const name = call.func.kind === 'attribute' ? call.func.attr : call.func;
  return { uri: env.module.uri, line: name.range.start.line + 1 };
}

/** The attribute that the `backref=` of a relationship made; undefined when there is none, or when SQLAlchemy refuses it. */
export const madeBy = (source: RelationshipAttribute): RelationshipAttribute | undefined =>
  source.reverse.find(r => r.provenance.kind === 'backref' && r.provenance.source === source);

import type { Mapper } from '../mapper.ts';
import type { Member } from '../members.ts';
import type { Project } from '../project.ts';
import type { Column } from '../values.ts';
import type { StartupError } from './failure.ts';

/**
 * The first column of a class without a table of its own that the table of its parent has already, by the parent, or by a class that shares the table
 * and stands in front of it in the same file (declarative_base.py, `_setup_inheriting_columns`).
 */
export function columnConflict(project: Project, mapper: Mapper): { readonly member: Member; readonly error: StartupError } | undefined {
  const { parent } = mapper;
  // What is not seen of a class may give it a table of its own.
  if (mapper.inheritance !== 'single' || !parent || mapper.open !== undefined || mapper.imperative || mapper.registry.flavor === 'sqlmodel') return undefined;
  const taken = new Map<string, Column>();
  const note = (cls: Mapper): void => {
    for (const column of cls.columns.values()) if (!taken.has(column.name)) taken.set(column.name, column);
  };
  const root = rootOf(parent);
  for (let it: Mapper | undefined = parent; it; it = it.inheritance === 'single' ? it.parent : undefined) note(it);
  const line = mapper.at.range.start.line;
  for (const other of sharing(root)) if (other !== mapper && other.at.uri === mapper.at.uri && other.at.range.start.line < line) note(other);
  for (const member of mapper.members) {
    const column = member.kind === 'column' ? written(project, mapper, member) : undefined;
    if (column?.primaryKey && column.table === parent.table && parent.registry.flavor === 'declarative') return { member, error: { kind: 'inherited-key' } };
    const existing = column && taken.get(column.name);
    if (column && existing && existing !== column && existing.table === column.table) return { member, error: { kind: 'column-conflict', column, existing } };
  }
  return undefined;
}

/** A column that is written plainly, and does not say that it may be there. */
function written(project: Project, mapper: Mapper, member: Extract<Member, { kind: 'column' }>): Column | undefined {
  const binding = project.evaluator.classBindings(member.definer.fact).get(member.key)?.at(-1);
  if (binding?.kind !== 'value' || binding.guard !== 'always' || member.conditional) return undefined;
  const { construct } = member;
  if (construct?.call.args.some(a => a.star || a.name?.id === 'use_existing_column' || a.name?.id === 'key')) return undefined;
  // The same object again is no other column.
  if (binding.value && binding.value.kind !== 'call') return undefined;
  return mapper.columns.get(member.key);
}

const rootOf = (mapper: Mapper): Mapper => (mapper.inheritance === 'single' && mapper.parent ? rootOf(mapper.parent) : mapper);

/** The classes that have no table but that of this one. */
function* sharing(mapper: Mapper): Generator<Mapper> {
  for (const child of mapper.children) {
    if (child.inheritance !== 'single') continue;
    yield child;
    yield* sharing(child);
  }
}

/**
 * A column of a class body under the name of a relationship that a parent declares: the column is mapped when its table is, and finds the name taken
 * (mapper.py, `_property_from_column`).
 */
export function namedLikeRelationship(mapper: Mapper): { readonly member: Member; readonly column: Column } | undefined {
  if (mapper.open !== undefined || mapper.imperative || mapper.registry.flavor === 'sqlmodel') return undefined;
  if (mapper.inheritance !== 'joined' && mapper.inheritance !== 'single') return undefined;
  for (const member of mapper.members) {
    const column = member.kind === 'column' && member.definer === mapper.symbol && !member.conditional ? mapper.columns.get(member.key) : undefined;
    if (!column) continue;
    for (let it = mapper.parent; it && it.inheritance !== 'concrete'; it = it.parent) {
      const found = it.own.get(member.key);
      if (found?.provenance.kind === 'declared' && !found.provenance.member.conditional) return { member, column };
      if (found || it.columns.has(member.key) || it.open !== undefined) break;
    }
  }
  return undefined;
}

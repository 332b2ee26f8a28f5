/** What SQLAlchemy warns of when one name, or one column, stands for two. */
import type { Mapper } from '../mapper.ts';
import type { Project } from '../project.ts';
import type { Column } from '../values.ts';
import { mapperArguments } from './mapper-arguments.ts';
import type { Warned } from './warning.ts';

/**
 * A column of a joined class under the name of one of its parent, which no foreign key says to be the same (mapper.py,
 * `_reconcile_prop_with_incoming_columns`). Only the nearest parent that has the name counts where further ones have not.
 */
export function* combinedColumns(project: Project, mapper: Mapper): Generator<Warned> {
  const { table, parent } = mapper;
  if (mapper.inheritance !== 'joined' || !table || !parent || table.open !== undefined || mapper.open !== undefined || mapper.imperative) return;
  const args = mapperArguments(project, mapper);
  if (
    args === 'unknown' ||
    (args !== undefined && ['inherit_condition', 'version_id_col', 'properties', 'include_properties', 'exclude_properties'].some(it => args.has(it)))
  )
    return;
  for (const member of mapper.members) {
    const column = member.kind === 'column' && !member.conditional && isAlone(project, member) ? mapper.columns.get(member.key) : undefined;
    if (!column || column.table !== table) continue;
    const above = ancestors(parent).flatMap(it => it.columns.get(member.key) ?? []);
    const [existing] = above;
    if (!existing || above.length > 1 || existing.table === table || ancestors(parent).some(it => it.open !== undefined || it.table?.open !== undefined))
      continue;
    if (!isEquated(project, column, existing) && !isVersion(project, parent))
      yield { warning: { kind: 'combined-columns', column, existing, key: member.key }, cls: mapper, member };
  }
}

const ancestors = (mapper: Mapper): readonly Mapper[] => [mapper, ...(mapper.parent ? ancestors(mapper.parent) : [])];

/** True when the attribute is nothing but the column: `column_property(Column(...), Parent.column)` says which ones it combines. */
function isAlone(project: Project, { definer, key }: Mapper['members'][number]): boolean {
  const binding = project.evaluator.classBindings(definer.fact).get(key)?.at(-1);
  if (binding?.kind !== 'value' || binding.guard !== 'always') return false;
  const call = binding.value?.kind === 'call' ? binding.value.func : undefined;
  const name = call?.kind === 'name' ? call.id : call?.kind === 'attribute' ? call.attr.id : undefined;
  return binding.value === undefined || name === 'Column' || name === 'mapped_column';
}

/** True when a foreign key says that two columns are one. */
const isEquated = (project: Project, column: Column, existing: Column): boolean =>
  column.table.constraints.some(c =>
    c.pairs.some(p => {
      const referent = p.column === column ? project.referent(p.target, column.table) : undefined;
      return referent !== undefined && (referent.kind !== 'column' || referent.column === existing);
    }),
  );

const isVersion = (project: Project, mapper: Mapper): boolean =>
  ancestors(mapper).some(it => {
    const args = mapperArguments(project, it);
    return args === 'unknown' || args?.has('version_id_col') === true;
  });

/** `name = title` in a class body, where `title` is a column of it (declarative_base.py, `_extract_declared_columns`). */
export function* columnsNamedTwice(project: Project, mapper: Mapper): Generator<Warned> {
  if (mapper.imperative || mapper.open !== undefined) return;
  const own = mapper.members.filter(m => m.kind === 'column' && m.definer === mapper.symbol && m.construct !== undefined && !m.conditional);
  const bindings = project.evaluator.classBindings(mapper.symbol.fact);
  for (const member of own) {
    // A function that makes columns makes another one with each call: only what is written as a name is the same column.
    const others = own.filter(m => {
      const binding = bindings.get(m.key)?.at(-1);
      return binding?.kind === 'value' && binding.guard === 'always' && binding.value?.kind === 'name' && binding.value.id === member.key;
    });
    const column = mapper.columns.get(member.key);
    const last = others.at(-1);
    if (column && last) yield { warning: { kind: 'column-named-twice', column, keys: [member, ...others].map(m => m.key).sort() }, cls: mapper, member: last };
  }
}

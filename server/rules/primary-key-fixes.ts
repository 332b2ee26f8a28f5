import { Imports } from '../edits/imports.ts';
import { addInLayout } from '../edits/layout.ts';
import type { Table } from '../model/values.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';
import type { About } from './words.ts';

/** `primary_key=True` for those of some columns that are written in the body of the class itself. */
export function makePrimaryKey(
  snapshot: Snapshot,
  cls: About['cls'] & { readonly id: string },
  table: Table,
  names: readonly string[],
  preferred: (name: string) => boolean,
): readonly Fix[] {
  const members = snapshot.project.byId(cls.id)?.members ?? [];
  return [...new Set(names)].flatMap((name): readonly Fix[] => {
    const column = table.columns.get(name);
    const member = members.find(m => m.kind === 'column' && (m.construct ? m.construct.call === column?.call : m.key === name));
    if (!column || member?.kind !== 'column' || member.uri !== cls.at.uri || member.definer.id !== cls.id) return [];
    const call = member.construct?.call;
    if (call?.args.some(a => a.star || a.name?.id === 'primary_key')) return [];
    return fix(
      snapshot,
      `Make '${name}' the primary key`,
      change => {
        const source = change.source(cls.at.uri);
        if (!source) return false;
        if (call) return addInLayout(change, source, call, ['primary_key=True']);
        if (!member.annotation) return false;
        const imports = new Imports(change, source);
        const written = ` = ${imports.add('sqlalchemy.orm', 'mapped_column')}(primary_key=True)`;
        imports.write();
        change.insert(source, source.lines.offset(member.annotation.range.end), written);
        return true;
      },
      preferred(name),
    );
  });
}

import { Imports } from '../edits/imports.ts';
import { readBrackets, skipBlank } from '../edits/scan.ts';
import { quoted } from '../edits/source.ts';
import type { Column } from '../model/values.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';

/** The foreign key by which a column refers to another, written behind the type of the column. */
export function addForeignKey(snapshot: Snapshot, column: Column, target: Column, preferred: boolean): readonly Fix[] {
  const { call, at } = column;
  const name = `${target.table.fullname}.${target.key}`;
  const { tables } = snapshot.project;
  // A table of another MetaData is not found by its name.
  const isFound = tables.named(target.table.fullname, column.table.metadata).includes(target.table);
  if (!call || !at || !isFound || tables.madeBy(call).length !== 1) return [];
  return fix(
    snapshot,
    `Add ForeignKey("${name}") to '${column.table.name}.${column.name}'`,
    change => {
      const source = change.source(at.uri);
      if (!source) return false;
      const open = skipBlank(source.text, source.lines.offset(call.func.range.end));
      const brackets = source.text[open] === '(' ? readBrackets(source.text, open) : undefined;
      if (!brackets) return false;
      // `db.Column(db.ForeignKey(...))` where the columns are called so.
      const prefix = call.func.kind === 'attribute' && call.func.attr.id === 'Column' && call.func.value.kind === 'name' ? call.func.value.id : undefined;
      const imports = new Imports(change, source);
      const written = `${prefix === undefined ? imports.add('sqlalchemy', 'ForeignKey') : `${prefix}.ForeignKey`}(${quoted(name, source.quote)})`;
      if (prefix === undefined) imports.write();
      const plain = call.args.filter(a => !a.name && !a.star).at(-1);
      const first = brackets.slots[0];
      if (plain) change.insert(source, source.lines.offset(plain.range.end), `, ${written}`);
      else change.insert(source, first ? first.start : open + 1, first ? `${written}, ` : written);
      return true;
    },
    preferred,
  );
}

import { prependArgument } from '../edits/arguments.ts';
import { declaredIn } from '../edits/declared.ts';
import { Imports } from '../edits/imports.ts';
import { quoteAt, quoted } from '../edits/source.ts';
import type { RelationshipAttribute } from '../model/mapped.ts';
import type { Member } from '../model/members.ts';
import { sole } from '../model/resolution.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';

/** Another name for an attribute that has one of the base's own; a column keeps its name in the database. */
export function renameReserved(snapshot: Snapshot, member: Member, attribute: RelationshipAttribute | undefined, preferred: boolean): readonly Fix[] {
  const name = `${member.key}_`;
  const taken = attribute?.owner.members.some(m => m.key === name) || member.definer.fact.scope.bindings.some(b => b.name.id === name);
  if (taken || (member.kind !== 'column' && member.kind !== 'relationship') || member.construct?.name === 'Field') return [];
  return fix(
    snapshot,
    member.kind === 'column' ? `Rename to '${name}', and keep the name of the column` : `Rename to '${name}'`,
    change => {
      const source = change.source(member.uri);
      if (!source) return false;
      change.replaceRange(member.uri, member.name.range, name);
      for (const other of attribute ? declaredIn(snapshot.project) : []) {
        const { node, name: named } = other.backPopulates ?? {};
        if (named !== member.key || sole(other.target) !== attribute?.owner) continue;
        const there = node && change.source(other.at.uri);
        const quote = there && quoteAt(there, node.range);
        if (node?.kind !== 'string' || !quote) return false;
        change.replaceRange(other.at.uri, node.range, quoted(name, quote));
      }
      if (member.kind === 'relationship') return true;
      const column = quoted(member.key, source.quote);
      if (member.construct) {
        const { call } = member.construct;
        const isNamed = call.args.some(a => a.name?.id === 'name') || call.args[0]?.value.kind === 'string';
        return isNamed || prependArgument(change, source, call, column);
      }
      if (!member.annotation) return false;
      const imports = new Imports(change, source);
      const made = imports.add('sqlalchemy.orm', 'mapped_column');
      imports.write();
      change.insert(source, source.lines.offset(member.annotation.range.end), ` = ${made}(${column})`);
      return true;
    },
    preferred,
  );
}

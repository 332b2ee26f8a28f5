import { soleCall } from '../edits/declared.ts';
import type { BackrefSpec, RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';
import { freeName, plural, snakeCase } from './suggestions.ts';
import { atBackref, relationshipName } from './words.ts';

/** Another name for the attribute that a backref makes: one after the class that it leads to, free on the target. */
export function renameBackref(snapshot: Snapshot, source: RelationshipAttribute, spec: BackrefSpec): readonly Fix[] {
  const { nameNode, name: old } = spec;
  const target = sole(source.target);
  const content = nameNode.kind === 'string' ? nameNode.content : undefined;
  if (old === undefined || !content || !target) return [];
  const owner = snakeCase(source.owner.name);
  const own = snakeCase(source.name);
  const many = source.join.kind === 'known' ? source.join.direction !== 'ONETOMANY' : old.endsWith('s');
  const base = many ? plural(owner) : owner;
  // As the class calls itself in its other backrefs.
  const likewise = [...source.owner.own.values()].flatMap(it => (it !== source && it.uselist === source.uselist ? (it.backref?.name ?? []) : []));
  const name = freeName(
    snapshot.project,
    target,
    [...likewise, base, `${own}_${base}`].filter(n => n !== old),
  );
  if (name === undefined) return [];
  return fix(snapshot, `Rename the backref of '${relationshipName(source)}' to '${name}'`, change => {
    if (!soleCall(change, snapshot.project, source)) return false;
    change.replaceRange(atBackref(spec).uri, content, name);
    return true;
  });
}

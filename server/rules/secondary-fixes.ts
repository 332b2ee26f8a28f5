import { soleCall } from '../edits/declared.ts';
import { addInLayout } from '../edits/layout.ts';
import { quoted } from '../edits/source.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import type { Table } from '../model/values.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';

/** How many ways are offered: a table of pairs has two. */
const most = 6;

/** The conditions that say which column of a secondary table leads to which side; one fix for each way. The other side of a pair gets the same, turned round. */
export function chooseConditions(snapshot: Snapshot, it: RelationshipAttribute, other: RelationshipAttribute | undefined): readonly Fix[] {
  const target = sole(it.target);
  const secondary = it.secondary && sole(it.secondary);
  const given = [it, other].some(r => r?.argument('primaryjoin') ?? r?.argument('secondaryjoin') ?? r?.argument('foreign_keys'));
  if (!target || !secondary || secondary.schema !== undefined || given) return [];
  const [own, theirs] = [conditions(snapshot, secondary, it.owner), conditions(snapshot, secondary, target)];
  const ways = own.flatMap(a =>
    theirs.flatMap(b => (a.column === b.column ? [] : [[own.length > 1 ? a.text : undefined, theirs.length > 1 ? b.text : undefined]])),
  );
  return ways.slice(0, most).flatMap(([a, b]) => {
    const spelled = ([first, second]: readonly (string | undefined)[], quote: string): readonly string[] => [
      ...(first === undefined ? [] : [`primaryjoin=${quoted(first, quote)}`]),
      ...(second === undefined ? [] : [`secondaryjoin=${quoted(second, quote)}`]),
    ];
    return fix(snapshot, `Add ${spelled([a, b], '"').join(', ')}`, change => {
      const place = soleCall(change, snapshot.project, it);
      if (!place || !addInLayout(change, place.source, place.call, spelled([a, b], place.source.quote))) return false;
      if (!other || other.provenance.kind === 'backref') return true;
      const there = soleCall(change, snapshot.project, other);
      return there !== undefined && addInLayout(change, there.source, there.call, spelled([b, a], there.source.quote));
    });
  });
}

/** `User.id == follows.c.follower_id` for each foreign key of one column that leads to the table of a class. */
function conditions({ project }: Snapshot, secondary: Table, cls: MappedClass): readonly { readonly column: unknown; readonly text: string }[] {
  return secondary.constraints.flatMap(({ pairs }) => {
    const [pair, another] = pairs;
    const referent = pair && !another ? project.referent(pair.target, secondary) : undefined;
    if (!pair || referent?.kind !== 'column' || referent.column.table !== cls.table) return [];
    const key = [...cls.columns].find(([, c]) => c === referent.column)?.[0];
    return key === undefined ? [] : [{ column: pair.column, text: `${cls.name}.${key} == ${secondary.name}.c.${pair.column.key}` }];
  });
}

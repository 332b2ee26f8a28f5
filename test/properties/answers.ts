import type { Position, Range } from 'vscode-languageserver-protocol';
import { inspection } from '../../server/cli/inspection.ts';
import { findings } from '../../server/features/diagnostics.ts';
import { label } from '../../server/features/words.ts';
import { entityAt } from '../../server/infer/entity.ts';
import { walk } from '../../server/syntax/locate.ts';
import type { Module } from '../../server/syntax/tree.ts';
import type { Session } from '../../server/workspace/session.ts';
import type { Snapshot } from '../../server/workspace/snapshot.ts';

/** Everything there is to say: the inspection, the places of all names, the findings of all rules, what is understood of all uses. */
export function answers(session: Session): unknown {
  const snapshot = session.snapshot();
  const { classes, unresolved } = inspection({ snapshot, root: '', leftOut: [], within: () => true, relative: uri => uri });
  const places = snapshot.project.classes.flatMap(c => [[c.id, c.at, c.symbol.fact.range], ...[...c.own.values()].map(r => [r.name, r.at])]);
  const found = snapshot.uris.flatMap(uri => findings(snapshot, uri).map(({ rule, finding }) => [uri, rule.code, finding.range, finding.message]));
  const uses = snapshot.uris.flatMap(uri => attributesIn(snapshot.tree(uri)).map(({ start }) => [uri, start, understood(snapshot, uri, start)]));
  return { classes, unresolved, places, found, uses };
}

function attributesIn(tree: Module | undefined): readonly Range[] {
  const out: Range[] = [];
  walk(tree?.body, node => {
    if (node.kind === 'attribute') out.push(node.attr.range);
  });
  return out;
}

/** What an attribute in the code is, how sure that is and why. */
function understood(snapshot: Snapshot, uri: string, at: Position): unknown {
  const entity = entityAt(snapshot, uri, at);
  return entity?.kind === 'relationship' ? [label(entity.attribute), entity.certainty, entity.evidence] : entity?.kind;
}

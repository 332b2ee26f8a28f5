import { inspection } from '../../server/cli/inspection.ts';
import { findings } from '../../server/features/diagnostics.ts';
import type { Session } from '../../server/workspace/session.ts';

/** Everything there is to say: the inspection, the places of all names, the findings of all rules. */
export function answers(session: Session): unknown {
  const snapshot = session.snapshot();
  const { classes, unresolved } = inspection({ snapshot, root: '', leftOut: [], within: () => true, relative: uri => uri });
  const places = snapshot.project.classes.flatMap(c => [[c.id, c.at, c.symbol.fact.range], ...[...c.own.values()].map(r => [r.name, r.at])]);
  const found = snapshot.uris.flatMap(uri => findings(snapshot, uri).map(({ rule, finding }) => [uri, rule.code, finding.range, finding.message]));
  return { classes, unresolved, places, found };
}

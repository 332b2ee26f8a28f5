/**
 * What is answered at places in real applications whose meaning has been judged by reading, by kind of receiver.
 *   npx tsx test/oracle/labels.ts [--list wrong|denied|unknown|probable|certain] [--only APPLICATION] [--drawn first|hold-out] [--kind WORDS]
 * The applications are fetched from PyPI once. Exits with 1 when something certain is wrong.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entityAt, receiverAt } from '../../server/infer/entity.ts';
import { uriOf } from '../../server/workspace/disk.ts';
import { Session } from '../../server/workspace/session.ts';
import { sitesIn } from './labels/places.ts';
import { fetched, type Source } from './labels/sources.ts';

/** A place where the name of a relationship stands. `owners`: the classes that declare what is meant, any of them; none when it is no relationship at all. */
interface Label {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly attribute: string;
  readonly kind: string;
  readonly owners: readonly string[];
  readonly drawn: 'first' | 'hold-out';
}

/** `none`: nothing of a model is there, and that is known. `denied`: a relationship is taken for something else. */
const verdicts = ['certain', 'probable', 'none', 'unknown', 'unknown, none', 'denied', 'wrong certain', 'wrong probable', 'missing'] as const;
type Verdict = (typeof verdicts)[number];

const args = process.argv.slice(2);
const option = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const applications: readonly (Source & { readonly sites: readonly Label[] })[] = JSON.parse(
  readFileSync(join(import.meta.dirname, 'labels', 'labels.json'), 'utf8'),
);

const rows = new Map<string, Map<Verdict, number>>();
const count = (row: string, verdict: Verdict): void => {
  const counts = rows.get(row) ?? new Map<Verdict, number>();
  rows.set(row, counts.set(verdict, (counts.get(verdict) ?? 0) + 1));
};
const listed = option('--list');

for (const application of applications) {
  if ((option('--only') ?? application.name) !== application.name) continue;
  const root = fetched(application);
  const session = new Session();
  session.addFolder(uriOf(root));
  await session.index();
  const snapshot = session.snapshot();
  for (const label of application.sites) {
    if ((option('--drawn') ?? label.drawn) !== label.drawn || !label.kind.includes(option('--kind') ?? '')) continue;
    const uri = uriOf(join(root, label.file));
    const at = { line: label.line - 1, character: label.column - 1 };
    const site = sitesIn(snapshot, uri, new Set([label.attribute])).find(s => s.at.line === at.line && s.at.character === at.character);
    const entity = site && entityAt(snapshot, uri, at);
    const isRelated = label.owners.length > 0;
    let verdict: Verdict = isRelated ? 'unknown' : 'unknown, none';
    let given = '';
    if (!site) verdict = 'missing';
    else if (entity?.kind === 'relationship') {
      const all = [entity.attribute, ...entity.others];
      verdict = all.every(a => label.owners.includes(a.owner.name)) ? entity.certainty : `wrong ${entity.certainty}`;
      given = `${all.map(a => `${a.owner.name}.${a.name}`).join(', ')} because ${entity.evidence.map(e => e.text).join('; ')}`;
    } else if (site.receiver) {
      const { type } = receiverAt(snapshot, uri, site.receiver, label.attribute);
      // What is known to be something, and has no such relationship.
      if (type.kind !== 'unknown' && type.kind !== 'none' && type.kind !== 'never') verdict = isRelated ? 'denied' : 'none';
      given = type.kind;
    } else if (!isRelated) verdict = 'none';
    for (const row of [label.kind, `all of ${application.name}`, `ALL ${label.drawn}`, 'ALL']) count(row, verdict);
    if (listed === undefined || !verdict.includes(listed)) continue;
    const text = snapshot.lines(uri)?.slice({ start: { line: at.line, character: 0 }, end: { line: at.line, character: 300 } });
    console.log(
      `${verdict}: ${application.name} ${label.file}:${label.line}:${label.column} ${text?.trim()} [${label.kind}] ${label.owners.join('|') || 'none'} => ${given}`,
    );
  }
}

const table = [...rows].map(([kind, counts]) => {
  const of = (...some: readonly Verdict[]): number => some.reduce((sum, v) => sum + (counts.get(v) ?? 0), 0);
  const all = of(...verdicts);
  return { kind, all, ...Object.fromEntries(verdicts.map(v => [v, of(v)])), answered: `${Math.round((100 * of('certain', 'probable', 'none')) / all)} %` };
});
console.table(table.sort((a, b) => a.all - b.all));
for (const name of ['ALL first', 'ALL hold-out', 'ALL']) {
  const counts = rows.get(name);
  if (!counts) continue;
  const of = (verdict: Verdict): number => counts.get(verdict) ?? 0;
  const uses = of('certain') + of('probable') + of('unknown') + of('denied');
  const share = (n: number): string => `${n} (${Math.round((100 * n) / uses)} %)`;
  console.log(
    `${name}: ${uses} uses of relationships, ${share(of('certain'))} certain, ${share(of('probable'))} probable; wrong: ${of('wrong certain')} certain, ${of('wrong probable')} probable`,
  );
}
if ((rows.get('ALL')?.get('wrong certain') ?? 0) > 0) process.exitCode = 1;

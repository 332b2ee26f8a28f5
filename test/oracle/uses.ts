/**
 * How many uses of implicit attributes in real applications are understood, against places whose owners are known from SQLAlchemy itself.
 *   npx tsx test/oracle/uses.ts APPLICATIONS USES.json [--list wrong|unknown|probable|certain|other] [--repo NAME] [--kind WORDS]
 * APPLICATIONS is a folder with one folder for each application. USES.json is a list of
 *   { repo, file, line, attr, receiver, kind, owners: [class name], at: ["file:line" of the relationship() statement] }
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { entityAt, receiverAt } from '../../server/infer/entity.ts';
import type { Type } from '../../server/infer/types.ts';
import { walk } from '../../server/syntax/locate.ts';
import type { Attribute } from '../../server/syntax/tree.ts';
import { uriOf } from '../../server/workspace/disk.ts';
import { Session } from '../../server/workspace/session.ts';
import type { Snapshot } from '../../server/workspace/snapshot.ts';

interface Use {
  readonly repo: string;
  readonly file: string;
  readonly line: number;
  readonly attr: string;
  readonly receiver: string;
  readonly kind: string;
  readonly owners: readonly string[];
  readonly at: readonly string[];
}

/** `other`: the receiver is known to be nothing mapped. `missing`: the place is not in the file. */
const verdicts = ['certain', 'probable', 'other', 'unknown', 'wrong certain', 'wrong probable', 'missing'] as const;
type Verdict = (typeof verdicts)[number];

const args = process.argv.slice(2);
const option = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const [apps = '.', truth = 'uses.json'] = args;
const uses: readonly Use[] = JSON.parse(readFileSync(truth, 'utf8'));

const sessions = new Map<string, { readonly snapshot: Snapshot; readonly root: string }>();
async function opened(repo: string): Promise<{ readonly snapshot: Snapshot; readonly root: string }> {
  const known = sessions.get(repo);
  if (known) return known;
  // `hydra` for a folder `hydra-base`, `fab` for `Flask-AppBuilder`.
  const names = readdirSync(apps);
  const initials = (name: string): string => (name.match(/[A-Z]/g) ?? []).join('').toLowerCase();
  const name = names.find(n => n === repo) ?? names.find(n => n.startsWith(`${repo}-`)) ?? names.find(n => initials(n) === repo) ?? repo;
  const root = resolve(join(apps, name));
  const session = new Session();
  session.addFolder(uriOf(root));
  await session.index();
  const made = { snapshot: session.snapshot(), root };
  sessions.set(repo, made);
  return made;
}

function placesOf(use: Use, snapshot: Snapshot, uri: string): readonly Attribute[] {
  const found: Attribute[] = [];
  walk(snapshot.tree(uri)?.body, node => {
    if (node.kind === 'attribute' && node.attr.id === use.attr && node.attr.range.start.line === use.line - 1) found.push(node);
  });
  const last = (node: Attribute): string => (node.value.kind === 'name' ? node.value.id : node.value.kind === 'attribute' ? node.value.attr.id : '');
  const named = found.filter(n => last(n) === use.receiver);
  return named.length > 0 ? named : found;
}

/** Something known that cannot be an instance of a model. */
const isOther = ({ kind }: Type): boolean =>
  kind === 'other' || kind === 'object' || kind === 'foreign' || kind === 'collection' || kind === 'query' || kind === 'tuple';

const rows = new Map<string, Map<Verdict, number>>();
const count = (row: string, verdict: Verdict): void => {
  const counts = rows.get(row) ?? new Map<Verdict, number>();
  rows.set(row, counts.set(verdict, (counts.get(verdict) ?? 0) + 1));
};
const listed = option('--list');
const start = performance.now();
const times: number[] = [];
for (const use of uses) {
  if ((option('--repo') ?? use.repo) !== use.repo || !use.kind.includes(option('--kind') ?? '')) continue;
  const { snapshot, root } = await opened(use.repo);
  const path = join(root, use.file);
  const uri = uriOf(path);
  const [place] = existsSync(path) ? placesOf(use, snapshot, uri) : [];
  const began = performance.now();
  const entity = place && entityAt(snapshot, uri, place.attr.range.start);
  times.push(performance.now() - began);
  let verdict: Verdict = 'unknown';
  let given = '';
  if (!place) verdict = 'missing';
  else if (entity?.kind === 'relationship') {
    const all = [entity.attribute, ...entity.others];
    const statement = (a: typeof entity.attribute): string => {
      const { at } = a.provenance.kind === 'backref' ? a.provenance.source : a;
      return `${at.uri.replace(`${uriOf(root)}/`, '')}:${at.range.start.line + 1}`;
    };
    const right = all.every(a => (use.owners.includes(a.owner.name) && a.name === use.attr) || use.at.includes(statement(a)));
    verdict = right ? entity.certainty : `wrong ${entity.certainty}`;
    given = all.map(a => `${a.owner.name}.${a.name} (${statement(a)})`).join(', ');
    given += ` because ${entity.evidence.map(e => e.text).join('; ')}`;
  } else if (isOther(receiverAt(snapshot, uri, place.value, use.attr).type)) verdict = 'other';
  for (const row of [use.kind, `all of ${use.repo}`, 'ALL']) count(row, verdict);
  if (listed !== undefined && verdict.includes(listed)) {
    const text = place ? snapshot.lines(uri)?.slice(place.range).replace(/\s+/g, ' ').slice(0, 90) : '';
    console.log(
      `${verdict}: ${use.repo} ${use.file}:${use.line} ${text} [${use.kind.slice(0, 24)}] owners ${use.owners.join(',')}${given ? ` => ${given}` : ''}`,
    );
  }
}
const table = [...rows].map(([kind, counts]) => {
  const total = [...counts.values()].reduce((a, b) => a + b, 0);
  return { kind: kind.slice(0, 60), total, ...Object.fromEntries(verdicts.map(v => [v, counts.get(v) ?? 0])) };
});
console.table(table.sort((a, b) => a.total - b.total));
const sorted = times.sort((a, b) => a - b);
console.log(
  `${Math.round(performance.now() - start)} ms; each: median ${sorted[sorted.length >> 1]?.toFixed(2)}, p95 ${sorted[Math.floor(sorted.length * 0.95)]?.toFixed(2)} ms`,
);

/**
 * Draws uses of implicit attributes from applications, the same ones for the same seed, with what is answered: to be judged by reading.
 *   npx tsx test/oracle/sample.ts SEED COUNT FOLDER... [--only certain|probable|unknown] [--all]
 * `--all` draws from the uses of all relationships, written ones too.
 */
import { basename, resolve } from 'node:path';
import type { Range } from 'vscode-languageserver-protocol';
import { entityAt, receiverAt } from '../../server/infer/entity.ts';
import { walk } from '../../server/syntax/locate.ts';
import type { Attribute } from '../../server/syntax/tree.ts';
import { uriOf } from '../../server/workspace/disk.ts';
import { Session } from '../../server/workspace/session.ts';

const args = process.argv.slice(2);
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined;
const [seed = '1', count = '20', ...folders] = args.filter((a, i) => a !== '--only' && a !== '--all' && args[i - 1] !== '--only');

let state = Number(seed);
const random = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};

for (const folder of folders) {
  const root = uriOf(resolve(folder));
  const session = new Session();
  session.addFolder(root);
  await session.index();
  const snapshot = session.snapshot();
  const implicit = new Set(
    snapshot.project.classes.flatMap(c => [...c.own.values()].filter(r => args.includes('--all') || r.provenance.kind === 'backref').map(r => r.name)),
  );
  const places: { readonly uri: string; readonly node: Attribute }[] = [];
  for (const uri of snapshot.uris)
    walk(snapshot.tree(uri)?.body, node => {
      if (node.kind === 'attribute' && implicit.has(node.attr.id)) places.push({ uri, node });
    });
  for (let i = places.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [places[i], places[j]];
    if (a && b) [places[i], places[j]] = [b, a];
  }
  console.log(`\n== ${basename(folder)}: ${implicit.size} names, read at ${places.length} places`);
  let shown = 0;
  const counts = new Map<string, number>();
  for (const { uri, node } of places) {
    const entity = entityAt(snapshot, uri, node.attr.range.start);
    const text = (range: Range): string => (snapshot.lines(uri)?.slice(range) ?? '').replace(/\s+/g, ' ').slice(0, 70);
    const { type } = receiverAt(snapshot, uri, node.value, node.attr.id);
    const verdict =
      entity?.kind === 'relationship' ? entity.certainty : type.kind === 'unknown' || type.kind === 'none' ? 'unknown' : `no relationship (${type.kind})`;
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    if (shown >= Number(count) || (only !== undefined && !verdict.startsWith(only))) continue;
    shown++;
    const answer =
      entity?.kind === 'relationship'
        ? ` => ${[entity.attribute, ...entity.others].map(a => `${a.owner.name}.${a.name}`).join(' or ')}, ${entity.evidence.map(e => e.text).join('; ')}`
        : '';
    console.log(`${verdict}: ${uri.replace(`${root}/`, '')}:${node.attr.range.start.line + 1} ${text(node.range)}${answer}`);
  }
  console.log([...counts].map(([verdict, n]) => `${verdict} ${n}`).join(', '));
}

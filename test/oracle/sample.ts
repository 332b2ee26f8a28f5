/**
 * Draws places where names of relationships stand in applications, the same ones for the same seed, to be judged by reading.
 *   npx tsx test/oracle/sample.ts SEED COUNT FOLDER... [--answers] [--json FILE]
 * COUNT places of each folder: first a name is drawn, two of three times an implicit one, then one of its places, so that a name which stands everywhere
 * does not crowd out the others. `--answers` tells what is answered there, which a judge should not know; `--json` writes the places, to be labelled.
 */
import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { append } from '../../server/base/lazy.ts';
import { entityAt } from '../../server/infer/entity.ts';
import { uriOf } from '../../server/workspace/disk.ts';
import { Session } from '../../server/workspace/session.ts';
import { type Form, type Site, sitesIn } from './labels/places.ts';

const args = process.argv.slice(2);
const json = args.includes('--json') ? args[args.indexOf('--json') + 1] : undefined;
const [seed = '1', count = '20', ...folders] = args.filter((a, i) => !a.startsWith('--') && args[i - 1] !== '--json');

let state = Number(seed);
const random = (below: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};

/** Takes one item out of a list by chance. */
const take = <T>(list: T[]): T | undefined => list.splice(random(list.length), 1)[0];

/** Attributes are read far more often than named otherwise. */
const forms: readonly Form[] = ['attribute', 'attribute', 'attribute', 'attribute', 'attribute', 'attribute', 'keyword', 'string'];

const drawn: object[] = [];
for (const folder of folders) {
  const root = uriOf(resolve(folder));
  const session = new Session();
  session.addFolder(root);
  await session.index();
  const snapshot = session.snapshot();
  const owners = new Map<string, string[]>();
  const implicit = new Set<string>();
  for (const cls of snapshot.project.classes)
    for (const it of cls.own.values()) {
      append(owners, it.name, it.provenance.kind === 'backref' ? `${cls.name}*` : cls.name);
      if (it.provenance.kind === 'backref') implicit.add(it.name);
    }
  const names = new Set(owners.keys());
  const sites = new Map<string, Site[]>();
  let total = 0;
  for (const uri of [...snapshot.uris].sort())
    for (const site of sitesIn(snapshot, uri, names)) {
      append(sites, `${implicit.has(site.name) ? 'implicit' : 'written'} ${site.form} ${site.name}`, site);
      total++;
    }
  console.log(`\n== ${basename(folder)}: ${implicit.size} implicit names, ${names.size - implicit.size} others, at ${total} places`);
  for (let i = 0; i < Number(count) && sites.size > 0; ) {
    const kind = `${random(3) < 2 ? 'implicit' : 'written'} ${forms[random(forms.length)]} `;
    const key = take([...sites.keys()].filter(k => k.startsWith(kind)).sort());
    const list = key === undefined ? undefined : sites.get(key);
    const site = list && take(list);
    if (!list || !site || key === undefined) {
      if (![...sites.keys()].some(k => k.startsWith('implicit attribute') || k.startsWith('written attribute'))) break;
      continue;
    }
    if (list.length === 0) sites.delete(key);
    i++;
    const { uri, at, form, name } = site;
    const file = uri.replace(`${root}/`, '');
    drawn.push({ application: basename(folder), file, line: at.line + 1, column: at.character + 1, attribute: name, form });
    const text = snapshot.lines(uri)?.slice({ start: { line: at.line, character: 0 }, end: { line: at.line, character: 200 } });
    console.log(`${file}:${at.line + 1}:${at.character + 1} ${form} ${name}: ${text?.trim()}  [of ${[...new Set(owners.get(name))].join(', ')}]`);
    if (!args.includes('--answers')) continue;
    const entity = entityAt(snapshot, uri, at);
    if (entity?.kind === 'relationship')
      console.log(
        `    ${entity.certainty}: ${[entity.attribute, ...entity.others].map(a => `${a.owner.name}.${a.name}`).join(' or ')}, ${entity.evidence.map(e => e.text).join('; ')}`,
      );
  }
}
if (json !== undefined) writeFileSync(json, `${JSON.stringify(drawn, undefined, 1)}\n`);

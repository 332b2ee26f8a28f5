/** npm run oracle:random [-- --seed N --count N --version 2.0 --reduce]: compares our view of random programs with the real SQLAlchemy. */
import { parseArgs } from 'node:util';
import { type Version, versions } from '../sqlalchemy.ts';
import { type Judged, judge, kindOf, sample, shown } from './programs.ts';
import { reduce } from './reduce.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    count: { type: 'string' },
    version: { type: 'string' },
    reduce: { type: 'boolean' },
    show: { type: 'string' },
    errors: { type: 'boolean' },
  },
});
const seed = Number(values.seed ?? 1);
const count = Number(values.count ?? 300);
let failed = 0;
for (const version of versions.filter(v => values.version === undefined || v === values.version)) await compare(version);
process.exitCode = failed > 0 ? 1 : 0;

async function compare(version: Version): Promise<void> {
  const judged = await judge(version, sample(version, seed, count));
  const accepted = judged.filter(it => it.outcome.errors.length === 0);
  const wrong = judged.filter(it => it.differences.length > 0);
  failed += wrong.length;
  console.log(
    `SQLAlchemy ${version}, seed ${seed}: ${count} programs, ${accepted.length} accepted; ${wrong.length} differ, of them ${wrong.filter(it => accepted.includes(it)).length} accepted`,
  );
  const kinds = new Map<string, { readonly at: number; readonly what: string }[]>();
  judged.forEach((it, at) => {
    for (const what of it.differences) kinds.set(kindOf(what), [...(kinds.get(kindOf(what)) ?? []), { at, what }]);
  });
  for (const [kind, all] of [...kinds].sort()) {
    console.log(`  ${kind}: ${all.length}`);
    for (const { at, what } of all.slice(0, 8)) console.log(`    ${at}  ${what}`);
    const [first] = all.toSorted((a, b) => sizeOf(judged[a.at]) - sizeOf(judged[b.at]));
    const it = first && judged[first.at];
    if (values.reduce && it) console.log(shown(await reduce(version, it.program, it.outcome, first.what)).replace(/^/gm, '      '));
  }
  if (values.errors)
    for (const [at, it] of judged.entries())
      if (it.outcome.errors[0])
        console.log(`  ${at}  ${it.outcome.errors[0].stage} ${it.outcome.errors[0].exception}: ${it.outcome.errors[0].message.slice(0, 200)}`);
  const one = values.show === undefined ? undefined : judged[Number(values.show)];
  if (one) console.log(`${shown(one.program)}\n${JSON.stringify(one.outcome.errors)}\n${one.differences.join('\n')}`);
}

function sizeOf(it: Judged | undefined): number {
  return it ? shown(it.program).length : 0;
}

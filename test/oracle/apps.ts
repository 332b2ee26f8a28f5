/**
 * Real applications: what SQLAlchemy makes of their models against what we say of them.
 *   npm run oracle:apps                         all of them; writes docs/exactness.md and the sentence in the README
 *   npm run oracle:apps -- --only keystone      some of them (names with commas); writes nothing
 *   npm run oracle:apps -- --details            and each difference
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { inspection } from '../../server/cli/inspection.ts';
import { open } from '../../server/cli/open.ts';
import { type Application, applications } from './apps/apps.ts';
import { compare } from './apps/compare.ts';
import { configure, install } from './apps/install.ts';
import { page, sentence, totals } from './apps/page.ts';
import type { Result } from './apps/result.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, details: { type: 'boolean', default: false } } });
const only = values.only?.split(',');

async function examine(app: Application): Promise<Result> {
  try {
    const home = await install(app);
    const run = await configure(app, home);
    return { app, run, comparison: compare(inspection(await open([home])), run) };
  } catch (error) {
    return { app, failed: error instanceof Error ? error.message : String(error) };
  }
}

function report(result: Result): void {
  const name = result.app.name.padEnd(18);
  if ('failed' in result) {
    console.log(`${name} not compared: ${values.details ? result.failed : result.failed.split('\n')[0]}`);
    return;
  }
  const { run, comparison: c } = result;
  const of = ({ exact, total }: { readonly exact: number; readonly total: number }): string => `${exact}/${total}`;
  console.log(
    `${name} exact ${of(c.relationships).padStart(9)}  implicit ${of(c.implicit).padStart(7)}  extra ${c.extra}  wrong ${c.wrong}  unresolved ${c.unresolved}  classes ${of(c.classes)}  SQLAlchemy ${run.sqlalchemy}`,
  );
  if (values.details) {
    for (const d of c.differences) console.log(`    ${d.kind} ${d.what}: ${d.detail}`);
    for (const p of run.problems) console.log(`    not imported: ${p.where}: ${p.error} (${p.at})`);
    if (run.stubbed.length > 0) console.log(`    stubs: ${run.stubbed.join(' ')}`);
    return;
  }
  // Why: each reason once, with how often it counts.
  const reasons = new Map<string, number>();
  for (const { kind, detail } of c.differences) {
    const reason = kind === 'unresolved' ? detail.slice(detail.lastIndexOf(': ') + 1).trim() : kind;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  for (const [reason, times] of reasons) console.log(`    ${times} ${reason}`);
}

const results: Result[] = [];
for (const app of applications) {
  if (only && !only.includes(app.name)) continue;
  const result = await examine(app);
  results.push(result);
  report(result);
}
const t = totals(results);
console.log(
  `${`${t.applications} applications`.padEnd(18)} exact ${t.exact}/${t.total}  implicit ${t.implicitExact}/${t.implicit}  extra ${t.extra}  wrong ${t.wrong}  unresolved ${t.unresolved}`,
);
if (!only) {
  const root = resolve(import.meta.dirname, '../..');
  writeFileSync(join(root, 'docs/exactness.md'), page(results));
  const readme = join(root, 'README.md');
  const marked = /(<!-- exactness -->\n)[\s\S]*?(\n<!-- \/exactness -->)/;
  writeFileSync(
    readme,
    readFileSync(readme, 'utf8').replace(marked, (_, before: string, after: string) => `${before}${sentence(results)}${after}`),
  );
}
process.exitCode = t.extra > 0 ? 1 : 0;

/**
 * Real applications: all their backrefs are converted in a copy, and SQLAlchemy configures the mappers of both.
 *   npx tsx test/oracle/migrations.ts                     all that have a backref
 *   npx tsx test/oracle/migrations.ts --only keystone     some of them (names with commas)
 *   npx tsx test/oracle/migrations.ts --keep              and leaves the copies
 *   npx tsx test/oracle/migrations.ts --what annotations  writes the types of relationships instead, or the declarations of implicit attributes
 * Prints one line for each, what was left and why, and what is not as it was; exits with 1 when something is not.
 */
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { open } from '../../server/cli/open.ts';
import { type Plan, plan } from '../../server/edits/migration/plan.ts';
import { planTypes } from '../../server/edits/typing-plan.ts';
import { pathOf } from '../../server/workspace/disk.ts';
import type { Snapshot } from '../../server/workspace/snapshot.ts';
import { type Application, applications } from './apps/apps.ts';
import { cache, graphOf } from './apps/install.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, keep: { type: 'boolean', default: false }, what: { type: 'string', default: 'backrefs' } },
});
const what = (['backrefs', 'annotations', 'declarations'] as const).find(it => it === values.what);
if (what === undefined) throw new Error(`--what is backrefs, annotations or declarations, not '${values.what}'`);
const asked = what;
const only = values.only?.split(',');

/** The files of a folder in another one, as links; what is written later must replace them. */
function copy(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [old, now] = [join(from, entry.name), join(to, entry.name)];
    if (entry.name === '__pycache__') continue;
    if (entry.name === '.venv') symlinkSync(old, now);
    else if (entry.isDirectory()) copy(old, now);
    else linkSync(old, now);
  }
}

type Changes = Pick<Plan, 'left' | 'texts'> & { readonly converted: readonly { readonly relationship: string }[] };

function changes(snapshot: Snapshot, within: (uri: string) => boolean): Changes {
  if (asked === 'backrefs') return plan(snapshot, ({ uri }) => within(uri), { allLoaded: true });
  const { done, left, texts } = planTypes(snapshot, asked, within);
  return { converted: done, left, texts };
}

const planOf = async (folder: string): Promise<Changes & { readonly relative: (uri: string) => string; readonly took: number }> => {
  const { snapshot, within, relative } = await open([folder]);
  const start = performance.now();
  return { ...changes(snapshot, within), relative, took: performance.now() - start };
};

/** What is different, a line for each. */
function compare(before: unknown, after: unknown, at: string): readonly string[] {
  const isObject = (it: unknown): it is Record<string, unknown> => typeof it === 'object' && it !== null && !Array.isArray(it);
  if (!isObject(before) || !isObject(after)) {
    const [a, b] = [JSON.stringify(before), JSON.stringify(after)];
    // A list is a list whether it is said or not.
    if (at.endsWith('.collection_class') && a === 'null' && b?.includes('list')) return [];
    return a === b ? [] : [`${at}: ${a} has become ${b}`];
  }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(key => compare(before[key], after[key], at === '' ? key : `${at}.${key}`));
}

interface Result {
  readonly converted: number;
  readonly left: number;
  readonly relationships: number;
  readonly failed: boolean;
}

async function migrate(app: Application): Promise<Result | undefined> {
  const home = join(cache, app.name, 'app');
  const name = app.name.padEnd(18);
  if (!existsSync(home)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'backref-migration-'));
  const there = join(folder, 'app');
  try {
    copy(home, there);
    const { converted, left, texts, relative, took } = await planOf(there);
    if (converted.length + left.length === 0) return undefined;
    for (const [uri, text] of texts) {
      const path = pathOf(uri) ?? '';
      unlinkSync(path);
      writeFileSync(path, text);
    }
    const again = await planOf(there);
    const [before, after] = [await graphOf(app, home), await graphOf(app, there)];
    const changed = compare(before, after, '');
    const twice = again.converted.length === 0 && again.left.length === left.length;
    const relationships = Object.values(before).reduce<number>(
      (n, it) => n + (typeof it === 'object' && it !== null && 'relationships' in it ? Object.keys(it.relationships ?? {}).length : 0),
      0,
    );
    console.log(
      `${name} converted ${converted.length}/${converted.length + left.length} in ${texts.size} files, ${(took / 1000).toFixed(1)} s; ${relationships} relationships ${changed.length === 0 ? 'as they were' : `DIFFER (${changed.length})`}${twice ? '' : '; a second run is NOT empty'}`,
    );
    for (const it of left) console.log(`    left ${it.relationship} (${relative(it.at.uri)}:${it.at.range.start.line + 1}): ${it.reason.slice(0, 300)}`);
    for (const it of changed) console.log(`    ${it.slice(0, 400)}`);
    for (const it of again.converted) console.log(`    again ${it.relationship}`);
    return { converted: converted.length, left: left.length, relationships, failed: changed.length > 0 || !twice };
  } catch (error) {
    console.log(`${name} not compared: ${error instanceof Error ? error.message.slice(0, 1500) : String(error)}`);
    return undefined;
  } finally {
    if (values.keep) console.log(`    in ${there}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

const results: Result[] = [];
for (const app of applications) {
  const result = only && !only.includes(app.name) ? undefined : await migrate(app);
  if (result) results.push(result);
}
const sum = (of: (it: Result) => number): number => results.reduce((n, it) => n + of(it), 0);
const [converted, left] = [sum(it => it.converted), sum(it => it.left)];
console.log(
  `${results.length} applications: ${converted} of ${converted + left} ${what} converted (${((100 * converted) / Math.max(converted + left, 1)).toFixed(1)} %), ${sum(it => it.relationships)} relationships compared`,
);
process.exitCode = results.some(it => it.failed) ? 1 : 0;

/**
 * Renames in real applications: SQLAlchemy must make the same graph of them but for the names, and pyright must not find more errors.
 *   npx tsx test/oracle/renames.ts [--only NAME,NAME] [--classes] [--pyright PATH] [--details] [--keep]
 *   npx tsx test/oracle/renames.ts --folder PATH --venv PATH --modules NAME,NAME ...
 * The applications are those of `npm run oracle:apps`, which must have installed them. Each is copied, all its relationships (or classes) get another
 * name one after the other, and the copy is imported by the application's own Python.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { uriOf } from '../../server/workspace/disk.ts';
import { Session } from '../../server/workspace/session.ts';
import { attributesOf, classesOf, type Named, relationshipsOf, renameIn } from '../support/renaming.ts';
import { type Application, applications } from './apps/apps.ts';
import { cache, type Run } from './apps/install.ts';

const run = promisify(execFile);
const args = process.argv.slice(2);
const option = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const only = option('--only')?.split(',') ?? ['flask-appbuilder', 'faraday', 'ihatemoney'];
const pyright = option('--pyright');
const suffix = 'Zz';

/** The graph as SQLAlchemy makes it, without the suffix and without lines. */
async function graph(app: Application, home: string): Promise<string> {
  const spec = JSON.stringify({ ...app, root: home });
  const env = { ...process.env, PYTHONPATH: home, ...app.env };
  const dump = join(import.meta.dirname, 'apps/dump.py');
  const { stdout } = await run(join(home, '.venv/bin/python'), ['-B', dump, spec], { env, maxBuffer: 2 ** 28 });
  const found: Run | { readonly failed: string } = JSON.parse(stdout);
  if ('failed' in found) return found.failed;
  const sorted = (value: unknown): unknown => (Array.isArray(value) && value.every(it => typeof it === 'string') ? [...value].sort() : value);
  return JSON.stringify(found.classes, (key, value) => (key === 'line' ? undefined : sorted(value)), 1).replaceAll(suffix, '');
}

/** What pyright counts in some files. */
async function errors(home: string, files: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const config = join(home, 'pyrightconfig.json');
  writeFileSync(config, JSON.stringify({ include: files, venvPath: home, venv: '.venv', typeCheckingMode: 'basic' }));
  const said = await run('node', [pyright ?? '', '-p', config, '--outputjson'], { maxBuffer: 2 ** 28 }).catch((error: { stdout: string }) => error);
  rmSync(config);
  const counts = new Map<string, number>();
  const { generalDiagnostics }: { generalDiagnostics: { severity: string; rule?: string; message: string }[] } = JSON.parse(said.stdout);
  for (const { severity, rule, message } of generalDiagnostics) {
    const kind = `${rule}: ${message.split('\n')[0]?.replaceAll(suffix, '')}`;
    if (severity === 'error') counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);

const folder = option('--folder');
const chosen: readonly Application[] = folder
  ? [{ name: basename(folder), install: [], with: [], python: '', modules: option('--modules')?.split(',') ?? [] }]
  : applications.filter(it => only.includes(it.name));

for (const app of chosen) {
  const scratch = mkdtempSync(join(tmpdir(), `backref-renames-${app.name}-`));
  const original = folder ?? join(cache, app.name, 'app');
  const [before, after] = ['before', 'after'].map(it => join(scratch, it));
  if (!before || !after) continue;
  for (const to of [before, after]) {
    cpSync(original, to, { recursive: true, filter: path => !path.includes('/.venv') && !path.includes('__pycache__') });
    symlinkSync(option('--venv') ?? join(original, '.venv'), join(to, '.venv'));
  }
  const session = new Session();
  session.editor = { ...session.editor, documentChanges: true, confirmation: true };
  session.addFolder(uriOf(after));
  await session.index();
  const path = (uri: string): string => decodeURIComponent(uri.replace('file://', ''));
  const list = args.includes('--classes') ? classesOf : relationshipsOf;
  // All are renamed from one and the same state, so that the session is not made anew for each; those that share a line would disturb each other.
  const texts = new Map<string, string>();
  const done = new Set<string>();
  const tally = { renamed: 0, refused: 0, asked: 0, files: new Set<string>() };
  const reasons = new Map<string, number>();
  const next = (): Named | undefined => list(session).find(it => !it.name.endsWith(suffix) && !done.has(`${it.label} ${it.at.uri}`));
  for (let it = next(); it; it = next()) {
    done.add(`${it.label} ${it.at.uri}`);
    const read = new Map<string, string>();
    const snapshot = session.snapshot();
    const templates = new Map(snapshot.templates().map(t => [t.uri, t]));
    const lookup = {
      get: (uri: string): string | undefined => texts.get(uri) ?? read.get(uri) ?? templates.get(uri)?.text() ?? readFileSync(path(uri), 'utf8'),
    };
    const result = renameIn(session, lookup, it, `${it.name}${suffix}`);
    if ('refused' in result) {
      tally.refused++;
      const why = result.refused.replaceAll(/'?[\w.]+'?(?= |,|\.)/g, w => (/^[a-z]+$/.test(w) ? w : '_'));
      reasons.set(why, (reasons.get(why) ?? 0) + 1);
      if (args.includes('--details')) console.log(`  ${it.label}: ${result.refused}`);
      continue;
    }
    tally.renamed++;
    tally.asked += result.asked.length;
    for (const [uri, text] of result.texts) {
      texts.set(uri, text);
      tally.files.add(uri);
      session.edit(uri, text);
    }
  }
  for (const [uri, text] of texts) writeFileSync(path(uri), text);
  const [was, is] = [await graph(app, before), await graph(app, after)];
  console.log(
    `${app.name}: ${tally.renamed} renamed in ${tally.files.size} files, ${tally.refused} refused, ${tally.asked} places asked about; graph ${was === is ? 'equal' : 'DIFFERS'} (${attributesOf(session).length} relationships)`,
  );
  if (args.includes('--details')) for (const [why, n] of reasons) console.log(`  refused ${n}: ${why}`);
  if (was !== is) {
    process.exitCode = 1;
    writeFileSync(join(scratch, 'before.json'), was);
    writeFileSync(join(scratch, 'after.json'), is);
    console.log(`  see ${scratch}`);
  }
  if (pyright) {
    const files = [...tally.files].map(uri => path(uri).slice(after.length + 1)).filter(it => it.endsWith('.py'));
    const [old, now] = [await errors(before, files), await errors(after, files)];
    console.log(`  pyright: ${total(old)} errors before, ${total(now)} after`);
    for (const [kind, n] of now) if (n > (old.get(kind) ?? 0)) console.log(`    ${n - (old.get(kind) ?? 0)} more: ${kind.slice(0, 150)}`);
    if (total(now) > total(old)) process.exitCode = 1;
  }
  if (!args.includes('--keep') && was === is) rmSync(scratch, { recursive: true, force: true });
}

/**
 * How long indexing, rebuilding and answering take.
 *   npm run bench                       synthetic projects of 200 and 2,000 models
 *   npm run bench -- FOLDER...          projects on disk
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { collectFacts } from '../../server/facts/collect.ts';
import { parseModule } from '../../server/syntax/parse.ts';
import { readText, uriOf, walk } from '../../server/workspace/disk.ts';
import { Session } from '../../server/workspace/session.ts';
import { modelFiles, sift } from '../../server/workspace/sieve.ts';
import { generate } from './generate.ts';

type Row = Readonly<Record<string, string | number>>;

const round = (ms: number): number => (ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms));
const sorted = (times: readonly number[]): readonly number[] => [...times].sort((a, b) => a - b);
const median = (times: readonly number[]): number => sorted(times)[Math.floor(times.length / 2)] ?? 0;

function timed<T>(work: () => T): readonly [ms: number, result: T] {
  const start = performance.now();
  const result = work();
  return [performance.now() - start, result];
}

/** The phases one after the other, then a session as a whole, then edits of one file. */
async function measure(folder: string): Promise<Row> {
  const [walking, files] = timed(() => walk(folder, [], () => {}));
  const [reading, texts] = timed(
    () => new Map(files.flatMap(f => ((r): [string, string][] => ('text' in r ? [[uriOf(f.path), r.text]] : []))(readText(f.path, 2e6)))),
  );
  const [sieving, chosen] = timed(() => modelFiles(new Map([...texts].map(([uri, text]) => [uri, sift(text)]))));
  const [parsing, trees] = timed(() => chosen.map(uri => [uri, parseModule(texts.get(uri) ?? '')] as const));
  const [collecting] = timed(() => trees.map(([uri, module]) => collectFacts(uri, module, texts.get(uri) ?? '')));

  const session = new Session();
  session.addFolder(uriOf(folder));
  const start = performance.now();
  await session.index();
  const indexing = performance.now() - start;
  const [first, snapshot] = timed(() => session.snapshot());
  const models = [...new Set(snapshot.project.classes.map(c => c.at.uri))];
  const edits = (change: (text: string, i: number) => string): readonly number[] =>
    Array.from({ length: models.length === 0 ? 0 : 40 }, (_, i) => {
      const uri = models[(i * 7) % models.length] ?? '';
      session.edit(uri, change(texts.get(uri) ?? '', i));
      const [ms] = timed(() => session.snapshot());
      session.edit(uri, undefined);
      session.snapshot();
      return ms;
    });
  // What is typed inside functions leaves the facts as they are; a new line moves every class below it.
  const typing = edits((text, i) => `${text}\n# ${i}\n`);
  const moving = edits((text, i) => `# ${i}\n${text}`);
  return {
    project: basename(folder),
    files: files.length,
    parsed: chosen.length,
    models: snapshot.project.classes.length,
    walk: round(walking),
    read: round(reading),
    sieve: round(sieving),
    parse: round(parsing),
    facts: round(collecting),
    index: round(indexing),
    project1: round(first),
    'edit inside': round(median(typing)),
    'edit of model': round(median(moving)),
    'its best': round(sorted(moving)[0] ?? 0),
    'its worst': round(sorted(moving).at(-1) ?? 0),
  };
}

function write(folder: string, files: ReadonlyMap<string, string>): string {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const given = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'backref-bench-'));
try {
  const folders = given.length > 0 ? given.map(f => resolve(f)) : [200, 2000].map(n => write(join(scratch, `${n} models`), generate(n)));
  const rows: Row[] = [];
  for (const folder of folders) {
    if (readdirSync(folder).length === 0) continue;
    rows.push(await measure(folder));
  }
  console.log('milliseconds; medians of 40 edits: one that changes no declaration, and one that moves all of a file');
  console.table(rows);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

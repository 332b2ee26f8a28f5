/**
 * How long indexing, rebuilding and answering take.
 *   npm run bench                       synthetic projects of 200, 1,000 and 2,000 models
 *   npm run bench -- FOLDER...          projects on disk
 * Bundled and with the memory setting of the server, as it is shipped: run from the sources closures cost half as much again.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { collectFacts } from '../../server/facts/collect.ts';
import { findings } from '../../server/features/diagnostics.ts';
import { parseModule } from '../../server/syntax/parse.ts';
import { readText, uriOf, walk } from '../../server/workspace/disk.ts';
import { Session } from '../../server/workspace/session.ts';
import { modelFiles, sift } from '../../server/workspace/sieve.ts';
import { type Edit, edits } from './edits.ts';
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

/** How long the process itself worked: on a busy machine the fairer figure. */
function worked(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The bytes in use once all garbage is gone. */
function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

/** How long the phases of an index take one after the other. What they make is not kept, as no session keeps it. */
function phases(texts: ReadonlyMap<string, string>) {
  const [sieving, chosen] = timed(() => modelFiles(new Map([...texts].map(([uri, text]) => [uri, sift(text)]))));
  const [parsing, trees] = timed(() => chosen.map(uri => [uri, parseModule(texts.get(uri) ?? '')] as const));
  const [collecting] = timed(() => trees.map(([uri, module]) => collectFacts(uri, module, texts.get(uri) ?? '')));
  return { sieving, parsing, collecting, parsed: chosen.length };
}

/** The phases one after the other, then a session as a whole, then edits of one file. */
async function measure(folder: string): Promise<Row> {
  const [walking, files] = timed(() => walk(folder, [], () => {}));
  const [reading, texts] = timed(
    () => new Map(files.flatMap(f => ((r): [string, string][] => ('text' in r ? [[uriOf(f.path), r.text]] : []))(readText(f.path, 2e6)))),
  );
  const { sieving, parsing, collecting, parsed } = phases(texts);

  const before = usedHeap();
  const session = new Session();
  session.addFolder(uriOf(folder));
  const start = performance.now();
  await session.index();
  const indexing = performance.now() - start;
  const [first] = timed(() => session.snapshot());
  const heap = usedHeap();
  const models = session.snapshot().project.classes.length;
  const changes = edits(session.snapshot(), texts);
  /** How long something takes after each edit and each undoing of one. */
  const after = (
    change: Edit,
    rounds: number,
    work: (uri: string) => void,
    measured: (work: () => unknown) => number = it => timed(it)[0],
  ): readonly number[] => {
    const places = changes.get(change) ?? [];
    const times: number[] = [];
    for (let i = 0; i < rounds && places.length > 0; i++) {
      const place = places[(i * 7) % places.length];
      const before = texts.get(place?.uri ?? '');
      if (!place || before === undefined) continue;
      for (const text of [place.changed(i), before]) {
        session.edit(place.uri, text);
        times.push(measured(() => work(place.uri)));
      }
    }
    return times;
  };
  const rebuilt = (change: Edit): readonly number[] => after(change, 40, () => session.snapshot());
  const [inside, moved, column, renamed, related] = [rebuilt('inside'), rebuilt('moved'), rebuilt('column'), rebuilt('renamed'), rebuilt('related')];
  const told = (change: Edit): string => {
    const times = after(change, 40, uri => findings(session.snapshot(), uri), worked);
    return `${round(sorted(times)[0] ?? 0)} / ${round(median(times))}`;
  };
  const judged = (change: Edit): number => {
    const times: number[] = [];
    after(change, 40, uri => {
      const snapshot = session.snapshot();
      times.push(timed(() => findings(snapshot, uri))[0]);
    });
    return round(median(times));
  };
  return {
    project: basename(folder),
    files: files.length,
    parsed,
    models,
    walk: round(walking),
    read: round(reading),
    sieve: round(sieving),
    parse: round(parsing),
    facts: round(collecting),
    index: round(indexing),
    project1: round(first),
    'heap MB': Math.round((heap - before) / 1e6),
    inside: round(median(inside)),
    moved: round(median(moved)),
    best: round(sorted(moved)[0] ?? 0),
    worst: round(sorted(moved).at(-1) ?? 0),
    column: round(median(column)),
    renamed: round(median(renamed)),
    related: round(median(related)),
    'told: related': told('related'),
    'told: moved': told('moved'),
    'told: inside': told('inside'),
    'told: service': told('service'),
    'rules: related': judged('related'),
    'rules: moved': judged('moved'),
    'rules: inside': judged('inside'),
  };
}

function write(folder: string, files: ReadonlyMap<string, string>): string {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function main(): Promise<void> {
  const given = process.argv.slice(2);
  const scratch = mkdtempSync(join(tmpdir(), 'backref-bench-'));
  try {
    const folders = given.length > 0 ? given.map(f => resolve(f)) : [200, 1000, 2000].map(n => write(join(scratch, `${n} models`), generate(n)));
    const rows: Row[] = [];
    for (const folder of folders) {
      if (readdirSync(folder).length === 0) continue;
      rows.push(await measure(folder));
    }
    console.log(`milliseconds; heap: what a session keeps after its first project
Rebuilding, medians of 40 edits and their undoing: inside a function; of a file whose declarations all move (its best and worst too); a column
more; a class renamed; a relationship with a backref more.
told: processor time, best and median, for the project and the findings of the edited file, 40 edits and their undoing; service: a line more in a function
of a file without models. rules: the findings of the edited file alone, median.`);
    console.table(rows);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

void main();

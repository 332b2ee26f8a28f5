/**
 * How long answers take: hover and completion, references and rename; and what the diagnostics of all files cost.
 *   npm run bench:answers                   a generated application of 2,000 files
 *   npm run bench:answers -- FOLDER...      projects on disk
 * Bundled and with the memory setting of the server, as it is shipped.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Position } from 'vscode-languageserver-protocol';
import { parseConfig } from '../../server/config.ts';
import { completion } from '../../server/features/completion.ts';
import type { Steps } from '../../server/features/feature.ts';
import { hover } from '../../server/features/hover.ts';
import { references } from '../../server/features/references.ts';
import { rename } from '../../server/features/rename.ts';
import { WorkspaceDiagnostics } from '../../server/lsp/workspace-diagnostics.ts';
import type { RelationshipAttribute } from '../../server/model/mapped.ts';
import { walk } from '../../server/syntax/locate.ts';
import { uriOf } from '../../server/workspace/disk.ts';
import { Session } from '../../server/workspace/session.ts';
import type { Snapshot } from '../../server/workspace/snapshot.ts';
import { application } from './application.ts';
import { edits } from './edits.ts';

type Row = Readonly<Record<string, string | number>>;

/** The same numbers each time. */
function* numbers(seed: number): Generator<number, never> {
  for (let it = seed; ; ) {
    it = (Math.imul(it, 1664525) + 1013904223) >>> 0;
    yield it / 2 ** 32;
  }
}

async function opened(folder: string): Promise<Session> {
  const session = new Session();
  session.editor = { documentChanges: true, confirmation: true, creation: false, commands: false, resolvesCodeActions: false };
  session.addFolder(uriOf(folder));
  await session.index();
  session.snapshot();
  return session;
}

interface Time {
  readonly wall: number;
  /** What the process itself worked: on a busy machine the fairer figure. */
  readonly cpu: number;
}

function time(work: () => unknown): Time {
  const before = process.cpuUsage();
  const start = performance.now();
  work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: (user + system) / 1000 };
}

/** A comment typed at the end of a file, and taken back: what was worked out for other questions is gone, as after any key. */
function press(session: Session, uri: string): void {
  const text = textOf(session.snapshot(), uri);
  session.edit(uri, `${text}\n# a key`);
  session.snapshot();
  session.edit(uri, undefined);
  session.snapshot();
}

const textOf = (snapshot: Snapshot, uri: string): string =>
  snapshot.lines(uri)?.slice({ start: { line: 0, character: 0 }, end: { line: 1e9, character: 0 } }) ?? '';

/** Hover and completion at attributes that are read, in files drawn at random. */
function positions(session: Session): readonly Row[] {
  const random = numbers(7);
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random.next().value * all.length)];
  const { uris } = session.snapshot();
  const places = (count: number): { readonly uri: string; readonly position: Position }[] => {
    const out: { uri: string; position: Position }[] = [];
    for (let tries = 0; out.length < count && tries < count * 20; tries++) {
      const uri = pick(uris) ?? '';
      const found: Position[] = [];
      walk(session.snapshot().tree(uri)?.body, node => {
        if (node.kind === 'attribute') found.push(node.attr.range.start);
      });
      const position = pick(found);
      if (position) out.push({ uri, position });
    }
    return out;
  };
  const row = (what: string, times: readonly Time[]): Row => {
    const at = (of: keyof Time, share: number): number => {
      const sorted = times.map(t => t[of]).sort((a, b) => a - b);
      return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
    };
    return { what, requests: times.length, median: at('wall', 0.5), p95: at('wall', 0.95), worst: at('wall', 1), 'cpu p95': at('cpu', 0.95) };
  };
  const ask = (feature: typeof hover | typeof completion, count: number, before: (uri: string) => void = () => {}): Time[] =>
    places(count).map(({ uri, position }) => {
      before(uri);
      return time(() => feature.handle(session.snapshot(), { textDocument: { uri }, position }));
    });
  const key = (uri: string): void => press(session, uri);
  return [
    row('first hovers', ask(hover, 200)),
    row('hover', ask(hover, 1000)),
    row('completion', ask(completion, 1000)),
    row('hover after a key', ask(hover, 200, key)),
    row('completion after a key', ask(completion, 200, key)),
  ];
}

/** Implicit attributes whose names are in few, in some and in most files. */
function chosen({ project, mentioning }: Snapshot): ReadonlyMap<string, RelationshipAttribute> {
  const implicit = project.classes.flatMap(c => [...c.own.values()].filter(a => a.provenance.kind === 'backref'));
  const spread = implicit.map(a => ({ a, files: mentioning(a.name).length })).sort((x, y) => x.files - y.files || (x.a.name < y.a.name ? -1 : 1));
  const picks = { rare: spread[0], typical: spread[Math.floor(spread.length / 2)], busiest: spread.at(-1) };
  const used = spread.filter(s => s.files > 1);
  if (used.length > 0) Object.assign(picks, { rare: used[0], typical: used[Math.floor(used.length / 2)] });
  return new Map(Object.entries(picks).flatMap(([what, it]) => (it ? [[what, it.a] as const] : [])));
}

/** All steps of an answer; the first part, and the longest that anybody else has to wait. */
function steps(answer: Steps<unknown, unknown>): { readonly first: number; readonly longest: number; readonly all: number; readonly result: unknown } {
  const start = performance.now();
  let first: number | undefined;
  let longest = 0;
  let last = start;
  for (let step = answer.next(); ; step = answer.next()) {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (step.done) return { first: (first ?? now) - start, longest, all: now - start, result: step.value };
    if (first === undefined && step.value.part.length > 0) first = now;
  }
}

async function searches(folder: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const what of ['rare', 'typical', 'busiest']) {
    const session = await opened(folder);
    const attribute = chosen(session.snapshot()).get(what);
    if (!attribute) continue;
    const { uri, range } = attribute.at;
    const at = { textDocument: { uri }, position: { line: range.start.line, character: range.start.character + 1 } };
    const ask = (round: string, answer: () => Steps<unknown, unknown>): void => {
      const before = process.cpuUsage();
      const { first, longest, all, result } = steps(answer());
      const { user, system } = process.cpuUsage(before);
      rows.push({
        what: `${what}: ${attribute.name}`,
        round,
        files: session.snapshot().mentioning(attribute.name).length,
        found: Array.isArray(result) ? result.length : countEdits(result),
        'first part': Math.round(first),
        'longest step': Math.round(longest),
        all: Math.round(all),
        cpu: Math.round((user + system) / 1000),
      });
    };
    const find = (): Steps<unknown, unknown> => references.handle(session.snapshot(), { ...at, context: { includeDeclaration: true } });
    ask('references, cold', find);
    ask('references, again', find);
    press(session, uri);
    ask('references, after a key', find);
    press(session, uri);
    ask('rename, after a key', () => rename.handle(session.snapshot(), { ...at, newName: 'renamed_by_bench' }));
  }
  return rows;
}

const countEdits = (result: unknown): number =>
  typeof result === 'object' && result !== null && 'documentChanges' in result && Array.isArray(result.documentChanges)
    ? result.documentChanges.flatMap(c => ('edits' in c ? c.edits : [])).length
    : 0;

/** What `diagnosticMode: workspace` costs, at the start and after edits. */
async function wholeWorkspace(folder: string): Promise<readonly Row[]> {
  const session = await opened(folder);
  session.configure(uriOf(folder), parseConfig({ diagnosticMode: 'workspace' }).config);
  let files = 0;
  const sendDiagnostics = (): Promise<void> => {
    files++;
    return Promise.resolve();
  };
  const server = { snapshot: () => Promise.resolve(session.snapshot()), isCurrent: (it: Snapshot) => session.snapshot() === it, open: () => new Set<string>() };
  const diagnostics = new WorkspaceDiagnostics({ sendDiagnostics }, server);
  const rows: Row[] = [];
  const look = async (what: string): Promise<void> => {
    files = 0;
    const before = process.cpuUsage();
    await diagnostics.publish(session.snapshot());
    const { user, system } = process.cpuUsage(before);
    rows.push({ what, 'files sent': files, cpu: Math.round((user + system) / 1000) });
  };
  await look('all files, at the start');
  const texts = new Map(session.snapshot().uris.map(uri => [uri, textOf(session.snapshot(), uri)]));
  const places = edits(session.snapshot(), texts);
  for (const [edit, what] of [
    ['service', 'a line more in a function'],
    ['inside', 'a comment behind the models of a file'],
    ['related', 'a relationship more'],
  ] as const)
    for (const place of (places.get(edit) ?? []).slice(10, 13)) {
      session.edit(place.uri, place.changed(1));
      await look(what);
    }
  return rows;
}

async function main(): Promise<void> {
  const given = process.argv.slice(2).map(f => resolve(f));
  const scratch = mkdtempSync(join(tmpdir(), 'backref-answers-'));
  try {
    if (given.length === 0)
      for (const [path, text] of application()) {
        mkdirSync(dirname(join(scratch, path)), { recursive: true });
        writeFileSync(join(scratch, path), text);
      }
    for (const folder of given.length > 0 ? given : [scratch]) {
      const begun = performance.now();
      const session = await opened(folder);
      const { uris, project } = session.snapshot();
      console.log(`${basename(folder)}: ${uris.length} files, ${project.classes.length} models, indexed in ${Math.round(performance.now() - begun)} ms`);
      console.table(await searches(folder));
      console.table(positions(session));
      console.table(await wholeWorkspace(folder));
    }
    console.log('milliseconds');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

void main();

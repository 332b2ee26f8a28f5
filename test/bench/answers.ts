/**
 * How long hover and completion take in a project of 2,000 files: after a warm-up, and right after a key was pressed in the same file.
 *   npx tsx test/bench/answers.ts [FOLDER]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Position } from 'vscode-languageserver-protocol';
import { completion } from '../../server/features/completion.ts';
import { hover } from '../../server/features/hover.ts';
import { walk } from '../../server/syntax/locate.ts';
import { uriOf } from '../../server/workspace/disk.ts';
import { Session } from '../../server/workspace/session.ts';
import { generate } from './generate.ts';

const perFile = 8;

/** Code that hands models from function to function, in a file for each file of models, and a function that everybody calls. */
function handlers(models: number): ReadonlyMap<string, string> {
  const files = new Map([['app/shared.py', 'def show(row):\n    return row.name, row.parent\n']]);
  for (let m = 0; m < Math.ceil(models / perFile); m++) {
    const part = `part${Math.floor(m / 20)}`;
    const here = Array.from({ length: Math.min(perFile, models - m * perFile) }, (_, i) => m * perFile + i);
    const head = `from app.${part}.models${m} import ${here.map(n => `Model${n}`).join(', ')}\nfrom app.shared import show\n`;
    files.set(`app/${part}/handlers${m}.py`, [head, ...here.map(handler)].join('\n\n'));
    files.set(
      `app/${part}/tasks${m}.py`,
      [
        `from app.${part}.handlers${m} import ${here.map(n => `handle_${n}`).join(', ')}`,
        ...here.map(n => `def task_${n}(session, row):\n    handle_${n}(session, row)\n    return row.parent.name`),
      ].join('\n\n'),
    );
  }
  return files;
}

const handler = (n: number): string => `class View${n}:
    def __init__(self, row):
        self.row = row

    def run(self):
        for other in self.row.parent.children${n}:
            print(other.name, other.parent.name)
        return show(self.row)


def handle_${n}(session, row):
    view = View${n}(row)
    row.parent.name = "x"
    return view.run()


def main_${n}(session):
    rows = []
    for row in session.query(Model${n}).all():
        rows.append(row)
        handle_${n}(session, row)
    return [row.parent for row in rows]
`;

/** The same numbers each time. */
function* numbers(seed: number): Generator<number, never> {
  for (let it = seed; ; ) {
    it = (Math.imul(it, 1664525) + 1013904223) >>> 0;
    yield it / 2 ** 32;
  }
}

const scratch = mkdtempSync(join(tmpdir(), 'backref-answers-'));
try {
  const [given] = process.argv.slice(2);
  const folder = given === undefined ? join(scratch, 'project') : resolve(given);
  if (given === undefined) {
    const models = 3_900;
    for (const [path, text] of new Map([...generate(models), ...handlers(models)])) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
  const session = new Session();
  session.addFolder(uriOf(folder));
  const begun = performance.now();
  await session.index();
  const { uris, project } = session.snapshot();
  console.log(`${uris.length} files, ${project.classes.length} models, indexed in ${Math.round(performance.now() - begun)} ms`);

  const random = numbers(7);
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random.next().value * all.length)];
  /** Attributes that are read, in files drawn at random. */
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
  interface Time {
    readonly wall: number;
    /** What the process itself worked: on a busy machine the fairer figure. */
    readonly cpu: number;
  }
  const row = (what: string, times: readonly Time[]): Readonly<Record<string, string | number>> => {
    const at = (of: keyof Time, share: number): number => {
      const sorted = times.map(t => t[of]).sort((a, b) => a - b);
      return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
    };
    return {
      what,
      requests: times.length,
      median: at('wall', 0.5),
      p95: at('wall', 0.95),
      worst: at('wall', 1),
      'cpu median': at('cpu', 0.5),
      'cpu p95': at('cpu', 0.95),
    };
  };
  const time = (work: () => unknown): Time => {
    const before = process.cpuUsage();
    const start = performance.now();
    work();
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(before);
    return { wall, cpu: (user + system) / 1000 };
  };
  const ask = (feature: typeof hover | typeof completion, count: number): Time[] =>
    places(count).map(({ uri, position }) => time(() => feature.handle(session.snapshot(), { textDocument: { uri }, position })));
  const typed = (feature: typeof hover | typeof completion, count: number): Time[] =>
    places(count).map(({ uri, position }, i) => {
      const text =
        session
          .snapshot()
          .lines(uri)
          ?.slice({ start: { line: 0, character: 0 }, end: { line: 1e9, character: 0 } }) ?? '';
      session.edit(uri, `${text}\n# ${i}`);
      session.snapshot();
      const ms = time(() => feature.handle(session.snapshot(), { textDocument: { uri }, position }));
      session.edit(uri, undefined);
      return ms;
    });
  const rows = [row('first hovers', ask(hover, 200)), row('hover', ask(hover, 1000)), row('completion', ask(completion, 1000))];
  rows.push(row('hover after a key', typed(hover, 200)), row('completion after a key', typed(completion, 200)));
  console.log('milliseconds');
  console.table(rows);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

import type { Version } from '../sqlalchemy.ts';
import type { Program } from './print.ts';
import { judge, kindOf } from './programs.ts';

/** How many smaller programs are tried at a time: each has a process of its own. */
const batch = 24;

/** The smallest program found, by leaving out lines and arguments, that SQLAlchemy accepts and in which the same kind of fact is wrong. */
export async function reduce(version: Version, program: Program, kind: string): Promise<Program> {
  let best = program;
  let from = 0;
  for (;;) {
    const smaller = candidates(best);
    let found: number | undefined;
    for (let tried = 0; tried < smaller.length && found === undefined; tried += batch) {
      // Goes on where the last success was: what stands before has been tried.
      const indexes = Array.from({ length: Math.min(batch, smaller.length - tried) }, (_, i) => (from + tried + i) % smaller.length);
      const judged = await judge(
        version,
        indexes.flatMap(i => smaller[i] ?? []),
      );
      const hit = judged.findIndex(it => it.differences.some(d => kindOf(d) === kind));
      if (hit >= 0) found = indexes[hit];
    }
    const next = found === undefined ? undefined : smaller[found];
    if (!next) return best;
    best = next;
    from = found ?? 0;
  }
}

/** The program with one thing left out, big things first. */
function candidates(program: Program): readonly Program[] {
  const out: Program[] = [];
  const put = (path: string, text: string): void => {
    out.push({ ...program, files: new Map(program.files).set(path, text) });
  };
  const files = [...program.files].map(([path, text]) => [path, text.split('\n')] as const);
  for (const [path, lines] of files) for (const [from, to] of blocks(lines)) put(path, lines.toSpliced(from, to - from).join('\n'));
  for (const [path, lines] of files)
    lines.forEach((line, i) => {
      if (line.trim() === '') put(path, lines.toSpliced(i, 1).join('\n'));
      for (const shorter of withoutArgument(line)) put(path, lines.with(i, shorter).join('\n'));
    });
  return out;
}

/** Each line with the lines that belong to it: those further in, and a closing bracket. Outer ones first. */
function blocks(lines: readonly string[]): readonly (readonly [from: number, to: number])[] {
  const indent = (line: string): number => line.length - line.trimStart().length;
  const found = lines.flatMap((line, from) => {
    if (line.trim() === '' || /^\s*[)\]}]/.test(line)) return [];
    let to = from + 1;
    const inner = (text: string): boolean => text.trim() === '' || indent(text) > indent(line) || /^[)\]}]/.test(text.slice(indent(line)));
    while (to < lines.length && inner(lines[to] ?? '')) to++;
    // A decorator goes with what it decorates.
    if (line.trimStart().startsWith('@') && to === from + 1) {
      to++;
      while (to < lines.length && inner(lines[to] ?? '')) to++;
    }
    return [{ from, to, depth: indent(line) }];
  });
  return found.sort((a, b) => a.depth - b.depth || b.to - b.from - (a.to - a.from)).map(({ from, to }) => [from, to]);
}

/** The line without one of the parts between commas. */
function* withoutArgument(line: string): Generator<string> {
  for (const { index } of line.matchAll(/,/g)) {
    const before = line.slice(0, index);
    const start = Math.max(before.lastIndexOf(','), before.lastIndexOf('('));
    // The part before this comma, and the one behind it.
    if (start >= 0) yield line.slice(0, start + 1) + line.slice(index + 1).trimStart();
    const rest = /^(?:[^,()[\]{}]|\([^()]*\)|\[[^[\]]*\]|\{[^{}]*\})*/.exec(line.slice(index + 1))?.[0] ?? '';
    if (rest.trim() !== '') yield before + line.slice(index + 1 + rest.length);
  }
}

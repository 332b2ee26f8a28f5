import { differences, inspect } from '../compare.ts';
import type { Outcome, Version } from '../sqlalchemy.ts';
import type { Program } from './print.ts';
import { judge } from './programs.ts';

/** Lines of a file that others, or none, take the place of. */
interface Change {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly by: readonly string[];
}

/**
 * A small program with the same difference, as far as leaving out lines and arguments leads: SQLAlchemy accepts it as it does the one given, or
 * refuses it as that.
 */
export async function reduce(version: Version, program: Program, outcome: Outcome, difference: string): Promise<Program> {
  const [error] = outcome.errors;
  const holds = (all: readonly Program[]): Promise<readonly boolean[]> =>
    judge(version, all).then(judged => judged.map(it => it.outcome.errors[0]?.message === error?.message && it.differences.includes(difference)));
  // Most of what cannot be left out is told from our side alone.
  const isPlausible = (it: Program): boolean => differences(inspect(it.files, version), outcome).includes(difference);
  let best = program;
  for (;;) {
    const possible = changes(best).filter(change => isPlausible(applied(best, [change])));
    const alone = await holds(possible.map(change => applied(best, [change])));
    const good = apart(possible.filter((_, i) => alone[i]));
    // What can be left out alone need not be so together with others.
    const unions = Array.from({ length: Math.ceil(Math.log2(good.length + 1)) + 1 }, (_, i) => applied(best, good.slice(0, Math.ceil(good.length / 2 ** i))));
    const together = good.length === 0 ? [] : await holds(unions);
    const next = unions[together.indexOf(true)];
    if (!next) return best;
    best = next;
  }
}

function applied(program: Program, all: readonly Change[]): Program {
  const files = new Map(program.files);
  for (const { path, from, to, by } of all.toSorted((a, b) => b.from - a.from))
    files.set(
      path,
      (files.get(path) ?? '')
        .split('\n')
        .toSpliced(from, to - from, ...by)
        .join('\n'),
    );
  return { ...program, files };
}

/** Of changes that touch the same lines the first. */
function apart(all: readonly Change[]): readonly Change[] {
  const out: Change[] = [];
  for (const it of all) if (!out.some(o => o.path === it.path && o.from < it.to && it.from < o.to)) out.push(it);
  return out;
}

/** What can be left out, big things first. */
function changes({ files }: Program): readonly Change[] {
  return [...files].flatMap(([path, text]) => {
    const lines = text.split('\n');
    const shorter = lines.flatMap((line, from) => [...withoutArgument(line)].map((by): Change => ({ path, from, to: from + 1, by: [by] })));
    return [...blocks(lines).map(([from, to]): Change => ({ path, from, to, by: [] })), ...shorter];
  });
}

/** Each line with the lines that belong to it: those further in, and a closing bracket. Outer ones first. */
function blocks(lines: readonly string[]): readonly (readonly [from: number, to: number])[] {
  const indent = (line: string): number => line.length - line.trimStart().length;
  const found = lines.slice(0, -1).flatMap((line, from) => {
    if (/^\s*[)\]}]/.test(line)) return [];
    if (line.trim() === '') return [{ from, to: from + 1, depth: 0 }];
    let to = from + 1;
    const isInner = (text: string): boolean => indent(text) > indent(line) || /^\s*[)\]}]/.test(text);
    const end = (): void => {
      while (to < lines.length && isInner(lines[to] ?? '')) to++;
    };
    end();
    // A decorator goes with what it decorates.
    if (line.trimStart().startsWith('@') && to === from + 1) {
      to++;
      end();
    }
    return [{ from, to, depth: indent(line) }];
  });
  return found.sort((a, b) => a.depth - b.depth || b.to - b.from - (a.to - a.from)).map(({ from, to }) => [from, to]);
}

/** The line without one of the parts between commas. */
function* withoutArgument(line: string): Generator<string> {
  for (const { index } of line.matchAll(/,/g)) {
    const start = Math.max(line.lastIndexOf(',', index - 1), line.lastIndexOf('(', index));
    if (start >= 0 && start < index) yield line.slice(0, start + 1) + line.slice(index + 1).trimStart();
    const rest = /^(?:[^,()[\]{}]|\([^()]*\)|\[[^[\]]*\]|\{[^{}]*\})*/.exec(line.slice(index + 1))?.[0] ?? '';
    if (rest.trim() !== '') yield line.slice(0, index) + line.slice(index + 1 + rest.length);
  }
}

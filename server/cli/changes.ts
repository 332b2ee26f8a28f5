/** What the commands share that change many files: they show a diff, write, or only say whether something would change. */
import type { Location, TextEdit } from 'vscode-languageserver-protocol';
import { pathOf, writeAll } from '../workspace/disk.ts';
import type { Opened } from './open.ts';
import { columns, type Format, type Output, paint } from './output.ts';
import { unifiedDiff } from './unified-diff.ts';

/** What is done with what could be changed. */
export type Mode = 'diff' | 'write' | 'check';

/** A relationship that is changed, or that is left with a reason. */
export interface Changed {
  readonly relationship: string;
  readonly at: Location;
  /** What it makes, where that is written as well. */
  readonly attributes?: readonly string[];
}

export interface Changes {
  readonly done: readonly Changed[];
  readonly left: readonly (Changed & { readonly reason: string })[];
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** The files as they would be. */
  readonly texts: ReadonlyMap<string, string>;
}

/** How a command speaks: `{ one: 'backref', many: 'backrefs', done: 'converted', none: 'There is no backref.' }`. */
export interface Wording {
  readonly one: string;
  readonly many: string;
  readonly done: string;
  readonly none: string;
}

/** What a command has to say besides. */
export interface Remarks {
  /** Behind the report. */
  readonly report: string;
  /** Further entries of the JSON. */
  readonly entries: object;
}

/** Writes the changes, or shows them. The exit code is 1 when the code holds something to change after the run. Throws when files cannot be written; then none is. */
export function carryOut(
  opened: Opened,
  made: Changes,
  { mode, format, colours }: { readonly mode: Mode; readonly format: Format; readonly colours: boolean },
  wording: Wording,
  remarks?: Remarks,
): Output {
  const text = new Map([...made.edits.keys()].map(uri => [uri, textOf(opened, uri)]));
  if (mode === 'write') {
    const why = writeAll([...made.texts].map(([uri, after]) => ({ path: pathOf(uri) ?? '', before: text.get(uri) ?? '', after })));
    if (why !== undefined) throw new Error(`${why}; nothing is changed`);
  }
  const code = made.left.length + (mode === 'write' ? 0 : made.done.length) > 0 ? 1 : 0;
  if (format === 'json') return { text: `${JSON.stringify({ ...described(made, opened, wording), ...remarks?.entries }, null, 2)}\n`, code };
  const diff = mode === 'diff' ? [...made.edits].map(([uri, edits]) => unifiedDiff(opened.relative(uri), text.get(uri) ?? '', edits)).join('') : '';
  return { text: coloured(diff, colours), report: report(made, mode, opened, wording) + (remarks?.report ?? ''), code };
}

function textOf({ snapshot }: Opened, uri: string): string {
  const lines = snapshot.lines(uri);
  return lines?.slice({ start: { line: 0, character: 0 }, end: { line: lines.count, character: 0 } }) ?? '';
}

/** What `--format json` prints. Lines count from 1. */
function described({ done, left, texts }: Changes, { root, relative }: Opened, wording: Wording): object {
  const place = ({ at, relationship, attributes }: Changed): object => ({
    file: relative(at.uri),
    line: at.range.start.line + 1,
    relationship,
    ...(attributes && { attributes }),
  });
  return {
    version: 1,
    root,
    [wording.done]: done.map(place),
    left: left.map(it => ({ ...place(it), reason: it.reason })),
    files: [...texts.keys()].map(relative).sort(),
  };
}

/** What was done and what was not, for people; it goes to standard error, so that standard output is the diff alone. */
function report({ done, left, texts }: Changes, mode: Mode, { relative }: Opened, wording: Wording): string {
  const lines: string[] = [];
  if (left.length > 0) {
    lines.push('Left as they are:');
    const rows = left.map(it => [`${relative(it.at.uri)}:${it.at.range.start.line + 1}`, it.relationship, it.reason.replaceAll('\n', ' ')]);
    lines.push(...columns(rows).map(row => `  ${row}`), '');
  }
  const what = `${done.length} ${done.length === 1 ? wording.one : wording.many}`;
  const where = `in ${texts.size} file${texts.size === 1 ? '' : 's'}`;
  const rest = left.length > 0 ? `, ${left.length} left` : '';
  if (done.length + left.length === 0) lines.push(wording.none);
  else lines.push(`${what} ${mode === 'write' ? '' : 'can be '}${wording.done} ${where}${rest}.`);
  return `${lines.join('\n')}\n`;
}

function coloured(diff: string, colours: boolean): string {
  if (!colours) return diff;
  const { bold, red, cyan, green } = paint(true);
  return diff.replace(/^.*$/gm, line => {
    if (/^(?:---|\+\+\+) /.test(line)) return bold(line);
    if (line.startsWith('@@')) return cyan(line);
    return line.startsWith('-') ? red(line) : line.startsWith('+') ? green(line) : line;
  });
}

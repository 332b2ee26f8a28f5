import type { TextEdit } from 'vscode-languageserver-protocol';
import { Lines } from '../base/text.ts';
import { applyEdits } from '../edits/source.ts';

/** Lines of the old text, from `start` to before `end`, and what stands in their place. */
interface Block {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

const context = 3;

/** What edits do to a file as a unified diff that `patch -p1` and `git apply` take; empty when they change nothing. */
export function unifiedDiff(path: string, text: string, edits: readonly TextEdit[]): string {
  const old = linesOf(text);
  const blocks = changed(text, old, edits);
  if (blocks.length === 0) return '';
  const out = [`--- a/${path}\n`, `+++ b/${path}\n`];
  const hunks: Block[][] = [];
  for (const it of blocks) {
    const last = hunks.at(-1)?.at(-1);
    if (last && it.start - last.end <= 2 * context) hunks.at(-1)?.push(it);
    else hunks.push([it]);
  }
  let shift = 0;
  for (const hunk of hunks) {
    const first = hunk[0]?.start ?? 0;
    const from = Math.max(0, first - context);
    const to = Math.min(old.length, (hunk.at(-1)?.end ?? 0) + context);
    const body: string[] = [];
    let at = from;
    for (const { start, end, lines } of hunk) {
      body.push(...old.slice(at, start).map(l => printed(' ', l)), ...old.slice(start, end).map(l => printed('-', l)), ...lines.map(l => printed('+', l)));
      at = end;
    }
    body.push(...old.slice(at, to).map(l => printed(' ', l)));
    const more = hunk.reduce((n, b) => n + b.lines.length - (b.end - b.start), 0);
    out.push(`@@ -${span(from, to - from)} +${span(from + shift, to - from + more)} @@\n`, ...body);
    shift += more;
  }
  return out.join('');
}

const span = (start: number, count: number): string => `${count === 0 ? start : start + 1}${count === 1 ? '' : `,${count}`}`;
const printed = (mark: string, line: string): string => `${mark}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`;

/** Lines with their breaks. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** The lines that edits change, in order, no two of them touching. */
function changed(text: string, old: readonly string[], edits: readonly TextEdit[]): readonly Block[] {
  const lines = new Lines(text);
  // Line breaks other than \n are part of a line here.
  const offsets = [0];
  for (const line of old) offsets.push((offsets.at(-1) ?? 0) + line.length);
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = Math.max(old.length - 1, 0);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((offsets[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const groups: { start: number; end: number; edits: TextEdit[] }[] = [];
  for (const edit of edits) {
    const start = lineAt(lines.offset(edit.range.start));
    const end = Math.min(old.length, lineAt(lines.offset(edit.range.end)) + 1);
    const last = groups.at(-1);
    if (last && start <= last.end) {
      last.end = Math.max(last.end, end);
      last.edits.push(edit);
    } else groups.push({ start, end, edits: [edit] });
  }
  return groups.flatMap(group => {
    const [from, to] = [offsets[group.start] ?? 0, offsets[group.end] ?? text.length];
    // What the other edits do stands in other lines.
    const after = applyEdits({ text, lines }, group.edits) ?? text;
    const now = linesOf(after.slice(from, after.length - (text.length - to)));
    const was = old.slice(group.start, group.end);
    return trimmed({ start: group.start, end: group.end, lines: now }, was);
  });
}

/** Without the lines at both ends that stay. */
function trimmed({ start, lines }: Block, was: readonly string[]): readonly Block[] {
  let head = 0;
  while (head < was.length && head < lines.length && was[head] === lines[head]) head++;
  let tail = 0;
  while (tail < was.length - head && tail < lines.length - head && was[was.length - 1 - tail] === lines[lines.length - 1 - tail]) tail++;
  const [from, to] = [start + head, start + was.length - tail];
  const rest = lines.slice(head, lines.length - tail);
  return from === to && rest.length === 0 ? [] : [{ start: from, end: to, lines: rest }];
}

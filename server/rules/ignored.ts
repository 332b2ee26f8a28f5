import type { Range } from 'vscode-languageserver-protocol';
import { memo } from '../base/lazy.ts';
import type { Lines } from '../base/text.ts';
import { type Comments, commentsOf } from '../edits/scan.ts';
import { Change, lineEnd } from '../edits/source.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Fix } from './rule.ts';

/** `# backref: ignore`, `# backref: ignore[code, code]`, `# noqa`, `# noqa: code, code`. */
const pattern = /#\s*(?:backref:\s*ignore(?:\[([^\]]*)\])?|noqa(?::\s*([\w-]+(?:[,\s]+[\w-]+)*))?)/gi;

/** True when a comment on the first or the last line of a finding silences its rule; where such a line has no room for one, on the next that has. */
export function isIgnored(snapshot: Snapshot, uri: string, { start, end }: Range, code: string): boolean {
  const lines = snapshot.lines(uri);
  if (!lines) return false;
  return [start.line, room(lines, end.line)].some(line =>
    [...commentOn(lines, line).matchAll(pattern)].some(([, ours, theirs]) => {
      const codes = ours ?? theirs;
      return (
        codes === undefined ||
        codes
          .trim()
          .split(/[,\s]+/)
          .includes(code)
      );
    }),
  );
}

const kept = new WeakMap<Lines, Comments>();
const commentsIn = (lines: Lines): Comments =>
  memo(kept, lines, () => commentsOf(lines.slice({ start: { line: 0, character: 0 }, end: { line: lines.count, character: 0 } })));

/** The first line from one on that a comment can stand on: it does not end in a string, nor with a backslash. */
function room(lines: Lines, from: number): number {
  const { closed } = commentsIn(lines);
  let line = from;
  while (closed.has(line)) line++;
  return line;
}

function commentOn(lines: Lines, line: number): string {
  const start = commentsIn(lines).starts.get(line);
  return start === undefined ? '' : lines.line(line).slice(lines.position(start).character);
}

/** The comment that silences a finding, beside what the line says already; undefined where the file is not valid Python. */
export function ignoreHere(snapshot: Snapshot, uri: string, { start, end }: Range, code: string): Fix | undefined {
  const change = new Change(snapshot);
  const source = change.source(uri);
  if (!source) return undefined;
  const { text, lines } = source;
  const { closed } = commentsIn(lines);
  const line = closed.has(start.line) ? room(lines, end.line) : start.line;
  const comment = commentOn(lines, line);
  const own = /#\s*backref:\s*ignore\[([^\]]*)/i.exec(comment);
  const from = lines.offset({ line, character: 0 });
  const to = lineEnd(text, from);
  if (own) {
    const at = from + lines.line(line).length - comment.length + own.index + own[0].trimEnd().length;
    change.insert(source, at, own[1]?.trim() === '' ? code : `, ${code}`);
  } else {
    const written = lines.line(line).trimEnd().length;
    change.replace(source, from + written, to, `  # backref: ignore[${code}]`);
  }
  const edits = change.finish();
  return edits && { title: `Ignore here: ${code}`, edits };
}

/** How calls are laid out, the way the usual formatters do it. */
import { memo } from '../base/lazy.ts';
import type { Call, ClassDef } from '../syntax/tree.ts';
import { addArguments, asTaken, bracketsOf, extraOf, replaceArgument, slotOf } from './arguments.ts';
import { bodyIndent, indentUnit } from './class-body.ts';
import { commentsIn, withLines } from './scan.ts';
import { type Change, indentAt, lineEnd, lineStart, type Source } from './source.ts';

/** Widths that projects choose. */
const widths = [79, 88, 99, 100, 110, 120] as const;
const known = new WeakMap<Source, number>();

/**
 * How long a line of a file may be: what its formatter is told, else 88 columns, or what the file shows, within the limit of a linter. A line of
 * code that is longer shows that more is allowed; a call that is broken though it would fit shows that it is not.
 */
export function lineWidth(source: Source): number {
  const { width } = source;
  if (width?.by === 'formatter') return width.columns;
  const shown = memo(known, source, () => judgeWidth(source));
  return width ? Math.min(shown, width.columns) : shown;
}

function judgeWidth({ text }: Source): number {
  const lines = text.split(/\r?\n/);
  // A long comment or string is no sign, as formatters do not break them; a call of several arguments is.
  const breakable = (line: string): boolean =>
    !/["']/.test(line) || (/\(.*,.*\)/.test(line.replace(/(["']).*?\1/g, '')) && !/(["'])(?:(?!\1).){40}/.test(line));
  const code = lines.filter(line => !line.includes('#') && breakable(line)).map(line => line.trimEnd().length);
  const longest = code.reduce((most, n) => (n <= 120 ? Math.max(most, n) : most), 0);
  let shortest = Number.POSITIVE_INFINITY;
  for (const [i, line] of lines.entries()) {
    // `head(` / `    arguments` / `)`
    const [inner, close] = [lines[i + 1], lines[i + 2]];
    if (!/[\w\]]\($/.test(line) || inner === undefined || close === undefined || !/^\s*\)[^#]{0,3}$/.test(close) || /[,([{]$|#/.test(inner.trimEnd())) continue;
    shortest = Math.min(shortest, line.length + inner.trim().length + close.trim().length);
  }
  const fitting = widths.filter(w => w >= longest && w < shortest);
  if (fitting.includes(79) && lines.length > 100 && lines.every(line => line.trimEnd().length <= 79)) return 79;
  if (fitting.includes(88)) return 88;
  return fitting[0] ?? Math.min(Math.max(longest, 79), 100);
}

/** `head(args)` in a class body, its first line without indentation: one line when it fits, else the arguments on a line of their own, else one line for each. */
export function layOut(source: Source, cls: ClassDef, head: string, args: readonly string[]): string {
  const indent = bodyIndent(source, cls);
  const width = lineWidth(source);
  const line = `${head}(${args.join(', ')})`;
  const several = args.some(a => a.includes('\n'));
  if (!several && indent.length + line.length <= width) return line;
  const inner = indent + indentUnit(source);
  const joined = args.join(', ');
  if (!several && inner.length + joined.length <= width) return [`${head}(`, `${inner}${joined}`, `${indent})`].join(source.eol);
  // Lines of an argument stand as far in as they did against the first one.
  const lines = args.map(a => `${inner}${withLines(a, source.eol, line => (line === '' ? '' : inner + line))},`);
  return [`${head}(`, ...lines, `${indent})`].join(source.eol);
}

/** As `replaceArgument`, with further arguments behind it; where the call was laid out by the width of the line, and that has come out differently, it is laid out anew. */
export function replaceInLayout(change: Change, source: Source, call: Call, old: string, keyword: string, value: string, more: readonly string[]): boolean {
  const unit = indentUnit(source);
  const brackets = bracketsOf(source, call);
  const slot = brackets && slotOf(source, call, brackets, old);
  if (!brackets || !slot) return more.length === 0 && replaceArgument(change, source, call, old, keyword, value);
  const { text, eol } = source;
  const ownLine = text.slice(lineStart(text, slot.start), slot.start).trim() === '';
  const between = ownLine ? `,${eol}${indentAt(text, slot.start)}` : ', ';
  const plainly = (): boolean => replaceArgument(change, source, call, old, keyword, [value, ...more].join(between));
  const { open, close, slots } = brackets;
  const before = slots.map(s => text.slice(s.start, s.end));
  const after = slots.flatMap((s, i) => (s === slot ? [`${keyword}=${value}`, ...more] : (before[i] ?? [])));
  if (commentsIn(text, open, close).length > 0 || after.some(a => /[\r\n]/.test(a)) || slots.at(-1)?.comma !== undefined) return plainly();
  const width = lineWidth(source);
  const indent = indentAt(text, open);
  const head = text.slice(lineStart(text, open), open + 1);
  const tail = text.slice(close, lineEnd(text, close)).replace(/\s*#.*/, '');
  const oneLine = (args: readonly string[]): boolean => args.every(a => !/[\r\n]/.test(a)) && head.length + args.join(', ').length + tail.length <= width;
  const inside = (args: readonly string[]): boolean => args.every(a => !/[\r\n]/.test(a)) && indent.length + unit.length + args.join(', ').length <= width;
  const raw = text.slice(open + 1, close);
  // Arguments on lines of their own stay there.
  if (slots.some((s, i) => i > 0 && /[\r\n]/.test(text.slice(slots[i - 1]?.end, s.start)))) return plainly();
  const now = !/[\r\n]/.test(raw) ? 'line' : /^\s*[\r\n]/.test(raw) && /[\r\n]\s*$/.test(raw) ? 'block' : 'other';
  const put = (inner: string): true => {
    change.replace(source, open + 1, close, inner);
    return true;
  };
  const whole = oneLine(after);
  if (now === 'other' || (now === 'line' && (whole || !oneLine(before)))) return plainly();
  if (now === 'block' && whole && !oneLine(before)) return put(after.join(', '));
  // A block of one line, or one whose last argument goes on, that the formatter has made.
  if (now === 'block' && (oneLine(before) || (inside(after) && inside(before)))) return plainly();
  if (inside(after)) return put(`${eol}${indent}${unit}${after.join(', ')}${eol}${indent}`);
  return put(`${eol}${after.map(a => `${indent}${unit}${a},${eol}`).join('')}${indent}`);
}

/** As `addArguments`; a statement of one line that would become too long gets the arguments of its call on lines of their own. */
export function addInLayout(change: Change, source: Source, call: Call, given: readonly string[]): boolean {
  const brackets = bracketsOf(source, call);
  const { text, eol } = source;
  const plainly = (): boolean => addArguments(change, source, call, given);
  if (!brackets || extraOf(source, call)) return plainly();
  const args = asTaken(source, call, given);
  const { open, close, slots } = brackets;
  const head = text.slice(lineStart(text, open), open + 1);
  const tail = text.slice(close, lineEnd(text, close));
  // One call that the statement is: formatters break the outermost brackets first.
  if (
    /[\r\n]/.test(text.slice(open, close)) ||
    !/^\)\s*(?:#.*)?$/.test(tail) ||
    /[([{]/.test(head.slice(0, -1).replace(/\[[^\][]*(?:\[[^\][]*\][^\][]*)*\]/g, ''))
  )
    return plainly();
  const width = lineWidth(source);
  const before = slots.map(s => text.slice(s.start, s.end));
  const after = [...before, ...args];
  const length = (list: readonly string[]): number => head.length + list.join(', ').length + 1;
  if (length(after) <= width || length(before) > width) return plainly();
  const indent = indentAt(text, open);
  const inner = `${eol}${indent}${indentUnit(source)}`;
  const block = inner.length - eol.length + after.join(', ').length <= width ? `${inner}${after.join(', ')}` : after.map(a => `${inner}${a},`).join('');
  change.replace(source, open + 1, close, `${block}${eol}${indent}`);
  return true;
}

/** As `setArgument`, within the width of the line. */
export const setInLayout = (change: Change, source: Source, call: Call, keyword: string, value: string): boolean =>
  replaceInLayout(change, source, call, keyword, keyword, value, []) || addInLayout(change, source, call, [`${keyword}=${value}`]);

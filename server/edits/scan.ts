/** Reads just enough of Python's words to tell brackets, commas and comments in code from those in strings. */

/** One argument of a call as it is written. */
export interface Slot {
  readonly start: number;
  /** Behind its last character; comments and white space are left out. */
  readonly end: number;
  /** Where the comma behind it stands. */
  readonly comma: number | undefined;
}

/** A pair of brackets and what is listed in it. */
export interface Brackets {
  readonly open: number;
  readonly close: number;
  readonly slots: readonly Slot[];
}

/** The brackets that open at an offset; undefined when they do not close. */
export function readBrackets(text: string, open: number): Brackets | undefined {
  const slots: Slot[] = [];
  let depth = 0;
  let start: number | undefined;
  let end = open + 1;
  for (let at = open; at < text.length; ) {
    const c = text.charAt(at);
    if (c === '#') {
      at = endOfComment(text, at);
      continue;
    }
    if (/\s/.test(c) || (c === '\\' && /[\r\n]/.test(text.charAt(at + 1)))) {
      at++;
      continue;
    }
    if (depth === 1 && c === ',') {
      if (start !== undefined) slots.push({ start, end, comma: at });
      start = undefined;
      at++;
      continue;
    }
    if (depth === 1 && (c === ')' || c === ']' || c === '}')) {
      if (start !== undefined) slots.push({ start, end, comma: undefined });
      return { open, close: at, slots };
    }
    if (depth >= 1) start ??= at;
    if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') depth--;
    at = c === '"' || c === "'" ? endOfString(text, at) : at + 1;
    end = at;
  }
  return undefined;
}

const endOfComment = (text: string, at: number): number => {
  let end = at;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
};

/** Behind the string whose opening quote stands at `at`; the letters in front of the quote say how it is read. */
export function endOfString(text: string, at: number): number {
  const quote = text.charAt(at);
  const triple = text.startsWith(quote.repeat(3), at);
  const close = triple ? quote.repeat(3) : quote;
  const prefix = (/[A-Za-z]{0,2}$/.exec(text.slice(Math.max(0, at - 2), at))?.[0] ?? '').toLowerCase();
  const formatted = /^(?:[ft]|[ft]r|r[ft])$/.test(prefix);
  let i = at + close.length;
  while (i < text.length) {
    if (text.startsWith(close, i)) return i + close.length;
    const c = text.charAt(i);
    // Even in a raw string a backslash keeps the quote behind it from closing.
    if (c === '\\' && !(formatted && text[i + 1] === '{')) i += 2;
    else if (formatted && c === '{') i = text.startsWith('{{', i) ? i + 2 : endOfField(text, i);
    else if (!triple && (c === '\n' || c === '\r')) return i;
    else i++;
  }
  return text.length;
}

/** Behind the `{...}` of a formatted string; since Python 3.12 it may hold the same quotes again. */
function endOfField(text: string, at: number): number {
  let depth = 0;
  let i = at;
  while (i < text.length) {
    const c = text.charAt(i);
    if (c === '"' || c === "'") i = endOfString(text, i);
    else {
      if (c === '{' || c === '[' || c === '(') depth++;
      if (c === '}' || c === ']' || c === ')') depth--;
      i++;
      if (depth === 0) return i;
    }
  }
  return i;
}

/** The first offset from `at` on that holds neither white space nor a comment. */
export function skipBlank(text: string, at: number): number {
  let i = at;
  while (i < text.length) {
    if (text[i] === '#') i = endOfComment(text, i);
    else if (/\s/.test(text.charAt(i)) || (text[i] === '\\' && /[\r\n]/.test(text.charAt(i + 1)))) i++;
    else break;
  }
  return i;
}

/** Where comments stand, and where there is no room for one, by line. */
export interface Comments {
  /** The offset of the `#`. */
  readonly starts: ReadonlyMap<number, number>;
  /** Lines that end within a string or with a backslash. */
  readonly closed: ReadonlySet<number>;
}

/** The comments of a text, told from what only looks like one in a string. */
export function commentsOf(text: string): Comments {
  const starts = new Map<number, number>();
  const closed = new Set<number>();
  let line = 0;
  const isBreak = (at: number): boolean => text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n');
  for (let at = 0; at < text.length; ) {
    const c = text.charAt(at);
    if (c === '#') {
      starts.set(line, at);
      at = endOfComment(text, at);
    } else if (c === '"' || c === "'") {
      const end = endOfString(text, at);
      for (; at < end; at++) if (isBreak(at)) closed.add(line++);
    } else {
      if (c === '\\' && /[\r\n]/.test(text.charAt(at + 1))) closed.add(line);
      if (isBreak(at)) line++;
      at++;
    }
  }
  return { starts, closed };
}

/** A text with its lines behind the first one changed, save those that begin within a string or behind a backslash; joined by `eol`. */
export function withLines(text: string, eol: string, change: (line: string) => string): string {
  const { closed } = commentsOf(text);
  return text
    .split(/\r?\n/)
    .map((line, i) => (i === 0 || closed.has(i - 1) ? line : change(line)))
    .join(eol);
}

/** The comments between two offsets, without their line breaks. */
export function commentsIn(text: string, start: number, end: number): readonly string[] {
  const out: string[] = [];
  for (let at = start; at < end; ) {
    const c = text.charAt(at);
    if (c === '#') {
      const close = endOfComment(text, at);
      out.push(text.slice(at, close).trimEnd());
      at = close;
    } else at = c === '"' || c === "'" ? endOfString(text, at) : at + 1;
  }
  return out;
}

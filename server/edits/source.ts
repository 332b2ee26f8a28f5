import type { Range, TextEdit } from 'vscode-languageserver-protocol';
import { append } from '../base/lazy.ts';
import { comparePositions } from '../base/ranges.ts';
import { Lines } from '../base/text.ts';
import { parseModule } from '../syntax/parse.ts';
import type { Module } from '../syntax/tree.ts';
import type { LineWidth } from '../workspace/line-width.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** A valid Python file that is to be changed. */
export interface Source {
  readonly uri: string;
  readonly text: string;
  readonly lines: Lines;
  readonly tree: Module;
  /** The line break it is written with. */
  readonly eol: string;
  /** The quote most of its strings stand in. */
  readonly quote: '"' | "'";
  /** How long its lines may be, where its project says so. */
  readonly width: LineWidth | undefined;
}

/** The text as a source, whatever uri it has. */
export function sourceFrom(uri: string, text: string, tree: Module = parseModule(text), lines: Lines = new Lines(text), width?: LineWidth): Source {
  const count = (c: string): number => text.split(c).length;
  return { uri, text, lines, tree, eol: text.includes('\r\n') ? '\r\n' : '\n', quote: count("'") > count('"') ? "'" : '"', width };
}

/** An edit, and for whose sake it is made where several things are done at once. */
export interface GroupedEdit extends TextEdit {
  readonly group: string | undefined;
}

/** What a change needs to know of the workspace. */
type Texts = Pick<Snapshot, 'tree' | 'lines' | 'lineWidth' | 'installed'>;

/** A set of edits in one or more files that belong together. */
export class Change {
  readonly #snapshot: Texts;
  readonly #sources = new Map<string, Source | undefined>();
  readonly #edits: (GroupedEdit & { readonly uri: string })[] = [];
  /** For whose sake the next edits are made. */
  group: string | undefined;

  constructor(snapshot: Texts) {
    this.#snapshot = snapshot;
  }

  /** A file to change; undefined when it is not the workspace's, when it cannot be read or is not valid Python now: what is known of it may be older than its text. */
  source(uri: string): Source | undefined {
    if (!this.#sources.has(uri)) {
      const tree = this.#snapshot.installed(uri) ? undefined : this.#snapshot.tree(uri);
      const lines = this.#snapshot.lines(uri);
      const whole = { start: { line: 0, character: 0 }, end: { line: lines?.count ?? 0, character: 0 } };
      this.#sources.set(uri, tree && lines && !tree.broken ? sourceFrom(uri, lines.slice(whole), tree, lines, this.#snapshot.lineWidth(uri)) : undefined);
    }
    return this.#sources.get(uri);
  }

  replace(source: Source, start: number, end: number, newText: string): void {
    this.replaceRange(source.uri, source.lines.range(start, end), newText);
  }

  insert(source: Source, at: number, newText: string): void {
    this.replace(source, at, at, newText);
  }

  replaceRange(uri: string, range: Range, newText: string): void {
    this.#edits.push({ uri, range, newText, group: this.group });
  }

  /** How many edits there are, for `undo`. */
  get size(): number {
    return this.#edits.length;
  }

  /** Takes back the edits that were made since there were so many. */
  undo(size: number): void {
    this.#edits.length = size;
  }

  /** The edits by file; undefined when there are none, or when a text would not be valid Python afterwards. */
  finish(): ReadonlyMap<string, readonly TextEdit[]> | undefined {
    const edits = this.grouped();
    if (edits.size === 0) return undefined;
    for (const [uri, list] of edits) {
      const source = this.source(uri);
      const text = source && applyEdits(source, list);
      if (text === undefined || parseModule(text).broken) return undefined;
    }
    return new Map([...edits].map(([uri, list]) => [uri, list.map(({ range, newText }) => ({ range, newText }))]));
  }

  /** The edits by file, in the order of the text; whether they go together is not looked at. */
  grouped(): ReadonlyMap<string, readonly GroupedEdit[]> {
    const edits = new Map<string, GroupedEdit[]>();
    for (const { uri, range, newText, group } of this.#edits) append(edits, uri, { range, newText, group });
    // Where an insertion and a replacement begin together, the protocol wants the insertion first.
    for (const list of edits.values()) list.sort((a, b) => comparePositions(a.range.start, b.range.start) || comparePositions(a.range.end, b.range.end));
    return edits;
  }
}

/** The text after the edits; undefined when two of them overlap. Insertions at one place keep their order. */
export function applyEdits({ text, lines }: Pick<Source, 'text' | 'lines'>, edits: readonly TextEdit[]): string | undefined {
  const sorted = edits
    .map((edit, i) => ({ start: lines.offset(edit.range.start), end: lines.offset(edit.range.end), text: edit.newText, i }))
    .sort((a, b) => a.start - b.start || a.end - b.end || a.i - b.i);
  let out = '';
  let at = 0;
  for (const edit of sorted) {
    if (edit.start < at) return undefined;
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + text.slice(at);
}

/** A Python string literal of a text without special characters. */
export const quoted = (text: string, quote: string): string => `${quote}${text}${quote}`;

/** The quote a string literal stands in; undefined for what is none. */
export function quoteAt(source: Source, literal: Range): '"' | "'" | undefined {
  const found = /^[A-Za-z]*("|')/.exec(source.lines.slice(literal))?.[1];
  return found === '"' || found === "'" ? found : undefined;
}

/** The offset of the first character of the line that holds `offset`. */
export const lineStart = (text: string, offset: number): number => Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;

/** The offset behind the last character of the line that holds `offset`, its line break left out. */
export function lineEnd(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

/** The offset where the line behind the one that holds `offset` begins; the end of the text when there is none. */
export function nextLine(text: string, offset: number): number {
  const end = lineEnd(text, offset);
  return text.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, text.length);
}

/** The white space a line begins with. */
export const indentAt = (text: string, offset: number): string => /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? '';

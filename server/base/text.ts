import type { Position, Range } from 'vscode-languageserver-protocol';

/** Offsets (UTF-16) of a text's lines: the one place where offsets and LSP positions meet. */
export class Lines {
  readonly #text: string;
  readonly #starts: number[] = [0];
  #last = 0;

  constructor(text: string) {
    this.#text = text;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) this.#starts.push(i + 1);
    }
  }

  /** The whole text. */
  get text(): string {
    return this.#text;
  }

  get count(): number {
    return this.#starts.length;
  }

  /** The position of an offset; an offset outside the text is moved to its nearest end. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#text.length));
    // Offsets are mostly asked for in rising order, so the line of the last answer is the best first guess.
    let line = this.#last;
    if (at < (this.#starts[line] ?? 0) || at >= (this.#starts[line + 3] ?? Number.POSITIVE_INFINITY)) {
      let low = 0;
      let high = this.#starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((this.#starts[middle] ?? 0) <= at) low = middle;
        else high = middle - 1;
      }
      line = low;
    } else while (at >= (this.#starts[line + 1] ?? Number.POSITIVE_INFINITY)) line++;
    this.#last = line;
    return { line, character: at - (this.#starts[line] ?? 0) };
  }

  range(start: number, end: number): Range {
    return { start: this.position(start), end: this.position(end) };
  }

  /** The offset of a position; a column behind the line's end is moved to the line's end. */
  offset({ line, character }: Position): number {
    if (line >= this.#starts.length) return this.#text.length;
    const start = this.#starts[Math.max(line, 0)] ?? 0;
    return Math.min(start + Math.max(character, 0), this.#end(line));
  }

  /** The text of a line without its line break. */
  line(line: number): string {
    if (line < 0 || line >= this.#starts.length) return '';
    return this.#text.slice(this.#starts[line], this.#end(line));
  }

  slice(range: Range): string {
    return this.#text.slice(this.offset(range.start), this.offset(range.end));
  }

  #end(line: number): number {
    const next = this.#starts[line + 1];
    if (next === undefined) return this.#text.length;
    return this.#text.charCodeAt(next - 1) === 10 && this.#text.charCodeAt(next - 2) === 13 ? next - 2 : next - 1;
  }
}

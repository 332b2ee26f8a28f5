import type { Hash, Words } from './words.ts';

/** A file and the words of its text. */
export interface Held {
  readonly uri: string;
  readonly words: Words;
}

/** When more files than these have other words than when the table was made, it is made anew. */
const maxChanged = 50;

/** Finds the files that hold words without looking into each: a search asks for thousands of names. One table serves while few texts change. */
export class WordTables {
  #table: Table | undefined;

  /** What tells which of these files hold all of some words, in the order of the files; a few more may be among them. */
  over(files: readonly Held[]): (words: readonly Hash[]) => readonly string[] {
    let changed = this.#table?.changedIn(files);
    if (this.#table === undefined || changed === undefined) {
      this.#table = new Table(files);
      changed = [];
    }
    const table = this.#table;
    const others = changed;
    return ([first, ...more]) => {
      if (!first) return [];
      const places = others.length === 0 ? table.filesWith(first) : Uint32Array.from([...table.filesWith(first), ...others]).sort();
      const found: string[] = [];
      let last: number | undefined;
      for (const place of places) {
        const file = files[place];
        if (place !== last && file?.words.mayHold(first) && more.every(word => file.words.mayHold(word))) found.push(file.uri);
        last = place;
      }
      return found;
    };
  }
}

/** Files by the last bits of the hashes of their words: as small as the words themselves, and made in the time it takes to read them. */
class Table {
  readonly #files: readonly Held[];
  readonly #mask: number;
  /** Where the files of each ending begin. */
  readonly #starts: Uint32Array;
  /** Places in the list of files. */
  readonly #places: Uint32Array;

  constructor(files: readonly Held[]) {
    this.#files = files;
    const total = files.reduce((sum, f) => sum + f.words.count, 0);
    const endings = 2 ** Math.min(20, Math.ceil(Math.log2(total / 2 + 256)));
    this.#mask = endings - 1;
    this.#starts = new Uint32Array(endings + 1);
    this.#places = new Uint32Array(total);
    for (const { words } of files) for (const hash of words.hashes) this.#count((hash & this.#mask) + 1);
    for (let i = 1; i <= endings; i++) this.#starts[i] = (this.#starts[i] ?? 0) + (this.#starts[i - 1] ?? 0);
    const next = this.#starts.slice();
    for (const [place, { words }] of files.entries())
      for (const hash of words.hashes) {
        const ending = hash & this.#mask;
        const at = next[ending] ?? 0;
        this.#places[at] = place;
        next[ending] = at + 1;
      }
  }

  #count(ending: number): void {
    this.#starts[ending] = (this.#starts[ending] ?? 0) + 1;
  }

  /** The places of the files that may hold a word, in order; some stand there more than once. */
  filesWith({ hash }: Hash): Uint32Array {
    const ending = hash & this.#mask;
    return this.#places.subarray(this.#starts[ending], this.#starts[ending + 1]);
  }

  /** The places of the files whose words are not those of the table; undefined when it is of no use for these files. */
  changedIn(files: readonly Held[]): number[] | undefined {
    if (files.length !== this.#files.length) return undefined;
    const changed: number[] = [];
    for (const [i, { uri, words }] of files.entries()) {
      const before = this.#files[i];
      if (before?.uri !== uri) return undefined;
      if (before.words !== words) changed.push(i);
    }
    return changed.length > maxChanged ? undefined : changed;
  }
}

/** The identifiers of a text, kept as hashes: enough to rule a file out of a search, at a few kilobytes for each file. */
export class Words {
  readonly #hashes: Uint32Array;

  constructor(text: string) {
    const seen = new Set<number>();
    let hash = start;
    let inside = false;
    for (let i = 0; i <= text.length; i++) {
      const c = i < text.length ? text.charCodeAt(i) : 0;
      if (isWord(c)) {
        hash = step(hash, c);
        inside = true;
      } else if (inside) {
        seen.add(hash);
        hash = start;
        inside = false;
      }
    }
    this.#hashes = Uint32Array.from(seen).sort();
  }

  /** Of all words, in order. */
  get hashes(): Iterable<number> {
    return this.#hashes;
  }

  get count(): number {
    return this.#hashes.length;
  }

  /** False only when the word is not in the text. */
  mayHold(word: Hash): boolean {
    let low = 0;
    let high = this.#hashes.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const at = this.#hashes[middle] ?? 0;
      if (at === word.hash) return true;
      if (at < word.hash) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }
}

/** A word ready to be looked up. */
export interface Hash {
  readonly hash: number;
}

export function hashOf(word: string): Hash {
  let hash = start;
  for (let i = 0; i < word.length; i++) hash = step(hash, word.charCodeAt(i));
  return { hash };
}

/** FNV-1a. */
const start = 0x811c9dc5;
const step = (hash: number, c: number): number => Math.imul(hash ^ c, 0x01000193) >>> 0;

const isWord = (c: number): boolean => (c >= 97 && c <= 122) || c === 95 || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c > 127;

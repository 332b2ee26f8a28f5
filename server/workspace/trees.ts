import { lazy } from '../base/lazy.ts';
import { Lines } from '../base/text.ts';
import { parseModule } from '../syntax/parse.ts';
import type { Module } from '../syntax/tree.ts';

/** A text, and its tree when somebody asks for it. */
export interface Parsed {
  readonly module: () => Module;
  readonly lines: Lines;
  /** Characters of its text. */
  readonly size: number;
}

/** Trees are heavy, some 20 bytes for a character; they are kept for texts of so many characters altogether, those that were asked for last. */
const keptText = 3_000_000;
/** As long as no text changes more are kept: what was worked out holds on to them anyway, and a search comes back to the same files. */
const keptWhileUnchanged = 12_000_000;

/** The trees of the files that were asked for last. */
export class Trees {
  readonly #kept = new Map<string, Parsed>();
  #size = 0;

  /** The tree of a file; undefined when it has no text. */
  get(uri: string, text: () => string | undefined): Parsed | undefined {
    const kept = this.#kept.get(uri);
    if (kept) {
      this.#kept.delete(uri);
      this.#kept.set(uri, kept);
      return kept;
    }
    const now = text();
    if (now === undefined) return undefined;
    const lines = new Lines(now);
    const parsed: Parsed = { module: lazy(() => parseModule(now, lines)), lines, size: now.length };
    this.#kept.set(uri, parsed);
    this.#size += parsed.size;
    this.trim(keptWhileUnchanged);
    return parsed;
  }

  /** Lets go of those that were asked for longest ago. */
  trim(size = keptText): void {
    for (const [oldest] of this.#kept) {
      if (this.#size <= size || this.#kept.size === 1) return;
      this.drop(oldest);
    }
  }

  drop(uri: string): void {
    this.#size -= this.#kept.get(uri)?.size ?? 0;
    this.#kept.delete(uri);
  }

  clear(): void {
    this.#kept.clear();
    this.#size = 0;
  }
}

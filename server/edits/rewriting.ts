import type { TextEdit } from 'vscode-languageserver-protocol';
import { memo } from '../base/lazy.ts';
import type { ClassSymbol } from '../model/values.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { findClass } from './class-body.ts';
import { Imports } from './imports.ts';
import type { Place } from './mapped-type.ts';
import { Change, type Source } from './source.ts';

/** Several changes of a kind that are made together: each file's imports are written once. */
export class Rewriting {
  readonly snapshot: Snapshot;
  readonly change: Change;
  readonly #imports = new Map<Source, Imports>();
  readonly #done = new Set<unknown>();

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.change = new Change(snapshot);
  }

  /** The body of a class, or why it cannot be changed. */
  place(symbol: ClassSymbol): Place | { readonly why: string } {
    const { uri } = symbol.module;
    if (symbol.made) return { why: 'the class is made by code' };
    if (this.snapshot.installed(uri)) return { why: 'the class belongs to an installed package' };
    const source = this.change.source(uri);
    const cls = source && findClass(source.tree.body, symbol.fact.name.range);
    return cls ? { snapshot: this.snapshot, symbol, source, cls, imports: this.imports(source) } : { why: 'the file is not valid Python' };
  }

  /** True the first time that a thing comes to be changed: one call may make the attributes of several classes. */
  first(thing: unknown): boolean {
    const fresh = !this.#done.has(thing);
    this.#done.add(thing);
    return fresh;
  }

  imports(source: Source): Imports {
    return memo(this.#imports, source, () => new Imports(this.change, source));
  }

  /** The edits by file; undefined when there are none, or when a text would not be valid Python afterwards. */
  finish(): ReadonlyMap<string, readonly TextEdit[]> | undefined {
    for (const imports of this.#imports.values()) imports.write();
    return this.change.finish();
  }
}

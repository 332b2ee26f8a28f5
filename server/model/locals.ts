import type { Range } from 'vscode-languageserver-protocol';
import { memo } from '../base/lazy.ts';
import type { Name } from '../syntax/tree.ts';
import type { ClassSymbol, Frame, Value, Written } from './values.ts';

/** The names of a function that is running. */
export class Locals implements Frame {
  readonly #values = new Map<string, Value>();
  readonly #written = new Map<string, Written>();
  readonly #attributes = new Map<ClassSymbol, Map<string, Value>>();
  /** Lists and dicts that somebody else holds too. */
  readonly #shared = new Set<Value>();
  #frozen: Frame | undefined;

  get(name: string): Value | undefined {
    return this.#values.get(name);
  }

  written(name: string): Written | undefined {
    return this.#written.get(name);
  }

  attribute(cls: ClassSymbol, name: string): Value | undefined {
    return this.#attributes.get(cls)?.get(name);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  set(name: string, value: Value, written?: Written): void {
    this.#frozen = undefined;
    this.#values.set(name, value);
    if (written) this.#written.set(name, written);
    else this.#written.delete(name);
  }

  /** Notes that a value can be changed from outside, or is seen there when it is changed here. */
  share(value: Value): void {
    this.#shared.add(value);
  }

  /** Puts a changed list or dict in the place of the old one, under all its names; false when others hold the old one too. */
  change(old: Value, now: Value): boolean {
    if (this.#shared.has(old)) return false;
    for (const [name, value] of this.#values) if (value === old) this.set(name, now);
    return true;
  }

  setAttribute(cls: ClassSymbol, name: string, value: Value): void {
    this.#frozen = undefined;
    memo(this.#attributes, cls, () => new Map<string, Value>()).set(name, value);
  }

  frozen(): Frame {
    this.#frozen ??= this.#copy();
    return this.#frozen;
  }

  #copy(): Frame {
    const values = new Map(this.#values);
    const written = new Map(this.#written);
    const attributes = new Map([...this.#attributes].map(([cls, map]) => [cls, new Map(map)]));
    return {
      get: name => values.get(name),
      written: name => written.get(name),
      attribute: (cls, name) => attributes.get(cls)?.get(name),
      live: this,
    };
  }
}

/** Names given to values that have none, such as the items of `*args`. */
export class Nameless implements Frame {
  static #count = 0;
  /** No name of Python's begins with a blank, and no two of these frames have a name in common. */
  readonly #prefix = ` ${Nameless.#count++}.`;
  readonly #values: Value[] = [];
  readonly #written: (Written | undefined)[] = [];

  /** A name for the value, standing at `at`. */
  add(value: Value, written: Written | undefined, at: { readonly range: Range }): Name {
    this.#values.push(value);
    this.#written.push(written);
    return { kind: 'name', id: `${this.#prefix}${this.#values.length - 1}`, range: at.range };
  }

  get(name: string): Value | undefined {
    return name.startsWith(this.#prefix) ? this.#values[Number(name.slice(this.#prefix.length))] : undefined;
  }

  written(name: string): Written | undefined {
    return name.startsWith(this.#prefix) ? this.#written[Number(name.slice(this.#prefix.length))] : undefined;
  }
}

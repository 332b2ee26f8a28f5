import { memo } from '../base/lazy.ts';
import { type Joining, neverType, type Type, unknownType } from './types.ts';

/** How many functions, fields and parameters deep a value is followed. */
const maxDepth = 9;
/** So many expressions are looked at for one question. */
const maxSteps = 8_000;

/**
 * What inference has worked out, and what it is working on. A thing defined through itself counts as nothing while it is worked out, so that
 * `def f(): return f() or User()` is a User; what was seen in that state is not kept.
 */
export class Work {
  readonly #known = new Map<unknown, Type>();
  readonly #pending = new Map<unknown, number>();
  /** What was cut short because it lay too deep, by the depth at which it was asked for: there it comes out the same each time. */
  readonly #shallow = new Map<number, Map<unknown, Type>>();
  /** The outermost thing whose incomplete state has been seen since it was last reset. */
  #seen = Number.POSITIVE_INFINITY;
  /** Something that lay too deep has been met since this was last reset. */
  #tooDeep = false;
  #steps = 0;
  #nesting = 0;
  /** How possibilities are put together. */
  readonly join: Joining;

  constructor(join: Joining) {
    this.join = join;
  }

  /** The type under a key, worked out once, or once for each depth where it leads too deep. */
  once(key: unknown, make: () => Type): Type {
    const known = this.#known.get(key);
    if (known) return known;
    const running = this.#pending.get(key);
    if (running !== undefined) {
      this.#seen = Math.min(this.#seen, running);
      return neverType;
    }
    const index = this.#pending.size;
    if (index >= maxDepth) return this.tooDeep();
    const here = memo(this.#shallow, index, () => new Map<unknown, Type>());
    const shallow = here.get(key);
    if (shallow) {
      this.#tooDeep = true;
      return shallow;
    }
    const outer = this.#reset();
    this.#pending.set(key, index);
    try {
      const type = make();
      if (this.#seen < index) return type;
      this.#seen = Number.POSITIVE_INFINITY;
      const complete = type.kind === 'never' ? unknownType : type;
      (this.#tooDeep ? here : this.#known).set(key, complete);
      return complete;
    } finally {
      this.#pending.delete(key);
      this.#restore(outer);
    }
  }

  /** A type made when it is first asked for; kept once it is complete. One that asks for itself gets nothing. */
  lazy(make: () => Type): () => Type {
    let kept: Type | undefined;
    let shallow: { readonly type: Type; readonly depth: number } | undefined;
    let running = false;
    return () => {
      if (kept) return kept;
      if (running) {
        this.#seen = Math.min(this.#seen, this.#pending.size);
        return neverType;
      }
      if (shallow?.depth === this.#pending.size) {
        this.#tooDeep = true;
        return shallow.type;
      }
      const outer = this.#reset();
      running = true;
      try {
        const type = make();
        // What only this value itself stood in the way of is complete now.
        if (this.#seen >= this.#pending.size) {
          this.#seen = Number.POSITIVE_INFINITY;
          if (this.#tooDeep) shallow = { type, depth: this.#pending.size };
          else kept = type;
        }
        return type;
      } finally {
        running = false;
        this.#restore(outer);
      }
    };
  }

  #reset(): { readonly seen: number; readonly tooDeep: boolean } {
    const outer = { seen: this.#seen, tooDeep: this.#tooDeep };
    this.#seen = Number.POSITIVE_INFINITY;
    this.#tooDeep = false;
    return outer;
  }

  #restore({ seen, tooDeep }: { readonly seen: number; readonly tooDeep: boolean }): void {
    this.#seen = Math.min(seen, this.#seen);
    this.#tooDeep ||= tooDeep;
  }

  /** Looks at one more expression, unless that is too much for one question. */
  step(make: () => Type): Type {
    if (this.#nesting === 0) this.#steps = 0;
    if (this.#nesting > 250 || ++this.#steps > maxSteps) return this.cut();
    this.#nesting++;
    try {
      return make();
    } finally {
      this.#nesting--;
    }
  }

  /** Does something, and tells whether it comes out the same each time, or each time at this depth. */
  watch<T>(make: () => T): { readonly value: T; readonly same: 'always' | 'here' | 'never' } {
    const outer = this.#reset();
    try {
      const value = make();
      return { value, same: this.#seen !== Number.POSITIVE_INFINITY ? 'never' : this.#tooDeep ? 'here' : 'always' };
    } finally {
      this.#restore(outer);
    }
  }

  /** Gives up on the way: nothing that rests on it is kept. */
  cut(): Type {
    this.#seen = -1;
    return unknownType;
  }

  /** Stops because it lies too deep: what rests on it is kept for the depth where it was asked for. */
  tooDeep(): Type {
    this.#tooDeep = true;
    return unknownType;
  }

  /** How many types are kept. */
  get size(): number {
    let size = this.#known.size;
    for (const types of this.#shallow.values()) size += types.size;
    return size;
  }

  /** How deep the present question has led. */
  get depth(): number {
    return this.#pending.size;
  }
}

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
  /** The outermost thing whose incomplete state has been seen since it was last reset. */
  #seen = Number.POSITIVE_INFINITY;
  #steps = 0;
  #nesting = 0;
  /** How possibilities are put together. */
  readonly join: Joining;

  constructor(join: Joining) {
    this.join = join;
  }

  /** The type under a key, worked out once; `unknown` when it lies too deep. */
  once(key: unknown, make: () => Type): Type {
    const known = this.#known.get(key);
    if (known) return known;
    const running = this.#pending.get(key);
    if (running !== undefined) {
      this.#seen = Math.min(this.#seen, running);
      return neverType;
    }
    if (this.#pending.size >= maxDepth) return this.cut();
    const index = this.#pending.size;
    const before = this.#seen;
    this.#seen = Number.POSITIVE_INFINITY;
    this.#pending.set(key, index);
    try {
      const type = make();
      if (this.#seen < index) return type;
      this.#seen = Number.POSITIVE_INFINITY;
      const complete = type.kind === 'never' ? unknownType : type;
      this.#known.set(key, complete);
      return complete;
    } finally {
      this.#pending.delete(key);
      this.#seen = Math.min(before, this.#seen);
    }
  }

  /** A type made when it is first asked for; kept once it is complete. One that asks for itself gets nothing. */
  lazy(make: () => Type): () => Type {
    let kept: Type | undefined;
    let running = false;
    return () => {
      if (kept) return kept;
      if (running) {
        this.#seen = Math.min(this.#seen, this.#pending.size);
        return neverType;
      }
      const before = this.#seen;
      this.#seen = Number.POSITIVE_INFINITY;
      running = true;
      try {
        const type = make();
        // What only this value itself stood in the way of is complete now.
        if (this.#seen >= this.#pending.size) {
          this.#seen = Number.POSITIVE_INFINITY;
          kept = type;
        }
        return type;
      } finally {
        running = false;
        this.#seen = Math.min(before, this.#seen);
      }
    };
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

  /** Does something, and tells whether all it rests on was complete. */
  watch<T>(make: () => T): { readonly value: T; readonly complete: boolean } {
    const before = this.#seen;
    this.#seen = Number.POSITIVE_INFINITY;
    try {
      const value = make();
      return { value, complete: this.#seen === Number.POSITIVE_INFINITY };
    } finally {
      this.#seen = Math.min(before, this.#seen);
    }
  }

  /** Gives up on the way: nothing that rests on it is kept. */
  cut(): Type {
    this.#seen = -1;
    return unknownType;
  }

  /** How deep the present question has led. */
  get depth(): number {
    return this.#pending.size;
  }
}

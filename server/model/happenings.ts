import { memo } from '../base/lazy.ts';
import type { ClassSymbol, Value, Written } from './values.ts';

/** What running code does to the world. */
export type Event =
  | { readonly kind: 'class'; readonly cls: ClassSymbol }
  /** A class was made that nothing holds: Python may have removed it by the time mappers are configured. */
  | { readonly kind: 'dropped'; readonly cls: ClassSymbol }
  /** `name` is undefined when it is computed: some attribute was set. */
  | { readonly kind: 'set'; readonly cls: ClassSymbol; readonly name: string | undefined; readonly at: Written; readonly value: Value }
  /** A value that nothing holds, such as `Table(...)` alone in a line. */
  | { readonly kind: 'value'; readonly value: Value };

/** What functions that are followed have done, in the order in which they did it. */
export class Happenings {
  readonly #assigned = new Map<ClassSymbol, Map<string, Value>>();
  #events: Event[] = [];
  #silent = 0;

  add(event: Event): void {
    if (event.kind === 'set' && event.name !== undefined) memo(this.#assigned, event.cls, () => new Map<string, Value>()).set(event.name, event.value);
    if (this.#silent === 0) this.#events.push(event);
  }

  /** An attribute that was set on a class; undefined when none was. */
  assigned(cls: ClassSymbol, name: string): Value | undefined {
    return this.#assigned.get(cls)?.get(name);
  }

  /** A place to go back to when a function turns out not to be followed. */
  mark(): number {
    return this.#events.length;
  }

  forget(mark: number): void {
    this.#events.length = Math.min(mark, this.#events.length);
  }

  /** A call whose result nobody keeps: the classes it made go with it, unless they were put somewhere. */
  discard(mark: number): void {
    const since = this.#events.slice(mark);
    if (since.some(e => e.kind === 'set' && (e.value.kind === 'class' || e.value.kind === 'call'))) return;
    this.#events.length = Math.min(mark, this.#events.length);
    this.#events.push(...since.map((e): Event => (e.kind === 'class' ? { kind: 'dropped', cls: e.cls } : e)));
  }

  /** What has been done since this was last asked. */
  take(): readonly Event[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** From now on nothing counts: the project is whole. */
  close(): void {
    this.#silent++;
  }

  /** Evaluates what SQLAlchemy does not: whatever it does, does not count. */
  silently<T>(run: () => T): T {
    this.#silent++;
    try {
      return run();
    } finally {
      this.#silent--;
    }
  }
}

import fc from 'fast-check';

/** Where a generator takes its decisions from; zero, false and the first item are the plainest. */
export interface Choices {
  /** 0 to `max`, both included. */
  readonly upTo: (max: number) => number;
  /** True in so many of a hundred cases. */
  readonly chance: (percent: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
}

/** What `make` makes of random decisions. */
export function chosen<T>(make: (choices: Choices) => T): fc.Arbitrary<T> {
  return fc.gen().map(generate => {
    const upTo = (max: number): number => generate(fc.nat, { max });
    return make({
      upTo,
      chance: percent => upTo(99) >= 100 - percent,
      pick: items => {
        const item = items[upTo(items.length - 1)];
        if (item === undefined) throw new Error('nothing to choose from');
        return item;
      },
    });
  });
}

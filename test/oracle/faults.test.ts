import { describe, expect, test } from 'vitest';
import { faults, type Program, programs } from './faults/index.ts';
import { knownDifferences, knownFaults } from './faults/known.ts';
import { recordedFaults, saidOf } from './faults/said.ts';
import { difference } from './faults/told.ts';
import { type Version, versions } from './sqlalchemy.ts';

/** What SQLAlchemy has said of each fault is what Backref says, in kind, text and place. */
const record = recordedFaults();

/**
 * Each fault in each spelling in one version, and in the first spelling in all of them; the `oracle` step compares the rest. What is known to
 * differ is always looked at.
 */
const isChosen = (program: Program, version: Version, index: number): boolean =>
  index === 0 ||
  versions[(index + programs.indexOf(program)) % versions.length] === version ||
  knownDifferences(program.fault.what, program.spelling, version) !== undefined;

describe.each(faults.map(it => [it.what, it] as const))('%s', (what, fault) => {
  const those = programs.filter(it => it.fault === fault);

  test(fault.silent === undefined ? 'is told as SQLAlchemy tells it' : 'is left alone, since it cannot be known', () => {
    for (const [index, program] of those.entries()) {
      for (const version of program.versions.filter(it => isChosen(program, it, index))) {
        const said = saidOf(record, program, version);
        if (said === undefined) throw new Error(`${what} is not recorded: npm run oracle:faults -- --record --only "${what}"`);
        const found = difference(program, version, said);
        const reason = knownDifferences(what, program.spelling, version);
        if (reason === undefined) expect(found, `${version} ${program.spelling}\n${program.text}`).toBeUndefined();
      }
    }
  });

  test('is a fault', () => {
    const said = those.flatMap(program => program.versions.map(version => saidOf(record, program, version)));
    expect(said.some(it => it !== undefined && it.length > 0)).toBe(true);
  });
});

test('what is known to differ does', () => {
  for (const what of knownFaults) {
    const cells = programs.filter(it => it.fault.what === what).flatMap(program => program.versions.map((version): [Program, Version] => [program, version]));
    const differs = cells.some(([program, version]) => {
      const said = saidOf(record, program, version);
      return knownDifferences(what, program.spelling, version) !== undefined && said !== undefined && difference(program, version, said) !== undefined;
    });
    expect(differs, `${what} agrees now, so it leaves faults/known.ts`).toBe(true);
  }
});

test('there are enough of them', () => {
  const names = faults.map(it => it.what);
  expect(new Set(names).size).toBe(names.length);
  expect(faults.filter(it => it.silent === undefined && !knownFaults.includes(it.what)).length).toBeGreaterThan(120);
});

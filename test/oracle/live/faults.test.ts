import { expect, test } from 'vitest';
import { faults, type Program, programs } from '../faults/index.ts';
import { knownDifferences } from '../faults/known.ts';
import { ask, recordedFaults, saidOf } from '../faults/said.ts';
import { difference } from '../faults/told.ts';
import { versions } from '../sqlalchemy.ts';

/** What the unit tests compare with is still what SQLAlchemy says; and every spelling in every version is told as it says. */
const { BACKREF_FULL, BACKREF_SEED = '1' } = process.env;

/** Each fault in one spelling for each version, which the seed draws; in all of them with `BACKREF_FULL`. */
const asked: readonly Program[] = faults.flatMap((fault, i) => {
  const those = programs.filter(it => it.fault === fault);
  if (BACKREF_FULL) return those;
  const drawn = new Map<Program, Program>();
  for (const [j, version] of versions.entries()) {
    const some = those.filter(it => it.versions.includes(version));
    const program = some[(i + 5 * j + Number(BACKREF_SEED)) % some.length];
    if (program) drawn.set(program, { ...program, versions: [...(drawn.get(program)?.versions ?? []), version] });
  }
  return [...drawn.values()];
});

const now = await ask(asked);
const then = recordedFaults();

/** A set of SQLAlchemy's decides which of several mappers it names. */
const plain = (said: readonly string[] | undefined): string => (said ?? []).join('\n').replace(/on mapper '.*'/, 'on mapper');

test.each(faults.map(it => [it.what, it] as const))('%s', { timeout: 120_000 }, (what, fault) => {
  for (const program of asked.filter(it => it.fault === fault)) {
    for (const version of program.versions) {
      const said = saidOf(now, program, version);
      expect(plain(said), `${version} ${program.spelling}`).toEqual(plain(saidOf(then, program, version)));
      if (said && knownDifferences(what, program.spelling, version) === undefined)
        expect(difference(program, version, said), `${version} ${program.spelling}`).toBeUndefined();
    }
  }
});

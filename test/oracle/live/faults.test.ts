import { expect, test } from 'vitest';
import { faults, programs } from '../faults/index.ts';
import { knownDifferences } from '../faults/known.ts';
import { ask, recordedFaults, saidOf } from '../faults/said.ts';
import { difference } from '../faults/told.ts';

/** What the unit tests compare with is still what SQLAlchemy says; and every spelling in every version is told as it says. */
const now = await ask();
const then = recordedFaults();

/** A set of SQLAlchemy's decides which of several mappers it names. */
const plain = (said: readonly string[] | undefined): string => (said ?? []).join('\n').replace(/on mapper '.*'/, 'on mapper');

test.each(faults.map(it => it.what))('%s', { timeout: 120_000 }, what => {
  for (const program of programs.filter(it => it.fault.what === what)) {
    for (const version of program.versions) {
      const said = saidOf(now, program, version);
      expect(plain(said), `${version} ${program.spelling}`).toEqual(plain(saidOf(then, program, version)));
      if (said && knownDifferences(what, program.spelling, version) === undefined)
        expect(difference(program, version, said), `${version} ${program.spelling}`).toBeUndefined();
    }
  }
});

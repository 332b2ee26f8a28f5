/** The properties of `kept.test.ts` on programs that nobody wrote. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inspect } from '../oracle/compare.ts';
import { programs } from '../oracle/random/programs.ts';
import { pathOf, uriOf, workspace } from '../support/fixture.ts';
import { answers } from './answers.ts';

const full = process.env['BACKREF_FULL'] !== undefined;
const program = fc.constantFrom('1.4' as const, '2.0' as const, '2.1' as const).chain(programs);

test('the order in which the files come does not matter', () => {
  fc.assert(
    fc.property(program, fc.infiniteStream(fc.nat()), ({ files }, numbers) => {
      const shuffled = [...files].map(it => ({ it, at: numbers.next().value })).sort((a, b) => a.at - b.at);
      expect(answers(workspace(new Map(shuffled.map(({ it }) => it))))).toEqual(answers(workspace(files)));
    }),
    { numRuns: full ? 500 : 40, seed: 11 },
  );
});

test('a line that is taken away and put back changes nothing', () => {
  fc.assert(
    fc.property(program, fc.nat(), fc.nat(), ({ files }, which, at) => {
      const session = workspace(files);
      const expected = answers(session);
      const [path, text] = [...files][which % files.size] ?? ['', ''];
      const lines = text.split('\n');
      session.edit(uriOf(path), lines.toSpliced(at % lines.length, 1).join('\n'));
      answers(session);
      session.edit(uriOf(path), text);
      expect(answers(session)).toEqual(expected);
    }),
    { numRuns: full ? 500 : 40, seed: 12 },
  );
});

test('every program is read whole: its classes are those that it declares', () => {
  fc.assert(
    fc.property(program, ({ files }) => {
      const session = workspace(files);
      expect(
        session
          .snapshot()
          .uris.filter(uri => session.snapshot().facts(uri)?.broken)
          .map(pathOf),
      ).toEqual([]);
      expect(inspect(files, '2.0').unresolved.filter(it => it.what === 'file')).toEqual([]);
    }),
    { numRuns: full ? 500 : 60, seed: 13 },
  );
});

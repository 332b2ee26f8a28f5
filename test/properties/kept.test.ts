/** What a session answers depends on its texts alone: not on the order they came in, nor on what they were before. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseModule } from '../../server/syntax/parse.ts';
import { Session } from '../../server/workspace/session.ts';
import { uriOf, workspace } from '../support/fixture.ts';
import { answers } from './answers.ts';

const folder = resolve(import.meta.dirname, '../workspaces');
const texts: ReadonlyMap<string, string> = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(f => f.endsWith('.py'))
    .map(f => [f.replaceAll('\\', '/'), readFileSync(join(folder, f), 'utf8')]),
);
const paths = [...texts.keys()];

/** Asked of the texts, since a session goes on with the facts of the last sound one. */
const isSound = (all: ReadonlyMap<string, string>): boolean => [...all.values()].every(text => !parseModule(text).broken);

/** Changes that leave most texts valid, and do or do not touch what is declared. */
const change: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc
    .tuple(fc.nat(), fc.constantFrom('# note', '', '    # note', 'x = 1', 'from sqlalchemy import *', 'class Extra: pass'))
    .map(([at, line]) => (text: string) => {
      const lines = text.split('\n');
      lines.splice(at % (lines.length + 1), 0, line);
      return lines.join('\n');
    }),
  fc.nat().map(at => (text: string) => {
    const lines = text.split('\n');
    lines.splice(at % lines.length, 1);
    return lines.join('\n');
  }),
  fc
    .constantFrom(
      ['author', 'writer'],
      ['Post', 'Entry'],
      ['posts', 'entries'],
      ['lazy="dynamic"', ''],
      ['backref=', 'back_populates='],
      ['return ', 'return not '],
      ['"', "'"],
      ['user', 'member'],
    )
    .map(
      ([from = '', to = '']) =>
        (text: string) =>
          text.replaceAll(from, to),
    ),
  fc.constant((text: string) => `${text}\n# the end`),
  fc.constant(() => ''),
);

test('edits, undone or not, give what the texts would have given from the start', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(paths.length - 1), change, fc.boolean()), { minLength: 1, maxLength: 6 }), edits => {
      const now = new Map(texts);
      const session = workspace(now);
      answers(session);
      for (const [which, edit, undone] of edits) {
        const path = paths[which] ?? '';
        const before = now.get(path) ?? '';
        session.edit(uriOf(path), edit(before));
        if (undone) {
          session.snapshot();
          session.edit(uriOf(path), before);
        } else now.set(path, edit(before));
        const given = answers(session);
        // Of a file that is not valid Python the session remembers what it was.
        if (!isSound(now)) return;
        expect(given).toEqual(answers(workspace(now)));
      }
    }),
    { numRuns: process.env['BACKREF_FULL'] ? 400 : 25, seed: 4 },
  );
});

test('the order in which the files come does not matter', { timeout: 120_000 }, () => {
  const expected = answers(workspace(texts));
  fc.assert(
    fc.property(fc.shuffledSubarray([...texts], { minLength: texts.size }), shuffled => {
      expect(answers(workspace(new Map(shuffled)))).toEqual(expected);
    }),
    { numRuns: process.env['BACKREF_FULL'] ? 60 : 8, seed: 9 },
  );
});

test('the project outlives an edit that changes no declaration, and no other', () => {
  const session = workspace(
    new Map([
      [
        'models.py',
        'from sqlalchemy.orm import declarative_base\nBase = declarative_base()\nclass A(Base):\n    __tablename__ = "a"\n    def f(self):\n        return 1\n    def g(self): ...\n',
      ],
      ['service.py', 'from models import A\ndef g(a: A):\n    return a\n'],
    ]),
  );
  const edit = (path: string, from: string, to: string): boolean => {
    const { project, lines } = session.snapshot();
    const text = lines(uriOf(path))?.slice({ start: { line: 0, character: 0 }, end: { line: 999, character: 0 } }) ?? '';
    session.edit(uriOf(path), text.replace(from, to));
    return session.snapshot().project === project;
  };
  expect(edit('models.py', 'return 1', 'return 23')).toBe(true);
  expect(edit('models.py', '...\n', '...\n# the end\n')).toBe(true);
  expect(edit('service.py', 'return a', 'b = a\n    return b')).toBe(true);
  expect(edit('service.py', 'from models', '\nfrom models')).toBe(true);
  expect(edit('service.py', 'import A', 'import A, B')).toBe(false);
  expect(edit('models.py', 'return 23', 'if self:\n            return 23')).toBe(false);
  expect(edit('models.py', 'class A', 'class B')).toBe(false);
  session.edit(uriOf('models.py'), undefined);
  expect(session.snapshot().project.classes).toEqual([]);
});

test('a session without folders has no answers and no trouble', () => {
  expect(answers(new Session())).toEqual({ classes: [], unresolved: [], places: [], found: [], uses: [] });
});

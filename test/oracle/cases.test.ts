import { describe, expect, test } from 'vitest';
import { cases, outcomeOf, recorded } from './cases.ts';
import { differences, inspect } from './compare.ts';
import { known } from './known.ts';
import { versions } from './sqlalchemy.ts';

/** Backref's graph of each case is compared with what SQLAlchemy made of it when it was recorded. */
const record = recorded();

test('the record has all cases, and the list of known differences no others', () => {
  expect(Object.keys(record)).toEqual([...cases.keys()]);
  expect(Object.keys(known).filter(name => !cases.has(name))).toEqual([]);
});

describe.each(versions)('SQLAlchemy %s', version => {
  test.each([...cases.values()])('$name', ({ name, texts }) => {
    const outcome = outcomeOf(record, name, version);
    if (outcome === undefined) throw new Error(`${name} is not recorded: npm run oracle`);
    const found = differences(inspect(texts, version), outcome);
    const reason = known[name]?.[version] ?? known[name]?.all;
    if (reason === undefined) expect(found).toEqual([]);
    else expect(found, `agrees now, so it leaves known.ts, where it was because ${reason}`).not.toEqual([]);
  });
});

test('every kind of difference is seen', () => {
  const texts = cases.get('backref_str_o2m')?.texts ?? new Map();
  const ours = inspect(texts, '2.0');
  const theirs = outcomeOf(record, 'backref_str_o2m', '2.0');
  if (theirs === undefined) throw new Error('not recorded');
  const [user, ...others] = theirs.classes;
  const [posts] = user?.relationships ?? [];
  if (user === undefined || posts === undefined) throw new Error('the case has changed');
  const changed = { ...posts, direction: 'MANYTOMANY' as const, lazy: true, line: 1 };
  const outcome = {
    ...theirs,
    classes: [
      { ...user, tablename: 'other', relationships: [changed, { ...posts, key: 'more' }] },
      { ...user, class: 'm:More' },
    ],
  };
  expect(differences(ours, outcome)).toEqual([
    `${user.class} tablename: "${user.tablename}", but SQLAlchemy has "other"`,
    `${user.class}.${posts.key} line: ${posts.line}, but SQLAlchemy has 1`,
    `${user.class}.${posts.key} direction: "${posts.direction}", but SQLAlchemy has "MANYTOMANY"`,
    `${user.class}.more: is missing`,
    'm:More: is missing',
    ...others.map(it => `${it.class}: is not mapped`),
  ]);
});

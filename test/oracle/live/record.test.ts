import { expect, test } from 'vitest';
import { cases, outcomeOf, record, recorded } from '../cases.ts';
import { versions } from '../sqlalchemy.ts';

/** What the other tests compare with is still what SQLAlchemy does. */
const now = await record();
const then = recorded();

test.each([...cases.keys()])('%s', name => {
  for (const version of versions) expect(outcomeOf(now, name, version), version).toEqual(outcomeOf(then, name, version));
});

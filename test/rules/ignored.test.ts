import { expect, test } from 'vitest';
import { ignoreHere } from '../../server/rules/ignored.ts';
import { applied, found, messages } from '../support/ask.ts';
import { fixture, uriOf, workspace } from '../support/fixture.ts';

const source = (comment: string): string => `
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()

class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    books = relationship("Book")${comment}
`;

test.each([
  '  # backref: ignore',
  '  # backref: ignore[unknown-target]',
  '  # backref: ignore[no-foreign-keys, unknown-target]',
  '  # noqa',
  '  # NOQA: E501,unknown-target',
  '  # the class is made later  # backref: ignore',
])('silenced by%s', comment => {
  expect(messages(fixture(source(comment)))).toEqual([]);
});

test.each(['', '  # backref: ignore[no-foreign-keys]', '  # noqa: E501', '  # see backref docs', '\n    # backref: ignore'])('not silenced by %j', comment => {
  expect(messages(fixture(source(comment)))).toHaveLength(1);
});

/** The lines that "Ignore here" makes of a relationship, which is silent afterwards. */
function ignored(code: string): readonly string[] {
  const text = `${source('').replace('    books = relationship("Book")', code)}`;
  const f = fixture(text);
  const [first] = found(f);
  if (!first) throw new Error('nothing is found');
  const fix = ignoreHere(f.snapshot(), uriOf(first.path), first.it.finding.range, first.it.rule.code);
  const after = applied(f.texts, fix?.edits ?? new Map());
  const session = workspace(after);
  expect(found({ texts: after, snapshot: () => session.snapshot() }).map(it => it.it.finding.message)).not.toContain(first.it.finding.message);
  const before = text.replace(/^\n/, '').split('\n');
  return [...after.values()]
    .join('\n')
    .split('\n')
    .filter(line => !before.includes(line));
}

test.each([
  ['    books = relationship("Book")', '    books = relationship("Book")  # backref: ignore[unknown-target]'],
  ['    books = relationship("Book")   ', '    books = relationship("Book")  # backref: ignore[unknown-target]'],
  ['    books = relationship("Book")  # made later', '    books = relationship("Book")  # made later  # backref: ignore[unknown-target]'],
  ['    books = relationship("Book")  # type: ignore', '    books = relationship("Book")  # type: ignore  # backref: ignore[unknown-target]'],
  ['    books = relationship("Book")  # noqa: E501', '    books = relationship("Book")  # noqa: E501  # backref: ignore[unknown-target]'],
  ['    books = relationship("Book")  # backref: ignore[no-backref]', '    books = relationship("Book")  # backref: ignore[no-backref, unknown-target]'],
  [
    '    books = relationship("Book")  # backref: ignore[ no-backref ] x',
    '    books = relationship("Book")  # backref: ignore[ no-backref, unknown-target ] x',
  ],
  ['    books = relationship("Book")  # backref: ignore[]', '    books = relationship("Book")  # backref: ignore[unknown-target]'],
  ['    books = relationship(\n        "Book",\n        lazy="joined",\n    )', '        "Book",  # backref: ignore[unknown-target]'],
  ['    books = relationship("Book", \\\n        lazy="joined")', '        lazy="joined")  # backref: ignore[unknown-target]'],
  ['    books = relationship("Book", doc="""\n    # backref: ignore\n    """)', '    """)  # backref: ignore[unknown-target]'],
  ['    books = relationship("""Book""", doc="#")', '    books = relationship("""Book""", doc="#")  # backref: ignore[unknown-target]'],
  ['    books = relationship("Book")\r', '    books = relationship("Book")  # backref: ignore[unknown-target]\r'],
])('ignore here: %j', (code, line) => {
  expect(ignored(code)).toEqual([line]);
});

test('what stands in a string is no comment', () => {
  expect(messages(fixture(source('').replace('("Book")', '("Book", doc="# backref: ignore")')))).toHaveLength(1);
});

test('a file that is not valid Python is left alone', () => {
  const f = fixture(source('\n    x = ('));
  const [first] = found(f);
  expect(first && ignoreHere(f.snapshot(), uriOf(first.path), first.it.finding.range, first.it.rule.code)).toBeUndefined();
});

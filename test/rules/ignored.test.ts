import { expect, test } from 'vitest';
import { messages } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

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

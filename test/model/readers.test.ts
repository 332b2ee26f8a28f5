import { expect, test } from 'vitest';
import { messages } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

/** A class that a function is given: whether its missing attribute is still told says whether the function is trusted. */
const given = (body: string, call = 'use(Author)'): readonly string[] =>
  messages(
    fixture(`from sqlalchemy import Column, ForeignKey, Integer, inspect
from sqlalchemy.orm import declarative_base, relationship
from elsewhere import make, other

Base = declarative_base()

def use(model, *, exclude=None):
    fields = {}
    for attr in other:
        fields[attr] = 1
${body}

class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
    author = relationship("Author", back_populates="boks")

class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    books = relationship("Book")

AuthorSchema = ${call}
`),
  );
const told = [expect.stringContaining("has no property 'boks'")];

test.each([
  [
    'reads its columns',
    '    mapper = inspect(model)\n    for it in mapper.attrs:\n        fields[it.key] = it.columns[0]\n    return make(model.__name__, **fields)',
  ],
  [
    'asks Python',
    '    if isinstance(model, type) and hasattr(model, "id"):\n        return make(getattr(model, "id"), model.__table__.columns)\n    return None',
  ],
])('a function that %s', (_, body) => {
  expect(given(body)).toEqual(told);
});

test.each([
  ['sets an attribute', '    model.boks = make()'],
  ['sets it by name', '    setattr(model, "boks", make())'],
  ['hands it on', '    return make(model)'],
  ['gives it back', '    return model'],
  ['calls a method of it', '    model.install()'],
  ['keeps it under another name', '    it = model\n    it.install()'],
  ['hands on its mapper', '    mapper = inspect(model)\n    return make(mapper)'],
  ['hands on its table', '    return make(model.__table__)'],
  ['adds to its mapper', '    inspect(model).add_property("boks", make())'],
])('but not one that %s', (_, body) => {
  expect(given(body)).toEqual([]);
});

test('nor where it is not known which parameter the class is', () => {
  const reads = '    return make(model.__name__)';
  expect(given(reads)).toEqual(told);
  expect(given(reads, 'use(*[Author], Author)')).toEqual([]);
});

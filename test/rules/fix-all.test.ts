import { expect, test } from 'vitest';
import { fixTogether, soleFix } from '../../server/rules/fix-all.ts';
import { applied, found } from '../support/ask.ts';
import { type Fixture, fixture } from '../support/fixture.ts';

const models = (author: string, book = ''): string => `from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    ${author}
class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
    ${book}
`;

const together = (f: Fixture) =>
  fixTogether(
    f.snapshot(),
    found(f).flatMap(({ it }) => soleFix(it.finding) ?? []),
  );
const lines = (f: Fixture): readonly string[] => {
  const before = [...f.texts.values()].join('\n').split('\n');
  return [...applied(f.texts, together(f).edits).values()]
    .join('\n')
    .split('\n')
    .filter(line => !before.includes(line));
};

test('fixes at different places are made together', () => {
  const f = fixture(models('books = relationship("Bok")', 'author = relationship("author", lazy="joind")'));
  expect(together(f).made.map(m => m.title)).toEqual(["Change to 'Book'", "Change to 'Author'", "Change to 'joined'"]);
  expect(lines(f)).toEqual(['    books = relationship("Book")', '    author = relationship("Author", lazy="joined")']);
});

test('what is told at two places is mended once', () => {
  const f = fixture(models('books = relationship("Book", backref="author")', 'author = relationship("Author")'));
  expect(found(f)).toHaveLength(2);
  expect(lines(f)).toEqual(['    books = relationship("Book", back_populates="author")', '    author = relationship("Author", back_populates="books")']);
});

test('one import serves two fixes', () => {
  const f = fixture(`from typing import List, Optional
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, mapped_column, relationship
class Base(DeclarativeBase):
    pass
class Author(Base):
    __tablename__ = "author"
    id = mapped_column(primary_key=True)
    books: List["Book"] = relationship("Book", back_populates="author")
class Book(Base):
    __tablename__ = "book"
    id = mapped_column(primary_key=True)
    author_id = mapped_column(ForeignKey("author.id"))
    author: Optional["Author"] = relationship("Author", back_populates="books")
`);
  expect(lines(f)).toEqual([
    'from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship',
    '    books: Mapped[List["Book"]] = relationship("Book", back_populates="author")',
    '    author: Mapped[Optional["Author"]] = relationship("Author", back_populates="books")',
  ]);
});

test('of two that meet the second waits', () => {
  const f = fixture(models('books = relationship("Book", backref=lambda: "author", cascade_backrefs=True)'));
  const all = found(f).flatMap(({ it }) => soleFix(it.finding) ?? []);
  expect(all.length).toBeGreaterThan(1);
  const { made, edits } = together(f);
  expect(made.length).toBeGreaterThan(0);
  expect([...edits.values()].flat().length).toBeLessThanOrEqual(all.length);
});

test('a choice is left to the author', () => {
  const f = fixture(models('books = relationship("Book")', 'author = relationship("Author")'));
  expect(found(f).map(l => l.it.rule.code)).toEqual(['unlinked-relationships']);
  expect(together(f).made).toEqual([]);
});

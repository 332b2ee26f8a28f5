import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../server/config.ts';
import { soleFix } from '../../server/rules/fix-all.ts';
import { applied, found } from '../support/ask.ts';
import { fixture, root } from '../support/fixture.ts';

/** The titles of the fixes of a rule, with the lines that each brings. */
function offers(source: string, code: string): readonly string[] {
  const f = fixture(source);
  f.session.configure(root, { ...defaultConfig, sqlalchemyVersion: '2.0' });
  return found(f)
    .filter(({ it }) => it.rule.code === code)
    .flatMap(({ it }) => it.finding.fixes?.() ?? [])
    .flatMap(({ title, preferred, edits }) => {
      const after = applied(f.texts, edits);
      const lines = [...f.texts].flatMap(([path, text]) => (after.get(path) ?? '').split('\n').filter(l => !text.split('\n').includes(l)));
      return [`${title}${preferred ? ' *' : ''}`, ...lines.map(l => `+${l}`)];
    });
}

const pair = (other: string, more = ''): string => `
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    books = relationship("Book", back_populates="author")
class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
    ${other}
${more}`;

describe('either side of a pair can get the other name', () => {
  test('the one that is written is the safe one; the other is renamed wherever it is used', () => {
    expect(offers(pair('writer = relationship("Author", back_populates="books")', 'print(Book.writer)\n'), 'unknown-back-populates')).toEqual([
      "Change to 'writer' *",
      '+    books = relationship("Book", back_populates="writer")',
      "Rename 'Book.writer' to 'author'",
      '+    author = relationship("Author", back_populates="books")',
      '+print(Book.author)',
    ]);
  });

  test('a side that names none is linked too', () => {
    expect(offers(pair('writer = relationship("Author")'), 'unknown-back-populates')).toContain('+    author = relationship("Author", back_populates="books")');
  });

  test('not where a use of it is not certain', () => {
    const titles = offers(pair('writer = relationship("Author")', 'def show(it):\n    return it.writer\n'), 'unknown-back-populates');
    expect(titles.filter(t => !t.startsWith('+'))).toEqual(["Change to 'writer' *"]);
  });

  test('the safe one is still made with all others', () => {
    const f = fixture(pair('writer = relationship("Author")'));
    const finding = found(f).find(({ it }) => it.rule.code === 'unknown-back-populates')?.it.finding;
    expect(finding && soleFix(finding)?.title).toBe("Change to 'writer'");
  });
});

describe('SQLModel hands on what it does not take itself', () => {
  const shelf = (extra: string): string => `
from typing import List, Optional
from sqlmodel import Field, Relationship, SQLModel
class Shelf(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    above_id: Optional[int] = Field(default=None, foreign_key="shelf.id")
    above: Optional["Shelf"] = Relationship(back_populates="below"${extra})
    below: List["Shelf"] = Relationship(back_populates="above")
`;

  test('in a new dict', () => {
    expect(offers(shelf(''), 'same-direction').slice(0, 4)).toEqual([
      `Make 'Shelf.above' many-to-one: remote_side="Shelf.id" *`,
      '+    above: Optional["Shelf"] = Relationship(',
      '+        back_populates="below", sa_relationship_kwargs={"remote_side": "Shelf.id"}',
      '+    )',
    ]);
  });

  test('in the one that is there', () => {
    expect(offers(shelf(', sa_relationship_kwargs={"lazy": "joined"}'), 'same-direction')[1]).toBe(
      '+    above: Optional["Shelf"] = Relationship(back_populates="below", sa_relationship_kwargs={"lazy": "joined", "remote_side": "Shelf.id"})',
    );
  });

  test('and what is wrong goes from there', () => {
    const all = offers(shelf(', sa_relationship_kwargs={"remote_side": "Shelf.id", "lazy": "dynamic"}'), 'dynamic-scalar');
    expect(all[1]).toBe('+    above: Optional["Shelf"] = Relationship(back_populates="below", sa_relationship_kwargs={"remote_side": "Shelf.id"})');
  });
});

describe('a declared_attr', () => {
  const mixin = (users: string): string => `
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, declared_attr, relationship
Base = declarative_base()
class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
class Written:
    @declared_attr
    def author_id(cls):
        return Column(ForeignKey("author.id"))
    @declared_attr
    def author(cls):
        return relationship("Author", lazy="dynamic")
${users}
`;
  const user = (name: string): string => `class ${name}(Written, Base):\n    __tablename__ = "${name}"\n    id = Column(Integer, primary_key=True)\n`;

  test('is changed for the one class that has it', () => {
    expect(offers(mixin(user('Book')), 'dynamic-scalar')).toEqual(["Remove 'lazy' *", '+        return relationship("Author")']);
  });

  test('not for one of several', () => {
    expect(offers(mixin(user('Book') + user('Letter')), 'dynamic-scalar')).toEqual([]);
  });
});

describe('what is imported for type checkers alone', () => {
  const books = (imports: string, annotation: string): string => `
from typing import TYPE_CHECKING
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
if TYPE_CHECKING:
${imports}
class Base(DeclarativeBase):
    pass
class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: ${annotation} = relationship()
class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
`;

  test('is imported for all', () => {
    expect(offers(books('    from typing import List', '"Mapped[List[Book]]"'), 'annotation-import')).toEqual([
      "Import 'List' for all *",
      '+from typing import List',
    ]);
  });

  test('and what else the block has stays', () => {
    expect(offers(books('    from sqlalchemy.orm import Session, WriteOnlyMapped', 'WriteOnlyMapped["Book"]'), 'annotation-import')).toEqual([
      "Import 'WriteOnlyMapped' for all *",
      '+from sqlalchemy.orm import DeclarativeBase, Mapped, WriteOnlyMapped, mapped_column, relationship',
      '+    from sqlalchemy.orm import Session',
    ]);
  });
});

test('quotes in an annotation that is a string already go', () => {
  const source = `
from __future__ import annotations
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, WriteOnlyMapped, mapped_column, relationship
class Base(DeclarativeBase):
    pass
class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: "WriteOnlyMapped[Book]" = relationship()
class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
`;
  expect(offers(source, 'unmapped-annotation')).toEqual(['Remove the quotes *', '+    books: WriteOnlyMapped[Book] = relationship()']);
});

test('a table goes before a module of its name', () => {
  const source = `
#- user.py
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    user = relationship("user.User")
`;
  expect(offers(source, 'unknown-target')).toEqual(["Change to 'User' *", '+    user = relationship("User")']);
});

test('a bare name gets its class: for an order that of the objects at the other end', () => {
  const source = pair('writer = relationship("Author", back_populates="books")').replace('back_populates="author"', 'back_populates="writer", order_by="id"');
  expect(offers(source, 'invalid-expression')).toEqual([
    'Change to "Book.id" *',
    '+    books = relationship("Book", back_populates="writer", order_by="Book.id")',
  ]);
});

test('the missing side of classes that calls map', () => {
  const source = `
from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import registry, relationship
reg = registry()
author_table = Table("author", reg.metadata, Column("id", Integer, primary_key=True))
class Author:
    pass
reg.map_imperatively(Author, author_table, properties={
    "books": relationship("Book", back_populates="author"),
})
book_table = Table("book", reg.metadata, Column("id", Integer, primary_key=True), Column("author_id", ForeignKey("author.id")))
class Book:
    pass
reg.map_imperatively(Book, book_table)
`;
  expect(offers(source, 'unknown-back-populates')).toEqual([
    "Add 'author' to 'Book' *",
    '+reg.map_imperatively(Book, book_table, properties={"author": relationship("Author", back_populates="books")})',
  ]);
});

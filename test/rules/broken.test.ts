import { describe, expect, test } from 'vitest';
import { positionalArguments } from '../../server/rules/positional-arguments.ts';
import { tableDefinedTwice } from '../../server/rules/table-defined-twice.ts';
import { messages, report } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

const classic = `from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import relationship`;
const annotated = `from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
class Base(DeclarativeBase): pass
`;

describe('a table of two files', () => {
  const files = (init: string, b: string, label: string): string => `#- shop/__init__.py
${init}
#- shop/base.py
from sqlalchemy.orm import declarative_base
Base = declarative_base()
#- shop/a.py
${classic}
from shop.base import Base
class A(Base):
    __tablename__ = "item"
${label}
    id = Column(Integer, primary_key=True)
#- shop/b.py
${classic}
from shop.base import Base
class B(Base):
    __tablename__ = "${b}"
${label}
    id = Column(Integer, primary_key=True)
`;
  const label = '    #                ^^^^ table-defined-twice';

  test('is reported in both, as either may be imported first', () => {
    const f = fixture(files('from shop import a, b', 'item', label));
    expect(report(f, tableDefinedTwice)).toEqual(f.labels);
    expect(f.labels).toHaveLength(2);
  });

  test('is none when nobody imports both, or the names differ', () => {
    expect(messages(fixture(files('', 'item', '')), tableDefinedTwice)).toEqual([]);
    expect(messages(fixture(files('from shop import a, b', 'items', '')), tableDefinedTwice)).toEqual([]);
  });

  test('is none when one of them extends the other', () => {
    const extending = files('from shop import a, b', 'item', '    __table_args__ = {"extend_existing": True}');
    expect(messages(fixture(extending), tableDefinedTwice)).toEqual([]);
  });
});

describe('unknown-target', () => {
  const book = (path: string): string => `#- library/models.py
${classic}
from sqlalchemy.orm import declarative_base
Base = declarative_base()
class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
    author = relationship("${path}")
`;
  test('a module path whose last part is no file of a class of that name', () => {
    expect(messages(fixture(book('nowhere.Author')))).toEqual([expect.stringContaining("expression 'nowhere.Author' failed to locate a name")]);
  });

  test('not when the packages around the file may be called otherwise', () => {
    expect(messages(fixture(book('elsewhere.models.Author')))).toEqual([]);
  });
});

describe('unmapped-annotation', () => {
  const owned = (annotation: string): string => `${annotated}class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: ${annotation} = relationship()
`;
  test.each(['Author', '"Author"'])('%s, a mapped class without Mapped', annotation => {
    expect(messages(fixture(owned(annotation)))).toEqual([expect.stringContaining('Type annotation for "Book.author" can\'t be correctly interpreted')]);
  });

  test('not with Mapped, in quotes or without', () => {
    for (const annotation of ['Mapped["Author"]', 'Mapped[Author]', '"Mapped[Author]"']) expect(messages(fixture(owned(annotation)))).toEqual([]);
  });
});

describe('unknown-foreign-key', () => {
  test('a column that a known table has not, where tables may be read from the database', () => {
    const source = (key: string): string => `${classic}
from sqlalchemy.orm import declarative_base
Base = declarative_base()
Base.metadata.reflect(engine)
class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("${key}"))
`;
    expect(messages(fixture(source('author.idx')))).toEqual([expect.stringContaining("table 'author' has no column named 'idx'")]);
    expect(messages(fixture(source('writer.id')))).toEqual([]);
  });
});

describe('positional-arguments', () => {
  test('counts as Python does when there are keywords too', () => {
    const it = `${annotated}class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    books = relationship("Author", None, None, viewonly=True)
`;
    expect(messages(fixture(it), positionalArguments)).toEqual([
      'relationship() takes from 0 to 2 positional arguments but 3 positional arguments (and 1 keyword-only argument) were given',
    ]);
  });
});

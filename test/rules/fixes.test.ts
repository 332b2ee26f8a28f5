import { describe, expect, test } from 'vitest';
import { applied, found } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';
import { annotated, book, columns, hierarchy, prefixed, withAbstract } from './fixable.ts';

/** What each fix of a rule changes: its title, with a star when it is preferred, then the lines that go and the lines that come. */
function changes(source: string, code: string): readonly string[] {
  const f = fixture(source);
  return found(f)
    .filter(({ it }) => it.rule.code === code)
    .flatMap(({ it }) => it.finding.fixes?.() ?? [])
    .flatMap(({ title, preferred, edits }) => {
      const after = applied(f.texts, edits);
      const lines = [...f.texts].flatMap(([path, text]) => {
        const [was, is] = [text, after.get(path) ?? ''].map(t => t.split('\n'));
        return [...(was ?? []).filter(l => !is?.includes(l)).map(l => `-${l}`), ...(is ?? []).filter(l => !was?.includes(l)).map(l => `+${l}`)];
      });
      return [`${title}${preferred ? ' *' : ''}`, ...lines];
    });
}

describe('a column for the foreign key', () => {
  test('in the style of its class, with the type of the key', () => {
    const column = [
      '-from sqlalchemy import Column, Integer, String',
      '+from sqlalchemy import Column, ForeignKey, Integer, String',
      "+    author_id = Column(String(36), ForeignKey('authors.id'))",
    ];
    expect(changes(columns, 'no-foreign-keys')).toEqual([
      `Add the column 'author_id' with ForeignKey("authors.id") to 'Book'`,
      ...column,
      `Add the column 'author_id' with ForeignKey("authors.id") to 'Book'`,
      ...column,
    ]);
  });

  test.each([
    ['author: Mapped["Author"] = relationship()', 'Mapped[int]'],
    ['author: Mapped["Author | None"] = relationship()', 'Mapped[int | None]'],
  ])('%s: on the side that the annotation tells', (relationship, type) => {
    expect(changes(annotated(relationship), 'no-foreign-keys')).toEqual([
      `Add the column 'author_id' with ForeignKey("author.id") to 'Book'`,
      `+    author_id: ${type} = mapped_column(ForeignKey("author.id"))`,
    ]);
  });

  test('prefixes stay', () => {
    expect(changes(prefixed, 'no-foreign-keys')).toEqual([
      `Add the column 'author_id' with ForeignKey("author.id") to 'Book'`,
      '+    author_id = sa.Column(sa.Integer, sa.ForeignKey("author.id"))',
    ]);
  });

  test('none where the class leads to itself by one object, or says what it compares', () => {
    const itself = annotated('twin: Mapped["Book"] = relationship()');
    expect(changes(itself, 'no-foreign-keys')).toEqual([]);
  });
});

describe('another name for what is called metadata', () => {
  test.each([
    ['    metadata = Column(String)', '    metadata_ = Column("metadata", String)'],
    ["    metadata = Column('meta', String)", "    metadata_ = Column('meta', String)"],
    ['    metadata = Column()', '    metadata_ = Column("metadata")'],
    ['    metadata = relationship("Author")', '    metadata_ = relationship("Author")'],
  ])('%s', (is, should) => {
    expect(changes(book(is), 'reserved-name').slice(1)).toEqual([`-${is}`, `+${should}`]);
  });

  test('an annotation becomes a column', () => {
    expect(changes(annotated('metadata: Mapped[int]'), 'reserved-name')).toEqual([
      "Rename to 'metadata_', and keep the name of the column *",
      '-    metadata: Mapped[int]',
      '+    metadata_: Mapped[int] = mapped_column("metadata")',
    ]);
  });
});

describe('bases', () => {
  test('of several mapped ones the table tells which stays; mixins stay too', () => {
    const source = book(
      '',
      'class Mixin: pass\nclass Novel(Mixin, Author, Book):\n    __tablename__ = "novel"\n    id = Column(ForeignKey("books.id"), primary_key=True)\n',
    );
    expect(changes(source, 'inconsistent-bases')).toEqual(["Inherit from 'Book' only *", '-class Novel(Mixin, Author, Book):', '+class Novel(Mixin, Book):']);
  });

  test('the derived one goes in front', () => {
    const source = book(
      '',
      'class Signed: pass\nclass Printed(Signed): pass\nclass Novel(Signed, Printed, Book):\n    __tablename__ = "novel"\n    id = Column(ForeignKey("books.id"), primary_key=True)\n',
    );
    expect(changes(source, 'inconsistent-bases')).toEqual([
      'Change the order to Printed, Signed, Book *',
      '-class Novel(Signed, Printed, Book):',
      '+class Novel(Printed, Signed, Book):',
    ]);
  });
});

describe('the table of a copied class', () => {
  test('is called as the tables of the others are', () => {
    expect(changes(book('', "class Novel(Base):\n    __tablename__ = 'books'\n    id = Column(Integer, primary_key=True)\n"), 'table-defined-twice')).toEqual([
      "Change to 'novels' *",
      "-    __tablename__ = 'books'",
      "+    __tablename__ = 'novels'",
    ]);
  });
});

describe('polymorphic hierarchies', () => {
  test('an identity, or none that is wanted', () => {
    expect(changes(hierarchy('    pages = Column(Integer)\n'), 'polymorphic-identity')).toEqual([
      'Add polymorphic_identity="novel"',
      '+    __mapper_args__ = {"polymorphic_identity": "novel"}',
      'Add polymorphic_abstract=True',
      '+    __mapper_args__ = {"polymorphic_abstract": True}',
    ]);
  });

  test('beside other arguments', () => {
    expect(changes(hierarchy('    __mapper_args__ = {\n        "eager_defaults": True,\n    }\n'), 'polymorphic-identity').slice(0, 2)).toEqual([
      'Add polymorphic_identity="novel"',
      '+        "polymorphic_identity": "novel",',
    ]);
  });

  test('the same one twice', () => {
    expect(changes(hierarchy("    __mapper_args__ = {'polymorphic_identity': 'book'}\n"), 'polymorphic-identity')).toEqual([
      "Change to 'novel'",
      "-    __mapper_args__ = {'polymorphic_identity': 'book'}",
      "+    __mapper_args__ = {'polymorphic_identity': 'novel'}",
    ]);
  });
});

describe('a target that is not mapped', () => {
  test('the mapped classes below it are offered', () => {
    expect(changes(withAbstract, 'unmapped-target')).toEqual([
      "Change to 'Author' *",
      '-    author = relationship(Person)',
      '+    author = relationship("Author")',
    ]);
  });
});

describe('names in the place of others', () => {
  test('a relationship over an inherited column', () => {
    const novel =
      'class Novel(Book):\n    __tablename__ = "novel"\n    id = Column(ForeignKey("books.id"), primary_key=True)\n    author_id = relationship("Author")\n';
    expect(changes(book('', novel), 'named-like-column')).toEqual([
      "Rename to 'author' *",
      '-    author_id = relationship("Author")',
      '+    author = relationship("Author")',
    ]);
  });

  test('a backref over a method', () => {
    expect(
      changes(
        book('    author = relationship("Author", backref="books")').replace('class Book', '    def books(self): ...\nclass Book'),
        'backref-replaces-attribute',
      ),
    ).toEqual([
      "Rename the backref of 'Book.author' to 'author_books'",
      '-    author = relationship("Author", backref="books")',
      '+    author = relationship("Author", backref="author_books")',
    ]);
  });
});

describe('names in strings', () => {
  const pair = (argument: string): string => `
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()

class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)

class Book(Base):
    __tablename__ = "book"
    number = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
    editor_id = Column(ForeignKey("author.id"))
    author = relationship("Author", ${argument})
`;

  test('a column without its class', () => {
    expect(changes(pair('foreign_keys="author_id"'), 'unknown-name')).toEqual([
      "Change to 'Book.author_id' *",
      '-    author = relationship("Author", foreign_keys="author_id")',
      '+    author = relationship("Author", foreign_keys="Book.author_id")',
    ]);
  });

  test('a list of strings', () => {
    expect(changes(pair('foreign_keys=["author_id"]'), 'invalid-expression')).toEqual([
      'Change to "Book.author_id" *',
      '-    author = relationship("Author", foreign_keys=["author_id"])',
      '+    author = relationship("Author", foreign_keys="Book.author_id")',
    ]);
  });

  test("Python's function in the place of a column", () => {
    expect(changes(pair('foreign_keys=author_id, order_by=id'), 'invalid-expression')).toEqual([
      'Change to "Author.id" *',
      '-    author = relationship("Author", foreign_keys=author_id, order_by=id)',
      '+    author = relationship("Author", foreign_keys=author_id, order_by="Author.id")',
    ]);
  });
});

test('a table of another MetaData is not offered', () => {
  const tables = `
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Old = declarative_base()
New = declarative_base()

class Author(Old):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)

class Book(New):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey("author.id"))
    author = relationship(Author)
`;
  expect(changes(tables, 'unknown-foreign-key')).toEqual([]);
  expect(changes(tables, 'no-foreign-keys')).toEqual([]);
  expect(changes(tables.replace(', ForeignKey("author.id")', ''), 'no-foreign-keys')).toEqual([]);
});

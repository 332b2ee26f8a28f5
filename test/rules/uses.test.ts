import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../server/config.ts';
import { found } from '../support/ask.ts';
import { fixture, root } from '../support/fixture.ts';

/** What the rules say of code that uses these models. */
const models = `from sqlalchemy import Column, ForeignKey, Integer, String, select
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.orm import Load, Session, contains_eager, declarative_base, joinedload, lazyload, relationship, undefer, validates, with_parent

Base = declarative_base()

class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    books = relationship("Book", backref="author")

class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    title = Column(String)
    author_id = Column(ForeignKey("author.id"))

`;
const f = (code: string): string => `${models}def use(session, other):\n${code.replace(/^/gm, '    ')}\n`;

function codes(source: string, version: '1.4' | '2.0' | '2.1' = '2.0'): readonly string[] {
  const it = fixture(source);
  it.session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  return found(it).map(({ it: one }) => one.rule.code);
}

describe('string-attribute', () => {
  test.each([
    'select(Author).options(joinedload("books"))',
    'select(Author).options(contains_eager("books"))',
    'select(Author).options(joinedload(Author.books).joinedload("author"))',
    'select(Author).options(Load(Author).joinedload("books"))',
    'select(Author).join("books")',
    'session.query(Author).outerjoin("books")',
    'session.query(Book).join(Author, "author")',
    'with_parent(Author(), "books")',
  ])('%s', code => {
    expect(codes(f(code))).toEqual(['string-attribute']);
  });

  test.each(['select(Author).options(lazyload("*"))', '", ".join("books")', 'other.join("books")', 'select(Author).join(Author.books)'])('silent: %s', code => {
    expect(codes(f(code))).toEqual([]);
  });

  test('1.4 takes names that are there', () => {
    expect(codes(f('session.query(Author).options(joinedload("books"))'), '1.4')).toEqual([]);
    expect(codes(f('session.query(Author).options(joinedload("boks"))'), '1.4')).toEqual(['string-attribute']);
  });
});

describe('relationship-operator', () => {
  test.each([
    'Author.books.has()',
    'Book.author.any()',
    'Book.author.contains(Author())',
    'Author.books != Book()',
    'Author.books.in_([])',
    'Book.author.is_not(None)',
  ])('%s', code => {
    expect(codes(f(code))).toEqual(['relationship-operator']);
  });

  test.each([
    'Author.books == None',
    'Author.books == other',
    'Book.author == Author()',
    'Book.author_id.in_([])',
    'Author().books == []',
    'other.books.has()',
  ])('silent: %s', code => {
    expect(codes(f(code))).toEqual([]);
  });

  test('silent where the error is waited for', () => {
    expect(codes(f('try:\n    Author.books.has()\nexcept InvalidRequestError:\n    pass'))).toEqual([]);
    expect(codes(f('try:\n    Author.books.has()\nexcept Exception:\n    pass'))).toEqual(['relationship-operator']);
  });
});

describe('through-relationship', () => {
  test.each(['Book.author.name', 'Author.books.title == "x"', 'select(Book).order_by(Book.author.name)'])('%s', code => {
    expect(codes(f(code))).toEqual(['through-relationship']);
  });

  test.each(['Book().author.name', 'Book.author.property', 'Book.author.key', 'Book.author.nothing', 'other.author.name'])('silent: %s', code => {
    expect(codes(f(code))).toEqual([]);
  });
});

describe('collection-value', () => {
  test.each(['Author(books=Book())', 'Author(books=None)', 'Book(author=[])', 'Author().books = Book()', 'book = Book()\nbook.author = [other]'])(
    '%s',
    code => {
      expect(codes(f(code))).toEqual(['collection-value']);
    },
  );

  test.each(['Author(books=[Book()])', 'Author(books=other)', 'Author(books=other())', 'Book(author=None)', 'Book(author=other)', 'other.author = []'])(
    'silent: %s',
    code => {
      expect(codes(f(code))).toEqual([]);
    },
  );

  test('silent where a validator may take it', () => {
    const validator = '    @validates("author")\n    def check(self, key, value):\n        return value[0]\n';
    expect(codes(f('Book(author=[Author()])').replace('    author_id', `${validator}    author_id`))).toEqual([]);
  });
});

describe('association-proxy', () => {
  const proxied = (proxy: string): string => models.replace('    title =', `    proxy = ${proxy}\n    title =`);

  test.each(['association_proxy("authr", "name")', 'association_proxy("author", "nme")', 'association_proxy("title", "name")'])('%s', proxy => {
    expect(codes(proxied(proxy))).toEqual(['association-proxy']);
  });

  test.each(['association_proxy("author", "name")', 'association_proxy("author", "books")', 'association_proxy(other, "name")'])('silent: %s', proxy => {
    expect(codes(proxied(proxy))).toEqual([]);
  });
});

describe('used-before-configured', () => {
  test.each(['default = Book.author', 'class Form:\n    field = Book.author', 'query = select(Book).where(Book.author == None)'])('%s', code => {
    expect(codes(models + code)).toEqual(['used-before-configured']);
  });

  test.each([
    'default = Author.books',
    'def later():\n    return Book.author',
    'later = lambda: Book.author',
    'first = Author()\ndefault = Book.author',
    'from elsewhere import thing\ndefault = Book.author',
    'if other:\n    default = Book.author',
    'try:\n    default = Book.author\nexcept AttributeError:\n    pass',
    'configure_mappers()\ndefault = Book.author',
  ])('silent: %s', code => {
    expect(codes(models + code)).toEqual([]);
  });
});

test('a mapped dataclass does not take what a backref makes', () => {
  const source = `from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, relationship

class Base(MappedAsDataclass, DeclarativeBase):
    pass

class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    books: Mapped[list["Book"]] = relationship(backref="author", default_factory=list)

class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), init=False)

def use():
    Author(books=[])
    Book(author=None)
`;
  expect(codes(source)).toEqual(['unknown-attribute-keyword']);
});

describe('an attribute that code gives to a class', () => {
  const uses = [
    ['unknown-attribute-keyword', '2.0', 'Author(score=1)'],
    ['unknown-attribute-keyword', '2.0', 'session.query(Author).filter_by(score=1)'],
    ['string-attribute', '1.4', 'session.query(Author).options(undefer("score"))'],
  ] as const;
  const listener = (code: string): string => `def configured(mapper, author):\n    ${code}\n\n`;

  test.each(uses)('%s: is told without it', (code, version, use) => {
    expect(codes(f(use), version)).toEqual([code]);
    expect(codes(f(use) + listener('author.score = 1'), version)).toEqual([]);
    expect(codes(f(use) + listener('Author().score = 1'), version)).toEqual([code]);
    expect(codes(f(use) + listener('Book.score = 1'), version)).toEqual([code]);
  });

  test.each([
    ['Author.score = column_property(select(Book.id))'],
    ['setattr(Author, "score", column_property(select(Book.id)))'],
    ['mapper.add_property("score", column_property(select(Book.id)))'],
  ])('%s in a function', set => {
    for (const [, version, use] of uses) expect(codes(f(use) + listener(set), version)).toEqual([]);
  });

  test('by a method of the class itself', () => {
    const source = (method: string): string => f('Author(score=1)').replace('name = Column(String)', `name = Column(String)\n    ${method}`);
    expect(codes(source('@classmethod\n    def __declare_last__(cls):\n        cls.score = column_property(select(Book.id))'))).toEqual([]);
    expect(codes(source('def rate(self):\n        self.score = 1'))).toEqual(['unknown-attribute-keyword']);
  });
});

describe('loader-path', () => {
  test.each([
    ['contains_eager(Author.books)', ['loader-path']],
    ['joinedload(Book.author)', []],
    ['joinedload(Book.author, Author.books)', []],
    ['Load(Book).joinedload(Book.author).joinedload(Author.books)', []],
  ])('%s', (option, expected) => {
    expect(codes(f(`return Session().query(Book).options(${option})`))).toEqual(expected);
  });
});

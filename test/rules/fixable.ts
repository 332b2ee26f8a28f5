/** Models with one fault each, which fixes mend; `test/oracle/live/fixes.test.ts` gives what comes of them to SQLAlchemy. */
export const columns = `from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class Author(Base):
    __tablename__ = 'authors'
    id = Column(String(36), primary_key=True)
    books = relationship('Book', back_populates='author')

class Book(Base):
    __tablename__ = 'books'
    id = Column(Integer, primary_key=True)
    title = Column(String)
    author = relationship('Author', back_populates='books')
`;
export const annotated = (relationship: string): string => `from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
class Base(DeclarativeBase):
    pass
class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    ${relationship}
`;

export const book = (body: string, more = ''): string => `from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class Author(Base):
    __tablename__ = "authors"
    id = Column(Integer, primary_key=True)
class Book(Base):
    __tablename__ = "books"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("authors.id"))
${body}
${more}`;

/** A class below one that is told apart by a column. */
export const hierarchy = (novel: string): string =>
  book('    kind = Column(String)\n    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "book"}', `class Novel(Book):\n${novel}`);

export const prefixed = `import sqlalchemy as sa
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class Author(Base):
    __tablename__ = "author"
    id = sa.Column(sa.Integer, primary_key=True)
class Book(Base):
    __tablename__ = "book"
    id = sa.Column(sa.Integer, primary_key=True)
    author = relationship(Author)
`;

export const withAbstract = `from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class Person(Base):
    __abstract__ = True
    id = Column(Integer, primary_key=True)
class Author(Person):
    __tablename__ = "author"
class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
    author = relationship(Person)
`;

const novel = (bases: string, body = ''): string => `class Novel(${bases}):
    __tablename__ = "novel"
    id = Column(ForeignKey("books.id"), primary_key=True)
${body}`;

/** All of them by name. */
export const fixable: ReadonlyMap<string, string> = new Map([
  ['columns', columns],
  ['prefixed', prefixed],
  ['with-abstract', withAbstract],
  ['annotated-one', annotated('author: Mapped["Author"] = relationship()')],
  ['annotated-optional', annotated('author: Mapped["Author | None"] = relationship()')],
  ['annotated-pair', annotated('author: Mapped["Author"] = relationship(backref="books")')],
  ['annotated-many', annotated('authors: Mapped[list["Author"]] = relationship()')],
  ['annotated-metadata', annotated('metadata: Mapped[int]')],
  ['carriage-returns', columns.replaceAll('\n', '\r\n')],
  ['metadata', book('    metadata = Column(String)')],
  ['named-metadata', book("    metadata = Column('meta', String)")],
  ['relationship-metadata', book('    metadata = relationship("Author")')],
  [
    'named-by-the-other',
    book('    metadata = relationship("Author", back_populates="books")').replace(
      'class Book',
      '    books = relationship("Book", back_populates="metadata")\nclass Book',
    ),
  ],
  ['several-bases', book('', `class Mixin: pass\n${novel('Mixin, Author, Book')}`)],
  ['order-of-bases', book('', `class Signed: pass\nclass Printed(Signed): pass\n${novel('Signed, Printed, Book')}`)],
  ['table-twice', book('', "class Novel(Base):\n    __tablename__ = 'books'\n    id = Column(Integer, primary_key=True)\n")],
  ['no-identity', hierarchy('    pages = Column(Integer)\n')],
  ['identity-among-others', hierarchy('    __mapper_args__ = {\n        "eager_defaults": True,\n    }\n')],
  ['identity-twice', hierarchy("    __mapper_args__ = {'polymorphic_identity': 'book'}\n")],
  ['over-a-column', book('', novel('Book', '    author_id = relationship("Author")\n'))],
  ['over-a-method', book('    author = relationship("Author", backref="books")').replace('class Book', '    def books(self): ...\nclass Book')],
]);

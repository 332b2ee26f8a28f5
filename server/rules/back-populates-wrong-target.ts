import { isDeclared } from '../edits/declared.ts';
import { sole } from '../model/resolution.ts';
import { newSideFix, renameFixes } from './back-populates-fixes.ts';
import { failureRule } from './failure-rule.ts';
import { atBackPopulates, relationshipName } from './words.ts';

/** The two relationships that `back_populates` links must lead to each other's class. */
export const backPopulatesWrongTarget = failureRule({
  code: 'back-populates-wrong-target',
  kinds: ['back-populates-wrong-target'],
  docs: {
    summary: '`back_populates` names a relationship that leads to another class than the one it is written in.',
    why: 'The two sides of a pair lead to each other. A relationship to a third class, however close its name, cannot be the way back.',
    bad: `
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()

class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    books = relationship("Book", back_populates="shelf")
    #                                            ^^^^^ back-populates-wrong-target

class Shelf(Base):
    __tablename__ = "shelf"
    id = Column(Integer, primary_key=True)

class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
    shelf_id = Column(ForeignKey("shelf.id"))
    author = relationship("Author")
    shelf = relationship("Shelf")
`,
    good: `
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()

class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    books = relationship("Book", back_populates="author")

class Shelf(Base):
    __tablename__ = "shelf"
    id = Column(Integer, primary_key=True)

class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
    shelf_id = Column(ForeignKey("shelf.id"))
    author = relationship("Author", back_populates="books")
    shelf = relationship("Shelf")
`,
    sqlalchemy:
      "ArgumentError: reverse_property 'shelf' on relationship Author.books references relationship Book.shelf, which does not reference mapper Mapper[Author(author)]",
  },
  at: ({ attribute }) => (attribute && isDeclared(attribute) ? atBackPopulates(attribute) : undefined),
  related: ({ error: { other } }) => [{ location: other.at, message: `'${relationshipName(other)}' leads to '${sole(other.target)?.name}'` }],
  fixes: ({ attribute }, snapshot) => (attribute && isDeclared(attribute) ? [...renameFixes(snapshot, attribute), ...newSideFix(snapshot, attribute)] : []),
});

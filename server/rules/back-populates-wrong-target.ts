import { declaredIn } from '../edits/declared.ts';
import type { MappedClass } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import { newSideFix, renameFixes } from './back-populates-fixes.ts';
import { everywhere, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { atBackPopulates, mapperName, relationshipName, repr } from './words.ts';

/** The two relationships that `back_populates` links must lead to each other's class. */
export const backPopulatesWrongTarget: Rule = {
  code: 'back-populates-wrong-target',
  severity: 'error',
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
  check: everywhere(function* (snapshot): Iterable<Located> {
    for (const it of declaredIn(snapshot.project)) {
      const target = sole(it.target);
      const name = it.backPopulates?.name;
      const at = atBackPopulates(it);
      const found = target && name !== undefined ? sole(snapshot.project.attribute(target, name)) : undefined;
      const leads = found?.kind === 'relationship' ? sole(found.attribute.target) : undefined;
      if (!at || name === undefined || found?.kind !== 'relationship' || !leads || root(leads) === root(it.owner)) continue;
      yield {
        at,
        message: `reverse_property ${repr(name)} on relationship ${relationshipName(it)} references relationship ${relationshipName(found.attribute)}, which does not reference mapper ${mapperName(it.owner, snapshot.sqlalchemy(at.uri).version)}`,
        related: [{ location: found.attribute.at, message: `'${relationshipName(found.attribute)}' leads to '${leads.name}'` }],
        fixes: () => [...renameFixes(snapshot, it), ...newSideFix(snapshot, it)],
      };
    }
  }),
};

const root = (cls: MappedClass): MappedClass => (cls.parent ? root(cls.parent) : cls);

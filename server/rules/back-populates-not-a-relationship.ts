import { declaredIn } from '../edits/declared.ts';
import { sole } from '../model/resolution.ts';
import { newSideFix, renameFixes } from './back-populates-fixes.ts';
import { everywhere, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { atBackPopulates, relationshipName } from './words.ts';

/** `back_populates` must name a relationship, not a column. */
export const backPopulatesNotARelationship: Rule = {
  code: 'back-populates-not-a-relationship',
  severity: 'error',
  docs: {
    summary: '`back_populates` names a column, a synonym or another attribute that is no relationship.',
    why: 'Both sides of a pair are relationships. The foreign key column they rest on (`author_id`) is found by SQLAlchemy itself; `back_populates` takes the name of the relationship beside it (`author`).',
    bad: `
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()

class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    books = relationship("Book", back_populates="author_id")
    #                                            ^^^^^^^^^ back-populates-not-a-relationship

class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
`,
    good: `
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
    author = relationship("Author", back_populates="books")
`,
    sqlalchemy:
      "InvalidRequestError: back_populates on relationship 'Author.books' refers to attribute 'Book.author_id' that is not a relationship.  The back_populates parameter should refer to the name of a relationship on the target class.",
  },
  check: everywhere(function* (snapshot): Iterable<Located> {
    for (const it of declaredIn(snapshot.project)) {
      const target = sole(it.target);
      const name = it.backPopulates?.name;
      const at = atBackPopulates(it);
      const found = target && name !== undefined ? sole(snapshot.project.attribute(target, name)) : undefined;
      if (!at || (found?.kind !== 'column' && !(found?.kind === 'member' && found.member.kind === 'property'))) continue;
      const place = found.member;
      yield {
        at,
        message: `back_populates on relationship '${relationshipName(it)}' refers to attribute '${found.on.name}.${name}' that is not a relationship.  The back_populates parameter should refer to the name of a relationship on the target class.`,
        ...(place
          ? {
              related: [
                {
                  location: { uri: place.uri, range: place.name.range },
                  message: `'${found.on.name}.${name}' is ${found.kind === 'column' ? 'a column' : 'no relationship'}`,
                },
              ],
            }
          : {}),
        fixes: () => [...renameFixes(snapshot, it), ...newSideFix(snapshot, it)],
      };
    }
  }),
};

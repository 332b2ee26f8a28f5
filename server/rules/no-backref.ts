import { convertBackref } from '../edits/back-populates.ts';
import { declaredIn } from '../edits/declared.ts';
import { library } from './examples.ts';
import { everywhere, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { atBackref, relationshipName, targetOf } from './words.ts';

/** For projects that want every attribute written out. */
export const noBackref: Rule = {
  code: 'no-backref',
  severity: 'off',
  docs: {
    summary: 'A relationship uses `backref`, which creates an attribute that stands in no class body.',
    why: `SQLAlchemy calls \`backref\` legacy: whoever reads the other class does not see the attribute, and no type checker does. \`back_populates\` on two written relationships
says the same in the open. The rule is off unless a setting turns it on, as \`{ "no-backref": "hint" }\`; the refactoring "Convert backref to back_populates" is there without it.`,
    bad: `
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()

class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    books = relationship("Book", backref=backref("author", lazy="joined"))
    #                                             ^^^^^^ no-backref

class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
`,
    good: library({
      author: `    books = relationship("Book", back_populates="author")`,
      book: `    author = relationship("Author", back_populates="books", lazy="joined")`,
    }),
    sqlalchemy: 'Nothing is raised. [Using the legacy backref parameter](https://docs.sqlalchemy.org/en/20/orm/backref.html)',
  },
  check: everywhere(function* (snapshot): Iterable<Located> {
    for (const it of declaredIn(snapshot.project)) {
      if (!it.backref) continue;
      const name = it.backref.name === undefined ? 'an attribute' : `'${it.backref.name}'`;
      yield {
        at: atBackref(it.backref),
        message: `The backref of '${relationshipName(it)}' creates ${name} implicitly; back_populates on both sides says the same in the open`,
        related: targetOf({ attribute: it }),
        fixes: () => {
          const converted = convertBackref(snapshot, it);
          return 'edits' in converted ? [{ title: 'Convert backref to back_populates', edits: converted.edits, preferred: true }] : [];
        },
      };
    }
  }),
};

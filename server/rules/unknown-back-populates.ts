import { writeOtherSide } from '../edits/back-populates.ts';
import { isDeclared } from '../edits/declared.ts';
import { renameFixes, renameOther } from './back-populates-fixes.ts';
import { failureRule } from './failure-rule.ts';
import { hasOtherSide } from './suggestions.ts';
import { atBackPopulates, relationshipName } from './words.ts';

/** `back_populates` must name an attribute that the target has. */
export const unknownBackPopulates = failureRule({
  code: 'unknown-back-populates',
  kinds: ['unknown-back-populates'],
  docs: {
    summary: '`back_populates` names an attribute that the target class does not have.',
    why: `\`back_populates\` creates nothing: it links two relationships that are both written, and SQLAlchemy looks the name up on the target when the mappers are configured.
An attribute that the \`backref\` of another relationship creates later does not count. To have the other side made, use \`backref\` instead.`,
    bad: `
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(back_populates="writer")
    #                                                          ^^^^^^ unknown-back-populates

class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped["Author"] = relationship(back_populates="books")
`,
    good: `
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(back_populates="author")

class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped["Author"] = relationship(back_populates="books")
`,
    sqlalchemy:
      "InvalidRequestError: Mapper 'Mapper[Book(book)]' has no property 'writer'.  If this property was indicated from other mappers or configure events, ensure registry.configure() has been called.",
  },
  at: ({ attribute }) => (attribute && isDeclared(attribute) ? atBackPopulates(attribute) : undefined),
  related: ({ attribute, error: { target } }) =>
    attribute ? [{ location: target.at, message: `'${target.name}' is the target of '${relationshipName(attribute)}'` }] : [],
  fixes: ({ attribute, error: { target, name } }, snapshot) => {
    if (!attribute || !isDeclared(attribute)) return [];
    const fixes = [...renameFixes(snapshot, attribute), ...renameOther(snapshot, attribute)];
    // A second relationship over the same columns would only be in the way of the first.
    if (hasOtherSide(snapshot.project, attribute)) return fixes;
    const written = snapshot.project.attribute(target, name).kind === 'none' ? writeOtherSide(snapshot, attribute, name) : { why: 'the name is taken' };
    if (!('edits' in written)) return fixes;
    return [...fixes, { title: `Add '${name}' to '${target.name}'`, edits: written.edits, preferred: fixes.length === 0 }];
  },
});

/** The scenes in which the rules' examples play: an author has books. */
interface Parts {
  /** Lines in the class of the author. */
  readonly author?: string;
  /** Lines in the class of the book. */
  readonly book?: string;
  /** In place of the book's foreign key. */
  readonly key?: string;
  /** Further names from `sqlalchemy` and `sqlalchemy.orm`. */
  readonly core?: string;
  readonly orm?: string;
  /** What stands in front of the classes, and behind them. */
  readonly before?: string;
  readonly after?: string;
}

/** The lines of a class body stand in the source as they do in the example. */
const indented = (lines: string | undefined): string => (lines === undefined ? '' : `${lines.replace(/^\n|\n *$/g, '')}\n`);
const more = (names: string | undefined): string => (names === undefined ? '' : `, ${names}`);
const apart = (lines: string | undefined): string => (lines === undefined ? '' : `${lines.replace(/^\n/, '')}\n`);

/** Models as all versions of SQLAlchemy take them. */
export const library = ({ author, book, key, core, orm, before, after }: Parts): string => `
from sqlalchemy import Column, ForeignKey, Integer${more(core)}
from sqlalchemy.orm import declarative_base, relationship${more(orm)}

Base = declarative_base()

${apart(before)}class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
${indented(author)}
class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
${indented(key ?? '    author_id = Column(ForeignKey("author.id"))')}${indented(book)}${after === undefined ? '' : `\n${after.replace(/^\n/, '')}`}`;

/** Models as SQLAlchemy 2 writes them. */
export const annotated = ({ author, book, key, core, orm, before, after }: Parts): string => `
from sqlalchemy import ForeignKey${more(core)}
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship${more(orm)}

class Base(DeclarativeBase):
    pass

${apart(before)}class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
${indented(author)}
class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
${indented(key ?? '    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))')}${indented(book)}${after === undefined ? '' : `\n${after.replace(/^\n/, '')}`}`;

import type { SqlalchemyVersion } from '../config.ts';
import { writeOtherSide } from '../edits/back-populates.ts';
import { type Declared, declaredIn } from '../edits/declared.ts';
import type { MappedClass } from '../model/mapped.ts';
import type { ClassAttribute, Project } from '../model/project.ts';
import { sole } from '../model/resolution.ts';
import { renameFixes } from './back-populates-fixes.ts';
import { everywhere, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { hasOtherSide } from './suggestions.ts';
import { atBackPopulates, mapperName } from './words.ts';

/** `back_populates` must name an attribute that the target has. */
export const unknownBackPopulates: Rule = {
  code: 'unknown-back-populates',
  severity: 'error',
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
  check: everywhere(function* (snapshot): Iterable<Located> {
    const { project } = snapshot;
    for (const it of declaredIn(project)) {
      const target = sole(it.target);
      const name = it.backPopulates?.name;
      const at = atBackPopulates(it);
      if (!target || name === undefined || !at || !isMissing(project, it, target, name)) continue;
      yield {
        at,
        message: noProperty(target, name, snapshot.sqlalchemy(at.uri).version),
        related: [{ location: target.at, message: `'${target.name}' is the target of '${it.owner.name}.${it.name}'` }],
        fixes: () => {
          const fixes = renameFixes(snapshot, it);
          // A second relationship over the same columns would only be in the way of the first.
          if (hasOtherSide(project, it)) return fixes;
          const written = project.attribute(target, name).kind === 'none' ? writeOtherSide(snapshot, it, name) : { why: 'the name is taken' };
          if (!('edits' in written)) return fixes;
          return [...fixes, { title: `Add '${name}' to '${target.name}'`, edits: written.edits, preferred: fixes.length === 0 }];
        },
      };
    }
  }),
};

function noProperty(target: MappedClass, name: string, version: SqlalchemyVersion): string {
  const text = `Mapper '${mapperName(target, version)}' has no property '${name}'`;
  return version === '1.4'
    ? text
    : `${text}.  If this property was indicated from other mappers or configure events, ensure registry.configure() has been called.`;
}

function isMissing(project: Project, it: Declared, target: MappedClass, name: string): boolean {
  const found = project.attribute(target, name);
  if (found.kind === 'none') return true;
  return found.kind === 'one' && (isNoProperty(found.value) || comesLater(project, it, found.value));
}

/** Python's own attributes are none of the mapper's. */
const isNoProperty = (found: ClassAttribute): boolean =>
  found.kind === 'member' &&
  found.member.kind === 'plain' &&
  (found.member.what === 'property' || found.member.what === 'hybrid' || found.member.what === 'association proxy');

/** True when the attribute is made by a backref of the same file whose turn comes after this relationship's. */
function comesLater(project: Project, it: Declared, found: ClassAttribute): boolean {
  if (found.kind !== 'relationship' || found.attribute.provenance.kind !== 'backref') return false;
  const { source } = found.attribute.provenance;
  if (source.at.uri !== it.at.uri || source.owner.at.uri !== it.owner.at.uri || source.owner.at.uri !== source.at.uri) return false;
  if (source.owner !== it.owner) return project.classes.indexOf(source.owner) > project.classes.indexOf(it.owner);
  const order = [...it.owner.own.values()];
  return order.indexOf(source) > order.indexOf(it);
}

import { memo } from '../base/lazy.ts';
import type { MappedClass } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import { partsOf } from '../model/startup/parts.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { inFile, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { atOneOf, relationshipName } from './words.ts';

const models = (init: string): string => `
#- blog/__init__.py
${init}
#- blog/base.py
from sqlalchemy.orm import declarative_base

Base = declarative_base()
#- blog/author.py
from sqlalchemy import Column, Integer
from sqlalchemy.orm import relationship

from blog.base import Base

class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    books = relationship("Book")
    #                     ^^^^ never-imported

#- blog/book.py
from sqlalchemy import Column, ForeignKey, Integer

from blog.base import Base

class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
`;

/** A class is known by its name once its module has been imported. */
export const neverImported: Rule = {
  code: 'never-imported',
  severity: 'information',
  docs: {
    summary: 'A relationship names a class in a module that no file of the workspace imports.',
    why: 'SQLAlchemy finds a class by its name when its module has been imported by then. Where nobody imports it, the mapper cannot be configured: import it where the models are collected. It is reported where no other file so much as mentions the module, and nothing imports modules by computed names.',
    noFix: 'Which module collects the models is not written anywhere.',
    bad: models('from blog.author import Author'),
    good: models('from blog.author import Author\nfrom blog.book import Book').replace('    #                     ^^^^ never-imported\n', ''),
    sqlalchemy:
      "Where the module is not imported: `InvalidRequestError: When initializing mapper Mapper[Author(author)], expression 'Book' failed to locate a name ('Book'). ...`",
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const { project } = snapshot;
    for (const attribute of partsOf(project, uri).relationships) {
      const target = sole(attribute.target);
      const node = attribute.targetNode ?? attribute.annotation?.target;
      if (attribute.provenance.kind !== 'declared' || node?.kind !== 'string' || !target || target.at.uri === attribute.owner.at.uri) continue;
      if (!isForgotten(snapshot, target, attribute.owner)) continue;
      yield {
        at: atOneOf({ cls: attribute.owner, attribute }, 'argument'),
        message: `'${relationshipName(attribute)}' needs '${target.name}', and no file imports '${target.symbol.module.name}'`,
        related: [{ location: target.at, message: `'${target.name}' is here` }],
      };
    }
  }),
};

const dynamic = [
  'import_module',
  '__import__',
  'walk_packages',
  'iter_modules',
  'find_modules',
  'import_string',
  'scan',
  'autodiscover',
  'entry_points',
  'load_module',
  'exec_module',
];

const answers = new WeakMap<Snapshot, Map<string, boolean>>();

/** True when nothing in the workspace can have imported the module of a class, as far as words tell. */
function isForgotten(snapshot: Snapshot, target: MappedClass, user: MappedClass): boolean {
  return memo(
    memo(answers, snapshot, () => new Map<string, boolean>()),
    `${target.at.uri} ${user.at.uri}`,
    () => {
      const { uri, name } = target.symbol.module;
      const [word, own] = [name, user.symbol.module.name].map(it => it.split('.').at(-1) ?? '');
      if (word === undefined || own === undefined) return false;
      // What is run itself needs no import, nor does a package.
      if (!name.includes('.') || uri.endsWith('/__init__.py') || snapshot.installed(uri) || snapshot.installed(user.at.uri)) return false;
      if (!snapshot.mentioning(word).every(it => it === uri)) return false;
      // Where nobody imports the other class either, what is run is not among these files.
      if (!snapshot.project.isImported(user.at.uri) || dynamic.some(it => snapshot.mentioning(it).length > 0)) return false;
      const facts = snapshot.project.sources.facts(uri);
      const importsUser = facts?.scope.bindings.some(b => b.kind === 'import' && [b.attr?.id, ...b.module.split('.')].includes(own));
      return !importsUser;
    },
  );
}

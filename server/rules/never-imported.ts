import { memo } from '../base/lazy.ts';
import type { MappedClass } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import { partsOf } from '../model/startup/parts.ts';
import { walk } from '../syntax/locate.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { importFixes } from './import-fixes.ts';
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
    why: 'SQLAlchemy finds a class by its name when its module has been imported by then. Where nobody imports it, the mapper cannot be configured: import it where the models are collected. An import under `if TYPE_CHECKING:` is none for the program. It is reported where no file imports the module, no string names it, and nothing imports modules by computed names.',
    noFix:
      'The import is written beside those of other models that a file makes nothing else of: in a package, in `models/base.py`, in the function that makes the application. Where nothing collects models, and the two classes share no package, no place is offered.',
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
      if (attribute.provenance.kind !== 'declared' || !node || !target || target.at.uri === attribute.owner.at.uri) continue;
      if (!isForgotten(snapshot, target, attribute.owner)) continue;
      yield {
        at: atOneOf({ cls: attribute.owner, attribute }, 'argument'),
        message: `'${relationshipName(attribute)}' needs '${target.name}', and no file imports '${target.symbol.module.name}'`,
        related: [{ location: target.at, message: `'${target.name}' is here` }],
        fixes: () => importFixes(snapshot, target, attribute.owner),
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

/** True when nothing in the workspace can have imported the module of a class. */
function isForgotten(snapshot: Snapshot, target: MappedClass, user: MappedClass): boolean {
  return memo(
    memo(answers, snapshot, () => new Map<string, boolean>()),
    `${target.at.uri} ${user.at.uri}`,
    () => {
      const { project } = snapshot;
      const { uri, name } = target.symbol.module;
      const [parent, word] = name.split('.').slice(-2);
      const own = user.symbol.module.name.split('.').at(-1) ?? '';
      // What is run itself needs no import, nor does a package.
      if (parent === undefined || word === undefined || uri.endsWith('/__init__.py') || snapshot.installed(uri) || snapshot.installed(user.at.uri))
        return false;
      if (dynamic.some(it => snapshot.mentioning(it).length > 0) || snapshot.mentioning('__main__', word).includes(uri)) return false;
      const facts = project.sources.facts(uri);
      const importsUser = facts?.scope.bindings.some(b => b.kind === 'import' && [b.attr?.id, ...b.module.split('.')].includes(own));
      if (importsUser || !snapshot.mentioning(word).every(it => it === uri || !names(snapshot, it, parent, word))) return false;
      // Where nobody imports the other class either, what is run is not among these files.
      return !project.isImported(uri) && project.isImported(user.at.uri);
    },
  );
}

/** True when a file may have a module loaded that it does not import: by a string, by `__all__` of its package, or from a place that is not known. */
function names(snapshot: Snapshot, uri: string, parent: string, word: string): boolean {
  if (snapshot.project.mayImport(uri, word)) return true;
  const path = new RegExp(`\\b${parent}[./:]${word}\\b|^\\.+${word}\\b`, 'u');
  let found = false;
  walk(snapshot.tree(uri)?.body ?? [], node => {
    found ||= node.kind === 'string' && (path.test(node.value) || (uri.endsWith(`/${parent}/__init__.py`) && node.value === word));
  });
  return found;
}

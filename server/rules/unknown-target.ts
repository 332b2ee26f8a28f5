import { type Declared, declaredIn } from '../edits/declared.ts';
import { registryName } from '../edits/names.ts';
import { Change, quoteAt } from '../edits/source.ts';
import { dottedPath } from '../model/annotations.ts';
import type { Project } from '../model/project.ts';
import { sole } from '../model/resolution.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { everywhere, type Located } from './located.ts';
import type { Fix, Rule } from './rule.ts';
import { similar } from './suggestions.ts';
import { classRepr, mapperName, rangeOf, repr } from './words.ts';

/** The target of a relationship must be the name of a mapped class. */
export const unknownTarget: Rule = {
  code: 'unknown-target',
  severity: 'error',
  docs: {
    summary: 'The string or annotation that gives the target of a relationship names no mapped class.',
    why: `SQLAlchemy looks the name up among the classes of the declarative base when the mappers are configured, long after the import. It wants the name of the *class*:
neither the name of its table nor that of a variable will do.`,
    bad: `
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()

class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    books = relationship("Bok")
    #                     ^^^ unknown-target

class Book(Base):
    __tablename__ = "books"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
    author = relationship("author")
    #                      ^^^^^^ unknown-target
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
    __tablename__ = "books"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
    author = relationship("Author", back_populates="books")
`,
    sqlalchemy:
      "InvalidRequestError: When initializing mapper Mapper[Author(author)], expression 'Bok' failed to locate a name ('Bok'). If this is a class name, consider adding this relationship() to the <class 'models.Author'> class after both dependent classes have been defined.",
  },
  check: everywhere(function* (snapshot): Iterable<Located> {
    for (const it of declaredIn(snapshot.project)) {
      if (it.target.kind === 'one' || it.target.kind === 'many') continue;
      const named = targetOf(it);
      if (!named) continue;
      const { uri, node, text } = named;
      if (it.target.kind === 'unknown') {
        const found = node.kind === 'string' ? sole(snapshot.project.lookup(it.owner, text)) : undefined;
        if (found?.kind !== 'table') continue;
        const message = `relationship '${it.name}' expects a class or a mapper argument (received: <class 'sqlalchemy.sql.schema.Table'>)`;
        yield { at: { uri, range: rangeOf(node) }, message, fixes: () => fixesOf(snapshot, it, uri, node, text) };
        continue;
      }
      if (!it.argument('argument') && builtins.has(text)) {
        yield { at: { uri, range: rangeOf(node) }, message: `Class 'builtins.${text}' is not mapped` };
        continue;
      }
      const failed = lookedFor(snapshot.project, it, text);
      const message =
        `When initializing mapper ${mapperName(it.owner, snapshot.sqlalchemy(uri).version)}, expression ${repr(text)} failed to locate a name (${repr(failed)}). ` +
        `If this is a class name, consider adding this relationship() to the ${classRepr(it.owner)} class after both dependent classes have been defined.`;
      yield { at: { uri, range: rangeOf(node) }, message, fixes: () => fixesOf(snapshot, it, uri, node, text) };
    }
  }),
};

/** What `Mapped[list]` and the like name, when no class of the code has the name. */
const builtins: ReadonlySet<string> = new Set('bool bytes dict float frozenset int list object set str tuple type'.split(' '));

/** Where the target is named, in the argument or in the annotation; undefined when it is not. */
function targetOf(it: Declared): { readonly uri: string; readonly node: Expr; readonly text: string } | undefined {
  const given = it.argument('argument');
  const node = given?.node ?? it.annotation?.target;
  const text = node && (node.kind === 'string' ? node.value.trim() : dottedPath(node));
  return node && text !== undefined ? { uri: given?.env.module.uri ?? it.provenance.member.uri, node, text } : undefined;
}

/** The part of a dotted name at which the search of clsregistry.py ends, in its words. */
function lookedFor(project: Project, it: Declared, text: string): string {
  const [first = '', ...rest] = text.split('.');
  let at = project.classes.filter(c => c.registry.id === it.owner.registry.id).map(c => c.symbol.module.name.split('.'));
  at = at.flatMap(parts => parts.flatMap((part, i) => (part === first ? [parts.slice(i + 1)] : [])));
  if (at.length === 0 || rest.length === 0) return text;
  let module = first;
  for (const part of rest) {
    const inside = at.filter(parts => parts[0] === part).map(parts => parts.slice(1));
    if (inside.length === 0) return `Module '${module}' has no mapped classes registered under the name '${part}'`;
    module = part;
    at = inside;
  }
  return text;
}

function fixesOf(snapshot: Snapshot, it: Declared, uri: string, node: Expr, text: string): readonly Fix[] {
  const { project } = snapshot;
  const last = text.slice(text.lastIndexOf('.') + 1);
  const known = project.classes.filter(c => c.registry.id === it.owner.registry.id);
  const ofTable = known.filter(c => c.table?.name === text || c.table?.fullname === text || c.table?.name === last.toLowerCase()).map(c => c.name);
  const names = [...new Set([...ofTable, ...similar(last, project.names.classNames(it.owner.registry))])];
  return names.flatMap((name, i): readonly Fix[] => {
    const cls = known.find(c => c.name === name);
    const path = cls && registryName(project, it.owner, cls);
    const change = new Change(snapshot);
    const source = change.source(uri);
    if (path === undefined || !source || (node.kind !== 'string' && path !== name)) return [];
    const content = node.kind === 'string' && node.content ? node.content : undefined;
    const quote = quoteAt(source, node.range);
    change.replaceRange(uri, content ?? node.range, content || node.kind !== 'string' || !quote ? path : `${quote}${path}${quote}`);
    const edits = change.finish();
    return edits ? [{ title: `Change to '${path}'`, edits, preferred: i === 0 && names.length === 1 }] : [];
  });
}

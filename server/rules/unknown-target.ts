import { type Declared, isDeclared } from '../edits/declared.ts';
import { registryName } from '../edits/names.ts';
import { Change, quoteAt } from '../edits/source.ts';
import { dottedPath } from '../model/annotations.ts';
import type { RelationshipAttribute } from '../model/mapped.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { failureRule } from './failure-rule.ts';
import type { Fix } from './rule.ts';
import { similar } from './suggestions.ts';
import { rangeOf } from './words.ts';

/** The target of a relationship must be the name of a mapped class. */
export const unknownTarget = failureRule({
  code: 'unknown-target',
  kinds: ['unknown-target', 'table-as-target', 'table-in-path'],
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
  at: ({ attribute }) => {
    const named = attribute && isDeclared(attribute) ? targetOf(attribute) : undefined;
    return named && { uri: named.uri, range: rangeOf(named.node) };
  },
  words: ({ error }, raised) =>
    error.kind === 'table-in-path' ? `${raised}: '${error.table.fullname}' is a table here, which is found before a module of this name` : raised,
  related: ({ error }) =>
    error.kind !== 'unknown-target' && error.table.at ? [{ location: error.table.at, message: `'${error.table.fullname}' is the name of this table` }] : [],
  fixes: ({ attribute }, snapshot) => {
    const named = attribute && isDeclared(attribute) ? targetOf(attribute) : undefined;
    return attribute && named ? fixesOf(snapshot, attribute, named.uri, named.node, named.text) : [];
  },
});

/** Where the target is named, in the argument or in the annotation; undefined when it is not. */
function targetOf(it: Declared): { readonly uri: string; readonly node: Expr; readonly text: string } | undefined {
  const given = it.argument('argument');
  const node = given?.node ?? it.annotation?.target;
  const text = node && (node.kind === 'string' ? node.value.trim() : dottedPath(node));
  return node && text !== undefined ? { uri: given?.env.module.uri ?? it.provenance.member.uri, node, text } : undefined;
}

function fixesOf(snapshot: Snapshot, it: RelationshipAttribute, uri: string, node: Expr, text: string): readonly Fix[] {
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

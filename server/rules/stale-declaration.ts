import { DiagnosticTag } from 'vscode-languageserver-protocol';
import { findClass } from '../edits/class-body.ts';
import { removeDeclaration, type TypeDeclaration, typeDeclarations, undeclared } from '../edits/declare.ts';
import { typeFor } from '../edits/mapped-type.ts';
import { Rewrite } from '../edits/rewrite.ts';
import { shapeOf } from '../edits/shape.ts';
import { readAnnotation } from '../model/annotations.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { fix } from './fixing.ts';
import { inFile, type Located } from './located.ts';
import type { Fix, Rule } from './rule.ts';
import { relationshipName } from './words.ts';

/** What is declared for type checkers under `if TYPE_CHECKING:` is not what the backref makes. */
export const staleDeclaration: Rule = {
  code: 'stale-declaration',
  severity: 'information',
  docs: {
    summary: 'A class declares an implicit attribute for type checkers, but mapper configuration makes another one, or none.',
    why: `Under \`if TYPE_CHECKING:\` a class can tell type checkers of the attributes that backrefs give it. Python never runs the block, so nothing fails when a backref is renamed or
leads to another class: the type checker goes on believing what is no longer true.`,
    bad: `
from typing import TYPE_CHECKING
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(backref="writer")

class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    if TYPE_CHECKING:
        author: Mapped["Author"]
#       ^^^^^^ stale-declaration
`,
    good: `
from typing import TYPE_CHECKING
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(backref="writer")

class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    if TYPE_CHECKING:
        writer: Mapped["Author"]
`,
    sqlalchemy: 'Nothing is raised: an instance has no such attribute when it is used.',
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const tree = snapshot.tree(uri);
    if (!tree || tree.broken) return;
    for (const owner of snapshot.project.classes) {
      if (owner.at.uri !== uri || owner.symbol.made || !owner.symbol.fact.scope.bindings.some(b => b.guard === 'type-checking')) continue;
      const cls = findClass(tree.body, owner.at.range);
      for (const declared of cls ? typeDeclarations(cls) : []) {
        const stale = judge(snapshot, owner, declared);
        const [name] = declared.statement.targets;
        if (stale && name)
          yield {
            at: { uri, range: name.range },
            message: stale.message,
            ...(stale.attribute
              ? { related: [{ location: stale.attribute.at, message: `'${relationshipName(stale.attribute)}' is made here` }] }
              : { tags: [DiagnosticTag.Unnecessary] }),
            fixes: () => fixes(snapshot, owner, declared, stale),
          };
      }
    }
  }),
};

interface Stale {
  readonly message: string;
  readonly target: MappedClass;
  /** The attribute that is declared wrongly; undefined when there is none. */
  readonly attribute: RelationshipAttribute | undefined;
}

/** What is wrong with a declaration; undefined when nothing is, and when that cannot be known. */
function judge({ project }: Snapshot, owner: MappedClass, { statement, name }: TypeDeclaration): Stale | undefined {
  const annotation = statement.annotation && readAnnotation(statement.annotation, owner.symbol.env, project.evaluator, 'read');
  const path = annotation?.target && pathOf(annotation.target);
  const named = path === undefined ? undefined : sole(project.lookup(owner, path));
  if (!annotation || named?.kind !== 'class') return undefined;
  const target = named.mapper;
  const found = project.attribute(owner, name);
  // Without Mapped it may be an attribute that the class sets itself, unless one that a backref makes is not declared.
  if (found.kind === 'none' && annotation.wrapper === 'none' && !undeclared(owner).some(it => sole(it.target) === target)) return undefined;
  if (found.kind === 'none')
    return { message: `'${name}' is declared for type checkers, but nothing gives '${owner.name}' such an attribute`, target, attribute: undefined };
  const attribute = found.kind === 'one' && found.value.kind === 'relationship' ? found.value.attribute : undefined;
  const real = attribute && sole(attribute.target);
  if (!attribute || !real || attribute.open) return undefined;
  if (!related(real, target)) return { message: `'${name}' is declared as '${target.name}', but it leads to '${real.name}'`, target, attribute };
  const plural = annotation.collection !== undefined || annotation.wrapper === 'DynamicMapped' || annotation.wrapper === 'WriteOnlyMapped';
  if (attribute.uselist === undefined || attribute.uselist === plural) return undefined;
  const is = attribute.uselist ? `a collection of '${real.name}'` : `one '${real.name}'`;
  return { message: `'${name}' is declared as ${plural ? 'a collection' : `one '${target.name}'`}, but it is ${is}`, target, attribute };
}

const related = (a: MappedClass, b: MappedClass): boolean => isOrInherits(a, b) || isOrInherits(b, a);
const isOrInherits = (a: MappedClass, b: MappedClass): boolean => a === b || (a.parent !== undefined && isOrInherits(a.parent, b));

const pathOf = (expr: Expr): string | undefined => {
  if (expr.kind === 'string') return /^[\w.]+$/.test(expr.value) ? expr.value : undefined;
  if (expr.kind === 'name') return expr.id;
  return undefined;
};

/** A declaration of a renamed backref gets its new name; one of another shape is written anew; one of nothing goes. */
function fixes(snapshot: Snapshot, owner: MappedClass, declared: TypeDeclaration, { attribute, target }: Stale): readonly Fix[] {
  const { uri } = owner.at;
  const [node] = declared.statement.targets;
  const removal = fix(
    snapshot,
    `Remove the declaration of '${declared.name}'`,
    change => {
      const source = change.source(uri);
      if (source) removeDeclaration(change, source, declared);
      return source !== undefined;
    },
    !attribute,
  );
  if (attribute) return [...rewritten(snapshot, owner, declared, attribute), ...removal];
  const renamed = undeclared(owner).filter(it => sole(it.target) === target);
  const [only] = renamed;
  if (!node || !only || renamed.length > 1) return removal;
  const rename = fix(
    snapshot,
    `Declare '${only.name}' instead`,
    change => {
      change.replaceRange(uri, node.range, only.name);
      return change.source(uri) !== undefined;
    },
    true,
  );
  return [...rename, ...removal.map(it => ({ ...it, preferred: false }))];
}

function rewritten(snapshot: Snapshot, owner: MappedClass, { statement }: TypeDeclaration, attribute: RelationshipAttribute): readonly Fix[] {
  const rewrite = new Rewrite(snapshot);
  const place = rewrite.place(owner.symbol);
  const shape = shapeOf(snapshot.project, attribute);
  if ('why' in place || 'why' in shape || !statement.annotation) return [];
  const plain = owner.registry.flavor === 'sqlmodel' || snapshot.sqlalchemy(owner.at.uri).version === '1.4';
  const type = typeFor(place, shape, plain ? 'plain' : 'mapped', 'unchecked');
  if (type === undefined) return [];
  rewrite.change.replaceRange(owner.at.uri, statement.annotation.range, type);
  const edits = rewrite.finish();
  return edits ? [{ title: `Change to ${type}`, edits, preferred: true }] : [];
}

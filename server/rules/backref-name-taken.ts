import type { Location } from 'vscode-languageserver-protocol';
import { linkBoth } from '../edits/back-populates.ts';
import { areMirrored } from '../edits/mirror.ts';
import { Change, quoteAt } from '../edits/source.ts';
import type { BackrefClash, Occupant } from '../model/mapped.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { renameBackref } from './backref-fixes.ts';
import { library } from './examples.ts';
import { removing } from './fixing.ts';
import { everywhere, type Located } from './located.ts';
import type { Fix, Rule } from './rule.ts';
import { atBackref, mapperName, relationshipName } from './words.ts';

/** A backref may not have the name of anything that is mapped on its target. */
export const backrefNameTaken: Rule = {
  code: 'backref-name-taken',
  severity: 'error',
  docs: {
    summary: 'A `backref` has the name of an attribute that its target already has.',
    why: `\`backref\` creates an attribute on the class the relationship leads to. When that class, one it inherits from or one that inherits from it has a mapped
attribute of this name (a column, a relationship, a synonym, another backref), SQLAlchemy refuses to configure the mappers, and the first query of the program fails.

It is reported on both: at the name inside \`backref\`, and at the relationship or the other \`backref\` that holds the name. Often the two were meant to be one pair:
then both sides name each other in \`back_populates\`, and neither has a \`backref\`.`,
    bad: `
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()

class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    books = relationship("Book", backref="author")
    #                                     ^^^^^^ backref-name-taken

class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
    author = relationship("Author")
#   ^^^^^^ backref-name-taken
`,
    good: library({ author: `    books = relationship("Book", back_populates="author")`, book: `    author = relationship("Author", back_populates="books")` }),
    sqlalchemy: "ArgumentError: Error creating backref 'author' on relationship 'Author.books': property of that name exists on mapper 'Mapper[Book(book)]'",
  },
  check: everywhere(function* (snapshot): Iterable<Located> {
    const { clashes } = snapshot.project;
    for (const clash of clashes) {
      const { spec, source, occupant, on } = clash;
      const { version } = snapshot.sqlalchemy(atBackref(spec).uri);
      const message = `Error creating backref '${spec.name}' on relationship '${relationshipName(source)}': property of that name exists on mapper '${mapperName(on, version)}'`;
      const fixes = () => fixesOf(snapshot, clash);
      const holder = atOccupant(occupant);
      yield { at: atBackref(spec), message, related: holder ? [{ location: holder, message: `${on.name}.${spec.name} is ${whatIs(clash)}` }] : [], fixes };
      if (occupant.kind !== 'relationship' || !holder) continue;
      // Two backrefs that stand in each other's way are reported at both names already.
      if (clashes.some(c => c.source === occupant.attribute)) continue;
      yield {
        at: holder,
        message,
        related: [{ location: atBackref(spec), message: `'${relationshipName(source)}' creates '${on.name}.${spec.name}' with this backref` }],
        fixes,
      };
    }
  }),
};

function atOccupant(occupant: Occupant): Location | undefined {
  if (occupant.kind === 'relationship') return occupant.attribute.at;
  return occupant.kind === 'column' ? occupant.column.at : { uri: occupant.member.uri, range: occupant.member.name.range };
}

function whatIs({ occupant }: BackrefClash): string {
  if (occupant.kind === 'column') return 'a column';
  if (occupant.kind === 'member') return occupant.member.kind === 'column' ? 'a column' : 'mapped here';
  const { provenance } = occupant.attribute;
  return provenance.kind === 'declared' ? 'declared here' : `created by the backref of '${relationshipName(provenance.source)}'`;
}

function fixesOf(snapshot: Snapshot, clash: BackrefClash): readonly Fix[] {
  const { occupant, source, spec } = clash;
  const other = occupant.kind === 'relationship' ? occupant.attribute : undefined;
  if (other && areMirrored(source, other) && other.reverse.every(r => r === source)) {
    const edits = linkBoth(snapshot, source, other);
    // Under another name the two would write the same column beside each other.
    if (edits)
      return [
        { title: `Link '${relationshipName(source)}' and '${relationshipName(other)}' with back_populates`, edits, preferred: spec.arguments.size === 0 },
      ];
  }
  const perClass = nameByClass(snapshot, clash);
  if (perClass) return [perClass];
  const maker = other?.provenance.kind === 'backref' ? other.provenance.source : undefined;
  return [
    ...renameBackref(snapshot, source, spec),
    ...(maker?.backref ? renameBackref(snapshot, maker, maker.backref) : []),
    ...removing(snapshot, source, 'backref').map(it => ({ ...it, title: `Remove the backref of '${relationshipName(source)}'` })),
  ];
}

/** A mixin that gives every class that uses it the same backref: a name made from the class keeps them apart. */
function nameByClass(snapshot: Snapshot, { spec, source, occupant }: BackrefClash): Fix | undefined {
  const { provenance } = source;
  const other =
    occupant.kind === 'relationship' && occupant.attribute.provenance.kind === 'backref' ? occupant.attribute.provenance.source.provenance : undefined;
  if (provenance.kind !== 'declared' || other?.kind !== 'declared' || provenance.construct.call !== other.construct.call) return undefined;
  const { definer, key } = provenance.member;
  const binding = definer.fact.scope.bindings.findLast(b => b.name.id === key);
  const cls = binding?.kind === 'function' ? binding.func.params[0]?.name?.id : undefined;
  const change = new Change(snapshot);
  const origin = change.source(spec.env.module.uri);
  const quote = origin && spec.nameNode.kind === 'string' ? quoteAt(origin, spec.nameNode.range) : undefined;
  if (cls === undefined || !quote || spec.name === undefined) return undefined;
  change.replaceRange(spec.env.module.uri, spec.nameNode.range, `f${quote}{${cls}.__name__.lower()}_${spec.name}${quote}`);
  const edits = change.finish();
  return edits && { title: 'Make the name from the class that uses the mixin', edits, preferred: true };
}

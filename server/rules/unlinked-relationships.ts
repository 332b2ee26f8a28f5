import { linkBoth } from '../edits/back-populates.ts';
import { isDeclared, soleCall } from '../edits/declared.ts';
import { addInLayout, setInLayout } from '../edits/layout.ts';
import { areMirrored } from '../edits/mirror.ts';
import { Change, quoted } from '../edits/source.ts';
import type { RelationshipAttribute } from '../model/mapped.ts';
import type { Conflict } from '../model/startup/overlaps.ts';
import { printed } from '../model/startup/warning.ts';
import { warningsIn } from '../model/startup/warnings.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { inFile, type Located } from './located.ts';
import type { Fix, Rule } from './rule.ts';
import { canBeViewonly, snakeCase } from './suggestions.ts';
import { columnName, relationshipName } from './words.ts';

/** Two relationships write the same column, and nothing keeps them in step. */
export const unlinkedRelationships: Rule = {
  code: 'unlinked-relationships',
  severity: 'warning',
  docs: {
    summary: 'Two relationships write the same foreign key and are not linked with `back_populates`.',
    why: `Without a link the two know nothing of each other: \`book.author = author\` does not show in \`author.books\`, and when a session is flushed both write \`book.author_id\`,
so the last one wins. Most often they are the two sides of one foreign key and only \`back_populates\` is missing. A relationship that is only read should say \`viewonly=True\`;
\`overlaps="..."\` is for the rare case in which both are meant to write.`,
    bad: `
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()

class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    books = relationship("Book")

class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
    author = relationship("Author")
#   ^^^^^^ unlinked-relationships
`,
    good: library({ author: `    books = relationship("Book", back_populates="author")`, book: `    author = relationship("Author", back_populates="books")` }),
    sqlalchemy: `SAWarning: relationship 'Book.author' will copy column author.id to column book.author_id, which conflicts with relationship(s): 'Author.books' (copies author.id to book.author_id). If this is not the intention, consider if these relationships should be linked with back_populates, or if viewonly=True should be applied to one or more if they are read-only. ...`,
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const all = [...warningsIn(snapshot.project, uri, ['overlaps'])].map(w => w.warning.conflict);
    for (const conflict of all) {
      const { subject } = conflict;
      // SQLAlchemy warns of each column: of a secondary table there are two.
      const same = all.filter(c => c.subject === subject);
      if (same[0] !== conflict) continue;
      const pair = pairOf(conflict);
      const words = same.map(c => printed({ warning: { kind: 'overlaps', conflict: c }, cls: subject.owner, attribute: subject }, snapshot.project).message);
      yield {
        at: subject.at,
        message: (pair ? notShown(subject, pair) : '') + words.join('\n'),
        related: same.flatMap(({ others, to }) =>
          others.map(({ attribute, from }) => ({
            location: attribute.at,
            message: `'${relationshipName(attribute)}' copies ${columnName(from)} to ${columnName(to)}`,
          })),
        ),
        fixes: () =>
          fixesOf(
            snapshot,
            conflict,
            same.flatMap(c => c.others.map(o => o.attribute.name)),
          ),
      };
    }
  }),
};

/** The one of the others that is the opposite end of the same foreign key. */
const pairOf = ({ subject, others }: Conflict): RelationshipAttribute | undefined =>
  others.find(({ attribute }) => areMirrored(subject, attribute) && subject.reverse.length === 0 && attribute.reverse.length === 0)?.attribute;

/** What the user will notice, in front of SQLAlchemy's text. */
function notShown(a: RelationshipAttribute, b: RelationshipAttribute): string {
  const [one, many] = a.join.kind === 'known' && a.join.direction === 'ONETOMANY' ? [b, a] : [a, b];
  if (many.join.kind === 'known' && many.join.direction === 'MANYTOMANY')
    return `What is added to '${relationshipName(a)}' will not show in '${relationshipName(b)}': they are not linked. `;
  const owner = snakeCase(many.owner.name);
  return `'${snakeCase(one.owner.name)}.${one.name} = ${owner}' will not show in '${owner}.${many.name}': the two are not linked. `;
}

/** `rivals`: the names of all that write what the subject writes; a secondary table has two columns to quarrel about. */
function fixesOf(snapshot: Snapshot, conflict: Conflict, rivals: readonly string[]): readonly Fix[] {
  const { subject, others } = conflict;
  const { project } = snapshot;
  const fixes: Fix[] = [];
  const pairs = others
    .map(o => o.attribute)
    .filter(o => areMirrored(subject, o) && [subject, o].every(it => isDeclared(it) && !it.backref && !it.backPopulates && it.reverse.length === 0));
  for (const other of pairs) {
    const edits = linkBoth(snapshot, subject, other);
    if (edits)
      fixes.push({ title: `Link '${relationshipName(subject)}' and '${relationshipName(other)}' with back_populates`, edits, preferred: pairs.length === 1 });
  }
  if (isDeclared(subject) && !subject.backref && !subject.backPopulates && canBeViewonly(subject)) {
    const change = new Change(snapshot);
    const place = soleCall(change, project, subject);
    const edits = place && addInLayout(change, place.source, place.call, ['viewonly=True']) ? change.finish() : undefined;
    if (edits) fixes.push({ title: `Make '${relationshipName(subject)}' viewonly`, edits });
  }
  const change = new Change(snapshot);
  const place = soleCall(change, project, subject);
  if (place) {
    const names = [...new Set([...conflict.silenced, ...rivals])].join(',');
    if (setInLayout(change, place.source, place.call, 'overlaps', quoted(names, place.source.quote))) {
      const edits = change.finish();
      if (edits) fixes.push({ title: `Let both write: overlaps="${names}"`, edits });
    }
  }
  return fixes;
}

import { replaceArgument } from '../edits/arguments.ts';
import { type Declared, isDeclared, soleCall } from '../edits/declared.ts';
import { setInLayout } from '../edits/layout.ts';
import { Change, quoted } from '../edits/source.ts';
import type { RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import { partsOf } from '../model/startup/parts.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { inFile, type Located } from './located.ts';
import type { Fix, Rule } from './rule.ts';
import { canBeViewonly } from './suggestions.ts';
import { atBackPopulates, relationshipName } from './words.ts';

/** Each side of a pair should name the other. */
export const backPopulatesNotMutual: Rule = {
  code: 'back-populates-not-mutual',
  severity: 'information',
  docs: {
    summary: 'Only one side of a pair names the other in `back_populates`.',
    why: `SQLAlchemy accepts this without a word, but links the objects in memory in one direction only: with \`back_populates\` on \`Author.books\` alone, \`author.books.append(book)\`
sets \`book.author\`, while \`book.author = author\` does not show in \`author.books\` until it is loaded again. When the other side names a third relationship instead, three are tied into a knot.`,
    bad: library({
      author: `
    books = relationship("Book", back_populates="author")
    #                                            ^^^^^^ back-populates-not-mutual
`,
      book: `    author = relationship("Author")`,
    }),
    good: library({ author: `    books = relationship("Book", back_populates="author")`, book: `    author = relationship("Author", back_populates="books")` }),
    sqlalchemy:
      'Nothing is raised. The [documentation of back_populates](https://docs.sqlalchemy.org/en/20/orm/relationship_api.html#sqlalchemy.orm.relationship.params.back_populates) asks for it on both sides.',
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const { project } = snapshot;
    for (const it of partsOf(project, uri).relationships) {
      if (!isDeclared(it)) continue;
      const target = sole(it.target);
      const name = it.backPopulates?.name;
      const at = atBackPopulates(it);
      const found = target && name !== undefined ? sole(project.attribute(target, name)) : undefined;
      if (!at || found?.kind !== 'relationship' || !it.reverse.includes(found.attribute)) continue;
      const other = found.attribute;
      // Nothing is kept in step with a relationship that is only read.
      if (it.viewonly !== false || other.viewonly !== false || other.open || other === it) continue;
      const names = namedBy(other);
      if (names === it.name || names === 'unknown') continue;
      // A name that leads nowhere is reported where it is written.
      if (names !== undefined && sole(project.attribute(it.owner, names))?.kind !== 'relationship') continue;
      const message =
        names === undefined
          ? `'${relationshipName(other)}' does not name '${it.name}' in its back_populates: setting '${other.name}' will not show in '${it.name}'`
          : `'${relationshipName(other)}' is linked with '${names}', not with '${it.name}'`;
      yield {
        at,
        message,
        related: [{ location: other.at, message: `'${relationshipName(other)}' is here` }],
        fixes: () => fixesOf(snapshot, it, other, names),
      };
    }
  }),
};

/** What the other side names; `unknown` when it cannot be told. */
function namedBy(other: RelationshipAttribute): string | undefined {
  if (other.provenance.kind === 'backref') return other.provenance.source.name;
  if (other.backref) return 'unknown';
  return other.backPopulates ? (other.backPopulates.name ?? 'unknown') : undefined;
}

function fixesOf(snapshot: Snapshot, it: Declared, other: RelationshipAttribute, names: string | undefined): readonly Fix[] {
  const { project } = snapshot;
  const change = new Change(snapshot);
  const third = names === undefined ? undefined : sole(project.attribute(it.owner, names));
  if (third?.kind === 'relationship' && third.attribute.reverse.includes(other)) {
    // The pair is complete without this one, which can still be read.
    const place = soleCall(change, project, it);
    if (!place || !canBeViewonly(it) || !replaceArgument(change, place.source, place.call, 'back_populates', 'viewonly', 'True')) return [];
    const edits = change.finish();
    return edits ? [{ title: `Make '${relationshipName(it)}' viewonly`, edits }] : [];
  }
  const place = soleCall(change, project, other);
  if (!isDeclared(other) || !place || !setInLayout(change, place.source, place.call, 'back_populates', quoted(it.name, place.source.quote))) return [];
  const edits = change.finish();
  return edits ? [{ title: `Let '${relationshipName(other)}' name '${it.name}'`, edits, preferred: names === undefined }] : [];
}

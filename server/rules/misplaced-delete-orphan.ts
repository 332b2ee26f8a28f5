import { removeArgument } from '../edits/arguments.ts';
import { isDeclared, soleCall } from '../edits/declared.ts';
import { setInLayout } from '../edits/layout.ts';
import { quoted } from '../edits/source.ts';
import type { RelationshipAttribute } from '../model/mapped.ts';
import { tokensOf } from '../model/startup/cascade.ts';
import { stringOf } from '../model/values.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { adding, fix, inCall } from './fixing.ts';
import type { Fix } from './rule.ts';
import { atOneOf, relationshipName } from './words.ts';

/** Orphans are on the many side. */
export const misplacedDeleteOrphan = failureRule({
  code: 'misplaced-delete-orphan',
  kinds: ['delete-orphan'],
  docs: {
    summary: '`delete-orphan` stands on the side that has no orphans.',
    why: `\`delete-orphan\` deletes the many when they lose their one: it belongs on \`Author.books\`, not on \`Book.author\`, where it would delete the author with any of the books. On a
many-to-one or many-to-many relationship it needs \`single_parent=True\`, the promise that no two objects share the one.`,
    bad: library({
      author: `
    books = relationship("Book", back_populates="author")
`,
      book: `
    author = relationship("Author", back_populates="books", cascade="all, delete-orphan")
    #                                                                ^^^^^^^^^^^^^^^^^^ misplaced-delete-orphan
`,
    }),
    good: library({
      author: `
    books = relationship("Book", back_populates="author", cascade="all, delete-orphan")
`,
      book: `
    author = relationship("Author", back_populates="books")
`,
    }),
    sqlalchemy:
      'ArgumentError: For many-to-one relationship Book.author, delete-orphan cascade is normally configured only on the "one" side of a one-to-many relationship, and not on the "many" side of a many-to-one or many-to-many relationship.  To force this relationship to allow a particular "Author" object to be referenced by only a single "Book" object at a time via the Book.author relationship, which would allow delete-orphan cascade to take place in this direction, set the single_parent=True flag. (Background on this error at: https://sqlalche.me/e/20/bbf0)',
  },
  at: failure => atOneOf(failure, 'cascade'),
  related: ({ attribute }) => (attribute?.reverse ?? []).map(r => ({ location: r.at, message: `'${relationshipName(r)}' is the other side` })),
  fixes: ({ attribute }, snapshot) => (attribute ? fixesOf(snapshot, attribute) : []),
});

function fixesOf(snapshot: Snapshot, it: RelationshipAttribute): readonly Fix[] {
  const given = it.argument('cascade');
  const cascade = given && stringOf(snapshot.project.evaluator.evaluate(given.node, given.env));
  if (cascade === undefined) return [];
  const [other, another] = it.reverse.filter(r => isDeclared(r) && r.join.kind === 'known' && r.join.direction === 'ONETOMANY');
  const moved =
    other && !another && !other.argument('cascade')
      ? fix(
          snapshot,
          `Move the cascade to '${relationshipName(other)}'`,
          change => {
            const [from, to] = [soleCall(change, snapshot.project, it), soleCall(change, snapshot.project, other)];
            return (
              from !== undefined &&
              to !== undefined &&
              removeArgument(change, from.source, from.call, 'cascade') &&
              setInLayout(change, to.source, to.call, 'cascade', quoted(cascade, to.source.quote))
            );
          },
          true,
        )
      : [];
  const left = tokensOf(cascade).filter(t => t !== 'delete-orphan' && t !== 'all' && t !== 'delete');
  const without = inCall(snapshot, it, "Remove 'delete' and 'delete-orphan'", (change, source, call) =>
    left.length === 0 ? removeArgument(change, source, call, 'cascade') : setInLayout(change, source, call, 'cascade', quoted(left.join(', '), source.quote)),
  );
  return [...moved, ...without, ...adding(snapshot, it, ['single_parent=True'])];
}

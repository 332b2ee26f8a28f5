import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { adding } from './fixing.ts';
import { canBeViewonly } from './suggestions.ts';
import { atOneOf, targetOf } from './words.ts';

/** A join condition has a side that refers and one that is referred to. */
export const noForeignColumns = failureRule({
  code: 'no-foreign-columns',
  kinds: ['join'],
  docs: {
    summary: 'In the join condition of a relationship no column is known to refer to another, or nothing is equated.',
    why: 'A written `primaryjoin` says what is compared, not which of the columns is the foreign key. Without a `ForeignKey` on the column `foreign_keys` or `foreign()` says it. A comparison other than `==` gives SQLAlchemy nothing to copy, so such a relationship can only be read: `viewonly=True`.',
    bad: library({
      author: `
    books = relationship("Book", primaryjoin="Author.id == Book.author_id")
    #                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-foreign-columns
`,
      key: '    author_id = Column(Integer)',
    }),
    good: library({
      author: `
    books = relationship("Book", primaryjoin="Author.id == Book.author_id", foreign_keys="Book.author_id")
`,
      key: '    author_id = Column(Integer)',
    }),
    sqlalchemy:
      "ArgumentError: Could not locate any relevant foreign key columns for primary join condition 'author.id = book.author_id' on relationship Author.books.  Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or are annotated in the join condition with the foreign() annotation.",
  },
  at: failure => {
    const { kind } = failure.error.error;
    return kind === 'no-foreign-columns' || kind === 'no-equality' ? atOneOf(failure, 'primaryjoin', 'foreign_keys') : undefined;
  },
  related: targetOf,
  fixes: ({ attribute, error: { error } }, snapshot) => {
    const given = attribute?.argument('primaryjoin')?.node;
    if (!attribute) return [];
    if (error.kind === 'no-equality') return canBeViewonly(attribute) ? adding(snapshot, attribute, ['viewonly=True']) : [];
    const sides = given?.kind === 'string' ? /^\s*(\w+\.\w+)\s*==\s*(\w+\.\w+)\s*$/.exec(given.value) : undefined;
    if (!sides || attribute.argument('foreign_keys')) return [];
    // The column that is called like a reference is the one that refers.
    const both = [sides[1] ?? '', sides[2] ?? ''];
    const called = both.filter(n => /_id$/.test(n));
    const names = called.length === 1 ? called : both;
    return names.flatMap(name => adding(snapshot, attribute, [`foreign_keys="${name}"`], names.length === 1));
  },
});

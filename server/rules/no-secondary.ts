import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { removing } from './fixing.ts';
import { atOneOf, targetOf } from './words.ts';

/** A second join needs a table between. */
export const noSecondary = failureRule({
  code: 'no-secondary',
  kinds: ['join'],
  docs: {
    summary: 'A relationship has a `secondaryjoin`, but no `secondary` table.',
    why: '`secondaryjoin` compares the columns of a secondary table with those of the target. Without such a table `primaryjoin` says it all.',
    bad: library({
      author: `
    books = relationship("Book", secondaryjoin="Author.id == Book.author_id")
    #                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-secondary
`,
    }),
    good: library({
      author: `
    books = relationship("Book", primaryjoin="Author.id == Book.author_id")
`,
    }),
    sqlalchemy: 'ArgumentError: Property Author.books specified with secondary join condition but no secondary argument',
  },
  at: failure => (failure.error.error.kind === 'no-secondary' ? atOneOf(failure, 'secondaryjoin') : undefined),
  related: targetOf,
  fixes: ({ attribute }, snapshot) =>
    // A condition beside it may speak of the table that is missing.
    attribute && !attribute.argument('primaryjoin') ? removing(snapshot, attribute, 'secondaryjoin') : [],
});

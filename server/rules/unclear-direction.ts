import { sole } from '../model/resolution.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { removing } from './fixing.ts';
import { atOneOf, targetOf } from './words.ts';

/** A relationship leads from one side to the other. */
export const unclearDirection = failureRule({
  code: 'unclear-direction',
  kinds: ['join'],
  docs: {
    summary: 'From the join condition, `foreign_keys` and `remote_side` no direction follows.',
    why: `The foreign columns must lie on one side: in the target's table (one-to-many) or in the own table (many-to-one). \`remote_side\` names the columns of the far end, not all of them. For two tables that
refer to each other \`foreign_keys\` says which key is meant.`,
    noFix: 'With a foreign key in both tables, or none, only the author knows what the condition should be.',
    bad: library({
      author: `
    books = relationship("Book", primaryjoin="Author.id == Book.author_id", remote_side="[Author.id, Book.author_id]")
    #                                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^ unclear-direction
`,
    }),
    good: library({
      author: `
    books = relationship("Book", primaryjoin="Author.id == Book.author_id")
`,
    }),
    sqlalchemy:
      'ArgumentError: Relationship Author.books could not determine any unambiguous local/remote column pairs based on join condition and remote_side arguments.  Consider using the remote() annotation to accurately mark those elements of the join condition that are on the remote side of the relationship.',
  },
  at: failure => {
    const { kind } = failure.error.error;
    if (kind === 'no-pairs') return atOneOf(failure, 'remote_side', 'primaryjoin', 'foreign_keys');
    return kind === 'no-direction' || kind === 'no-local-columns' ? atOneOf(failure, 'foreign_keys', 'primaryjoin', 'remote_side') : undefined;
  },
  related: targetOf,
  fixes: ({ attribute, error: { error } }, snapshot) => {
    if (!attribute) return [];
    if (error.kind === 'no-pairs') return removing(snapshot, attribute, 'remote_side', attribute.argument('primaryjoin') === undefined);
    // Without it a written condition would have no foreign columns at all, unless there are keys.
    const target = sole(attribute.target)?.table;
    const keys = attribute.owner.table && target ? snapshot.project.keysBetween(attribute.owner.table, target) : undefined;
    return keys === 'one' || !attribute.argument('primaryjoin') ? removing(snapshot, attribute, 'foreign_keys') : [];
  },
});

import { positions } from '../model/arguments.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { inCall } from './fixing.ts';
import { atNode } from './words.ts';

/** SQLAlchemy 2 takes only the target and the secondary table by position. */
export const positionalArguments = failureRule({
  code: 'positional-arguments',
  kinds: ['too-many-positional'],
  docs: {
    summary: '`relationship()` is given more than two arguments by position.',
    why: 'SQLAlchemy 1.4 took all of them by position. Since 2.0 only the target and `secondary` may stand without their keyword.',
    bad: library({
      author: `
    books = relationship("Book", None, "Author.id == Book.author_id")
    #                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ positional-arguments
`,
    }),
    good: library({
      author: `
    books = relationship("Book", primaryjoin="Author.id == Book.author_id")
`,
    }),
    sqlalchemy: 'TypeError: relationship() takes from 0 to 2 positional arguments but 3 were given',
  },
  at: failure => {
    const { member } = failure;
    const third = member?.kind === 'relationship' ? member.construct.call.args.filter(a => !a.name && !a.star)[2] : undefined;
    return third && atNode(failure, third.value);
  },
  fixes: ({ attribute }, snapshot) =>
    attribute
      ? inCall(
          snapshot,
          attribute,
          'Name the arguments',
          (change, source, call) => {
            const plain = call.args.filter(a => !a.name && !a.star);
            for (const [i, arg] of plain.entries()) if (i >= 2) change.insert(source, source.lines.offset(arg.range.start), `${positions[i]}=`);
            // Given by name as well, it would be given twice.
            return plain.length <= positions.length && !plain.some((_, i) => i >= 2 && call.args.some(a => a.name?.id === positions[i]));
          },
          true,
        )
      : [],
});

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
    if (member?.kind !== 'relationship') return undefined;
    const { call, name } = member.construct;
    // SQLModel's own function takes none.
    const first = call.args.filter(a => !a.name && !a.star)[name === 'Relationship' ? 0 : 2];
    return first && atNode(failure, first.value);
  },
  fixes: ({ attribute, member }, snapshot) =>
    attribute && !(member?.kind === 'relationship' && member.construct.name === 'Relationship')
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

import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';

/** Constraints, indexes and columns that cannot be made as they are written. */
export const invalidConstraint = failureRule({
  code: 'invalid-constraint',
  kinds: ['invalid-constraint', 'boolean-only', 'column-twice', 'no-key-target'],
  docs: {
    summary:
      'A `ForeignKeyConstraint` has columns and targets that do not go together, a table has two columns of one name, `index=` or `unique=` is given a name, or a `ForeignKey` points at a class.',
    why: `A \`ForeignKeyConstraint\` has one target for each column, all in one table. \`index=True\` and \`unique=True\` take no name: an \`Index("name", "column")\` or a \`UniqueConstraint("column", name="name")\`
in \`__table_args__\` does.`,
    noFix: "Which of the columns are meant is the author's to say.",
    bad: library({
      core: 'ForeignKeyConstraint',
      key: `
    author_id = Column(Integer)
    number = Column(Integer)
    __table_args__ = (ForeignKeyConstraint(["author_id", "number"], ["author.id"]),)
    #                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-constraint
`,
    }),
    good: library({
      core: 'ForeignKeyConstraint',
      key: `
    author_id = Column(Integer)
    number = Column(Integer)
    __table_args__ = (ForeignKeyConstraint(["author_id"], ["author.id"]),)
`,
    }),
    sqlalchemy: 'ArgumentError: ForeignKeyConstraint number of constrained columns must match the number of referenced columns.',
  },
  at: ({ error }) => error.at,
});

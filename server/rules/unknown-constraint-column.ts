import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { replacing } from './fixing.ts';
import { similar } from './suggestions.ts';

/** Constraints and indexes name columns that are there. */
export const unknownConstraintColumn = failureRule({
  code: 'unknown-constraint-column',
  kinds: ['no-constraint-column'],
  docs: {
    summary: 'A constraint or an index in `__table_args__` names a column that the table has not.',
    why: 'The strings are names of columns, not of attributes or relationships: of `x = Column("db_x", ...)` it is `"db_x"`. SQLAlchemy looks them up when the class is defined.',
    bad: library({
      core: 'UniqueConstraint',
      book: `
    __table_args__ = (UniqueConstraint("autor_id"),)
    #                                   ^^^^^^^^ unknown-constraint-column`,
    }),
    good: library({
      core: 'UniqueConstraint',
      book: `
    __table_args__ = (UniqueConstraint("author_id"),)`,
    }),
    sqlalchemy: "ConstraintColumnNotFoundError: Can't create UniqueConstraint on table 'book': no column named 'autor_id' is present.",
  },
  at: ({ error: { node, uri } }) => ({ uri, range: node.kind === 'string' && node.content ? node.content : node.range }),
  fixes: ({ error: { name, node, table, uri } }, snapshot) => {
    const names = node.kind === 'string' && node.content ? similar(name, [...table.columns.keys()]) : [];
    return names.flatMap((it, i) => replacing(snapshot, uri, node, it, `Change to '${it}'`, i === 0 && names.length === 1));
  },
});

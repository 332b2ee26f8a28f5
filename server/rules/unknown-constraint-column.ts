import type { FailureOf } from '../model/startup/failure.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';
import { similar } from './suggestions.ts';

/** Constraints and indexes name columns of their table. */
export const unknownConstraintColumn = failureRule({
  code: 'unknown-constraint-column',
  kinds: ['constraint-column'],
  docs: {
    summary: 'A constraint or an index in `__table_args__` or `Table(...)` names a column that the table does not have.',
    why: `The strings are names of columns, not of attributes: \`title = Column("book_title", ...)\` is named \`"book_title"\`. A relationship is no column, and what a joined parent has is in another table.
SQLAlchemy 1.4 raises a \`KeyError\` with nothing but the name.`,
    bad: library({
      core: 'UniqueConstraint',
      book: `
    __table_args__ = (UniqueConstraint("autor_id"),)
    #                                   ^^^^^^^^ unknown-constraint-column
`,
    }),
    good: library({
      core: 'UniqueConstraint',
      book: `
    __table_args__ = (UniqueConstraint("author_id"),)
`,
    }),
    sqlalchemy: "ConstraintColumnNotFoundError: Can't create UniqueConstraint on table 'book': no column named 'autor_id' is present.",
  },
  at: ({ error }) => error.at,
  words: ({ error }, raised) => (raised.startsWith("'") ? `${raised}: no column of this name is present in table '${error.table.name}'` : raised),
  related: ({ error: { table } }) => (table.at ? [{ location: table.at, message: `The table '${table.name}' is made here` }] : []),
  fixes: columns,
});

function columns({ error: { column, table, at }, cls }: FailureOf<'constraint-column'>, snapshot: Snapshot): readonly Fix[] {
  const attribute = snapshot.project.byId(cls.id)?.columns.get(column);
  const names = attribute && table.columns.has(attribute.key) ? [attribute.key] : similar(column, [...table.columns.keys()]);
  return names.flatMap((name, i) =>
    fix(
      snapshot,
      `Change to '${name}'`,
      change => {
        change.replaceRange(at.uri, at.range, name);
        return true;
      },
      i === 0 && names.length === 1,
    ),
  );
}

import type { RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import type { Column, Table } from '../model/values.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { addForeignKey } from './foreign-key-fixes.ts';
import { addKeyColumn } from './key-column-fixes.ts';
import type { Fix } from './rule.ts';
import { snakeCase } from './suggestions.ts';
import { atName, columnName, targetOf } from './words.ts';

/** A relationship rests on a foreign key. */
export const noForeignKeys = failureRule({
  code: 'no-foreign-keys',
  kinds: ['join'],
  docs: {
    summary: 'No foreign key links the tables of a relationship.',
    why: `SQLAlchemy finds the columns of a relationship by the foreign keys between the two tables, in either direction, or between both and the \`secondary\` table. A column called \`author_id\` is not
one before it says \`ForeignKey("author.id")\`; there the *table* is named, not the class. Without a key in the database \`primaryjoin\` and \`foreign_keys\` say what to compare.`,
    bad: library({
      author: `
    books = relationship("Book")
#   ^^^^^ no-foreign-keys
`,
      key: '    author_id = Column(Integer)',
    }),
    good: library({
      author: `
    books = relationship("Book")
`,
      key: '    author_id = Column(Integer, ForeignKey("author.id"))',
    }),
    sqlalchemy:
      "NoForeignKeysError: Could not determine join condition between parent/child tables on relationship Author.books - there are no foreign keys linking these tables.  Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or specify a 'primaryjoin' expression.",
  },
  at: failure => (failure.error.error.kind === 'no-foreign-keys' ? atName(failure) : undefined),
  related: ({ attribute }, snapshot) => [...targetOf({ attribute }), ...(attribute ? broken(snapshot, attribute) : [])],
  fixes: ({ attribute, error: { error } }, snapshot) => (attribute && error.kind === 'no-foreign-keys' && !error.secondary ? keys(snapshot, attribute) : []),
});

/** The keys of both tables that lead nowhere: one of them may be the one that is missed. */
function broken({ project }: Snapshot, it: RelationshipAttribute): ReturnType<typeof targetOf> {
  const tables = [it.owner.table, sole(it.target)?.table, it.secondary && sole(it.secondary)].flatMap(t => t ?? []);
  return [...new Set(tables)].flatMap(table =>
    table.constraints.flatMap(({ pairs }) =>
      pairs.flatMap(({ column, target }) => {
        const { kind } = project.referent(target, table);
        return column.at && (kind === 'no-table' || kind === 'no-column')
          ? [{ location: column.at, message: `The foreign key of '${columnName(column)}' leads nowhere` }]
          : [];
      }),
    ),
  );
}

/** A key for each column that is called after the class or table at the other end. */
function keys(snapshot: Snapshot, it: RelationshipAttribute): readonly Fix[] {
  const target = sole(it.target);
  if (!target) return [];
  const found: (readonly [Column, Column])[] = [];
  for (const [from, to, names] of [
    [target, it.owner, [it.backref?.name, it.backPopulates?.name]],
    [it.owner, target, [it.name]],
  ] as const) {
    const [key, another] = [...(to.table?.columns.values() ?? [])].filter(c => c.primaryKey);
    if (!key || another || !from.table) continue;
    const called = new Set([snakeCase(to.name), key.table.name, ...names].map(n => `${n}_${key.key}`));
    for (const column of from.table.columns.values()) if (called.has(column.key) && !refers(from.table, column)) found.push([column, key]);
  }
  return found.length > 0 ? found.flatMap(([column, key]) => addForeignKey(snapshot, column, key, found.length === 1)) : addKeyColumn(snapshot, it);
}

const refers = (table: Table, column: Column): boolean => table.constraints.some(c => c.pairs.some(p => p.column === column));

import type { FailureOf } from '../model/startup/failure.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';

/** What a table is made of. */
export const invalidTableArguments = failureRule({
  code: 'invalid-table-arguments',
  kinds: ['table-arguments'],
  docs: {
    summary: '`__table_args__` is no tuple, stands on a class without a table of its own, or holds what is neither a column nor a constraint.',
    why: `Brackets around one constraint make no tuple: \`(UniqueConstraint("a"),)\` needs its comma. Options such as the schema are a dictionary, alone or as the last of the tuple. A class that shares
the table of its parent adds nothing to it but columns.`,
    noFix: 'What else is wrong with the arguments of a table has no one answer.',
    bad: library({
      core: 'UniqueConstraint',
      book: `
    __table_args__ = (UniqueConstraint("author_id"))
    #                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-table-arguments
`,
    }),
    good: library({
      core: 'UniqueConstraint',
      book: `
    __table_args__ = (UniqueConstraint("author_id"),)
`,
    }),
    sqlalchemy: 'ArgumentError: __table_args__ value must be a tuple, dict, or None',
  },
  at: ({ error }) => error.at,
  fixes: tuple,
});

/** A comma behind the one constraint, or round brackets for square ones. */
function tuple({ error }: FailureOf<'table-arguments'>, snapshot: Snapshot): readonly Fix[] {
  if (error.problem !== 'type') return [];
  const { uri, range } = error.at;
  return fix(
    snapshot,
    'Make it a tuple',
    change => {
      const source = change.source(uri);
      if (!source) return false;
      const [start, end] = [source.lines.offset(range.start), source.lines.offset(range.end)];
      const text = source.text.slice(start, end);
      if (text.startsWith('[')) {
        const inside = text.slice(1, -1).trimEnd();
        change.replace(source, start, end, `(${inside}${inside === '' || inside.endsWith(',') ? '' : ','})`);
        return true;
      }
      if (!text.endsWith(')')) return false;
      if (text.startsWith('(')) change.insert(source, end - 1, ',');
      else if (/^\s*\)/.test(source.text.slice(end))) change.insert(source, end, ',');
      else change.replace(source, start, end, `(${text},)`);
      return true;
    },
    true,
  );
}

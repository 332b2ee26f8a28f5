import { sole } from '../model/resolution.ts';
import type { FailureOf } from '../model/startup/failure.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { replacing } from './fixing.ts';
import { atNode } from './words.ts';

type Invalid = FailureOf<'invalid-expression' | 'not-a-column' | 'builtin-name' | 'no-column'>;

/** Strings that are Python. */
export const invalidExpression = failureRule({
  code: 'invalid-expression',
  kinds: ['invalid-expression', 'not-a-column', 'builtin-name', 'no-column'],
  docs: {
    summary: 'A string given to `primaryjoin`, `foreign_keys`, `remote_side` or `order_by` is no Python, or no expression of columns.',
    why: 'These strings are Python, not SQL: they compare with `==`, order by `desc(Book.title)`, and name columns as `Book.id`. A bare `id` is the function of Python, and a relationship, a class or a table is no column. A list of columns is one string: `"[Book.author_id, Book.editor_id]"`.',
    bad: library({
      author: `
    books = relationship("Book", primaryjoin="Author.id = Book.author_id")
    #                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-expression
`,
      book: `
    author = relationship("Author", order_by="id", overlaps="books")
    #                                         ^^ invalid-expression
`,
    }),
    good: library({
      author: `
    books = relationship("Book", primaryjoin="Author.id == Book.author_id")
`,
      book: `
    author = relationship("Author", order_by="Author.id", overlaps="books")
`,
    }),
    sqlalchemy: 'SyntaxError: invalid syntax (<string>, line 1)',
  },
  at: failure => atNode(failure, failure.error.node),
  fixes: (failure, snapshot) =>
    mended(failure, snapshot).flatMap(text => replacing(snapshot, atNode(failure, failure.error.node).uri, failure.error.node, text, `Change to ${text}`)),
});

function mended({ error, attribute }: Invalid, { project }: Snapshot): readonly string[] {
  if (error.kind === 'invalid-expression') {
    const text = error.node.kind === 'string' ? error.node.value : '';
    const equated = text.replace(/(?<![=<>!:])=(?!=)/g, '==');
    const descending = /^\s*([\w.]+)\s+(asc|desc)\s*$/i.exec(text);
    const cls = descending?.[1]?.split('.')[0];
    if (equated !== text && /^\s*[\w.]+\s*==\s*[\w.]+\s*$/.test(equated)) return [equated];
    // `Book.title DESC`
    return descending && attribute && cls !== undefined && project.lookup(attribute.owner, cls).kind === 'one'
      ? [`${descending[2]?.toLowerCase()}(${descending[1]})`]
      : [];
  }
  if (error.kind === 'not-a-column' || error.kind === 'no-column' || !attribute) return [];
  const sides = [sole(attribute.target), attribute.owner].flatMap(cls => (cls?.columns.has(error.name) ? [`${cls.name}.${error.name}`] : []));
  return [...new Set(sides)];
}

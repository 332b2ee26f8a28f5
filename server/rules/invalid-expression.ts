import { quoted } from '../edits/source.ts';
import type { RelationshipAttribute } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import { sole } from '../model/resolution.ts';
import type { FailureOf } from '../model/startup/failure.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix, replacing } from './fixing.ts';
import type { Fix } from './rule.ts';
import { qualified, similar } from './suggestions.ts';
import { atNode } from './words.ts';

type Invalid = FailureOf<'invalid-expression' | 'not-a-column' | 'builtin-name' | 'builtin-called' | 'string-in-list' | 'no-column'>;

/** Strings that are Python. */
export const invalidExpression = failureRule({
  code: 'invalid-expression',
  kinds: ['invalid-expression', 'not-a-column', 'builtin-name', 'builtin-called', 'string-in-list', 'no-column'],
  docs: {
    summary: 'A string given to `primaryjoin`, `foreign_keys`, `remote_side` or `order_by` is no Python, or no expression of columns.',
    why: 'These strings are Python, not SQL: they compare with `==`, order by `desc(Book.title)`, and name columns as `Book.id`. A bare `id` is the function of Python, and a relationship is no column. Only a string that is the whole argument is read so: one in a list stays a string.',
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
  fixes: (failure, snapshot) => {
    const texts = mended(failure, snapshot);
    const node = ('list' in failure.error ? failure.error.list : undefined) ?? failure.error.node;
    return texts.flatMap(text => written(snapshot, atNode(failure, node).uri, node, text, texts.length === 1));
  },
});

/** A string in the place of a string, of another expression or of a list. */
const written = (snapshot: Snapshot, uri: string, node: Expr, text: string, only: boolean): readonly Fix[] =>
  node.kind === 'string'
    ? replacing(snapshot, uri, node, text, `Change to ${text}`, only)
    : fix(
        snapshot,
        `Change to "${text}"`,
        change => {
          const source = change.source(uri);
          if (!source) return false;
          // A name that is all of a string.
          const before = source.text[source.lines.offset(node.range.start) - 1];
          change.replaceRange(uri, node.range, before === '"' || before === "'" ? text : quoted(text, source.quote));
          return true;
        },
        only,
      );

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
  // What is ordered are the objects at the other end.
  if (error.kind !== 'string-in-list') return qualified(attribute, error.name).slice(0, error.keyword === 'order_by' ? 1 : undefined);
  // A list of strings is one string with a list in it.
  const items = error.list.kind === 'list' || error.list.kind === 'tuple' ? error.list.items : [];
  const names = items.map(it => (it.kind !== 'string' ? [] : it.value.includes('.') ? spelt(attribute, project, it.value) : qualified(attribute, it.value)));
  const [only] = names;
  if (names.length === 1 && only) return only;
  return names.every(it => it.length === 1) ? [`[${names.flat().join(', ')}]`] : [];
}

/** `Book.author_id`, or the columns that `Book.autor_id` may have meant. */
function spelt(attribute: RelationshipAttribute, project: Project, path: string): readonly string[] {
  const [name = '', column = '', more] = path.split('.');
  const found = sole(project.lookup(attribute.owner, name));
  if (more !== undefined || found?.kind !== 'class' || project.attribute(found.mapper, column).kind !== 'none') return [path];
  return similar(column, [...found.mapper.columns.keys()]).map(it => `${name}.${it}`);
}

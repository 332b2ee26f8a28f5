import { findClass } from '../edits/class-body.ts';
import { readBrackets, skipBlank } from '../edits/scan.ts';
import type { FailureOf } from '../model/startup/failure.ts';
import type { ForeignKeyConstraint, Table } from '../model/values.ts';
import type { Argument } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';

/** A class needs bases that go together. */
export const inconsistentBases = failureRule({
  code: 'inconsistent-bases',
  kinds: ['several-mapped-bases', 'no-resolution-order'],
  docs: {
    summary: 'A mapped class has two mapped bases, or bases that Python cannot bring into an order.',
    why: 'A mapped class inherits from one mapped class at most: its rows lie in one hierarchy of tables. What several classes share belongs into mixins, which stand in front of the mapped base.',
    bad: library({
      after: `
class AudioBook(Author, Book):
#     ^^^^^^^^^ inconsistent-bases
    __tablename__ = "audio_book"
    id = Column(ForeignKey("book.id"), primary_key=True)`,
    }),
    good: library({
      after: `
class AudioBook(Book):
    __tablename__ = "audio_book"
    id = Column(ForeignKey("book.id"), primary_key=True)`,
    }),
    sqlalchemy: "InvalidRequestError: Class <class 'models.AudioBook'> has multiple mapped bases: [<class 'models.Author'>, <class 'models.Book'>]",
  },
  at: ({ cls }) => cls.at,
  fixes: basesThatGo,
  related: ({ error }) => (error.kind === 'several-mapped-bases' ? error.bases.map(b => ({ location: b.at, message: `'${b.name}' is mapped` })) : []),
});

type Inconsistent = FailureOf<'several-mapped-bases' | 'no-resolution-order'>;

/** One mapped base instead of several, for each that the table of the class goes with; or the same bases with each in front of those it inherits from. */
function basesThatGo(failure: Inconsistent, snapshot: Snapshot): readonly Fix[] {
  const { error } = failure;
  const { project } = snapshot;
  if (error.kind === 'no-resolution-order') {
    const { bases, made } = error;
    const isAbove = (above: string, below: string): boolean => {
      if (above === made) return below !== made;
      const [a, b] = [above, below].map(name => bases.find(it => it.fact.name.id === name));
      return a !== undefined && b !== undefined && a !== b && project.hierarchy.mro(b).includes(a);
    };
    return withBases(
      failure,
      snapshot,
      names => `Change the order to ${names.join(', ')}`,
      true,
      args => {
        const left = [...args];
        const sorted: Argument[] = [];
        for (let next = left[0]; next; next = left[0]) {
          const first = left.find(a => !left.some(b => isAbove(baseName(a), baseName(b)))) ?? next;
          sorted.push(first);
          left.splice(left.indexOf(first), 1);
        }
        return sorted;
      },
    );
  }
  const { bases } = error;
  const table = project.byId(failure.cls.id)?.table;
  // The columns of the other bases count as mixed in.
  const own = new Set(project.byId(failure.cls.id)?.members.flatMap(m => (m.kind === 'column' && m.definer.id === failure.cls.id && m.construct?.call) || []));
  const leadsTo = ({ pairs }: ForeignKeyConstraint, base: Table): boolean =>
    table !== undefined &&
    pairs.every(({ column, target }) => {
      const referent = project.referent(target, table);
      return column.call && own.has(column.call) && referent.kind === 'column' && referent.column.table === base;
    });
  const fitting = bases.filter(b => !table || !b.table || b.table === table || table.constraints.some(c => b.table && leadsTo(c, b.table)));
  return fitting.flatMap(base =>
    withBases(
      failure,
      snapshot,
      () => `Inherit from '${base.name}' only`,
      fitting.length === 1,
      args => args.filter(a => baseName(a) === base.name || !bases.some(b => b.name === baseName(a))),
    ),
  );
}

const baseName = ({ value }: Argument): string => (value.kind === 'name' ? value.id : value.kind === 'attribute' ? value.attr.id : '');

/** Writes the bases of a class anew; keywords of the header stay where they are. */
function withBases(
  { cls }: Inconsistent,
  snapshot: Snapshot,
  title: (names: readonly string[]) => string,
  preferred: boolean,
  choose: (args: readonly Argument[]) => readonly Argument[],
): readonly Fix[] {
  const tree = snapshot.tree(cls.at.uri);
  const statement = tree && findClass(tree.body, cls.at.range);
  const bases = statement?.args.filter(a => !a.name && !a.star) ?? [];
  const chosen = choose(bases);
  return fix(
    snapshot,
    title(chosen.map(baseName)),
    change => {
      const source = change.source(cls.at.uri);
      if (!source || !statement || chosen.length === 0 || (chosen.length === bases.length && chosen.every((a, i) => a === bases[i]))) return false;
      const { text, lines } = source;
      const brackets = readBrackets(text, skipBlank(text, lines.offset(statement.name.range.end)));
      const slots = bases.flatMap(a => brackets?.slots.find(s => s.start === lines.offset(a.range.start)) ?? []);
      const [first] = slots;
      const last = slots.at(-1);
      if (!first || !last || slots.length !== bases.length) return false;
      change.replace(source, first.start, last.end, chosen.map(a => lines.slice(a.range)).join(', '));
      return true;
    },
    preferred,
  );
}

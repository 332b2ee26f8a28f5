import { soleCall } from '../edits/declared.ts';
import { addInLayout, setInLayout } from '../edits/layout.ts';
import { quoted } from '../edits/source.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import type { Column, Table } from '../model/values.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';
import { chooseConditions } from './secondary-fixes.ts';
import { snakeCase } from './suggestions.ts';
import { atName, columnName } from './words.ts';

/** Of several foreign keys one is meant. */
export const ambiguousForeignKeys = failureRule({
  code: 'ambiguous-foreign-keys',
  kinds: ['join'],
  docs: {
    summary: 'Several foreign keys link the tables of a relationship.',
    why: `With two keys to the same table SQLAlchemy cannot tell which one a relationship follows, and asks both sides: each says \`foreign_keys="Book.author_id"\`. A table that holds pairs of the same
class (followers, friends) needs \`primaryjoin\` and \`secondaryjoin\`.`,
    bad: library({
      author: `
    books = relationship("Book")
#   ^^^^^ ambiguous-foreign-keys
`,
      key: `    author_id = Column(ForeignKey("author.id"))
    editor_id = Column(ForeignKey("author.id"))`,
    }),
    good: library({
      author: `
    books = relationship("Book", foreign_keys="Book.author_id")
`,
      key: `    author_id = Column(ForeignKey("author.id"))
    editor_id = Column(ForeignKey("author.id"))`,
    }),
    sqlalchemy:
      "AmbiguousForeignKeysError: Could not determine join condition between parent/child tables on relationship Author.books - there are multiple foreign key paths linking the tables.  Specify the 'foreign_keys' argument, providing a list of those columns which should be counted as containing a foreign key reference to the parent table.",
  },
  at: failure => (failure.error.error.kind === 'ambiguous-foreign-keys' ? atName(failure) : undefined),
  related: ({ attribute }, snapshot) =>
    (attribute ? candidates(snapshot, attribute) : []).flatMap(({ columns }) =>
      columns.flatMap(c => (c.at ? [{ location: c.at, message: `'${columnName(c)}' is one of the foreign keys` }] : [])),
    ),
  fixes: ({ attribute, error: { error } }, snapshot) =>
    !attribute || error.kind !== 'ambiguous-foreign-keys'
      ? []
      : error.secondary
        ? chooseConditions(snapshot, attribute, otherSide(snapshot, attribute))
        : choices(snapshot, attribute),
});

interface Candidate {
  readonly columns: readonly Column[];
  /** The class that has the columns. */
  readonly cls: MappedClass;
}

/** The foreign keys between the two tables. */
function candidates({ project }: Snapshot, it: RelationshipAttribute): readonly Candidate[] {
  const target = sole(it.target);
  if (!it.owner.table || !target?.table || it.secondary) return [];
  const ways = new Map<Table, readonly [MappedClass, Table]>([
    [target.table, [target, it.owner.table]],
    [it.owner.table, [it.owner, target.table]],
  ]);
  return [...ways].flatMap(([from, [cls, to]]) =>
    from.constraints.flatMap(({ pairs }): readonly Candidate[] => {
      const leads = pairs.every(p => {
        const referent = project.referent(p.target, from);
        return referent.kind === 'column' && referent.column.table === to;
      });
      return leads ? [{ columns: pairs.map(p => p.column), cls }] : [];
    }),
  );
}

/** One fix for each key; the other side of a pair gets the same. */
function choices(snapshot: Snapshot, it: RelationshipAttribute): readonly Fix[] {
  const all = candidates(snapshot, it);
  const named = [it.name, it.backPopulates?.name, it.backref?.name].flatMap(n => (n === undefined ? [] : [snakeCase(n)]));
  const likely = all.filter(({ columns }) => named.some(n => columns.some(c => c.key.startsWith(`${n}_`))));
  return all.flatMap(candidate => {
    const text = foreignKeys(candidate);
    if (text === undefined) return [];
    return fix(
      snapshot,
      `Add foreign_keys="${text}"`,
      change => {
        const place = soleCall(change, snapshot.project, it);
        if (!place || !setInLayout(change, place.source, place.call, 'foreign_keys', quoted(text, place.source.quote))) return false;
        const other = otherSide(snapshot, it);
        const there = other && other.join.kind === 'refused' && !other.argument('foreign_keys') ? soleCall(change, snapshot.project, other) : undefined;
        return !there || addInLayout(change, there.source, there.call, [`foreign_keys=${quoted(text, there.source.quote)}`]);
      },
      likely.length === 1 && likely[0] === candidate,
    );
  });
}

function foreignKeys({ columns, cls }: Candidate): string | undefined {
  const keys = columns.map(column => [...cls.columns].find(([, c]) => c === column)?.[0]);
  if (keys.includes(undefined)) return undefined;
  const names = keys.map(key => `${cls.name}.${key}`);
  return names.length === 1 ? names[0] : `[${names.join(', ')}]`;
}

function otherSide({ project }: Snapshot, it: RelationshipAttribute): RelationshipAttribute | undefined {
  const target = sole(it.target);
  const name = it.backPopulates?.name;
  const found = target && name !== undefined ? sole(project.attribute(target, name)) : undefined;
  return found?.kind === 'relationship' && found.attribute !== it ? found.attribute : undefined;
}

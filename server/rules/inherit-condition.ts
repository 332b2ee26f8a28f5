import type { MappedClass } from '../model/mapped.ts';
import type { Column, Table } from '../model/values.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { addForeignKey } from './foreign-key-fixes.ts';
import { addMapperArgument } from './polymorphic-fixes.ts';
import type { Fix } from './rule.ts';

/** Joined inheritance joins by one foreign key. */
export const inheritCondition = failureRule({
  code: 'inherit-condition',
  kinds: ['no-inherit-condition', 'ambiguous-inherit-condition'],
  docs: {
    summary: 'A class with a table of its own inherits from a mapped class, and not exactly one foreign key joins the two tables.',
    why: `The row of a subclass continues the row of its parent: its primary key is a foreign key to the parent's. Without \`__tablename__\` the subclass would share the parent's table instead. When
a second foreign key leads to the parent, \`__mapper_args__ = {"inherit_condition": id == Parent.id}\` says which one is meant.`,
    bad: library({
      after: `
class AudioBook(Book):
#     ^^^^^^^^^ inherit-condition
    __tablename__ = "audio_book"
    id = Column(Integer, primary_key=True)`,
    }),
    good: library({
      after: `
class AudioBook(Book):
    __tablename__ = "audio_book"
    id = Column(ForeignKey("book.id"), primary_key=True)`,
    }),
    sqlalchemy:
      "NoForeignKeysError: Can't determine the inherit condition between inherited table 'book' and inheriting table 'audio_book'; tables have no foreign key relationships established.  Please ensure the inheriting table has a foreign key relationship to the inherited table, or provide an 'on clause' using the 'inherit_condition' mapper argument.",
  },
  at: ({ cls }) => cls.at,
  related: ({ error: { parent } }) => (parent.at ? [{ location: parent.at, message: `'${parent.fullname}' is the table of the parent` }] : []),
  fixes: ({ cls: { id }, error: { kind, parent, child } }, snapshot) => {
    const cls = snapshot.project.byId(id);
    if (cls && kind === 'ambiguous-inherit-condition') return conditions(snapshot, cls, parent, child);
    const key = [...child.columns.values()].filter(c => c.primaryKey);
    const [column] = key;
    const target = [...parent.columns.values()].filter(c => c.primaryKey);
    return kind === 'no-inherit-condition' && column && key.length === 1 && target[0] && target.length === 1
      ? addForeignKey(snapshot, column, target[0], true)
      : [];
  },
});

/** A condition for each foreign key to the parent's table; for that of the primary key alone where it has one. */
function conditions(snapshot: Snapshot, cls: MappedClass, parent: Table, child: Table): readonly Fix[] {
  const { project } = snapshot;
  const base = cls.parent;
  if (!base) return [];
  const keys = child.constraints.flatMap(({ pairs }) => {
    const [pair, another] = pairs;
    const referent = pair && !another ? project.referent(pair.target, child) : undefined;
    if (!pair || referent?.kind !== 'column' || referent.column.table !== parent) return [];
    const [own, theirs] = [nameOf(cls, pair.column), nameOf(base, referent.column)];
    return own === undefined || theirs === undefined ? [] : [{ column: pair.column, text: `${own} == ${base.name}.${theirs}` }];
  });
  // Where the primary key is one of them, another condition would be a mistake.
  const primary = keys.filter(k => k.column.primaryKey);
  return (primary.length > 0 ? primary : keys).flatMap(({ text }) =>
    addMapperArgument(snapshot, cls, 'inherit_condition', () => text).map(it => ({ ...it, preferred: primary.length === 1 })),
  );
}

const nameOf = (cls: MappedClass, column: Column): string | undefined => [...cls.columns].find(([, c]) => c === column)?.[0];

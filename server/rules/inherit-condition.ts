import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { addForeignKey } from './foreign-key-fixes.ts';

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
  fixes: ({ error: { kind, parent, child } }, snapshot) => {
    const key = [...child.columns.values()].filter(c => c.primaryKey);
    const [column] = key;
    const target = [...parent.columns.values()].filter(c => c.primaryKey);
    return kind === 'no-inherit-condition' && column && key.length === 1 && target[0] && target.length === 1
      ? addForeignKey(snapshot, column, target[0], true)
      : [];
  },
});

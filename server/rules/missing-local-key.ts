import { library } from './examples.ts';
import { warningRule } from './failure-rule.ts';
import { makePrimaryKey } from './primary-key-fixes.ts';

/** The row of a subclass has a key of its own. */
export const missingLocalKey = warningRule({
  code: 'missing-local-key',
  kinds: ['no-local-key'],
  docs: {
    summary: 'The table of a class that inherits from a mapped class has no primary key.',
    why: "The foreign key to the parent's table is the primary key of the subclass's own table. Without it SQLAlchemy can read the rows, but never writes one.",
    bad: library({
      after: `
class AudioBook(Book):
#     ^^^^^^^^^ missing-local-key
    __tablename__ = "audio_book"
    id = Column(ForeignKey("book.id"))`,
    }),
    good: library({
      after: `
class AudioBook(Book):
    __tablename__ = "audio_book"
    id = Column(ForeignKey("book.id"), primary_key=True)`,
    }),
    sqlalchemy: "SAWarning: Could not assemble any primary keys for locally mapped table 'audio_book' - no rows will be persisted in this Table.",
  },
  at: ({ cls }) => cls.at,
  related: ({ cls }, snapshot) => {
    const parent = snapshot.project.byId(cls.id)?.parent;
    return parent ? [{ location: parent.at, message: `'${parent.name}' is the class it inherits from` }] : [];
  },
  fixes: ({ cls, warning: { table } }, snapshot) => {
    // The column that refers to the parent is the key.
    const refers = table.constraints.flatMap(c =>
      c.pairs.flatMap(p => {
        const referent = snapshot.project.referent(p.target, table);
        return referent.kind === 'column' && referent.column.primaryKey && referent.column.table === cls.parent?.table ? [p.column.key] : [];
      }),
    );
    return makePrimaryKey(snapshot, cls, table, refers, () => refers.length === 1);
  },
});

import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { makePrimaryKey } from './primary-key-fixes.ts';

/** A mapped table has a primary key. */
export const missingPrimaryKey = failureRule({
  code: 'missing-primary-key',
  kinds: ['no-primary-key'],
  docs: {
    summary: 'No column of a mapped table is marked as primary key.',
    why: 'SQLAlchemy tells the objects of a class apart by their primary key. A table without one, or a view, can be mapped when `__mapper_args__ = {"primary_key": [...]}` names the columns that are unique together.',
    bad: library({
      after: `
class Shelf(Base):
#     ^^^^^ missing-primary-key
    __tablename__ = "shelf"
    id = Column(Integer)`,
    }),
    good: library({
      after: `
class Shelf(Base):
    __tablename__ = "shelf"
    id = Column(Integer, primary_key=True)`,
    }),
    sqlalchemy: "ArgumentError: Mapper Mapper[Shelf(shelf)] could not assemble any primary key columns for mapped table 'shelf'",
  },
  at: ({ cls }) => cls.at,
  fixes: ({ cls, error: { table } }, snapshot) => makePrimaryKey(snapshot, cls, table, ['id', `${table.name}_id`, 'uuid'], name => name === 'id'),
});

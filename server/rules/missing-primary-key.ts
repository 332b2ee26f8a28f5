import { addArguments } from '../edits/arguments.ts';
import type { FailureOf } from '../model/startup/failure.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';

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
  fixes: (failure, snapshot) => [...mark(failure, snapshot)],
});

/** `primary_key=True` for the column that is called like a key. */
function* mark({ cls, error: { table } }: FailureOf<'no-primary-key'>, snapshot: Snapshot): Generator<Fix> {
  for (const name of ['id', `${table.name}_id`, 'uuid']) {
    const call = table.columns.get(name)?.call;
    if (!call || call.args.some(a => a.star || a.name?.id === 'primary_key')) continue;
    const whose = snapshot.project.byId(cls.id)?.members.find(m => m.kind === 'column' && m.construct?.call === call);
    if (whose?.uri !== cls.at.uri || whose.definer.id !== cls.id) continue;
    yield* fix(
      snapshot,
      `Make '${name}' the primary key`,
      change => {
        const source = change.source(cls.at.uri);
        return source !== undefined && addArguments(change, source, call, ['primary_key=True']);
      },
      name === 'id',
    );
  }
}

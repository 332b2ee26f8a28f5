import type { FailureOf } from '../model/startup/failure.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { replacing } from './fixing.ts';
import { plural, snakeCase } from './suggestions.ts';

/** One table, one definition. */
export const tableDefinedTwice = failureRule({
  code: 'table-defined-twice',
  kinds: ['table-twice'],
  docs: {
    summary: 'Two classes define the same table.',
    why: 'A `MetaData` holds one table of a name. The second class was most often copied from the first and kept its `__tablename__`; to map a table twice give both the same `__table__`.',
    bad: library({
      after: `
class Novel(Base):
    __tablename__ = "book"
    #                ^^^^ table-defined-twice
    id = Column(Integer, primary_key=True)`,
    }),
    good: library({
      after: `
class Novel(Base):
    __tablename__ = "novel"
    id = Column(Integer, primary_key=True)`,
    }),
    sqlalchemy:
      "InvalidRequestError: Table 'book' is already defined for this MetaData instance.  Specify 'extend_existing=True' to redefine options and columns on an existing Table object.",
  },
  at: (failure, snapshot) => {
    const { cls, error } = failure;
    const node = nameOf(failure, snapshot);
    return node && error.table.at?.uri === cls.at.uri ? { uri: cls.at.uri, range: node.content ?? node.range } : cls.at;
  },
  fixes: (failure, snapshot) => {
    const { cls, error } = failure;
    const node = nameOf(failure, snapshot);
    const { tables } = snapshot.project;
    const own = snakeCase(cls.name);
    // As the table that was there first is called: in the plural or not.
    const first = tables.named(error.table.fullname, error.table.metadata).find(t => t !== error.table);
    const before = first && snapshot.project.ofTable(first);
    const name = before && before.table?.name === plural(snakeCase(before.name)) ? plural(own) : own;
    const fullname = error.table.schema === undefined ? name : `${error.table.schema}.${name}`;
    if (!node || name === error.table.name || tables.named(fullname, error.table.metadata).length > 0) return [];
    return replacing(snapshot, cls.at.uri, node, name, `Change to '${name}'`, true);
  },
  related: ({ error: { table } }, snapshot) =>
    snapshot.project.tables
      .named(table.fullname, table.metadata)
      .flatMap(t => (t !== table && t.at ? [{ location: t.at, message: `'${t.fullname}' is defined here` }] : []))
      .slice(0, 1),
});

/** The string that a class gives as the name of its table. */
function nameOf({ cls }: FailureOf<'table-twice'>, snapshot: Snapshot) {
  const value = snapshot.project.byId(cls.id)?.symbol.fact.scope.bindings.findLast(b => b.name.id === '__tablename__');
  return value?.kind === 'value' && value.value?.kind === 'string' ? value.value : undefined;
}

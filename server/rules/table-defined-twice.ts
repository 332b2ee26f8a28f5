import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';

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
  at: ({ cls, error: { table } }, snapshot) => {
    const value = snapshot.project.byId(cls.id)?.symbol.fact.scope.bindings.findLast(b => b.name.id === '__tablename__');
    const node = value?.kind === 'value' && value.value?.kind === 'string' ? value.value : undefined;
    return node && table.at?.uri === cls.at.uri ? { uri: cls.at.uri, range: node.content ?? node.range } : cls.at;
  },
  related: ({ error: { table } }, snapshot) =>
    snapshot.project.tables
      .named(table.fullname, table.metadata)
      .flatMap(t => (t !== table && t.at ? [{ location: t.at, message: `'${t.fullname}' is defined here` }] : []))
      .slice(0, 1),
});

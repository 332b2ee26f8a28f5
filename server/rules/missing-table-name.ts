import { bodyIndent, findClass } from '../edits/class-body.ts';
import { lineStart, nextLine } from '../edits/source.ts';
import type { FailureOf } from '../model/startup/failure.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';
import { plural, snakeCase } from './suggestions.ts';

/** A mapped class has a table. */
export const missingTableName = failureRule({
  code: 'missing-table-name',
  kinds: ['no-table'],
  docs: {
    summary: 'A class of a declarative base has neither a table, nor a name for one, nor a mapped class to inherit from.',
    why: 'The base of pure SQLAlchemy does not make up table names (that of Flask-SQLAlchemy does). A class that is only there to be inherited from says `__abstract__ = True`.',
    bad: library({
      after: `
class Shelf(Base):
#     ^^^^^ missing-table-name
    id = Column(Integer, primary_key=True)`,
    }),
    good: library({
      after: `
class Shelf(Base):
    __tablename__ = "shelf"
    id = Column(Integer, primary_key=True)`,
    }),
    sqlalchemy:
      "InvalidRequestError: Class <class 'models.Shelf'> does not have a __table__ or __tablename__ specified and does not inherit from an existing table-mapped class.",
  },
  at: ({ cls }) => cls.at,
  fixes: (failure, snapshot) => [
    ...firstLine(failure, snapshot, quote => `__tablename__ = ${quote}${tableName(failure, snapshot)}${quote}`),
    ...(isUsed(failure, snapshot) ? [] : firstLine(failure, snapshot, () => '__abstract__ = True')),
  ],
});

/** As a foreign key calls it that leads nowhere; else in the plural where the other tables are called so. */
function tableName({ cls }: FailureOf<'no-table'>, { project }: Snapshot): string {
  const own = snakeCase(cls.name);
  const likely = [own, plural(own), cls.name, cls.name.toLowerCase(), plural(cls.name.toLowerCase())];
  const wanted = project.tables.all().flatMap(table =>
    table.constraints.flatMap(({ pairs }) =>
      pairs.flatMap(({ target }) => {
        if (target.kind !== 'string' || project.referent(target, table).kind !== 'no-table') return [];
        return target.text.split('.').slice(0, -1).at(-1) ?? [];
      }),
    ),
  );
  const called = likely.find(n => wanted.includes(n));
  if (called !== undefined) return called;
  const others = project.ownClasses.filter(c => c.table && c.parent === undefined && snakeCase(c.name) !== plural(snakeCase(c.name)));
  const inPlural = others.filter(c => c.table?.name === plural(snakeCase(c.name)));
  return others.length > 0 && inPlural.length > others.length / 2 ? plural(own) : own;
}

/** True when the code speaks of the class otherwise than as a base of others: then it is no mere base. */
function isUsed({ cls }: FailureOf<'no-table'>, snapshot: Snapshot): boolean {
  const word = new RegExp(`\\b${cls.name}\\b`, 'gu');
  return snapshot.mentioning(cls.name).some(uri => {
    const lines = snapshot.lines(uri);
    const text = lines?.slice({ start: { line: 0, character: 0 }, end: { line: lines.count, character: 0 } }) ?? '';
    return word.test(text.replace(/^[ \t]*class\s+\w+[^:]*:|^[ \t]*(?:from|import)\s.*/gm, ''));
  });
}

/** Writes a statement at the head of the class body. */
function firstLine({ cls }: FailureOf<'no-table'>, snapshot: Snapshot, code: (quote: string) => string): readonly Fix[] {
  return fix(snapshot, `Add ${code('"')}`, change => {
    const source = change.source(cls.at.uri);
    const statement = source && findClass(source.tree.body, cls.at.range);
    const [first] = statement?.body ?? [];
    if (!source || !statement || !first || first.range.start.line === statement.name.range.start.line) return false;
    const { text, lines } = source;
    const isDocstring = first.kind === 'expr' && first.value.kind === 'string';
    const decorated = (first.kind === 'function' || first.kind === 'class') && first.decorators[0];
    const start = decorated ? decorated.range.start : first.range.start;
    const at = isDocstring ? nextLine(text, lines.offset(first.range.end)) : lineStart(text, lines.offset(start));
    change.insert(source, at, `${bodyIndent(source, statement)}${code(source.quote)}${source.eol}`);
    return true;
  });
}

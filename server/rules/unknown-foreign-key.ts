import type { Range } from 'vscode-languageserver-protocol';
import type { Project } from '../model/project.ts';
import { joinRaised } from '../model/startup/join-words.ts';
import { isMigration, mayHaveTable } from '../model/startup/more-tables.ts';
import { partsOf } from '../model/startup/parts.ts';
import type { Column, ForeignKeyTarget, Table } from '../model/values.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { fix } from './fixing.ts';
import { inFile, type Located } from './located.ts';
import type { Fix, Rule } from './rule.ts';
import { similar } from './suggestions.ts';

type Target = Extract<ForeignKeyTarget, { kind: 'string' }>;

/** A foreign key refers to a column of a table. */
export const unknownForeignKey: Rule = {
  code: 'unknown-foreign-key',
  severity: 'error',
  docs: {
    summary: 'The string in a `ForeignKey` names a table or a column that does not exist.',
    why: `The string is \`"table.column"\`, or \`"schema.table.column"\`: the name of the *table*, not of the class. SQLAlchemy looks it up late, when a relationship, a query or \`create_all()\` needs it; a
relationship over a table that is not there only says that there is no foreign key. Nothing is said in a migration of Alembic, which has only some of the tables.`,
    bad: library({
      key: '    author_id = Column(ForeignKey("Author.id"))\n    #                              ^^^^^^ unknown-foreign-key',
    }),
    good: library({ key: '    author_id = Column(ForeignKey("author.id"))' }),
    sqlalchemy:
      "NoReferencedTableError: Foreign key associated with column 'book.author_id' could not find table 'Author' with which to generate a foreign key to target column 'id'",
  },
  check: inFile(function* (at, snapshot): Iterable<Located> {
    const { project } = snapshot;
    for (const table of tablesIn(project, at)) {
      for (const { pairs } of table.constraints) {
        for (const { column, target } of pairs) {
          if (target.kind !== 'string') continue;
          const referent = project.referent(target, table);
          if (referent.kind !== 'no-table' && referent.kind !== 'no-column') continue;
          if (referent.kind === 'no-table' && mayHaveTable(project, referent.tableName)) continue;
          const uri = placeOf(snapshot, column, table, target);
          if (uri === undefined) continue;
          const facts = snapshot.facts(uri);
          if (referent.kind === 'no-table' && facts && isMigration(facts)) continue;
          // What is half typed names nothing yet, and a class that is may lack columns.
          if ([uri, ...(referent.kind === 'no-column' ? [referent.table.at?.uri ?? uri] : [])].some(file => snapshot.tree(file)?.broken)) continue;
          const error = {
            kind: referent.kind === 'no-table' ? 'no-referenced-table' : 'no-referenced-column',
            column,
            target: target.text,
            node: target.node,
          } as const;
          const range = part(target, referent.kind === 'no-table');
          yield {
            at: { uri, range },
            message: joinRaised(error, '').message,
            ...(referent.kind === 'no-column' && referent.table.at
              ? { related: [{ location: referent.table.at, message: `Table '${referent.table.fullname}' is here` }] }
              : {}),
            fixes: () => {
              // A constraint of several columns names one table.
              const beside =
                referent.kind === 'no-table'
                  ? pairs.flatMap(p => (p.target.kind === 'string' && sameTable(p.target, target) ? [part(p.target, true)] : []))
                  : [];
              return fixesOf(snapshot, uri, beside.length > 0 ? beside : [range], target, table, referent.kind === 'no-column' ? referent.table : undefined);
            },
          };
        }
      }
    }
  }),
};

/** The tables that something in a file has a part in. */
function tablesIn(project: Project, uri: string): ReadonlySet<Table> {
  const mapped = partsOf(project, uri).classes.flatMap(c => c.table ?? []);
  return new Set([...mapped, ...project.tables.all().filter(t => t.at?.uri === uri)]);
}

/** The file that the string stands in; undefined when it is computed. */
function placeOf(snapshot: Snapshot, column: Column, table: Table, { node, text }: Target): string | undefined {
  if (node.kind !== 'string') return undefined;
  const uris = new Set([column.at?.uri, table.at?.uri]);
  return [...uris].find(uri => uri !== undefined && snapshot.lines(uri)?.slice(node.range).includes(text));
}

/** The characters of the table's name, or of the column's. */
function part({ node, text }: Target, table: boolean): Range {
  const content = node.kind === 'string' ? node.content : undefined;
  const dot = text.lastIndexOf('.');
  if (!content || dot < 0 || content.start.line !== content.end.line) return content ?? node.range;
  const { line, character } = content.start;
  const [start, end] = table ? [0, dot] : [dot + 1, text.length];
  return { start: { line, character: character + start }, end: { line, character: character + end } };
}

const sameTable = (a: Target, b: Target): boolean => {
  const [one, other] = [a, b].map(it => it.text.slice(0, it.text.lastIndexOf('.')));
  return one === other;
};

/** `from`: the table that the key is on; `table`: the one that it names, when only the column is not there. */
function fixesOf(snapshot: Snapshot, uri: string, ranges: readonly Range[], { text }: Target, from: Table, table: Table | undefined): readonly Fix[] {
  const { project } = snapshot;
  const dot = text.lastIndexOf('.');
  const name = text.slice(0, dot);
  const ofClass = project.classes.flatMap(c => (c.name === name && c.table ? [c.table.fullname] : []));
  const inSchema = project.tables.all().flatMap(t => (t.name === name ? [t.fullname] : []));
  // A table without the column would only be the next error.
  const has = (it: string): boolean => project.tables.all().some(t => t.fullname === it && t.columns.has(text.slice(dot + 1)));
  const near = table ? referred(table, text.slice(dot + 1)) : [...ofClass, ...inSchema, ...similar(name, project.tables.names()).filter(has)];
  // A table of another MetaData is not found by its name.
  const names = [...new Set(near)].filter(it => table !== undefined || project.tables.named(it, from.metadata).length > 0);
  return names.flatMap((it, i) =>
    fix(
      snapshot,
      `Change to '${it}'`,
      change => {
        for (const range of ranges) change.replaceRange(uri, range, it);
        return true;
      },
      i === 0 && names.length === 1,
    ),
  );
}

/** The columns that a wrong name may mean; the primary key where none is called alike. */
function referred(table: Table, name: string): readonly string[] {
  const near = similar(name, [...table.columns.keys()]);
  const keys = [...table.columns.values()].filter(c => c.primaryKey);
  return near.length > 0 ? near : keys.length === 1 ? keys.map(c => c.key) : [];
}

import type { Range } from 'vscode-languageserver-protocol';
import { meets } from '../base/ranges.ts';
import { sole } from '../model/resolution.ts';
import type { FailureOf } from '../model/startup/failure.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix, replacing } from './fixing.ts';
import type { Fix } from './rule.ts';
import { qualified, similar } from './suggestions.ts';
import { atNode } from './words.ts';

type Unknown = FailureOf<'unknown-attribute' | 'unknown-name'>;
type About = FailureOf<Unknown['error']['kind'] | 'schema-without-metadata' | 'unknown-column'>;

/** The names in strings that are evaluated. */
export const unknownName = failureRule({
  code: 'unknown-name',
  kinds: ['unknown-attribute', 'unknown-name', 'schema-without-metadata', 'unknown-column'],
  docs: {
    summary: 'A string given to `primaryjoin`, `foreign_keys`, `remote_side`, `order_by` or `secondary` names something that is not there.',
    why: `These strings are Python, read when the mappers are configured: with the mapped classes of the declarative base by their names, its tables by theirs, and the functions
of SQLAlchemy. Nothing else of the module is seen in them.`,
    bad: library({
      author: `
    books = relationship("Book", order_by="Book.titel")
    #                                           ^^^^^ unknown-name
`,
      core: 'String',
      book: `
    title = Column(String)
`,
    }),
    good: library({
      author: `
    books = relationship("Book", order_by="Book.title")
`,
      core: 'String',
      book: `
    title = Column(String)
`,
    }),
    sqlalchemy: "AttributeError: Class <class 'models.Book'> does not have a mapped column named 'titel'",
  },
  at: failure => atNode(failure, wrongPart(failure)),
  words: ({ error }, raised) => (error.kind === 'unknown-column' ? `${raised}: table '${error.table.fullname}' has no column of this name` : raised),
  related: ({ error }) => {
    if (error.kind === 'unknown-attribute') return [{ location: error.cls.at, message: `'${error.cls.name}' has no column '${error.name}'` }];
    return error.kind === 'unknown-column' && error.table.at ? [{ location: error.table.at, message: `The table '${error.table.fullname}' is made here` }] : [];
  },
  fixes: (failure, snapshot) => {
    const part = wrongPart(failure);
    const { error, attribute } = failure;
    const ofClass = error.node.kind === 'string' && attribute ? /^\s*(\w+)\.__table__\s*$/.exec(error.node.value)?.[1] : undefined;
    const named = attribute && ofClass !== undefined ? sole(snapshot.project.lookup(attribute.owner, ofClass)) : undefined;
    const table = named?.kind === 'class' ? named.mapper.table?.fullname : undefined;
    if (table !== undefined) return replacing(snapshot, atNode(failure, part).uri, part, table, `Change to '${table}'`, true);
    // A path such as "Book.Author" is no attribute that is misspelt.
    if (failure.stage === 'import' || error.kind === 'schema-without-metadata' || (error.kind === 'unknown-attribute' && error.node.kind === 'string'))
      return [];
    // `foreign_keys="author_id"`: nothing is seen in these strings without its class.
    const isBare = error.kind === 'unknown-name' && part === error.node && attribute?.argument('secondary')?.node !== error.node;
    const paths = isBare && attribute ? qualified(attribute, error.name) : [];
    const names =
      paths.length > 0
        ? paths
        : similar(error.name, error.kind === 'unknown-column' ? [...error.table.columns.keys()] : candidates({ ...failure, error }, snapshot));
    const { uri } = atNode(failure, part);
    const all = error.kind === 'unknown-name' && part.kind === 'name' ? everyOne(failure, snapshot, error.name) : [];
    return names.flatMap((name, i): readonly Fix[] =>
      all.length > 1
        ? fix(
            snapshot,
            `Change to '${name}'`,
            change => {
              for (const range of all) change.replaceRange(uri, range, name);
              return true;
            },
            i === 0 && names.length === 1,
          )
        : replacing(snapshot, uri, part, name, `Change to '${name}'`, i === 0 && names.length === 1),
    );
  },
});

/** Of `Book.titel` the part that is wrong. */
function wrongPart({ error }: About) {
  const { node } = error;
  if (node.kind !== 'attribute') return node;
  return error.kind === 'unknown-attribute' || error.kind === 'unknown-column' ? node.attr : node.value;
}

/** Where the string around a wrong name says it: the others would only be found one after the other. */
function everyOne(failure: About, snapshot: Snapshot, name: string): readonly Range[] {
  const { uri, range } = atNode(failure, wrongPart(failure));
  const given = ['primaryjoin', 'secondaryjoin', 'foreign_keys', 'remote_side', 'order_by'].flatMap(k => failure.attribute?.argument(k)?.node ?? []);
  const content = given.flatMap(n => (n.kind === 'string' && n.content && meets(n.content, range) ? [n.content] : []))[0];
  const lines = snapshot.lines(uri);
  if (!content || !lines) return [];
  const start = lines.offset(content.start);
  return [...lines.slice(content).matchAll(new RegExp(`(?<![\\w.])${name}(?=\\.)`, 'gu'))].map(m =>
    lines.range(start + m.index, start + m.index + name.length),
  );
}

function candidates({ error, attribute }: Unknown, { project }: Snapshot): readonly string[] {
  if (error.kind === 'unknown-attribute') {
    const names = new Set<string>();
    for (let it: typeof error.cls | undefined = error.cls; it; it = it.parent) for (const key of it.columns.keys()) names.add(key);
    return [...names];
  }
  const asker = attribute?.owner;
  const tables = project.tables.names().filter(n => !asker || sole(project.lookup(asker, n))?.kind === 'table');
  // `books.c.title` is for tables; a secondary one refers to both sides.
  const isSecondary = attribute?.argument('secondary')?.node === error.node;
  if (isSecondary) return tables.filter(n => project.tables.all().some(t => t.fullname === n && t.constraints.length > 1));
  const ofTable = error.node.kind === 'attribute' && error.node.attr.id === 'c';
  return attribute && error.evaluated && !ofTable ? [...project.names.classNames(attribute.owner.registry), ...tables] : tables;
}

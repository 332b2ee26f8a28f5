import { sole } from '../model/resolution.ts';
import type { FailureOf } from '../model/startup/failure.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { replacing } from './fixing.ts';
import type { Fix } from './rule.ts';
import { qualified, similar } from './suggestions.ts';
import { atNode } from './words.ts';

type Unknown = FailureOf<'unknown-attribute' | 'unknown-name'>;
type About = FailureOf<Unknown['error']['kind'] | 'schema-without-metadata'>;

/** The names in strings that are evaluated. */
export const unknownName = failureRule({
  code: 'unknown-name',
  kinds: ['unknown-attribute', 'unknown-name', 'schema-without-metadata'],
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
    const { uri } = atNode(failure, part);
    // `foreign_keys="author_id"`
    const paths = error.kind === 'unknown-name' && part === error.node && attribute ? qualified(attribute, error.name) : [];
    const names = paths.length > 0 ? paths : similar(error.name, candidates({ ...failure, error }, snapshot));
    return names.flatMap((name, i): readonly Fix[] => replacing(snapshot, uri, part, name, `Change to '${name}'`, i === 0 && names.length === 1));
  },
});

/** Of `Book.titel` the part that is wrong. */
function wrongPart({ error }: About) {
  const { node } = error;
  if (node.kind !== 'attribute') return node;
  return error.kind === 'unknown-attribute' ? node.attr : node.value;
}

function candidates({ error, attribute }: Unknown, { project }: Snapshot): readonly string[] {
  if (error.kind === 'unknown-attribute') {
    const names = new Set<string>();
    for (let it: typeof error.cls | undefined = error.cls; it; it = it.parent) for (const key of it.columns.keys()) names.add(key);
    return [...names];
  }
  const asker = attribute?.owner;
  const tables = project.tables.names().filter(n => !asker || sole(project.lookup(asker, n))?.kind === 'table');
  return attribute ? [...(error.evaluated ? project.names.classNames(attribute.owner.registry) : []), ...tables] : tables;
}

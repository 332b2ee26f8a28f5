import type { MappedClass } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import { sharesRoot } from '../model/startup/configure.ts';
import type { Attribute, Call, Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { inFile, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { calledName, type TypeOf, usesIn } from './uses.ts';
import { mapperName, relationshipName } from './words.ts';

/** Options that load a relationship, with what SQLAlchemy calls the strategy where one asks it of a column (orm/strategies.py). */
const strategies: ReadonlyMap<string, string | undefined> = new Map([
  ['joinedload', 'joined loader'],
  ['subqueryload', 'subquery loader'],
  ['selectinload', 'select in loader'],
  ['lazyload', undefined],
  ['immediateload', undefined],
  ['raiseload', undefined],
  ['defaultload', undefined],
  ['contains_eager', undefined],
]);
/** Options about columns. */
const ofColumns: ReadonlySet<string> = new Set(['load_only', 'defer', 'undefer']);

/** A chain of loader options follows the relationships. */
export const loaderPath: Rule = {
  code: 'loader-path',
  severity: 'error',
  docs: {
    summary: 'A loader option names an attribute of a class that the query, or the option before it, does not lead to, or is asked of a column.',
    why: 'Each option of a chain goes on from the class that the one before it leads to: `joinedload(Author.books).joinedload(Book.shelf)`. The first one begins with a class that the query returns. It is reported where all of the path is written in one place.',
    noFix: 'Which attribute is meant, or which class should be queried, the code does not tell.',
    bad: library({
      orm: 'Session, joinedload',
      author: `
    books = relationship("Book", backref="author")
`,
      after: `
def with_books():
    return Session().query(Author).options(joinedload(Author.books).joinedload(Author.books))
    #                                                                          ^^^^^^^^^^^^ loader-path`,
    }),
    good: library({
      orm: 'Session, joinedload',
      author: `
    books = relationship("Book", backref="author")
`,
      after: `
def with_books():
    return Session().query(Author).options(joinedload(Author.books).joinedload(Book.author))`,
    }),
    sqlalchemy: 'ArgumentError: ORM mapped entity or attribute "Author.books" does not link from relationship "Author.books".',
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    for (const { node, typeOf, parents } of usesIn(uri, snapshot, 'call', /load\(|contains_eager|defer\(|load_only/)) {
      const name = calledName(node.func);
      if (!strategies.has(name) && !ofColumns.has(name)) continue;
      // Several attributes are a path, but for those of `load_only`.
      if (name !== 'load_only' && node.args.filter(a => !a.name).length > 1) continue;
      const around = parents.filter(p => p.kind === 'call');
      for (const arg of node.args) {
        const message = arg.name || arg.star || arg.value.kind !== 'attribute' ? undefined : misplaced(node, arg.value, around, uri, snapshot, typeOf);
        if (message !== undefined) yield { at: { uri, range: arg.value.range }, message };
      }
    }
  }),
};

/** What SQLAlchemy says of an attribute that an option names; undefined where it fits, or that is not certain. */
function misplaced(call: Call, named: Attribute, around: readonly Call[], uri: string, snapshot: Snapshot, typeOf: TypeOf): string | undefined {
  const version = snapshot.project.version(uri);
  const owner = typeOf(named.value);
  if (owner.kind !== 'class') return undefined;
  const text = `${owner.cls.name}.${named.attr.id}`;
  const before = previous(call);
  if (before) {
    const link = typeOf(before);
    const leads = link.kind === 'class-attribute' ? sole(link.attribute.target) : undefined;
    if (link.kind !== 'class-attribute' || !leads || sharesRoot(leads, owner.cls)) return undefined;
    return version === '1.4'
      ? `Attribute "${text}" does not link from element "${mapperName(leads, version)}".`
      : `ORM mapped entity or attribute "${text}" does not link from relationship "${relationshipName(link.attribute)}".`;
  }
  const option = typeOf(call.func);
  if (option.kind !== 'library' || !/^sqlalchemy\./.test(option.path)) return undefined;
  const root = queried(around, typeOf);
  const strategy = strategies.get(calledName(call.func));
  const found = sole(snapshot.project.attribute(owner.cls, named.attr.id));
  if (strategy !== undefined && root && sharesRoot(root, owner.cls) && found?.kind === 'column')
    return `Can't apply "${strategy}" strategy to property "${text}", which is a "column property"; this loader strategy is intended to be used with a "relationship property".`;
  if (!root || sharesRoot(root, owner.cls) || typeOf(named).kind !== 'class-attribute') return undefined;
  const tail = 'Please specify the full path from one of the root entities to the target attribute.';
  if (version === '1.4')
    return `Mapped attribute "${text}" does not apply to any of the root entities in this query, e.g. ${mapperName(root, version)}. ${tail}`;
  return version === '2.0'
    ? `Mapped class ${mapperName(owner.cls, version)} does not apply to any of the root entities in this query, e.g. ${mapperName(root, version)}. ${tail}`
    : `Mapped class ${owner.cls.name} referenced in option ${calledName(call.func)}(${text}) does not apply to any of the root entities in this query, e.g. ${root.name}. ${tail}`;
}

/** The attribute that the option in front of this one of a chain names: `joinedload(Author.books)` of `joinedload(Author.books).joinedload(...)`. */
function previous({ func }: Call): Expr | undefined {
  const before = func.kind === 'attribute' && func.value.kind === 'call' ? func.value : undefined;
  if (!before || !strategies.has(calledName(before.func))) return undefined;
  const [only, more] = before.args.filter(a => !a.name && !a.star);
  return more ? undefined : only?.value;
}

const keeping: ReadonlySet<string> = new Set(['filter', 'filter_by', 'where', 'order_by', 'limit', 'offset', 'distinct', 'join', 'outerjoin', 'options']);

/** The one class that a query returns whose `options()` the call stands in directly; written on the spot. */
function queried(around: readonly Call[], typeOf: TypeOf): MappedClass | undefined {
  const options = around.at(-1);
  if (options?.func.kind !== 'attribute' || options.func.attr.id !== 'options') return undefined;
  let it: Expr = options.func.value;
  while (it.kind === 'call' && it.func.kind === 'attribute' && keeping.has(it.func.attr.id)) it = it.func.value;
  if (it.kind !== 'call' || !['query', 'select'].includes(calledName(it.func)) || it.args.length !== 1) return undefined;
  const query = typeOf(it);
  const [entity, more] = query.kind === 'query' || query.kind === 'statement' ? query.items : [];
  const named = it.args[0] && typeOf(it.args[0].value);
  return entity?.kind === 'instance' && !more && named?.kind === 'class' && named.cls === entity.cls ? entity.cls : undefined;
}

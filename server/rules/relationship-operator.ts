import type { Type } from '../infer/types.ts';
import type { RelationshipAttribute } from '../model/mapped.ts';
import type { Binary, Call, Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { fix } from './fixing.ts';
import { inFile, type Located } from './located.ts';
import type { Fix, Rule } from './rule.ts';
import { relationshipNames, type TypeOf, usesIn } from './uses.ts';
import { relationshipName } from './words.ts';

/** What a relationship is asked in a query depends on whether it leads to one or to many. */
export const relationshipOperator: Rule = {
  code: 'relationship-operator',
  severity: 'error',
  docs: {
    summary: 'A query asks something of a relationship that is not for its kind: `any()`, `has()`, `contains()`, `==`, `in_()`, `is_()`.',
    why: '`any()` and `contains()` are for collections, `has()` and `==` for relationships to one object, `in_()` and `is_()` for columns alone. Which one a relationship is follows from its foreign key, `uselist` and annotation.',
    bad: library({
      author: `
    books = relationship("Book", backref="author")
`,
      after: `
def published():
    return Author.books.has(id=1)
    #                   ^^^ relationship-operator

def orphans():
    return Book.author.is_(None)
    #                  ^^^ relationship-operator

def by_some():
    return Book.author.in_([Author(), Author()])
    #                  ^^^ relationship-operator

def written_by():
    return Author.books == Book()
    #                   ^^ relationship-operator`,
    }),
    good: library({
      author: `
    books = relationship("Book", backref="author")
`,
      after: `
def published():
    return Author.books.any(id=1)

def orphans():
    return Book.author == None

def by_some():
    return Book.author_id.in_([1, 2])

def written_by():
    return Author.books.contains(Book())

def without_books():
    return Author.books == None`,
    }),
    sqlalchemy: "InvalidRequestError: 'has()' not implemented for collections. Use any().",
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    for (const { node, typeOf } of usesIn(uri, snapshot, 'call', /\.(?:any|has|contains|not_?in_?|in_|is_|is_not|isnot)\(/)) {
      const found = ofCall(uri, snapshot, node, typeOf);
      if (found) yield found;
    }
    for (const { node, typeOf } of usesIn(uri, snapshot, 'binary', /[=!]=/)) {
      const found = ofComparison(uri, snapshot, node, typeOf);
      if (found) yield found;
    }
  }),
};

type Kinds = 'any' | 'has' | 'contains';
const forOne: ReadonlySet<string> = new Set<Kinds>(['any', 'has', 'contains']);
/** Operators of columns that relationships do not have, by what Python calls them. */
const ofColumns: Readonly<Record<string, string>> = {
  is_: 'is_',
  is_not: 'is_not',
  isnot: 'is_not',
};
const messages: Readonly<Record<Kinds, string>> = {
  any: "'any()' not implemented for scalar attributes. Use has().",
  has: "'has()' not implemented for collections.  Use any().",
  contains: "'contains' not implemented for scalar attributes.  Use ==",
};

const isKind = (method: string): method is Kinds => forOne.has(method);

function ofCall(uri: string, snapshot: Snapshot, { func, args }: Call, typeOf: TypeOf): Located | undefined {
  if (func.kind !== 'attribute' || func.value.kind !== 'attribute') return undefined;
  const { attr, value } = func;
  const method = attr.id;
  const operator = ofColumns[method];
  if (!isKind(method) && !operator && method !== 'in_') return undefined;
  if (!relationshipNames(snapshot.project).all.has(value.attr.id)) return undefined;
  const type = typeOf(value);
  if (type.kind !== 'class-attribute') return undefined;
  const { attribute } = type;
  const at = { uri, range: attr.range };
  if (method === 'in_')
    return {
      at,
      message: 'in_() not yet supported for relationships.  For a simple many-to-one, use in_() against the set of foreign key values.',
      related: related(attribute),
    };
  if (operator)
    return {
      at,
      message: `<function ${operator} at 0x...>: a relationship is compared with == and !=`,
      related: related(attribute),
      fixes: () => toComparison(uri, snapshot, func, args, method),
    };
  const { uselist } = attribute;
  if (!isKind(method) || uselist === undefined || uselist === (method !== 'has')) return undefined;
  const right = uselist ? 'any' : 'has';
  return {
    at,
    message: snapshot.project.version(uri) === '1.4' ? messages[method] : messages[method].replace('.  Use any', '. Use any'),
    related: related(attribute),
    fixes: () =>
      method === 'contains' ? toComparison(uri, snapshot, func, args, 'is_') : replacement(uri, snapshot, attr.range, `Change to ${right}()`, right),
  };
}

const related = (attribute: RelationshipAttribute): NonNullable<Located['related']> =>
  attribute.uselist === undefined
    ? []
    : [{ location: attribute.at, message: `'${relationshipName(attribute)}' leads to ${attribute.uselist ? 'many' : 'one'}` }];

const replacement = (uri: string, snapshot: Snapshot, range: Located['at']['range'], title: string, text: string): readonly Fix[] =>
  fix(
    snapshot,
    title,
    change => {
      change.replaceRange(uri, range, text);
      return true;
    },
    true,
  );

/** `Book.author.is_(None)` as `Book.author == None`; undefined where the argument is more than a word, or the operators around could take it apart. */
function toComparison(uri: string, snapshot: Snapshot, func: Extract<Expr, { kind: 'attribute' }>, args: Call['args'], method: string): readonly Fix[] {
  const [only, more] = args;
  const lines = snapshot.lines(uri);
  if (!only || more || only.name || only.star || !lines) return [];
  const operator = method === 'is_' ? '==' : '!=';
  const text = `(${lines.slice(func.value.range)} ${operator} ${lines.slice(only.value.range)})`;
  const end = { line: only.range.end.line, character: only.range.end.character + 1 };
  if (lines.slice({ start: only.range.end, end }) !== ')') return [];
  return replacement(uri, snapshot, { start: func.range.start, end }, `Compare with ${operator}`, text);
}

/** What is never None: a comparison of a collection with None is one SQLAlchemy can make. */
const isObject = ({ kind }: Type): boolean => kind === 'instance' || kind === 'collection' || kind === 'tuple';

function ofComparison(uri: string, snapshot: Snapshot, { op, left, right }: Binary, typeOf: TypeOf): Located | undefined {
  if ((op !== '==' && op !== '!=') || left.kind !== 'attribute' || !relationshipNames(snapshot.project).all.has(left.attr.id)) return undefined;
  const type = typeOf(left);
  if (type.kind !== 'class-attribute' || type.attribute.uselist !== true || !isObject(typeOf(right))) return undefined;
  const lines = snapshot.lines(uri);
  const between = lines?.slice({ start: left.range.end, end: right.range.start });
  const offset = between?.indexOf(op) ?? -1;
  if (!lines || !between || offset < 0 || between.includes('\n')) return undefined;
  const start = { line: left.range.end.line, character: left.range.end.character + offset };
  const contains = `${op === '!=' ? '~' : ''}${lines.slice(left.range)}.contains(${lines.slice(right.range)})`;
  return {
    at: { uri, range: { start, end: { line: start.line, character: start.character + op.length } } },
    message: "Can't compare a collection to an object or collection; use contains() to test for membership.",
    related: related(type.attribute),
    fixes: () =>
      typeOf(right).kind === 'instance' ? replacement(uri, snapshot, { start: left.range.start, end: right.range.end }, 'Change to contains()', contains) : [],
  };
}

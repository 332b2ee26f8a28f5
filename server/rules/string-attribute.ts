import { DiagnosticTag } from 'vscode-languageserver-protocol';
import { sqlalchemyName } from '../model/library.ts';
import type { MappedClass } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import type { Call, Expr, Str } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { fix } from './fixing.ts';
import { inFile, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { mayBeSet } from './set-in-code.ts';
import { calledName, type TypeOf, usesIn } from './uses.ts';
import { mapperName } from './words.ts';

/** Loader options that took names of attributes until 2.0 (orm/strategy_options.py). */
const loaders: ReadonlySet<string> = new Set(
  'joinedload subqueryload selectinload lazyload immediateload noload raiseload defaultload contains_eager defer undefer'.split(' '),
);

/** Names in strings went out of the query API with 1.4. */
export const stringAttribute: Rule = {
  code: 'string-attribute',
  severity: 'error',
  docs: {
    summary: 'A loader option, a join or `with_parent()` is given the name of a relationship in a string.',
    why: 'Since SQLAlchemy 2.0 they take attributes of classes alone: `joinedload(Author.books)`, `query.join(Author.books)`. In 1.4 the name must be one that the class has.',
    bad: library({
      orm: 'Session, joinedload',
      author: `
    books = relationship("Book", backref="author")
`,
      after: `
def with_books():
    return Session().query(Author).options(joinedload("books"))
    #                                                  ^^^^^ string-attribute

def published():
    return Session().query(Author).join("books")
    #                                    ^^^^^ string-attribute`,
    }),
    good: library({
      orm: 'Session, joinedload',
      author: `
    books = relationship("Book", backref="author")
`,
      after: `
def with_books():
    return Session().query(Author).options(joinedload(Author.books))

def published():
    return Session().query(Author).join(Author.books)`,
    }),
    sqlalchemy: 'ArgumentError: Strings are not accepted for attribute names in loader options; please use class-bound attributes directly.',
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const words = /load|contains_eager|\b(?:outer)?join\b|with_parent|defer/;
    for (const { node, typeOf, parents } of usesIn(uri, snapshot, 'call', words)) {
      const around = parents.filter(p => p.kind === 'call');
      for (const it of refused(node, around, uri, snapshot, typeOf)) {
        const { string, message, of } = it;
        const range = string.content ?? string.range;
        yield {
          at: { uri, range },
          message,
          tags: [DiagnosticTag.Deprecated],
          ...(of ? { related: [{ location: of.at, message: `'${of.name}' is the class that the string speaks of` }] } : {}),
          ...(of ? { fixes: () => qualified(uri, snapshot, string, of, typeOf) } : {}),
        };
      }
    }
  }),
};

interface Refused {
  readonly string: Str;
  readonly message: string;
  /** The class whose attribute is meant. */
  readonly of?: MappedClass | undefined;
}

function* refused(call: Call, around: readonly Call[], uri: string, snapshot: Snapshot, typeOf: TypeOf): Generator<Refused> {
  const name = calledName(call.func);
  const [first, second] = call.args.filter(a => !a.name && !a.star).map(a => a.value);
  const isOld = snapshot.project.version(uri) === '1.4';
  if (loaders.has(name)) {
    if (first?.kind !== 'string' || first.value === '*' || !isOption(call, typeOf)) return;
    const of = optioned(call, around, typeOf);
    if (!isOld)
      yield { string: first, message: 'Strings are not accepted for attribute names in loader options; please use class-bound attributes directly.', of };
    else if (of && of.open === undefined && /^\w+$/.test(first.value) && isMissing(snapshot, of, first.value))
      yield { string: first, message: `Can't find property named "${first.value}" on mapped class ${of.name}->${of.table?.name} in this Query.` };
    return;
  }
  if (first?.kind !== 'string' && second?.kind !== 'string') return;
  if (name === 'join' || name === 'outerjoin') {
    // `", ".join(...)`
    const receiver = call.func.kind === 'attribute' && call.func.value.kind !== 'string' ? typeOf(call.func.value) : undefined;
    if (receiver?.kind !== 'query' && receiver?.kind !== 'statement') return;
    const [entity] = receiver.items;
    const of = receiver.items.length === 1 && entity?.kind === 'instance' ? entity.cls : undefined;
    if (isOld && receiver.kind === 'query') {
      if (first?.kind === 'string' && of && of.open === undefined && /^\w+$/.test(first.value) && isMissing(snapshot, of, first.value))
        yield { string: first, message: `Entity namespace for "${mapperName(of, '1.4')}" has no property "${first.value}"` };
      return;
    }
    if (first?.kind === 'string')
      yield { string: first, message: `Join target, typically a FROM expression, or ORM relationship attribute expected, got '${first.value}'.`, of };
    else if (first && second?.kind === 'string' && typeOf(first).kind === 'class')
      yield { string: second, message: `ON clause, typically a SQL expression or ORM relationship attribute expected, got '${second.value}'.`, of };
    return;
  }
  if (name === 'with_parent' && !isOld && second?.kind === 'string') {
    const receiver = call.func.kind === 'attribute' ? typeOf(call.func.value) : undefined;
    const free = sqlalchemyPath(typeOf(call.func)) === 'with_parent';
    const owner = first && typeOf(first);
    if (free || receiver?.kind === 'query')
      yield {
        string: second,
        message: 'with_parent() accepts class-bound mapped attributes, not strings',
        of: owner?.kind === 'instance' ? owner.cls : undefined,
      };
  }
}

const isMissing = (snapshot: Snapshot, of: MappedClass, name: string): boolean =>
  snapshot.project.attribute(of, name).kind === 'none' && !mayBeSet(snapshot, of, name);

const sqlalchemyPath = (type: ReturnType<TypeOf>): string | undefined =>
  type.kind === 'library' ? sqlalchemyName({ kind: 'library', path: type.path }) : undefined;

/** True for `joinedload(...)` of SQLAlchemy itself, and for a call on the result of such a call: `joinedload(A.b).joinedload("c")`. */
function isOption({ func }: Call, typeOf: TypeOf): boolean {
  const type = typeOf(func);
  if (type.kind === 'library') return /^sqlalchemy(?:\.|$)/.test(type.path) && loaders.has(sqlalchemyPath(type) ?? '');
  if (func.kind !== 'attribute' || func.value.kind !== 'call') return false;
  const before = func.value;
  const loads = typeOf(before.func);
  return sqlalchemyPath(loads) === 'Load' || (loaders.has(calledName(before.func)) && isOption(before, typeOf));
}

/** The class whose attribute an option names: that of the query whose `options()` it stands in, or what the option before it leads to. */
function optioned(call: Call, around: readonly Call[], typeOf: TypeOf): MappedClass | undefined {
  const { func } = call;
  if (func.kind === 'attribute' && func.value.kind === 'call' && loaders.has(calledName(func.value.func))) {
    const before = func.value.args[0]?.value;
    const type = before && typeOf(before);
    return type?.kind === 'class-attribute' ? sole(type.attribute.target) : undefined;
  }
  const options = around.findLast(c => calledName(c.func) === 'options');
  const of: Expr | undefined = options?.func.kind === 'attribute' ? options.func.value : undefined;
  const query = of && typeOf(of);
  const [entity, more] = query?.kind === 'query' || query?.kind === 'statement' ? query.items : [];
  return entity?.kind === 'instance' && !more ? entity.cls : undefined;
}

/** `"books.author"` as `Author.books`; only a plain name, of a class that is known under its own name there. */
function qualified(uri: string, snapshot: Snapshot, string: Str, of: MappedClass, typeOf: TypeOf) {
  const found = sole(snapshot.project.attribute(of, string.value));
  if (found?.kind !== 'relationship' && found?.kind !== 'column') return [];
  const named = typeOf({ kind: 'name', id: of.name, range: string.range });
  if (named.kind !== 'class' || named.cls !== of) return [];
  return fix(
    snapshot,
    `Change to ${of.name}.${string.value}`,
    change => {
      change.replaceRange(uri, string.range, `${of.name}.${string.value}`);
      return true;
    },
    true,
  );
}

import type { Type } from '../infer/types.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { fix } from './fixing.ts';
import { inFile, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { calledName, relationshipNames, type TypeOf, usesIn } from './uses.ts';
import { relationshipName } from './words.ts';

/** One object where many belong, or many where one belongs. */
export const collectionValue: Rule = {
  code: 'collection-value',
  severity: 'error',
  docs: {
    summary: 'A collection is given one object or None, or an attribute for one object a collection.',
    why: 'Which of both a relationship is follows from its foreign key, `uselist` and annotation. It is reported where it can be seen in the code what is given.',
    bad: library({
      author: `
    books = relationship("Book", backref="author")
`,
      after: `
def write():
    return Author(books=Book())
    #                   ^^^^^^ collection-value

def sign():
    book = Book()
    book.author = [Author()]
    #             ^^^^^^^^^^ collection-value`,
    }),
    good: library({
      author: `
    books = relationship("Book", backref="author")
`,
      after: `
def write():
    return Author(books=[Book()])

def sign():
    book = Book()
    book.author = Author()`,
    }),
    sqlalchemy: 'TypeError: Incompatible collection type: Book is not list-like',
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const { all } = relationshipNames(snapshot.project);
    const classes = new Set(snapshot.project.classes.map(c => c.name));
    for (const { node, typeOf } of usesIn(uri, snapshot, 'call', /\w\(/)) {
      if (!classes.has(calledName(node.func)) || !node.args.some(a => a.name && all.has(a.name.id) && isTelling(a.value))) continue;
      const type = typeOf(node.func);
      if (type.kind !== 'class' || snapshot.project.hierarchy.lineage(type.cls.symbol).mro.some(c => snapshot.project.hierarchy.written(c, '__init__')))
        continue;
      for (const { name, value } of node.args) {
        const it = name && relationship(snapshot, type.cls, name.id);
        const found = it && fault(uri, snapshot, it, value, typeOf);
        if (found) yield found;
      }
    }
    for (const { node, typeOf } of usesIn(uri, snapshot, 'assign', /\.\w+\s*=[^=]/)) {
      const [target, more] = node.targets;
      if (target?.kind !== 'attribute' || !all.has(target.attr.id) || more || !node.value || node.augmented || !isTelling(node.value)) continue;
      const type = typeOf(target.value);
      const it = type.kind === 'instance' ? relationship(snapshot, type.cls, target.attr.id) : undefined;
      const found = it && fault(uri, snapshot, it, node.value, typeOf);
      if (found) yield found;
    }
  }),
};

function relationship(snapshot: Snapshot, cls: MappedClass, name: string): RelationshipAttribute | undefined {
  const found = sole(snapshot.project.attribute(cls, name));
  return found?.kind === 'relationship' ? found.attribute : undefined;
}

/** What says by itself whether it is one or many; a variable may hold anything by then. */
const isTelling = (value: Expr): boolean => value.kind === 'list' || value.kind === 'call' || (value.kind === 'constant' && value.value === 'None');

function fault(uri: string, snapshot: Snapshot, it: RelationshipAttribute, value: Expr, typeOf: TypeOf): Located | undefined {
  // A validator or a collection of the code's own may take what SQLAlchemy does not.
  if (it.uselist === undefined || it.argument('collection_class') || (it.lazy === undefined && it.open) || hasValidators(it.owner, snapshot)) return undefined;
  const collection = it.annotation?.collection ?? 'list';
  if (!/^list$/i.test(collection) || it.lazy === 'write_only' || it.lazy === 'dynamic') return undefined;
  const given = it.uselist ? oneOf(value, typeOf) : value.kind === 'list' ? 'list' : undefined;
  if (given === undefined) return undefined;
  return {
    at: { uri, range: value.range },
    message: it.uselist ? `Incompatible collection type: ${given} is not list-like` : "'list' object has no attribute '_sa_instance_state'",
    related: [{ location: it.at, message: `'${relationshipName(it)}' leads to ${it.uselist ? 'many' : 'one'}` }],
    fixes: () => changed(uri, snapshot, it, value),
  };
}

/** True where `@validates` may change what is given. */
function hasValidators(cls: MappedClass, snapshot: Snapshot): boolean {
  const { hierarchy, evaluator } = snapshot.project;
  const decorators = hierarchy
    .mro(cls.symbol)
    .flatMap(c => [...evaluator.classBindings(c.fact).values()].flat())
    .flatMap(b => (b.kind === 'function' ? b.func.decorators : []));
  return decorators.some(d => d.kind === 'call' && calledName(d.func) === 'validates');
}

function oneOf(value: Expr, typeOf: TypeOf): string | undefined {
  if (value.kind === 'constant') return value.value;
  // Only a class called by its name makes an object for certain.
  const made: Type = value.kind === 'call' ? typeOf(value.func) : { kind: 'unknown' };
  return made.kind === 'class' ? made.cls.name : undefined;
}

function changed(uri: string, snapshot: Snapshot, it: RelationshipAttribute, value: Expr) {
  const text = snapshot.lines(uri)?.slice(value.range);
  const only = value.kind === 'list' && value.items.length === 1 ? value.items[0] : undefined;
  const into =
    text === undefined
      ? undefined
      : it.uselist
        ? value.kind === 'constant'
          ? '[]'
          : `[${text}]`
        : value.kind === 'list' && value.items.length === 0
          ? 'None'
          : only && snapshot.lines(uri)?.slice(only.range);
  if (into === undefined) return [];
  return fix(
    snapshot,
    `Change to ${into}`,
    change => {
      change.replaceRange(uri, value.range, into);
      return true;
    },
    true,
  );
}

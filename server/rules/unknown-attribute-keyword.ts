import { libraryPath } from '../model/library.ts';
import type { MappedClass } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import { sole } from '../model/resolution.ts';
import { isPlainlyDecorated } from '../model/startup/mapper-arguments.ts';
import { isDataclass } from '../model/startup/members.ts';
import type { ClassSymbol } from '../model/values.ts';
import type { Call, Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { fix } from './fixing.ts';
import { inFile, type Located } from './located.ts';
import type { Fix, Rule } from './rule.ts';
import { mayBeSet } from './set-in-code.ts';
import { similar } from './suggestions.ts';
import { calledName, type TypeOf, usesIn } from './uses.ts';
import { mapperName } from './words.ts';

/** Keywords that stand for attributes of a mapped class. */
export const unknownAttributeKeyword: Rule = {
  code: 'unknown-attribute-keyword',
  severity: 'error',
  docs: {
    summary: 'A mapped class is made, or a query filtered, with a keyword that is none of its attributes.',
    why: `The constructor of a declarative class takes its attributes by name, those that backrefs make included, and refuses all others. \`filter_by()\` asks the class of the query in the same way. It is
reported where no constructor of your own and no base that is not known could take the keyword. The constructor of a mapped dataclass takes the fields of its
body alone: what a backref makes is set afterwards.`,
    bad: library({
      author: `
    books = relationship("Book", backref="author")
`,
      after: `
def add(author):
    return Book(auther=author)
    #           ^^^^^^ unknown-attribute-keyword`,
    }),
    good: library({
      author: `
    books = relationship("Book", backref="author")
`,
      after: `
def add(author):
    return Book(author=author)`,
    }),
    sqlalchemy: "TypeError: 'auther' is an invalid keyword argument for Book",
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const { project } = snapshot;
    const names = new Set(project.classes.map(c => c.name));
    for (const { node, typeOf } of usesIn(uri, snapshot, 'call', /\w\(.*=|\.filter_by\(|\($/)) {
      if (!node.args.some(a => a.name)) continue;
      const filtered = node.func.kind === 'attribute' && node.func.attr.id === 'filter_by';
      const called = calledName(node.func);
      const cls = filtered ? filteredBy(node, typeOf) : names.has(called) ? constructed(node, uri, typeOf, project) : undefined;
      if (!cls) {
        if (names.has(called)) yield* implicitArguments(node, uri, typeOf, project);
        continue;
      }
      for (const { name } of node.args) {
        if (!name || project.attribute(cls, name.id).kind !== 'none' || project.hierarchy.attribute(cls.symbol, name.id) !== undefined) continue;
        if (mayBeSet(snapshot, cls, name.id)) continue;
        yield {
          at: { uri, range: name.range },
          message: filtered
            ? isStatement(node, typeOf) && project.version(uri) === '2.1'
              ? `None of the FROM clause entities have a property "${name.id}". Searched entities: ${mapperName(cls, '2.1')}`
              : `Entity namespace for "${cls.table?.name}" has no property "${name.id}"`
            : `'${name.id}' is an invalid keyword argument for ${cls.name}`,
          related: [{ location: cls.at, message: `'${cls.name}' is here` }],
          fixes: () => renames(snapshot, uri, name, cls),
        };
      }
    }
  }),
};

/** The class that a call makes an object of by the constructor that SQLAlchemy gives it. */
function constructed(call: Call, uri: string, typeOf: TypeOf, project: Project): MappedClass | undefined {
  const type = typeOf(call.func);
  if (type.kind !== 'class' || !hasOwnKeywords(type.cls, project)) return undefined;
  // A variable that holds a class may hold one that inherits from it; the name of the class itself does not.
  const module = project.module(uri);
  const named = module && project.evaluator.evaluate(call.func, project.evaluator.moduleEnv(module));
  return named?.kind === 'class' && named.cls === type.cls.symbol ? type.cls : undefined;
}

/** Keywords of a mapped dataclass that name what a backref makes: its constructor has been made from the fields in the class body by then. */
function* implicitArguments(call: Call, uri: string, typeOf: TypeOf, project: Project): Generator<Located> {
  const type = typeOf(call.func);
  if (type.kind !== 'class' || !isDataclass(project, type.cls)) return;
  const { cls } = type;
  const { mro, open } = project.hierarchy.lineage(cls.symbol);
  if (open !== undefined || mro.some(c => c.fact.args.some(a => a.name?.id === 'init') || project.hierarchy.written(c, '__init__') !== undefined)) return;
  for (const { name } of call.args) {
    const found = name && sole(project.attribute(cls, name.id));
    if (!name || found?.kind !== 'relationship' || found.attribute.provenance.kind !== 'backref') continue;
    if (mro.some(c => project.evaluator.classBindings(c.fact).has(name.id))) continue;
    yield {
      at: { uri, range: name.range },
      message: `${cls.name}.__init__() got an unexpected keyword argument '${name.id}'`,
      related: [{ location: found.attribute.at, message: `'${cls.name}.${name.id}' is made by this backref, and is no field of the dataclass` }],
    };
  }
}

function hasOwnKeywords(cls: MappedClass, project: Project): boolean {
  const { hierarchy } = project;
  const { open, libraries, mro } = hierarchy.lineage(cls.symbol);
  if (open !== undefined || cls.open !== undefined || cls.registry.open !== undefined) return false;
  if (cls.registry.flavor !== 'declarative' && !(cls.registry.flavor === 'flask' && mro.every(c => isOfFlask(c, project)))) return false;
  if (libraries.some(l => !/^sqlalchemy\.|\.(?:Model|DeclarativeBase)$/.test(l)) || libraries.some(l => l.endsWith('MappedAsDataclass'))) return false;
  const special = ['__init__', '__new__', '__getattr__', '__setattr__', '__init_subclass__'];
  return mro.every(
    c => isPlainlyDecorated(project, { symbol: c }) && !c.fact.args.some(a => a.name) && special.every(name => hierarchy.written(c, name) === undefined),
  );
}

/** True for a class whose bases are classes of the code, or the `Model` of Flask-SQLAlchemy itself: look-alikes may have constructors of their own. */
const isOfFlask = (cls: ClassSymbol, project: Project): boolean =>
  project.hierarchy.bases(cls).every((base, i) => {
    if (base.kind !== 'declarative') return base.kind === 'class';
    const header = cls.fact.args.filter(a => !a.name && !a.star)[i];
    const value = header && project.evaluator.evaluate(header.value, project.evaluator.moduleEnv(cls.module));
    return value?.kind === 'member' && value.of.kind === 'call' && libraryPath(value.of.callee) === 'flask_sqlalchemy.SQLAlchemy';
  });

/** True below `select(...)`, whose words 2.1 has changed, and not those of queries. */
const isStatement = ({ func }: Call, typeOf: TypeOf): boolean => func.kind === 'attribute' && typeOf(func.value).kind === 'statement';

/** The class of a query that is written on the spot and joins nothing: `Post.query`, `session.query(Post)`, `select(Post)`. */
function filteredBy(call: Call, typeOf: TypeOf): MappedClass | undefined {
  if (call.func.kind !== 'attribute') return undefined;
  let it: Expr = call.func.value;
  const plain: ReadonlySet<string> = new Set(['filter', 'filter_by', 'where', 'order_by', 'limit', 'offset', 'distinct']);
  while (it.kind === 'call' && it.func.kind === 'attribute' && plain.has(it.func.attr.id)) it = it.func.value;
  const isStart = (it.kind === 'attribute' && it.attr.id === 'query') || (it.kind === 'call' && ['query', 'select'].includes(calledName(it.func)));
  const type = isStart ? typeOf(it) : undefined;
  if (type?.kind !== 'query' && type?.kind !== 'statement') return undefined;
  const [only, more] = type.items;
  return only?.kind === 'instance' && !more && only.cls.open === undefined ? only.cls : undefined;
}

function renames(snapshot: Snapshot, uri: string, name: NonNullable<Call['args'][number]['name']>, cls: MappedClass): readonly Fix[] {
  const known = new Set(snapshot.project.relationships(cls).map(r => r.name));
  for (let it: MappedClass | undefined = cls; it; it = it.parent) for (const key of it.columns.keys()) known.add(key);
  const names = similar(name.id, [...known]);
  return names.flatMap((to, i) =>
    fix(
      snapshot,
      `Change to '${to}'`,
      change => {
        change.replaceRange(uri, name.range, to);
        return true;
      },
      i === 0 && names.length === 1,
    ),
  );
}

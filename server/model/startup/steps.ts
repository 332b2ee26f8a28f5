import type { SqlalchemyVersion } from '../../config.ts';
import type { Expr } from '../../syntax/tree.ts';
import { dottedPath } from '../annotations.ts';
import { relationshipArguments } from '../arguments.ts';
import { libraryPath, sqlalchemyName } from '../library.ts';
import type { Given, MappedClass, RelationshipAttribute } from '../mapped.ts';
import type { Project } from '../project.ts';
import { sole } from '../resolution.ts';
import { booleanOf, isNone, stringOf, type Value } from '../values.ts';
import { cascades, tokensOf, writingTokens } from './cascade.ts';
import type { StartupError } from './failure.ts';
import { acceptsKeyword } from './keywords.ts';
import { ambiguousName } from './links.ts';

/** What a keyword argument is; undefined when it is not given. */
export const given = (it: RelationshipAttribute, keyword: string, project: Project): Value | undefined => {
  const argument: Given | undefined = it.argument(keyword);
  return argument && project.evaluator.evaluate(argument.node, argument.env);
};

/** The error of a target that cannot be resolved (`_setup_entity`); undefined when it can, or nothing is known. */
export function targetError(it: RelationshipAttribute, project: Project): StartupError | undefined {
  // SQLModel takes `Optional` out of a list too, from the version on that goes with SQLAlchemy 2.
  const optionalItem = it.annotation?.optionalItem && (it.owner.registry.flavor !== 'sqlmodel' || project.version(it.at.uri) === '1.4');
  if ((it.annotation?.quotedGeneric || optionalItem) && !it.targetNode) return { kind: 'generic-target' };
  const path = pathError(it, project);
  if (path) return path;
  if (it.target.kind === 'many') return { kind: 'ambiguous-target', candidates: it.target.candidates };
  const argument = it.argument('argument');
  const value = argument && project.evaluator.evaluate(argument.node, argument.env);
  const known = value && knownClass(value);
  if (known !== undefined && it.target.kind !== 'one') return { kind: 'unmapped-target', name: known, cls: undefined };
  if (it.target.kind === 'none') return (argument ? undefined : (builtinTarget(it) ?? withoutTarget(it, project))) ?? { kind: 'unknown-target' };
  if (it.target.kind !== 'unknown') return undefined;
  if (!value) return annotatedTable(it, project) ?? withoutTarget(it, project);
  if (value.kind === 'class')
    return project.hierarchy.lineage(value.cls).open === undefined
      ? { kind: 'unmapped-target', name: `${value.cls.module.name}.${value.cls.fact.qualname}`, cls: value.cls }
      : undefined;
  const received = notAClass(value, project);
  if (received) return { kind: 'not-a-class', received };
  const text = stringOf(value);
  const named = text === undefined ? undefined : sole(project.lookup(it.owner, text.trim()));
  if (named?.kind === 'table') return { kind: 'table-as-target', table: named.table };
  return text !== undefined && /^\s*\w+\s*\[/.test(text) ? { kind: 'generic-target' } : undefined;
}

/** Types of columns that the `sqlalchemy` package has, in `sqlalchemy.sql.sqltypes`. */
export const columnTypes: ReadonlySet<string> = new Set(
  'Integer String Text Boolean DateTime Date Time Float Numeric BigInteger SmallInteger LargeBinary Interval JSON Enum Unicode UnicodeText PickleType'.split(
    ' ',
  ),
);

/** A class of SQLAlchemy's or Python's own given as a target, by its object or by a name that strings see, as Python shows it. */
function knownClass(value: Value): string | undefined {
  const name = sqlalchemyName(value) ?? stringOf(value)?.trim();
  if (name !== undefined && columnTypes.has(name)) return `sqlalchemy.sql.sqltypes.${name}`;
  const path = libraryPath(value);
  return /^(?:datetime\.\w+|uuid\.UUID|decimal\.Decimal)$/.test(path) || (path.startsWith('builtins.') && builtins.has(path.slice('builtins.'.length)))
    ? path
    : undefined;
}

/** What Python shows of the type of a target that is certainly neither a class nor the name of one. */
function notAClass(value: Value, project: Project): string | undefined {
  if (value.kind === 'lambda') return stringOf(project.evaluator.evaluate(value.node.body, value.env)) === undefined ? undefined : "<class 'str'>";
  if (stringOf(value) === undefined && project.tableOf(value)) return "<class 'sqlalchemy.sql.schema.Table'>";
  return value.kind === 'constant' && Number.isInteger(value.value) ? "<class 'int'>" : undefined;
}

/** Neither an argument nor an annotation, where nobody looks for an annotation: behind the class statement, or in a call that maps the class. */
function withoutTarget(it: RelationshipAttribute, project: Project): StartupError | undefined {
  const { provenance, owner } = it;
  if (it.annotation || provenance.kind !== 'declared' || project.version(owner.at.uri) === '1.4') return undefined;
  if (relationshipArguments(provenance.construct, project.evaluator).open || owner.registry.flavor === 'sqlmodel') return undefined;
  const { symbol } = owner;
  const isScanned = provenance.member.definer !== symbol || project.hierarchy.written(symbol, provenance.member.key)?.name === provenance.member.name;
  return isScanned && project.ofSymbol(symbol)?.imperative !== true ? undefined : { kind: 'not-a-class', received: "<class 'NoneType'>" };
}

/** `Mapped["posts"]`, with the name of a table. */
function annotatedTable({ annotation, owner }: RelationshipAttribute, project: Project): StartupError | undefined {
  const { target } = annotation ?? {};
  const path = target && dottedPath(target);
  const scope = project.sources.facts(owner.at.uri)?.scope;
  const isBound = scope?.bindings.some(b => b.name.id === path) || scope?.stars.length !== 0;
  const named = path === undefined || isBound ? undefined : sole(project.lookup(owner, path));
  return named?.kind === 'table' ? { kind: 'table-as-target', table: named.table } : undefined;
}

/** `"Post.author"`: a dotted name that begins with the name of a class goes on with an attribute of that class, not with a module. */
function pathError(it: RelationshipAttribute, project: Project): StartupError | undefined {
  const argument = it.argument('argument');
  const text = argument && stringOf(project.evaluator.evaluate(argument.node, argument.env));
  const [head = '', name] = text?.split('.') ?? [];
  if (!argument || name === undefined) return undefined;
  const several = ambiguousName(head, argument.node, it, project);
  if (several) return several;
  const table = text === undefined ? undefined : project.names.tableInFront(it.owner, text);
  if (
    table &&
    project.names.classNames(it.owner.registry).includes(text?.split('.').at(-1) ?? '') &&
    table.at &&
    project.loadedTogether(it.owner.at.uri, table.at.uri)
  )
    return { kind: 'table-in-path', table, name, node: argument.node };
  const cls = classCalled(head, it, project);
  if (!cls || name.startsWith('_') || project.attribute(cls, name).kind !== 'none') return undefined;
  return { kind: 'unknown-attribute', cls, name, node: argument.node };
}

/** The one class of a name that strings of a relationship may begin with, loaded together with it. */
function classCalled(name: string, it: RelationshipAttribute, project: Project): MappedClass | undefined {
  const named = sole(project.lookup(it.owner, name));
  return named?.kind === 'class' && project.loadedTogether(it.owner.at.uri, named.mapper.at.uri) ? named.mapper : undefined;
}

/** `Mapped[list]` and the like, when no class of the code has the name. */
const builtins: ReadonlySet<string> = new Set('bool bytes dict float frozenset int list object set str tuple type'.split(' '));

function builtinTarget({ annotation }: RelationshipAttribute): StartupError | undefined {
  const target = annotation?.target;
  return target?.kind === 'name' && builtins.has(target.id) ? { kind: 'unmapped-target', name: `builtins.${target.id}`, cls: undefined } : undefined;
}

/** The error of the cascade in a direction (`_check_cascade_settings`). */
export function cascadeError(it: RelationshipAttribute, project: Project): StartupError | undefined {
  const cascade = stringOf(given(it, 'cascade', project));
  // Of a viewonly relationship 2.x leaves out what writes; 1.4 has refused it before.
  if (cascade === undefined || it.join.kind !== 'known' || it.viewonly !== false) return undefined;
  const tokens = tokensOf(cascade);
  const single = given(it, 'single_parent', project);
  const notSingle = single === undefined ? !it.open : booleanOf(single) === false;
  if (tokens.includes('delete-orphan') && notSingle && it.join.direction !== 'ONETOMANY') return { kind: 'delete-orphan' };
  const deletes = tokens.some(t => t === 'delete' || t === 'delete-orphan' || t === 'all') && !tokens.includes('none');
  return deletes && stringOf(given(it, 'passive_deletes', project)) === 'all' ? { kind: 'passive-deletes-all' } : undefined;
}

/** The error of the cascade that a backref is given, in the call that makes it. */
export function madeCascadeError(made: RelationshipAttribute, project: Project): StartupError | undefined {
  const given = made.argument('cascade');
  const text = given && stringOf(project.evaluator.evaluate(given.node, given.env));
  if (!given || text === undefined) return undefined;
  const bad = made.provenance.kind === 'backref' ? tokensOf(text).filter(t => !cascades.has(t)) : [];
  if (bad.length > 0) return { kind: 'bad-cascade', tokens: bad, node: given.node };
  if (made.viewonly !== true || project.version(made.owner.at.uri) !== '1.4') return undefined;
  const tokens = writingTokens(tokensOf(text));
  return tokens.length > 0 ? { kind: 'viewonly-cascade', tokens, node: given.node } : undefined;
}

/** The error with which the reverse of a `backref=` cannot be made, its name aside (`_generate_backref`). */
export function backrefError(it: RelationshipAttribute, project: Project): StartupError | undefined {
  const version = project.version(it.owner.at.uri);
  const spec = it.backref;
  if (!spec) return undefined;
  const has = (keyword: string): Expr | undefined => spec.arguments.get(keyword)?.node;
  if (has('secondaryjoin') && it.argument('secondary') === undefined) return { kind: 'backref-secondaryjoin' };
  for (const keyword of ['secondary', 'argument', 'back_populates']) if (has(keyword)) return { kind: 'backref-argument-twice', keyword };
  if (has('backref')) return { kind: 'backref-and-back-populates' };
  for (const [keyword, { node }] of spec.arguments) if (!acceptsKeyword('property', keyword, version)) return { kind: 'unknown-keyword', keyword, node };
  return undefined;
}

const strategies: Readonly<Record<string, ReadonlySet<SqlalchemyVersion>>> = Object.fromEntries([
  ...['select', 'joined', 'subquery', 'selectin', 'immediate', 'noload', 'raise', 'raise_on_sql', 'dynamic'].map(lazy => [
    lazy,
    new Set<SqlalchemyVersion>(['1.4', '2.0', '2.1']),
  ]),
  ['write_only', new Set<SqlalchemyVersion>(['2.0', '2.1'])],
]);

/** What `lazy` may be in a version of SQLAlchemy. */
export const lazyValues = (version: SqlalchemyVersion): readonly string[] => Object.keys(strategies).filter(lazy => strategies[lazy]?.has(version));

/** What a `collection_class` is called that nothing can be put into: it has neither the methods of a list or set, nor says what it is like. */
function notACollection(factory: Value, project: Project): string | undefined {
  const builtin = /^builtins\.(int|str|float|bool|tuple|frozenset|object|dict)$/.exec(libraryPath(factory))?.[1];
  if (builtin !== undefined) return builtin === 'dict' ? 'InstrumentedDict' : builtin;
  if (factory.kind !== 'class' || factory.cls.fact.args.length > 0 || factory.cls.fact.decorators.length > 0) return undefined;
  const body = project.evaluator.classBindings(factory.cls.fact);
  const decorated = [...body.values()].flat().some(it => it.kind === 'function' && it.func.decorators.length > 0);
  return decorated || ['append', 'add', 'set', '__emulates__', '__getattr__'].some(name => body.has(name)) ? undefined : factory.cls.fact.name.id;
}

/** The error of the loader strategy or of the collection, met when all else is done (`post_instrument_class`). */
export function strategyError(it: RelationshipAttribute, project: Project, version: SqlalchemyVersion): StartupError | undefined {
  const { lazy } = it;
  if (lazy === undefined) return undefined;
  const written = given(it, 'lazy', project);
  if (written && stringOf(written) !== undefined && !strategies[lazy]?.has(version)) return { kind: 'unknown-lazy', lazy };
  // 1.4 only warns of a list on the many-to-one side (dynamic.py, `init_class_attribute`).
  const isOne = it.uselist === false || (version !== '1.4' && it.join.kind === 'known' && it.join.direction === 'MANYTOONE');
  if ((lazy === 'dynamic' || lazy === 'write_only') && isOne) return { kind: 'dynamic-scalar', lazy };
  const collection = it.annotation?.wrapper === 'Mapped' ? it.annotation.collection : undefined;
  const factory = given(it, 'collection_class', project);
  const type = it.uselist === true && factory ? notACollection(factory, project) : undefined;
  const node = it.argument('collection_class')?.node;
  if (type !== undefined && node && lazy !== 'dynamic' && lazy !== 'write_only') return { kind: 'no-collection', type, node };
  if (
    it.uselist === true &&
    collection !== undefined &&
    (factory === undefined || isNone(factory)) &&
    /^(?:tuple|dict|frozenset)$/i.test(collection) &&
    version !== '1.4'
  )
    return { kind: 'no-appender', collection };
  return undefined;
}

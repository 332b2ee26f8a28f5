import { parseInside } from '../../syntax/parse.ts';
import type { Expr } from '../../syntax/tree.ts';
import { isSqlalchemyExport } from '../exports.ts';
import { libraryPath } from '../library.ts';
import type { RelationshipAttribute } from '../mapped.ts';
import type { Project } from '../project.ts';
import { sole } from '../resolution.ts';
import { stringOf, type Value } from '../values.ts';
import { isMissing } from './class-attributes.ts';
import type { StartupError } from './failure.ts';
import { ambiguousName } from './links.ts';
import { mayHaveTable } from './more-tables.ts';
import { classRepr } from './spelling.ts';
import { lookedFor } from './target-words.ts';

/** The arguments that are resolved before the target, in SQLAlchemy's order (relationships.py, `_process_dependent_arguments`). */
const evaluated = ['order_by', 'primaryjoin', 'secondaryjoin', 'secondary', 'foreign_keys', 'remote_side'];

/** The errors in the strings that SQLAlchemy evaluates, in its order. */
export function* argumentErrors(it: RelationshipAttribute, project: Project): Generator<StartupError> {
  for (const keyword of evaluated) {
    const given = it.argument(keyword);
    if (!given) continue;
    const value = project.evaluator.evaluate(given.node, given.env);
    if (keyword === 'secondary') {
      const cls = secondaryClass(value, it, project);
      if (cls) yield cls;
      const missing = missingSecondary(given.node, value, it, project);
      if (missing) yield missing;
      const schema = schemaError(given.node, stringOf(value), it, project);
      if (schema) yield schema;
      continue;
    }
    const { node } = given;
    if (node.kind === 'list' || node.kind === 'tuple') {
      for (const item of node.items) {
        const error = inList(item, project.evaluator.evaluate(item, given.env), keyword, node);
        if (error) yield error;
      }
      continue;
    }
    if (value.kind === 'constant' && typeof value.value === 'number' && Number.isInteger(value.value)) {
      yield { kind: 'no-column', got: String(value.value), keyword, node };
      continue;
    }
    const called = builtinIn(value);
    if (called !== undefined && oneArgument.has(called)) yield { kind: 'builtin-called', name: called, keyword, node };
    const text = stringOf(value);
    if (text === undefined) continue;
    const string: Expr = node.kind === 'string' ? node : { kind: 'string', value: text, range: node.range };
    const inside = parseInside(string);
    if (!inside && text.trim() !== '') yield { kind: 'invalid-expression', node: string };
    const error = inside && (noColumn(inside, it, project, keyword) ?? inExpression(inside, text, it, project, keyword));
    if (error) yield error;
  }
}

/** Only a string that is the whole argument is evaluated: in a list it stays a string (relationships.py, `_setup_registry_dependencies`). */
function inList(item: Expr, value: Value, keyword: string, list: Expr): StartupError | undefined {
  if (keyword === 'primaryjoin' || keyword === 'secondaryjoin') return undefined;
  const name = builtinIn(value);
  if (name !== undefined) return { kind: 'builtin-name', name, keyword, node: item, list };
  const text = stringOf(value);
  return text === undefined ? undefined : { kind: 'string-in-list', text, keyword, node: item, list };
}

/** The function of Python's own that a value is: the `id` of `remote_side=id` when the class body has none. */
function builtinIn(value: Value): string | undefined {
  const name = /^builtins\.(\w+)$/.exec(libraryPath(value))?.[1];
  return name !== undefined && builtinFunctions.has(name) ? name : undefined;
}

function secondaryClass(value: Value, it: RelationshipAttribute, project: Project): StartupError | undefined {
  const text = stringOf(value);
  const named = text === undefined ? undefined : sole(project.lookup(it.owner, text));
  const cls = value.kind === 'class' ? project.ofSymbol(value.cls) : named?.kind === 'class' ? named.mapper : undefined;
  return cls && { kind: 'secondary-is-class', cls };
}

/** `secondary="nope"`: evaluated up to 2.0, looked up among the tables since 2.1. */
function missingSecondary(node: Expr, value: Value, it: RelationshipAttribute, project: Project): StartupError | undefined {
  const text = stringOf(value)?.trim();
  // `"Link.__table__"`: of a class strings see the columns alone.
  const own = /^(\w+)\.__table__$/.exec(text ?? '')?.[1];
  const named = own === undefined ? undefined : sole(project.lookup(it.owner, own));
  if (text !== undefined && named?.kind === 'class')
    return project.version(it.at.uri) === '2.1'
      ? { kind: 'unknown-name', name: text, expression: text, node, evaluated: false }
      : { kind: 'unknown-attribute', cls: named.mapper, name: '__table__', node };
  if (text === undefined || it.secondary?.kind !== 'none' || !/^\w+$/.test(text) || mayHaveTable(project, text)) return undefined;
  if (project.tables.mayHold(it.owner.registry.metadata, text)) return undefined;
  const version = project.version(it.at.uri);
  if (isSqlalchemyExport(text, version) || project.names.isModulePart(text) || project.tables.hasSchema(text, it.owner.registry.metadata)) return undefined;
  return { kind: 'unknown-name', name: text, expression: text, node, evaluated: version !== '2.1' };
}

/** 1.4 looks for the tables of a schema in the `metadata` of the class, which only a declarative base brings (clsregistry.py, `_access_cls`). */
function schemaError(node: Expr, text: string | undefined, it: RelationshipAttribute, project: Project): StartupError | undefined {
  const { owner } = it;
  const { hierarchy, tables } = project;
  const { metadata } = owner.registry;
  const [schema] = text?.split('.') ?? [];
  if (schema === undefined || project.version(owner.at.uri) !== '1.4' || owner.registry.flavor !== 'declarative' || !tables.hasSchema(schema, metadata))
    return undefined;
  if (project.lookup(owner, schema).kind !== 'none') return undefined;
  const { mro, open } = hierarchy.lineage(owner.symbol);
  const bare = mro.every(c => !hierarchy.isDeclarativeBase(c) && hierarchy.bases(c).every(b => b.kind !== 'declarative'));
  return bare && open === undefined && !hierarchy.attribute(owner.symbol, 'metadata') ? { kind: 'schema-without-metadata', schema, node } : undefined;
}

/** A class, a table or a number as the whole of an evaluated string, or in a list of columns. */
function noColumn(root: Expr, it: RelationshipAttribute, project: Project, keyword: string): StartupError | undefined {
  for (const node of root.kind === 'list' || root.kind === 'tuple' ? root.items : [root]) {
    if (node.kind === 'number' && Number.isInteger(node.value)) return { kind: 'no-column', got: String(node.value), keyword, node };
    const named = node.kind === 'name' ? sole(project.lookup(it.owner, node.id)) : undefined;
    if (named?.kind === 'class' && project.loadedTogether(it.owner.at.uri, named.mapper.at.uri))
      return {
        kind: 'no-column',
        got: node === root ? classRepr(named.mapper.symbol) : '<sqlalchemy.orm.clsregistry._GetColumns object at 0x...>',
        keyword,
        node,
      };
    if (named?.kind === 'table') return { kind: 'no-column', got: `Table('${named.table.name}', MetaData() ...`, keyword, node };
  }
  return undefined;
}

/** `book.c.titel`: a column that a table has not, where all of the table is seen. */
function unknownColumn(node: Expr, it: RelationshipAttribute, project: Project): StartupError | undefined {
  if (node.kind !== 'attribute' || node.value.kind !== 'attribute' || !/^(?:c|columns)$/.test(node.value.attr.id) || node.value.value.kind !== 'name')
    return undefined;
  const named = sole(project.lookup(it.owner, node.value.value.id));
  const table = named?.kind === 'table' ? named.table : undefined;
  // A collection of columns has methods as well.
  if (!table || table.open !== undefined || table.extends || table.columns.has(node.attr.id) || !/_|^[a-z]+$/.test(node.attr.id)) return undefined;
  return columnCollection.has(node.attr.id) ? undefined : { kind: 'unknown-column', table, name: node.attr.id, node };
}

/**
 * `blog.models.Post.titel`: behind the path of its module a name is the class itself, not the columns that it has in a string; and
 * `models.Pots`, which no module of that name has (clsregistry.py, `_ModuleMarker`).
 */
function behindModule(node: Expr, expression: string, it: RelationshipAttribute, project: Project): StartupError | undefined {
  if (node.kind !== 'attribute' || node.attr.id.startsWith('_')) return undefined;
  const name = node.attr.id;
  const cls = project.names.classBehindPath(it.owner, node.value);
  if (cls)
    return project.loadedTogether(it.owner.at.uri, cls.at.uri) && isMissing(project, cls.symbol, name)
      ? { kind: 'unknown-attribute', cls, name, node, plain: true }
      : undefined;
  const path = node.value.kind === 'name' ? `${node.value.id}.${name}` : undefined;
  if (path === undefined || node.value.kind !== 'name' || !project.names.isModulePart(node.value.id)) return undefined;
  const { metadata } = it.owner.registry;
  if (
    project.tables.hasSchema(node.value.id, metadata) ||
    project.lookup(it.owner, node.value.id).kind !== 'none' ||
    project.lookup(it.owner, path).kind !== 'none'
  )
    return undefined;
  const failed = lookedFor(project, it, path);
  return failed === path ? undefined : { kind: 'unknown-name', name: failed, expression, node: node.attr, evaluated: false };
}

const columnCollection: ReadonlySet<string> = new Set(
  'add all_columns as_readonly clear compare contains_column corresponding_column extend get items keys remove update values'.split(' '),
);

/** Looks at every `Class.attribute` of an evaluated string. */
function inExpression(root: Expr, expression: string, it: RelationshipAttribute, project: Project, keyword: string): StartupError | undefined {
  const pending: Expr[] = [root];
  for (let node = pending.shift(); node; node = pending.shift()) {
    if (node.kind === 'name') {
      const error = bareName(node, expression, it, project, node === root ? keyword : undefined);
      if (error) return error;
    }
    const part = unknownColumn(node, it, project) ?? behindModule(node, expression, it, project);
    if (part) return part;
    if (node.kind === 'attribute' && node.value.kind === 'name') {
      const { id } = node.value;
      const found = project.lookup(it.owner, id);
      const several = ambiguousName(id, node, it, project);
      if (several) return several;
      const named = sole(found);
      if (named?.kind === 'class' && project.attribute(named.mapper, node.attr.id).kind === 'none' && !node.attr.id.startsWith('_'))
        return { kind: 'unknown-attribute', cls: named.mapper, name: node.attr.id, node };
      const meant = named?.kind === 'class' ? sole(project.attribute(named.mapper, node.attr.id)) : undefined;
      if (meant?.kind === 'relationship' && meant.attribute.provenance.kind === 'declared') return { kind: 'not-a-column', name: node.attr.id, node };
      const schema = schemaError(node, id, it, project);
      if (schema) return schema;
      const isNamespace = (): boolean => project.names.isModulePart(id) || project.tables.hasSchema(id, it.owner.registry.metadata);
      if (found.kind === 'none' && !isSqlalchemyExport(id, project.version(it.at.uri)) && !isNamespace())
        return { kind: 'unknown-name', name: id, expression, node, evaluated: true };
      continue;
    }
    pending.push(...children(node));
  }
  return undefined;
}

const split = (names: string): ReadonlySet<string> => new Set(names.split(' '));
const builtinFunctions = split('id hash min max abs sum round len format repr sorted ord chr any all bin hex iter next vars dir');
/** Those that say of a call without arguments, which any function gets that stands for an argument, that they want one. */
const oneArgument = split('id hash abs len repr ord chr any all bin hex');
const builtins = split(
  'bool bytes bytearray classmethod complex dict enumerate exec eval filter float frozenset getattr hasattr int isinstance issubclass list map memoryview ' +
    'object open pow print property range reversed set setattr slice staticmethod str super tuple type zip input globals locals callable compile delattr divmod help ascii ' +
    'breakpoint oct copyright credits exit quit license NotImplemented Ellipsis',
);

/** `order_by="created"`: a name that is neither that of a class or table, nor SQLAlchemy's, nor Python's. `keyword`: when it is the whole of that argument. */
function bareName(
  node: Extract<Expr, { kind: 'name' }>,
  expression: string,
  it: RelationshipAttribute,
  project: Project,
  keyword: string | undefined,
): StartupError | undefined {
  const name = node.id;
  if (builtins.has(name) || name.startsWith('__') || /^[A-Z]\w*(?:Error|Warning|Exception)$/.test(name)) return undefined;
  if (project.lookup(it.owner, name).kind !== 'none' || mayHaveTable(project, name)) return undefined;
  if (isSqlalchemyExport(name, project.version(it.at.uri)) || project.names.isModulePart(name) || project.tables.hasSchema(name, it.owner.registry.metadata))
    return undefined;
  if (builtinFunctions.has(name))
    return keyword === undefined || keyword === 'primaryjoin' || keyword === 'secondaryjoin' ? undefined : { kind: 'builtin-name', name, keyword, node };
  return { kind: 'unknown-name', name, expression, node, evaluated: true };
}

function children(node: Expr): readonly Expr[] {
  switch (node.kind) {
    case 'binary':
      return [node.left, node.right];
    case 'unary':
      return [node.value];
    case 'attribute':
      return [node.value];
    case 'call':
      return [node.func, ...node.args.map(a => a.value)];
    case 'list':
    case 'tuple':
      return node.items;
    default:
      return [];
  }
}

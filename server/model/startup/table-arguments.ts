import type { Location } from 'vscode-languageserver-protocol';
import type { SqlalchemyVersion } from '../../config.ts';
import type { Expr } from '../../syntax/tree.ts';
import { callOf, isFlaskExtension, libraryPath, sqlalchemyName } from '../library.ts';
import type { Mapper } from '../mapper.ts';
import { argument } from '../members.ts';
import type { Project } from '../project.ts';
import { refusedConstraint } from '../tables.ts';
import { booleanOf, stringOf, type Table, type Value } from '../values.ts';
import type { StartupError } from './failure.ts';
import { acceptsColumnKeyword, acceptsTableKeyword } from './keywords.ts';
import { classRepr, repr } from './spelling.ts';

type CallValue = Extract<Value, { kind: 'call' }>;

/** True for SQLAlchemy's own function: one of another module may take more, and do something else. */
export const isOriginal = ({ callee }: CallValue): boolean =>
  /^(?:sqlalchemy|sqlmodel)\./.test(libraryPath(callee)) || (callee.kind === 'member' && isFlaskExtension(callee.of));

const at = (node: Expr, value: CallValue): Location => ({
  uri: value.env.module.uri,
  range: node.kind === 'string' && node.content ? node.content : node.range,
});

/** What is wrong with the `__table_args__` of a class, and with the columns, constraints and indexes in it (decl_base.py, `_setup_table`). */
export function* tableArgumentErrors(project: Project, mapper: Mapper): Generator<StartupError> {
  const { symbol, table } = mapper;
  if (mapper.open !== undefined || mapper.imperative || project.hierarchy.lineage(symbol).open !== undefined) return;
  const value = project.hierarchy.setting(symbol, '__table_args__');
  const place = value && writtenAt(project, mapper);
  if (value && place) {
    const isText = stringOf(value) !== undefined || (value.kind === 'constant' && value.value !== null);
    const isList = value.kind === 'sequence' && !value.tuple;
    if (isText || isList || (value.kind === 'call' && isConstraint(value) && isOriginal(value))) {
      yield { kind: 'table-arguments', problem: 'type', at: place };
      return;
    }
    const own = project.hierarchy.ownValue(symbol, '__table_args__');
    const isGiven = (own?.kind === 'sequence' && own.items.length > 0) || (own?.kind === 'dict' && own.entries.size > 0);
    if (mapper.inheritance === 'single' && mapper.table === mapper.parent?.table && isGiven && !isNamed(project, mapper)) {
      yield { kind: 'table-arguments', problem: 'inherited', at: place };
      return;
    }
  }
  if (!table || mapper.inheritance === 'single') return;
  if (mapper.tableWritten !== undefined) {
    if (mapper.tableWritten.kind === 'call') yield* tableErrors(project, mapper.tableWritten, project.version(mapper.at.uri));
    return;
  }
  yield* namedAlike(project, mapper, table);
  const items = value?.kind === 'sequence' ? value.items : [];
  const options = value?.kind === 'dict' ? value : items.at(-1);
  if (options?.kind === 'dict') {
    for (const [keyword, entry] of options.entries)
      if (!acceptsTableKeyword(keyword)) yield { kind: 'unknown-schema-keyword', keyword, at: { uri: place?.uri ?? mapper.at.uri, range: entry.key.range } };
  }
  for (const item of options?.kind === 'dict' ? items.slice(0, -1) : items) {
    const shown = item.kind === 'constant' && typeof item.value === 'string' ? repr(item.value) : item.kind === 'dict' ? shownDict(item) : undefined;
    if (shown !== undefined && place) yield { kind: 'table-arguments', problem: 'item', shown, at: place };
  }
  // A field of SQLModel may give its column another name in more ways than are read.
  if (!isWhole(table) || items.some(isHidden) || mapper.registry.flavor === 'sqlmodel') return;
  for (const item of items) yield* constraintErrors(project, item, table);
}

/** Two attributes whose columns have one name. */
function* namedAlike(project: Project, mapper: Mapper, table: Table): Generator<StartupError> {
  if (table.extends || table.open !== undefined) return;
  const isOld = project.version(mapper.at.uri) === '1.4';
  const seen = new Map<string, string>();
  for (const member of mapper.members) {
    const column = member.kind === 'column' && member.construct && !member.conditional ? mapper.columns.get(member.key) : undefined;
    if (!column || column.table !== table || member.definer !== mapper.symbol || column.key !== column.name) continue;
    const other = seen.get(column.name);
    const first = other === undefined ? undefined : mapper.columns.get(other);
    // 1.4 puts the second in the place of the first, whose attribute has no column then.
    const lost = isOld && other !== undefined && !(first?.primaryKey && !column.primaryKey) ? { attribute: other, mapper } : undefined;
    if (first && first.call !== column.call)
      yield { kind: 'column-twice', name: column.name, table, at: { uri: member.uri, range: member.name.range }, ...(lost ? { lost } : {}) };
    seen.set(column.name, member.key);
  }
}

/** `{'schema': 'shop'}`, as Python shows it; undefined where not all of it is known. */
function shownDict({ entries, open }: Extract<Value, { kind: 'dict' }>): string | undefined {
  const parts = [...entries].map(([key, { value }]) => {
    const text = stringOf(value);
    return text === undefined ? undefined : `${repr(key)}: ${repr(text)}`;
  });
  return open || parts.includes(undefined) ? undefined : `{${parts.join(', ')}}`;
}

/** True when the class has a table name, so that it is not known whether the parent's table is meant. */
const isNamed = (project: Project, { symbol }: Mapper): boolean => project.hierarchy.ownValue(symbol, '__tablename__') !== undefined;

/** Where the `__table_args__` that count are written. */
function writtenAt(project: Project, { symbol }: Mapper): Location | undefined {
  for (const cls of project.hierarchy.mro(symbol)) {
    const binding = project.hierarchy.written(cls, '__table_args__');
    if (binding?.kind === 'value' && binding.value && binding.guard === 'always') return { uri: cls.module.uri, range: binding.value.range };
    if (binding) return undefined;
  }
  return undefined;
}

const constraints: ReadonlySet<string> = new Set(['UniqueConstraint', 'PrimaryKeyConstraint', 'ForeignKeyConstraint', 'CheckConstraint', 'Index']);
const isConstraint = (value: Value): boolean => constraints.has(callOf(value) ?? '');

/** What is wrong with a `Table(...)`. */
export function* tableErrors(project: Project, value: Value, version: SqlalchemyVersion): Generator<StartupError> {
  const table = value.kind === 'call' && callOf(value) === 'Table' && isOriginal(value) ? project.tables.ofCall(value, undefined) : undefined;
  if (value.kind !== 'call' || !table) return;
  for (const { name } of value.node.args)
    if (name && !acceptsTableKeyword(name.id)) yield { kind: 'unknown-schema-keyword', keyword: name.id, at: { uri: value.env.module.uri, range: name.range } };
  const items = value.node.args.flatMap(a => (a.name || a.star ? [] : [project.evaluator.evaluate(a.value, value.env)]));
  const seen = new Map<string, boolean>();
  for (const item of items) {
    if (item.kind !== 'call' || callOf(item) !== 'Column' || !isOriginal(item)) continue;
    yield* columnErrors(project, item);
    const first = item.node.args.find(a => !a.name)?.value;
    const name = first && stringOf(project.evaluator.evaluate(first, item.env));
    if (isUnnamed(project, item)) yield { kind: 'table-arguments', problem: 'unnamed', at: at(item.node, item) };
    const isPlain = name !== undefined && !item.node.args.some(a => a.star || a.name?.id === 'key' || a.name?.id === 'name');
    const key = item.node.args.find(a => a.name?.id === 'primary_key');
    const isKey = key !== undefined && booleanOf(project.evaluator.evaluate(key.value, item.env)) === true;
    // 1.4 lets the second take the place of the first, but for a key.
    const isRefused = isPlain && seen.has(name) && (version !== '1.4' || (seen.get(name) === true && key === undefined));
    if (isRefused && !table.extends && first) yield { kind: 'column-twice', name, table, at: at(first, item) };
    if (isPlain) seen.set(name, isKey);
  }
  if (isWhole(table) && !items.some(isHidden)) for (const item of items) yield* constraintErrors(project, item, table);
}

/** True when all columns of a table are seen. */
const isWhole = ({ open }: Table): boolean => open === undefined || open === refusedConstraint;
const isHidden = ({ kind }: Value): boolean => kind === 'unknown';

const types: ReadonlySet<string> = new Set(
  'Integer BigInteger SmallInteger String Text Unicode UnicodeText Boolean Date DateTime Time Float Numeric LargeBinary'.split(' '),
);

/** `Column(Integer)` in a `Table(...)`. */
function isUnnamed(project: Project, { node, env }: CallValue): boolean {
  if (node.args.some(a => a.star || a.name?.id === 'name')) return false;
  const first = node.args.find(a => !a.name)?.value;
  const value = first && project.evaluator.evaluate(first, env);
  return types.has(sqlalchemyName(value) ?? '');
}

/** What is wrong with the keywords of a `Column(...)` or `mapped_column(...)` (schema.py, `Column.__init__`, `_set_parent`). */
export function* columnErrors(project: Project, value: Value): Generator<StartupError> {
  const name = callOf(value);
  if (value.kind !== 'call' || (name !== 'Column' && name !== 'mapped_column') || !isOriginal(value)) return;
  for (const { name: keyword, value: node, star } of value.node.args) {
    if (!keyword) {
      if (!star) yield* foreignKeyErrors(project, project.evaluator.evaluate(node, value.env));
      continue;
    }
    if (!acceptsColumnKeyword(keyword.id, name))
      yield { kind: 'unknown-schema-keyword', keyword: keyword.id, at: { uri: value.env.module.uri, range: keyword.range } };
    if ((keyword.id === 'index' || keyword.id === 'unique') && stringOf(project.evaluator.evaluate(node, value.env)))
      yield { kind: 'boolean-only', keyword: keyword.id, at: at(node, value) };
  }
}

/** `ForeignKey(Author)`: a class is no column. */
function* foreignKeyErrors(project: Project, value: Value): Generator<StartupError> {
  const target = value.kind === 'call' && callOf(value) === 'ForeignKey' && isOriginal(value) ? argument(value.node, 'column', 0) : undefined;
  const of = target && value.kind === 'call' ? project.evaluator.evaluate(target, value.env) : undefined;
  if (target && value.kind === 'call' && of?.kind === 'class' && project.ofSymbol(of.cls))
    yield { kind: 'no-key-target', got: classRepr(of.cls), at: at(target, value) };
}

/** What a constraint or an index says that its table has not (schema.py, `ColumnCollectionMixin`, `ForeignKeyConstraint`). */
function* constraintErrors(project: Project, item: Value, table: Table): Generator<StartupError> {
  const constraint = callOf(item);
  if (item.kind !== 'call' || constraint === undefined || !constraints.has(constraint) || constraint === 'CheckConstraint' || !isOriginal(item)) return;
  const { node, env } = item;
  if (constraint === 'ForeignKeyConstraint') {
    yield* keyConstraintErrors(project, item, table);
    return;
  }
  const plain = node.args.filter(a => !a.name && !a.star).slice(constraint === 'Index' ? 1 : 0);
  for (const { value } of plain) yield* missingColumn(constraint, stringOf(project.evaluator.evaluate(value, env)), at(value, item), table);
}

function* missingColumn(constraint: string, column: string | undefined, place: Location, table: Table): Generator<StartupError> {
  if (column !== undefined && !table.columns.has(column)) yield { kind: 'constraint-column', constraint, column, table, at: place };
}

function* keyConstraintErrors(project: Project, item: CallValue, table: Table): Generator<StartupError> {
  const { node, env } = item;
  const columns = list(project, item, argument(node, 'columns', 0));
  const targets = list(project, item, argument(node, 'refcolumns', 1));
  if (!columns || !targets) return;
  const place: Location = { uri: env.module.uri, range: node.range };
  const names = columns.map(it => it.text);
  if (columns.length !== targets.length) {
    yield { kind: 'invalid-constraint', problem: new Set(names).size < names.length ? 'twice' : 'count', at: place };
    return;
  }
  // 2.1 counts the columns, older versions those that differ.
  if (new Set(names).size < names.length && !names.includes(undefined) && project.version(place.uri) !== '2.1') {
    yield { kind: 'invalid-constraint', problem: 'twice', at: place };
    return;
  }
  for (const { text, node: one } of columns) yield* missingColumn('ForeignKeyConstraint', text, at(one, item), table);
  const tables = targets.map(it => it.text?.split('.').slice(0, -1).join('.'));
  const [first, second] = [...new Set(tables)].sort();
  if (first !== undefined && second !== undefined && !tables.includes(undefined) && !tables.includes(''))
    yield { kind: 'invalid-constraint', problem: 'tables', columns: `${table.fullname}(${names.join(', ')})`, tables: [first, second], at: place };
}

/** The items of a list that is written out, with their texts. */
function list(project: Project, { env }: CallValue, node: Expr | undefined): readonly { readonly text: string | undefined; readonly node: Expr }[] | undefined {
  if (node?.kind !== 'list' && node?.kind !== 'tuple') return undefined;
  return node.items.map(it => ({ text: stringOf(project.evaluator.evaluate(it, env)), node: it }));
}

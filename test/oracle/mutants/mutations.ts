import type { Argument, Call, Expr, Str } from '../../../server/syntax/tree.ts';
import { argument, calledName, type Edit, type Source, tableName, type Written } from './source.ts';

/** What there is in all files of models, to take names from. */
export interface Vocabulary {
  readonly classes: readonly string[];
  readonly tables: readonly string[];
  readonly relationships: readonly string[];
}
/** One of them, the same in every run of a seed. */
export type Pick = <T>(list: readonly T[]) => T | undefined;

/** A way to break models: everything it could change in a file. */
export interface Mutation {
  readonly what: string;
  readonly changes: (source: Source, names: Vocabulary, pick: Pick) => readonly (readonly Edit[])[];
}

const quoted = (name: string | undefined): string => JSON.stringify(name ?? 'nothing');
const replaced = (it: Expr, text: string): Edit => ({ range: it.range, text });
const misspelt = (it: Str): Edit[] => (it.content && /\w$/.test(it.value) ? [{ range: { start: it.content.end, end: it.content.end }, text: 'x' }] : []);
const isString = (it: Expr | undefined): it is Str => it?.kind === 'string';

/** The target of a relationship where it is written as the first argument. */
const targetOf = ({ call }: Written): Argument | undefined => call.args.find((it, i) => it.name?.id === 'argument' || (i === 0 && !it.name && !it.star));

/** A change of each relationship. */
const each =
  (change: (it: Written, source: Source, names: Vocabulary, pick: Pick) => readonly Edit[]): Mutation['changes'] =>
  (source, names, pick) =>
    source.relationships.map(it => change(it, source, names, pick)).filter(edits => edits.length > 0);

/** A change of each value of a keyword of relationships, or of the `backref()` calls within. */
const keyword = (name: string, change: (given: Argument, call: Call, source: Source, names: Vocabulary, pick: Pick) => readonly Edit[]): Mutation['changes'] =>
  each(({ call }, source, names, pick) => {
    const given = argument(call, name);
    return given ? change(given, call, source, names, pick) : [];
  });
const dropped = (name: string): Mutation['changes'] => keyword(name, (given, call, source) => [source.without(call, given)]);
const given = (name: string, value: string): Mutation['changes'] => each((it, source) => [source.set(it.call, name, value)]);

/** The string that names a backref, in `backref="x"` and `backref=backref("x", ...)`. */
function backrefName(value: Expr): Str | undefined {
  const it = value.kind === 'call' && calledName(value) === 'backref' ? value.args[0]?.value : value;
  return isString(it) ? it : undefined;
}
const backref = (change: (name: Str, names: Vocabulary, pick: Pick) => readonly Edit[]): Mutation['changes'] =>
  keyword('backref', ({ value }, _call, _source, names, pick) => {
    const name = backrefName(value);
    return name ? change(name, names, pick) : [];
  });

/** The first string argument of each foreign key: `table.column`. */
const foreignKey =
  (change: (it: Str, call: Call, source: Source, names: Vocabulary, pick: Pick) => readonly Edit[]): Mutation['changes'] =>
  (source, names, pick) =>
    source.foreignKeys.flatMap(call => {
      const it = call.args[0]?.value;
      return isString(it) && it.value.includes('.') ? [change(it, call, source, names, pick)] : [];
    });

/** Columns with a foreign key of their own. */
const keyColumns = (source: Source): readonly (Written & { readonly key: Argument })[] =>
  source.columns.flatMap(it => {
    const key = it.call.args.find(a => a.value.kind === 'call' && calledName(a.value) === 'ForeignKey');
    return key ? [{ ...it, key }] : [];
  });

const tables = (source: Source) => source.classes.flatMap(cls => tableName(cls) ?? []);
const renamed = (it: Written, text: string): readonly Edit[] => it.statement.targets.map(target => replaced(target, text));

const targets: readonly Mutation[] = [
  {
    what: 'target misspelt',
    changes: each(it => {
      const t = targetOf(it)?.value;
      return isString(t) ? misspelt(t) : [];
    }),
  },
  {
    what: 'target is another class',
    changes: each((it, _s, names, pick) => {
      const t = targetOf(it)?.value;
      return t ? [replaced(t, quoted(pick(names.classes)))] : [];
    }),
  },
  {
    what: 'target is a table',
    changes: each((it, _s, names, pick) => {
      const t = targetOf(it)?.value;
      return t ? [replaced(t, quoted(pick(names.tables)))] : [];
    }),
  },
  {
    what: 'no target',
    changes: each((it, source) => {
      const t = targetOf(it);
      return t ? [source.without(it.call, t)] : [];
    }),
  },
  {
    what: 'target is a list',
    changes: each(it => {
      const t = targetOf(it)?.value;
      return isString(t) ? [replaced(t, quoted(`List[${t.value}]`))] : [];
    }),
  },
  {
    what: 'target with a module path',
    changes: each(it => {
      const t = targetOf(it)?.value;
      return isString(t) ? [replaced(t, quoted(`nowhere.${t.value}`))] : [];
    }),
  },
];

const links: readonly Mutation[] = [
  { what: 'back_populates misspelt', changes: keyword('back_populates', ({ value }) => (isString(value) ? misspelt(value) : [])) },
  { what: 'back_populates is a column', changes: keyword('back_populates', ({ value }) => [replaced(value, quoted('id'))]) },
  {
    what: 'back_populates is another',
    changes: keyword('back_populates', ({ value }, _c, _s, names, pick) => [replaced(value, quoted(pick(names.relationships)))]),
  },
  { what: 'back_populates dropped', changes: dropped('back_populates') },
  { what: 'back_populates becomes backref', changes: keyword('back_populates', ({ name }) => (name ? [replaced(name, 'backref')] : [])) },
  {
    what: 'back_populates invented',
    changes: each((it, source, names, pick) =>
      argument(it.call, 'backref') ? [] : [source.set(it.call, 'back_populates', quoted(pick(names.relationships)))],
    ),
  },
  { what: 'backref called id', changes: backref(name => [replaced(name, quoted('id'))]) },
  { what: 'backref called as a relationship', changes: backref((name, names, pick) => [replaced(name, quoted(pick(names.relationships)))]) },
  { what: 'backref renamed', changes: backref(misspelt) },
  { what: 'backref dropped', changes: dropped('backref') },
  {
    what: 'backref becomes back_populates',
    changes: keyword('backref', ({ name, value }) => (name && isString(value) ? [replaced(name, 'back_populates')] : [])),
  },
  {
    what: 'backref invented',
    changes: each((it, source, names, pick) =>
      argument(it.call, 'back_populates') ? [] : [source.set(it.call, 'backref', quoted(pick(names.relationships)))],
    ),
  },
  { what: 'both keywords', changes: keyword('backref', (_g, call, source) => [source.with(call, 'back_populates="other"')]) },
  { what: 'backref is a number', changes: keyword('backref', ({ value }) => [replaced(value, '1')]) },
];

const options: readonly Mutation[] = [
  {
    what: 'keyword misspelt',
    changes: (source, _names, pick) =>
      source.relationships.flatMap(({ call }) => {
        const name = pick(call.args.flatMap(a => a.name ?? []));
        return name ? [[replaced(name, name.id.slice(0, -1))]] : [];
      }),
  },
  { what: 'lazy misspelt', changes: given('lazy', '"often"') },
  { what: 'lazy dynamic', changes: given('lazy', '"dynamic"') },
  { what: 'cascade misspelt', changes: given('cascade', '"all, delete-orphans"') },
  { what: 'delete-orphan', changes: given('cascade', '"all, delete-orphan"') },
  { what: 'delete-orphan alone', changes: given('cascade', '"save-update, delete-orphan"') },
  { what: 'single_parent dropped', changes: dropped('single_parent') },
  { what: 'viewonly', changes: given('viewonly', 'True') },
  { what: 'viewonly in step', changes: each((it, source) => [source.with(it.call, 'viewonly=True, sync_backref=True')]) },
  { what: 'uselist off', changes: given('uselist', 'False') },
  { what: 'uselist on', changes: given('uselist', 'True') },
  { what: 'passive_deletes all', changes: each((it, source) => [source.set(it.call, 'passive_deletes', '"all"')]) },
  { what: 'collection_class is none', changes: given('collection_class', 'int') },
  {
    what: 'order_by nothing',
    changes: each((it, source) => {
      const t = targetOf(it)?.value;
      return isString(t) ? [source.set(it.call, 'order_by', quoted(`${t.value}.nothing`))] : [];
    }),
  },
  { what: 'overlaps dropped', changes: dropped('overlaps') },
  {
    what: 'a third by position',
    changes: each(it => {
      const t = targetOf(it);
      return t && !t.name ? [{ range: { start: t.range.end, end: t.range.end }, text: ', None, None' }] : [];
    }),
  },
];

const joins: readonly Mutation[] = [
  { what: 'foreign_keys dropped', changes: dropped('foreign_keys') },
  {
    what: 'foreign_keys of another',
    changes: (source, _names, pick) =>
      source.relationships.flatMap(it => {
        const other = pick(source.columns.filter(c => c.cls === it.cls));
        return other ? [[source.set(it.call, 'foreign_keys', `[${other.name}]`)]] : [];
      }),
  },
  { what: 'remote_side dropped', changes: dropped('remote_side') },
  {
    what: 'remote_side of its own',
    changes: (source, _names, pick) =>
      source.relationships.flatMap(it => {
        const other = pick(source.columns.filter(c => c.cls === it.cls));
        return other ? [[source.set(it.call, 'remote_side', quoted(`${it.cls.name.id}.${other.name}`))]] : [];
      }),
  },
  { what: 'primaryjoin dropped', changes: dropped('primaryjoin') },
  { what: 'primaryjoin misspelt', changes: keyword('primaryjoin', ({ value }) => (isString(value) ? misspelt(value) : [])) },
  { what: 'primaryjoin of nothing', changes: each((it, source) => [source.set(it.call, 'primaryjoin', quoted(`${it.cls.name.id}.nothing == 1`))]) },
  { what: 'secondary dropped', changes: dropped('secondary') },
  { what: 'secondary misspelt', changes: keyword('secondary', ({ value }) => (isString(value) ? misspelt(value) : [replaced(value, quoted('nothing'))])) },
  {
    what: 'secondary invented',
    changes: each((it, source, names, pick) => (argument(it.call, 'secondary') ? [] : [source.set(it.call, 'secondary', quoted(pick(names.tables)))])),
  },
];

const columns: readonly Mutation[] = [
  { what: 'foreign key dropped', changes: source => keyColumns(source).map(it => [source.without(it.call, it.key)]) },
  { what: 'foreign key to no column', changes: foreignKey(misspelt) },
  { what: 'foreign key to no table', changes: foreignKey(it => [replaced(it, quoted(it.value.replace(/\.(\w+)$/, 'x.$1')))]) },
  { what: 'foreign key to another table', changes: foreignKey((it, _c, _s, names, pick) => [replaced(it, quoted(`${pick(names.tables)}.id`))]) },
  {
    what: 'second foreign key',
    changes: source => keyColumns(source).map(it => [source.behind(it.statement, `second_${it.name} = ${source.at(it.call.range)}`)]),
  },
  { what: 'key column dropped', changes: source => keyColumns(source).map(it => [{ range: it.statement.range, text: 'pass' }]) },
  { what: 'column called metadata', changes: source => source.columns.map(it => renamed(it, 'metadata')) },
  { what: 'column renamed', changes: source => source.columns.map(it => renamed(it, `${it.name}x`)) },
  {
    what: 'primary key dropped',
    changes: source =>
      source.columns.flatMap(({ call }) => {
        const it = argument(call, 'primary_key');
        return it ? [[source.without(call, it)]] : [];
      }),
  },
];

const classes: readonly Mutation[] = [
  { what: 'table name dropped', changes: source => tables(source).map(it => [{ range: it.statement.range, text: 'pass' }]) },
  { what: 'table name of another', changes: (source, names, pick) => tables(source).map(it => [replaced(it.value, quoted(pick(names.tables)))]) },
  { what: 'table renamed', changes: source => tables(source).map(it => misspelt(it.value)) },
  { what: 'class renamed', changes: source => source.classes.map(it => [replaced(it.name, `${it.name.id}x`)]) },
  { what: 'class called as another', changes: (source, names, pick) => source.classes.map(it => [replaced(it.name, pick(names.classes) ?? 'X')]) },
  {
    what: 'bases dropped',
    changes: source =>
      source.classes.flatMap(({ args }) => {
        const [first, last] = [args[0], args.at(-1)];
        return first && last ? [[{ range: { start: first.range.start, end: last.range.end }, text: '' }]] : [];
      }),
  },
  { what: 'relationship called metadata', changes: source => source.relationships.map(it => renamed(it, 'metadata')) },
  { what: 'relationship called id', changes: source => source.relationships.map(it => renamed(it, 'id')) },
  { what: 'relationship renamed', changes: source => source.relationships.map(it => renamed(it, `${it.name}x`)) },
  {
    what: 'relationship twice',
    changes: source => source.relationships.map(it => [source.behind(it.statement, `${it.name}_again = ${source.at(it.call.range)}`)]),
  },
  { what: 'relationship dropped', changes: source => source.relationships.map(it => [{ range: it.statement.range, text: 'pass' }]) },
  {
    what: 'relationship added',
    changes: (source, names, pick) =>
      source.relationships.map(it => [source.behind(it.statement, `added = ${source.at(it.call.func.range)}(${quoted(pick(names.classes))})`)]),
  },
  {
    what: 'a comma behind',
    changes: source => source.relationships.map(it => [{ range: { start: it.statement.range.end, end: it.statement.range.end }, text: ',' }]),
  },
  {
    what: 'annotation without Mapped',
    changes: source =>
      source.relationships.flatMap(({ statement: { annotation } }) => {
        const inner = annotation?.kind === 'subscript' ? annotation.items[0] : undefined;
        return annotation && inner ? [[replaced(annotation, source.at(inner.range))]] : [];
      }),
  },
];

/** All ways to break models, by what is changed. */
export const mutations: readonly Mutation[] = [...targets, ...links, ...options, ...joins, ...columns, ...classes];

/** What the methods of SQLAlchemy's, Flask-SQLAlchemy's and Python's own classes return. */
import { ofRow } from './keys.ts';
import { each, otherType, rowOf, rowOfResult, type Type, unknownType } from './types.ts';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Methods of Query and Select that return the same kind of thing (orm/query.py, sql/selectable.py: `@_generative`). */
const generative = set(
  'filter filter_by where having join outerjoin join_from outerjoin_from options order_by group_by limit offset slice fetch distinct with_for_update execution_options populate_existing yield_per enable_eagerloads enable_assertions autoflush select_from correlate params reset_joinpoint union union_all intersect except_ from_statement with_hint with_statement_hint prefix_with suffix_with add_cte with_session with_labels with_loader_criteria with_parent set_label_style from_self correlate_except tagged values ordered_values return_defaults inline on_conflict_do_nothing on_conflict_do_update on_duplicate_key_update',
);
const oneOfQuery = set('first one one_or_none get scalar first_or_404 get_or_404 one_or_404 one_or_none_or_404 get_or_create');
const oneOfSession = set('get get_one get_or_404 load');
const sameAsResult = set('unique yield_per execution_options freeze tuples');
const oneOfResult = set('first one one_or_none fetchone');
const manyOfResult = set('all fetchall fetchmany');

/** What calling `of.name(...)` gives; `args` are the types of the positional arguments. */
export function callMethod(of: Type, name: string, args: readonly Type[]): Type {
  switch (of.kind) {
    case 'either':
      return each(of, one => callMethod(one, name, args));
    case 'never':
    case 'other':
      return of;
    case 'foreign':
      return of.path === '' ? of : sessionMethod(name, args);
    case 'query':
      return queryMethod(of, name, args) ?? unknownType;
    case 'statement':
      if (name === 'returning') return { kind: 'statement', items: entities(args) };
      if (name === 'add_columns' || name === 'with_only_columns')
        return { kind: 'statement', items: name === 'add_columns' ? [...of.items, ...entities(args)] : entities(args) };
      return generative.has(name) ? of : unknownType;
    case 'result':
      return resultMethod(of, name, args);
    case 'row':
      return name === '_asdict' || name === '_tuple' || name === 'tuple' ? of : name === 'values' ? { kind: 'tuple', items: of.items } : unknownType;
    case 'tuple':
      return unknownType;
    case 'collection':
      return collectionMethod(of, name, args);
    case 'pagination':
      return name === 'next' || name === 'prev' ? of : name === 'query' ? { kind: 'query', items: [of.of] } : unknownType;
    case 'class-attribute':
      return name === 'of_type' || name === 'and_' ? of : unknownType;
    case 'instance':
    case 'class':
    case 'object':
    case 'class-object':
      return unknownType;
    default:
      return sessionMethod(name, args);
  }
}

function queryMethod(of: Extract<Type, { kind: 'query' }>, name: string, args: readonly Type[]): Type | undefined {
  const { items } = of;
  const row = rowOf(items);
  if (generative.has(name)) return of;
  if (name === 'scalar') return items[0] ?? unknownType;
  if (oneOfQuery.has(name)) return row;
  if (name === 'all') return { kind: 'collection', of: row, container: 'list' };
  if (name === 'paginate') return { kind: 'pagination', of: row };
  if (name === 'with_entities') return { kind: 'query', items: entities(args) };
  if (name === 'add_entity' || name === 'add_columns') return { kind: 'query', items: [...items, ...entities(args)] };
  if (name === 'scalars') return { kind: 'result', items, scalars: true };
  return name === 'count' || name === 'exists' || name === 'delete' || name === 'update' ? otherType : undefined;
}

function resultMethod(of: Extract<Type, { kind: 'result' }>, name: string, args: readonly Type[]): Type {
  const row = rowOfResult(of);
  if (sameAsResult.has(name)) return of;
  // `scalars(1)`, `columns("User", 2)`
  if (name === 'scalars' || name === 'columns') {
    const items = args.map(key => ofRow({ kind: 'row', items: of.items }, key) ?? unknownType);
    return { ...of, items: items.length > 0 ? items : of.items, scalars: name === 'scalars' };
  }
  if (name === 'mappings') return { ...of, keyed: true };
  if (name === 'scalar' || name === 'scalar_one' || name === 'scalar_one_or_none') return of.items[0] ?? unknownType;
  if (oneOfResult.has(name)) return row;
  if (manyOfResult.has(name)) return { kind: 'collection', of: row, container: 'list' };
  if (name === 'partitions') return { kind: 'collection', of: { kind: 'collection', of: row, container: 'list' }, container: 'iterator' };
  return unknownType;
}

function collectionMethod(of: Extract<Type, { kind: 'collection' }>, name: string, [first, preset]: readonly Type[]): Type {
  if (of.container === 'write-only') return name === 'select' ? { kind: 'statement', items: [of.of] } : unknownType;
  if (of.container === 'dict') {
    if (name === 'setdefault' && of.of.kind === 'none') return preset ?? unknownType;
    if (name === 'get' || name === 'pop' || name === 'setdefault') return of.entries ? unknownType : of.of;
    if (name === 'values') return { kind: 'collection', of: of.of, container: 'iterator' };
    if (name === 'items') return { kind: 'collection', of: of.of, container: 'dict-items' };
    return name === 'copy' ? of : unknownType;
  }
  if (name === 'pop' || name === 'popleft' || name === '__getitem__') return of.of;
  if ((name === 'union' || name === 'difference' || name === 'intersection') && first && of.of.kind === 'none') return first;
  return name === 'copy' || name === 'union' || name === 'difference' || name === 'intersection' ? of : unknownType;
}

/**
 * Methods of sessions, whatever the receiver: nothing else takes a mapped class or a statement for its first argument under these names.
 */
function sessionMethod(name: string, args: readonly Type[]): Type {
  const [first] = args;
  if (!first) return unknownType;
  if (name === 'select' && args.some(a => a.kind === 'class')) return { kind: 'statement', items: entities(args) };
  if (name === 'query' && args.every(a => isEntity(a))) return { kind: 'query', items: entities(args) };
  if (first.kind === 'class' && oneOfSession.has(name)) return { kind: 'instance', cls: first.cls };
  if (name === 'merge' && first.kind === 'instance') return first;
  if (first.kind === 'statement') {
    if (name === 'scalars' || name === 'stream_scalars') return { kind: 'result', items: first.items, scalars: true };
    if (name === 'execute' || name === 'stream') return { kind: 'result', items: first.items, scalars: false };
    // SQLModel's exec() unpacks single entities.
    if (name === 'exec') return { kind: 'result', items: first.items, scalars: first.items.length === 1 };
    if (name === 'scalar' || name === 'first_or_404' || name === 'one_or_404') return first.items[0] ?? unknownType;
    if (name === 'paginate') return { kind: 'pagination', of: first.items[0] ?? unknownType };
  }
  return unknownType;
}

const isEntity = (type: Type): boolean =>
  type.kind === 'other' || type.kind === 'class' || type.kind === 'class-attribute' || type.kind === 'unknown' || type.kind === 'library';

/** What rows hold for the arguments of `select()` and `query()`: entities give instances, columns nothing that is tracked. */
export const entities = (args: readonly Type[]): readonly Type[] =>
  args.map((a): Type => (a.kind === 'class' ? { kind: 'instance', cls: a.cls } : a.kind === 'other' ? a : unknownType));

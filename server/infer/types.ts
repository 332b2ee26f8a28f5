import type { FunctionFact } from '../facts/facts.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { ClassSymbol, Env as ModelEnv } from '../model/values.ts';
import type { Call } from '../syntax/tree.ts';

/** What an expression is, as far as mapped classes are concerned. */
export type Type =
  | { readonly kind: 'instance'; readonly cls: MappedClass }
  /** The class object itself: `User`. */
  | { readonly kind: 'class'; readonly cls: MappedClass }
  /** A relationship read from the class: `User.posts`. */
  | { readonly kind: 'class-attribute'; readonly attribute: RelationshipAttribute; readonly cls: MappedClass }
  /** A list, set, dict, dynamic collection ... of something. */
  | { readonly kind: 'collection'; readonly of: Type; readonly container: Container }
  /** `session.query(...)`, `Model.query`, a dynamic relationship. */
  | { readonly kind: 'query'; readonly items: readonly Type[] }
  /** `select(...)` */
  | { readonly kind: 'statement'; readonly items: readonly Type[] }
  /** What `session.execute()` returns; `scalars` after `.scalars()`. */
  | { readonly kind: 'result'; readonly items: readonly Type[]; readonly scalars: boolean }
  | { readonly kind: 'row'; readonly items: readonly Type[] }
  | { readonly kind: 'tuple'; readonly items: readonly Type[] }
  /** Flask-SQLAlchemy's `paginate()`. */
  | { readonly kind: 'pagination'; readonly of: Type }
  /** An instance of a class of the workspace that is not mapped. */
  | { readonly kind: 'object'; readonly cls: ClassSymbol }
  | { readonly kind: 'class-object'; readonly cls: ClassSymbol }
  | { readonly kind: 'function'; readonly func: FunctionFact; readonly env: ModelEnv; readonly receiver?: Type }
  /** A method of one of the above, not called yet. */
  | { readonly kind: 'method'; readonly of: Type; readonly name: string }
  /** Something outside the workspace, by its dotted path. */
  | { readonly kind: 'library'; readonly path: string }
  | { readonly kind: 'module'; readonly path: string; readonly from: ModelEnv['module'] }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

export type Container = 'list' | 'set' | 'dict' | 'write-only' | 'iterator' | 'dict-items';

export const unknownType: Type = { kind: 'unknown' };
export const noneType: Type = { kind: 'none' };

/** What is known when a value may be either: the same thing, or the one that is not None. */
export function join(a: Type, b: Type): Type {
  if (a.kind === 'none' || a === b) return b;
  if (b.kind === 'none') return a;
  return same(a, b) ? a : unknownType;
}

function same(a: Type, b: Type): boolean {
  switch (a.kind) {
    case 'instance':
    case 'class':
      return b.kind === a.kind && b.cls === a.cls;
    case 'collection':
      return b.kind === 'collection' && same(a.of, b.of);
    case 'query':
    case 'statement':
    case 'row':
    case 'tuple':
      return b.kind === a.kind && sameItems(a.items, b.items);
    case 'result':
      return b.kind === 'result' && a.scalars === b.scalars && sameItems(a.items, b.items);
    case 'pagination':
      return b.kind === 'pagination' && same(a.of, b.of);
    case 'object':
    case 'class-object':
      return b.kind === a.kind && b.cls === a.cls;
    case 'class-attribute':
      return b.kind === 'class-attribute' && a.attribute === b.attribute;
    case 'library':
      return b.kind === 'library' && a.path === b.path;
    default:
      return false;
  }
}

const sameItems = (a: readonly Type[], b: readonly Type[]): boolean =>
  a.length === b.length &&
  a.every((t, i) => {
    const other = b[i];
    return other !== undefined && same(t, other);
  });

/** What a relationship attribute gives on an instance. */
export function ofRelationship(attribute: RelationshipAttribute): Type {
  if (attribute.target.kind !== 'one') return unknownType;
  const item: Type = { kind: 'instance', cls: attribute.target.value };
  if (attribute.uselist === undefined) return unknownType;
  if (!attribute.uselist) return item;
  if (attribute.lazy === 'dynamic') return { kind: 'query', items: [item] };
  if (attribute.lazy === 'write_only') return { kind: 'collection', of: item, container: 'write-only' };
  return { kind: 'collection', of: item, container: containerOf(attribute) };
}

function containerOf(attribute: RelationshipAttribute): Container {
  const given = attribute.argument('collection_class')?.node;
  const name =
    given?.kind === 'name'
      ? given.id
      : given?.kind === 'attribute'
        ? given.attr.id
        : given?.kind === 'call'
          ? lastOf(given)
          : (attribute.annotation?.collection ?? 'list');
  if (/^set$/i.test(name)) return 'set';
  return /dict|map/i.test(name) ? 'dict' : 'list';
}

const lastOf = ({ func }: Call): string => (func.kind === 'name' ? func.id : func.kind === 'attribute' ? func.attr.id : '');

/** What one gets by iterating. */
export function elementOf(type: Type): Type {
  switch (type.kind) {
    case 'collection':
      // Iterating a dict gives its keys.
      return type.container === 'dict' ? unknownType : type.container === 'dict-items' ? { kind: 'tuple', items: [unknownType, type.of] } : type.of;
    case 'query':
      return rowOf(type.items);
    case 'result':
      return type.scalars ? (type.items[0] ?? unknownType) : { kind: 'row', items: type.items };
    case 'pagination':
      return type.of;
    case 'tuple': {
      const [first, ...rest] = type.items;
      return first ? rest.reduce<Type>(join, first) : unknownType;
    }
    default:
      return unknownType;
  }
}

/** A query for one entity gives the entity, one for several gives rows. */
export const rowOf = (items: readonly Type[]): Type => (items.length === 1 ? (items[0] ?? unknownType) : { kind: 'row', items });

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
  /** A list, set, dict, dynamic collection ... of something; `of` is `none` for one that is empty. `entries`: of a dict, by their keys. */
  | { readonly kind: 'collection'; readonly of: Type; readonly container: Container; readonly entries?: ReadonlyMap<string, Type> }
  /** `session.query(...)`, `Model.query`, a dynamic relationship; `custom`: a query class of the workspace. */
  | { readonly kind: 'query'; readonly items: readonly Type[]; readonly custom?: ClassSymbol }
  /** `select(...)` */
  | { readonly kind: 'statement'; readonly items: readonly Type[] }
  /** What `session.execute()` returns; `scalars` after `.scalars()`, `keyed` after `.mappings()`. */
  | { readonly kind: 'result'; readonly items: readonly Type[]; readonly scalars: boolean; readonly keyed?: true }
  /** `keyed`: a row of `Result.mappings()`, which is read by names alone. */
  | { readonly kind: 'row'; readonly items: readonly Type[]; readonly keyed?: true }
  | { readonly kind: 'tuple'; readonly items: readonly Type[] }
  /** Flask-SQLAlchemy's `paginate()`. */
  | { readonly kind: 'pagination'; readonly of: Type }
  /** An instance of a class of the workspace that is not mapped. */
  | { readonly kind: 'object'; readonly cls: ClassSymbol; readonly made?: Solution }
  | { readonly kind: 'class-object'; readonly cls: ClassSymbol; readonly made?: Solution }
  /** `owner`: the class whose body it stands in. */
  | { readonly kind: 'function'; readonly func: FunctionFact; readonly env: ModelEnv; readonly receiver?: Type; readonly owner?: ClassSymbol }
  /** A type variable, which an annotation may name; `bound` is what it is at least. */
  | { readonly kind: 'variable'; readonly name: string; readonly bound: Type }
  | { readonly kind: 'lambda'; readonly call: (args: readonly Type[]) => Type }
  /** What `inspect()` gives for a mapped class or one of its objects, and the collections by attribute name that are read from it. */
  | { readonly kind: 'inspection'; readonly cls: MappedClass; readonly of: 'mapper' | 'state' | 'attributes' | 'names' }
  /** `super()` in a method of a class. */
  | { readonly kind: 'super'; readonly of: Type; readonly cls: ClassSymbol }
  /** A method of one of the above, not called yet. */
  | { readonly kind: 'method'; readonly of: Type; readonly name: string }
  /** Something outside the workspace, by its dotted path. */
  | { readonly kind: 'library'; readonly path: string }
  /** An instance of a class outside the workspace, by the path of the class; `''` for data of any kind. */
  | { readonly kind: 'foreign'; readonly path: string }
  | { readonly kind: 'module'; readonly path: string; readonly from: ModelEnv['module'] }
  /** What values of an annotation are that has a name: `Entry = Optional[Post]`. */
  | { readonly kind: 'alias'; readonly of: Type }
  /** One of several, as after branches that disagree. */
  | { readonly kind: 'either'; readonly types: readonly Type[] }
  | { readonly kind: 'none' }
  /** Nothing yet: what is defined through itself, while it is worked out. */
  | { readonly kind: 'never' }
  /** Known to be nothing that could have mapped attributes: a text, a number, a truth value. `literal`: written where it is used. */
  | { readonly kind: 'other'; readonly literal?: string | number }
  | { readonly kind: 'unknown' };

/** What is known of type variables, or of the parameters of a constructor, by their names. */
export type Solution = ReadonlyMap<string, Type>;

export type Container = 'list' | 'set' | 'dict' | 'write-only' | 'iterator' | 'dict-items';

export const unknownType: Type = { kind: 'unknown' };
export const noneType: Type = { kind: 'none' };

export const neverType: Type = { kind: 'never' };
export const otherType: Type = { kind: 'other' };

/** More possibilities than these are as good as none. */
const maxEither = 5;

/** What is known when a value may be one or the other: None and plain data are left out, since nothing mapped is read from them. */
export function join(a: Type, b: Type): Type {
  if (a.kind === 'never' || a === b) return b;
  if (b.kind === 'never') return a;
  if (a.kind === 'none') return b;
  if (b.kind === 'none') return a;
  if (a.kind === 'unknown' || b.kind === 'unknown') return unknownType;
  if (a.kind === 'other') return b.kind === 'other' ? otherType : b;
  if (b.kind === 'other') return a;
  // What a module outside holds under a name may be anything.
  if ((a.kind === 'library' || b.kind === 'library') && !same(a, b)) return unknownType;
  const types = possible(a);
  for (const type of possible(b)) {
    const at = types.findIndex(t => merged(t, type) !== undefined);
    const found = types[at];
    if (found) types[at] = merged(found, type) ?? found;
    else types.push(type);
  }
  const [only] = types;
  if (types.length > maxEither || only === undefined) return unknownType;
  return types.length === 1 ? only : { kind: 'either', types };
}

/** What a value is that may be one or the other. */
export type Joining = (a: Type, b: Type) => Type;

/** As `join`, but the unknown does not count. */
export const joinKnown: Joining = (a, b) => (a.kind === 'unknown' ? b : b.kind === 'unknown' ? a : join(a, b));

/** The types a value may have. */
export const possible = (type: Type): Type[] => (type.kind === 'either' ? [...type.types] : [type]);

/** What holds of each type a value may have, joined. */
export const each = (type: Type, make: (one: Type) => Type): Type => (type.kind === 'either' ? type.types.map(make).reduce<Type>(join, noneType) : make(type));

/** One type for two that differ in nothing that matters; undefined when there is none. */
function merged(a: Type, b: Type): Type | undefined {
  if (same(a, b)) return a;
  if (a.kind === 'collection' && b.kind === 'collection' && (a.of.kind === 'none' || b.of.kind === 'none')) return a.of.kind === 'none' ? b : a;
  if (a.kind === 'collection' && b.kind === 'collection' && a.container === b.container) {
    const of = join(a.of, b.of);
    return of.kind === 'unknown' ? undefined : { ...a, of };
  }
  // Two of one class, made differently.
  if ((a.kind === 'object' || a.kind === 'class-object') && a.kind === b.kind && a.cls === b.cls) return { kind: a.kind, cls: a.cls };
  return undefined;
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
      return b.kind === 'result' && a.scalars === b.scalars && a.keyed === b.keyed && sameItems(a.items, b.items);
    case 'pagination':
      return b.kind === 'pagination' && same(a.of, b.of);
    case 'object':
    case 'class-object':
      return b.kind === a.kind && b.cls === a.cls && sameItems([...(a.made?.values() ?? [])], [...(b.made?.values() ?? [])]);
    case 'inspection':
      return b.kind === 'inspection' && a.cls === b.cls && a.of === b.of;
    case 'class-attribute':
      return b.kind === 'class-attribute' && a.attribute === b.attribute;
    case 'library':
    case 'foreign':
      return b.kind === a.kind && a.path === b.path;
    case 'function':
      return b.kind === 'function' && a.func === b.func;
    case 'method':
      return b.kind === 'method' && a.name === b.name && same(a.of, b.of);
    case 'none':
    case 'never':
    case 'other':
    case 'unknown':
      return b.kind === a.kind;
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
    case 'either':
      return each(type, elementOf);
    case 'never':
    case 'other':
      return type;
    case 'foreign':
      return type.path === '' ? type : unknownType;
    case 'collection':
      // Iterating a dict gives its keys.
      return type.container === 'dict' ? otherType : type.container === 'dict-items' ? { kind: 'tuple', items: [unknownType, type.of] } : type.of;
    case 'query':
      return rowOf(type.items);
    case 'result':
      return rowOfResult(type);
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

/** What a result gives one after the other. */
export const rowOfResult = ({ scalars, items, keyed }: Extract<Type, { kind: 'result' }>): Type =>
  scalars ? (items[0] ?? unknownType) : { kind: 'row', items, ...(keyed ? { keyed } : {}) };

/** A query for one entity gives the entity, one for several gives rows. */
export const rowOf = (items: readonly Type[]): Type => (items.length === 1 ? (items[0] ?? unknownType) : { kind: 'row', items });

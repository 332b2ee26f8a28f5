import { parseInside } from '../syntax/parse.ts';
import type { Expr } from '../syntax/tree.ts';
import { type Container, join, noneType, otherType, type Solution, type Type, unknownType } from './types.ts';

/** Annotations of collections. */
export const containers: Readonly<Record<string, Container>> = {
  list: 'list',
  List: 'list',
  Sequence: 'list',
  MutableSequence: 'list',
  Collection: 'list',
  deque: 'list',
  Iterable: 'iterator',
  Iterator: 'iterator',
  Generator: 'iterator',
  AsyncIterator: 'iterator',
  AsyncIterable: 'iterator',
  AsyncGenerator: 'iterator',
  set: 'set',
  Set: 'set',
  frozenset: 'set',
  FrozenSet: 'set',
  AbstractSet: 'set',
  dict: 'dict',
  Dict: 'dict',
  Mapping: 'dict',
  MutableMapping: 'dict',
  WriteOnlyCollection: 'write-only',
  WriteOnlyMapped: 'write-only',
  InstrumentedList: 'list',
  InstrumentedSet: 'set',
};

/** Wrappers that stand for what they hold. */
const transparent: ReadonlySet<string> = new Set([
  'Annotated',
  'Final',
  'ClassVar',
  'Mapped',
  'Awaitable',
  'Coroutine',
  'Required',
  'NotRequired',
  'InitVar',
  'SkipValidation',
]);

/** What a value with this annotation is; names are looked up with `typeOf`. `Self` is the receiver, `solution` tells what type variables stand for. */
export function annotationType(annotation: Expr, typeOf: (expr: Expr) => Type, self?: Type, solution?: (variable: string) => Type | undefined): Type {
  const again = (expr: Expr): Type => annotationType(expr, typeOf, self, solution);
  switch (annotation.kind) {
    case 'string': {
      const inside = parseInside(annotation);
      return inside ? again(inside) : unknownType;
    }
    case 'constant':
      return annotation.value === 'None' ? noneType : unknownType;
    case 'binary':
      return annotation.op === '|' ? join(again(annotation.left), again(annotation.right)) : unknownType;
    case 'tuple':
      return annotation.items.map(again).reduce<Type>(join, noneType);
    case 'subscript':
      return subscripted(annotation, again, typeOf);
    case 'name':
    case 'attribute': {
      const name = annotation.kind === 'name' ? annotation.id : annotation.attr.id;
      if (name === 'Self' && self)
        return self.kind === 'class' ? { kind: 'instance', cls: self.cls } : self.kind === 'class-object' ? { ...self, kind: 'object' } : self;
      const type = typeOf(annotation);
      if (type.kind === 'class') return { kind: 'instance', cls: type.cls };
      if (type.kind === 'class-object') return { ...type, kind: 'object' };
      if (type.kind === 'variable') return solution?.(type.name) ?? type.bound;
      if (type.kind === 'alias') return type.of;
      return type.kind === 'library' ? outside(type.path) : unknownType;
    }
    default:
      return unknownType;
  }
}

/** An instance of a class outside the workspace. */
function outside(path: string): Type {
  if (/^builtins\.(?:str|int|float|bool|bytes|complex)$/.test(path)) return otherType;
  return /(?:^|\.)(?:Any|object|T|Self|Callable|Type|type)$/.test(path) ? unknownType : { kind: 'foreign', path };
}

function subscripted(annotation: Extract<Expr, { kind: 'subscript' }>, again: (expr: Expr) => Type, typeOf: (expr: Expr) => Type): Type {
  const { value } = annotation;
  const name = value.kind === 'name' ? value.id : value.kind === 'attribute' ? value.attr.id : '';
  const items = annotation.items.flatMap(i => (i.value.kind === 'tuple' ? i.value.items : [i.value]));
  const [first] = items;
  if (!first) return unknownType;
  if (name === 'Optional') return again(first);
  if (name === 'Union') return items.map(again).reduce<Type>(join, noneType);
  if (name === 'Coroutine') return again(items.at(-1) ?? first);
  if (transparent.has(name)) {
    const type = again(first);
    // FastAPI: `Annotated[Any, Depends(current_user)]`
    const given = name === 'Annotated' && type.kind === 'unknown' ? items.find(dependsOn) : undefined;
    return given ? typeOf(given) : type;
  }
  if (name === 'type' || name === 'Type') {
    const type = again(first);
    if (type.kind === 'object') return { ...type, kind: 'class-object' };
    return type.kind === 'instance' ? { kind: 'class', cls: type.cls } : unknownType;
  }
  if (name === 'tuple' || name === 'Tuple') {
    const [, second] = items;
    if (second?.kind === 'constant' && second.value === '...') return collection(again(first), 'list');
    return { kind: 'tuple', items: items.map(again) };
  }
  if (name === 'Query' || name === 'AppenderQuery' || name === 'DynamicMapped' || name === 'AppenderMixin' || name === 'RowReturningQuery')
    return of(again(first), item => ({ kind: 'query', items: [item] }));
  if (name === 'Select') return of(again(first), item => ({ kind: 'statement', items: item.kind === 'tuple' ? item.items : [item] }));
  if (name === 'ScalarResult') return of(again(first), item => ({ kind: 'result', items: [item], scalars: true }));
  if (name === 'Result') return of(again(first), item => ({ kind: 'result', items: item.kind === 'tuple' ? item.items : [item], scalars: false }));
  if (name === 'Row') return of(again(first), item => ({ kind: 'row', items: item.kind === 'tuple' ? item.items : [item] }));
  if (name === 'Callable') {
    const result = again(items.at(-1) ?? first);
    return of(result, () => ({ kind: 'lambda', call: () => result }));
  }
  const container = containers[name];
  if (container) return collection(again(container === 'dict' ? (items.at(-1) ?? first) : first), container);
  const bare = again(value);
  // `Page[Post]`, of a generic class of the workspace.
  if (bare.kind === 'object') return { ...bare, made: byPosition(items.map(again)) };
  // A generic class outside that is not known may stand for what it holds.
  return bare.kind === 'foreign' ? unknownType : bare;
}

/** `Depends(current_user)`, of FastAPI. */
export const dependsOn = (expr: Expr): boolean =>
  expr.kind === 'call' &&
  expr.args.length > 0 &&
  /^(?:Depends|Security)$/.test(expr.func.kind === 'name' ? expr.func.id : expr.func.kind === 'attribute' ? expr.func.attr.id : '');

/** What stands in the brackets behind a generic class, by its place. */
export const byPosition = (items: readonly Type[]): Solution => new Map(items.map((type, i) => [String(i), type]));

const of = (type: Type, make: (item: Type) => Type): Type => (type.kind === 'unknown' ? unknownType : make(type));
const collection = (type: Type, container: Container): Type =>
  type.kind === 'unknown' || type.kind === 'none' ? unknownType : { kind: 'collection', of: type, container };

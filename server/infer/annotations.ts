import { parseInside } from '../syntax/parse.ts';
import type { Expr } from '../syntax/tree.ts';
import { type Container, join, noneType, otherType, type Type, unknownType } from './types.ts';

const containers: Readonly<Record<string, Container>> = {
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

/** What a value with this annotation is; names are looked up with `typeOf`. `Self` is the receiver. */
export function annotationType(annotation: Expr, typeOf: (expr: Expr) => Type, self?: Type): Type {
  const again = (expr: Expr): Type => annotationType(expr, typeOf, self);
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
      return subscripted(annotation, again);
    case 'name':
    case 'attribute': {
      const name = annotation.kind === 'name' ? annotation.id : annotation.attr.id;
      if (name === 'Self' && self)
        return self.kind === 'class' ? { kind: 'instance', cls: self.cls } : self.kind === 'class-object' ? { kind: 'object', cls: self.cls } : self;
      const type = typeOf(annotation);
      if (type.kind === 'class') return { kind: 'instance', cls: type.cls };
      if (type.kind === 'class-object') return { kind: 'object', cls: type.cls };
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

function subscripted(annotation: Extract<Expr, { kind: 'subscript' }>, again: (expr: Expr) => Type): Type {
  const { value } = annotation;
  const name = value.kind === 'name' ? value.id : value.kind === 'attribute' ? value.attr.id : '';
  const items = annotation.items.flatMap(i => (i.value.kind === 'tuple' ? i.value.items : [i.value]));
  const [first] = items;
  if (!first) return unknownType;
  if (name === 'Optional') return again(first);
  if (name === 'Union') return items.map(again).reduce<Type>(join, noneType);
  if (name === 'Coroutine') return again(items.at(-1) ?? first);
  if (transparent.has(name)) return again(first);
  if (name === 'type' || name === 'Type') {
    const type = again(first);
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
  const container = containers[name];
  if (container) return collection(again(container === 'dict' ? (items.at(-1) ?? first) : first), container);
  const bare = again(value);
  // A generic class outside that is not known may stand for what it holds.
  return bare.kind === 'foreign' ? unknownType : bare;
}

const of = (type: Type, make: (item: Type) => Type): Type => (type.kind === 'unknown' ? unknownType : make(type));
const collection = (type: Type, container: Container): Type =>
  type.kind === 'unknown' || type.kind === 'none' ? unknownType : { kind: 'collection', of: type, container };

/** What functions outside the workspace return. */
import { inspected } from './inspection.ts';
import { entities } from './methods.ts';
import { elementOf, join, noneType, otherType, type Type, unknownType } from './types.ts';

/** Functions outside the workspace, by dotted path. */
export function callLibrary(path: string, args: readonly Type[]): Type {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const [first, second] = args;
  if (
    path.startsWith('builtins.') ||
    path.startsWith('itertools.') ||
    path.startsWith('functools.') ||
    path.startsWith('copy.') ||
    path.startsWith('operator.')
  )
    return builtin(name, first, second, args);
  if (name === 'select' && args.length > 0) {
    // 1.x: select([User])
    const listed = first?.kind === 'tuple' ? first.items : first?.kind === 'collection' ? [first.of] : undefined;
    return { kind: 'statement', items: entities(args.length === 1 && listed ? listed : args) };
  }
  if (/^(?:insert|update|delete)$/.test(name) && path.startsWith('sqlalchemy.')) return { kind: 'statement', items: [] };
  if (path === 'sqlalchemy.orm.Query') return { kind: 'query', items: entities(first?.kind === 'tuple' ? first.items : first ? [first] : []) };
  if (/^(?:contextlib\.(?:nullcontext|aclosing)|asyncio\.(?:wait_for|create_task|ensure_future|shield))$/.test(path)) return first ?? unknownType;
  if (path === 'asyncio.gather') return { kind: 'tuple', items: args };
  if (path === 'collections.defaultdict') return { kind: 'collection', of: noneType, container: 'dict' };
  if (/^random\.(?:choice|choices|sample)$/.test(path) && first) {
    const of = elementOf(first);
    return name === 'choice' || of.kind === 'unknown' ? of : { kind: 'collection', of, container: 'list' };
  }
  if (name === 'aliased' || name === 'with_polymorphic' || path === 'contextlib.closing') return first ?? unknownType;
  // What does not come back: `find_post(slug) or abort(404)` is what was found.
  if (/^(?:flask|quart|werkzeug(?:\.exceptions)?)\.abort$/.test(path) || path === 'sys.exit') return noneType;
  if (first && inspecting.test(path)) return inspected(first);
  if (path === 'asyncio.run') return first ?? unknownType;
  if (path === 'sqlalchemy.orm.object_session') return unknownType;
  // Classes are written with a capital letter.
  return /^[A-Z]\w*[a-z]/.test(name) && !generic.has(name) ? { kind: 'foreign', path } : unknownType;
}

/** Functions of SQLAlchemy that give the mapper of a class, or what is known of an object (orm/base.py, orm/instrumentation.py). */
const inspecting = /^sqlalchemy\.(?:.*\.)?(?:inspect|class_mapper|object_mapper|instance_state)$/;

/** Classes whose instances stand for something else. */
const generic: ReadonlySet<string> = new Set([
  'LocalProxy',
  'TypeVar',
  'Annotated',
  'Depends',
  'Security',
  'SubFactory',
  'Mock',
  'MagicMock',
  'SimpleNamespace',
  'Namespace',
]);

/** Functions that give plain data. */
const plain: ReadonlySet<string> = new Set(
  'str int float bool bytes bytearray len sum abs round repr format hash id any all isinstance issubclass hasattr callable chr ord hex bin complex range open print input'.split(
    ' ',
  ),
);

function builtin(name: string, first: Type | undefined, second: Type | undefined, args: readonly Type[]): Type {
  if (plain.has(name)) return otherType;
  if (!first) {
    const container = name === 'list' || name === 'tuple' ? 'list' : name === 'set' || name === 'frozenset' ? 'set' : name === 'dict' ? 'dict' : undefined;
    return container ? { kind: 'collection', of: noneType, container } : unknownType;
  }
  const element = elementOf(first);
  switch (name) {
    case 'list':
    case 'sorted':
    case 'tuple':
      return element.kind === 'unknown' ? unknownType : { kind: 'collection', of: element, container: 'list' };
    case 'set':
    case 'frozenset':
      return element.kind === 'unknown' ? unknownType : { kind: 'collection', of: element, container: 'set' };
    case 'iter':
    case 'reversed':
    case 'islice':
    case 'aiter':
      return element.kind === 'unknown' ? unknownType : { kind: 'collection', of: element, container: 'iterator' };
    case 'filter': {
      const of = second ? elementOf(second) : unknownType;
      return of.kind === 'unknown' ? unknownType : { kind: 'collection', of, container: 'iterator' };
    }
    case 'next':
    case 'anext':
      return second ? join(element, second) : element;
    case 'chain': {
      const of = args.map(elementOf).reduce<Type>(join, noneType);
      return of.kind === 'unknown' ? unknownType : { kind: 'collection', of, container: 'iterator' };
    }
    case 'dict':
      if (element.kind === 'tuple' && element.items.length === 2 && element.items[1]) return { kind: 'collection', of: element.items[1], container: 'dict' };
      return first.kind === 'collection' && first.container === 'dict' ? first : unknownType;
    case 'groupby':
      return {
        kind: 'collection',
        of: { kind: 'tuple', items: [unknownType, { kind: 'collection', of: element, container: 'iterator' }] },
        container: 'iterator',
      };
    case 'max':
    case 'min':
      return args.length > 1 && first.kind === 'instance' ? args.reduce(join, noneType) : element;
    case 'enumerate':
      return { kind: 'collection', of: { kind: 'tuple', items: [otherType, element] }, container: 'iterator' };
    case 'zip':
      return { kind: 'collection', of: { kind: 'tuple', items: args.map(elementOf) }, container: 'iterator' };
    case 'copy':
    case 'deepcopy':
      return first;
    default:
      return unknownType;
  }
}

/** Names of Python's own that inference knows. */
export const builtins: ReadonlySet<string> = new Set([
  ...plain,
  ...'list sorted tuple set frozenset dict iter reversed aiter filter map next anext max min enumerate zip super type getattr setattr object property staticmethod classmethod vars'.split(
    ' ',
  ),
]);

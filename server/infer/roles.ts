import type { Position } from 'vscode-languageserver-protocol';
import { touches } from '../base/ranges.ts';
import { sqlalchemyName } from '../model/library.ts';
import type { RelationshipAttribute } from '../model/mapped.ts';
import type { Node } from '../syntax/locate.ts';
import type { Argument, Call, Expr, Str } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { listsAttribute } from './bound-class.ts';
import { lookups } from './inspection.ts';

/** Functions that take an object and the name of one of its attributes (orm/attributes.py and Python's own). */
const attributeFunctions: ReadonlySet<string> = new Set(
  'getattr hasattr setattr delattr set_committed_value set_attribute get_attribute del_attribute flag_modified get_history init_collection with_parent'.split(
    ' ',
  ),
);
/** Loader options of orm/strategy_options.py, which took strings until 2.0. */
const loaders: ReadonlySet<string> = new Set(
  'joinedload subqueryload selectinload lazyload immediateload noload raiseload defaultload contains_eager joinedload_all subqueryload_all'.split(' '),
);

/** Methods of queries and sessions whose arguments name attributes. */
const methods: ReadonlySet<string> = new Set('join outerjoin with_parent refresh expire'.split(' '));

/** Calls whose string arguments are understood. */
const relationshipCalls: ReadonlySet<string> = new Set(['relationship', 'relation', 'dynamic_loader', 'Relationship']);

/** What a string in the code stands for. `attributes` are the relationships its call declares, several in a mixin. */
export type StringRole =
  | {
      readonly kind: 'target' | 'backref' | 'back-populates' | 'secondary' | 'overlaps';
      readonly attributes: readonly RelationshipAttribute[];
      readonly call: Call;
    }
  /** Python in a string: `primaryjoin`, `order_by`, `foreign_keys` ... */
  | { readonly kind: 'expression'; readonly keyword: string; readonly attributes: readonly RelationshipAttribute[] }
  | { readonly kind: 'lazy' | 'cascade'; readonly attributes: readonly RelationshipAttribute[]; readonly reverse: boolean }
  /** `ForeignKey("table.column")` */
  | { readonly kind: 'foreign-key' }
  /** `association_proxy("target_collection", "attr")` */
  | { readonly kind: 'proxy'; readonly position: 0 | 1; readonly call: Call }
  | { readonly kind: 'getattr'; readonly call: Call }
  /** An attribute of the class around: `@validates("posts")`, `synonym("posts")`, `__mapper_args__ = {"exclude_properties": ["posts"]}`. */
  | { readonly kind: 'own' }
  /** An attribute of the class that a relationship leads to: `collection_class=attribute_keyed_dict("name")`. */
  | { readonly kind: 'of-target'; readonly attributes: readonly RelationshipAttribute[] }
  /** Looked up in something: `inspect(User).relationships["posts"]`, `mapper.get_property("posts")`, `"posts" in state.unloaded`. */
  | { readonly kind: 'key'; readonly of: Expr }
  /** A keyword that is passed in a dictionary: `User(**{"posts": []})`. */
  | { readonly kind: 'keyword'; readonly call: Call }
  /** `attrgetter("author.name")`; `items`: what it is given one after the other, as in `sorted(posts, key=attrgetter("author"))`. */
  | { readonly kind: 'getter'; readonly items: Expr | undefined }
  /** `joinedload("posts.author")`, of 1.x. `around`: the calls it stands in, outermost first. */
  | { readonly kind: 'loader'; readonly call: Call; readonly around: readonly Call[] }
  /** `query.join("posts", "author")`, of 1.x. */
  | { readonly kind: 'join'; readonly call: Call; readonly position: number }
  /** In a list of a schema, form or admin view: `fields = ("id", "author")`. */
  | { readonly kind: 'listed' }
  /** A name in `__all__`. */
  | { readonly kind: 'exported' }
  /** A type written in quotes, outside any call. */
  | { readonly kind: 'annotation' };

const byKeyword: Readonly<Record<string, 'target' | 'back-populates' | 'secondary' | 'overlaps' | 'backref'>> = {
  argument: 'target',
  back_populates: 'back-populates',
  secondary: 'secondary',
  overlaps: 'overlaps',
  backref: 'backref',
};
/** The parameters of relationship() in their order; from 2.0 on all but two must be keywords (orm/_orm_constructors.py). */
const positional = 'argument secondary primaryjoin secondaryjoin foreign_keys uselist order_by backref back_populates overlaps'.split(' ');
const expressions: ReadonlySet<string> = new Set(['primaryjoin', 'secondaryjoin', 'foreign_keys', 'remote_side', 'order_by']);

/** The call of SQLAlchemy's around a position and the argument the position stands in. */
export interface CallPlace {
  readonly name: string;
  readonly call: Call;
  readonly argument: Argument | undefined;
  /** The keyword, also of an entry in `sa_relationship_kwargs={...}`; undefined for a positional argument. */
  readonly keyword: string | undefined;
  /** Of a positional argument. */
  readonly position: number;
  /** For `backref()`: the relationship() call it belongs to. */
  readonly outer: Call | undefined;
}

/** The innermost call of a known constructor around the end of a path; undefined when there is none. */
export function callAround(path: readonly Node[], position: Position, uri: string, snapshot: Snapshot): CallPlace | undefined {
  for (let i = path.length - 1; i >= 0; i--) {
    const call = path[i];
    if (call?.kind === 'class' || call?.kind === 'function' || call?.kind === 'lambda') return undefined;
    if (call?.kind !== 'call') continue;
    const argument = call.args.find(a => touches(a.range, position));
    if (!argument && touches(call.func.range, position)) continue;
    const module = snapshot.project.module(uri);
    const name = module && sqlalchemyName(snapshot.project.evaluator.evaluate(call.func, { module, frames: [] }));
    const plain = call.func.kind === 'name' ? call.func.id : '';
    const method = call.func.kind === 'attribute' ? call.func.attr.id : '';
    const known =
      name !== undefined && (name !== 'join' || method === '')
        ? name
        : attributeFunctions.has(plain)
          ? plain
          : loaders.has(method) || methods.has(method)
            ? method
            : undefined;
    if (known === undefined) return undefined;
    const outer = path.slice(0, i).findLast((n): n is Call => n.kind === 'call');
    const positional = call.args.filter(a => !a.name);
    const index = argument ? positional.indexOf(argument) : positional.length;
    return {
      name: known,
      call,
      argument,
      keyword: argument?.name?.id === 'sa_relationship_kwargs' ? keyOfEntry(argument, position) : argument?.name?.id,
      position: index,
      outer,
    };
  }
  return undefined;
}

function keyOfEntry(argument: Argument, position: Position): string | undefined {
  if (argument.value.kind !== 'dict') return undefined;
  const entry = argument.value.entries.find(e => touches(e.value.range, position));
  return entry?.key?.kind === 'string' ? entry.key.value : undefined;
}

/** What the string at the end of a path stands for; undefined when that is nothing of ours. */
export function roleOf(path: readonly Node[], position: Position, uri: string, snapshot: Snapshot): StringRole | undefined {
  const direct = directRole(path);
  if (direct) return direct;
  const place = callAround(path, position, uri, snapshot);
  if (!place)
    return isAnnotation(path) ? { kind: 'annotation' } : isExport(path) ? { kind: 'exported' } : listsAttribute(path) ? { kind: 'listed' } : undefined;
  const { name, call, keyword, outer } = place;
  if (relationshipCalls.has(name)) {
    const attributes = snapshot.project.declaredBy(uri, call.range);
    return ofKeyword(keyword ?? positional[place.position] ?? '', attributes, call, false);
  }
  if (name === 'backref' && outer) {
    const attributes = snapshot.project.declaredBy(uri, outer.range);
    if (keyword === undefined ? place.position === 0 : keyword === 'name') return { kind: 'backref', attributes, call: outer };
    const reverse = attributes.flatMap(a => a.reverse.filter(r => r.provenance.kind === 'backref'));
    return ofKeyword(keyword ?? '', reverse, outer, true);
  }
  if (name === 'ForeignKey' && (keyword === undefined ? place.position === 0 : keyword === 'column')) return { kind: 'foreign-key' };
  if (name === 'Field' && keyword === 'foreign_key') return { kind: 'foreign-key' };
  if (name === 'ForeignKeyConstraint' && (keyword === 'refcolumns' || place.position === 1)) return { kind: 'foreign-key' };
  if (name === 'association_proxy' && (keyword === undefined ? place.position === 0 : keyword === 'target_collection'))
    return { kind: 'proxy', position: 0, call };
  if (name === 'association_proxy' && (place.position === 1 || keyword === 'attr')) return { kind: 'proxy', position: 1, call };
  if (!isWhole(path, place)) return undefined;
  if (keyedCollections.has(name) && outer) return { kind: 'of-target', attributes: snapshot.project.declaredBy(uri, outer.range) };
  if (attributeFunctions.has(name) || name === 'refresh' || name === 'expire')
    return (keyword === undefined ? place.position === 1 : keyword === 'prop' || keyword === 'attribute_names') ? { kind: 'getattr', call } : undefined;
  if ((name === 'validates' && keyword === undefined) || (name === 'synonym' && place.position === 0)) return { kind: 'own' };
  if (loaders.has(name) && keyword === undefined) return { kind: 'loader', call, around: path.slice(0, path.lastIndexOf(call)).filter(n => n.kind === 'call') };
  if ((name === 'join' || name === 'outerjoin') && keyword === undefined && call.func.kind === 'attribute')
    return { kind: 'join', call, position: place.position };
  return undefined;
}

/** Of collections that are keyed by an attribute of their items (orm/mapped_collection.py). */
const keyedCollections: ReadonlySet<string> = new Set(['attribute_keyed_dict', 'attribute_mapped_collection']);

/** What a string stands for by what it stands in directly. */
function directRole(path: readonly Node[]): StringRole | undefined {
  const leaf = path.at(-1);
  const parent = path.at(-2);
  const around = path.at(-3);
  if (leaf?.kind !== 'string') return undefined;
  switch (parent?.kind) {
    case 'subscript':
      return parent.items.some(i => i.value === leaf) && !isAnnotation(path) ? { kind: 'key', of: parent.value } : undefined;
    case 'binary':
      return (parent.op === 'in' || parent.op === 'not in') && parent.left === leaf ? { kind: 'key', of: parent.right } : undefined;
    case 'dict':
      if (around?.kind === 'call' && parent.entries.some(e => e.key === leaf) && around.args.some(a => a.value === parent && a.star === '**'))
        return { kind: 'keyword', call: around };
      return parent.entries.some(e => e.key === leaf) ? undefined : ofMapperArguments(path);
    case 'call': {
      if (parent.args.find(a => !a.name)?.value !== leaf) return undefined;
      const { func } = parent;
      if (func.kind === 'attribute' && lookups.has(func.attr.id)) return { kind: 'key', of: func.value };
      const name = func.kind === 'attribute' ? func.attr.id : func.kind === 'name' ? func.id : '';
      return name === 'attrgetter' ? { kind: 'getter', items: sortedItems(parent, around) } : undefined;
    }
    case 'list':
    case 'tuple':
    case 'set':
      return ofMapperArguments(path);
    default:
      return undefined;
  }
}

/** What `sorted(posts, key=attrgetter("author"))` and `posts.sort(key=attrgetter("author"))` sort. */
function sortedItems(getter: Call, around: Node | undefined): Expr | undefined {
  if (around?.kind !== 'call' || !around.args.some(a => a.name?.id === 'key' && a.value === getter)) return undefined;
  const { func } = around;
  if (func.kind === 'attribute' && func.attr.id === 'sort') return func.value;
  const name = func.kind === 'attribute' ? func.attr.id : func.kind === 'name' ? func.id : '';
  return ['sorted', 'min', 'max', 'groupby'].includes(name) ? around.args.find(a => !a.name && !a.star)?.value : undefined;
}

/** `include_properties` and `exclude_properties` of `__mapper_args__` name attributes of the class (orm/mapper.py, `_should_exclude`). */
function ofMapperArguments(path: readonly Node[]): StringRole | undefined {
  const statement = path.findLast(n => n.kind === 'assign');
  if (statement?.kind !== 'assign' || !statement.targets.some(t => t.kind === 'name' && t.id === '__mapper_args__')) return undefined;
  const dict = path.find(n => n.kind === 'dict');
  const entry = dict?.kind === 'dict' ? dict.entries.find(e => path.includes(e.value)) : undefined;
  const key = entry?.key?.kind === 'string' ? entry.key.value : '';
  return key === 'include_properties' || key === 'exclude_properties' ? { kind: 'own' } : undefined;
}

/** True when the string is an argument, or an item of one: in `getattr(x, prefix + "_id")` it says nothing by itself. */
function isWhole(path: readonly Node[], { argument }: CallPlace): boolean {
  const leaf = path.at(-1);
  const list = path.at(-2);
  return argument !== undefined && (argument.value === leaf || (argument.value === list && (list.kind === 'list' || list.kind === 'tuple')));
}

/** True for a string that stands where a type is written: an annotation, or the type in `cast("Post", x)` and `Repository["Post"]`. */
function isAnnotation(path: readonly Node[]): boolean {
  const types: ReadonlySet<Node['kind']> = new Set(['string', 'subscript', 'tuple', 'list', 'binary', 'attribute', 'name']);
  const at = path.findLastIndex(n => !types.has(n.kind));
  const around = path[at];
  const type = path[at + 1];
  if (!around || !type) return false;
  switch (around.kind) {
    case 'assign':
      // `Posts = list["Post"]` gives a type a name; a plain string is a text.
      return around.annotation === type || (around.value === type && type.kind === 'subscript' && type.items.some(i => i.value === path[at + 2]));
    case 'function':
      return around.returns === type || around.params.some(p => p.annotation === type);
    case 'class':
      return around.args.some(a => a.value === type) && type.kind === 'subscript';
    case 'call':
      return around.func.kind === 'name' ? around.func.id === 'cast' && around.args[0]?.value === type : false;
    default:
      return false;
  }
}

/** True for a string in the list of a module's `__all__`. */
function isExport(path: readonly Node[]): boolean {
  const [statement] = path;
  return statement?.kind === 'assign' && statement.targets.some(t => t.kind === 'name' && t.id === '__all__');
}

function ofKeyword(keyword: string, attributes: readonly RelationshipAttribute[], call: Call, reverse: boolean): StringRole | undefined {
  const kind = byKeyword[keyword];
  if (kind) return { kind, attributes, call };
  if (expressions.has(keyword)) return { kind: 'expression', keyword, attributes };
  return keyword === 'lazy' || keyword === 'cascade' ? { kind: keyword, attributes, reverse } : undefined;
}

/** The characters of a string up to a position; undefined where the string's text cannot be told from its spelling. */
export function typedUpTo(string: Str, position: Position): string | undefined {
  const { content } = string;
  if (!content || content.start.line !== position.line) return content && string.value === '' ? '' : undefined;
  return string.value.slice(0, Math.max(0, position.character - content.start.character));
}

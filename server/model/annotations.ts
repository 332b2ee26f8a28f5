import { parseInside } from '../syntax/parse.ts';
import type { Call, Expr } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import { callOf, libraryPath, sqlalchemyName } from './library.ts';
import type { Env } from './values.ts';

/** What `Mapped[...]` (or a SQLModel annotation) says of a relationship. */
export interface MappedAnnotation {
  readonly wrapper: 'Mapped' | 'DynamicMapped' | 'WriteOnlyMapped' | 'none';
  /** The expression naming the related class, without Optional, collection and quotes; undefined when it could not be found. */
  readonly target: Expr | undefined;
  /** `list`, `set`, `dict` ... as written, when the annotation is a collection. */
  readonly collection: string | undefined;
  readonly optional: boolean;
  /** `List[Optional["B"]]`: SQLAlchemy takes the inner `Optional` for the class. */
  readonly optionalItem: boolean;
  /** `Mapped["list[B]"]`, or quotes that stay when annotations are strings already: SQLAlchemy takes the whole string for a class name and fails. */
  readonly quotedGeneric: boolean;
}

const wrappers = ['Mapped', 'DynamicMapped', 'WriteOnlyMapped'] as const;

/** `collections.abc.Collection` and what derives from it, by last name. Iterable is none. */
const collections: ReadonlySet<string> = new Set(
  'list List set Set frozenset FrozenSet dict Dict tuple Tuple deque Deque Sequence MutableSequence Collection AbstractSet MutableSet Mapping MutableMapping defaultdict OrderedDict KeyFuncDict MappedCollection InstrumentedList InstrumentedSet InstrumentedDict OrderingList'.split(
    ' ',
  ),
);
const mappings: ReadonlySet<string> = new Set(
  'dict Dict Mapping MutableMapping defaultdict OrderedDict KeyFuncDict MappedCollection InstrumentedDict'.split(' '),
);

/** True when SQLAlchemy maps values of this kind of collection by key. */
export const isMappingType = (collection: string): boolean => mappings.has(collection);

/** The last name of a dotted name: `List` of `typing.List`. */
export const lastName = (expr: Expr): string => (expr.kind === 'name' ? expr.id : expr.kind === 'attribute' ? expr.attr.id : '');

/** `a.b.c` as written; undefined for what is no dotted name. */
export function dottedPath(expr: Expr): string | undefined {
  if (expr.kind === 'name') return expr.id;
  if (expr.kind !== 'attribute') return undefined;
  const of = dottedPath(expr.value);
  return of === undefined ? undefined : `${of}.${expr.attr.id}`;
}

/**
 * What becomes of annotations without `Mapped[...]` that are strings, by quotes or by `from __future__ import annotations`: they are `read` as if they
 * were none, `evaluated` when all in them is there while the class is made (`resolved`: what stands in quotes within them too), else `kept` as a string
 * that is looked up whole.
 */
export type Bare = 'read' | 'evaluated' | 'resolved' | 'kept';

/** Reads a relationship's annotation; undefined when it is not wrapped in `Mapped` and `bare` annotations do not count. */
export function readAnnotation(annotation: Expr, env: Env, evaluator: Evaluator, bare?: Bare): MappedAnnotation | undefined {
  const expr = annotation.kind === 'string' ? parseInside(annotation) : annotation;
  if (!expr) return undefined;
  if (expr.kind === 'subscript') {
    const name = sqlalchemyName(evaluator.evaluate(expr.value, env)) ?? lastName(expr.value);
    const wrapper = name === 'Relationship' ? 'Mapped' : wrappers.find(w => w === name);
    const inner = expr.items[0]?.value;
    if (wrapper && inner && annotation.kind === 'string' && hasStringAnnotations(env, evaluator)) return { wrapper, ...nothing, quotedGeneric: true };
    if (wrapper && inner) return { wrapper, ...unwrap(inner, env, evaluator, annotation.kind === 'string') };
    if (name === 'ClassVar') return undefined;
  }
  if (!bare) return undefined;
  const [quoted, late] = [annotation.kind === 'string', hasStringAnnotations(env, evaluator)];
  const isString = quoted || late;
  const generic = expr.kind === 'subscript' || (expr.kind === 'binary' && bare === 'kept');
  const stays = bare === 'kept' || (quoted && late) || !isThere(expr, env, evaluator, bare === 'resolved');
  if (bare !== 'read' && isString && generic && stays) return { wrapper: 'none', ...nothing, quotedGeneric: true };
  return { wrapper: 'none', ...unwrap(expr, env, evaluator, bare === 'read' || isString) };
}

/** True when all names of an annotation mean something to the module in front of it; `deep`: those in quotes too. */
function isThere(expr: Expr, env: Env, evaluator: Evaluator, deep: boolean): boolean {
  const all = (parts: readonly Expr[]): boolean => parts.every(it => isThere(it, env, evaluator, deep));
  if (expr.kind === 'subscript') return all([expr.value, ...expr.items.map(i => i.value)]);
  if (expr.kind === 'binary') return all([expr.left, expr.right]);
  if (expr.kind === 'attribute') return all([expr.value]);
  const inside = expr.kind === 'string' && deep ? parseInside(expr) : undefined;
  if (inside) return all([inside]);
  if (expr.kind !== 'name' || isBuiltinType.has(expr.id)) return true;
  return evaluator.inModule(env.module, expr.id, undefined, expr.range.start) !== undefined;
}

const isBuiltinType: ReadonlySet<string> = new Set(['list', 'set', 'dict', 'tuple', 'frozenset', 'None']);

/**
 * The `mapped_column()` that `Mapped[user_fk]` brings, with `user_fk = Annotated[int, mapped_column(ForeignKey("user.id"))]` (properties.py,
 * `MappedColumn._init_column_for_annotation`); undefined when it brings none.
 */
export function annotatedColumn(annotation: Expr, env: Env, evaluator: Evaluator): { readonly call: Call; readonly env: Env } | undefined {
  const wrapped = annotation.kind === 'string' ? parseInside(annotation) : annotation;
  const first = wrapped?.kind === 'subscript' ? wrapped.items[0]?.value : undefined;
  const inner = first?.kind === 'string' ? parseInside(first) : first;
  const alias = inner && evaluator.evaluate(stripOptional(inner).expr, env);
  if (alias?.kind !== 'subscript' || alias.node.kind !== 'subscript' || !libraryPath(alias.of).endsWith('.Annotated')) return undefined;
  for (const item of alias.node.items) {
    const value = evaluator.evaluate(item.value, alias.env);
    if (value.kind === 'call' && callOf(value) === 'mapped_column') return { call: value.node, env: value.env };
  }
  return undefined;
}

/** `from __future__ import annotations` in the file itself: a star import may bring the name, but not what it does. */
export const hasStringAnnotations = ({ module }: Env, evaluator: Evaluator): boolean =>
  libraryPath(evaluator.inModule(module, 'annotations', new Set([module.uri]))) === '__future__.annotations';

type Unwrapped = Omit<MappedAnnotation, 'wrapper'>;

function unwrap(expr: Expr, env: Env, evaluator: Evaluator, quoted: boolean): Unwrapped {
  if (expr.kind === 'string') {
    const inside = parseInside(expr);
    if (!inside) return { target: undefined, collection: undefined, optional: false, optionalItem: false, quotedGeneric: false };
    const plain = stripOptional(inside);
    // Only the whole annotation may be quoted around a generic; a string inside Mapped[...] may hold a name, with or without None.
    if (plain.expr.kind === 'subscript' && !quoted)
      return { target: undefined, collection: undefined, optional: plain.optional, optionalItem: false, quotedGeneric: true };
    return unwrap(inside, env, evaluator, quoted);
  }
  const { expr: plain, optional } = stripOptional(expr);
  if (plain !== expr) return { ...unwrap(plain, env, evaluator, quoted), optional };
  if (expr.kind === 'subscript') {
    const name = libraryPath(evaluator.evaluate(expr.value, env)).split('.').at(-1) || lastName(expr.value);
    const items = expr.items.map(i => i.value);
    if (name === 'Annotated' || name === 'Union' || name === 'Optional') return items[0] ? unwrap(items[0], env, evaluator, quoted) : nothing;
    const target = mappings.has(name) ? items.at(-1) : items[0];
    if (!target) return nothing;
    const inner = unwrap(target, env, evaluator, quoted);
    return collections.has(name)
      ? { ...inner, collection: name, optional, optionalItem: target.kind === 'subscript' && inner.optional }
      : { ...inner, optional };
  }
  if (expr.kind === 'binary' && expr.op === '|') return unwrap(expr.left, env, evaluator, quoted);
  return { target: expr, collection: undefined, optional, optionalItem: false, quotedGeneric: false };
}

const nothing: Unwrapped = { target: undefined, collection: undefined, optional: false, optionalItem: false, quotedGeneric: false };

const isNoneExpr = (expr: Expr): boolean => (expr.kind === 'constant' && expr.value === 'None') || (expr.kind === 'name' && expr.id === 'None');

/** `X` of `Optional[X]`, `X | None`, `None | X` and `Union[X, None]`. */
export function stripOptional(expr: Expr): { readonly expr: Expr; readonly optional: boolean } {
  if (expr.kind === 'binary' && expr.op === '|') {
    if (isNoneExpr(expr.right)) return { expr: stripOptional(expr.left).expr, optional: true };
    if (isNoneExpr(expr.left)) return { expr: stripOptional(expr.right).expr, optional: true };
  }
  if (expr.kind === 'subscript') {
    const name = lastName(expr.value);
    const items = expr.items.map(i => i.value);
    if (name === 'Optional' && items[0]) return { expr: stripOptional(items[0]).expr, optional: true };
    if (name === 'Union') {
      const rest = items.filter(i => !isNoneExpr(i));
      if (rest.length < items.length && rest.length === 1 && rest[0]) return { expr: stripOptional(rest[0]).expr, optional: true };
    }
  }
  return { expr, optional: false };
}

/** A type as `ast.unparse` writes it. */
export function unparsed(it: Expr): string {
  switch (it.kind) {
    case 'name':
      return it.id;
    case 'attribute':
      return `${unparsed(it.value)}.${it.attr.id}`;
    case 'string':
      return `'${it.value}'`;
    case 'subscript':
      return `${unparsed(it.value)}[${it.items.map(i => unparsed(i.value)).join(', ')}]`;
    case 'binary':
      return `${unparsed(it.left)} ${it.op} ${unparsed(it.right)}`;
    case 'constant':
      return it.value;
    default:
      return '...';
  }
}

/** What stands under a key: in a dictionary, a row, a TypedDict, an object that keeps things. */
import type { Expr } from '../syntax/tree.ts';
import { annotationType, byPosition } from './annotations.ts';
import { literalOr } from './arguments.ts';
import type { Context } from './context.ts';
import type { Environment } from './environment.ts';
import { rowOf, type Type, unknownType } from './types.ts';

/** `of[key]` for a key that is written as a text or a number, or is a class; undefined when such keys say nothing of it. */
export function under(ctx: Context, of: Type, key: Type): Type | undefined {
  const literal = key.kind === 'other' ? key.literal : undefined;
  switch (of.kind) {
    case 'collection':
      return typeof literal === 'string' ? of.entries?.get(literal) : undefined;
    case 'row':
      return ofRow(of, key);
    case 'tuple':
      return typeof literal === 'number' ? of.items.at(literal) : undefined;
    case 'object':
      return typeof literal === 'string' && isTypedDict(ctx, of) ? ctx.member(of, literal) : undefined;
    default:
      return undefined;
  }
}

/** `row["Post"]`, `row[Post]`, `row[1]`: rows know their entities by place, by class and by its name. */
export function ofRow({ items, keyed }: Extract<Type, { kind: 'row' }>, key: Type): Type | undefined {
  if (key.kind === 'class') return items.find(t => t.kind === 'instance' && t.cls === key.cls);
  const literal = key.kind === 'other' ? key.literal : undefined;
  if (typeof literal === 'number') return keyed ? undefined : items.at(literal);
  return literal === undefined ? undefined : items.find(t => t.kind === 'instance' && t.cls.name === literal);
}

/** True for an object that is a dictionary with known keys. */
export const isTypedDict = (ctx: Context, of: Extract<Type, { kind: 'object' }>): boolean =>
  ctx.snapshot.project.hierarchy.lineage(of.cls).libraries.some(path => path.endsWith('.TypedDict'));

/** Methods that read what is under a key. */
export const reading: ReadonlySet<string> = new Set(['get', 'pop', 'setdefault', '__getitem__']);

/** `of[...]` as an expression. */
export function subscripted(ctx: Context, of: Type, expr: Extract<Expr, { kind: 'subscript' }>, env: Environment): Type {
  const index = expr.items[0]?.value;
  const sliced = index?.kind === 'slice';
  const key = index ? literalOr(index, e => ctx.typeOf(e, env)) : unknownType;
  switch (of.kind) {
    case 'collection':
      return under(ctx, of, key) ?? (sliced ? of : of.entries ? unknownType : of.of);
    case 'query':
      return sliced ? { kind: 'collection', of: rowOf(of.items), container: 'list' } : rowOf(of.items);
    case 'row':
    case 'tuple':
      return under(ctx, of, key) ?? unknownType;
    // `Repository[User]`: a generic class of the workspace.
    case 'class-object':
      return { ...of, made: byPosition(expr.items.map(i => annotationType(i.value, e => ctx.typeOf(e, env)))) };
    case 'class':
      return of;
    case 'instance':
    case 'object': {
      const get = ctx.member(of, '__getitem__');
      return get.kind === 'function' ? ctx.call(get, [key]) : (under(ctx, of, key) ?? unknownType);
    }
    case 'library':
      return aliasOf(ctx, expr, env);
    case 'never':
    case 'other':
      return of;
    case 'foreign':
      return of.path === '' ? of : unknownType;
    default:
      return unknownType;
  }
}

/** `Optional[Post]` outside an annotation. */
export function aliasOf(ctx: Context, expr: Expr, env: Environment): Type {
  const of = annotationType(expr, e => ctx.typeOf(e, env));
  return of.kind === 'unknown' ? unknownType : { kind: 'alias', of };
}

/** What stands under a key: in a dictionary, a row, a TypedDict, an object that keeps things. */
import type { Context } from './context.ts';
import type { Type } from './types.ts';

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

const isTypedDict = (ctx: Context, of: Extract<Type, { kind: 'object' }>): boolean =>
  ctx.snapshot.project.hierarchy.lineage(of.cls).libraries.some(path => path.endsWith('.TypedDict'));

/** Methods that read what is under a key. */
export const reading: ReadonlySet<string> = new Set(['get', 'pop', 'setdefault', '__getitem__']);

/** `of.get(key)`; undefined when nothing is known under the key. */
export function readBy(ctx: Context, receiver: () => Type, key: Type | undefined): Type | undefined {
  if (!key || (key.kind !== 'class' && (key.kind !== 'other' || key.literal === undefined))) return undefined;
  const of = receiver();
  // Flask: `g.get("user")`
  if (of.kind === 'library' && /\.g$/.test(of.path) && key.kind === 'other' && typeof key.literal === 'string') return ctx.member(of, key.literal);
  const found = under(ctx, of, key);
  return found && found.kind !== 'unknown' ? found : undefined;
}

/** What functions put into collections that outlive them: `self.posts.append(post)`, `cache[key] = post`. */
import { append, memo } from '../base/lazy.ts';
import { sameRange } from '../base/ranges.ts';
import type { ClassSymbol } from '../model/values.ts';
import { type Node, walk } from '../syntax/locate.ts';
import type { Call, ClassDef, Expr, FunctionDef, Module } from '../syntax/tree.ts';
import type { Context } from './context.ts';
import { elementOf, type Type } from './types.ts';

/** One place where something is put into a collection. */
interface Filling {
  readonly put: Put;
  /** The class whose method puts it into something of its own `self`; undefined for a name of the module. */
  readonly self: ClassDef | undefined;
}

/** How a statement fills a collection. */
export interface Put {
  /** The name or attribute that holds the collection. */
  readonly into: Expr;
  readonly value: Expr;
  /** The value is a collection of what is put. */
  readonly many: boolean;
  /** It goes into a collection under a key: `d[key].append(post)`. */
  readonly nested: boolean;
}

const adding: Readonly<Record<string, 'item' | 'items'>> = {
  append: 'item',
  add: 'item',
  appendleft: 'item',
  insert: 'item',
  extend: 'items',
  update: 'items',
};

/** What a call puts into which collection: `posts.append(post)`, `by_day.setdefault(day, []).append(post)`. */
export function putBy({ func, args }: Call): Put | undefined {
  if (func.kind !== 'attribute') return undefined;
  const how = adding[func.attr.id];
  const value = args[func.attr.id === 'insert' ? 1 : 0];
  if (!how || !value || value.name || value.star) return undefined;
  const { value: into } = func;
  const many = how === 'items';
  if (into.kind === 'subscript') return { into: into.value, value: value.value, many, nested: true };
  if (into.kind === 'call' && into.func.kind === 'attribute' && into.func.attr.id === 'setdefault')
    return { into: into.func.value, value: value.value, many, nested: true };
  return { into, value: value.value, many, nested: false };
}

/** What a put adds to the items of its collection. */
export function added({ many, nested }: Put, value: Type): Type {
  const item = many ? elementOf(value) : value;
  return nested ? { kind: 'collection', of: item, container: 'list' } : item;
}

const known = new WeakMap<Module, ReadonlyMap<string, readonly Filling[]>>();

/** The fillings in the functions of a file by the names of the collections. */
const fillingsOf = (tree: Module): ReadonlyMap<string, readonly Filling[]> =>
  memo(known, tree, () => {
    const out = new Map<string, Filling[]>();
    walk(tree.body, (node, parents) => {
      const put = node.kind === 'call' ? putBy(node) : undefined;
      if (put) record(put, parents, out);
      if (node.kind !== 'assign' || !node.value || node.augmented) return;
      for (const target of node.targets)
        if (target.kind === 'subscript') record({ into: target.value, value: node.value, many: false, nested: false }, parents, out);
    });
    return out;
  });

function record(put: Put, parents: readonly Node[], out: Map<string, Filling[]>): void {
  const functions = parents.filter((p): p is FunctionDef => p.kind === 'function');
  const { into } = put;
  if (functions.length === 0) return;
  if (into.kind === 'name' && !functions.some(f => locals(f).has(into.id))) append(out, into.id, { put, self: undefined });
  const method = parents.findLast((p, i): p is FunctionDef => p.kind === 'function' && parents[i - 1]?.kind === 'class');
  const cls = method && parents[parents.indexOf(method) - 1];
  if (into.kind === 'attribute' && into.value.kind === 'name' && into.value.id === method?.params[0]?.name?.id && cls?.kind === 'class')
    append(out, into.attr.id, { put, self: cls });
}

const localNames = new WeakMap<FunctionDef, ReadonlySet<string>>();

/** The names that a function binds itself. */
const locals = (func: FunctionDef): ReadonlySet<string> =>
  memo(localNames, func, () => {
    const names = new Set(func.params.flatMap(p => p.name?.id ?? []));
    const bind = (target: Expr | undefined): void => {
      if (target?.kind === 'name') names.add(target.id);
      else if (target?.kind === 'tuple' || target?.kind === 'list') target.items.forEach(bind);
    };
    walk(func.body, node => {
      if (node.kind === 'assign') node.targets.forEach(bind);
      else if (node.kind === 'for') bind(node.target);
      else if (node.kind === 'with') for (const item of node.items) bind(item.target);
      else if (node.kind === 'walrus') names.add(node.target.id);
    });
    return names;
  });

/** A collection with what the functions of a file put into it; `cls` when it is an attribute of that class. */
export function filled(ctx: Context, type: Type, name: string, uri: string, cls?: ClassSymbol): Type {
  if (type.kind !== 'collection' || type.entries) return type;
  const tree = ctx.snapshot.tree(uri);
  let of = type.of;
  for (const { put, self } of (tree && fillingsOf(tree).get(name)) ?? []) {
    if (self ? !cls || !sameRange(self.name.range, cls.fact.name.range) : cls !== undefined) continue;
    const at = ctx.at(uri, put.value.range.start);
    of = ctx.join(of, added(put, at ? ctx.typeOf(put.value, at.env) : { kind: 'unknown' }));
  }
  return of === type.of ? type : { ...type, of };
}

/** Whether functions of a file put something into collections of its own names. */
export const filledNames = (tree: Module): readonly string[] => [...fillingsOf(tree)].filter(([, all]) => all.some(f => !f.self)).map(([name]) => name);

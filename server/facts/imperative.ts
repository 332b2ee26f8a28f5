import { type Node, walk } from '../syntax/locate.ts';
import type { Call, Expr, Module } from '../syntax/tree.ts';

/** The names of the classes that functions of a file map with `map_imperatively()` or `mapper()`; `unnamed` when a class comes as a parameter or the like. */
export interface Mappings {
  readonly names: readonly string[];
  readonly unnamed: boolean;
}

const none: Mappings = { names: [], unnamed: false };

/** What the model need not know: functions are followed where a mapped thing can come out of them, and this only happens in them. */
export function mappingsIn(module: Module, text: string): Mappings {
  if (!/\bmap_imperatively\b|\bmapper\s*\(/.test(text)) return none;
  const given: Expr[] = [];
  const known = new Set<string>();
  walk(module.body, (node, parents) => {
    if (node.kind === 'import-from') for (const { name, alias } of node.names) known.add((alias ?? name).id);
    if (node.kind === 'class') known.add(node.name.id);
    const cls = node.kind === 'call' && parents.some(isFunction) ? mappedBy(node) : undefined;
    if (cls) given.push(cls);
  });
  const named = (it: Expr): string | undefined => (it.kind === 'attribute' ? it.attr.id : it.kind === 'name' && known.has(it.id) ? it.id : undefined);
  return { names: given.flatMap(it => named(it) ?? []), unnamed: given.some(it => named(it) === undefined) };
}

const isFunction = ({ kind }: Node): boolean => kind === 'function';

/** The class of `registry.map_imperatively(Post, posts)` and `mapper(Post, posts)`. */
function mappedBy({ func, args }: Call): Expr | undefined {
  const name = func.kind === 'name' ? func.id : func.kind === 'attribute' ? func.attr.id : '';
  if (name !== 'map_imperatively' && !(name === 'mapper' && args.length > 1)) return undefined;
  return (args.find(a => a.name?.id === 'class_') ?? args.find(a => !a.name && !a.star))?.value;
}

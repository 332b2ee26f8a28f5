/** Where a file calls, sets and defines things, by name: read from the tree once and kept as long as the tree. */
import { append, memo } from '../base/lazy.ts';
import { type Node, walk } from '../syntax/locate.ts';
import type { Attribute, Call, ClassDef, Expr, FunctionDef, Module } from '../syntax/tree.ts';

/** `x.name = value`, or one part of `x.name, y = value`. */
export interface Setting {
  readonly target: Attribute;
  readonly value: Expr;
  readonly annotation: Expr | undefined;
  /** Of a tuple on the left side. */
  readonly part: number | undefined;
  /** The class whose method sets it on its own `self` or `cls`. */
  readonly self: ClassDef | undefined;
  /** The method it stands in. */
  readonly method: FunctionDef | undefined;
}

export interface Sites {
  /** Calls by the last name of what is called. */
  readonly calls: ReadonlyMap<string, readonly Call[]>;
  /** Names that are read without being called: what they name may be called from anywhere. */
  readonly passed: ReadonlySet<string>;
  readonly settings: ReadonlyMap<string, readonly Setting[]>;
  /** What functions give to names that they declare `global`. */
  readonly globals: ReadonlyMap<string, readonly Expr[]>;
  /** Functions that are made in functions: nothing outside the file calls them by their name. */
  readonly inner: ReadonlySet<FunctionDef>;
  /** How many functions and methods of a name it defines. */
  readonly defined: ReadonlyMap<string, number>;
  /** Functions with decorators, by the last name of each decorator. */
  readonly decorated: ReadonlyMap<string, readonly FunctionDef[]>;
}

const known = new WeakMap<Module, Sites>();

export const sitesOf = (tree: Module): Sites => memo(known, tree, () => collect(tree));

function collect(tree: Module): Sites {
  const calls = new Map<string, Call[]>();
  const passed = new Set<string>();
  const settings = new Map<string, Setting[]>();
  const decorated = new Map<string, FunctionDef[]>();
  const defined = new Map<string, number>();
  const globals = new Map<string, Expr[]>();
  const inner = new Set<FunctionDef>();
  const declared = new Map<Node, readonly string[]>();
  walk(tree.body, (node, parents) => {
    switch (node.kind) {
      case 'call':
        append(calls, lastName(node.func), node);
        return;
      case 'name':
      case 'attribute': {
        const parent = parents.at(-1);
        const isName = node.kind === 'name' && parent?.kind === 'attribute' && parent.attr === node;
        const isBinding = parent?.kind === 'function' || parent?.kind === 'class' || parent?.kind === 'import' || parent?.kind === 'import-from';
        if (isName || (isBinding && !(parent.kind === 'function' && parent.decorators.includes(node)))) return;
        if (parent?.kind === 'call' && (parent.func === node || parent.args.some(a => a.name === node))) return;
        passed.add(node.kind === 'name' ? node.id : node.attr.id);
        return;
      }
      case 'function':
        if (parents.findLast(p => p.kind === 'function' || p.kind === 'class')?.kind === 'function') inner.add(node);
        defined.set(node.name.id, (defined.get(node.name.id) ?? 0) + 1);
        for (const d of node.decorators) append(decorated, lastName(d.kind === 'call' ? d.func : d), node);
        return;
      case 'global': {
        const func = parents.findLast(p => p.kind === 'function');
        if (func) declared.set(func, [...(declared.get(func) ?? []), ...(node.names ?? []).map(n => n.id)]);
        return;
      }
      case 'assign': {
        const { value, annotation } = node;
        if (!value || node.augmented) return;
        const func = declared.size === 0 ? undefined : parents.findLast(p => p.kind === 'function');
        const names = func && declared.get(func);
        for (const target of node.targets) if (target.kind === 'name' && names?.includes(target.id)) append(globals, target.id, value);
        const method = parents.findLast((p, i): p is FunctionDef => p.kind === 'function' && parents[i - 1]?.kind === 'class');
        const cls = method && parents[parents.indexOf(method) - 1];
        const add = (target: Expr, part: number | undefined): void => {
          if (target.kind !== 'attribute') return;
          const self = target.value.kind === 'name' && target.value.id === method?.params[0]?.name?.id && cls?.kind === 'class' ? cls : undefined;
          append(settings, target.attr.id, { target, value, annotation, part, self, method });
        };
        for (const target of node.targets) {
          if (target.kind === 'tuple' || target.kind === 'list') for (const [i, item] of target.items.entries()) add(item, i);
          else add(target, undefined);
        }
        return;
      }
      default:
    }
  });
  return { calls, passed, settings, globals, inner, defined, decorated };
}

/** `f` of `f`, `a.b.f`; empty for anything else. */
export const lastName = (expr: Expr): string => (expr.kind === 'name' ? expr.id : expr.kind === 'attribute' ? expr.attr.id : '');

/** The last names of a function's decorators. */
export const decoratorNames = (func: { readonly decorators: readonly Expr[] }): readonly string[] =>
  func.decorators.map(d => lastName(d.kind === 'call' ? d.func : d));

/** What decorators of the workspace do to a function: whether calling it still gives what it returns, and what they call it with. */
import { memo } from '../base/lazy.ts';
import type { FunctionFact } from '../facts/facts.ts';
import type { ModuleInfo } from '../model/modules.ts';
import { definitionAt, walk } from '../syntax/locate.ts';
import type { Call, Expr, FunctionDef } from '../syntax/tree.ts';
import { bindArguments } from './arguments.ts';
import type { Context } from './context.ts';
import { Environment } from './environment.ts';
import type { Type } from './types.ts';

/**
 * False when a decorator of the workspace wraps the function and hands on something else than its result. Decorators from outside are taken to
 * hand it on, as caches, routes and permissions do.
 */
export function keepsResult(ctx: Context, func: FunctionFact, module: ModuleInfo): boolean {
  return func.decorators.every(decorator => {
    const env = new Environment(module, ctx.work);
    const type = ctx.typeOf(decorator.kind === 'call' ? decorator.func : decorator, env);
    if (type.kind !== 'function') return true;
    const tree = ctx.snapshot.tree(type.env.module.uri);
    const definition = tree && definitionAt(tree, type.func.name);
    return definition?.kind !== 'function' || handsOn(definition);
  });
}

/** What a decorator of the workspace gives to a parameter when it calls the function it was given: `return view(post, *args)`. */
export function givenByWrapper(
  ctx: Context,
  func: FunctionDef,
  isMethod: boolean,
  name: string,
  module: ModuleInfo,
): { readonly type: Type; readonly call: Call; readonly uri: string } | undefined {
  for (const decorator of func.decorators) {
    const type = ctx.typeOf(decorator.kind === 'call' ? decorator.func : decorator, new Environment(module, ctx.work));
    const { uri } = type.kind === 'function' ? type.env.module : module;
    const tree = type.kind === 'function' ? ctx.snapshot.tree(uri) : undefined;
    const definition = tree && type.kind === 'function' ? definitionAt(tree, type.func.name) : undefined;
    for (const call of definition?.kind === 'function' ? wrappedCalls(definition) : []) {
      const value = bindArguments(func, isMethod, call).get(name);
      const byName = call.args.some(a => a.name?.id === name);
      // What a method is called with begins with its `self`.
      const at = value && (byName || !isMethod) ? ctx.at(uri, value.range.start) : undefined;
      if (value && at) return { type: ctx.typeOf(value, at.env), call, uri };
    }
  }
  return undefined;
}

const wrapped = new WeakMap<FunctionDef, readonly Call[]>();

/** The calls in a decorator of the function that it, or a function in it, was given. */
const wrappedCalls = (definition: FunctionDef): readonly Call[] =>
  memo(wrapped, definition, () => {
    const given = new Set(definition.params.flatMap(p => (p.star ? [] : (p.name?.id ?? []))));
    const calls: Call[] = [];
    walk(definition.body, (node, parents) => {
      // `def outer(f)` in a decorator with arguments.
      if (node.kind === 'function' && parents.length === 0) for (const p of node.params) if (!p.star && p.name) given.add(p.name.id);
      if (node.kind === 'call' && node.func.kind === 'name' && given.has(node.func.id) && node.args.some(a => !a.star)) calls.push(node);
    });
    return calls;
  });

const known = new WeakMap<FunctionDef, boolean>();

/** True when a decorator, or a function made in it, returns a function it was given or what such a function returned. */
const handsOn = (definition: FunctionDef): boolean =>
  memo(known, definition, () => {
    const functions: FunctionDef[] = [definition];
    walk(definition.body, node => {
      if (node.kind === 'function') functions.push(node);
    });
    const given = new Set(functions.flatMap(f => f.params.filter(p => !p.star).flatMap(p => p.name?.id ?? [])));
    let found = false;
    for (const func of functions) {
      const results = new Set<string>();
      const passes = (expr: Expr | undefined): boolean => {
        if (expr?.kind === 'await' || expr?.kind === 'yield-from') return passes(expr.value);
        if (expr?.kind === 'name') return results.has(expr.id) || (given.has(expr.id) && func === definition);
        return expr?.kind === 'call' && expr.func.kind === 'name' && given.has(expr.func.id);
      };
      walk(func.body, node => {
        if (node.kind === 'assign' && passes(node.value)) for (const target of node.targets) if (target.kind === 'name') results.add(target.id);
        if (node.kind === 'return' && passes(node.values[0])) found = true;
      });
    }
    return found;
  });

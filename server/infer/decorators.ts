/** Whether calling a decorated function still gives what the function returns. */
import { memo } from '../base/lazy.ts';
import type { FunctionFact } from '../facts/facts.ts';
import type { ModuleInfo } from '../model/modules.ts';
import { definitionAt, walk } from '../syntax/locate.ts';
import type { Expr, FunctionDef } from '../syntax/tree.ts';
import type { Context } from './context.ts';
import { Environment } from './environment.ts';

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

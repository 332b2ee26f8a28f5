/** Who calls a function, and with what. */
import { memo } from '../base/lazy.ts';
import type { ModuleInfo } from '../model/modules.ts';
import type { ClassSymbol } from '../model/values.ts';
import type { Call, ClassDef, Expr, FunctionDef } from '../syntax/tree.ts';
import { bindArguments } from './arguments.ts';
import { isFunction } from './calls.ts';
import type { Context } from './context.ts';
import type { Environment } from './environment.ts';
import { sitesOf } from './sites.ts';
import { possible, type Type } from './types.ts';

/** A function named in more files than this may be called by anybody. */
const maxFiles = 40;
const maxCalls = 60;

/** One call of a function. */
export interface Caller {
  readonly uri: string;
  readonly call: Call;
  readonly env: Environment;
  /** The arguments by the names of the parameters. */
  readonly args: ReadonlyMap<string, Expr>;
  /** False when the receiver is not known, so that only the name of the method speaks for it. */
  readonly sure: boolean;
}

export interface Callers {
  readonly calls: readonly Caller[];
  /** False when there may be calls that are not seen: too many files, or the function is passed around. */
  readonly complete: boolean;
}

const nobody: Callers = { calls: [], complete: false };
/** By what depends on no depth, under `undefined`, and by the depth at which they were asked for. */
const known = new WeakMap<Context, Map<number | undefined, Map<FunctionDef, Callers>>>();

/** The calls of a function in the whole workspace; `owner` when it is a method. */
export function callersOf(ctx: Context, definition: FunctionDef, owner: ClassDef | undefined, module: ModuleInfo): Callers {
  const ofContext = memo(known, ctx, () => new Map<number | undefined, Map<FunctionDef, Callers>>());
  const at = (depth: number | undefined): Map<FunctionDef, Callers> => memo(ofContext, depth, () => new Map<FunctionDef, Callers>());
  const found = at(undefined).get(definition);
  if (found) return found;
  const { depth } = ctx.work;
  const here = at(depth).get(definition);
  if (here) {
    ctx.work.tooDeep();
    return here;
  }
  if (searching.has(definition)) {
    ctx.work.cut();
    return nobody;
  }
  searching.add(definition);
  try {
    const { value, same } = ctx.work.watch(() => search(ctx, definition, owner, module));
    if (same !== 'never') at(same === 'always' ? undefined : depth).set(definition, value);
    return value;
  } finally {
    searching.delete(definition);
  }
}

/** Functions whose callers are being looked for. */
const searching = new Set<FunctionDef>();

function search(ctx: Context, definition: FunctionDef, owner: ClassDef | undefined, module: ModuleInfo): Callers {
  const method = definition.name.id;
  const isInit = owner !== undefined && (method === '__init__' || method === '__new__' || method === '__call__');
  const name = isInit && owner ? owner.name.id : method;
  const tree = ctx.snapshot.tree(module.uri);
  const files = tree && sitesOf(tree).inner.has(definition) ? [module.uri] : ctx.snapshot.mentioning(name);
  if (files.length > maxFiles) return nobody;
  const calls: Caller[] = [];
  let complete = true;
  let definitions = 0;
  for (const uri of files) {
    const tree = ctx.snapshot.tree(uri);
    if (!tree) continue;
    const sites = sitesOf(tree);
    definitions += sites.defined.get(method) ?? 0;
    if (sites.passed.has(name) && !isInit) complete = false;
    const candidates = isInit ? [...(sites.calls.get(name) ?? []), ...(sites.calls.get(method) ?? [])] : (sites.calls.get(name) ?? []);
    for (const call of candidates) {
      if (calls.length >= maxCalls) return { calls, complete: false };
      const one = caller(ctx, uri, call, definition, owner, module);
      if (one === 'perhaps') complete = false;
      else if (one) calls.push(one);
    }
  }
  // Calls on something unknown may mean any method of the name.
  return { calls: definitions > 1 ? calls.filter(c => c.sure) : calls, complete };
}

function caller(
  ctx: Context,
  uri: string,
  call: Call,
  definition: FunctionDef,
  owner: ClassDef | undefined,
  module: ModuleInfo,
): Caller | 'perhaps' | undefined {
  const place = ctx.at(uri, call.func.kind === 'attribute' ? call.func.attr.range.start : call.func.range.start);
  if (!place) return undefined;
  const callee = ctx.typeOf(call.func, place.env);
  const make = (bound: boolean, sure: boolean): Caller => ({ uri, call, env: place.env, args: bindArguments(definition, bound, call), sure });
  for (const type of possible(callee)) {
    if (isFunction(type, definition, module.uri)) return make(type.kind === 'function' && type.receiver !== undefined, true);
    if (!owner) continue;
    if (type.kind === 'class-object' || type.kind === 'class') {
      const init = ctx.member(type, definition.name.id);
      if (isFunction(init, definition, module.uri)) return make(true, true);
    }
    // Called through a base class, whose method this one replaces: it may be meant, or another one.
    if (type.kind === 'function' && type.receiver && overrides(ctx, definition, owner, module, type)) return 'perhaps';
  }
  const unknown = callee.kind === 'unknown' || callee.kind === 'none' || (callee.kind === 'method' && callee.of.kind === 'unknown');
  return unknown && owner && call.func.kind === 'attribute' && definition.name.id !== '__init__' && fits(definition, call) ? make(true, false) : undefined;
}

function overrides(ctx: Context, definition: FunctionDef, owner: ClassDef, module: ModuleInfo, called: Extract<Type, { kind: 'function' }>): boolean {
  const { evaluator, hierarchy } = ctx.snapshot.project;
  const value = evaluator.inModule(module, owner.name.id);
  const cls: ClassSymbol | undefined = value?.kind === 'class' ? value.cls : undefined;
  return (
    cls !== undefined &&
    hierarchy.mro(cls).some(base => {
      const binding = evaluator.classBindings(base.fact).get(definition.name.id)?.at(-1);
      return binding?.kind === 'function' && binding.func === called.func;
    })
  );
}

/** The number of arguments could be right. */
function fits(definition: FunctionDef, call: Call): boolean {
  const positional = definition.params.filter(p => !p.star).slice(1);
  if (call.args.some(a => a.star)) return true;
  const needed = positional.filter(p => !p.default).length;
  return (call.args.length >= needed && call.args.filter(a => !a.name).length <= positional.length) || definition.params.some(p => p.star !== undefined);
}

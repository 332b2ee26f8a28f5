/** What a call gives. */
import { sameRange } from '../base/ranges.ts';
import type { FunctionFact } from '../facts/facts.ts';
import type { ClassSymbol, Env as ModelEnv } from '../model/values.ts';
import { definitionAt, pathTo, walk } from '../syntax/locate.ts';
import type { Call, Expr, FunctionDef, Module, Param } from '../syntax/tree.ts';
import { annotationType } from './annotations.ts';
import { bindArguments, literalOr, plainParams } from './arguments.ts';
import type { Context, Given } from './context.ts';
import { keepsResult } from './decorators.ts';
import { Environment } from './environment.ts';
import { madeBy } from './factories.ts';
import { bindTypeParams, construct, solutionFor, solve, variable } from './generics.ts';
import { reading, under } from './keys.ts';
import { callLibrary } from './library.ts';
import { callMethod } from './methods.ts';
import { decoratorNames } from './sites.ts';
import { each, elementOf, noneType, type Solution, type Type, unknownType } from './types.ts';

/** The value of a call expression. */
export function callOf(ctx: Context, expr: Call, env: Environment): Type {
  const { func } = expr;
  if (func.kind === 'name' && func.id === 'super') return env.lookup('super()') ?? unknownType;
  const callee = ctx.typeOf(func, env);
  const args = (): readonly Type[] => expr.args.filter(a => !a.name && !a.star).map(a => literalOr(a.value, e => ctx.typeOf(e, env)));
  const handed = func.kind === 'attribute' ? runs(ctx, expr, func.attr.id, env, args) : undefined;
  if (handed) return handed;
  return each(callee, one => {
    switch (one.kind) {
      case 'function': {
        const exprs = bindArguments(one.func, one.receiver !== undefined, expr);
        const solution = (): Solution => solved(ctx, one, name => ((e): Type | undefined => e && ctx.typeOf(e, env))(exprs.get(name)));
        return ctx.returned(one.func, one.env, { receiver: one.receiver, args: argumentTypes(ctx, one, exprs, env), owner: one.owner, solution });
      }
      case 'class-object':
        return madeBy(ctx, one) ?? construct(ctx, one, expr, env);
      case 'library':
        return library(ctx, one.path, expr, env, args());
      case 'never':
        return one;
      case 'method':
        return read(ctx, one, args()) ?? called(ctx, one, args());
      case 'unknown':
      case 'none':
        return func.kind === 'attribute' ? callMethod(unknownType, func.attr.id, args()) : unknownType;
      default:
        return called(ctx, one, args());
    }
  });
}

/** `d.get("post")`; undefined when it is another method, or nothing is known under the key. */
function read(ctx: Context, { of, name }: Extract<Type, { kind: 'method' }>, [key, preset]: readonly Type[]): Type | undefined {
  const found = key && reading.has(name) ? under(ctx, of, key) : undefined;
  return !found || found.kind === 'unknown' ? undefined : preset ? ctx.join(found, preset) : found;
}

/** Methods that call what they are given: `session.run_sync(load)`; undefined for all others. */
function runs(ctx: Context, { args }: Call, method: string, env: Environment, given: () => readonly Type[]): Type | undefined {
  const position = method === 'run_sync' ? 0 : method === 'run_in_executor' ? 1 : undefined;
  const func = position === undefined ? undefined : args[position]?.value;
  if (position === undefined || !func) return undefined;
  const type = ctx.typeOf(func, env);
  if (type.kind !== 'function' && type.kind !== 'lambda') return undefined;
  const rest = given().slice(position + 1);
  return ctx.call(type, position === 0 ? [{ kind: 'foreign', path: 'sqlalchemy.orm.Session' }, ...rest] : rest);
}

/** The value of a call with these arguments. */
export function called(ctx: Context, callee: Type, args: readonly Type[], byName: ReadonlyMap<string, Type> = new Map()): Type {
  switch (callee.kind) {
    case 'either':
      return each(callee, one => called(ctx, one, args));
    case 'class':
      return { kind: 'instance', cls: callee.cls };
    case 'class-object':
      return madeBy(ctx, callee) ?? { ...callee, kind: 'object' };
    case 'object':
    case 'instance': {
      const method = ctx.member(callee, '__call__');
      return method.kind === 'function' ? called(ctx, method, args) : unknownType;
    }
    case 'function': {
      const params = plainParams(callee.func, callee.receiver !== undefined);
      const given = new Map([...args.flatMap((type, i): [string, Type][] => (params[i]?.name ? [[params[i].name.id, type]] : [])), ...byName]);
      return ctx.returned(callee.func, callee.env, {
        receiver: callee.receiver,
        args: given,
        owner: callee.owner,
        solution: () => solved(ctx, callee, name => given.get(name)),
      });
    }
    case 'never':
      return callee;
    case 'foreign':
      return callee.path === '' ? callee : unknownType;
    case 'lambda':
      return callee.call(args);
    case 'method':
      return callMethod(callee.of, callee.name, args);
    case 'library':
      return callLibrary(callee.path, args);
    default:
      return unknownType;
  }
}

/** Functions outside the workspace whose arguments must be seen as they are written. */
function library(ctx: Context, path: string, expr: Call, env: Environment, args: readonly Type[]): Type {
  const [first, second, third] = expr.args;
  const [type] = args;
  if (path === 'builtins.getattr' && first && second?.value.kind === 'string') {
    const found = ctx.member(ctx.typeOf(first.value, env), second.value.value);
    return third && found.kind === 'none' ? ctx.typeOf(third.value, env) : found;
  }
  // Flask: `g.get("user")`
  if (path.endsWith('.g.get') && first?.value.kind === 'string') return ctx.member({ kind: 'library', path: path.slice(0, -'.get'.length) }, first.value.value);
  if (path === 'builtins.type' && expr.args.length === 1 && type)
    return type.kind === 'instance' ? { kind: 'class', cls: type.cls } : type.kind === 'object' ? { kind: 'class-object', cls: type.cls } : unknownType;
  if (path === 'builtins.type' && expr.args.length === 3)
    return ctx.fromValue(ctx.snapshot.project.evaluator.evaluate(expr, { module: env.module, frames: [] }));
  if (path === 'builtins.map' && type && args[1]) return collectionOf(ctx.call(type, [elementOf(args[1])]));
  if (path === 'builtins.dict' && expr.args.length > 0 && expr.args.every(a => a.name)) {
    const entries = new Map(expr.args.flatMap(a => (a.name ? [[a.name.id, ctx.typeOf(a.value, env)] as const] : [])));
    return { kind: 'collection', of: unknownType, container: 'dict', entries };
  }
  if (/\bDepends$|\bSecurity$/.test(path) && type) {
    const given = ctx.call(type, []);
    // What a dependency yields.
    return given.kind === 'collection' && given.container === 'iterator' ? given.of : given;
  }
  if (/^typing(?:_extensions)?\.TypeVar$/.test(path) && first?.value.kind === 'string') {
    const bound = expr.args.find(a => a.name?.id === 'bound')?.value;
    return variable(first.value.value, bound ? annotationType(bound, e => ctx.typeOf(e, env)) : unknownType);
  }
  if (path === 'asyncio.gather' && expr.args.some(a => a.star))
    return collectionOf(expr.args.map(a => (a.star ? elementOf(ctx.typeOf(a.value, env)) : ctx.typeOf(a.value, env))).reduce<Type>(ctx.join, noneType));
  if (path === 'functools.partial' && first && type) return partial(ctx, type, expr, env);
  if (/^typing(_extensions)?\.cast$/.test(path) && first) {
    const written = annotationType(first.value, e => ctx.typeOf(e, env));
    return written.kind === 'unknown' ? (args[1] ?? unknownType) : written;
  }
  if (path.endsWith('.LocalProxy') && type) return ctx.call(type, []);
  if (/\bfield$|\bField$/.test(path)) {
    const made = expr.args.find(a => a.name?.id === 'default_factory');
    return made ? ctx.call(ctx.typeOf(made.value, env), []) : unknownType;
  }
  const known = callLibrary(path, args);
  if (known.kind !== 'unknown' || expr.func.kind !== 'attribute') return known;
  return callMethod(unknownType, expr.func.attr.id, args);
}

/** `partial(load, Post)`: the function with its first arguments given. */
function partial(ctx: Context, type: Type, { args }: Call, env: Environment): Type {
  const [, ...given] = args;
  const positional = given.filter(a => !a.name && !a.star).map(a => ctx.typeOf(a.value, env));
  const named = new Map(given.flatMap(a => (a.name ? [[a.name.id, ctx.typeOf(a.value, env)] as const] : [])));
  return { kind: 'lambda', call: more => called(ctx, type, [...positional, ...more], named) };
}

const collectionOf = (of: Type): Type => (of.kind === 'unknown' ? unknownType : { kind: 'collection', of, container: 'iterator' });

type FunctionType = Extract<Type, { kind: 'function' }>;

/** The names that the header of a function sees. */
const namesOf = (ctx: Context, func: FunctionFact, owner: ClassSymbol | undefined, { module }: ModelEnv): Environment =>
  bindTypeParams(ctx, func.typeParams, bindTypeParams(ctx, owner?.fact.typeParams, new Environment(module, ctx.work)));

/** What the type variables of a function stand for: those of its class, and those that its arguments tell. */
function solved(ctx: Context, { func, env, receiver, owner }: FunctionType, argument: (name: string) => Type | undefined): Solution {
  const scope = namesOf(ctx, func, owner, env);
  const [self] = func.params;
  const given = (param: Param): (() => Type) | undefined => {
    const { name } = param;
    return name && (() => (param === self && receiver ? receiver : (argument(name.id) ?? unknownType)));
  };
  const own = solve(ctx, func.params, given, scope);
  return receiver && owner ? new Map([...solutionFor(ctx, receiver, owner), ...own]) : own;
}

function argumentTypes(ctx: Context, { func, env: defined }: FunctionType, exprs: ReadonlyMap<string, Expr>, env: Environment): ReadonlyMap<string, Type> {
  const out = new Map<string, Type>();
  for (const [name, expr] of exprs) {
    const annotation = func.params.find(p => p.name?.id === name)?.annotation;
    if (annotation && annotationType(annotation, e => ctx.typeOf(e, new Environment(defined.module, ctx.work))).kind !== 'unknown') continue;
    const type = ctx.typeOf(expr, env);
    if (signature(type) !== undefined) out.set(name, type);
  }
  return out;
}

/** Types that are worth following into a function, told apart. */
function signature(type: Type): string | undefined {
  switch (type.kind) {
    case 'instance':
    case 'class':
      return `${type.kind} ${type.cls.at.uri} ${type.cls.id}`;
    case 'class-object':
    case 'object':
      return `${type.kind} ${type.cls.module.uri} ${type.cls.id} ${[...(type.made ?? [])].map(([name, t]) => `${name}=${signature(t)}`).join()}`;
    case 'collection': {
      const of = signature(type.of);
      return of && `${type.container} of ${of}`;
    }
    case 'query':
    case 'statement': {
      const items = type.items.map(signature);
      return items.every(i => i !== undefined) ? `${type.kind} of ${items.join(', ')}` : undefined;
    }
    case 'library':
    case 'foreign':
      return `${type.kind} ${type.path}`;
    default:
      return undefined;
  }
}

/** What a function of the workspace returns: by its annotation, else by its `return` and `yield` statements. */
export function returned(ctx: Context, func: FunctionFact, defined: ModelEnv, given: Given): Type {
  const { module } = defined;
  const names = decoratorNames(func);
  // A context manager or fixture gives what it yields.
  const unwrapped = names.some(d => /contextmanager|fixture$/.test(d));
  if (func.returns) {
    const env = namesOf(ctx, func, given.owner, defined);
    const type = annotationType(
      func.returns,
      e => ctx.typeOf(e, env),
      given.receiver,
      variable => given.solution?.().get(variable),
    );
    if (type.kind !== 'unknown') return unwrapped && type.kind === 'collection' && type.container === 'iterator' ? type.of : type;
  }
  const args = [...given.args].map(([name, type]) => `${name}: ${signature(type)}`).sort();
  const receiver = given.receiver && (signature(given.receiver) ?? given.receiver.kind);
  const key = `returns ${module.uri}:${func.name.range.start.line}:${func.name.range.start.character} ${receiver ?? ''} (${args.join()})`;
  return ctx.work.once(key, () => {
    if (func.decorators.length > 0 && !keepsResult(ctx, func, module)) return unknownType;
    const tree = ctx.snapshot.tree(module.uri);
    const definition = tree && definitionAt(tree, func.name);
    return tree && definition?.kind === 'function' ? fromBody(ctx, definition, defined, tree, given, unwrapped) : unknownType;
  });
}

function fromBody(ctx: Context, definition: FunctionDef, { module }: ModelEnv, tree: Module, given: Given, unwrapped: boolean): Type {
  const returns: Type[] = [];
  const yields: Type[] = [];
  for (const { kind, value } of resultsOf(definition)) {
    const path = pathTo(tree, value.range.start);
    const env = ctx.environment(module, tree.body, path, value.range.start, given);
    const type = ctx.typeOf(value, env);
    if (kind === 'return') returns.push(type);
    else yields.push(kind === 'yield' ? type : elementOf(type));
  }
  const all = (types: readonly Type[]): Type => types.reduce<Type>(ctx.join, noneType);
  if (yields.length === 0) return all(returns);
  const of = all(yields);
  return unwrapped || of.kind === 'unknown' ? of : { kind: 'collection', of, container: 'iterator' };
}

interface Result {
  readonly kind: 'return' | 'yield' | 'yield-from';
  readonly value: Expr;
}

const results = new WeakMap<FunctionDef, readonly Result[]>();

/** The expressions a function returns and yields. */
function resultsOf(definition: FunctionDef): readonly Result[] {
  const known = results.get(definition);
  if (known) return known;
  const found: Result[] = [];
  walk(definition.body, (node, parents) => {
    if (parents.some(p => p.kind === 'function' || p.kind === 'lambda' || p.kind === 'class')) return;
    if (node.kind === 'return') {
      const [first, ...more] = node.values;
      if (first && more.length === 0) found.push({ kind: 'return', value: first });
    } else if ((node.kind === 'yield' || node.kind === 'yield-from') && node.value) found.push({ kind: node.kind, value: node.value });
  });
  results.set(definition, found);
  return found;
}

/** True when a type is this very function. */
export const isFunction = (type: Type, definition: FunctionDef, uri: string): boolean =>
  type.kind === 'function' && type.env.module.uri === uri && sameRange(type.func.name.range, definition.name.range);

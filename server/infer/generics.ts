/** Type variables: what they stand for where a generic function is called or a generic class is used. */
import { memo } from '../base/lazy.ts';
import type { ClassSymbol } from '../model/values.ts';
import { definitionAt, walk } from '../syntax/locate.ts';
import { parseInside } from '../syntax/parse.ts';
import type { Call, Expr, Param } from '../syntax/tree.ts';
import { annotationType, containers } from './annotations.ts';
import { bindArguments } from './arguments.ts';
import type { Context } from './context.ts';
import { Environment } from './environment.ts';
import { lastName } from './sites.ts';
import { elementOf, join, possible, type Solution, type Type, unknownType } from './types.ts';

const nothing: Solution = new Map();

/** The names of `def load[T: Base](...)` and `class Page[T]` bound as type variables. */
export const bindTypeParams = (ctx: Context, params: readonly Param[] | undefined, env: Environment): Environment =>
  (params ?? []).reduce<Environment>((out, { name, annotation }) => {
    if (!name) return out;
    const bound = (): Type => (annotation ? annotationType(annotation, e => ctx.typeOf(e, env)) : unknownType);
    return out.bind(name.id, () => variable(name.id, bound()));
  }, env);

/** A type variable. Of its bounds only mapped classes say something. */
export const variable = (name: string, bound: Type): Type => ({
  kind: 'variable',
  name,
  bound: possible(bound).every(t => t.kind === 'instance') ? bound : unknownType,
});

/** The names that the header of a class sees. */
const around = (ctx: Context, cls: ClassSymbol): Environment => bindTypeParams(ctx, cls.fact.typeParams, new Environment(cls.module, ctx.work));

/** What the type variables in the annotations of a function's parameters must be for what it is called with. */
export function solve(ctx: Context, params: readonly Param[], given: (param: Param) => (() => Type) | undefined, env: Environment): Solution {
  const out = new Map<string, Type>();
  for (const param of params) {
    const value = param.annotation && !param.star ? given(param) : undefined;
    if (value && param.annotation) match(ctx, param.annotation, value, env, out);
  }
  return out;
}

/** Compares an annotation with the value that stands for it; the value is only looked at where the annotation has a variable. */
function match(ctx: Context, annotation: Expr, value: () => Type, env: Environment, out: Map<string, Type>): void {
  const again = (expr: Expr | undefined, of: () => Type): void => {
    if (expr) match(ctx, expr, of, env, out);
  };
  if (annotation.kind === 'string') again(parseInside(annotation), value);
  else if (annotation.kind === 'binary') {
    again(annotation.left, value);
    again(annotation.right, value);
  } else if (annotation.kind === 'subscript') for (const [expr, of] of parts(ctx, annotation, value, env)) again(expr, of);
  else if (annotation.kind === 'name') {
    const written = ctx.typeOf(annotation, env);
    if (written.kind !== 'variable') return;
    const type = value();
    const before = out.get(written.name);
    if (type.kind !== 'unknown' && type.kind !== 'none' && type.kind !== 'never') out.set(written.name, before ? join(before, type) : type);
  }
}

/** What stands in the brackets of an annotation, with that part of the value that it speaks of. */
function parts(ctx: Context, annotation: Subscript, value: () => Type, env: Environment): readonly (readonly [Expr | undefined, () => Type])[] {
  const items = bracketed(annotation);
  const name = lastName(annotation.value);
  const collected = (): Type => each(value(), t => (t.kind === 'collection' && t.container === 'dict' ? t.of : unknownType));
  const rows = (): Type => each(value(), t => (t.kind === 'statement' ? (t.items[0] ?? unknownType) : elementOf(t)));
  if (name === 'type' || name === 'Type') return [[items[0], () => instanceOf(value())]];
  if (name === 'Callable') return [[items.at(-1), () => ctx.call(value(), [])]];
  if (name === 'Union') return items.map(item => [item, value]);
  if (name === 'Coroutine') return [[items.at(-1), value]];
  if (/^(?:Optional|Annotated|Awaitable|Final|ClassVar)$/.test(name)) return [[items[0], value]];
  if (containers[name] === 'dict') return [[items.at(-1), collected]];
  if (containers[name] || /^(?:Query|Select|ScalarResult)$/.test(name)) return [[items[0], rows]];
  const cls = ctx.typeOf(annotation.value, env);
  if (cls.kind !== 'class-object') return [];
  const names = variablesOf(ctx, cls.cls);
  return items.map((item, i) => [item, () => each(value(), t => solutionFor(ctx, t, cls.cls).get(names[i] ?? '') ?? unknownType)]);
}

type Subscript = Extract<Expr, { kind: 'subscript' }>;

const bracketed = ({ items }: Subscript): readonly Expr[] => items.flatMap(i => (i.value.kind === 'tuple' ? i.value.items : [i.value]));

const each = (type: Type, make: (one: Type) => Type): Type => possible(type).map(make).reduce<Type>(join, { kind: 'never' });

/** What `type[T]` says of T when it is given a class. */
export const instanceOf = (type: Type): Type =>
  each(type, t =>
    t.kind === 'class'
      ? { kind: 'instance', cls: t.cls }
      : t.kind === 'class-object'
        ? { ...t, kind: 'object' }
        : t.kind === 'library'
          ? { kind: 'foreign', path: t.path }
          : unknownType,
  );

const variables = new WeakMap<Context, Map<ClassSymbol, readonly string[]>>();

/** The type variables of a class in their order: of `Generic[T, K]`, else as its bases name them. */
export const variablesOf = (ctx: Context, cls: ClassSymbol): readonly string[] =>
  memo(
    memo(variables, ctx, () => new Map()),
    cls,
    () => {
      if (cls.fact.typeParams) return cls.fact.typeParams.flatMap(p => p.name?.id ?? []);
      const env = around(ctx, cls);
      const bases = cls.fact.args.flatMap(a => (a.value.kind === 'subscript' ? [a.value] : []));
      const generic = bases.filter(b => /^(?:Generic|Protocol)$/.test(lastName(b.value)));
      const found = new Set<string>();
      walk(
        (generic.length > 0 ? generic : bases).map(b => b.items),
        node => {
          const type = node.kind === 'name' ? ctx.typeOf(node, env) : unknownType;
          if (type.kind === 'variable') found.add(type.name);
        },
      );
      return [...found];
    },
  );

const inherited = new WeakMap<Context, Map<ClassSymbol, Map<ClassSymbol, Solution>>>();

/**
 * What is known of a value from how it was made, as one of its classes sees it: its type variables by their names, and the classes that its constructor
 * was given by the names of the parameters.
 */
export function solutionFor(ctx: Context, of: Type, definer: ClassSymbol): Solution {
  const cls = of.kind === 'object' || of.kind === 'class-object' ? of.cls : of.kind === 'instance' || of.kind === 'class' ? of.cls.symbol : undefined;
  if (!cls) return nothing;
  const own = 'made' in of ? of.made : undefined;
  if (own) return handed(ctx, cls, definer, named(ctx, cls, own));
  const known = memo(
    memo(inherited, ctx, () => new Map()),
    cls,
    () => new Map(),
  );
  return memo(known, definer, () => handed(ctx, cls, definer, nothing));
}

/** Variables that are known by their places under their names. */
const named = (ctx: Context, cls: ClassSymbol, made: Solution): Solution => {
  const names = variablesOf(ctx, cls);
  return new Map([...made].map(([name, type]) => [/^\d/.test(name) ? (names[Number(name)] ?? name) : name, type]));
};

/** What a class hands on to a base. */
function handed(ctx: Context, cls: ClassSymbol, definer: ClassSymbol, solution: Solution): Solution {
  if (cls === definer) return solution;
  const { hierarchy } = ctx.snapshot.project;
  const env = around(ctx, cls);
  for (const arg of cls.fact.args) {
    const written = arg.value.kind === 'subscript' ? arg.value : undefined;
    const base = arg.name ? unknownType : ctx.typeOf(written?.value ?? arg.value, env);
    const symbol = base.kind === 'class-object' ? base.cls : base.kind === 'class' ? base.cls.symbol : undefined;
    if (!symbol || symbol === cls || !hierarchy.mro(symbol).includes(definer)) continue;
    const next = new Map(constructorOf(ctx, cls) ? [] : solution);
    for (const [name, type] of toConstructor(ctx, cls, symbol, solution)) next.set(name, type);
    const items = written ? bracketed(written) : [];
    variablesOf(ctx, symbol).forEach((name, i) => {
      const item = items[i];
      const type = item
        ? annotationType(
            item,
            e => ctx.typeOf(e, env),
            undefined,
            name => solution.get(name),
          )
        : unknownType;
      if (type.kind === 'unknown') next.delete(name);
      else next.set(name, type);
    });
    return handed(ctx, symbol, definer, next);
  }
  return nothing;
}

/** The constructor that a class itself has. */
function constructorOf(ctx: Context, cls: ClassSymbol) {
  const binding = ctx.snapshot.project.evaluator.classBindings(cls.fact).get('__init__')?.at(-1);
  return binding?.kind === 'function' ? binding.func : undefined;
}

/** The classes that `super().__init__(Post)` gives to the constructor of a base. */
function toConstructor(ctx: Context, cls: ClassSymbol, base: ClassSymbol, solution: Solution): Solution {
  const own = constructorOf(ctx, cls);
  const tree = own && ctx.snapshot.tree(cls.module.uri);
  const definition = tree && definitionAt(tree, own.name);
  const init = ctx.snapshot.project.hierarchy.mro(base).flatMap(c => constructorOf(ctx, c) ?? [])[0];
  const out = new Map<string, Type>();
  if (definition?.kind !== 'function' || !init) return out;
  const env = new Environment(cls.module, ctx.work);
  walk(definition.body, node => {
    if (node.kind !== 'call' || node.func.kind !== 'attribute' || node.func.attr.id !== '__init__') return;
    const { value } = node.func;
    const isSuper = value.kind === 'call' && lastName(value.func) === 'super';
    for (const [name, expr] of bindArguments(init, isSuper, node)) {
      const type = (expr.kind === 'name' ? solution.get(expr.id) : undefined) ?? ctx.typeOf(expr, env);
      if (isClass(type)) out.set(name, type);
    }
  });
  return out;
}

const isClass = (type: Type): boolean => type.kind === 'class' || type.kind === 'class-object';

/** Names that classes have, and names of variables that hold one. To find out what else is given to a constructor would take too long. */
const mayBeClass = /^_?[A-Z]|(?:^|_)(?:model|cls|klass|clazz|class|class_|entity|table)$/;

/** An instance of a class of the workspace, with what its constructor says of it. */
export function construct(ctx: Context, callee: Extract<Type, { kind: 'class-object' }>, call: Call, env: Environment): Type {
  const { cls } = callee;
  for (const definer of ctx.snapshot.project.hierarchy.mro(cls)) {
    const init = constructorOf(ctx, definer);
    if (!init) continue;
    const exprs = bindArguments(init, true, call);
    if (exprs.size === 0) break;
    const typed = (name: string | undefined): (() => Type) | undefined => {
      const expr = name === undefined ? undefined : exprs.get(name);
      return expr && (() => ctx.typeOf(expr, env));
    };
    const made = new Map(callee.made);
    if (definer === cls && variablesOf(ctx, cls).length > 0)
      for (const [name, type] of solve(ctx, init.params, p => typed(p.name?.id), around(ctx, definer))) made.set(name, type);
    for (const [name, expr] of exprs) {
      if (!mayBeClass.test(lastName(expr))) continue;
      const type = typed(name)?.() ?? unknownType;
      if (isClass(type)) made.set(name, type);
    }
    return made.size > 0 ? { kind: 'object', cls, made } : { kind: 'object', cls };
  }
  return { ...callee, kind: 'object' };
}

import type { FunctionFact, ValueBinding } from '../facts/facts.ts';
import type { Argument, Call, Expr } from '../syntax/tree.ts';
import { type Classes, collected } from './collections.ts';
import { type Evaluating, Functions } from './functions.ts';
import { isFlaskClass, libraryPath } from './library.ts';
import { Nameless } from './locals.ts';
import { callBuiltin, callCollectionMethod } from './operators.ts';
import { callPattern, isPatternFunction } from './regular-expressions.ts';
import { callStringMethod } from './strings.ts';
import { type ClassSymbol, type Entry, type Env, type Frame, frozen, placeIn, stringOf, unknownValue, type Value, type Written, within } from './values.ts';

/** What calls ask of the evaluator. */
export interface Calling extends Evaluating {
  attribute(of: Value, name: string, node: Expr, env?: Env): Value;
  libraryBases(cls: ClassSymbol): readonly string[];
  readonly classes: Classes;
  /** The places of calls of `type()` that some run did not follow. */
  readonly notMade: Set<string>;
}

/** A call and the environment of its arguments. */
interface Given {
  readonly node: Call;
  readonly env: Env;
}

/** What calls give: of Python's own functions, of functions of the workspace, of `type()`. */
export class Calls {
  readonly #evaluator: Calling;
  readonly #functions: Functions;
  readonly #unfolded = new Map<Call, Map<string, Given>>();
  readonly #runs = new Map<object, Map<string, Value>>();
  /** By the place of the call and the run it stands in: another tree of the same text means the same classes. */
  readonly #classes = new Map<string, Value>();

  constructor(evaluator: Calling) {
    this.#evaluator = evaluator;
    this.#functions = new Functions(evaluator);
  }

  call(expr: Call, env: Env): Value {
    const { func } = expr;
    if (func.kind !== 'attribute') return this.apply(this.#evaluator.evaluate(func, env), expr, env);
    const receiver = this.#evaluator.evaluate(func.value, env);
    return this.#ofMethod(receiver, func.attr.id, expr, env) ?? this.apply(this.#evaluator.attribute(receiver, func.attr.id, func, env), expr, env);
  }

  /** A method of a string, a list, a dict or a compiled pattern. */
  #ofMethod(of: Value, name: string, expr: Call, env: Env): Value | undefined {
    const text = stringOf(of);
    if (text !== undefined) {
      const { node, env: from } = this.unfolded(expr, env);
      if (node.args.some(a => a.star)) return unknownValue('a computed string');
      const named = node.args.flatMap(a => (a.name ? [[a.name.id, this.#evaluator.evaluate(a.value, from)] as const] : []));
      return callStringMethod(text, name, this.#plain(node, from), expr, new Map(named));
    }
    if (of.kind === 'dict' || of.kind === 'sequence') return callCollectionMethod(of, name, this.#plain(expr, env), expr);
    return of.kind === 'call' ? this.#matched({ kind: 'member', of, name, node: expr.func }, expr, env) : undefined;
  }

  /** `re.sub(...)` and the like; undefined for another call. */
  #matched(callee: Value, expr: Call, env: Env): Value | undefined {
    if (expr.args.some(a => a.name || a.star)) return undefined;
    return callPattern(callee, this.#plain(expr, env), expr, (it, inside) => this.#evaluator.evaluate(it, inside));
  }

  /** The result of calling `callee`; `expr` stands where the call is written. */
  apply(callee: Value, expr: Call, env: Env): Value {
    switch (callee.kind) {
      case 'unknown':
        return callee;
      case 'function':
        if (!callee.func.body) break;
        return this.#callFunction(callee.func, callee.env, expr, env);
      case 'lambda':
        return this.#functions.callLambda(callee.node, callee.env, expr, env, keyOf(expr, env));
      case 'library': {
        const value = this.#callLibrary(callee.path, expr, env);
        if (value) return value;
        break;
      }
      case 'class': {
        // `class Database(SQLAlchemy)` of Flask-SQLAlchemy: its instances are what the extension's own are.
        const path = this.#evaluator.libraryBases(callee.cls).find(isFlaskClass);
        if (path !== undefined) return this.#made({ kind: 'library', path }, expr, env);
        break;
      }
      case 'call': {
        const path = libraryPath(callee.callee);
        if (path === 'functools.partial') return this.#callPartial(callee, expr, env);
        // `type(Base)(name, bases, namespace)`
        if (path === 'builtins.type' && callee.node.args.length === 1 && expr.args.length === 3) return this.#makeClass(expr, env);
        break;
      }
      default:
    }
    return this.#made(callee, expr, env);
  }

  #made(callee: Value, expr: Call, env: Env): Value {
    if (!expr.args.some(a => a.star)) return { kind: 'call', callee, node: expr, env: frozen(env) };
    const { node, env: from } = this.unfolded(expr, env);
    return { kind: 'call', callee, node, env: frozen(from) };
  }

  #callLibrary(path: string, expr: Call, env: Env): Value | undefined {
    if (expr.args.length === 3 && (path === 'builtins.type' || path.endsWith('.DeclarativeMeta'))) return this.#makeClass(expr, env);
    if (isPatternFunction(path)) return this.#matched({ kind: 'library', path }, expr, env) ?? unknownValue('a computed string');
    if (!path.startsWith('builtins.')) return undefined;
    const name = path.slice('builtins.'.length);
    if (name === 'dict') return this.#dict(expr, env);
    if (expr.args.some(a => a.name || a.star)) return undefined;
    if (name === 'getattr') {
      const [of, key] = this.#plain(expr, env);
      const attribute = stringOf(key);
      return of && attribute !== undefined ? this.#evaluator.attribute(of, attribute, expr, env) : unknownValue('getattr of a computed name');
    }
    if (name === 'type' && expr.args[0]) return undefined;
    const args = this.#plain(expr, env);
    return collected({ kind: 'library', path }, args, expr, this.#evaluator.classes) ?? callBuiltin(name, args, expr);
  }

  #dict(given: Call, outer: Env): Value {
    const { node, env } = this.unfolded(given, outer);
    const entries = new Map<string, Entry>();
    let open = false;
    for (const arg of node.args) {
      const value = this.#evaluator.evaluate(arg.value, env);
      if (arg.name) entries.set(arg.name.id, { value, node: arg.value, key: arg.name, env: frozen(env) });
      else if (!arg.star && value.kind === 'dict') {
        for (const [key, entry] of value.entries) entries.set(key, entry);
        open ||= value.open;
      } else open = true;
    }
    return { kind: 'dict', entries, open };
  }

  /** What a function returns. Without a call it is called by mapper configuration: with nothing, or with the class. */
  callFunction(func: FunctionFact, defined: Env, receiver: ClassSymbol | undefined): Value {
    const { start } = func.name.range;
    const of = receiver ? `${receiver.id}@${placeOf(receiver.env, receiver.fact.name.range.start)}` : '';
    const call: Call = { kind: 'call', func: func.name, args: [], range: func.name.range };
    const key = `${defined.key ?? ''}>${of}>${placeOf(defined, start)}`;
    return this.#once(func, key, () => this.#functions.call(func, defined, call, defined, key, receiver && { kind: 'class', cls: receiver }));
  }

  #callFunction(func: FunctionFact, defined: Env, expr: Call, env: Env): Value {
    if (func.async) return unknownValue(`'${func.name.id}' is asynchronous`);
    const foreign = func.decorators.find(d => !plainDecorators.test(lastName(d)));
    if (foreign) {
      // What is cached is made once.
      if (/^(?:lru_cache|cache)$/.test(lastName(foreign)) && func.decorators.length === 1 && func.params.length === 0)
        return this.callFunction(func, defined, undefined);
      return unknownValue(`'${func.name.id}' is decorated`);
    }
    const key = keyOf(expr, env);
    return this.#once(expr, key, () => this.#functions.call(func, defined, expr, env, key, undefined));
  }

  /** Runs a loop of a module's body; the reason when it cannot be followed. */
  loop(loop: Parameters<Functions['loop']>[0], env: Env): string | undefined {
    return this.#functions.loop(loop, env, env.key ?? '');
  }

  #once(of: object, key: string, run: () => Value): Value {
    let known = this.#runs.get(of);
    if (!known) {
      known = new Map();
      this.#runs.set(of, known);
    }
    const found = known.get(key);
    if (found) return found;
    known.set(key, unknownValue('a function that calls itself'));
    const value = run();
    known.set(key, value);
    return value;
  }

  /** `partial(relationship, lazy="joined")("Post")`: keywords of the call win. */
  #callPartial({ node, env }: Extract<Value, { kind: 'call' }>, expr: Call, from: Env): Value {
    const [first, ...bound] = node.args;
    if (!first || node.args.some(a => a.star)) return unknownValue('a partial of arguments that are not known');
    const call = this.#memo(expr, from, () => {
      const later = new Set(expr.args.flatMap(a => a.name?.id ?? []));
      const kept = bound.filter(a => !a.name || !later.has(a.name.id));
      const frame = new Nameless();
      const args = kept.map((a): Argument => {
        const value = frame.add(this.#evaluator.evaluate(a.value, env), { node: a.value, env }, expr);
        return { ...(a.name ? { name: a.name } : {}), value, range: expr.range };
      });
      return { node: { ...expr, args: [...args, ...expr.args] }, env: within(from, frame) };
    });
    return this.apply(this.#evaluator.evaluate(first.value, env), call.node, call.env);
  }

  /** The call with its `*args` and `**kwargs` unfolded where they are known. */
  unfolded(expr: Call, env: Env): Given {
    if (!expr.args.some(a => a.star)) return { node: expr, env };
    return this.#memo(expr, env, () => this.#unfold(expr, env));
  }

  #memo(expr: Call, env: Env, make: () => Given): Given {
    let known = this.#unfolded.get(expr);
    if (!known) {
      known = new Map();
      this.#unfolded.set(expr, known);
    }
    const key = env.key ?? '';
    const given = known.get(key) ?? make();
    known.set(key, given);
    return given;
  }

  #unfold(expr: Call, env: Env): Given {
    const frame = new Nameless();
    const args: Argument[] = [];
    const add = (value: Value, at: Written | undefined, name: Argument['name']): void => {
      args.push({ ...(name ? { name } : {}), value: frame.add(value, at, expr), range: expr.range });
    };
    for (const arg of expr.args) {
      const value = arg.star ? this.#evaluator.evaluate(arg.value, env) : undefined;
      if (arg.star === '*' && value?.kind === 'sequence') for (const [i, item] of value.items.entries()) add(item, value.written?.[i], undefined);
      else if (arg.star === '**' && value?.kind === 'dict') {
        for (const [key, it] of value.entries) add(it.value, { node: it.node, env: it.env ?? env }, { kind: 'name', id: key, range: it.key.range });
        if (value.open) args.push(arg);
      } else args.push(arg);
    }
    return { node: { ...expr, args }, env: within(env, frame) };
  }

  /** `type(name, bases, namespace)`: a class whose body is the namespace. */
  #makeClass(expr: Call, outer: Env): Value {
    const env = frozen(outer);
    const key = keyOf(expr, env);
    const found = this.#classes.get(key);
    if (found) return found;
    const value = this.#newClass(expr, env);
    this.#classes.set(key, value);
    if (value.kind === 'class') this.#evaluator.happenings.add({ kind: 'class', cls: value.cls });
    else this.#evaluator.notMade.add(placeIn(env.module, expr));
    return value;
  }

  #newClass(expr: Call, env: Env): Value {
    const [nameExpr, basesExpr, namespaceExpr] = expr.args.map(a => a.value);
    if (!nameExpr || !basesExpr || !namespaceExpr || expr.args.some(a => a.name || a.star)) return unknownValue('type() with arguments that are not known');
    const name = stringOf(this.#evaluator.evaluate(nameExpr, env));
    const bases = this.#evaluator.evaluate(basesExpr, env);
    if (name === undefined) return unknownValue('a class made with type() under a computed name');
    if (bases.kind !== 'sequence') return unknownValue('a class made with type() from computed bases');
    const namespace = this.#evaluator.evaluate(namespaceExpr, env);
    const entries = namespace.kind === 'dict' ? [...namespace.entries] : [];
    const frame = new Nameless();
    const bindings = entries.map(([id, { key, value, node, env: from }]): ValueBinding => {
      const range = key.kind === 'string' && key.content ? key.content : key.range;
      return { kind: 'value', name: { kind: 'name', id, range }, guard: 'always', value: frame.add(value, from && { node, env: from }, node) };
    });
    const range = nameExpr.kind === 'string' && nameExpr.content ? nameExpr.content : nameExpr.range;
    const given = stringOf(entries.find(([id]) => id === '__module__')?.[1].value);
    const module = given === undefined ? env.module : { ...env.module, name: given };
    const open = namespace.kind !== 'dict' || namespace.open || entries.some(([id]) => id === '__annotations__');
    const cls: ClassSymbol = {
      fact: {
        name: { kind: 'name', id: name, range },
        qualname: stringOf(entries.find(([id]) => id === '__qualname__')?.[1].value) ?? name,
        args: bases.items.map((base): Argument => ({ value: frame.add(base, undefined, basesExpr), range: basesExpr.range })),
        decorators: [],
        scope: { bindings, stars: [], effects: [] },
        range: expr.range,
      },
      module,
      id: '',
      env: within(within(env, frame), namelessBody),
      made: true,
      ...(open ? { open: 'the namespace given to type() is computed' } : {}),
    };
    return { kind: 'class', cls: { ...cls, id: `${module.name}:${cls.fact.qualname}` } };
  }

  #plain(expr: Call, env: Env): readonly Value[] {
    return expr.args.filter(a => !a.name && !a.star).map(a => this.#evaluator.evaluate(a.value, env));
  }

  /** An attribute of an instance of a class that only holds values: a dataclass, a named tuple. */
  field({ node, env, callee }: Extract<Value, { kind: 'call' }>, name: string): Value | undefined {
    if (callee.kind !== 'class') return undefined;
    const { fact } = callee.cls;
    const plain =
      fact.decorators.some(d => /^dataclass$/.test(lastName(d))) || this.#evaluator.libraryBases(callee.cls).some(b => /(?:^|\.)NamedTuple$/.test(b));
    if (!plain || fact.scope.bindings.some(b => b.name.id === '__init__')) return undefined;
    const fields = fact.scope.bindings.flatMap(b => (b.kind === 'value' && b.annotation ? [b] : []));
    const index = fields.findIndex(f => f.name.id === name);
    const given = node.args.find(a => a.name?.id === name) ?? (index < 0 || node.args.some(a => a.star) ? undefined : node.args.filter(a => !a.name)[index]);
    if (given) return this.#evaluator.evaluate(given.value, env);
    const value = fields[index]?.value;
    return value?.kind === 'string' || value?.kind === 'number' || value?.kind === 'constant' ? this.#evaluator.evaluate(value, callee.cls.env) : undefined;
  }
}

/** The names of a namespace given to `type()` are no names of a scope. */
const namelessBody: Frame = { get: () => undefined, isClassBody: true };

const plainDecorators = /^(?:staticmethod|classmethod|wraps|no_type_check|overload|typechecked|beartype|deprecated)$/;

const lastName = (expr: Expr): string =>
  expr.kind === 'name' ? expr.id : expr.kind === 'attribute' ? expr.attr.id : expr.kind === 'call' ? lastName(expr.func) : '';

const placeOf = ({ module }: Env, { line, character }: { readonly line: number; readonly character: number }): string => `${module.uri}#${line}:${character}`;

/** Names the run of a function: by the place of the call, and by the run that the call stands in. */
const keyOf = ({ range: { start, end } }: Call, env: Env): string => `${env.key ?? ''}>${placeOf(env, start)}-${end.line}:${end.character}`;

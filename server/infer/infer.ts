import type { Position } from 'vscode-languageserver-protocol';
import { memo } from '../base/lazy.ts';
import { comparePositions, touches } from '../base/ranges.ts';
import type { FunctionFact } from '../facts/facts.ts';
import type { ModuleInfo } from '../model/modules.ts';
import type { ClassSymbol, Env as ModelEnv, Value } from '../model/values.ts';
import { type Node, pathTo } from '../syntax/locate.ts';
import type { ClassDef, Expr, FunctionDef, Lambda, Stmt } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { annotationType } from './annotations.ts';
import { called, callOf, returned } from './calls.ts';
import { type Context, type Given, type Hint, nothingGiven, type Place } from './context.ts';
import { dotted, Environment } from './environment.ts';
import { filled, filledNames } from './fillings.ts';
import { comprehend, enter, narrow, type Oracle, run } from './flow.ts';
import { supposed } from './guess.ts';
import { aliasOf, subscripted } from './keys.ts';
import { builtins } from './library.ts';
import { member } from './members.ts';
import { bindParameters, lambdaArgument, receiverOf } from './parameters.ts';
import { sitesOf } from './sites.ts';
import { each, elementOf, join, joinKnown, noneType, otherType, type Type, unknownType } from './types.ts';
import { Work } from './work.ts';

/** A body that was followed: what holds at its beginning, before each of its statements, and at its end. */
interface Run {
  readonly start: Environment;
  readonly before: ReadonlyMap<Stmt, Environment>;
  readonly end: Environment;
}

/** Which mapped class, or collection, query, row of it, an expression is. One object for each snapshot and degree of certainty. */
export class Inference implements Context {
  readonly snapshot: Snapshot;
  readonly guessing: boolean;
  readonly work: Work;
  readonly told: Hint | undefined;
  readonly #runs = new WeakMap<Given, Map<FunctionDef | ClassDef | string, Run>>();
  #statements = 0;

  constructor(snapshot: Snapshot, guessing = false, told?: Hint) {
    this.snapshot = snapshot;
    this.guessing = guessing;
    this.told = told;
    this.work = new Work(guessing ? joinKnown : join);
  }

  /** How much has been worked out and is kept: statements that were followed, and types. */
  get size(): number {
    return this.#statements + this.work.size;
  }

  readonly #oracle: Oracle = {
    typeOf: (expr, env) => this.typeOf(expr, env),
    instanceOf: (expr, env) => {
      const type = annotationType(expr, e => this.typeOf(e, env));
      return type.kind === 'unknown' ? undefined : type;
    },
    iterate: (expr, env) => each(this.typeOf(expr, env), type => (type.kind === 'object' ? elementOf(this.#special(type, iterating)) : elementOf(type))),
    enter: (expr, env) =>
      each(this.typeOf(expr, env), type => {
        const given = this.#special(type, entering);
        return given.kind === 'unknown' ? type : given;
      }),
    define: (statement, env) => this.#define(statement, env),
  };

  /** What the first of some methods without arguments gives that a class of the workspace has. */
  #special(type: Type, names: readonly string[]): Type {
    if (type.kind !== 'object') return unknownType;
    const method = names.map(name => this.member(type, name)).find(t => t.kind === 'function');
    return method ? this.call(method, []) : unknownType;
  }

  readonly join = (a: Type, b: Type): Type => this.work.join(a, b);
  readonly member = (of: Type, name: string): Type => this.work.step(() => this.#member(of, name));
  readonly call = (callee: Type, args: readonly Type[]): Type => called(this, callee, args);
  readonly returned = (func: FunctionFact, defined: ModelEnv, given: Given): Type => returned(this, func, defined, given);
  readonly typeOf = (expr: Expr, env: Environment): Type => this.work.step(() => this.#typeOf(expr, env));

  /** The names known at a position of a file, with the nodes around it. */
  readonly at = (uri: string, position: Position): Place | undefined => {
    const tree = this.snapshot.tree(uri);
    const module = this.snapshot.project.module(uri);
    if (!tree || !module) return undefined;
    const path = pathTo(tree, position);
    return { path, env: this.environment(module, tree.body, path, position) };
  };

  readonly environment = (module: ModuleInfo, body: readonly Stmt[], path: readonly Node[], position: Position, given: Given = nothingGiven): Environment => {
    const scopes = path.filter((n): n is FunctionDef | ClassDef | Lambda => isScope(n) && entersBody(n, position));
    const top = this.#run(module.uri, nothingGiven, body, () => new Environment(module, this.work));
    let env = scopes.length === 0 ? this.#before(top, body, path, position) : top.end;
    scopes.forEach((scope, i) => {
      const last = i === scopes.length - 1;
      const outer = env;
      if (scope.kind === 'lambda') env = this.#lambda(scope, path, env);
      else if (scope.kind === 'class') {
        // The names of a class body are not seen in its methods.
        if (last)
          env = this.#before(
            this.#run(scope, nothingGiven, scope.body, () => outer.inner()),
            scope.body,
            path,
            position,
          );
      } else {
        const parent = scopes[i - 1];
        const owner = parent?.kind === 'class' ? parent : undefined;
        const told = last ? given : nothingGiven;
        const done = this.#run(scope, told, scope.body, () => bindParameters(this, scope, owner, outer.inner(), module, told));
        env = last ? this.#before(done, scope.body, path, position) : done.end;
      }
    });
    // Comprehensions and conditions between the statement and the cursor.
    const innermost = scopes.at(-1);
    const from = innermost ? path.indexOf(innermost) : -1;
    path.forEach((node, i) => {
      if (i < from) return;
      if (node.kind === 'comprehension') env = comprehend(node.clauses, env, this.#oracle, position);
      else if (node.kind === 'binary' && node.op === 'and' && comparePositions(node.left.range.end, position) < 0)
        env = narrow(node.left, true, env, this.#oracle);
      else if (node.kind === 'binary' && node.op === 'or' && comparePositions(node.left.range.end, position) < 0)
        env = narrow(node.left, false, env, this.#oracle);
      else if (node.kind === 'ternary' && touches(node.body.range, position)) env = narrow(node.test, true, env, this.#oracle);
      else if (node.kind === 'ternary' && touches(node.orElse.range, position)) env = narrow(node.test, false, env, this.#oracle);
    });
    return env;
  };

  /** The names known at a position of a body that is no Python file, or at its end; `start` knows the names it begins with. */
  readonly along = (body: readonly Stmt[], start: Environment, position?: Position): Environment => run(body, start, this.#oracle, position);

  #lambda(scope: Lambda, path: readonly Node[], outer: Environment): Environment {
    const call = path[path.indexOf(scope) - 1];
    const argument = call?.kind === 'call' ? call.args.find(a => a.value === scope) : undefined;
    return scope.params.reduce<Environment>((env, { name }, i) => {
      if (!name) return env;
      return env.bind(name.id, () =>
        call?.kind === 'call' && argument && i === 0
          ? lambdaArgument(this, call, call.args.filter(a => !a.name).indexOf(argument), argument.name?.id, outer)
          : unknownType,
      );
    }, outer.inner());
  }

  /** A body followed once from its beginning to its end. */
  #run(scope: FunctionDef | ClassDef | string, given: Given, body: readonly Stmt[], start: () => Environment): Run {
    const known = memo(this.#runs, given, () => new Map<FunctionDef | ClassDef | string, Run>());
    return memo(known, scope, () => {
      const before = new Map<Stmt, Environment>();
      const record = (it: Stmt, env: Environment): void => {
        before.set(it, env);
        this.#statements++;
      };
      const from = start();
      const end = run(body, from, { ...this.#oracle, record });
      return { start: from, before, end: typeof scope === 'string' ? this.#withGlobals(end) : end };
    });
  }

  /** The names of a module as functions see them, who may set them too. */
  #withGlobals(env: Environment): Environment {
    const { uri } = env.module;
    const tree = this.snapshot.tree(uri);
    let out = env;
    for (const [name, values] of tree ? sitesOf(tree).globals : []) {
      const set = (value: Expr): Type => {
        const place = this.at(uri, value.range.start);
        return place ? this.typeOf(value, place.env) : unknownType;
      };
      out = out.bind(name, () => values.map(set).reduce<Type>(this.join, env.lookup(name) ?? noneType));
    }
    for (const name of tree ? filledNames(tree) : []) {
      const before = out;
      if (out.has(name)) out = out.bind(name, () => filled(this, before.lookup(name) ?? unknownType, name, uri), before.origin(name));
    }
    return out;
  }

  /** What holds at a position of a body. */
  #before(done: Run, body: readonly Stmt[], path: readonly Node[], position: Position): Environment {
    for (const node of path.toReversed()) {
      const env = isStatement(node) ? done.before.get(node) : undefined;
      if (env && isStatement(node)) return enter(node, env, this.#oracle, position);
    }
    return run(body, done.start, this.#oracle, position);
  }

  #define(it: Stmt, env: Environment): Environment {
    const { evaluator, modules } = this.snapshot.project;
    switch (it.kind) {
      case 'import':
        return it.names.reduce<Environment>((e, { path, alias }) => {
          const [first] = path;
          if (!first) return e;
          const name = alias ? path.map(p => p.id).join('.') : first.id;
          return e.bind((alias ?? first).id, () => this.fromValue(evaluator.module(name, env.module)));
        }, env);
      case 'import-from': {
        const path = modules.absolute(it.level, it.module.map(n => n.id).join('.'), env.module);
        if (path === undefined) return env;
        return it.names.reduce<Environment>(
          (e, { name, alias }) => e.bind((alias ?? name).id, () => this.fromValue(evaluator.fromModule(path, name.id, env.module))),
          env,
        );
      }
      case 'function':
        return env.bind(it.name.id, () => ({ kind: 'function', func: it, env: { module: env.module, frames: [] } }));
      case 'class':
        return env.bind(it.name.id, () => receiverOf(this, it, env.module, true));
      default:
        return env;
    }
  }

  /** What a value of the model is to inference. */
  readonly fromValue = (value: Value): Type => {
    switch (value.kind) {
      case 'class':
        return this.classType(value.cls);
      case 'function':
        return { kind: 'function', func: value.func, env: value.env };
      case 'module':
        return { kind: 'module', path: value.path, from: value.from };
      case 'library':
        return value.path.endsWith('.current_user') ? this.#currentUser(value.path) : { kind: 'library', path: value.path };
      case 'call':
        return this.work.once(`value ${value.env.module.uri} ${JSON.stringify(value.node.range)}`, () =>
          this.typeOf(value.node, new Environment(value.env.module, this.work)),
        );
      case 'member':
        return this.work.once(`value ${JSON.stringify(value.node.range)}`, () => this.member(this.fromValue(value.of), value.name));
      case 'lambda':
        return { kind: 'lambda', call: () => this.typeOf(value.node.body, new Environment(value.env.module, this.work)) };
      case 'constant':
        return value.value === null ? noneType : otherType;
      case 'subscript':
        return aliasOf(this, value.node, new Environment(value.env.module, this.work));
      case 'sequence': {
        const items = value.items.map(v => this.fromValue(v));
        return value.tuple ? { kind: 'tuple', items } : { kind: 'collection', of: items.reduce<Type>(join, noneType), container: 'list' };
      }
      default:
        return unknownType;
    }
  };

  /** Flask-Login's `current_user`: what the function that loads users returns. */
  #currentUser(path: string): Type {
    return this.work.once(`library ${path}`, () => {
      let found: Type | undefined;
      for (const uri of this.snapshot.mentioning('user_loader')) {
        const tree = this.snapshot.tree(uri);
        const module = this.snapshot.project.module(uri);
        for (const func of (module && tree && sitesOf(tree).decorated.get('user_loader')) ?? []) {
          const type = module ? this.returned(func, { module, frames: [] }, nothingGiven) : unknownType;
          found = found ? this.join(found, type) : type;
        }
      }
      return found ?? { kind: 'library', path };
    });
  }

  readonly classType = (cls: ClassSymbol): Type => {
    const mapped = this.snapshot.project.ofSymbol(cls);
    return mapped ? { kind: 'class', cls: mapped } : { kind: 'class-object', cls };
  };

  #typeOf(expr: Expr, env: Environment): Type {
    switch (expr.kind) {
      case 'name':
        return env.lookup(expr.id) ?? this.#global(expr.id, env.module);
      case 'attribute':
        return this.#attribute(expr, env);
      case 'call':
        return callOf(this, expr, env);
      case 'subscript':
        return each(this.typeOf(expr.value, env), of => subscripted(this, of, expr, env));
      case 'await':
        return expr.value ? this.typeOf(expr.value, env) : unknownType;
      case 'walrus':
        return this.typeOf(expr.value, env);
      case 'lambda':
        return {
          kind: 'lambda',
          call: args =>
            this.typeOf(
              expr.body,
              expr.params.reduce((e, p, i) => (p.name ? e.bind(p.name.id, () => args[i] ?? unknownType) : e), env),
            ),
        };
      case 'ternary':
        return this.join(
          this.typeOf(expr.body, narrow(expr.test, true, env, this.#oracle)),
          this.typeOf(expr.orElse, narrow(expr.test, false, env, this.#oracle)),
        );
      case 'binary':
        if (expr.op === 'or') return this.join(this.typeOf(expr.left, env), this.typeOf(expr.right, narrow(expr.left, false, env, this.#oracle)));
        if (expr.op === 'and') return this.typeOf(expr.right, narrow(expr.left, true, env, this.#oracle));
        return expr.op === '+' || expr.op === '|' || expr.op === '-' ? this.join(this.typeOf(expr.left, env), this.typeOf(expr.right, env)) : otherType;
      case 'list':
      case 'set': {
        const items = expr.items.map(i => (i.kind === 'star' && i.value ? elementOf(this.typeOf(i.value, env)) : this.typeOf(i, env)));
        return collection(items.reduce<Type>(this.join, noneType), expr.kind);
      }
      case 'tuple':
        return { kind: 'tuple', items: expr.items.map(i => this.typeOf(i, env)) };
      case 'dict':
        return this.#dict(expr, env);
      case 'comprehension':
        return collection(this.typeOf(expr.element, comprehend(expr.clauses, env, this.#oracle)), expr.of === 'generator' ? 'iterator' : expr.of);
      case 'constant':
        return expr.value === 'None' ? noneType : otherType;
      case 'string':
      case 'fstring':
      case 'number':
        return otherType;
      case 'unary':
        return expr.op === 'not' ? otherType : unknownType;
      case 'error':
        return expr.child ? this.typeOf(expr.child, env) : unknownType;
      default:
        return unknownType;
    }
  }

  #attribute(expr: Extract<Expr, { kind: 'attribute' }>, env: Environment): Type {
    const path = dotted(expr);
    const bound = path === undefined ? undefined : env.lookup(path);
    if (bound && bound.kind !== 'unknown' && bound.kind !== 'none') return bound;
    return this.member(this.receiver(expr.value, expr.attr.id, env), expr.attr.id);
  }

  /** What an attribute is read from; when names count as hints, also by its name. */
  receiver(expr: Expr, attr: string | undefined, env: Environment): Type {
    const type = this.typeOf(expr, env);
    return this.guessing ? (supposed(this, type, expr, attr, env)?.type ?? type) : type;
  }

  #dict(expr: Extract<Expr, { kind: 'dict' }>, env: Environment): Type {
    const values = expr.entries.map(e => (e.key ? this.typeOf(e.value, env) : unknownType));
    const entries = new Map(expr.entries.flatMap((e, i) => (e.key?.kind === 'string' ? [[e.key.value, values[i] ?? unknownType] as const] : [])));
    const of = values.reduce<Type>(this.join, noneType);
    return entries.size > 0 ? { kind: 'collection', of, container: 'dict', entries } : collection(of, 'dict');
  }

  #global(name: string, module: ModuleInfo): Type {
    const type = this.fromValue(this.snapshot.project.evaluator.name(name, { module, frames: [] }));
    // What no module binds may be a name of Python's own, or one that is not seen.
    return type.kind === 'library' && type.path === `builtins.${name}` && !builtins.has(name) ? unknownType : type;
  }

  #member(of: Type, name: string): Type {
    return member(this, of, name);
  }
}

const entering = ['__enter__', '__aenter__'];
const iterating = ['__iter__', '__aiter__'];

const collection = (of: Type, container: 'list' | 'set' | 'dict' | 'iterator'): Type =>
  of.kind === 'unknown' ? unknownType : { kind: 'collection', of, container };

const statements: ReadonlySet<string> = new Set(
  'class function assign expr import import-from if for while with try match return raise assert del pass break continue global nonlocal'.split(' '),
);
const isStatement = (node: Node): node is Stmt => statements.has(node.kind);

const isScope = (node: Node): boolean => node.kind === 'function' || node.kind === 'class' || node.kind === 'lambda';

/** Decorators, bases, defaults and annotations belong to the scope around. */
function entersBody(node: Node, position: Position): boolean {
  if (node.kind === 'lambda') return touches(node.body.range, position);
  if (node.kind !== 'function' && node.kind !== 'class') return false;
  const first = node.body[0];
  return first !== undefined && comparePositions(first.range.start, position) <= 0;
}

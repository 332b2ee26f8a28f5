import type { Position } from 'vscode-languageserver-protocol';
import { comparePositions } from '../base/ranges.ts';
import type { Binding, ClassFact, FunctionFact } from '../facts/facts.ts';
import type { Argument, Call, Expr, Name, Stmt } from '../syntax/tree.ts';
import { collected } from './collections.ts';
import { enumerated, isEnumeration } from './enumerations.ts';
import { callOf, isFlaskClass } from './library.ts';
import type { ModuleInfo, Modules, Sources } from './modules.ts';
import { operate } from './operators.ts';
import { substituted } from './regular-expressions.ts';
import { bindingsByName, endOf, noBindings, textOf } from './scopes.ts';
import { callStringMethod } from './strings.ts';
import { type ClassSymbol, type Env, type Frame, stringOf, unknownValue, type Value } from './values.ts';

/** How far a chain of functions is followed. */
const maxDepth = 12;

/** What a binding is while it is being worked out. */
const throughItself = unknownValue('defined through itself');
const noModules: ReadonlySet<string> = new Set();

/** A small, total evaluator of module and class bodies. It runs no code; what it cannot follow is `unknown` with the reason. */
export class Evaluator {
  readonly #sources: Sources;
  readonly #modules: Modules;
  readonly #bindings = new Map<Binding, Value>();
  readonly #symbols = new Map<ClassFact, ClassSymbol>();
  readonly #scopes = new Map<string, ReadonlyMap<string, readonly Binding[]>>();
  readonly #moduleEnvs = new Map<ModuleInfo, Env>();
  #depth = 0;
  /** Set by the class hierarchy: attributes of classes need the method resolution order. */
  classAttribute: (cls: ClassSymbol, name: string) => Value | undefined = () => undefined;
  /** Set by the class hierarchy: the bases of a class outside the workspace, by dotted path. */
  libraryBases: (cls: ClassSymbol) => readonly string[] = () => [];

  readonly #classes = {
    librariesOf: (cls: ClassSymbol) => this.libraryBases(cls),
    namesOf: (cls: ClassSymbol) => [...this.classBindings(cls.fact).keys()],
    attribute: (cls: ClassSymbol, name: string) => this.attribute({ kind: 'class', cls }, name, cls.fact.name),
  };

  constructor(sources: Sources, modules: Modules) {
    this.#sources = sources;
    this.#modules = modules;
  }

  moduleEnv(module: ModuleInfo): Env {
    let env = this.#moduleEnvs.get(module);
    if (!env) {
      env = { module, frames: [] };
      this.#moduleEnvs.set(module, env);
    }
    return env;
  }

  /** The class statement as a symbol; one object per statement. */
  symbol(fact: ClassFact, module: ModuleInfo, outer: Env): ClassSymbol {
    const known = this.#symbols.get(fact);
    if (known) return known;
    const frame: Frame = { get: (name, before) => this.#fromScope(this.classBindings(fact), name, env, before), isClassBody: true };
    const env: Env = { module, frames: [frame, ...outer.frames] };
    const symbol: ClassSymbol = { fact, module, id: `${module.name}:${fact.qualname}`, env };
    this.#symbols.set(fact, symbol);
    return symbol;
  }

  /** The bindings of a class body by name. */
  classBindings(fact: ClassFact): ReadonlyMap<string, readonly Binding[]> {
    return bindingsByName(fact.scope);
  }

  #moduleBindings(module: ModuleInfo): ReadonlyMap<string, readonly Binding[]> {
    let found = this.#scopes.get(module.uri);
    if (!found) {
      const facts = this.#sources.facts(module.uri);
      found = facts ? bindingsByName(facts.scope) : noBindings;
      this.#scopes.set(module.uri, found);
    }
    return found;
  }

  /** What a name means at the end of a module, or before a place in it; undefined when the module does not bind it. */
  inModule(module: ModuleInfo, name: string, seen: ReadonlySet<string> = noModules, before?: Position): Value | undefined {
    const bound = this.#fromScope(this.#moduleBindings(module), name, this.moduleEnv(module), before);
    if (bound) return bound;
    if (seen.has(module.uri)) return undefined;
    const stars = this.#sources.facts(module.uri)?.scope.stars;
    if (!stars || stars.length === 0) return undefined;
    const visited = new Set([...seen, module.uri]);
    let hidden: Value | undefined;
    for (const star of stars.toReversed()) {
      const path = this.#modules.absolute(star.level, star.module, module);
      const target = path === undefined ? undefined : this.#modules.find(path, module);
      if (!target) {
        // A star import of something outside may bind any name; the well-known ones are told apart by their path.
        hidden ??= { kind: 'library', path: `${path ?? star.module}.${name}` };
        continue;
      }
      if (name.startsWith('_')) continue;
      const value = this.inModule(target, name, visited);
      if (value && value.kind !== 'unknown') return value;
    }
    return hidden;
  }

  #fromScope(scope: ReadonlyMap<string, readonly Binding[]>, name: string, env: Env, before?: Position): Value | undefined {
    const all = scope.get(name);
    const bindings = before ? all?.filter(b => comparePositions(endOf(b), before) <= 0) : all;
    if (!bindings || bindings.length === 0) return undefined;
    const [only] = bindings;
    if (only && bindings.length === 1) return this.binding(only, env);
    // The last unconditional binding holds, unless a conditional one follows it; branches are tried until one is understood, what stands in
    // `except ImportError` last of all.
    const lastAlways = bindings.findLastIndex(b => b.guard === 'always');
    const live = bindings.slice(Math.max(lastAlways, 0)).filter(b => b.guard !== 'type-checking');
    if (live.length === 0) return this.#firstKnown(bindings.toReversed(), env);
    const tried = this.#firstKnown(live.filter(b => b.guard !== 'fallback').toReversed(), env);
    return tried && tried.kind !== 'unknown' ? tried : (this.#firstKnown(live.filter(b => b.guard === 'fallback').toReversed(), env) ?? tried);
  }

  #firstKnown(candidates: readonly Binding[], env: Env): Value | undefined {
    let first: Value | undefined;
    let library: Value | undefined;
    for (const binding of candidates) {
      const value = this.binding(binding, env);
      first ??= value;
      if (value.kind === 'library') library ??= value;
      else if (value.kind !== 'unknown' && !(value.kind === 'constant' && value.value === null)) return value;
    }
    return library ?? first;
  }

  /** What one binding binds. */
  binding(binding: Binding, env: Env): Value {
    const known = this.#bindings.get(binding);
    if (known) return known;
    this.#bindings.set(binding, throughItself);
    const value = this.#bind(binding, env);
    this.#bindings.set(binding, value);
    return value;
  }

  #bind(binding: Binding, env: Env): Value {
    switch (binding.kind) {
      case 'class':
        return { kind: 'class', cls: this.symbol(binding.cls, env.module, env) };
      case 'function':
        return { kind: 'function', func: binding.func, env };
      case 'value':
        return binding.value ? this.evaluate(binding.value, env) : unknownValue('declared without a value');
      case 'import':
        return this.#imported(binding.level, binding.module, binding.attr, env);
      case 'opaque':
        return unknownValue('bound by a statement that is not followed');
    }
  }

  #imported(level: number, module: string, attr: Name | undefined, env: Env): Value {
    const path = this.#modules.absolute(level, module, env.module);
    if (path === undefined) return unknownValue('a relative import that leads out of the package');
    return attr ? this.fromModule(path, attr.id, env.module) : this.module(path, env.module);
  }

  module(path: string, from: ModuleInfo): Value {
    return this.#modules.find(path, from) || this.#modules.isPackage(path) ? { kind: 'module', path, from } : { kind: 'library', path };
  }

  /** `from path import name` written in `from`. */
  fromModule(path: string, name: string, from: ModuleInfo): Value {
    const target = this.#modules.find(path, from);
    const submodule = this.#modules.find(`${path}.${name}`, from);
    if (!target) return submodule || this.#modules.isPackage(path) ? this.module(`${path}.${name}`, from) : { kind: 'library', path: `${path}.${name}` };
    // `from . import x` inside the package's own __init__ means the submodule.
    const bound = target.uri === from.uri && submodule ? undefined : this.inModule(target, name);
    if (bound) return bound;
    if (submodule) return this.module(`${path}.${name}`, from);
    return target.installed ? { kind: 'library', path: `${path}.${name}` } : unknownValue(`module '${path}' does not define '${name}'`);
  }

  /** What a bare name means in an environment; in a class body only what stands before it is bound yet. */
  name(name: string, env: Env, before?: Position): Value {
    for (const frame of env.frames) {
      const value = frame.get(name, before);
      // A class body may name a module-level thing after itself: `user = relationship(user)`.
      if (value && !(value.kind === 'unknown' && value.why === 'defined through itself')) return value;
    }
    return this.inModule(env.module, name) ?? { kind: 'library', path: `builtins.${name}` };
  }

  evaluate(expr: Expr, env: Env): Value {
    if (this.#depth > 200) return unknownValue('nested too deeply');
    this.#depth++;
    try {
      return this.#evaluate(expr, env);
    } finally {
      this.#depth--;
    }
  }

  #evaluate(expr: Expr, env: Env): Value {
    switch (expr.kind) {
      case 'name':
        return this.name(expr.id, env, expr.range.start);
      case 'string':
        return { kind: 'constant', value: expr.value, node: expr };
      case 'number':
        return expr.value === undefined ? unknownValue('a number') : { kind: 'constant', value: expr.value, node: expr };
      case 'constant':
        if (expr.value === 'True' || expr.value === 'False') return { kind: 'constant', value: expr.value === 'True', node: expr };
        return expr.value === 'None' ? { kind: 'constant', value: null, node: expr } : unknownValue('...');
      case 'list':
      case 'tuple':
      case 'set':
        return { kind: 'sequence', items: expr.items.flatMap(item => this.#items(item, env)), tuple: expr.kind === 'tuple' };
      case 'dict':
        return this.#dict(expr, env);
      case 'fstring': {
        let text = '';
        for (const part of expr.parts) {
          const piece = typeof part === 'string' ? part : textOf(this.evaluate(part, env));
          if (piece === undefined) return unknownValue('a computed string');
          text += piece;
        }
        return { kind: 'constant', value: text, node: expr };
      }
      case 'attribute':
        return this.attribute(this.evaluate(expr.value, env), expr.attr.id, expr);
      case 'call':
        return this.#call(expr, env);
      case 'lambda':
        // The body of a function does not see the names of the class body around it.
        return { kind: 'lambda', node: expr, env: { module: env.module, frames: env.frames.filter(f => !f.isClassBody) } };
      case 'binary':
        return this.#binary(expr, env);
      case 'unary': {
        const value = this.#truth(expr.value, env);
        return expr.op === 'not' && value !== undefined ? { kind: 'constant', value: !value, node: expr } : unknownValue('a computed value');
      }
      case 'ternary': {
        const test = this.#truth(expr.test, env);
        return test === undefined ? unknownValue('depends on a condition') : this.evaluate(test ? expr.body : expr.orElse, env);
      }
      case 'subscript':
        return this.#subscript(expr, env);
      case 'walrus':
        return this.evaluate(expr.value, env);
      default:
        return unknownValue('an expression that is not followed');
    }
  }

  #items(item: Expr, env: Env): readonly Value[] {
    if (item.kind !== 'star') return [this.evaluate(item, env)];
    const value = item.value ? this.evaluate(item.value, env) : unknownValue('');
    return value.kind === 'sequence' ? value.items : [unknownValue('an unpacked sequence')];
  }

  #dict(expr: Extract<Expr, { kind: 'dict' }>, env: Env): Value {
    const entries = new Map<string, { value: Value; node: Expr; key: Expr }>();
    let open = false;
    for (const { key, value } of expr.entries) {
      if (!key) {
        const spread = this.evaluate(value, env);
        if (spread.kind !== 'dict' || spread.open) open = true;
        if (spread.kind === 'dict') for (const [k, v] of spread.entries) entries.set(k, v);
        continue;
      }
      const name = stringOf(this.evaluate(key, env));
      if (name === undefined) open = true;
      else entries.set(name, { value: this.evaluate(value, env), node: value, key });
    }
    return { kind: 'dict', entries, open };
  }

  /** `value.name`. */
  attribute(of: Value, name: string, node: Expr): Value {
    switch (of.kind) {
      case 'module':
        return this.fromModule(of.path, name, of.from);
      case 'library':
        return { kind: 'library', path: `${of.path}.${name}` };
      case 'class': {
        if (name === '__name__') return { kind: 'constant', value: of.cls.fact.name.id, node };
        if (name === '__qualname__') return { kind: 'constant', value: of.cls.fact.qualname, node };
        if (name === '__module__') return { kind: 'constant', value: of.cls.module.name, node };
        const value = this.classAttribute(of.cls, name);
        // A member of an enumeration is not its value, unless it is a string itself.
        if (value?.kind === 'constant' && isEnumeration(this.libraryBases(of.cls))) return { kind: 'member', of, name, node };
        // Columns and relationships stay members: which table they belong to depends on the class they are read from.
        return value &&
          (value.kind === 'constant' ||
            value.kind === 'sequence' ||
            value.kind === 'dict' ||
            value.kind === 'class' ||
            value.kind === 'function' ||
            value.kind === 'lambda' ||
            callOf(value) === 'Table')
          ? value
          : { kind: 'member', of, name, node };
      }
      case 'unknown':
        return of;
      default:
        return enumerated(of, name, this.libraryBases, this.classAttribute) ?? { kind: 'member', of, name, node };
    }
  }

  #call(expr: Call, env: Env): Value {
    if (expr.func.kind === 'attribute') {
      const receiver = this.evaluate(expr.func.value, env);
      const text = stringOf(receiver);
      if (text !== undefined) return callStringMethod(text, expr.func.attr.id, this.#plainArgs(expr, env), expr);
    }
    const callee = this.evaluate(expr.func, env);
    if (callee.kind === 'function') return this.invoke(callee.func, callee.env, expr, env) ?? { kind: 'call', callee, node: expr, env };
    if (callee.kind === 'lambda') return this.evaluate(callee.node.body, callee.env);
    if (callee.kind === 'library' && callee.path === 'builtins.str') {
      const text = expr.args[0] ? textOf(this.evaluate(expr.args[0].value, env)) : '';
      return text === undefined ? unknownValue('a computed string') : { kind: 'constant', value: text, node: expr };
    }
    if (callee.kind === 'library' && callee.path === 'builtins.getattr') {
      const [of, name] = this.#plainArgs(expr, env);
      const key = stringOf(name);
      return of && key !== undefined ? this.attribute(of, key, expr) : unknownValue('getattr of a computed name');
    }
    if (callee.kind === 'library' && callee.path === 'builtins.dict') {
      const entries = expr.args.flatMap(a => (a.name ? [[a.name.id, { value: this.evaluate(a.value, env), node: a.value, key: a.name }] as const] : []));
      return { kind: 'dict', entries: new Map(entries), open: expr.args.some(a => !a.name) };
    }
    if ((callee.kind === 'library' || callee.kind === 'member') && !expr.args.some(a => a.name || a.star)) {
      const collection = collected(callee, this.#plainArgs(expr, env), expr, this.#classes);
      if (collection) return collection;
      const text = substituted(callee, this.#plainArgs(expr, env), (it, inside) => this.evaluate(it, inside));
      if (text !== undefined) return { kind: 'constant', value: text, node: expr };
    }
    if (callee.kind === 'class') {
      // `class Database(SQLAlchemy)` of Flask-SQLAlchemy: its instances are what the extension's own are.
      const path = this.libraryBases(callee.cls).find(isFlaskClass);
      if (path !== undefined) return { kind: 'call', callee: { kind: 'library', path }, node: expr, env };
    }
    return callee.kind === 'unknown' ? callee : { kind: 'call', callee, node: expr, env };
  }

  #plainArgs(expr: Call, env: Env): readonly Value[] {
    return expr.args.filter(a => !a.name && !a.star).map(a => this.evaluate(a.value, env));
  }

  /** What a function returns for a call; undefined when its body is not kept or not simple. */
  invoke(func: FunctionFact, defined: Env, call: { readonly args: readonly Argument[] }, env: Env, receiver?: Value): Value | undefined {
    if (!func.body || func.async || this.#depth > maxDepth * 8) return undefined;
    const locals = new Map<string, Value>();
    const plain = func.params.filter(p => !p.star && p.name);
    const positional = call.args.filter(a => !a.name && !a.star);
    const given = receiver ? [receiver, ...positional.map(a => this.evaluate(a.value, env))] : positional.map(a => this.evaluate(a.value, env));
    plain.forEach((param, i) => {
      const name = param.name?.id ?? '';
      const keyword = call.args.find(a => a.name?.id === name);
      const value = given[i] ?? (keyword ? this.evaluate(keyword.value, env) : param.default ? this.evaluate(param.default, defined) : undefined);
      locals.set(name, value ?? unknownValue(`parameter '${name}'`));
    });
    for (const param of func.params) {
      if (!param.star || !param.name) continue;
      const extra = call.args.filter(a => a.name && !plain.some(p => p.name?.id === a.name?.id));
      const entries = extra.flatMap(a => (a.name ? [[a.name.id, { value: this.evaluate(a.value, env), node: a.value, key: a.name }] as const] : []));
      locals.set(
        param.name.id,
        param.star === '**'
          ? { kind: 'dict', entries: new Map(entries), open: call.args.some(a => a.star === '**') }
          : { kind: 'sequence', items: given.slice(plain.length), tuple: true },
      );
    }
    const inner: Env = { module: defined.module, frames: [{ get: name => locals.get(name) }, ...defined.frames.filter(f => !f.isClassBody)] };
    // What runs off the end of a function returns None.
    return this.#run(func.body, locals, inner)?.value ?? { kind: 'constant', value: null, node: func.name };
  }

  /** Runs simple statements; undefined when no `return` is reached. */
  #run(body: readonly Stmt[], locals: Map<string, Value>, env: Env): { readonly value: Value } | undefined {
    for (const it of body) {
      switch (it.kind) {
        case 'assign':
          for (const target of it.targets)
            if (target.kind === 'name') locals.set(target.id, it.value && !it.augmented ? this.evaluate(it.value, env) : unknownValue('reassigned'));
          break;
        case 'return':
          return { value: it.values[0] ? this.evaluate(it.values[0], env) : { kind: 'constant', value: null, node: { kind: 'error', range: it.range } } };
        case 'raise':
          return { value: unknownValue('raises an exception') };
        case 'import-from':
          for (const { name, alias } of it.names) locals.set((alias ?? name).id, this.#imported(it.level, it.module.map(n => n.id).join('.'), name, env));
          break;
        case 'if': {
          // What is refused with an exception has not come about: the module would not have been imported.
          const refusing = it.body.at(-1)?.kind === 'raise' && it.orElse.length === 0;
          const test = this.#truth(it.test, env) ?? (refusing ? false : undefined);
          if (test === undefined) return { value: unknownValue('depends on a condition') };
          const result = this.#run(test ? it.body : it.orElse, locals, env);
          if (result) return result;
          break;
        }
        case 'class':
        case 'try':
        case 'for':
        case 'while':
        case 'with':
        case 'match':
          return { value: unknownValue('a function that is not simple') };
        default:
      }
    }
    return undefined;
  }

  #truth(expr: Expr, env: Env): boolean | undefined {
    const value = this.evaluate(expr, env);
    if (value.kind === 'constant') return value.value !== null && value.value !== false && value.value !== '' && value.value !== 0;
    return value.kind === 'sequence' ? value.items.length > 0 : undefined;
  }

  #binary(expr: Extract<Expr, { kind: 'binary' }>, env: Env): Value {
    const left = this.evaluate(expr.left, env);
    if (expr.op === 'and' || expr.op === 'or') {
      const test = this.#truth(expr.left, env);
      if (test === undefined) return unknownValue('depends on a condition');
      return test === (expr.op === 'or') ? left : this.evaluate(expr.right, env);
    }
    const right = this.evaluate(expr.right, env);
    return operate(expr.op, left, right, expr);
  }

  #subscript(expr: Extract<Expr, { kind: 'subscript' }>, env: Env): Value {
    const of = this.evaluate(expr.value, env);
    if (of.kind === 'dict' || of.kind === 'sequence') {
      const index = expr.items[0] ? this.evaluate(expr.items[0].value, env) : undefined;
      const key = index?.kind === 'constant' ? index.value : undefined;
      const found =
        of.kind === 'dict' ? (typeof key === 'string' ? of.entries.get(key)?.value : undefined) : typeof key === 'number' ? of.items[key] : undefined;
      return found ?? unknownValue('an item that is not known');
    }
    if (of.kind === 'class') return of;
    return of.kind === 'unknown' ? of : { kind: 'subscript', of, node: expr, env };
  }
}

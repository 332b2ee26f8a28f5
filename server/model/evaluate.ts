import type { Position, Range } from 'vscode-languageserver-protocol';
import { memo } from '../base/lazy.ts';
import { comparePositions } from '../base/ranges.ts';
import type { Binding, ClassFact, FunctionFact } from '../facts/facts.ts';
import type { Call, ClassDef, Expr, For, Import, ImportFrom } from '../syntax/tree.ts';
import { type Calling, Calls } from './calls.ts';
import type { Classes } from './collections.ts';
import { enumerated, isEnumeration } from './enumerations.ts';
import { Happenings } from './happenings.ts';
import { callOf } from './library.ts';
import { Literals } from './literals.ts';
import type { ModuleInfo, Modules, Sources } from './modules.ts';
import { binary, itemOf, sliceOf } from './operators.ts';
import { bindingsByName, endOf, noBindings } from './scopes.ts';
import { type ClassSymbol, type Env, type Frame, textOf, thawed, truthOf, unknownValue, type Value, within, withoutClassBodies } from './values.ts';

/** What a binding is while it is being worked out. */
const throughItself = unknownValue('defined through itself');
const noModules: ReadonlySet<string> = new Set();

/** A small, total evaluator of module and class bodies. It runs no code; what it cannot follow is `unknown` with the reason. */
export class Evaluator implements Calling {
  readonly #sources: Sources;
  readonly #modules: Modules;
  readonly happenings: Happenings = new Happenings();
  readonly #calls: Calls = new Calls(this);
  readonly #literals: Literals = new Literals(this);
  readonly #bindings = new Map<Binding, Value>();
  /** What is bound in the runs of functions, by the run. */
  readonly #bindingsOfRuns = new Map<string, Map<Binding, Value>>();
  readonly #symbols = new Map<ClassFact, ClassSymbol>();
  readonly #symbolsOfRuns = new Map<string, Map<ClassFact, ClassSymbol>>();
  readonly #localClasses = new Map<string, ReadonlyMap<string, ClassFact>>();
  readonly #scopes = new Map<string, ReadonlyMap<string, readonly Binding[]>>();
  readonly #moduleEnvs = new Map<ModuleInfo, Env>();
  #depth = 0;
  /** Set by the class hierarchy: attributes of classes need the method resolution order. */
  classAttribute: (cls: ClassSymbol, name: string) => Value | undefined = () => undefined;
  /** Set by the class hierarchy: the bases of a class outside the workspace, by dotted path. */
  libraryBases: (cls: ClassSymbol) => readonly string[] = () => [];

  readonly classes: Classes = {
    librariesOf: cls => this.libraryBases(cls),
    namesOf: cls => [...this.classBindings(cls.fact).keys()],
    attribute: (cls, name) => this.attribute({ kind: 'class', cls }, name, cls.fact.name),
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

  /** The class statement as a symbol; one object per statement. In its body a name of the module is what it was before: another class, imported above. */
  symbol(fact: ClassFact, outer: Env): ClassSymbol {
    const { module, key } = outer;
    const symbols = key === undefined ? this.#symbols : memo(this.#symbolsOfRuns, key, () => new Map<ClassFact, ClassSymbol>());
    const known = symbols.get(fact);
    if (known) return known;
    const again = (name: string): boolean => outer.frames.length === 0 && (this.#moduleBindings(module).get(name)?.length ?? 0) > 1;
    const above = (name: string, before?: Position): Value | undefined => {
      const from = key !== undefined ? undefined : name === fact.name.id ? fact.range.start : again(name) ? before : undefined;
      return from && this.inModule(module, name, noModules, from);
    };
    const frame: Frame = { get: (name, before) => this.#fromScope(this.classBindings(fact), name, env, before) ?? above(name, before), isClassBody: true };
    const env = within(outer, frame);
    const symbol: ClassSymbol = { fact, module, id: `${module.name}:${fact.qualname}`, env, ...(key === undefined ? {} : { made: true }) };
    symbols.set(fact, symbol);
    return symbol;
  }

  /** The facts of a class statement in the body of a function. */
  localClass(it: ClassDef, { module }: Env): ClassFact | undefined {
    const byPlace = memo(this.#localClasses, module.uri, () => new Map((this.#sources.facts(module.uri)?.localClasses ?? []).map(c => [placeOf(c), c])));
    return byPlace.get(placeOf(it));
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
    if (!all) return undefined;
    const visible = (b: Binding): boolean => !before || comparePositions(endOf(b), before) <= 0;
    const [only] = all;
    if (only && all.length === 1) return visible(only) ? this.binding(only, env) : undefined;
    const bindings = before ? all.filter(visible) : all;
    if (bindings.length === 0) return undefined;
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
    const bindings = env.key === undefined ? this.#bindings : memo(this.#bindingsOfRuns, env.key, () => new Map<Binding, Value>());
    const known = bindings.get(binding);
    if (known) return known;
    bindings.set(binding, throughItself);
    const value = this.#bind(binding, env);
    bindings.set(binding, value);
    return value;
  }

  #bind(binding: Binding, env: Env): Value {
    switch (binding.kind) {
      case 'class':
        return { kind: 'class', cls: this.symbol(binding.cls, env) };
      case 'function':
        return { kind: 'function', func: binding.func, env };
      case 'value':
        return binding.value ? this.evaluate(binding.value, env) : unknownValue('declared without a value');
      case 'import': {
        const path = this.#modules.absolute(binding.level, binding.module, env.module);
        if (path === undefined) return unknownValue('a relative import that leads out of the package');
        return binding.attr ? this.fromModule(path, binding.attr.id, env.module) : this.module(path, env.module);
      }
      case 'opaque':
        return unknownValue('bound by a statement that is not followed');
    }
  }

  module(path: string, from: ModuleInfo): Value {
    return this.#modules.find(path, from) || this.#modules.isPackage(path) ? { kind: 'module', path, from } : { kind: 'library', path };
  }

  /** What an import statement in the body of a function binds. */
  imported(it: Import | ImportFrom, { module }: Env): readonly (readonly [name: string, value: Value])[] {
    if (it.kind === 'import')
      return it.names.flatMap(({ path, alias }): (readonly [string, Value])[] => {
        const name = alias ?? path[0];
        return name ? [[name.id, this.module(alias ? path.map(n => n.id).join('.') : name.id, module)]] : [];
      });
    const path = this.#modules.absolute(it.level, it.module.map(n => n.id).join('.'), module);
    return it.names.map(({ name, alias }) => {
      const value = path === undefined ? unknownValue('a relative import that leads out of the package') : this.fromModule(path, name.id, module);
      return [(alias ?? name).id, value];
    });
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
        return this.#literals.sequence(expr, env);
      case 'dict':
        return this.#literals.dict(expr, env);
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
        return this.attribute(this.evaluate(expr.value, env), expr.attr.id, expr, env);
      case 'call':
        return this.#calls.call(expr, env);
      case 'lambda':
        // The body of a function does not see the names of the class body around it.
        return { kind: 'lambda', node: expr, env: thawed(withoutClassBodies(env)) };
      case 'binary':
        return this.#binary(expr, env);
      case 'unary': {
        const value = this.evaluate(expr.value, env);
        if (expr.op === '-' && value.kind === 'constant' && typeof value.value === 'number') return { kind: 'constant', value: -value.value, node: expr };
        const truth = truthOf(value);
        return expr.op === 'not' && truth !== undefined ? { kind: 'constant', value: !truth, node: expr } : unknownValue('a computed value');
      }
      case 'ternary': {
        const test = truthOf(this.evaluate(expr.test, env));
        return test === undefined ? unknownValue('depends on a condition') : this.evaluate(test ? expr.body : expr.orElse, env);
      }
      case 'subscript':
        return this.#subscript(expr, env);
      case 'comprehension':
        return this.#literals.comprehension(expr, env);
      case 'walrus':
        return this.evaluate(expr.value, env);
      default:
        return unknownValue('an expression that is not followed');
    }
  }

  /** `value.name`; `env` is where that is written, when a function may have set the attribute. */
  attribute(of: Value, name: string, node: Expr, env?: Env): Value {
    switch (of.kind) {
      case 'module':
        return this.fromModule(of.path, name, of.from);
      case 'library':
        return { kind: 'library', path: `${of.path}.${name}` };
      case 'class': {
        if (name === '__name__') return { kind: 'constant', value: of.cls.fact.name.id, node };
        if (name === '__qualname__') return { kind: 'constant', value: of.cls.fact.qualname, node };
        if (name === '__module__') return { kind: 'constant', value: of.cls.module.name, node };
        const set = env?.key === undefined ? undefined : this.#setInRun(of.cls, name, env);
        const value = set ?? this.classAttribute(of.cls, name);
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
      case 'call':
        return this.#calls.field(of, name) ?? { kind: 'member', of, name, node };
      default:
        return enumerated(of, name, this.libraryBases, this.classAttribute) ?? { kind: 'member', of, name, node };
    }
  }

  /** An attribute of a class that the running functions have set, as it was at that moment. */
  #setInRun(cls: ClassSymbol, name: string, { frames }: Env): Value | undefined {
    for (const frame of frames) {
      const value = frame.attribute?.(cls, name);
      if (value) return value;
    }
    return undefined;
  }

  /** What a function returns when mapper configuration calls it: with nothing, or with the class. */
  invoke(func: FunctionFact, defined: Env, receiver?: ClassSymbol): Value {
    return this.#calls.callFunction(func, defined, receiver);
  }

  /** The result of calling `callee` with the arguments of a call. */
  called(callee: Value, call: Call, env: Env): Value {
    return this.#calls.apply(callee, call, env);
  }

  /** The call with `*args` and `**kwargs` unfolded where they are known. */
  unfolded(call: Call, env: Env): { readonly node: Call; readonly env: Env } {
    return this.#calls.unfolded(call, env);
  }

  /** Runs a loop of a module's body; the reason when it cannot be followed. */
  loop(loop: For, env: Env): string | undefined {
    return this.#calls.loop(loop, env);
  }

  binary(op: string, left: Value, right: Value, node: Expr): Value {
    return binary(op, left, right, node);
  }

  #binary(expr: Extract<Expr, { kind: 'binary' }>, env: Env): Value {
    const left = this.evaluate(expr.left, env);
    if (expr.op === 'and' || expr.op === 'or') {
      const test = truthOf(left);
      if (test === undefined) return unknownValue('depends on a condition');
      return test === (expr.op === 'or') ? left : this.evaluate(expr.right, env);
    }
    return binary(expr.op, left, this.evaluate(expr.right, env), expr);
  }

  #subscript(expr: Extract<Expr, { kind: 'subscript' }>, env: Env): Value {
    const of = this.evaluate(expr.value, env);
    if (of.kind === 'dict' || of.kind === 'sequence' || (of.kind === 'constant' && typeof of.value === 'string')) {
      const index = expr.items[0]?.value;
      if (index?.kind !== 'slice') return itemOf(of, index && this.evaluate(index, env), expr) ?? unknownValue('an item that is not known');
      const [lower, upper, step] = [index.lower, index.upper, index.step].map(e => (e ? this.evaluate(e, env) : null));
      return sliceOf(of, lower ?? null, upper ?? null, step ?? null, expr);
    }
    if (of.kind === 'class') return of;
    return of.kind === 'unknown' ? of : { kind: 'subscript', of, node: expr, env };
  }
}

const placeOf = ({ name: { range } }: { readonly name: { readonly range: Range } }): string => `${range.start.line}:${range.start.character}`;

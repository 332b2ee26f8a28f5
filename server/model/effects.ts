import { append } from '../base/lazy.ts';
import type { Effect, FunctionFact, Scope } from '../facts/facts.ts';
import { walk } from '../syntax/locate.ts';
import type { Call, Expr, For, Name } from '../syntax/tree.ts';
import { lastName } from './annotations.ts';
import type { Evaluator } from './evaluate.ts';
import type { Event } from './happenings.ts';
import type { Hierarchy, Registry } from './hierarchy.ts';
import { callOf, isFlaskExtension, sqlalchemyName } from './library.ts';
import { argument, type Member, type Members } from './members.ts';
import type { ModuleInfo } from './modules.ts';
import { onlyReads } from './readers.ts';
import { identity } from './registry.ts';
import type { Tables } from './tables.ts';
import { around, type ClassSymbol, type Env, stringOf, unknownValue, type Value, type Written, writtenAt } from './values.ts';

/** `map_imperatively(Cls, table, properties=...)`. */
export interface Imperative {
  readonly registry: Registry;
  readonly table: Value | undefined;
  readonly properties: Value | undefined;
}

/** `Base.prepare()` of an automap base, without arguments: it maps the tables that are written out. */
export interface Preparation {
  readonly registry: Registry;
  readonly base: Value;
  readonly call: Call;
  readonly env: Env;
}

/** What is done to classes and tables outside class statements: by the statements of modules, and by functions that they call. */
export class Effects {
  readonly #evaluator: Evaluator;
  readonly #hierarchy: Hierarchy;
  readonly #members: Members;
  readonly #tables: Tables;
  /** The calls of `Base.prepare()` that make classes of the tables that are written out. */
  readonly preparations: Preparation[] = [];
  readonly #extras = new Map<ClassSymbol, Member[]>();
  readonly #imperative = new Map<ClassSymbol, Imperative>();
  readonly #bases = new Set<ClassSymbol>();
  readonly #doubts = new Map<ClassSymbol, string>();
  readonly #doubtsOfFiles = new Map<string, string>();

  constructor(evaluator: Evaluator, hierarchy: Hierarchy, members: Members, tables: Tables) {
    this.#evaluator = evaluator;
    this.#hierarchy = hierarchy;
    this.#members = members;
    this.#tables = tables;
  }

  /** Attributes that were set on a class after its statement. */
  extras(cls: ClassSymbol): readonly Member[] {
    return this.#extras.get(cls) ?? [];
  }

  /** The classes that are mapped by a call. */
  get imperatives(): readonly ClassSymbol[] {
    return [...this.#imperative.keys()];
  }

  imperative(cls: ClassSymbol): Imperative | undefined {
    return this.#imperative.get(cls);
  }

  /** With a declarative base beside it, a base of unknown ancestry is a mixin: were it mapped, the class would be in two registries. */
  readBases(symbol: ClassSymbol): void {
    const { mro, registry } = this.#hierarchy.lineage(symbol);
    if (!registry || registry.guessed) return;
    for (const base of mro) if (this.#hierarchy.lineage(base).registry?.guessed) this.#bases.add(base);
  }

  /** True for a class that only others are made from: given to `declarative_base(cls=...)`, or a mixin by the company it keeps. */
  isBase(cls: ClassSymbol): boolean {
    return this.#bases.has(cls);
  }

  /** Why a class may have been given attributes that are not seen. */
  doubt(cls: ClassSymbol): string | undefined {
    return (
      this.#doubts.get(cls) ??
      this.#doubtsOfFiles.get(cls.module.uri) ??
      (cls.fact.scope.effects.some(e => e.kind === 'namespace') ? 'its body computes names' : undefined)
    );
  }

  /** The values that a module's body gives to names: what they do counts whether somebody reads the name or not. */
  readValues(module: ModuleInfo, { bindings }: Scope): void {
    const env = this.#evaluator.bodyEnv(module);
    for (const binding of bindings) if (binding.kind === 'value' && binding.value && mayDo.has(binding.value.kind)) this.#readValue(binding.value, env);
  }

  #readValue(expr: Expr, env: Env): void {
    const value = this.#evaluator.evaluate(expr, env);
    for (const it of value.kind === 'sequence' ? value.items : [value]) this.#register(it);
    const base = expr.kind === 'call' ? (argument(expr, 'cls') ?? argument(expr, 'model_class')) : undefined;
    if (!base || (callOf(value) !== 'declarative_base' && !isFlaskExtension(value))) return;
    const cls = this.#evaluator.evaluate(base, env);
    if (cls.kind === 'class') this.#bases.add(cls.cls);
  }

  #register(value: Value): void {
    const table = callOf(value) === 'Table' ? this.#tables.ofCall(value, undefined) : undefined;
    if (table) this.#tables.register(table);
  }

  /** The statements of a module that act on classes: assignments to their attributes, calls, loops. */
  readStatements(module: ModuleInfo, { effects, bindings }: Scope): void {
    const env = this.#evaluator.bodyEnv(module);
    for (const effect of effects) this.#readStatement(effect, env);
    for (const binding of bindings) if (binding.kind === 'value' && binding.value?.kind === 'call') this.#readCall(binding.value, env);
  }

  #readStatement(effect: Effect, env: Env): void {
    switch (effect.kind) {
      case 'set': {
        if (effect.guard === 'type-checking') return;
        const target = this.#evaluator.evaluate(effect.target, env);
        if (target.kind === 'class')
          this.#set(target.cls, effect.attr.id, { node: effect.attr, env }, this.#evaluator.evaluate(effect.value, env), effect.guard !== 'always');
        return;
      }
      case 'call':
        this.#readStandalone(effect.call, env);
        return;
      case 'loop': {
        const why = this.#evaluator.loop(effect.loop, env);
        if (why !== undefined) this.#doubtLoop(effect.loop, env, `a loop of the module is not followed: ${why}`);
        return;
      }
      case 'namespace':
        if (effect.value) this.#readValue(effect.value, env);
    }
  }

  /** A call whose result nobody keeps. */
  #readStandalone(call: Call, env: Env): void {
    const mark = this.#evaluator.happenings.mark();
    this.#readCall(call, env);
    this.#evaluator.happenings.discard(mark);
  }

  #readCall(call: Call, env: Env): void {
    const { func } = call;
    const method = lastName(func);
    if ((method === 'add_property' || method === 'add_mapped_attribute' || method === 'setattr') && call.args.length >= 2) {
      const args = call.args.filter(a => !a.name && !a.star).map(a => a.value);
      const [owner, key, value] = method === 'add_property' ? [func.kind === 'attribute' ? func.value : undefined, args[0], args[1]] : args;
      let cls = owner ? this.#evaluator.evaluate(owner, env) : undefined;
      while (cls?.kind === 'member' && cls.name === '__mapper__') cls = cls.of;
      if (cls?.kind !== 'class' || !key || !value) return;
      const name = stringOf(this.#evaluator.evaluate(key, env));
      const made = this.#evaluator.evaluate(value, env);
      if (method === 'setattr') this.#set(cls.cls, name, { node: key, env }, made);
      else this.#add(cls.cls, name, { node: key, env }, made);
      return;
    }
    if (method === 'prepare' && func.kind === 'attribute' && call.args.length === 0) {
      const base = this.#evaluator.evaluate(func.value, env);
      const registry = this.#hierarchy.registryOf(base);
      if (registry?.automap) this.preparations.push({ registry, base, call, env });
      return;
    }
    const callee = this.#evaluator.evaluate(func, env);
    if (callee.kind === 'function' || callee.kind === 'lambda') {
      const value = this.#evaluator.evaluate(call, env);
      if (value.kind === 'unknown' || value.kind === 'call') this.#doubtArguments(call, env, value, callee.kind === 'function' ? callee.func : undefined);
      return;
    }
    if (sqlalchemyName(callee) === 'Table') this.#register(this.#evaluator.evaluate(call, env));
    const isMapper = sqlalchemyName(callee) === 'mapper' || (callee.kind === 'member' && callee.name === 'map_imperatively');
    if (!isMapper) return;
    const [clsExpr, tableExpr] = [argument(call, 'class_', 0), argument(call, 'local_table', 1)];
    const cls = clsExpr && this.#evaluator.evaluate(clsExpr, env);
    if (cls?.kind !== 'class') return;
    const properties = argument(call, 'properties');
    const id = callee.kind === 'member' ? this.#registryId(callee.of) : 'sqlalchemy.orm.mapper';
    const metadata = (callee.kind === 'member' ? this.#hierarchy.metadataOf(callee.of) : undefined) ?? id ?? 'unknown';
    this.#imperative.set(cls.cls, {
      registry: { id: id ?? 'unknown', flavor: 'declarative', metadata, ...(id === undefined ? { open: 'it is not known which registry it is' } : {}) },
      table: tableExpr && this.#evaluator.evaluate(tableExpr, env),
      properties: properties && this.#evaluator.evaluate(properties, env),
    });
  }

  /** The registry that a value is: one of its own, or that of a declarative base. */
  #registryId(value: Value): string | undefined {
    if (value.kind === 'call') return identity(value);
    if (value.kind !== 'member') return undefined;
    return this.#hierarchy.registryOf(value.of)?.id ?? (value.of.kind === 'class' ? value.of.cls.id : undefined);
  }

  /** A function that is not followed may do anything to the classes it is given. */
  #doubtArguments(call: Call, env: Env, value: Value, func: FunctionFact | undefined): void {
    if (value.kind === 'call' && callOf(value) !== undefined) return;
    const why = value.kind === 'unknown' ? value.why : `'${lastName(call.func)}' is not followed`;
    const byPosition = call.args.some(a => a.star) ? undefined : call.args.filter(a => !a.name);
    for (const arg of call.args) {
      const given = this.#evaluator.evaluate(arg.value, env);
      const parameter = arg.name?.id ?? func?.params[byPosition?.indexOf(arg) ?? -1]?.name?.id;
      // One that only looks at it leaves it as it is.
      if (func && parameter !== undefined && onlyReads(func, parameter)) continue;
      if (given.kind === 'class') this.#doubts.set(given.cls, why);
    }
  }

  #doubtLoop(loop: For, env: Env, why: string): void {
    const doubt = (target: Expr): void => {
      const value = this.#evaluator.evaluate(target, env);
      if (value.kind === 'class') this.#doubts.set(value.cls, why);
      else if (value.kind === 'unknown') this.#doubtsOfFiles.set(env.module.uri, why);
    };
    walk(loop.body, node => {
      if (node.kind === 'call' && lastName(node.func) === 'setattr' && node.args[0]) doubt(node.args[0].value);
      if (node.kind === 'assign') for (const target of node.targets) if (target.kind === 'attribute') doubt(target.value);
    });
  }

  /** `@with_comments class Post(Base)`: a function that is called with the class. */
  decorate(cls: ClassSymbol): void {
    const env = around(cls.env);
    for (const decorator of cls.fact.decorators) {
      const value = this.#evaluator.evaluate(decorator, env);
      if (value.kind !== 'function') continue;
      const result = value.func.body ? this.#evaluator.invoke(value.func, value.env, cls) : undefined;
      if (result?.kind === 'unknown') this.#doubts.set(cls, result.why);
    }
  }

  /** What a function has done to a class, `scanned` being the one that is mapped just now, or for a table. */
  happened(event: Exclude<Event, { kind: 'class' | 'dropped' }>, scanned: ClassSymbol | undefined): Member | undefined {
    if (event.kind === 'value') {
      this.#register(event.value);
      return undefined;
    }
    const { cls, name, at, value } = event;
    // Such a thing is no attribute of the mapper, and may hide one.
    const early = cls === scanned && this.#members.ofValue(value, undefined, false).kind !== 'plain';
    return this.#set(cls, name, at, early ? unknownValue('it is set while the class is being mapped') : value);
  }

  /** `Cls.name = value` and `setattr(Cls, name, value)`: they do nothing where nobody sees the assignment. */
  #set(cls: ClassSymbol, name: string | undefined, at: Written, value: Value, conditional = false): Member | undefined {
    return this.#hierarchy.interceptsAssignment(cls) ? this.#add(cls, name, at, value, conditional) : undefined;
  }

  #add(cls: ClassSymbol, key: string | undefined, at: Written, value: Value, conditional = false): Member | undefined {
    const kind = this.#members.ofValue(value, undefined, false);
    if (kind.kind === 'plain') return undefined;
    if (key === undefined) {
      this.#doubts.set(cls, 'an attribute is set under a computed name');
      return undefined;
    }
    const { node, env } = writtenAt(at.node, at.env);
    const name: Name = { kind: 'name', id: key, range: node.kind === 'string' && node.content ? node.content : node.range };
    const member: Member = { key, name, uri: env.module.uri, definer: cls, ...kind, ...(conditional ? { conditional } : {}) };
    append(this.#extras, cls, member);
    return member;
  }
}

/** Kinds of expressions that can hold a call. */
const mayDo: ReadonlySet<Expr['kind']> = new Set(['call', 'comprehension', 'subscript', 'list', 'tuple', 'dict', 'ternary']);

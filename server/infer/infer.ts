import type { Position } from 'vscode-languageserver-protocol';
import { comparePositions, touches } from '../base/ranges.ts';
import type { FunctionFact } from '../facts/facts.ts';
import type { MappedClass } from '../model/mapped.ts';
import type { ModuleInfo } from '../model/modules.ts';
import type { ClassSymbol, Env as ModelEnv, Value } from '../model/values.ts';
import { definitionAt, type Node, pathTo, walk } from '../syntax/locate.ts';
import type { Call, ClassDef, Expr, FunctionDef, Lambda, Stmt } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { annotationType } from './annotations.ts';
import { dotted, Environment } from './environment.ts';
import { comprehend, narrow, type Oracle, run } from './flow.ts';
import { callLibrary, callMethod } from './methods.ts';
import { elementOf, join, noneType, ofRelationship, rowOf, type Type, unknownType } from './types.ts';

/** How many functions deep a value is followed. */
const maxDepth = 5;

/** Which mapped class, or collection, query, row of it, an expression is. One object for each snapshot. */
export class Inference {
  readonly #snapshot: Snapshot;
  readonly #returns = new Map<string, Type>();
  readonly #fields = new Map<string, Type>();
  readonly #moduleEnds = new Map<string, Environment>();
  readonly #pending = new Set<string>();
  #depth = 0;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  readonly #oracle: Oracle = {
    typeOf: (expr, env) => this.typeOf(expr, env),
    instanceOf: (expr, env) => {
      const type = annotationType(expr, e => this.typeOf(e, env));
      return type.kind === 'unknown' ? undefined : type;
    },
    define: (statement, env) => this.#define(statement, env),
  };

  /** The names known at a position of a file, with the nodes around it, outermost first. */
  at(uri: string, position: Position): { readonly path: readonly Node[]; readonly env: Environment } | undefined {
    const tree = this.#snapshot.tree(uri);
    const module = this.#snapshot.project.module(uri);
    if (!tree || !module) return undefined;
    const path = pathTo(tree, position);
    return { path, env: this.#environment(module, tree.body, path, position) };
  }

  #environment(module: ModuleInfo, body: readonly Stmt[], path: readonly Node[], position: Position): Environment {
    const scopes = path.filter((n): n is FunctionDef | ClassDef | Lambda => isScope(n) && entersBody(n, position));
    let env = scopes.length === 0 ? run(body, new Environment(module), this.#oracle, position) : this.#moduleEnd(module, body);
    scopes.forEach((scope, i) => {
      const last = i === scopes.length - 1;
      if (scope.kind === 'lambda') env = scope.params.reduce<Environment>((e, p) => (p.name ? e.bind(p.name.id, () => unknownType) : e), env.inner());
      else if (scope.kind === 'class') env = last ? run(scope.body, env.inner(), this.#oracle, position) : env;
      else {
        const parent = scopes[i - 1];
        const inside = this.#parameters(scope, parent?.kind === 'class' ? parent : undefined, env.inner(), module);
        env = run(scope.body, inside, this.#oracle, last ? position : undefined);
      }
    });
    // Comprehensions and conditions between the statement and the cursor.
    const innermost = scopes.at(-1);
    path.forEach((node, i) => {
      if (innermost && path.indexOf(innermost) > i) return;
      if (node.kind === 'comprehension') env = comprehend(node.clauses, env, this.#oracle, position);
      else if (node.kind === 'binary' && node.op === 'and' && comparePositions(node.left.range.end, position) < 0)
        env = narrow(node.left, true, env, this.#oracle);
      else if (node.kind === 'ternary' && touches(node.body.range, position)) env = narrow(node.test, true, env, this.#oracle);
    });
    return env;
  }

  #moduleEnd(module: ModuleInfo, body: readonly Stmt[]): Environment {
    let env = this.#moduleEnds.get(module.uri);
    if (!env) {
      env = run(body, new Environment(module), this.#oracle);
      this.#moduleEnds.set(module.uri, env);
    }
    return env;
  }

  #parameters(func: FunctionDef, owner: ClassDef | undefined, start: Environment, module: ModuleInfo): Environment {
    const decorators = func.decorators.map(d => (d.kind === 'name' ? d.id : d.kind === 'attribute' ? d.attr.id : ''));
    return func.params.reduce<Environment>((env, param, i) => {
      const { name, annotation } = param;
      if (!name) return env;
      if (i === 0 && owner && !decorators.includes('staticmethod'))
        return env.bind(name.id, () => this.#receiver(owner, module, name.id === 'cls' || decorators.includes('classmethod')));
      return env.bind(name.id, () => {
        if (!annotation) return unknownType;
        const type = annotationType(annotation, e => this.typeOf(e, start));
        return param.star === '*'
          ? { kind: 'collection', of: type, container: 'list' }
          : param.star
            ? { kind: 'collection', of: type, container: 'dict' }
            : type;
      });
    }, start);
  }

  #receiver(owner: ClassDef, module: ModuleInfo, isClass: boolean): Type {
    const mapped = this.#snapshot.project.inFile(module.uri).find(c => comparePositions(c.at.range.start, owner.name.range.start) === 0);
    if (mapped) return { kind: isClass ? 'class' : 'instance', cls: mapped };
    const value = this.#snapshot.project.evaluator.inModule(module, owner.name.id);
    return value?.kind === 'class' ? { kind: isClass ? 'class-object' : 'object', cls: value.cls } : unknownType;
  }

  #define(it: Stmt, env: Environment): Environment {
    const { evaluator, modules } = this.#snapshot.project;
    if (it.kind === 'import') {
      return it.names.reduce<Environment>((e, { path, alias }) => {
        const [first] = path;
        if (!first) return e;
        const name = alias ? path.map(p => p.id).join('.') : first.id;
        return e.bind((alias ?? first).id, () => this.fromValue(evaluator.module(name, env.module)));
      }, env);
    }
    if (it.kind === 'import-from') {
      const path = modules.absolute(it.level, it.module.map(n => n.id).join('.'), env.module);
      return path === undefined
        ? env
        : it.names.reduce<Environment>(
            (e, { name, alias }) => e.bind((alias ?? name).id, () => this.fromValue(evaluator.fromModule(path, name.id, env.module))),
            env,
          );
    }
    if (it.kind === 'function') {
      const func: FunctionFact = { ...it, ...(it.returns ? { returns: it.returns } : {}) };
      return env.bind(it.name.id, () => ({ kind: 'function', func, env: { module: env.module, frames: [] } }));
    }
    if (it.kind !== 'class') return env;
    return env.bind(it.name.id, () => {
      const type = this.#receiver(it, env.module, true);
      return type;
    });
  }

  /** What a value of the model is to inference. */
  fromValue(value: Value): Type {
    switch (value.kind) {
      case 'class':
        return this.#classType(value.cls);
      case 'function':
        return { kind: 'function', func: value.func, env: value.env };
      case 'module':
        return { kind: 'module', path: value.path, from: value.from };
      case 'library':
        return { kind: 'library', path: value.path };
      case 'call':
        return this.#guarded(`value ${value.env.module.uri} ${JSON.stringify(value.node.range)}`, () =>
          this.typeOf(value.node, new Environment(value.env.module)),
        );
      case 'member':
        return this.#guarded(`value ${JSON.stringify(value.node.range)}`, () => this.member(this.fromValue(value.of), value.name));
      case 'constant':
        return value.value === null ? noneType : unknownType;
      case 'sequence': {
        const items = value.items.map(v => this.fromValue(v));
        return value.tuple ? { kind: 'tuple', items } : { kind: 'collection', of: items.reduce<Type>(join, items[0] ?? unknownType), container: 'list' };
      }
      default:
        return unknownType;
    }
  }

  #classType(cls: ClassSymbol): Type {
    const mapped = this.#snapshot.project.ofSymbol(cls);
    return mapped ? { kind: 'class', cls: mapped } : { kind: 'class-object', cls };
  }

  #guarded(key: string, make: () => Type): Type {
    if (this.#depth > maxDepth * 6 || this.#pending.has(key)) return unknownType;
    this.#pending.add(key);
    this.#depth++;
    try {
      return make();
    } finally {
      this.#depth--;
      this.#pending.delete(key);
    }
  }

  typeOf(expr: Expr, env: Environment): Type {
    if (this.#depth > 150) return unknownType;
    this.#depth++;
    try {
      return this.#typeOf(expr, env);
    } finally {
      this.#depth--;
    }
  }

  #typeOf(expr: Expr, env: Environment): Type {
    switch (expr.kind) {
      case 'name':
        return env.lookup(expr.id) ?? this.#global(expr.id, env.module);
      case 'attribute': {
        const path = dotted(expr);
        const bound = path === undefined ? undefined : env.lookup(path);
        return bound && bound.kind !== 'unknown' ? bound : this.member(this.typeOf(expr.value, env), expr.attr.id);
      }
      case 'call':
        return this.#call(expr, env);
      case 'subscript':
        return this.#subscript(expr, env);
      case 'await':
        return expr.value ? this.typeOf(expr.value, env) : unknownType;
      case 'walrus':
        return this.typeOf(expr.value, env);
      case 'ternary':
        return join(this.typeOf(expr.body, narrow(expr.test, true, env, this.#oracle)), this.typeOf(expr.orElse, env));
      case 'binary':
        if (expr.op === 'or') return join(this.typeOf(expr.left, env), this.typeOf(expr.right, env));
        if (expr.op === 'and') return this.typeOf(expr.right, narrow(expr.left, true, env, this.#oracle));
        return expr.op === '+' || expr.op === '|' ? join(this.typeOf(expr.left, env), this.typeOf(expr.right, env)) : unknownType;
      case 'list':
      case 'set': {
        const items = expr.items.map(i => (i.kind === 'star' && i.value ? elementOf(this.typeOf(i.value, env)) : this.typeOf(i, env)));
        const of = items.slice(1).reduce<Type>(join, items[0] ?? unknownType);
        return of.kind === 'unknown' || of.kind === 'none' ? unknownType : { kind: 'collection', of, container: expr.kind };
      }
      case 'tuple':
        return { kind: 'tuple', items: expr.items.map(i => this.typeOf(i, env)) };
      case 'dict': {
        const values = expr.entries.flatMap(e => (e.key ? [this.typeOf(e.value, env)] : []));
        const of = values.slice(1).reduce<Type>(join, values[0] ?? unknownType);
        return of.kind === 'unknown' || of.kind === 'none' ? unknownType : { kind: 'collection', of, container: 'dict' };
      }
      case 'comprehension': {
        const of = this.typeOf(expr.element, comprehend(expr.clauses, env, this.#oracle));
        return of.kind === 'unknown' ? unknownType : { kind: 'collection', of, container: expr.of === 'generator' ? 'iterator' : expr.of };
      }
      case 'constant':
        return expr.value === 'None' ? noneType : unknownType;
      case 'error':
        return expr.child ? this.typeOf(expr.child, env) : unknownType;
      default:
        return unknownType;
    }
  }

  #global(name: string, module: ModuleInfo): Type {
    return this.fromValue(this.#snapshot.project.evaluator.name(name, { module, frames: [] }));
  }

  /** `type.name`, not called. */
  member(of: Type, name: string): Type {
    switch (of.kind) {
      case 'instance':
        return this.#memberOfMapped(of, of.cls, name, false);
      case 'class':
        return this.#memberOfMapped(of, of.cls, name, true);
      case 'object':
      case 'class-object':
        return this.#memberOfClass(of, of.cls, name);
      case 'module':
        return this.fromValue(this.#snapshot.project.evaluator.fromModule(of.path, name, of.from));
      case 'library':
        return { kind: 'library', path: `${of.path}.${name}` };
      case 'pagination':
        return name === 'items' ? { kind: 'collection', of: of.of, container: 'list' } : { kind: 'method', of, name };
      case 'row': {
        // `row.User`: rows name their entities by class.
        const entity = of.items.find(t => t.kind === 'instance' && t.cls.name === name);
        return entity ?? { kind: 'method', of, name };
      }
      case 'none':
        return unknownType;
      default:
        return { kind: 'method', of, name };
    }
  }

  #memberOfMapped(of: Type, cls: MappedClass, name: string, onClass: boolean): Type {
    const found = this.#snapshot.project.attribute(cls, name);
    if (found.kind === 'one' && found.value.kind === 'relationship') {
      const { attribute } = found.value;
      return onClass ? { kind: 'class-attribute', attribute, cls } : ofRelationship(attribute);
    }
    if (found.kind === 'one' && found.value.kind === 'member' && found.value.member.kind === 'plain' && found.value.member.what === 'association proxy')
      return unknownType;
    const member = this.#memberOfClass(of, cls.symbol, name);
    if (member.kind !== 'unknown') return member;
    // `Model.query`, of Flask-SQLAlchemy or from `query_property()`.
    return onClass && name === 'query' && found.kind !== 'one' ? { kind: 'query', items: [{ kind: 'instance', cls }] } : member;
  }

  #memberOfClass(of: Type, cls: ClassSymbol, name: string): Type {
    const { hierarchy, evaluator } = this.#snapshot.project;
    for (const definer of hierarchy.mro(cls)) {
      const binding = evaluator.classBindings(definer.fact).get(name)?.at(-1);
      if (binding?.kind === 'function') {
        const decorators = binding.func.decorators.map(d => (d.kind === 'name' ? d.id : d.kind === 'attribute' ? d.attr.id : ''));
        const func: Type = { kind: 'function', func: binding.func, env: definer.env, receiver: of };
        return decorators.some(d => /property|reify/.test(d)) ? this.#returned(binding.func, definer.env, of) : func;
      }
      if (binding?.kind === 'class') return this.#classType(evaluator.symbol(binding.cls, definer.module, definer.env));
      if (binding?.kind === 'value') {
        const env = new Environment(definer.module);
        const annotated = binding.annotation ? annotationType(binding.annotation, e => this.typeOf(e, env)) : unknownType;
        if (annotated.kind !== 'unknown') return annotated;
        if (binding.value) {
          const { value } = binding;
          const type = this.#guarded(`class ${definer.id}.${name}`, () => this.typeOf(value, env));
          if (type.kind !== 'unknown' && type.kind !== 'none') return type;
        }
      }
      const field = this.#field(definer, name);
      if (field.kind !== 'unknown') return field;
    }
    return unknownType;
  }

  /** What `self.name` is assigned in the methods of a class. */
  #field(cls: ClassSymbol, name: string): Type {
    const key = `${cls.id}@${cls.fact.name.range.start.line}.${name}`;
    const known = this.#fields.get(key);
    if (known) return known;
    const type = this.#guarded(`field ${key}`, () => {
      const tree = this.#snapshot.tree(cls.module.uri);
      const definition = tree && definitionAt(tree, cls.fact.name);
      if (definition?.kind !== 'class') return unknownType;
      let found: Type | undefined;
      for (const method of definition.body) {
        const self = method.kind === 'function' ? method.params[0]?.name?.id : undefined;
        if (method.kind !== 'function' || self === undefined) continue;
        walk(method.body, node => {
          if (node.kind !== 'assign' || node.augmented) return;
          if (!node.targets.some(t => t.kind === 'attribute' && t.attr.id === name && t.value.kind === 'name' && t.value.id === self)) return;
          const at = this.at(cls.module.uri, (node.value ?? node.annotation ?? node).range.start);
          if (!at) return;
          const written = node.annotation ? annotationType(node.annotation, e => this.typeOf(e, at.env)) : unknownType;
          const assigned = written.kind !== 'unknown' ? written : node.value ? this.typeOf(node.value, at.env) : unknownType;
          found = found ? join(found, assigned) : assigned;
        });
      }
      return found ?? unknownType;
    });
    this.#fields.set(key, type);
    return type;
  }

  #call(expr: Call, env: Environment): Type {
    const callee = this.typeOf(expr.func, env);
    const args = (): readonly Type[] => expr.args.filter(a => !a.name && !a.star).map(a => this.typeOf(a.value, env));
    switch (callee.kind) {
      case 'class':
        return { kind: 'instance', cls: callee.cls };
      case 'class-object':
        return { kind: 'object', cls: callee.cls };
      case 'function':
        return this.#returned(callee.func, callee.env, callee.receiver);
      case 'method':
        return callMethod(callee.of, callee.name, args());
      case 'library': {
        const type = callLibrary(callee.path, args());
        if (type.kind !== 'unknown' || expr.func.kind !== 'attribute') return type;
        return callMethod(unknownType, expr.func.attr.id, args());
      }
      case 'query':
      case 'instance':
        return unknownType;
      default:
        return expr.func.kind === 'attribute' ? callMethod(unknownType, expr.func.attr.id, args()) : unknownType;
    }
  }

  /** What a function of the workspace returns: by its annotation, else by its `return` and `yield` statements. */
  #returned(func: FunctionFact, defined: ModelEnv, receiver: Type | undefined): Type {
    const { module } = defined;
    if (func.returns) {
      const env = new Environment(module);
      const type = annotationType(func.returns, e => this.typeOf(e, env), receiver);
      if (type.kind !== 'unknown') return type;
    }
    const of = receiver?.kind === 'class' || receiver?.kind === 'instance' ? receiver.cls.id : '';
    const key = `${module.uri}:${func.name.range.start.line}:${func.name.range.start.character} ${of} ${receiver?.kind ?? ''}`;
    const known = this.#returns.get(key);
    if (known) return known;
    if (this.#pending.size > maxDepth) return unknownType;
    const type = this.#guarded(`returns ${key}`, () => {
      const tree = this.#snapshot.tree(module.uri);
      const definition = tree && definitionAt(tree, func.name);
      return definition?.kind === 'function' && tree ? this.#fromBody(definition, module, tree.body, receiver) : unknownType;
    });
    this.#returns.set(key, type);
    return type;
  }

  #fromBody(definition: FunctionDef, module: ModuleInfo, body: readonly Stmt[], receiver: Type | undefined): Type {
    let returned: Type | undefined;
    let yielded: Type | undefined;
    const owner = definition.params[0]?.name?.id;
    walk(definition.body, (node, parents) => {
      if (parents.some(p => p.kind === 'function' || p.kind === 'lambda' || p.kind === 'class')) return;
      const value = node.kind === 'return' ? node.values[0] : node.kind === 'yield' ? node.value : undefined;
      if (!value) return;
      const path = pathTo({ body, broken: false, range: node.range }, value.range.start);
      let env = this.#environment(module, body, path, value.range.start);
      // A method inherited by another class speaks of that class.
      if (receiver && owner !== undefined && env.lookup(owner)?.kind === receiver.kind) env = rebind(env, owner, receiver);
      const type = this.typeOf(value, env);
      if (node.kind === 'return') returned = returned ? join(returned, type) : type;
      else yielded = yielded ? join(yielded, type) : type;
    });
    if (yielded)
      return definition.decorators.some(d => /contextmanager|fixture/.test(dotted(d.kind === 'call' ? d.func : d) ?? ''))
        ? yielded
        : { kind: 'collection', of: yielded, container: 'iterator' };
    return returned ?? noneType;
  }

  #subscript(expr: Extract<Expr, { kind: 'subscript' }>, env: Environment): Type {
    const of = this.typeOf(expr.value, env);
    const index = expr.items[0]?.value;
    const sliced = index?.kind === 'slice';
    switch (of.kind) {
      case 'collection':
        return sliced ? of : of.of;
      case 'query':
        return sliced ? { kind: 'collection', of: rowOf(of.items), container: 'list' } : rowOf(of.items);
      case 'row':
      case 'tuple': {
        const at = index?.kind === 'number' ? index.value : undefined;
        return (at === undefined ? undefined : of.items.at(at)) ?? unknownType;
      }
      // `Repository[User]`: a generic class of the workspace.
      case 'class-object':
      case 'class':
        return of;
      default:
        return unknownType;
    }
  }
}

const rebind = (env: Environment, name: string, type: Type): Environment => env.bind(name, () => type);

const isScope = (node: Node): boolean => node.kind === 'function' || node.kind === 'class' || node.kind === 'lambda';

/** Decorators, bases, defaults and annotations belong to the scope around. */
function entersBody(node: Node, position: Position): boolean {
  if (node.kind === 'lambda') return touches(node.body.range, position);
  if (node.kind !== 'function' && node.kind !== 'class') return false;
  const first = node.body[0];
  return first !== undefined && comparePositions(first.range.start, position) <= 0;
}

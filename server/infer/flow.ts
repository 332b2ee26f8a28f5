import type { Position } from 'vscode-languageserver-protocol';
import { comparePositions } from '../base/ranges.ts';
import type { Call, Clause, Expr, Stmt } from '../syntax/tree.ts';
import { boundIn, walrusesIn } from './bindings.ts';
import { dotted, type Environment } from './environment.ts';
import { added, putBy } from './fillings.ts';
import { lastName } from './sites.ts';
import { join, noneType, otherType, possible, type Type, unknownType } from './types.ts';

/** What the flow of a body needs to know of expressions and definitions. */
export interface Oracle {
  readonly typeOf: (expr: Expr, env: Environment) => Type;
  /** The class named in `isinstance(x, here)`; undefined when it is none that counts. */
  readonly instanceOf: (expr: Expr, env: Environment) => Type | undefined;
  /** What a loop over an expression gives. */
  readonly iterate: (expr: Expr, env: Environment) => Type;
  /** What `with expr as x` gives to x. */
  readonly enter: (expr: Expr, env: Environment) => Type;
  /** Is told what holds before each statement that is run. */
  readonly record?: (statement: Stmt, env: Environment) => void;
  /** Is told what holds where a loop is left or begun anew. */
  readonly jump?: (env: Environment) => void;
  /** Binds a definition or an import. */
  readonly define: (statement: Stmt, env: Environment) => Environment;
}

/** Runs a body up to a position (or to its end), following assignments in order and joining branches. */
export function run(body: readonly Stmt[], start: Environment, oracle: Oracle, until?: Position): Environment {
  let env = start;
  for (const it of body) {
    if (until && comparePositions(it.range.start, until) > 0) return env;
    oracle.record?.(it, env);
    if (until && comparePositions(until, it.range.end) <= 0) return enter(it, env, oracle, until);
    env = after(it, env, oracle);
  }
  return env;
}

/** The environment inside a statement that holds the position. */
export function enter(it: Stmt, env: Environment, oracle: Oracle, until: Position): Environment {
  const within = (body: readonly Stmt[]): boolean => {
    const [first, last] = [body[0], body.at(-1)];
    return first !== undefined && last !== undefined && comparePositions(first.range.start, until) <= 0 && comparePositions(until, last.range.end) <= 0;
  };
  switch (it.kind) {
    case 'if': {
      const tested = walruses(it.test, env, oracle);
      if (within(it.body)) return run(it.body, narrow(it.test, true, tested, oracle), oracle, until);
      if (within(it.orElse)) return run(it.orElse, narrow(it.test, false, tested, oracle), oracle, until);
      // `isinstance(x, User) and x.posts`: what stands behind `and` is narrowed where it is read.
      return tested;
    }
    case 'for': {
      const bound = entered(it, env, oracle);
      if (within(it.body)) return run(it.body, bound, oracle, until);
      return within(it.orElse) ? run(it.orElse, run(it.body, bound, oracle), oracle, until) : comparePositions(until, it.iter.range.start) < 0 ? bound : env;
    }
    case 'while': {
      const tested = entered(it, env, oracle);
      return within(it.body)
        ? run(it.body, narrow(it.test, true, tested, oracle), oracle, until)
        : within(it.orElse)
          ? run(it.orElse, tested, oracle, until)
          : tested;
    }
    case 'with': {
      const bound = withItems(it, env, oracle);
      return within(it.body) ? run(it.body, bound, oracle, until) : bound;
    }
    case 'try': {
      if (within(it.body)) return run(it.body, env, oracle, until);
      const done = run(it.body, env, oracle);
      for (const handler of it.handlers) if (within(handler.body)) return run(handler.body, env.merge(env, done), oracle, until);
      return within(it.orElse) ? run(it.orElse, done, oracle, until) : within(it.finally) ? run(it.finally, env.merge(env, done), oracle, until) : done;
    }
    case 'match':
      for (const one of it.cases) if (within(one.body)) return run(one.body, matched(it, one, env, oracle), oracle, until);
      return env;
    case 'expr':
      return walruses(it.value, env, oracle);
    case 'assign':
      // On the left side of an assignment the new value is meant: hovering the `post` of `post = Post()`.
      if (it.value && comparePositions(until, it.value.range.start) < 0) return after(it, env, oracle);
      return it.value ? walruses(it.value, env, oracle) : env;
    case 'return':
      return it.values.reduce((e, v) => walruses(v, e, oracle), env);
    case 'function':
    case 'class':
    case 'import':
    case 'import-from':
      return after(it, env, oracle);
    default:
      return env;
  }
}

function after(it: Stmt, env: Environment, oracle: Oracle): Environment {
  switch (it.kind) {
    case 'assign': {
      const { value, annotation } = it;
      if (!value && !annotation) return env;
      const seen = value ? walruses(value, env, oracle) : env;
      if (it.augmented) return seen;
      return it.targets.reduce<Environment>((e, target) => {
        // `x: Post` once holds for all that x is given later.
        const before = target.kind === 'name' && !annotation && env.has(`${target.id}:`) ? `${target.id}:` : undefined;
        const type = (): Type => {
          const given = declared(annotation, value, seen, oracle);
          return given.kind === 'unknown' && before !== undefined ? (env.lookup(before) ?? given) : given;
        };
        if (target.kind === 'name' && annotation) return e.assign(target, type).bind(`${target.id}:`, type);
        if (target.kind === 'subscript' && value) return filled(target.value, type, e);
        return e.assign(target, type, value && !annotation ? { how: 'assigned from', node: value, env: seen } : undefined);
      }, seen);
    }
    case 'if': {
      const tested = walruses(it.test, env, oracle);
      const yes = run(it.body, narrow(it.test, true, tested, oracle), oracle);
      const no = run(it.orElse, narrow(it.test, false, tested, oracle), oracle);
      if (leaves(it.body)) return no;
      if (leaves(it.orElse)) return yes;
      return tested.merge(yes, no);
    }
    case 'for': {
      return looped(env, run => run(entered(it, env, oracle)), it, oracle);
    }
    case 'while': {
      const inside = entered(it, env, oracle);
      return looped(inside, run => run(narrow(it.test, true, inside, oracle)), it, oracle);
    }
    case 'break':
    case 'continue':
      oracle.jump?.(env);
      return env;
    case 'with':
      return run(it.body, withItems(it, env, oracle), oracle);
    case 'try': {
      const tried = run(it.body, env, oracle);
      let done = run(it.orElse, tried, oracle);
      const failed = env.merge(env, tried);
      for (const handler of it.handlers) {
        const rescued = run(handler.body, failed, oracle);
        if (!leaves(handler.body)) done = env.merge(done, rescued);
      }
      return run(it.finally, done, oracle);
    }
    case 'match': {
      let done: Environment | undefined;
      for (const one of it.cases) {
        const ended = run(one.body, matched(it, one, env, oracle), oracle);
        if (leaves(one.body)) continue;
        done = done ? env.merge(done, ended) : ended;
      }
      return done ? env.merge(env, done) : env;
    }
    case 'expr': {
      const seen = walruses(it.value, env, oracle);
      return it.value.kind === 'call' ? put(it.value, seen, oracle) : seen;
    }
    case 'assert': {
      const [test] = it.values;
      return test ? narrow(test, true, walruses(test, env, oracle), oracle) : env;
    }
    case 'function':
    case 'class':
    case 'import':
    case 'import-from':
      return oracle.define(it, env);
    default:
      return env;
  }
}

/** An annotation says more than the value it is given, unless nothing is known of it. */
function declared(annotation: Expr | undefined, value: Expr | undefined, env: Environment, oracle: Oracle): Type {
  if (annotation && value && lastName(annotation) === 'TypeAlias') return { kind: 'alias', of: oracle.instanceOf(value, env) ?? unknownType };
  const written = annotation ? oracle.instanceOf(annotation, env) : undefined;
  return written ?? (value ? oracle.typeOf(value, env) : unknownType);
}

/** Behind a loop: as before it, as its body's end leaves it, or as a `break` or `continue` does. */
function looped(
  before: Environment,
  body: (run: (start: Environment) => Environment) => Environment,
  it: Extract<Stmt, { kind: 'for' | 'while' }>,
  oracle: Oracle,
): Environment {
  const jumps: Environment[] = [];
  const inner: Oracle = { ...oracle, jump: env => jumps.push(env) };
  let done = before.merge(
    before,
    body(start => run(it.body, start, inner)),
  );
  for (const jump of jumps) done = before.merge(done, jump);
  return run(it.orElse, done, oracle);
}

/** Inside a loop: its target, and names that later rounds find changed. */
function entered(it: Extract<Stmt, { kind: 'for' | 'while' }>, env: Environment, oracle: Oracle): Environment {
  const names = new Set([...boundIn(it.body)].filter(n => env.has(n)));
  const again = (start: Environment): Environment =>
    it.kind === 'while'
      ? walruses(it.test, start, oracle)
      : start.assign(it.target, () => oracle.iterate(it.iter, env), { how: 'an item of', node: it.iter, env });
  if (names.size === 0) return again(env);
  const start: Environment = env.loop(names, () => run(it.body, again(start), { ...oracle, record: () => {}, jump: () => {} }));
  return again(start);
}

/** `posts.append(post)`: what a list made here holds from now on. */
function put(call: Call, env: Environment, oracle: Oracle): Environment {
  const it = putBy(call);
  return it ? filled(it.into, () => added(it, oracle.typeOf(it.value, env)), env) : env;
}

/** A collection under a local name with one more thing in it. */
function filled(collection: Expr, item: () => Type, env: Environment): Environment {
  const path = dotted(collection);
  if (path === undefined || !env.has(path)) return env;
  return env.bind(
    path,
    () => {
      const before = env.lookup(path) ?? noneType;
      return before.kind === 'collection' ? { kind: 'collection', container: before.container, of: env.work.join(before.of, item()) } : before;
    },
    env.origin(path),
  );
}

function withItems(it: Extract<Stmt, { kind: 'with' }>, env: Environment, oracle: Oracle): Environment {
  return it.items.reduce<Environment>(
    (e, { value, target }) => (target ? e.assign(target, () => oracle.enter(value, e), { how: 'entered with', node: value, env: e }) : e),
    env,
  );
}

function matched(it: Extract<Stmt, { kind: 'match' }>, one: Extract<Stmt, { kind: 'match' }>['cases'][number], env: Environment, oracle: Oracle): Environment {
  const { className } = one;
  if (!className) return one.captures.reduce<Environment>((e, name) => e.bind(name.id, () => unknownType), env);
  const path = dotted(it.subject);
  const type = (): Type => oracle.instanceOf(className, env) ?? unknownType;
  const narrowed = path === undefined ? env : env.bind(path, type);
  return one.captures.reduce<Environment>((e, name) => e.bind(name.id, name.id === one.whole?.id ? type : () => unknownType), narrowed);
}

/** Binds the targets of `:=` in an expression. */
function walruses(expr: Expr, env: Environment, oracle: Oracle): Environment {
  return walrusesIn(expr).reduce<Environment>(
    (e, { target, value }) => e.assign(target, () => oracle.typeOf(value, e), { how: 'assigned from', node: value, env: e }),
    env,
  );
}

/** What a test tells when it holds, or when it does not. */
export function narrow(test: Expr, holds: boolean, env: Environment, oracle: Oracle): Environment {
  if (test.kind === 'unary' && test.op === 'not') return narrow(test.value, !holds, env, oracle);
  if (test.kind === 'binary' && test.op === (holds ? 'and' : 'or')) return narrow(test.right, holds, narrow(test.left, holds, env, oracle), oracle);
  const said = classTest(test);
  const path = said && dotted(said.subject);
  if (!said || path === undefined) return env;
  const type = (): Type => {
    const before = env.lookup(path) ?? unknownType;
    const tested = oracle.instanceOf(said.cls, env);
    if (!tested) return before;
    return holds === said.equal ? tested : without(before, tested);
  };
  if (holds !== said.equal) return env.has(path) ? env.bind(path, type, env.origin(path)) : env;
  return env.bind(path, type, { how: 'said', evidence: () => ({ text: 'its class is tested', at: { uri: env.module.uri, range: test.range } }) });
}

/** `isinstance(x, C)`, `type(x) is C`. */
function classTest(test: Expr): { readonly subject: Expr; readonly cls: Expr; readonly equal: boolean } | undefined {
  if (test.kind === 'call' && test.func.kind === 'name' && test.func.id === 'isinstance') {
    const [subject, cls] = test.args;
    return subject && cls && { subject: subject.value, cls: cls.value, equal: true };
  }
  if (test.kind !== 'binary' || !/^(?:is|==|is not|!=)$/.test(test.op)) return undefined;
  const { left } = test;
  const subject = left.kind === 'call' && left.func.kind === 'name' && left.func.id === 'type' && left.args.length === 1 ? left.args[0] : undefined;
  return subject && { subject: subject.value, cls: test.right, equal: test.op === 'is' || test.op === '==' };
}

function without(type: Type, excluded: Type): Type {
  const gone = possible(excluded);
  const left = possible(type).filter(t => !gone.some(g => g.kind === t.kind && 'cls' in g && 'cls' in t && g.cls === t.cls));
  return left.length === 0 ? otherType : left.reduce<Type>(join, noneType);
}

/** True when a block never runs to its end. */
function leaves(body: readonly Stmt[]): boolean {
  const last = body.at(-1);
  if (!last) return false;
  if (last.kind === 'return' || last.kind === 'raise' || last.kind === 'continue' || last.kind === 'break') return true;
  return last.kind === 'if' && last.orElse.length > 0 && leaves(last.body) && leaves(last.orElse);
}

/** The environment behind the clauses of a comprehension, or behind those that stand before a position. */
export function comprehend(clauses: readonly Clause[], env: Environment, oracle: Oracle, until?: Position): Environment {
  let out = env;
  for (const clause of clauses) {
    const before = out;
    if (clause.kind === 'if') {
      if (until && comparePositions(clause.test.range.start, until) <= 0 && comparePositions(until, clause.test.range.end) <= 0) return out;
      out = narrow(clause.test, true, walruses(clause.test, out, oracle), oracle);
    } else {
      if (until && comparePositions(clause.iter.range.start, until) <= 0 && comparePositions(until, clause.iter.range.end) <= 0) return out;
      out = out.assign(clause.target, () => oracle.iterate(clause.iter, before), { how: 'an item of', node: clause.iter, env: before });
    }
  }
  return out;
}

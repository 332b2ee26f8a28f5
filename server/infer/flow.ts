import type { Position } from 'vscode-languageserver-protocol';
import { comparePositions } from '../base/ranges.ts';
import { walk } from '../syntax/locate.ts';
import type { Clause, Expr, Stmt } from '../syntax/tree.ts';
import { dotted, type Environment } from './environment.ts';
import { elementOf, type Type } from './types.ts';

/** What the flow of a body needs to know of expressions and definitions. */
export interface Oracle {
  readonly typeOf: (expr: Expr, env: Environment) => Type;
  /** The class named in `isinstance(x, here)`; undefined when it is none that counts. */
  readonly instanceOf: (expr: Expr, env: Environment) => Type | undefined;
  /** Binds a definition or an import. */
  readonly define: (statement: Stmt, env: Environment) => Environment;
}

/** Runs a body up to a position (or to its end), following assignments in order and joining branches. */
export function run(body: readonly Stmt[], start: Environment, oracle: Oracle, until?: Position): Environment {
  let env = start;
  for (const it of body) {
    if (until && comparePositions(it.range.start, until) > 0) return env;
    if (until && comparePositions(until, it.range.end) <= 0) return enter(it, env, oracle, until);
    env = after(it, env, oracle);
  }
  return env;
}

/** The environment inside a statement that holds the position. */
function enter(it: Stmt, env: Environment, oracle: Oracle, until: Position): Environment {
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
      const bound = env.assign(it.target, () => elementOf(oracle.typeOf(it.iter, env)));
      if (within(it.body)) return run(it.body, bound, oracle, until);
      return within(it.orElse) ? run(it.orElse, run(it.body, bound, oracle), oracle, until) : comparePositions(until, it.iter.range.start) < 0 ? bound : env;
    }
    case 'while': {
      const tested = walruses(it.test, env, oracle);
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
      return it.targets.reduce<Environment>((e, target) => e.assign(target, () => declared(annotation, value, seen, oracle)), seen);
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
      const bound = env.assign(it.target, () => elementOf(oracle.typeOf(it.iter, env)));
      return env.merge(env, run(it.orElse, run(it.body, bound, oracle), oracle));
    }
    case 'while':
      return env.merge(env, run(it.body, walruses(it.test, env, oracle), oracle));
    case 'with':
      return run(it.body, withItems(it, env, oracle), oracle);
    case 'try': {
      let done = run(it.orElse, run(it.body, env, oracle), oracle);
      for (const handler of it.handlers) if (!leaves(handler.body)) done = env.merge(done, run(handler.body, env, oracle));
      return run(it.finally, done, oracle);
    }
    case 'match': {
      let done: Environment | undefined;
      for (const one of it.cases) {
        if (leaves(one.body)) continue;
        const ended = run(one.body, matched(it, one, env, oracle), oracle);
        done = done ? env.merge(done, ended) : ended;
      }
      return done ? env.merge(env, done) : env;
    }
    case 'expr':
      return walruses(it.value, env, oracle);
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
  const written = annotation ? oracle.instanceOf(annotation, env) : undefined;
  return written ?? (value ? oracle.typeOf(value, env) : { kind: 'unknown' });
}

function withItems(it: Extract<Stmt, { kind: 'with' }>, env: Environment, oracle: Oracle): Environment {
  return it.items.reduce<Environment>((e, { value, target }) => (target ? e.assign(target, () => oracle.typeOf(value, e)) : e), env);
}

function matched(it: Extract<Stmt, { kind: 'match' }>, one: Extract<Stmt, { kind: 'match' }>['cases'][number], env: Environment, oracle: Oracle): Environment {
  const type = one.className && oracle.instanceOf(one.className, env);
  if (!type) return one.captures.reduce<Environment>((e, name) => e.bind(name.id, () => ({ kind: 'unknown' })), env);
  const path = dotted(it.subject);
  const narrowed = path === undefined ? env : env.bind(path, () => type);
  const whole = one.captures.length === 1 ? one.captures[0] : undefined;
  return whole ? narrowed.bind(whole.id, () => type) : narrowed;
}

/** Binds the targets of `:=` in an expression. */
function walruses(expr: Expr, env: Environment, oracle: Oracle): Environment {
  let out = env;
  const visit = (node: Expr | Stmt): void => {
    if (node.kind !== 'walrus') return;
    const before = out;
    out = out.bind(node.target.id, () => oracle.typeOf(node.value, before));
  };
  visit(expr);
  walk(expr, visit);
  return out;
}

/** What a test tells when it holds, or when it does not. */
export function narrow(test: Expr, holds: boolean, env: Environment, oracle: Oracle): Environment {
  if (test.kind === 'unary' && test.op === 'not') return narrow(test.value, !holds, env, oracle);
  if (test.kind === 'binary' && test.op === (holds ? 'and' : 'or')) return narrow(test.right, holds, narrow(test.left, holds, env, oracle), oracle);
  if (!holds || test.kind !== 'call' || test.func.kind !== 'name' || test.func.id !== 'isinstance') return env;
  const [subject, cls] = test.args;
  const path = subject && dotted(subject.value);
  const type = cls && oracle.instanceOf(cls.value, env);
  return path !== undefined && type ? env.bind(path, () => type) : env;
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
      if (until && comparePositions(until, clause.test.range.end) <= 0) {
        if (comparePositions(clause.test.range.start, until) <= 0) return out;
        continue;
      }
      out = narrow(clause.test, true, walruses(clause.test, out, oracle), oracle);
    } else {
      if (until && comparePositions(clause.iter.range.start, until) <= 0 && comparePositions(until, clause.iter.range.end) <= 0) return out;
      out = out.assign(clause.target, () => elementOf(oracle.typeOf(clause.iter, before)));
    }
  }
  return out;
}

import type { Clause, Comprehension, Expr } from '../syntax/tree.ts';
import { iterated } from './operators.ts';
import { type Entry, type Env, frozen, stringOf, truthOf, unknownValue, type Value, within, withoutClassBodies } from './values.ts';

/** Lists, tuples, dicts and comprehensions. */
export class Literals {
  readonly #evaluator: { evaluate(expr: Expr, env: Env): Value };

  constructor(evaluator: { evaluate(expr: Expr, env: Env): Value }) {
    this.#evaluator = evaluator;
  }

  /** `[a, *b]`, `(a, b)`, `{a, b}`. */
  sequence(expr: Extract<Expr, { kind: 'list' | 'tuple' | 'set' }>, env: Env): Value {
    const tuple = expr.kind === 'tuple';
    const at = frozen(env);
    if (!expr.items.some(i => i.kind === 'star'))
      return { kind: 'sequence', items: expr.items.map(i => this.#evaluator.evaluate(i, env)), tuple, written: expr.items.map(node => ({ node, env: at })) };
    const parts = expr.items.map((item): Extract<Value, { kind: 'sequence' }> => {
      if (item.kind !== 'star') return { kind: 'sequence', items: [this.#evaluator.evaluate(item, env)], tuple, written: [{ node: item, env: at }] };
      const value = item.value ? this.#evaluator.evaluate(item.value, env) : undefined;
      return value?.kind === 'sequence' ? value : { kind: 'sequence', items: [unknownValue('an unpacked sequence')], tuple };
    });
    return { kind: 'sequence', items: parts.flatMap(p => p.items), tuple, written: parts.flatMap(p => p.written ?? p.items.map(() => undefined)) };
  }

  /** A comprehension over what is known. Class bodies are not seen from inside it. */
  comprehension(expr: Comprehension, env: Env): Value {
    const elements: { readonly value: Value; readonly key: string | undefined; readonly env: Env }[] = [];
    const turn = (clauses: readonly Clause[], at: Env): boolean => {
      const [clause, ...rest] = clauses;
      if (!clause) {
        elements.push({ value: this.#evaluator.evaluate(expr.element, at), key: expr.key && stringOf(this.#evaluator.evaluate(expr.key, at)), env: at });
        return elements.length <= 500;
      }
      if (clause.kind === 'if') {
        const test = truthOf(this.#evaluator.evaluate(clause.test, at));
        return test === undefined ? false : !test || turn(rest, at);
      }
      const values = clause.async ? undefined : iterated(this.#evaluator.evaluate(clause.iter, at), clause.iter);
      const { start } = clause.iter.range;
      return (
        values?.every((value, i) => {
          const names = unpacked(clause.target, value);
          const key = `${at.key ?? ''}>${at.module.uri}#${start.line}:${start.character}[${i}]`;
          return names !== undefined && turn(rest, within(withoutClassBodies(at), { get: name => names.get(name) }, key));
        }) ?? false
      );
    };
    if (!turn(expr.clauses, frozen(env))) return unknownValue('a comprehension that is not followed');
    if (expr.of !== 'dict')
      return { kind: 'sequence', items: elements.map(e => e.value), tuple: false, written: elements.map(e => ({ node: expr.element, env: e.env })) };
    const entries = new Map<string, Entry>();
    for (const { key, value, env: at } of elements)
      if (key !== undefined) entries.set(key, { value, node: expr.element, key: expr.key ?? expr.element, env: at });
    return { kind: 'dict', entries, open: elements.some(e => e.key === undefined) };
  }

  /** `{key: value, **more}`: keys that are no strings leave it open. */
  dict(expr: Extract<Expr, { kind: 'dict' }>, env: Env): Value {
    const entries = new Map<string, Entry>();
    const at = frozen(env);
    let open = false;
    for (const { key, value } of expr.entries) {
      if (!key) {
        const spread = this.#evaluator.evaluate(value, env);
        if (spread.kind !== 'dict' || spread.open) open = true;
        if (spread.kind === 'dict') for (const [k, v] of spread.entries) entries.set(k, v);
        continue;
      }
      const name = stringOf(this.#evaluator.evaluate(key, env));
      if (name === undefined) open = true;
      else entries.set(name, { value: this.#evaluator.evaluate(value, env), node: value, key, env: at });
    }
    return { kind: 'dict', entries, open };
  }
}

/** The names that unpacking a value binds; undefined when it is not known to fit. */
function unpacked(target: Expr, value: Value, names = new Map<string, Value>()): ReadonlyMap<string, Value> | undefined {
  if (target.kind === 'name') return names.set(target.id, value);
  if (target.kind !== 'tuple' && target.kind !== 'list') return undefined;
  const items = iterated(value, target);
  if (items?.length !== target.items.length) return undefined;
  for (const [i, item] of target.items.entries()) {
    const part = items[i];
    if (!part || !unpacked(item, part, names)) return undefined;
  }
  return names;
}

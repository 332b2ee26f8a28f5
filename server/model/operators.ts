import type { Expr } from '../syntax/tree.ts';
import { combined, contains } from './collections.ts';
import { formatPercent } from './strings.ts';
import { stringOf, textOf, unknownValue, type Value } from './values.ts';

type Plain = string | number | boolean | null;

/** `left op right` of values that are both known; `unknown` for the rest. `and` and `or` are not among the operators. */
export function binary(op: string, left: Value, right: Value, node: Expr): Value {
  const sets = left.kind === 'sequence' && right.kind === 'sequence' ? combined(op, left, right) : undefined;
  if (sets) return sets;
  if (op === '%' && left.kind === 'constant' && typeof left.value === 'string') return formatPercent(left.value, right, node);
  if (op === '+' && left.kind === 'sequence' && right.kind === 'sequence') {
    const written = left.written || right.written ? { written: [...writtenOf(left), ...writtenOf(right)] } : {};
    return { kind: 'sequence', items: [...left.items, ...right.items], tuple: left.tuple, ...written };
  }
  if (op === '|' && left.kind === 'dict' && right.kind === 'dict')
    return { kind: 'dict', entries: new Map([...left.entries, ...right.entries]), open: left.open || right.open };
  const constant = (value: Plain | undefined): Value => (value === undefined ? unknownValue('a computed value') : { kind: 'constant', value, node });
  if (op === 'in' || op === 'not in') {
    const found = holds(right, left);
    return constant(found === undefined ? undefined : found === (op === 'in'));
  }
  if (left.kind !== 'constant' || right.kind !== 'constant') {
    const same = op === 'is' || op === 'is not' ? identical(left, right) : undefined;
    return constant(same === undefined ? undefined : same === (op === 'is'));
  }
  return constant(ofConstants(op, left.value, right.value));
}

const writtenOf = (it: Extract<Value, { kind: 'sequence' }>) => it.written ?? it.items.map(() => undefined);

/** `x is None` of something that is no constant; classes are compared as objects. */
function identical(left: Value, right: Value): boolean | undefined {
  if (left.kind === 'class' && right.kind === 'class') return left.cls === right.cls;
  const other = left.kind === 'constant' ? right : right.kind === 'constant' ? left : undefined;
  return other && ['class', 'function', 'lambda', 'sequence', 'dict', 'module', 'table'].includes(other.kind) ? false : undefined;
}

function holds(container: Value, item: Value): boolean | undefined {
  if (container.kind === 'sequence') return contains(container, item);
  if (item.kind !== 'constant') return undefined;
  if (container.kind === 'constant')
    return typeof container.value === 'string' && typeof item.value === 'string' ? container.value.includes(item.value) : undefined;
  if (container.kind !== 'dict' || typeof item.value !== 'string') return undefined;
  return container.entries.has(item.value) ? true : container.open ? undefined : false;
}

function ofConstants(op: string, left: Plain, right: Plain): Plain | undefined {
  switch (op) {
    case '==':
    case 'is':
      return left === right;
    case '!=':
    case 'is not':
      return left !== right;
  }
  if (typeof left === 'string' && typeof right === 'string') {
    if (op === '+') return left + right;
    // By code points, as Python compares.
    if (op === '<' || op === '>') return op === '<' ? left < right : left > right;
    return undefined;
  }
  if (op === '*' && typeof left === 'string' && typeof right === 'number') return right * left.length <= 1000 ? left.repeat(Math.max(0, right)) : undefined;
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '//':
      return right === 0 ? undefined : Math.floor(left / right);
    case '%':
      return right === 0 ? undefined : ((left % right) + right) % right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      return undefined;
  }
}

/** `of[index]` of a string, a sequence or a dict; undefined when it is not known. */
export function itemOf(of: Value, index: Value | undefined, node: Expr): Value | undefined {
  const key = index?.kind === 'constant' ? index.value : undefined;
  if (of.kind === 'dict') return typeof key === 'string' ? of.entries.get(key)?.value : undefined;
  if (typeof key !== 'number') return undefined;
  if (of.kind === 'sequence') return of.items.at(key);
  const letter = stringOf(of)?.at(key);
  return letter === undefined ? undefined : { kind: 'constant', value: letter, node };
}

/** `of[lower:upper]` of a string or a sequence; bounds that are absent are null. */
export function sliceOf(of: Value, lower: Value | null, upper: Value | null, step: Value | null, node: Expr): Value {
  const bound = (it: Value | null): number | undefined | null =>
    it === null ? undefined : it.kind === 'constant' && typeof it.value === 'number' ? it.value : null;
  const [from, to, by] = [bound(lower), bound(upper), bound(step)];
  if (from === null || to === null || (by !== undefined && by !== 1 && by !== -1)) return unknownValue('a computed slice');
  if (by === -1 && (from !== undefined || to !== undefined)) return unknownValue('a computed slice');
  const text = stringOf(of);
  if (text !== undefined) return { kind: 'constant', value: by === -1 ? [...text].reverse().join('') : text.slice(from, to), node };
  if (of.kind !== 'sequence') return unknownValue('a slice of something that is not known');
  return { kind: 'sequence', items: by === -1 ? of.items.toReversed() : of.items.slice(from, to), tuple: of.tuple };
}

/** The values that iterating gives; undefined when they are not all known. */
export function iterated(value: Value, node: Expr): readonly Value[] | undefined {
  const constant = (it: string): Value => ({ kind: 'constant', value: it, node });
  if (value.kind === 'sequence') return value.items;
  if (value.kind === 'dict')
    return value.open ? undefined : [...value.entries].map(([key, entry]): Value => ({ kind: 'constant', value: key, node: entry.key }));
  const text = stringOf(value);
  return text === undefined ? undefined : [...text].map(constant);
}

/** `of.method(*args)` of a dict or a sequence that is only read; undefined for other methods. */
export function callCollectionMethod(of: Value, method: string, args: readonly Value[], node: Expr): Value | undefined {
  const tuple = (items: readonly Value[]): Value => ({ kind: 'sequence', items, tuple: true });
  if (of.kind === 'dict') {
    const keys = (): readonly Value[] => [...of.entries].map(([value, { key }]): Value => ({ kind: 'constant', value, node: key }));
    if (method === 'copy') return of;
    if (method === 'get') {
      const key = stringOf(args[0]);
      const found = key === undefined ? undefined : of.entries.get(key)?.value;
      if (found) return found;
      return key === undefined || of.open ? unknownValue('an item that is not known') : (args[1] ?? { kind: 'constant', value: null, node });
    }
    if (of.open) return undefined;
    if (method === 'keys') return tuple(keys());
    if (method === 'values') return tuple([...of.entries.values()].map(e => e.value));
    if (method === 'items') return tuple([...of.entries].map(([value, e]) => tuple([{ kind: 'constant', value, node: e.key }, e.value])));
  }
  if (of.kind === 'sequence' && method === 'copy') return of;
  return undefined;
}

/** A call of one of Python's built-in functions that make names and lists; undefined for the others. */
export function callBuiltin(name: string, args: readonly Value[], node: Expr): Value | undefined {
  const [first, second] = args;
  const constant = (value: Plain): Value => ({ kind: 'constant', value, node });
  const sequence = (items: readonly Value[], tuple = false): Value => ({ kind: 'sequence', items, tuple });
  const items = first && iterated(first, node);
  switch (name) {
    case 'str': {
      const text = first ? textOf(first) : '';
      return text === undefined ? unknownValue('a computed string') : constant(text);
    }
    case 'int':
      return first?.kind === 'constant' && typeof first.value === 'number' ? constant(Math.trunc(first.value)) : undefined;
    case 'list':
      return args.length === 0 ? sequence([]) : items && sequence(items);
    case 'tuple':
      return args.length === 0 ? sequence([], true) : items && sequence(items, true);
    case 'sorted': {
      const texts = args.length === 1 ? items?.map(stringOf) : undefined;
      return texts?.every(t => t !== undefined) ? sequence(texts.toSorted().map(t => constant(t ?? ''))) : undefined;
    }
    case 'reversed':
      return items && sequence(items.toReversed());
    case 'enumerate': {
      const from = second === undefined ? 0 : second.kind === 'constant' && typeof second.value === 'number' ? second.value : undefined;
      return from === undefined ? undefined : items && sequence(items.map((it, i) => sequence([constant(from + i), it], true)));
    }
    case 'zip': {
      const lists = args.map(a => iterated(a, node));
      if (lists.some(l => l === undefined) || lists.length === 0) return undefined;
      const length = Math.min(...lists.map(l => l?.length ?? 0));
      return sequence(
        Array.from({ length }, (_, i) =>
          sequence(
            lists.flatMap(l => l?.[i] ?? []),
            true,
          ),
        ),
      );
    }
    case 'range': {
      const [a, b] = args.map(v => (v.kind === 'constant' && typeof v.value === 'number' ? v.value : undefined));
      if (a === undefined || args.length > 2 || (args.length === 2 && b === undefined)) return undefined;
      const [from, to] = b === undefined ? [0, a] : [a, b];
      return to - from > 200 ? undefined : sequence(Array.from({ length: Math.max(0, to - from) }, (_, i) => constant(from + i)));
    }
    case 'callable':
      return first && ['class', 'function', 'lambda'].includes(first.kind) ? constant(true) : undefined;
    default:
      return undefined;
  }
}

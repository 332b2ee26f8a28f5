import type { Expr } from '../syntax/tree.ts';
import { combined, contains } from './collections.ts';
import { formatPercent } from './strings.ts';
import { unknownValue, type Value } from './values.ts';

/** `left op right` for strings, constants and collections, both sides worked out; `unknown` for the rest. */
export function operate(op: string, left: Value, right: Value, node: Expr): Value {
  if (right.kind === 'sequence' && (op === 'in' || op === 'not in')) {
    const found = contains(right, left);
    return found === undefined ? unknownValue('depends on a condition') : { kind: 'constant', value: found === (op === 'in'), node };
  }
  const sets = left.kind === 'sequence' && right.kind === 'sequence' ? combined(op, left, right) : undefined;
  if (sets) return sets;
  if (op === '%' && left.kind === 'constant' && typeof left.value === 'string') return formatPercent(left.value, right, node);
  if (op === '+' && left.kind === 'sequence' && right.kind === 'sequence') return { ...left, items: [...left.items, ...right.items] };
  if (left.kind === 'constant' && right.kind === 'constant') {
    if (op === '+' && typeof left.value === 'string' && typeof right.value === 'string') return { kind: 'constant', value: left.value + right.value, node };
    if (typeof left.value === 'number' && typeof right.value === 'number' && (op === '<' || op === '>'))
      return { kind: 'constant', value: op === '<' ? left.value < right.value : left.value > right.value, node };
    if (op === '==' || op === 'is') return { kind: 'constant', value: left.value === right.value, node };
    if (op === '!=' || op === 'is not') return { kind: 'constant', value: left.value !== right.value, node };
  }
  return unknownValue('a computed value');
}

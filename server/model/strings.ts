import type { Expr } from '../syntax/tree.ts';
import { stringOf, unknownValue, type Value } from './values.ts';

const textOf = (value: Value | undefined): string | undefined =>
  value?.kind === 'constant' && (typeof value.value === 'string' || typeof value.value === 'number') ? String(value.value) : undefined;

/** `text.method(*args)` for the methods that names are made with; `unknown` for the rest. */
export function callStringMethod(text: string, method: string, args: readonly Value[], node: Expr): Value {
  const result = apply(text, method, args);
  if (result === undefined) return unknownValue('a computed string');
  return typeof result === 'string' ? { kind: 'constant', value: result, node } : result;
}

function apply(text: string, method: string, args: readonly Value[]): string | Value | undefined {
  const [first, second] = args.map(textOf);
  switch (method) {
    case 'lower':
    case 'casefold':
      return text.toLowerCase();
    case 'upper':
      return text.toUpperCase();
    case 'capitalize':
      return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();
    case 'title':
      return text.toLowerCase().replace(/(^|[^a-z])([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());
    case 'replace':
      return first !== undefined && second !== undefined && args.length === 2 ? text.replaceAll(first, second) : undefined;
    case 'strip':
      return args.length === 0 ? text.trim() : first === undefined ? undefined : trimLeft(trimRight(text, first), first);
    case 'lstrip':
      return args.length === 0 ? text.trimStart() : first === undefined ? undefined : trimLeft(text, first);
    case 'rstrip':
      return args.length === 0 ? text.trimEnd() : first === undefined ? undefined : trimRight(text, first);
    case 'removesuffix':
      return first !== undefined && first !== '' && text.endsWith(first) ? text.slice(0, -first.length) : first === undefined ? undefined : text;
    case 'removeprefix':
      return first !== undefined && text.startsWith(first) ? text.slice(first.length) : first === undefined ? undefined : text;
    case 'format':
      return formatBraces(text, args);
    case 'join': {
      const [list] = args;
      if (list?.kind !== 'sequence') return undefined;
      const parts = list.items.map(textOf);
      return parts.every(p => p !== undefined) ? parts.join(text) : undefined;
    }
    case 'split': {
      if (first === undefined || first === '' || args.length !== 1) return undefined;
      return {
        kind: 'sequence',
        items: text.split(first).map((value): Value => ({ kind: 'constant', value, node: { kind: 'error', range: zero } })),
        tuple: false,
      };
    }
    case 'startswith':
      return first === undefined ? undefined : { kind: 'constant', value: text.startsWith(first), node: { kind: 'error', range: zero } };
    case 'endswith':
      return first === undefined ? undefined : { kind: 'constant', value: text.endsWith(first), node: { kind: 'error', range: zero } };
    default:
      return undefined;
  }
}

const zero = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function trimLeft(text: string, characters: string): string {
  let from = 0;
  while (from < text.length && characters.includes(text.charAt(from))) from++;
  return text.slice(from);
}

function trimRight(text: string, characters: string): string {
  let to = text.length;
  while (to > 0 && characters.includes(text.charAt(to - 1))) to--;
  return text.slice(0, to);
}

/** `"{}_x".format(a)` with plain and numbered fields. */
function formatBraces(text: string, args: readonly Value[]): string | undefined {
  let next = 0;
  let failed = false;
  const result = text.replace(/\{\{|\}\}|\{(\d*)\}|[{}]/g, (match, index: string | undefined) => {
    if (match === '{{') return '{';
    if (match === '}}') return '}';
    const value = index === undefined ? undefined : textOf(args[index === '' ? next++ : Number(index)]);
    if (value === undefined) failed = true;
    return value ?? '';
  });
  return failed ? undefined : result;
}

/** `"%s_x" % value`. */
export function formatPercent(text: string, value: Value, node: Expr): Value {
  const args = value.kind === 'sequence' && value.tuple ? value.items : [value];
  let next = 0;
  let failed = false;
  const result = text.replace(/%(?:%|\((\w+)\)s|s|d|.)/g, (match, key: string | undefined) => {
    if (match === '%%') return '%';
    const part =
      key !== undefined
        ? value.kind === 'dict'
          ? textOf(value.entries.get(key)?.value)
          : undefined
        : match === '%s' || match === '%d'
          ? textOf(args[next++])
          : undefined;
    if (part === undefined) failed = true;
    return part ?? '';
  });
  return failed || stringOf({ kind: 'constant', value: result, node }) === undefined
    ? unknownValue('a computed string')
    : { kind: 'constant', value: result, node };
}

import type { Expr } from '../syntax/tree.ts';
import { stringOf, textOf, unknownValue, type Value } from './values.ts';

/** `text.method(*args)` for the methods that names are made with; `unknown` for the rest. `named`: arguments given by keyword. */
export function callStringMethod(text: string, method: string, args: readonly Value[], node: Expr, named: ReadonlyMap<string, Value> = nothingNamed): Value {
  const result = apply(text, method, args, named);
  if (result === undefined) return unknownValue('a computed string');
  if (Array.isArray(result)) return { kind: 'sequence', items: result.map((value: string): Value => ({ kind: 'constant', value, node })), tuple: false };
  return { kind: 'constant', value: result, node };
}

const nothingNamed: ReadonlyMap<string, Value> = new Map();

type Text = string | boolean | number | string[] | undefined;

function apply(text: string, method: string, args: readonly Value[], named: ReadonlyMap<string, Value>): Text {
  const [first, second] = args.map(textOf);
  if (named.size > 0 && method !== 'format') return undefined;
  const plain = plainMethods[method];
  if (plain) return args.length === 0 ? plain(text) : undefined;
  const list = args[0]?.kind === 'sequence' ? args[0].items.map(textOf) : undefined;
  switch (method) {
    case 'replace':
      return first !== undefined && second !== undefined && args.length === 2 ? text.replaceAll(first, () => second) : undefined;
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
    case 'zfill':
      return typeof args[0] === 'object' && args[0].kind === 'constant' && typeof args[0].value === 'number' && /^\w/.test(text)
        ? text.padStart(args[0].value, '0')
        : undefined;
    case 'format':
      return formatBraces(text, args, named);
    case 'join':
      return list?.every(p => p !== undefined) ? list.join(text) : undefined;
    case 'split':
      if (args.length === 0) return text.trim() === '' ? [] : text.trim().split(/\s+/);
      return first === undefined || first === '' || args.length !== 1 ? undefined : text.split(first);
    case 'rsplit':
      return first === undefined || first === '' || second !== '1' ? undefined : cut(text, text.lastIndexOf(first), first.length);
    case 'partition':
    case 'rpartition': {
      if (first === undefined || first === '' || args.length !== 1) return undefined;
      const parts = cut(text, method === 'partition' ? text.indexOf(first) : text.lastIndexOf(first), first.length);
      if (parts.length === 1) return method === 'partition' ? [text, '', ''] : ['', '', text];
      return [parts[0] ?? '', first, parts[1] ?? ''];
    }
    case 'startswith':
      return first !== undefined ? text.startsWith(first) : list?.every(p => p !== undefined) ? list.some(p => text.startsWith(p ?? '')) : undefined;
    case 'endswith':
      return first !== undefined ? text.endsWith(first) : list?.every(p => p !== undefined) ? list.some(p => text.endsWith(p ?? '')) : undefined;
    case 'count':
      return first === undefined || first === '' || args.length !== 1 ? undefined : text.split(first).length - 1;
    case 'find':
      return first === undefined || args.length !== 1 ? undefined : text.indexOf(first);
    default:
      return undefined;
  }
}

const cut = (text: string, at: number, length: number): string[] => (at < 0 ? [text] : [text.slice(0, at), text.slice(at + length)]);

/** Methods without arguments. Letters are taken as identifiers have them. */
const plainMethods: Readonly<Record<string, ((text: string) => string | boolean) | undefined>> = {
  lower: text => text.toLowerCase(),
  casefold: text => text.toLowerCase(),
  upper: text => text.toUpperCase(),
  capitalize: text => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
  title: text => text.toLowerCase().replace(/(^|[^a-z])([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase()),
  swapcase: text => text.replace(/\p{L}/gu, letter => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase())),
  isupper: text => text !== text.toLowerCase() && text === text.toUpperCase(),
  islower: text => text !== text.toUpperCase() && text === text.toLowerCase(),
  isdigit: text => /^\d+$/.test(text),
  isalpha: text => /^\p{L}+$/u.test(text),
  isalnum: text => /^[\p{L}\d]+$/u.test(text),
  isidentifier: text => /^[\p{L}_][\p{L}\d_]*$/u.test(text),
};

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

/** `"{}_{name}".format(a, name=b)` with plain, numbered and named fields. */
function formatBraces(text: string, args: readonly Value[], named: ReadonlyMap<string, Value>): string | undefined {
  let next = 0;
  let failed = false;
  const result = text.replace(/\{\{|\}\}|\{(\w*)\}|[{}]/g, (match, field: string | undefined) => {
    if (match === '{{') return '{';
    if (match === '}}') return '}';
    const given = field === undefined ? undefined : field === '' ? args[next++] : /^\d+$/.test(field) ? args[Number(field)] : named.get(field);
    const value = textOf(given);
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

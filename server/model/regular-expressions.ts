import type { Expr } from '../syntax/tree.ts';
import { stringOf, type Value } from './values.ts';

/** What JavaScript reads as Python does: no named groups, inline flags, comments, anchors of its own, possessive or nested repetition. */
const foreign = /\(\?(?!:|=|!|<=|<!)|\\[AZzbBuUxNpP]|\)[*+{]|[*+?}]\+|\[\[|\$/;
const longest = 200;

/** What `re.sub`, `re.split` and `re.findall` need besides the pattern. */
const takes: Readonly<Record<string, number>> = { sub: 2, split: 1, findall: 1 };

/**
 * The text that `re.sub(pattern, replacement, text)` or `re.compile(pattern).sub(replacement, text)` makes, or the texts of `re.split` and `re.findall`,
 * by which names of tables are often made from names of classes; undefined for any other call, and for patterns that are not simple or could take long.
 */
export function callPattern(
  callee: Value,
  args: readonly Value[],
  node: Expr,
  evaluate: (expr: Expr, env: Extract<Value, { kind: 'call' }>['env']) => Value,
): Value | undefined {
  const name = callee.kind === 'member' ? callee.name : callee.kind === 'library' ? callee.path.slice('re.'.length) : '';
  const given = patternOf(callee, evaluate);
  const [pattern, ...rest] = (given ? [given, ...args] : isRe(callee, name) ? args : []).map(stringOf);
  const text = rest.at(-1);
  if (pattern === undefined || text === undefined || rest.length !== takes[name]) return undefined;
  const repetitions = pattern.match(/[*+{]/g)?.length ?? 0;
  if (text.length > longest || pattern.length > longest || repetitions > 3 || foreign.test(pattern)) return undefined;
  try {
    const expression = new RegExp(pattern, 'g');
    if (name !== 'sub') return sequenceOf(name === 'split' ? split(text, expression) : found(text, expression), node);
    const result = substituted(text, expression, rest[0]);
    return result === undefined ? undefined : { kind: 'constant', value: result, node };
  } catch {
    return undefined;
  }
}

/** True for the functions that are called here. */
export const isPatternFunction = (path: string): boolean => path.startsWith('re.') && path.slice('re.'.length) in takes;

function substituted(text: string, expression: RegExp, replacement: string | undefined): string | undefined {
  // `\1` and `\g<1>` are all that a replacement may hold.
  const template = replacement?.replaceAll('$', '$$$$').replace(/\\(?:(\d)|g<(\d)>)/g, (_, plain?: string, named?: string) => `$${plain ?? named}`);
  return template === undefined || template.includes('\\') ? undefined : text.replace(expression, template);
}

/** As Python splits since 3.7: at empty matches too, the first of which may stand in front of the text. */
function split(text: string, expression: RegExp): readonly (string | undefined)[] {
  const parts: (string | undefined)[] = [];
  let end = 0;
  for (const match of text.matchAll(expression)) {
    parts.push(text.slice(end, match.index), ...match.slice(1));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

/** The matches, or what their only group holds; undefined for patterns of several groups, which give tuples. */
function found(text: string, expression: RegExp): readonly string[] | undefined {
  const matches = [...text.matchAll(expression)];
  return matches.some(m => m.length > 2) ? undefined : matches.map(m => m[m.length - 1] ?? '');
}

function sequenceOf(texts: readonly (string | undefined)[] | undefined, node: Expr): Value | undefined {
  return texts && { kind: 'sequence', items: texts.map(value => ({ kind: 'constant', value: value ?? null, node })), tuple: false };
}

function patternOf(callee: Value, evaluate: (expr: Expr, env: Extract<Value, { kind: 'call' }>['env']) => Value): Value | undefined {
  if (callee.kind !== 'member' || callee.of.kind !== 'call' || !isRe(callee.of.callee, 'compile')) return undefined;
  const [pattern, ...flags] = callee.of.node.args;
  return pattern && flags.length === 0 ? evaluate(pattern.value, callee.of.env) : undefined;
}

const isRe = (value: Value, name: string): boolean => value.kind === 'library' && value.path === `re.${name}`;

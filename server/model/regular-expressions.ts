import type { Expr } from '../syntax/tree.ts';
import { stringOf, type Value } from './values.ts';

/** What JavaScript reads as Python does: no named groups, inline flags, comments, anchors of its own, possessive or nested repetition. */
const foreign = /\(\?(?!:|=|!|<=|<!)|\\[AZzbBuUxNpP]|\)[*+{]|[*+?}]\+|\[\[|\$/;
const longest = 200;

/**
 * The text that `re.sub(pattern, replacement, text)` or `re.compile(pattern).sub(replacement, text)` makes, by which names of tables are often
 * made from names of classes; undefined for any other call, and for patterns that are not simple or could take long.
 */
export function substituted(
  callee: Value,
  args: readonly Value[],
  evaluate: (expr: Expr, env: Extract<Value, { kind: 'call' }>['env']) => Value,
): string | undefined {
  const given = patternOf(callee, evaluate);
  const [pattern, replacement, text] = (given ? [given, ...args] : isRe(callee, 'sub') ? args : []).map(stringOf);
  if (pattern === undefined || replacement === undefined || text === undefined || args.length !== (given ? 2 : 3)) return undefined;
  const repetitions = pattern.match(/[*+{]/g)?.length ?? 0;
  if (text.length > longest || pattern.length > longest || repetitions > 3 || foreign.test(pattern)) return undefined;
  // `\1` and `\g<1>` are all that a replacement may hold.
  const template = replacement.replaceAll('$', '$$$$').replace(/\\(?:(\d)|g<(\d)>)/g, (_, plain?: string, named?: string) => `$${plain ?? named}`);
  if (template.includes('\\')) return undefined;
  try {
    return text.replace(new RegExp(pattern, 'g'), template);
  } catch {
    return undefined;
  }
}

function patternOf(callee: Value, evaluate: (expr: Expr, env: Extract<Value, { kind: 'call' }>['env']) => Value): Value | undefined {
  if (callee.kind !== 'member' || callee.name !== 'sub' || callee.of.kind !== 'call' || !isRe(callee.of.callee, 'compile')) return undefined;
  const [pattern, ...flags] = callee.of.node.args;
  return pattern && flags.length === 0 ? evaluate(pattern.value, callee.of.env) : undefined;
}

const isRe = (value: Value, name: string): boolean => value.kind === 'library' && value.path === `re.${name}`;

import type { Call, Expr, Stmt } from '../syntax/tree.ts';

/** Larger literals are data, not declarations; facts do not carry them. */
const literalNodes = 300;

/** The expression itself, or an `error` in its place when it is a large literal. */
export function pruned(value: Expr): Expr {
  if ((value.kind === 'list' || value.kind === 'dict' || value.kind === 'tuple' || value.kind === 'set') && isLarger(value, literalNodes))
    return { kind: 'error', range: value.range };
  return value;
}

function isLarger(root: object, limit: number): boolean {
  let count = 0;
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const it = pending.pop();
    if (typeof it !== 'object' || it === null) continue;
    if ('kind' in it && ++count > limit) return true;
    for (const [key, child] of Object.entries(it)) if (key !== 'range') pending.push(child);
  }
  return false;
}

/** True when one of `words` is used as a name or an attribute anywhere in the statement. */
export function mentions(root: Stmt, words: ReadonlySet<string>): boolean {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const it = pending.pop();
    if (typeof it !== 'object' || it === null) continue;
    if ('kind' in it && it.kind === 'name' && 'id' in it && typeof it.id === 'string' && words.has(it.id)) return true;
    for (const [key, child] of Object.entries(it)) if (key !== 'range') pending.push(child);
  }
  return false;
}

/** True when the statement holds a call `type(name, bases, namespace)`. */
export function makesClass(root: Stmt): boolean {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const it = pending.pop();
    if (typeof it !== 'object' || it === null) continue;
    if (isTypeCall(it)) return true;
    for (const [key, child] of Object.entries(it)) if (key !== 'range') pending.push(child);
  }
  return false;
}

const isTypeCall = (node: object): boolean => {
  const call = node as Partial<Call>;
  return call.kind === 'call' && call.func?.kind === 'name' && call.func.id === 'type' && call.args?.length === 3;
};

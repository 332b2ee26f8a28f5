/** Which argument of a call goes to which parameter. */
import type { Call, Expr, Param } from '../syntax/tree.ts';
import type { Type } from './types.ts';

/** The parameters that take single arguments, without the `self` of a method that is bound. */
export const plainParams = (func: { readonly params: readonly Param[] }, bound: boolean): readonly Param[] =>
  func.params.filter(p => !p.star).slice(bound ? 1 : 0);

/** The arguments of a call by the names of the parameters; those that come through `*` or `**` are left out. */
export function bindArguments(func: { readonly params: readonly Param[] }, bound: boolean, call: Call): ReadonlyMap<string, Expr> {
  const params = plainParams(func, bound);
  const out = new Map<string, Expr>();
  let position = 0;
  for (const { name, star, value } of call.args) {
    if (star) break;
    if (name) continue;
    const param = params[position++];
    if (param?.name) out.set(param.name.id, value);
  }
  for (const { name, value } of call.args) if (name && func.params.some(p => !p.star && p.name?.id === name.id)) out.set(name.id, value);
  return out;
}

/** What an argument or index is; the value of one that is written there as a text or a number. */
export function literalOr(expr: Expr, typeOf: (expr: Expr) => Type): Type {
  if (expr.kind === 'string') return { kind: 'other', literal: expr.value };
  if (expr.kind === 'number' && expr.value !== undefined) return { kind: 'other', literal: expr.value };
  if (expr.kind === 'unary' && expr.op === '-' && expr.value.kind === 'number' && expr.value.value !== undefined)
    return { kind: 'other', literal: -expr.value.value };
  return typeOf(expr);
}

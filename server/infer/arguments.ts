/** Which argument of a call goes to which parameter. */
import type { Call, Expr, Param } from '../syntax/tree.ts';

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

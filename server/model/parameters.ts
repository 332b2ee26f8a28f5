import type { Call, Expr, Param } from '../syntax/tree.ts';
import type { Locals } from './locals.ts';
import { type Entry, type Env, frozen, unknownValue, type Value } from './values.ts';

/** Gives the parameters of a function their values; says why when Python would not take the call. Spreads that are known are unfolded already. */
export function bindParameters(
  params: readonly Param[],
  defined: Env,
  { node, env }: { readonly node: Call; readonly env: Env },
  receiver: Value | undefined,
  locals: Locals,
  evaluator: { evaluate(expr: Expr, env: Env): Value },
): string | undefined {
  const positional = node.args.filter(a => !a.name && a.star !== '**');
  const keywords = new Map(node.args.flatMap(a => (a.name ? [[a.name.id, a.value] as const] : [])));
  const open = node.args.some(a => a.star);
  const spread = positional.findIndex(a => a.star);
  const put = (name: string, expr: Expr): void => {
    const value = evaluator.evaluate(expr, env);
    if (expr.kind === 'name' || expr.kind === 'attribute') locals.share(value);
    locals.set(name, value, { node: expr, env: frozen(env) });
  };
  let next = 0;
  let byKeyword = false;
  for (const param of params) {
    const name = param.name?.id;
    if (param.star === '*') {
      byKeyword = true;
      if (name === undefined) continue;
      const rest = positional.slice(next);
      next = positional.length;
      const items = rest.map(a => (a.star ? unknownValue('an unpacked sequence') : evaluator.evaluate(a.value, env)));
      if (rest.some(a => a.star)) locals.set(name, unknownValue('arguments that are not known'));
      else locals.set(name, { kind: 'sequence', items, tuple: true, written: rest.map(a => ({ node: a.value, env: frozen(env) })) });
    } else if (param.star === '**') {
      if (name === undefined) continue;
      const entries = new Map<string, Entry>();
      for (const [key, value] of keywords)
        entries.set(key, {
          value: evaluator.evaluate(value, env),
          node: value,
          key: node.args.find(a => a.name?.id === key)?.name ?? value,
          env: frozen(env),
        });
      keywords.clear();
      locals.set(name, { kind: 'dict', entries, open: node.args.some(a => a.star === '**') });
    } else if (name !== undefined) {
      const keyword = keywords.get(name);
      if (receiver && param === params[0]) locals.set(name, receiver);
      else if (!byKeyword && next < positional.length && (spread < 0 || next < spread)) put(name, positional[next++]?.value ?? node);
      else if (keyword) {
        put(name, keyword);
        keywords.delete(name);
      } else if (open || !param.default) locals.set(name, unknownValue(`parameter '${name}' is not known`));
      else {
        const value = evaluator.evaluate(param.default, defined);
        locals.share(value);
        locals.set(name, value, { node: param.default, env: defined });
      }
    }
  }
  return next < positional.length && spread < 0 ? 'it is called with other arguments' : keywords.size > 0 ? 'it is called with other arguments' : undefined;
}

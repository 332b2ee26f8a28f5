/** Which names a piece of code binds, read from the tree alone and kept as long as the tree. */
import { memo } from '../base/lazy.ts';
import { walk } from '../syntax/locate.ts';
import type { Expr, Stmt, Walrus } from '../syntax/tree.ts';
import { dotted } from './environment.ts';
import { putBy } from './fillings.ts';

const walruses = new WeakMap<Expr, readonly Walrus[]>();
const bound = new WeakMap<readonly Stmt[], ReadonlySet<string>>();

/** The `:=` in an expression, those of lambdas and comprehensions included. */
export const walrusesIn = (expr: Expr): readonly Walrus[] =>
  expr.kind === 'name' || expr.kind === 'string' || expr.kind === 'constant'
    ? []
    : memo(walruses, expr, () => {
        const found: Walrus[] = [];
        walk([expr], node => {
          if (node.kind === 'walrus') found.push(node);
        });
        return found;
      });

/** The names and dotted paths to which a block assigns, or into which it puts something; nested functions and classes left out. */
export const boundIn = (body: readonly Stmt[]): ReadonlySet<string> =>
  memo(bound, body, () => {
    const names = new Set<string>();
    for (const it of body) statement(it, names);
    return names;
  });

function statement(it: Stmt, names: Set<string>): void {
  const all = (...bodies: readonly (readonly Stmt[])[]): void => {
    for (const body of bodies) for (const name of boundIn(body)) names.add(name);
  };
  switch (it.kind) {
    case 'assign':
      for (const one of it.targets) target(one, names);
      if (it.value) expression(it.value, names);
      return;
    case 'expr':
      if (it.value.kind === 'call') {
        const put = putBy(it.value);
        if (put) target(put.into, names);
      }
      expression(it.value, names);
      return;
    case 'if':
    case 'while':
      expression(it.test, names);
      all(it.body, it.orElse);
      return;
    case 'for':
      target(it.target, names);
      all(it.body, it.orElse);
      return;
    case 'with':
      for (const item of it.items) if (item.target) target(item.target, names);
      all(it.body);
      return;
    case 'try':
      all(it.body, it.orElse, it.finally, ...it.handlers.map(h => h.body));
      return;
    case 'match':
      for (const { captures } of it.cases) for (const name of captures) names.add(name.id);
      all(...it.cases.map(c => c.body));
      return;
    case 'function':
    case 'class':
      names.add(it.name.id);
      return;
    default:
  }
}

function target(expr: Expr, names: Set<string>): void {
  if (expr.kind === 'tuple' || expr.kind === 'list') for (const item of expr.items) target(item, names);
  else if (expr.kind === 'star' && expr.value) target(expr.value, names);
  else if (expr.kind === 'subscript') target(expr.value, names);
  else {
    const path = dotted(expr);
    if (path !== undefined) names.add(path);
  }
}

function expression(expr: Expr, names: Set<string>): void {
  for (const it of walrusesIn(expr)) names.add(it.target.id);
}

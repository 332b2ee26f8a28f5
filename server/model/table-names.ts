import type { Evaluator } from './evaluate.ts';
import { type Hierarchy, isDeclaredAttr } from './hierarchy.ts';
import { argument, type Member } from './members.ts';
import { booleanOf, type ClassSymbol, type Value } from './values.ts';

/** Flask-SQLAlchemy's `camel_to_snake_case`. */
export const snakeCase = (name: string): string =>
  name
    .replace(/((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))/g, '_$1')
    .toLowerCase()
    .replace(/^_+/, '');

/**
 * The `__tablename__` that holds for a class; undefined when it has none. A string on a mapped base is not inherited, one on a mixin or an
 * abstract base is, and a `declared_attr` is called for every class (declarative_base.py, `_ClassScanMapperConfig._scan_attributes`).
 */
export function tableNameFor(
  cls: ClassSymbol,
  hierarchy: Hierarchy,
  evaluator: Evaluator,
  isMapped: (cls: ClassSymbol) => boolean,
  mapper?: { readonly members: readonly Member[] },
): Value | undefined {
  const { mro, registry } = hierarchy.lineage(cls);
  let fromParent = false;
  for (const it of mro) {
    const binding = hierarchy.written(it, '__tablename__');
    if (!binding) continue;
    const computed = binding.kind === 'function' && isDeclaredAttr(binding.func);
    if (!computed && it !== cls && isMapped(it)) {
      fromParent = true;
      continue;
    }
    return hierarchy.bound(binding, it, cls);
  }
  const node = { kind: 'error', range: cls.fact.name.range } as const;
  if (registry?.flavor === 'sqlmodel') return { kind: 'constant', value: cls.fact.name.id.toLowerCase(), node };
  if (registry?.flavor !== 'flask') return undefined;
  const hasParent = fromParent || mro.slice(1).some(isMapped);
  const ownKey = (): boolean => mapper?.members.some(m => m.kind === 'column' && isPrimaryKey(m, evaluator)) === true;
  return hasParent && !ownKey() ? undefined : { kind: 'constant', value: snakeCase(cls.fact.name.id), node };
}

/** True for `Column(..., primary_key=True)`. */
export function isPrimaryKey({ construct }: Extract<Member, { kind: 'column' }>, evaluator: Evaluator): boolean {
  const expr = construct && argument(construct.call, 'primary_key');
  return construct !== undefined && expr !== undefined && booleanOf(evaluator.evaluate(expr, construct.env)) === true;
}

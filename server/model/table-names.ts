import type { Evaluator } from './evaluate.ts';
import type { Hierarchy } from './hierarchy.ts';
import { argument, type Member } from './members.ts';
import { booleanOf, type ClassSymbol, type Value } from './values.ts';

/** Flask-SQLAlchemy's `camel_to_snake_case`. */
export const snakeCase = (name: string): string =>
  name
    .replace(/((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))/g, '_$1')
    .toLowerCase()
    .replace(/^_+/, '');

/** The `__tablename__` that holds for a class, written or made up by the base; undefined when it has none. */
export function tableNameFor(
  cls: ClassSymbol,
  hierarchy: Hierarchy,
  evaluator: Evaluator,
  mapper?: { readonly members: readonly Member[] },
): Value | undefined {
  const { mro, registry } = hierarchy.lineage(cls);
  const written = hierarchy.setting(cls, '__tablename__');
  if (written) return written;
  const node = { kind: 'error', range: cls.fact.name.range } as const;
  if (registry?.flavor === 'sqlmodel') return { kind: 'constant', value: cls.fact.name.id.toLowerCase(), node };
  if (registry?.flavor !== 'flask') return undefined;
  const hasParent = mro.slice(1).some(c => hierarchy.isMapped(c));
  const ownKey = (): boolean => mapper?.members.some(m => m.kind === 'column' && isPrimaryKey(m, evaluator)) === true;
  return hasParent && !ownKey() ? undefined : { kind: 'constant', value: snakeCase(cls.fact.name.id), node };
}

/** True for `Column(..., primary_key=True)`. */
export function isPrimaryKey({ construct }: Extract<Member, { kind: 'column' }>, evaluator: Evaluator): boolean {
  const expr = construct && argument(construct.call, 'primary_key');
  return construct !== undefined && expr !== undefined && booleanOf(evaluator.evaluate(expr, construct.env)) === true;
}

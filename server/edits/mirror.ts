/** Two ends of one join. */
import type { Join, RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import type { Column } from '../model/values.ts';

/** True when the two look at the same columns from opposite ends, so that one can be the other's `back_populates`. */
export function areMirrored(a: RelationshipAttribute, b: RelationshipAttribute): boolean {
  if (sole(a.target) !== b.owner || sole(b.target) !== a.owner || a === b) return false;
  if (a.join.kind !== 'known' || b.join.kind !== 'known' || sole(a.secondary ?? { kind: 'none' }) !== sole(b.secondary ?? { kind: 'none' })) return false;
  const opposite =
    a.join.direction === 'MANYTOMANY' ? b.join.direction === 'MANYTOMANY' : b.join.direction !== 'MANYTOMANY' && a.join.direction !== b.join.direction;
  return opposite && a.join.pairs.length > 0 && samePairs(a.join, b.join);
}

function samePairs(a: Extract<Join, { kind: 'known' }>, b: Extract<Join, { kind: 'known' }>): boolean {
  const secondary = a.direction === 'MANYTOMANY';
  const turned = secondary ? b.pairs : b.pairs.map(([local, remote]) => [remote, local] as const);
  const same = ([x, y]: readonly [Column, Column], [u, v]: readonly [Column, Column]): boolean => x === u && y === v;
  return a.pairs.length === turned.length && a.pairs.every(p => turned.some(q => same(p, q)));
}

/** The join as it is seen from the other end. */
export function turned(join: Join): Join {
  if (join.kind !== 'known' || join.direction === 'MANYTOMANY') return join;
  return { ...join, direction: join.direction === 'ONETOMANY' ? 'MANYTOONE' : 'ONETOMANY', pairs: join.pairs.map(([local, remote]) => [remote, local]) };
}

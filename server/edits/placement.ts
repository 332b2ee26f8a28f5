/** Where a new relationship belongs in the body of its class. */
import type { Join, MappedClass } from '../model/mapped.ts';
import type { ClassDef, Stmt } from '../syntax/tree.ts';
import { isColumn } from './class-body.ts';
import { isDeclared, statementOf } from './declared.ts';
import type { Source } from './source.ts';

/**
 * The column that a new relationship should follow: its foreign key's, where the class writes relationships so. Undefined elsewhere. A relationship between
 * two columns, directly behind its own, shows it; one that stands apart from its column shows the contrary.
 */
export function columnBefore(source: Source, cls: ClassDef, owner: MappedClass, join: Join): Stmt | undefined {
  const column = columnOf(cls, owner, join);
  if (!column) return undefined;
  const known = [...owner.own.values()].filter(isDeclared).flatMap(it => {
    const [own, statement] = [columnOf(cls, owner, it.join), statementOf(source, it)];
    return own && statement ? [{ own, statement }] : [];
  });
  const beside = known.filter(({ own, statement }) => cls.body[cls.body.indexOf(statement) - 1] === own);
  const between = beside.some(({ statement }) => cls.body.slice(cls.body.indexOf(statement) + 1).some(isColumn));
  return between && beside.length === known.length ? column : undefined;
}

/** The statement of the class that makes the foreign key column of a join; the last one where there are several. */
function columnOf({ body }: ClassDef, owner: MappedClass, join: Join): Stmt | undefined {
  if (join.kind !== 'known' || join.direction !== 'MANYTOONE') return undefined;
  const names = new Set([...owner.columns].flatMap(([name, column]) => (join.pairs.some(([local]) => local === column) ? [name] : [])));
  return body.findLast(it => it.kind === 'assign' && it.targets.some(t => t.kind === 'name' && names.has(t.id)));
}

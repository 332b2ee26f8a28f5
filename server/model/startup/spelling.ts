/** How SQLAlchemy writes the things of a project in its messages. */
import type { SqlalchemyVersion } from '../../config.ts';
import type { MappedClass, RelationshipAttribute } from '../mapped.ts';
import type { ClassSymbol, Column } from '../values.ts';

/** `Mapper[Post(post)]`, in 1.4 `mapped class Post->post` (mapper.py, `Mapper.__str__`). */
export function mapperName(cls: MappedClass, version: SqlalchemyVersion): string {
  const table = cls.table?.name ?? '?';
  return version === '1.4' ? `mapped class ${cls.name}->${table}` : `Mapper[${cls.name}(${table})]`;
}

/** `Post.author`, with the class on which it came to be. */
export const relationshipName = (it: RelationshipAttribute): string => `${it.owner.name}.${it.name}`;

/** `<class 'blog.models.Post'>` */
export const classRepr = ({ module, fact }: ClassSymbol): string => `<class '${module.name}.${fact.qualname}'>`;

/** Python's repr() of a text. */
export const repr = (text: string): string =>
  text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** `post.user_id` */
export const columnName = (column: Column): string => `${column.table.name}.${column.name}`;

/** How SQLAlchemy writes things in its messages, and where they stand in the code. */
import type { Location } from 'vscode-languageserver-protocol';
import type { SqlalchemyVersion } from '../config.ts';
import type { Declared } from '../edits/declared.ts';
import type { BackrefSpec, Given, MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { Column } from '../model/values.ts';
import type { Expr } from '../syntax/tree.ts';

/** `Mapper[Post(post)]`, in 1.4 `mapped class Post->post` (mapper.py, `Mapper.__str__`). */
export function mapperName(cls: MappedClass, version: SqlalchemyVersion): string {
  const table = cls.table?.name ?? '?';
  return version === '1.4' ? `mapped class ${cls.name}->${table}` : `Mapper[${cls.name}(${table})]`;
}

/** `Post.author`, with the class on which it came to be. */
export const relationshipName = (it: RelationshipAttribute): string => `${it.owner.name}.${it.name}`;

/** `<class 'blog.models.Post'>` */
export const classRepr = (cls: MappedClass): string => `<class '${cls.symbol.module.name}.${cls.symbol.fact.qualname}'>`;

/** Python's repr() of a text. */
export const repr = (text: string): string =>
  text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** `post.user_id` */
export const columnName = (column: Column): string => `${column.table.name}.${column.name}`;

/** The characters of a string, the whole of any other expression. */
export const rangeOf = (node: Expr) => (node.kind === 'string' && node.content ? node.content : node.range);

/** Where an argument of a relationship stands. */
export const atArgument = ({ node, env }: Given): Location => ({ uri: env.module.uri, range: rangeOf(node) });

/** Where the name in a backref stands. */
export const atBackref = (spec: BackrefSpec): Location => ({ uri: spec.env.module.uri, range: rangeOf(spec.nameNode) });

/** Where the name in `back_populates=` stands; undefined also beside a `backref`, when SQLAlchemy does not come to look at the name. */
export function atBackPopulates(it: Declared): Location | undefined {
  const given = it.argument('back_populates');
  return given && it.backPopulates && !it.backref ? { uri: given.env.module.uri, range: rangeOf(it.backPopulates.node) } : undefined;
}

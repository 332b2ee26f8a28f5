/** What a relationship attribute holds, as type checkers see it. */
import { stripOptional } from '../model/annotations.ts';
import { callOf, libraryPath, sqlalchemyName } from '../model/library.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import { sole } from '../model/resolution.ts';
import type { Column, Value } from '../model/values.ts';
import { parseInside } from '../syntax/parse.ts';

export type Collection =
  | { readonly kind: 'list' | 'set' }
  /** Mapped by key; `keys` is the type of the keys in Python. */
  | { readonly kind: 'dict'; readonly keys: string };

export interface Shape {
  readonly target: MappedClass;
  /** The strategy; `dynamic` and `write_only` have containers of their own. */
  readonly lazy: string | undefined;
  /** Undefined for a scalar. */
  readonly collection: Collection | undefined;
  /** Whether a scalar may be None; `unsaid`: its column may be NULL, but only for want of a word. */
  readonly optional: boolean | 'unsaid';
}

/** The shape of an attribute, or why it cannot be known. */
export function shapeOf(project: Project, it: RelationshipAttribute): Shape | { readonly why: string } {
  const target = sole(it.target);
  if (!target) return { why: 'its class is not known' };
  if (it.join.kind === 'refused') return { why: 'SQLAlchemy refuses the relationship as it is' };
  if (it.uselist === undefined || it.lazy === undefined || it.open) return { why: 'some of its arguments are computed' };
  if (!it.uselist) return { target, lazy: it.lazy, collection: undefined, optional: mayBeNone(it) };
  const collection = collectionOf(project, it, target);
  return collection ? { target, lazy: it.lazy, collection, optional: false } : { why: 'the type of its collection is not known' };
}

/** A scalar on the side of the foreign key is there when the key must be; on the other side nothing says so. */
export function mayBeNone({ join, owner }: Pick<RelationshipAttribute, 'join' | 'owner'>): boolean | 'unsaid' {
  if (join.kind !== 'known' || join.direction !== 'MANYTOONE') return true;
  const each = join.pairs.map(([local]) => isNullable(owner, local));
  return each.includes(true) || (each.includes('unsaid') && 'unsaid');
}

/** `nullable=...` or the annotation (`Mapped[int]`, `Mapped[int | None]`) says it; without them it is. */
const isNullable = (cls: MappedClass, column: Column): boolean | 'unsaid' => column.nullable ?? annotatedAs(cls, column) ?? 'unsaid';

function annotatedAs(cls: MappedClass, column: Column): boolean | undefined {
  const member = columnMember(cls, column);
  const annotation = member?.kind === 'column' ? member.annotation : undefined;
  const inner = cls.registry.flavor === 'sqlmodel' ? annotation : annotation?.kind === 'subscript' ? annotation.items[0]?.value : undefined;
  const read = inner?.kind === 'string' ? parseInside(inner) : inner;
  return read && stripOptional(read).optional;
}

function columnMember(cls: MappedClass, column: Column): MappedClass['members'][number] | undefined {
  const key = [...cls.columns].find(([, c]) => c === column)?.[0];
  return cls.members.find(m => m.key === key);
}

function collectionOf(project: Project, it: RelationshipAttribute, target: MappedClass): Collection | undefined {
  const given = it.argument('collection_class');
  if (!given) {
    const written = it.annotation?.collection;
    return written === undefined || /^list$/i.test(written) ? { kind: 'list' } : /^set$/i.test(written) ? { kind: 'set' } : undefined;
  }
  const value = project.evaluator.evaluate(given.node, given.env);
  const path = libraryPath(value).replace(/^builtins\./, '');
  if (path === 'list' || path === 'set') return { kind: path };
  if (value.kind === 'constant' && value.value === null) return { kind: 'list' };
  if (value.kind !== 'call') return undefined;
  if (libraryPath(value.callee) === 'sqlalchemy.ext.orderinglist.ordering_list') return { kind: 'list' };
  const maker = callOf(value);
  if (maker !== 'attribute_mapped_collection' && maker !== 'attribute_keyed_dict') return undefined;
  const named = value.node.args[0] && project.evaluator.evaluate(value.node.args[0].value, value.env);
  const column = named?.kind === 'constant' && typeof named.value === 'string' ? target.columns.get(named.value) : undefined;
  const keys = column && pythonType(project, target, column);
  return keys === undefined ? undefined : { kind: 'dict', keys };
}

/** Python's type for values of a column, where it needs no import; undefined for others. */
function pythonType(project: Project, cls: MappedClass, column: Column): string | undefined {
  const member = columnMember(cls, column);
  if (member?.kind !== 'column') return undefined;
  const inner = member.annotation?.kind === 'subscript' ? member.annotation.items[0]?.value : undefined;
  if (inner) return inner.kind === 'name' && /^(?:int|str|bool|float|bytes)$/.test(inner.id) ? inner.id : undefined;
  for (const argument of member.construct?.call.args ?? []) {
    if (argument.name && argument.name.id !== 'type_') continue;
    const type = member.construct && typeName(project.evaluator.evaluate(argument.value, member.construct.env));
    const found = type === undefined ? undefined : types.get(type);
    if (found) return found;
  }
  return undefined;
}

const typeName = (value: Value): string | undefined => sqlalchemyName(value) ?? callOf(value);

const types: ReadonlyMap<string, string> = new Map([
  ...['Integer', 'BigInteger', 'SmallInteger', 'INTEGER', 'BIGINT', 'SMALLINT', 'INT'].map(t => [t, 'int'] as const),
  ...['String', 'Text', 'Unicode', 'UnicodeText', 'VARCHAR', 'NVARCHAR', 'CHAR', 'NCHAR', 'TEXT', 'CLOB'].map(t => [t, 'str'] as const),
  ...['Boolean', 'BOOLEAN'].map(t => [t, 'bool'] as const),
]);

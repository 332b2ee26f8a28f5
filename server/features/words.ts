import type { RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';

/** The short words in which all features speak of the model. */

/** `list[Post]`, `User`, `User | None` ...: the type of the attribute on an instance. */
export function typeOf(attribute: RelationshipAttribute): string {
  const target = sole(attribute.target)?.name ?? '?';
  if (attribute.uselist === undefined) return target;
  if (!attribute.uselist) return target;
  if (attribute.lazy === 'dynamic') return `AppenderQuery[${target}]`;
  if (attribute.lazy === 'write_only') return `WriteOnlyCollection[${target}]`;
  return `${collectionOf(attribute)}[${target}]`;
}

/** The collection a to-many attribute holds its rows in, as written. */
export function collectionOf(attribute: RelationshipAttribute): string {
  const given = attribute.argument('collection_class')?.node;
  if (given?.kind === 'name') return given.id;
  if (given?.kind === 'attribute') return given.attr.id;
  if (given?.kind === 'call') return 'dict';
  const written = attribute.annotation?.collection;
  return written === undefined ? 'list' : written === 'List' || written === 'Set' || written === 'Dict' ? written.toLowerCase() : written;
}

/** `one to many`, `many to one`, `many to many`, `one to one`; empty when it is not known. */
export function cardinality(attribute: RelationshipAttribute): string {
  if (attribute.join.kind !== 'known') return '';
  const { direction } = attribute.join;
  if (direction === 'ONETOMANY') return attribute.uselist === false ? 'one to one' : 'one to many';
  if (direction === 'MANYTOONE')
    return attribute.reverse.some(r => r.uselist === false && r.join.kind === 'known' && r.join.direction === 'ONETOMANY') ? 'one to one' : 'many to one';
  return 'many to many';
}

export const isImplicit = (attribute: RelationshipAttribute): boolean => attribute.provenance.kind === 'backref';

/** `User.posts` */
export const label = (attribute: RelationshipAttribute): string => `${attribute.owner.name}.${attribute.name}`;

/** The foreign keys or the secondary table a relationship rests on, in short; empty when they are not known. */
export function restsOn(attribute: RelationshipAttribute): string {
  const secondary = attribute.secondary && sole(attribute.secondary);
  if (secondary) return `through ${secondary.fullname}`;
  if (attribute.join.kind !== 'known') return '';
  return attribute.join.pairs.map(([local, remote]) => `${local.table.fullname}.${local.name} = ${remote.table.fullname}.${remote.name}`).join(' and ');
}

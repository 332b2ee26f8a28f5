/** Mappers and states of objects, as `inspect()` gives them, and what is read from them by the names of attributes. */
import type { Type } from './types.ts';
import { noneType, otherType, unknownType } from './types.ts';

type Inspection = Extract<Type, { kind: 'inspection' }>;

/** Collections of a mapper, or of the state of an object, that have the attributes of the class as keys and as attributes (orm/mapper.py, orm/state.py). */
const byName: ReadonlySet<string> = new Set(['attrs', 'relationships', 'all_orm_descriptors', 'column_attrs', 'synonyms', 'composites']);
/** Sets of names and dictionaries that are indexed by them. */
const names: ReadonlySet<string> = new Set(['unloaded', 'unloaded_expirable', 'unmodified', 'dict', 'committed_state', 'expired_attributes', 'callables']);
/** Methods that take the name of an attribute, of a mapper and of such a collection. */
export const lookups: ReadonlySet<string> = new Set(['get_property', 'has_property', 'get', 'get_history', 'pop', 'has_key', '__contains__', '__getitem__']);

/** What `inspect(x)` is. */
export function inspected(of: Type): Type {
  if (of.kind === 'class') return { kind: 'inspection', cls: of.cls, of: 'mapper' };
  return of.kind === 'instance' ? { kind: 'inspection', cls: of.cls, of: 'state' } : unknownType;
}

/** What an attribute of a mapper or of the state of an object is. */
export function ofInspection({ cls, of }: Inspection, name: string): Type {
  if (of === 'attributes' || of === 'names') return unknownType;
  if (byName.has(name)) return { kind: 'inspection', cls, of: 'attributes' };
  if (names.has(name)) return { kind: 'inspection', cls, of: 'names' };
  if (name === 'mapper') return { kind: 'inspection', cls, of: 'mapper' };
  if (name === 'class_') return { kind: 'class', cls };
  return name === 'object' ? { kind: 'instance', cls } : name === 'key' ? otherType : unknownType;
}

/** What Python and the instrumentation add to every mapped class; `none` for all other names. */
export function addedToAll(of: Extract<Type, { kind: 'instance' | 'class' }>, name: string): Type {
  if (name === '__mapper__') return { kind: 'inspection', cls: of.cls, of: 'mapper' };
  if (name === '__dict__' && of.kind === 'instance') return { kind: 'inspection', cls: of.cls, of: 'names' };
  return name === '_sa_instance_state' && of.kind === 'instance' ? { kind: 'inspection', cls: of.cls, of: 'state' } : noneType;
}

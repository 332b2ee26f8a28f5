/** What a generated program declares, before it is written in one of the many spellings. */
import type { Version } from '../sqlalchemy.ts';

export interface Base {
  readonly name: string;
  readonly kind: BaseKind;
  /** The schema of its MetaData. */
  readonly schema: string | undefined;
}

export type BaseKind =
  | 'function'
  | 'registry'
  | 'as_declarative'
  | 'class'
  | 'class with registry'
  | 'no metaclass'
  | 'dataclass'
  | 'decorator'
  | 'imperative'
  | 'flask'
  | 'flask class'
  | 'sqlmodel';

export interface Table {
  readonly name: string;
  readonly schema: string | undefined;
}

/** Whoever has columns: a mapped class or an association table. */
export type Owner = Class | Association;

export interface Column {
  readonly owner: Owner;
  readonly attr: string;
  /** The name in the database, when it is another one. */
  readonly name: string;
  readonly type: 'Integer' | 'String' | 'DateTime';
  readonly primary: boolean;
}

export interface ForeignKey {
  readonly columns: readonly Column[];
  readonly refers: readonly Column[];
  /** Where no constraint is declared the relationships say `foreign()` or `foreign_keys`. */
  readonly declared: boolean;
}

/** A table without a class. */
export interface Association {
  readonly kind: 'association';
  readonly module: number;
  readonly base: Base;
  readonly variable: string;
  readonly table: Table;
  readonly columns: Column[];
  readonly keys: ForeignKey[];
}

export interface Class {
  readonly kind: 'class';
  readonly name: string;
  readonly module: number;
  readonly base: Base;
  readonly style: 'columns' | 'annotations' | 'table';
  readonly parent: Class | undefined;
  readonly inheritance: 'single' | 'joined' | 'concrete' | undefined;
  /** An unmapped class between it and its parent or base. */
  readonly abstract: string | undefined;
  readonly mixins: Mixin[];
  /** The table of its own. */
  readonly table: Table | undefined;
  readonly columns: Column[];
  readonly keys: ForeignKey[];
  readonly relationships: Relationship[];
  /** Further names of the body: methods, properties, proxies. */
  readonly extras: string[];
}

/** A mixin that brings the many-to-one side, for each class that has it. */
export interface Mixin {
  readonly name: string;
  readonly module: number;
  readonly target: Class;
  readonly attr: string;
  readonly cascading: boolean;
  /** How the backref is called: `%` stands for the class. */
  readonly backref: string | undefined;
}

export type Link =
  | { readonly kind: 'none' }
  | { readonly kind: 'populates'; readonly name: string }
  | { readonly kind: 'backref'; readonly name: string; readonly options: Options; readonly remote: boolean };

export type Options = readonly (readonly [keyword: string, value: string])[];

export interface Relationship {
  readonly owner: Class;
  readonly name: string;
  readonly target: Class;
  readonly direction: 'MANYTOONE' | 'ONETOMANY' | 'MANYTOMANY';
  /** The foreign key it follows; with `secondary` that from there to the owner. */
  readonly key: ForeignKey;
  /** With `secondary` the foreign key from there to the target. */
  readonly far: ForeignKey | undefined;
  readonly secondary: Association | undefined;
  /** Nothing but the arguments says which foreign key is meant. */
  readonly explicit: boolean;
  /** Both sides share tables, so that `remote_side` decides. */
  readonly overlapping: boolean;
  readonly link: Link;
  readonly options: Options;
  readonly place: 'body' | 'assigned' | 'setattr' | 'add_property' | 'mapper_args' | 'declared_attr';
}

export interface Description {
  readonly version: Version;
  /** Dotted names in the order in which they are imported; the first holds the bases. */
  readonly modules: readonly string[];
  readonly bases: readonly Base[];
  readonly classes: readonly Class[];
  readonly associations: readonly Association[];
  readonly mixins: readonly Mixin[];
}

/** The mapped ancestors, the class itself first. */
export const lineage = (cls: Class): readonly Class[] => (cls.parent ? [cls, ...lineage(cls.parent)] : [cls]);

export const rootOf = (cls: Class): Class => (cls.parent ? rootOf(cls.parent) : cls);

export const fullname = (owner: Owner): string => {
  const table = owner.kind === 'class' ? lineage(owner).find(c => c.table)?.table : owner.table;
  const schema = table?.schema ?? owner.base.schema;
  return schema === undefined ? (table?.name ?? '') : `${schema}.${table?.name}`;
};

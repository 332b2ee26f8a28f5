/** The result: mapped classes and their relationship attributes, as mapper configuration would have made them. */
import type { Location } from 'vscode-languageserver-protocol';
import type { Expr } from '../syntax/tree.ts';
import type { MappedAnnotation } from './annotations.ts';
import type { Registry } from './hierarchy.ts';
import type { Construct, Member } from './members.ts';
import type { Resolution } from './resolution.ts';
import type { ClassSymbol, Column, Env, Table, Written } from './values.ts';

export type Direction = 'ONETOMANY' | 'MANYTOONE' | 'MANYTOMANY';

/** How an attribute came to be; every feature says what it does for each. */
export type Provenance =
  /** `posts = relationship("Post")` */
  | { readonly kind: 'declared'; readonly construct: Construct; readonly member: Member }
  /** Made by the `backref=` of `source`. */
  | { readonly kind: 'backref'; readonly source: RelationshipAttribute };

/** A keyword argument of a relationship, and where its names are looked up. */
export type Given = Written;

/** `backref="x"`, `backref=backref("x", ...)` or `backref=("x", {...})`. */
export interface BackrefSpec {
  /** The name; undefined when it is computed. */
  readonly name: string | undefined;
  /** Where the name is written. */
  readonly nameNode: Expr;
  /** The whole value of `backref=`. */
  readonly node: Expr;
  readonly env: Env;
  readonly arguments: ReadonlyMap<string, Given>;
  /** It may hold further arguments that are not seen. */
  readonly open: boolean;
}

export type JoinError =
  | { readonly kind: 'no-foreign-keys'; readonly secondary?: Table }
  /** `secondaryjoin` without a secondary table. */
  | { readonly kind: 'no-secondary' }
  | { readonly kind: 'ambiguous-foreign-keys'; readonly secondary?: Table }
  | { readonly kind: 'no-referenced-table' | 'no-referenced-column'; readonly column: Column; readonly target: string; readonly node: Expr }
  /** `no-direction`: foreign keys in both tables; `no-local-columns`: in neither. */
  | {
      readonly kind: 'no-foreign-columns' | 'no-direction' | 'no-local-columns' | 'no-equality' | 'no-pairs';
      /** The join condition as SQLAlchemy prints it; undefined when it is more than comparisons of columns. */
      readonly condition?: string | undefined;
    };

/** One side of a comparison: the columns in it and how they are marked. */
export interface Term {
  readonly columns: readonly Column[];
  /** The side is a column and nothing else. */
  readonly bare: boolean;
  readonly foreign: boolean;
  readonly remote: boolean;
}
export interface Comparison {
  /** Empty for a column alone, which is compared with nothing. */
  readonly op: string;
  readonly left: Term;
  readonly right: Term;
}
/** A join condition as far as it is understood. */
export interface Condition {
  readonly comparisons: readonly Comparison[];
  /** Why parts of it are not understood; absent when all is. */
  readonly open?: string;
}

/** Which columns a relationship compares. */
export type Join =
  | {
      readonly kind: 'known';
      readonly direction: Direction;
      readonly pairs: readonly (readonly [local: Column, remote: Column])[];
      /** Which column a flush copies to which (`synchronize_pairs`); empty when a part of the condition is not understood. */
      readonly copies: readonly (readonly [from: Column, to: Column])[];
      /** Through a secondary table: both conditions, with the columns marked that were found to be foreign; undefined when they are not wholly seen. */
      readonly halves?: readonly [primary: Condition, secondary: Condition] | undefined;
    }
  | { readonly kind: 'refused'; readonly error: JoinError }
  | { readonly kind: 'unknown'; readonly why: string };

/** A relationship attribute of a mapped class, written or implicit. */
export interface RelationshipAttribute {
  readonly owner: MappedClass;
  readonly name: string;
  /** Where the name is written: the assignment, or the string inside `backref=`. */
  readonly at: Location;
  readonly provenance: Provenance;
  readonly target: Resolution<MappedClass>;
  /** The expression that names the target; undefined when the annotation or the backref's source does. */
  readonly targetNode: Expr | undefined;
  readonly annotation: MappedAnnotation | undefined;
  /** The value of an argument on this side, by SQLAlchemy's keyword. */
  readonly argument: (keyword: string) => Given | undefined;
  /** The calls hold arguments that are not seen. */
  readonly open: boolean;
  readonly secondary: Resolution<Table> | undefined;
  readonly join: Join;
  /** True for a list, set, dict, query; undefined when it cannot be known. */
  readonly uselist: boolean | undefined;
  /** `select`, `joined` ... as SQLAlchemy names it; undefined when computed. */
  readonly lazy: string | undefined;
  readonly viewonly: boolean | undefined;
  readonly backref: BackrefSpec | undefined;
  /** The `back_populates` written on this side; `name` is undefined when it is computed. */
  readonly backPopulates:
    | {
        readonly name: string | undefined;
        readonly node: Expr;
        /** `lambda: Post.author` or `Post.author`, as 2.1 takes it. */
        readonly byReference: boolean;
      }
    | undefined;
  /** The other sides that SQLAlchemy keeps in step with this one. */
  readonly reverse: readonly RelationshipAttribute[];
}

/** Why a name cannot be given to an implicit attribute. */
export type Occupant =
  | { readonly kind: 'relationship'; readonly attribute: RelationshipAttribute }
  | { readonly kind: 'member'; readonly member: Member; readonly on: MappedClass }
  /** Of a table that the class is given. */
  | { readonly kind: 'column'; readonly column: Column; readonly on: MappedClass };

/** A backref that SQLAlchemy refuses: `Error creating backref 'name' on relationship ...: property of that name exists on mapper ...`. */
export interface BackrefClash {
  readonly source: RelationshipAttribute;
  readonly spec: BackrefSpec;
  readonly target: MappedClass;
  readonly occupant: Occupant;
  readonly on: MappedClass;
}

/** A class that SQLAlchemy maps. Filled while the project is built, not changed afterwards. */
export interface MappedClass {
  readonly symbol: ClassSymbol;
  readonly name: string;
  /** `package.module:Qual.Name`. */
  readonly id: string;
  readonly at: Location;
  readonly registry: Registry;
  /** The mapped class it inherits from. */
  readonly parent: MappedClass | undefined;
  readonly inheritance: 'single' | 'joined' | 'concrete' | undefined;
  readonly children: readonly MappedClass[];
  /** The table of its own; its parent's for single-table inheritance; undefined when it is not known. */
  readonly table: Table | undefined;
  /** Columns by the attributes of this class, inherited ones not included. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly members: readonly Member[];
  /** Relationship attributes that came to be on this class; inherited ones are found through `Project.attribute`. */
  readonly own: ReadonlyMap<string, RelationshipAttribute>;
  /** Why it may have attributes that are not seen; absent when all are. */
  readonly open: string | undefined;
}

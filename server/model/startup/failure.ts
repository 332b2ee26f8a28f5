/** The errors with which SQLAlchemy refuses models: while a module is imported, or while mappers are configured. */
import type { Location } from 'vscode-languageserver-protocol';
import type { Expr } from '../../syntax/tree.ts';
import type { BackrefClash, JoinError, MappedClass, RelationshipAttribute } from '../mapped.ts';
import type { Member } from '../members.ts';
import type { ClassSymbol, Column, Table } from '../values.ts';

/** What is wrong; the comments name the exception. */
export type StartupError =
  /** `ImportError`: this version of SQLAlchemy has no such name. */
  | { readonly kind: 'unknown-import'; readonly module: string; readonly name: string }
  /** `TypeError`: `mapper()` was a function until 1.4. */
  | { readonly kind: 'removed-function'; readonly name: string }
  /** `TypeError`: relationship() has no such keyword. `node`: its value, or with `key` the string that it is in SQLModel's `sa_relationship_kwargs`. */
  | { readonly kind: 'unknown-keyword'; readonly keyword: string; readonly node: Expr; readonly key?: true }
  /** `TypeError`: SQLAlchemy 2 takes the target and `secondary` by position, nothing else. */
  | { readonly kind: 'too-many-positional'; readonly count: number; readonly keywords: number }
  /** `TypeError` in 1.4, `ArgumentError` in 2.x: neither an argument nor an annotation names the target. */
  | { readonly kind: 'no-target-given' }
  /** `ArgumentError`: `backref` and `back_populates` together. */
  | { readonly kind: 'backref-and-back-populates' }
  /** `ArgumentError`: `viewonly=True` with `sync_backref=True`. */
  | { readonly kind: 'viewonly-sync-backref' }
  /** `ArgumentError` in 2.x: `cascade_backrefs=True`. */
  | { readonly kind: 'cascade-backrefs' }
  /** `ArgumentError`: tokens of `cascade=` that there are not. */
  | { readonly kind: 'bad-cascade'; readonly tokens: readonly string[]; readonly node: Expr }
  /** `ArgumentError` in 1.4: cascades that write on a viewonly relationship. */
  | { readonly kind: 'viewonly-cascade'; readonly tokens: readonly string[]; readonly node: Expr }
  /** `MappedAnnotationError` in 2.x: an annotation that is not `Mapped[...]`. */
  | { readonly kind: 'unmapped-annotation'; readonly node: Expr }
  /**
   * `MappedAnnotationError`, `NameError` in 2.x: `author: Mapped["Author"]` without a value. `late`: the class is not there yet; `shown`: the
   * annotation as Python shows it then, undefined when that cannot be told.
   */
  | {
      readonly kind: 'annotated-class';
      readonly cls: MappedClass;
      readonly node: Expr;
      readonly collection: string | undefined;
      readonly late: boolean;
      readonly shown: string | undefined;
    }
  /** `MappedAnnotationError` in 2.x: `title: Mapped[String]` without a type for the column. */
  | { readonly kind: 'annotated-type'; readonly column: string; readonly type: string; readonly node: Expr }
  /** `ArgumentError`: a column of a class without a table of its own, that is in the table already. */
  | { readonly kind: 'column-conflict'; readonly column: Column; readonly existing: Column }
  /** `ArgumentError` in 2.x: `Mapped[Sequence[...]]` without `collection_class`. */
  | { readonly kind: 'abstract-collection'; readonly collection: string; readonly node: Expr }
  /** `ArgumentError` in 2.1: a default of a dataclass field that no relationship can have. */
  | { readonly kind: 'dataclass-default'; readonly node: Expr; readonly collection: string | undefined }
  | { readonly kind: 'dataclass-default-factory'; readonly wanted: string; readonly node: Expr }
  /** `InvalidRequestError`: a mapper property written plainly on a mixin or an abstract base. */
  | { readonly kind: 'property-on-mixin'; readonly key: string; readonly definer: ClassSymbol }
  /** `InvalidRequestError`: a column with a foreign key on a mixin (1.4: any; 2.x: one to a column without table). */
  | { readonly kind: 'foreign-key-on-mixin'; readonly key: string; readonly definer: ClassSymbol }
  /** `InvalidRequestError`: `metadata` as the name of a mapped attribute. */
  | { readonly kind: 'reserved-name'; readonly key: string }
  /** `TypeError` of Python: the bases have no consistent order. */
  | {
      readonly kind: 'no-resolution-order';
      readonly bases: readonly ClassSymbol[];
      /** As Python calls them, in order. */
      readonly names: readonly string[];
      /** What the class header calls a declarative base that a call makes. */
      readonly made?: string;
    }
  /** `InvalidRequestError`: two mapped bases. */
  | { readonly kind: 'several-mapped-bases'; readonly bases: readonly MappedClass[] }
  /** `InvalidRequestError`: neither a table, nor a table name, nor a mapped base. */
  | { readonly kind: 'no-table' }
  /** `InvalidRequestError`: the table is defined already. */
  | { readonly kind: 'table-twice'; readonly table: Table }
  /** `ArgumentError`: a column in the body of a class whose `__table__` is given. */
  | { readonly kind: 'additional-column'; readonly key: string }
  /** `ConstraintColumnNotFoundError`: a constraint or an index of a column that the table has not. */
  | { readonly kind: 'constraint-column'; readonly constraint: string; readonly column: string; readonly table: Table; readonly at: Location }
  /** `ArgumentError`: a `ForeignKeyConstraint` whose columns and targets do not go together. */
  | { readonly kind: 'invalid-constraint'; readonly problem: 'count' | 'twice'; readonly at: Location }
  | {
      readonly kind: 'invalid-constraint';
      readonly problem: 'tables';
      readonly columns: string;
      readonly tables: readonly [string, string];
      readonly at: Location;
    }
  /** `ArgumentError`: a class as what a foreign key points at. */
  | { readonly kind: 'no-key-target'; readonly got: string; readonly at: Location }
  /** `ArgumentError`: a name for an index where a column takes True or False. */
  | { readonly kind: 'boolean-only'; readonly keyword: 'index' | 'unique'; readonly at: Location }
  /** `ArgumentError`: `__table_args__` that are no tuple, or of a class without a table; what is neither a column nor a constraint in a table. */
  | { readonly kind: 'table-arguments'; readonly problem: 'type' | 'inherited' | 'unnamed'; readonly at: Location }
  | { readonly kind: 'table-arguments'; readonly problem: 'item'; readonly shown: string; readonly at: Location }
  /**
   * `DuplicateColumnError` in 2.x, `ArgumentError` in 1.4: two columns of one name in a table. `lost`: the attribute that has no column any more
   * in 1.4; without it the key of the table has none.
   */
  | {
      readonly kind: 'column-twice';
      readonly name: string;
      readonly table: Table;
      readonly at: Location;
      readonly lost?: { readonly attribute: string; readonly mapper: MappedClass };
    }
  /** `TypeError`: a table or a column has no such keyword. */
  | { readonly kind: 'unknown-schema-keyword'; readonly keyword: string; readonly at: Location }
  /** `TypeError`: the mapper has no such argument. */
  | { readonly kind: 'mapper-argument'; readonly problem: 'keyword'; readonly keyword: string; readonly at: Location }
  /** `ArgumentError`, `InvalidRequestError`: a value in `__mapper_args__` that the mapper refuses. */
  | {
      readonly kind: 'mapper-argument';
      readonly problem: 'polymorphic_on' | 'polymorphic_load' | 'with_polymorphic' | 'primary_key';
      readonly shown: string;
      readonly at: Location;
    }
  | { readonly kind: 'mapper-argument'; readonly problem: 'no-discriminator' | 'polymorphic_abstract'; readonly at: Location }
  /** `ArgumentError`: a primary key column of a class without a table of its own. */
  | { readonly kind: 'inherited-key' }
  /** `ArgumentError`: no primary key column. */
  | { readonly kind: 'no-primary-key'; readonly table: Table }
  /** `NoForeignKeysError`, `AmbiguousForeignKeysError`: joined inheritance without one foreign key to the parent's table. */
  | { readonly kind: 'no-inherit-condition'; readonly parent: Table; readonly child: Table }
  | { readonly kind: 'ambiguous-inherit-condition'; readonly parent: Table; readonly child: Table }
  /** `ArgumentError`: a column that nothing else maps, inherited or of a given table, would have the name of the relationship. */
  | { readonly kind: 'named-like-column'; readonly column: Column }
  /** `AttributeError`: a string names an attribute that the class does not have; `plain` where the class stands behind the path of its module. */
  | { readonly kind: 'unknown-attribute'; readonly cls: MappedClass; readonly name: string; readonly node: Expr; readonly plain?: true }
  /** `AttributeError` in 1.4: a string begins with a schema, and the class has no `metadata` to look in, as one that is mapped by a call. */
  | { readonly kind: 'schema-without-metadata'; readonly schema: string; readonly node: Expr }
  /** `InvalidRequestError`: a string names something that is not there; `evaluated` when it is read as Python. */
  | { readonly kind: 'unknown-name'; readonly name: string; readonly expression: string; readonly node: Expr; readonly evaluated: boolean }
  /** `ArgumentError`: `secondary` is a mapped class. */
  | { readonly kind: 'secondary-is-class'; readonly cls: MappedClass }
  /** `InvalidRequestError`: there is no class of the name. */
  | { readonly kind: 'unknown-target' }
  /** `InvalidRequestError`: several classes of the name; `begins` when a dotted name or an expression begins with it. */
  | {
      readonly kind: 'ambiguous-target';
      readonly candidates: readonly MappedClass[];
      readonly begins?: { readonly name: string; readonly node: Expr };
    }
  /** `UnmappedClassError`: the target is a class, but not a mapped one. */
  | { readonly kind: 'unmapped-target'; readonly name: string; readonly cls: ClassSymbol | undefined }
  /** `ArgumentError`: the target is a table. */
  | { readonly kind: 'table-as-target'; readonly table: Table }
  /** `InvalidRequestError`, `TypeError`: `Mapped["list[B]"]`, `relationship("List['B']")`, `Mapped[List[Optional["B"]]]`. */
  | { readonly kind: 'generic-target' }
  /** `ArgumentError`: the target is something that is no class at all; `received` as Python shows it. */
  | { readonly kind: 'not-a-class'; readonly received: string }
  /** `SyntaxError`: a string that is evaluated is not valid Python. */
  | { readonly kind: 'invalid-expression'; readonly node: Expr }
  /** `ArgumentError`: a name of Python's own, such as `id`, where a column belongs; `list` when it stands in one. */
  | { readonly kind: 'builtin-name'; readonly name: string; readonly keyword: string; readonly node: Expr; readonly list?: Expr }
  /** `TypeError` of Python: such a function is the whole argument, so that it is called for what it returns. */
  | { readonly kind: 'builtin-called'; readonly name: string; readonly keyword: string; readonly node: Expr }
  /** `ArgumentError`: a string in a list of columns. */
  | { readonly kind: 'string-in-list'; readonly text: string; readonly keyword: string; readonly node: Expr; readonly list: Expr }
  /** `ArgumentError`: something else where a column belongs; `got` as Python shows it. */
  | { readonly kind: 'no-column'; readonly got: string; readonly keyword: string; readonly node: Expr }
  /** `AttributeError`: a path begins with the name of a table, which is found before a module of this name. */
  | { readonly kind: 'table-in-path'; readonly table: Table; readonly name: string; readonly node: Expr }
  /** `AttributeError`: a table has no column of that name. */
  | { readonly kind: 'unknown-column'; readonly table: Table; readonly name: string; readonly node: Expr }
  /** `InvalidRequestError`: a relationship where a column belongs. */
  | { readonly kind: 'not-a-column'; readonly name: string; readonly node: Expr }
  /** `ArgumentError`: a dataclass argument on a class that is no dataclass. */
  | { readonly kind: 'dataclass-arguments'; readonly keywords: readonly string[] }
  | { readonly kind: 'join'; readonly error: JoinError }
  /** `ArgumentError`: `delete-orphan` on a side that has no orphans. */
  | { readonly kind: 'delete-orphan' }
  /** `ArgumentError`: `passive_deletes="all"` with a cascade that deletes. */
  | { readonly kind: 'passive-deletes-all' }
  /** `ArgumentError`: the name of the backref is taken. */
  | { readonly kind: 'backref-name-taken'; readonly clash: BackrefClash }
  /** `InvalidRequestError`: `backref(..., secondaryjoin=...)` without a secondary table. */
  | { readonly kind: 'backref-secondaryjoin' }
  /** `TypeError`: a value that is neither a name nor `backref(...)`. */
  | { readonly kind: 'backref-not-a-name'; readonly type: string }
  /** `TypeError`: an argument that the backref gets already. */
  | { readonly kind: 'backref-argument-twice'; readonly keyword: string }
  /** `InvalidRequestError`: the target has no attribute of this name, or not yet. */
  | { readonly kind: 'unknown-back-populates'; readonly name: string; readonly target: MappedClass }
  /** `InvalidRequestError`: it is no relationship. */
  | { readonly kind: 'back-populates-not-a-relationship'; readonly name: string; readonly on: MappedClass; readonly member: Member | undefined }
  /** `ArgumentError`: it leads elsewhere. */
  | { readonly kind: 'back-populates-wrong-target'; readonly other: RelationshipAttribute }
  /** `ArgumentError`: both sides are one-to-many, or many-to-one. */
  | { readonly kind: 'same-direction'; readonly other: RelationshipAttribute }
  /** `InvalidRequestError`: `sync_backref=True` beside a viewonly side. */
  | { readonly kind: 'sync-backref-of-viewonly'; readonly viewonly: RelationshipAttribute; readonly syncing: RelationshipAttribute }
  /** `LoaderStrategyException`: no such `lazy`. */
  | { readonly kind: 'unknown-lazy'; readonly lazy: string }
  /** `InvalidRequestError`: a dynamic or write-only attribute that is no collection. */
  | { readonly kind: 'dynamic-scalar'; readonly lazy: string }
  /** `ArgumentError`: `Mapped[Tuple[...]]`, `Mapped[Dict[...]]` without `collection_class`. */
  | { readonly kind: 'no-appender'; readonly collection: string }
  /** The same for `collection_class`; `type` as it is called. */
  | { readonly kind: 'no-collection'; readonly type: string; readonly node: Expr }
  /** `MappedAnnotationError`, `NameError` in 2.x: a name of an annotation is imported for type checkers alone; `text` is the annotation as Python keeps it. */
  | { readonly kind: 'annotation-import'; readonly name: string; readonly text: string; readonly asString: boolean; readonly node: Expr };

/** One error, and what it is about. */
export interface Failure {
  readonly stage: 'import' | 'configure';
  readonly error: StartupError;
  /** The class, or for a statement of a module the name it is about and where that stands. */
  readonly cls: { readonly id: string; readonly name: string; readonly at: MappedClass['at'] };
  readonly attribute: RelationshipAttribute | undefined;
  /** What of the class body, of a mixin or of an assignment raises an error of import. */
  readonly member?: Member | undefined;
}

export type Kind = StartupError['kind'];
/** A failure of certain kinds. */
export type FailureOf<K extends Kind> = Omit<Failure, 'error'> & { readonly error: Extract<StartupError, { readonly kind: K }> };

/** What SQLAlchemy warns of while models are imported or configured. */
import type { MappedClass, RelationshipAttribute } from '../mapped.ts';
import type { Member } from '../members.ts';
import type { Project } from '../project.ts';
import type { Column, Table } from '../values.ts';
import type { Conflict } from './overlaps.ts';
import { classRepr, columnName, mapperName, relationshipName } from './spelling.ts';

/** What is wrong; all are `SAWarning`s where the comment names no other category. */
export type StartupWarning =
  /** Two relationships write one column. */
  | { readonly kind: 'overlaps'; readonly conflict: Conflict }
  /** A class of a polymorphic hierarchy does not say which rows are its own. */
  | { readonly kind: 'no-polymorphic-identity'; readonly discriminator: Column }
  /** Two classes of a hierarchy claim the same rows; `identity` as Python writes it. */
  | { readonly kind: 'polymorphic-identity-twice'; readonly identity: string; readonly other: MappedClass }
  /** `books = relationship("Book"),` */
  | { readonly kind: 'trailing-comma' }
  /** `SADeprecationWarning` since 2.0: a backref takes the place of a method or another attribute of the class body. */
  | { readonly kind: 'backref-replaces-attribute' }
  /** An option about writing on a relationship that is only read. */
  | { readonly kind: 'viewonly-option'; readonly keyword: string }
  /** `delete-orphan` alone. */
  | { readonly kind: 'delete-orphan-without-delete' }
  /** `remote_side` names a column of the own table. */
  | { readonly kind: 'remote-side-local'; readonly column: Column }
  /** 2.1: an attribute called `metadata`. */
  | { readonly kind: 'metadata-attribute' }
  /** Two classes of one name in one module. */
  | { readonly kind: 'class-twice'; readonly other: MappedClass }
  /** The table of a joined class has no primary key. */
  | { readonly kind: 'no-local-key'; readonly table: Table }
  /** A joined class has a column under the name of one of its parent. */
  | { readonly kind: 'combined-columns'; readonly column: Column; readonly existing: Column; readonly key: string }
  /** One column under two names of a class body. */
  | { readonly kind: 'column-named-twice'; readonly column: Column; readonly keys: readonly string[] }
  /** `omit_join=True`. */
  | { readonly kind: 'omit-join' }
  /** `SADeprecationWarning` in 2.1: `lazy="noload"`. */
  | { readonly kind: 'noload' };

export type WarningKind = StartupWarning['kind'];

/** One warning, and what it is about. */
export interface Warned<K extends WarningKind = WarningKind> {
  readonly warning: Extract<StartupWarning, { readonly kind: K }>;
  readonly cls: MappedClass;
  readonly attribute?: RelationshipAttribute | undefined;
  /** The name of the class body, of a mixin or of an assignment that it is about. */
  readonly member?: Member | undefined;
}

/** The warning as SQLAlchemy prints it. */
export interface Printed {
  readonly category: 'SAWarning' | 'SADeprecationWarning';
  readonly message: string;
}

/** What SQLAlchemy prints, word for word, in the version that the file's project runs on. */
export function printed({ warning, cls, attribute, member }: Omit<Warned, 'warning'> & { readonly warning: StartupWarning }, project: Project): Printed {
  const version = project.version(cls.at.uri);
  const mapper = mapperName(cls, version);
  const plain = (message: string): Printed => ({ category: 'SAWarning', message });
  const deprecated = (message: string): Printed => ({ category: 'SADeprecationWarning', message });
  switch (warning.kind) {
    case 'overlaps':
      return plain(
        `${overlapText(warning.conflict)} (Background on this ${version === '1.4' ? 'error' : 'warning'} at: https://sqlalche.me/e/${version.replace('.', '')}/qzyx)`,
      );
    case 'no-polymorphic-identity':
      return plain(
        version === '1.4'
          ? `Mapper ${mapper} does not indicate a polymorphic_identity, yet is part of an inheritance hierarchy that has a polymorphic_on column of '${columnName(warning.discriminator)}'.  Objects of this type cannot be loaded polymorphically which can lead to degraded or incorrect loading behavior in some scenarios.  Please establish a polmorphic_identity for this class, or leave it un-mapped.  To omit mapping an intermediary class when using declarative, set the '__abstract__ = True' attribute on that class.`
          : `${mapper} does not indicate a 'polymorphic_identity', yet is part of an inheritance hierarchy that has a 'polymorphic_on' column of '${columnName(warning.discriminator)}'. If this is an intermediary class that should not be instantiated, the class may either be left unmapped, or may include the 'polymorphic_abstract=True' parameter in its Mapper arguments. To leave the class unmapped when using Declarative, set the '__abstract__ = True' attribute on the class.`,
      );
    case 'polymorphic-identity-twice':
      return plain(
        `Reassigning polymorphic association for identity ${warning.identity} from <Mapper at 0x...; ${warning.other.name}> to <Mapper at 0x...; ${cls.name}>: Check for duplicate use of ${warning.identity} as value for polymorphic_identity.`,
      );
    case 'trailing-comma':
      return plain(
        `Ignoring declarative-like tuple value of attribute '${member?.key}': possibly a copy-and-paste error with a comma accidentally placed at the end of the line?`,
      );
    case 'backref-replaces-attribute':
      return deprecated(
        `User-placed attribute ${cls.name}.${attribute?.name} on ${mapper} is replacing an existing class-bound attribute of the same name.  Behavior is not fully defined in this case.  This use is deprecated and will raise an error in a future release`,
      );
    case 'viewonly-option':
      return plain(
        `Setting ${warning.keyword} on relationship() while also setting viewonly=True does not make sense, as a viewonly=True relationship does not perform persistence operations. This configuration may raise an error in a future release.`,
      );
    case 'delete-orphan-without-delete':
      return plain("The 'delete-orphan' cascade option requires 'delete'.");
    case 'remote-side-local':
      return plain(
        `Expression ${columnName(warning.column)} is marked as 'remote', but these column(s) are local to the local side.  The remote() annotation is needed only for a self-referential relationship where both sides of the relationship refer to the same tables.`,
      );
    case 'metadata-attribute':
      return plain("Attribute name 'metadata' should be left reserved for the MetaData instance when using a Declarative class.");
    case 'class-twice':
      return plain(
        `This declarative base already contains a class with the same class name and module name as ${classRepr(cls.symbol).slice(8, -2)}, and will be replaced in the string-lookup table.`,
      );
    case 'no-local-key':
      return plain(`Could not assemble any primary keys for locally mapped table '${warning.table.name}' - no rows will be persisted in this Table.`);
    case 'combined-columns':
      return plain(
        `Implicitly combining column ${columnName(warning.existing)} with column ${columnName(warning.column)} under attribute '${warning.key}'.  Please configure one or more attributes for these same-named columns explicitly.`,
      );
    case 'column-named-twice':
      return plain(
        `On class '${cls.name}', Column object '${warning.column.name}' named directly multiple times, only one will be used: ${warning.keys.join(', ')}. Consider using orm.synonym instead`,
      );
    case 'omit-join':
      return plain(
        'setting omit_join to True is not supported; selectin loading of this relationship may not work correctly if this flag is set explicitly.  omit_join optimization is automatically detected for conditions under which it is supported.',
      );
    case 'noload':
      return deprecated(
        'The ``noload`` loader strategy is deprecated and will be removed in a future release.  This option produces incorrect results by returning ``None`` for related items. (deprecated since: 2.1)',
      );
  }
}

/** The warning of relationships.py, `_warn_for_conflicting_sync_targets`. */
function overlapText({ subject, others, from, to }: Conflict): string {
  const name = relationshipName(subject);
  const list = others.map(({ attribute, from: column }) => `'${relationshipName(attribute)}' (copies ${columnName(column)} to ${columnName(to)})`).sort();
  return (
    `relationship '${name}' will copy column ${columnName(from)} to column ${columnName(to)}, which conflicts with relationship(s): ${list.join(', ')}. ` +
    'If this is not the intention, consider if these relationships should be linked with back_populates, or if viewonly=True should be applied to one or more if they are read-only. ' +
    'For the less common case that foreign key constraints are partially overlapping, the orm.foreign() annotation can be used to isolate the columns that should be written towards.   ' +
    `To silence this warning, add the parameter 'overlaps="${others
      .map(o => o.attribute.name)
      .sort()
      .join(',')}"' to the '${name}' relationship.`
  );
}

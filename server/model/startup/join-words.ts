import type { JoinError } from '../mapped.ts';
import { exc, type Raised } from './raised.ts';
import { columnName } from './spelling.ts';

/** What SQLAlchemy raises for a join that cannot be made; `rel` is the relationship, which a foreign key's error does not name. */
export function joinRaised(error: JoinError, rel: string): Raised {
  const between = `Could not determine join condition between parent/child tables on relationship ${rel} - there are `;
  switch (error.kind) {
    case 'no-foreign-keys': {
      const hint = 'Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or specify';
      return exc(
        'NoForeignKeysError',
        error.secondary
          ? `${between}no foreign keys linking these tables via secondary table '${error.secondary.fullname}'.  ${hint} 'primaryjoin' and 'secondaryjoin' expressions.`
          : `${between}no foreign keys linking these tables.  ${hint} a 'primaryjoin' expression.`,
      );
    }
    case 'no-secondary':
      return exc('ArgumentError', `Property ${rel} specified with secondary join condition but no secondary argument`);
    case 'ambiguous-foreign-keys': {
      const hint = "Specify the 'foreign_keys' argument, providing a list of those columns which should be counted as containing a foreign key reference";
      return exc(
        'AmbiguousForeignKeysError',
        error.secondary
          ? `${between}multiple foreign key paths linking the tables via secondary table '${error.secondary.fullname}'.  ${hint} from the secondary table to each of the parent and child tables.`
          : `${between}multiple foreign key paths linking the tables.  ${hint} to the parent table.`,
      );
    }
    case 'no-referenced-table': {
      const dot = error.target.lastIndexOf('.');
      const [table, column] = [error.target.slice(0, dot), error.target.slice(dot + 1)];
      return exc(
        'NoReferencedTableError',
        `Foreign key associated with column '${columnName(error.column)}' could not find table '${table}' with which to generate a foreign key to target column '${column}'`,
      );
    }
    case 'no-referenced-column': {
      const dot = error.target.lastIndexOf('.');
      const [table, column] = [error.target.slice(0, dot), error.target.slice(dot + 1)];
      return exc(
        'NoReferencedColumnError',
        `Could not initialize target column for ForeignKey '${error.target}' on table '${error.column.table.name}': table '${table.slice(table.lastIndexOf('.') + 1)}' has no column named '${column}'`,
      );
    }
    case 'no-foreign-columns':
      return exc(
        'ArgumentError',
        `Could not locate any relevant foreign key columns for primary join condition '${error.condition ?? '...'}' on relationship ${rel}.  Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or are annotated in the join condition with the foreign() annotation.`,
      );
    case 'no-equality':
      return exc(
        'ArgumentError',
        `Could not locate any simple equality expressions involving locally mapped foreign key columns for primary join condition '${error.condition ?? '...'}' on relationship ${rel}.  Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or are annotated in the join condition with the foreign() annotation. To allow comparison operators other than '==', the relationship can be marked as viewonly=True.`,
      );
    case 'no-pairs':
      return exc(
        'ArgumentError',
        `Relationship ${rel} could not determine any unambiguous local/remote column pairs based on join condition and remote_side arguments.  Consider using the remote() annotation to accurately mark those elements of the join condition that are on the remote side of the relationship.`,
      );
    case 'no-direction':
      return exc(
        'ArgumentError',
        `Can't determine relationship direction for relationship '${rel}' - foreign key columns within the join condition are present in both the parent and the child's mapped tables.  Ensure that only those columns referring to a parent column are marked as foreign, either via the foreign() annotation or via the foreign_keys argument.`,
      );
    case 'no-local-columns':
      return exc(
        'ArgumentError',
        `Can't determine relationship direction for relationship '${rel}' - foreign key columns are present in neither the parent nor the child's mapped tables`,
      );
  }
}

import type { SqlalchemyVersion } from '../../config.ts';
import type { StartupError } from './failure.ts';
import { exc, python, type Raised } from './raised.ts';
import { mapperName, repr } from './spelling.ts';

type SchemaError = Extract<
  StartupError,
  {
    readonly kind:
      | 'constraint-column'
      | 'invalid-constraint'
      | 'boolean-only'
      | 'no-key-target'
      | 'table-arguments'
      | 'column-twice'
      | 'unknown-schema-keyword'
      | 'mapper-argument'
      | 'inherited-key';
  }
>;

/** What SQLAlchemy raises for tables, constraints and the arguments of mappers. */
export function schemaRaised(error: SchemaError, version: SqlalchemyVersion): Raised {
  switch (error.kind) {
    case 'constraint-column': {
      if (version === '1.4' && error.constraint !== 'ForeignKeyConstraint') return python('KeyError', repr(error.column));
      const text = `Can't create ${error.constraint} on table '${error.table.name}': no column named '${error.column}' is present.`;
      return exc(version === '1.4' ? 'ArgumentError' : 'ConstraintColumnNotFoundError', text);
    }
    case 'invalid-constraint':
      if (error.problem === 'tables')
        return exc('ArgumentError', `ForeignKeyConstraint on ${error.columns} refers to multiple remote tables: ${error.tables.join(' and ')}`);
      return exc(
        'ArgumentError',
        error.problem === 'twice'
          ? 'ForeignKeyConstraint with duplicate source column references are not supported.'
          : 'ForeignKeyConstraint number of constrained columns must match the number of referenced columns.',
      );
    case 'boolean-only':
      return exc(
        'ArgumentError',
        error.keyword === 'index'
          ? "The 'index' keyword argument on Column is boolean only. To create indexes with a specific name, create an explicit Index object external to the Table."
          : "The 'unique' keyword argument on Column is boolean only. To create unique constraints or indexes with a specific name, append an explicit UniqueConstraint to the Table's list of elements, or create an explicit Index object external to the Table.",
      );
    case 'no-key-target':
      return exc('ArgumentError', `String column name or Column object for DDL foreign key constraint expected, got ${error.got}.`);
    case 'table-arguments':
      return exc('ArgumentError', tableArguments(error));
    case 'column-twice':
      if (error.lost)
        return exc(
          'ArgumentError',
          `When configuring property '${error.lost.attribute}' on ${mapperName(error.lost.mapper, version)}, column '${error.table.name}.${error.name}' is not represented in the mapper's table. Use the \`column_property()\` function to force this column to be mapped as a read-only attribute.`,
        );
      if (version === '1.4')
        return exc('ArgumentError', `Trying to redefine primary-key column '${error.name}' as a non-primary-key column on table '${error.table.name}'`);
      return exc('DuplicateColumnError', `A column with name '${error.name}' is already present in table '${error.table.name}'.`);
    case 'unknown-schema-keyword':
      return python('TypeError', `Additional arguments should be named <dialectname>_<argument>, got '${error.keyword}'`);
    case 'inherited-key':
      return exc('ArgumentError', "Can't place primary key columns on an inherited class with no table.");
    case 'mapper-argument':
      return mapperArgument(error, version);
  }
}

function tableArguments(error: Extract<SchemaError, { readonly kind: 'table-arguments' }>): string {
  switch (error.problem) {
    case 'type':
      return '__table_args__ value must be a tuple, dict, or None';
    case 'inherited':
      return "Can't place __table_args__ on an inherited class with no table.";
    case 'unnamed':
      return 'Column must be constructed with a non-blank name or assign a non-blank .name before adding to a Table.';
    case 'item':
      return `'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got ${error.shown}`;
  }
}

function mapperArgument(error: Extract<SchemaError, { readonly kind: 'mapper-argument' }>, version: SqlalchemyVersion): Raised {
  switch (error.problem) {
    case 'keyword':
      return python('TypeError', `Mapper.__init__() got an unexpected keyword argument '${error.keyword}'`);
    case 'polymorphic_on':
      return exc('ArgumentError', `Can't determine polymorphic_on value '${error.shown}' - no attribute is mapped to this name.`);
    case 'primary_key':
      return exc('ArgumentError', `Can't determine primary_key column '${error.shown}' - no attribute is mapped to this name.`);
    case 'polymorphic_load':
      return exc('ArgumentError', `unknown argument for polymorphic_load: ${error.shown}`);
    case 'with_polymorphic':
      return exc('ArgumentError', version === '1.4' ? 'Invalid setting for with_polymorphic' : `Invalid setting for with_polymorphic: ${error.shown}`);
    case 'no-discriminator':
      return exc('ArgumentError', 'Only direct column-mapped property or SQL expression can be passed for polymorphic_on');
    case 'polymorphic_abstract':
      return exc(
        'InvalidRequestError',
        'The Mapper.polymorphic_abstract parameter may only be used on a mapper hierarchy which includes the Mapper.polymorphic_on parameter at the base of the hierarchy.',
      );
  }
}

import type { Version } from './sqlalchemy.ts';

const atImport = 'the error that stops the import is not seen';
const notIn14 = '1.4 lacks a name that is imported, so the import stops; that is not seen';

/** The cases of which Backref says otherwise than SQLAlchemy, and why, by version. One that agrees must leave this list. */
export const known: Readonly<Record<string, Partial<Record<Version | 'all', string>>>> = {
  annotation_and_argument_differ: { '1.4': notIn14 },
  automap_names: { all: 'automap makes its classes from the database' },
  automap_two_fks: { all: 'automap makes its classes from the database' },
  base_nometa: { '1.4': notIn14 },
  class_name_is_registry_key: { all: 'classes made by type() are not seen' },
  classical_mapper: { '2.0': atImport, '2.1': atImport },
  declared_attr_directive: { '1.4': notIn14 },
  deferred_reflection: { all: 'a class that is never prepared is not mapped' },
  dup_class_name_ambiguous: { all: 'classes made by type() are not seen' },
  dup_class_name_qualified: { all: 'classes made by type() are not seen' },
  err_unmapped_annotation: { '1.4': notIn14 },
  mapped_form_string_target_list_annotation: { '1.4': notIn14 },
  mapped_list_on_m2o: { '1.4': notIn14 },
  mixin_mapped_declared_attr: { '1.4': notIn14 },
};

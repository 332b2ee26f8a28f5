import type { Version } from './sqlalchemy.ts';

/** The cases of which Backref says otherwise than SQLAlchemy, and why, by version. One that agrees must leave this list. */
export const known: Readonly<Record<string, Partial<Record<Version | 'all', string>>>> = {
  automap_names: { all: 'automap makes its classes from the database' },
  automap_two_fks: { all: 'automap makes its classes from the database' },
  class_name_is_registry_key: { all: 'classes made by type() are not seen' },
  deferred_reflection: { all: 'a class that is never prepared is not mapped' },
  dup_class_name_ambiguous: { all: 'classes made by type() are not seen' },
  dup_class_name_qualified: { all: 'classes made by type() are not seen' },
};

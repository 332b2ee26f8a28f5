import type { Version } from './sqlalchemy.ts';

type Reasons = Partial<Record<Version | 'all', string>>;
const use: Reasons = { all: 'a statement that uses the models raises it, not the models' };
const types: Reasons = { all: 'classes made by type() are not seen' };

/** The cases in which SQLAlchemy raises what Backref does not foretell in these words, and why, by version. One that agrees must leave this list. */
export const unsaid: Readonly<Record<string, Reasons>> = {
  class_name_is_registry_key: types,
  dup_class_name_ambiguous: types,
  err_any_on_scalar: use,
  err_assign_list_to_scalar: use,
  err_assign_list_to_scalar2: use,
  err_association_proxy_bad: use,
  err_attr_before_configure: use,
  err_ctor_unknown_kwarg: use,
  err_filter_by_unknown: use,
  err_has_on_collection: use,
  err_join_string: { '2.0': use.all ?? '', '2.1': use.all ?? '' },
  err_loader_option_string: use,
  err_m2o_eq_list_in: use,
  inspect_triggers_configure: use,
  select_triggers_configure: use,
};

/** The same for warnings. */
export const unwarned: Readonly<Record<string, Reasons>> = {};

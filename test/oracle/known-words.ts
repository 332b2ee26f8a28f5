import type { Version } from './sqlalchemy.ts';

type Reasons = Partial<Record<Version | 'all', string>>;
const use: Reasons = { all: 'a statement that uses the models raises it, not the models' };
const alias: Reasons = Object.fromEntries(
  ['2.0', '2.1'].map(version => [version, 'the class of SQLAlchemy that the name stands for has a module path of its own']),
);

/** The cases in which SQLAlchemy raises what Backref does not foretell in these words, and why, by version. One that agrees must leave this list. */
export const unsaid: Readonly<Record<string, Reasons>> = {
  class_name_is_registry_key: alias,
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
  err_no_equality_but_with_value: { all: 'a condition with a value in it is not printed' },
  inspect_triggers_configure: use,
  select_triggers_configure: use,
};

/** The same for warnings. */
export const unwarned: Readonly<Record<string, Reasons>> = {
  err_dynamic_many_to_one_list: { '1.4': 'of what 2.0 will refuse nothing is said' },
};

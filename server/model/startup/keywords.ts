import type { SqlalchemyVersion } from '../../config.ts';

/** Keywords of `RelationshipProperty.__init__` in all versions, which a backref's arguments are given to. */
const property =
  'argument secondary primaryjoin secondaryjoin foreign_keys uselist order_by backref back_populates overlaps post_update cascade viewonly lazy collection_class passive_deletes passive_updates remote_side enable_typechecks join_depth comparator_factory single_parent innerjoin distinct_target_key doc active_history cascade_backrefs load_on_pending bake_queries _local_remote_pairs query_class info omit_join sync_backref _legacy_inactive_history_style';
/** Further keywords of `relationship()` since 2.0, for dataclass fields. */
const dataclass = 'init repr default default_factory compare kw_only hash dataclass_metadata';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const ofProperty = { old: words(property), new: words(`${property} attribute_options`) };
const ofFunction = { old: words(property), new: words(`${property} ${dataclass}`) };

/** True for a keyword that `relationship()`, or the property behind a backref, takes in a version of SQLAlchemy. */
export function acceptsKeyword(what: 'function' | 'property', keyword: string, version: SqlalchemyVersion): boolean {
  const era = version === '1.4' ? 'old' : 'new';
  return (what === 'function' ? ofFunction : ofProperty)[era].has(keyword);
}

/** The keywords that `relationship()` takes, for "did you mean". */
export const keywordsOf = (version: SqlalchemyVersion): readonly string[] => [...ofFunction[version === '1.4' ? 'old' : 'new']].filter(k => !k.startsWith('_'));

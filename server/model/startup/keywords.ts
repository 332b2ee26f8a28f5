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

/** Keywords of `Table(...)`; those with an underscore may be a database's own (`mysql_engine`). */
const ofTable = words('name metadata schema quote autoload comment info listeners prefixes mustexist');
export const acceptsTableKeyword = (keyword: string): boolean => keyword.includes('_') || ofTable.has(keyword);

const ofColumn = words('name autoincrement default doc key index unique info nullable onupdate quote system comment');
const ofMappedColumn = words('init repr compare hash deferred');
/** True for a keyword that a column takes; those with an underscore may be a database's own (`sqlite_on_conflict`). */
export const acceptsColumnKeyword = (keyword: string, call: 'Column' | 'mapped_column'): boolean =>
  keyword.includes('_') || ofColumn.has(keyword) || (call === 'mapped_column' && ofMappedColumn.has(keyword));
/** What a column may be told, for "did you mean". */
export const columnKeywords: readonly string[] = [...ofColumn, 'primary_key', 'server_default', 'server_onupdate', 'insert_default'];
export const tableKeywords: readonly string[] = [...ofTable, 'extend_existing', 'keep_existing', 'autoload_with', 'include_columns', 'implicit_returning'];

/** Keywords of the mapper, which `__mapper_args__` holds. */
const ofMapper = words(
  'local_table properties primary_key inherits inherit_condition inherit_foreign_keys always_refresh version_id_col version_id_generator polymorphic_on ' +
    '_polymorphic_map polymorphic_identity concrete with_polymorphic polymorphic_load allow_partial_pks batch column_prefix include_properties ' +
    'exclude_properties passive_updates passive_deletes confirm_deleted_rows eager_defaults legacy_is_orphan _compiled_cache_size',
);
/** True for a keyword that the mapper takes in a version of SQLAlchemy. */
export const acceptsMapperKeyword = (keyword: string, version: SqlalchemyVersion): boolean =>
  ofMapper.has(keyword) || (keyword === 'polymorphic_abstract' && version !== '1.4') || (keyword === 'non_primary' && version !== '2.1');
export const mapperKeywords: readonly string[] = [...ofMapper].filter(it => !it.startsWith('_'));

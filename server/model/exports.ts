import type { SqlalchemyVersion } from '../config.ts';

/**
 * The public names of the `sqlalchemy` package: strings given to relationship() see them after the classes of the registry
 * (clsregistry.py, `_resolver`). From `dir(sqlalchemy)`.
 */
const everywhere =
  'ARRAY BIGINT BINARY BLANK_SCHEMA BLOB BOOLEAN BigInteger Boolean CHAR CLOB CheckConstraint Column ColumnDefault Computed Constraint DATE ' +
  'DATETIME DDL DECIMAL Date DateTime DefaultClause Enum FLOAT FetchedValue Float ForeignKey ForeignKeyConstraint INT INTEGER Identity Index ' +
  'Integer Interval JSON LABEL_STYLE_DEFAULT LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_NONE LABEL_STYLE_TABLENAME_PLUS_COL LargeBinary MetaData ' +
  'NCHAR NUMERIC NVARCHAR Numeric PickleType PrimaryKeyConstraint REAL SMALLINT Sequence SmallInteger String TEXT TIME TIMESTAMP Table Text ' +
  'Time TupleType TypeDecorator Unicode UnicodeText UniqueConstraint VARBINARY VARCHAR alias all_ and_ any_ asc between bindparam case cast ' +
  'collate column create_engine create_mock_engine delete desc dialects distinct engine engine_from_config event exc except_ except_all exists ' +
  'extract false func funcfilter future insert inspect inspection intersect intersect_all join lambda_stmt lateral literal literal_column log ' +
  'modifier not_ null nulls_first nulls_last nullsfirst nullslast or_ orm outerjoin outparam over pool schema select sql table tablesample text ' +
  'true tuple_ type_coerce types union union_all update util values within_group ';
const since20 =
  'AdaptedConnection Alias AliasedReturnsRows Any AssertionPool AsyncAdaptedQueuePool BaseDDLElement BaseRow BinaryExpression BindParameter ' +
  'BindTyping BooleanClauseList CTE CacheKey Case Cast ChunkedIteratorResult ClauseElement ClauseList CollectionAggregate ColumnClause ' +
  'ColumnCollection ColumnElement ColumnExpressionArgument ColumnOperators Compiled CompoundSelect Connection CreateEnginePlugin CursorResult ' +
  'DDLElement DOUBLE DOUBLE_PRECISION Delete Dialect Double Engine ExceptionContext Executable ExecutableDDLElement ExecutionContext Exists ' +
  'Extract False_ FromClause FromGrouping FrozenResult Function FunctionElement FunctionFilter GenerativeSelect Grouping HasCTE HasPrefixes ' +
  'HasSuffixes Insert Inspector IteratorResult Join Label LambdaElement Lateral MappingResult MergedResult NestedTransaction NotNullable Null ' +
  'NullPool Nullable Operators Over Pool PoolProxiedConnection PoolResetState QueuePool ReleaseSavepointClause Result ResultProxy ReturnsRows ' +
  'RollbackToSavepointClause RootTransaction Row RowMapping SQLColumnExpression SavepointClause ScalarResult ScalarSelect Select SelectBase ' +
  'SelectLabelStyle Selectable SingletonThreadPool StatementLambdaElement StaticPool Subquery TableClause TableSample TableValuedAlias ' +
  'TextAsFrom TextClause TextualSelect Transaction True_ TryCast Tuple TwoPhaseTransaction TypeClause TypeCoerce TypeCompiler URL UUID ' +
  'UnaryExpression Update UpdateBase Uuid Values ValuesBase Visitable WithinGroup annotations bitwise_not create_pool_from_url cte custom_op ' +
  'insert_sentinel label make_url quoted_name result_tuple try_cast ';
const since21 =
  'AggregateOrderBy CheckFirst CreateTable CreateTableAs CreateView DropTable DropView ForeignKeyTarget FrameClause FrameClauseType Named ' +
  'NumericCommon OrderByList TString TableValuedColumn TypedColumns aggregate_order_by from_dml_column tstring ';

const split = (names: string): readonly string[] => names.trim().split(' ');
const names: Readonly<Record<SqlalchemyVersion, ReadonlySet<string>>> = {
  '1.4': new Set([...split(everywhere), 'subquery']),
  '2.0': new Set([...split(everywhere), ...split(since20)]),
  '2.1': new Set([...split(everywhere), ...split(since20), ...split(since21)]),
};

/** True when `sqlalchemy.name` exists, or the name is `foreign` or `remote`. */
export const isSqlalchemyExport = (name: string, version: SqlalchemyVersion): boolean => name === 'foreign' || name === 'remote' || names[version].has(name);

/** Names of `sqlalchemy.orm` that not every version has. */
const ormSince20 =
  'AttributeEventToken Composite DeclarativeBase DeclarativeBaseNoMeta DynamicMapped InspectionAttrExtensionType KeyFuncDict ' +
  'LoaderCallableStatus MappedAsDataclass MappedClassProtocol MappedCollection MappedColumn MappedSQLExpression NO_KEY NO_VALUE NotExtension ' +
  'ORMDescriptor PassiveFlag QueryPropertyDescriptor Relationship RelationshipDirection SQLORMExpression SessionTransactionOrigin Synonym ' +
  'WriteOnlyCollection WriteOnlyMapped add_mapped_attribute attribute_keyed_dict attribute_mapped_collection column_keyed_dict ' +
  'column_mapped_collection keyfunc_mapping mapped_as_dataclass mapped_collection mapped_column orm_insert_sentinel ';
const ormSince21 = 'DictBundle RegistryEvents TypeResolve Unmapped as_typed_table unmapped_column unmapped_dataclass ';
const ormUntil14 = 'AttributeEvent NOT_EXTENSION eagerload public_factory relation';

const missingFromOrm: Readonly<Record<SqlalchemyVersion, ReadonlySet<string>>> = {
  '1.4': new Set([...split(ormSince20), ...split(ormSince21)]),
  '2.0': new Set([...split(ormSince21), ...split(ormUntil14)]),
  '2.1': new Set(split(ormUntil14)),
};

/** True when `from sqlalchemy.orm import name` raises `ImportError` in a version, but not in every other. */
export const isMissingFromOrm = (name: string, version: SqlalchemyVersion): boolean => missingFromOrm[version].has(name);

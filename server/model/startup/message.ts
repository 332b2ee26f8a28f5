import type { SqlalchemyVersion } from '../../config.ts';
import type { RelationshipAttribute } from '../mapped.ts';
import type { Project } from '../project.ts';
import { sole } from '../resolution.ts';
import type { Failure, StartupError } from './failure.ts';
import { joinRaised } from './join-words.ts';
import { exc, orm, python, type Raised } from './raised.ts';
import { schemaRaised } from './schema-words.ts';
import { classRepr, columnName, mapperName, relationshipName, repr } from './spelling.ts';
import { genericTarget, missingTarget } from './target-words.ts';

/** The number of a version in the addresses of SQLAlchemy's error pages. */
const page = (version: SqlalchemyVersion, code: string): string => `(Background on this error at: https://sqlalche.me/e/${version.replace('.', '')}/${code})`;

/** The call is one of SQLModel's own function. */
const isSqlmodel = ({ member }: Failure): boolean => member?.kind === 'relationship' && member.construct.name === 'Relationship';

/** What SQLAlchemy raises for a failure, word for word, in the version that the file's project runs on. */
export function raised(failure: Failure, project: Project): Raised {
  const { error, cls, attribute } = failure;
  const version = project.version(cls.at.uri);
  const mapped = attribute?.owner ?? project.byId(cls.id);
  const mapper = mapped ? mapperName(mapped, version) : cls.name;
  const rel = attribute ? relationshipName(attribute) : `${cls.name}.${failure.member?.key}`;
  switch (error.kind) {
    case 'unknown-import':
      return python('ImportError', `cannot import name '${error.name}' from '${error.module}'`);
    case 'removed-function':
      return exc(
        'InvalidRequestError',
        "The 'sqlalchemy.orm.mapper()' function is removed as of SQLAlchemy 2.0.  Use the 'sqlalchemy.orm.registry.map_imperatively()` method of the ``sqlalchemy.orm.registry`` class to perform classical mapping.",
      );
    case 'unknown-keyword': {
      const called =
        isSqlmodel(failure) && !error.key
          ? 'Relationship()'
          : version === '1.4' && failure.stage === 'import'
            ? 'relationship()'
            : 'RelationshipProperty.__init__()';
      return python('TypeError', `${called} got an unexpected keyword argument '${error.keyword}'`);
    }
    case 'too-many-positional':
      return python(
        'TypeError',
        `${isSqlmodel(failure) ? 'Relationship() takes 0' : 'relationship() takes from 0 to 2'} positional arguments but ${positional(error.count, error.keywords)} ${error.count === 1 && error.keywords === 0 ? 'was' : 'were'} given`,
      );
    case 'no-target-given':
      return version === '1.4'
        ? python('TypeError', "relationship() missing 1 required positional argument: 'argument'")
        : exc(
            'ArgumentError',
            `Python typing annotation is required for attribute "${rel}" when primary argument(s) for "Relationship" construct are None or not present`,
          );
    case 'backref-and-back-populates':
      return exc('ArgumentError', 'backref and back_populates keyword arguments are mutually exclusive');
    case 'viewonly-sync-backref':
      return exc('ArgumentError', 'sync_backref and viewonly cannot both be True');
    case 'cascade-backrefs':
      return exc('ArgumentError', "The 'cascade_backrefs' parameter passed to relationship() may only be set to False.");
    case 'bad-cascade':
      return exc('ArgumentError', `Invalid cascade option(s): ${[...error.tokens].sort().map(repr).join(', ')}`);
    case 'viewonly-cascade':
      return exc(
        'ArgumentError',
        `Cascade settings "${error.tokens.join(', ')}" apply to persistence operations and should not be combined with a viewonly=True relationship.`,
      );
    case 'unmapped-annotation':
      return orm(
        'MappedAnnotationError',
        `Type annotation for "${rel}" can't be correctly interpreted for Annotated Declarative Table form.  ORM annotations should normally make use of the \`\`Mapped[]\`\` generic type, or other ORM-compatible generic type, as a container for the actual type, which indicates the intent that the attribute is mapped. Class variables that are not intended to be mapped by the ORM should use ClassVar[].  To allow Annotated Declarative to disregard legacy annotations which don't use Mapped[] to pass, set "__allow_unmapped__ = True" on the class or a superclass this class. ${page(version, 'zlpr')}`,
      );
    case 'annotated-class': {
      const { cls: target, collection, late, shown } = error;
      const name = classRepr(target.symbol).slice(8, -2);
      if (late && collection !== undefined && shown === undefined) return python('NameError', `Could not de-stringify annotation '${target.name}'`);
      if (late)
        return orm(
          'MappedAnnotationError',
          `Could not resolve all types within mapped annotation: "${shown ?? `Mapped[${target.name}]`}".  Ensure all types are written correctly and are imported within the module in use.`,
        );
      const type = collection === undefined ? classRepr(target.symbol) : `${/^[A-Z]/.test(collection) ? 'typing.' : ''}${collection}[${name}]`;
      return orm(
        'MappedAnnotationError',
        `Could not locate SQLAlchemy Core type when resolving for Python type indicated by '${type}' inside the Mapped[] annotation for the '${failure.member?.key}' attribute; the type object is not resolvable by the registry`,
      );
    }
    case 'annotated-type':
      return orm(
        'MappedAnnotationError',
        `The type provided inside the '${error.column}' attribute Mapped annotation is the SQLAlchemy type <class 'sqlalchemy.sql.sqltypes.${error.type}'>. Expected a Python type instead`,
      );
    case 'column-conflict': {
      const text = `Column '${error.column.name}' on class ${version === '1.4' ? classOf(failure) : cls.name} conflicts with existing column '${columnName(error.existing)}'`;
      return exc(
        'ArgumentError',
        version === '1.4' ? text : `${text}.  If using Declarative, consider using the use_existing_column parameter of mapped_column() to resolve conflicts.`,
      );
    }
    case 'not-a-class':
      return exc('ArgumentError', `relationship '${attribute?.name}' expects a class or a mapper argument (received: ${error.received})`);
    case 'invalid-expression':
      return python('SyntaxError', 'invalid syntax (<string>, line 1)');
    case 'builtin-name':
      return exc('ArgumentError', `Column expression expected for argument '${error.keyword}'; got <built-in function ${error.name}>.`);
    case 'builtin-called':
      return python('TypeError', `${error.name}() takes exactly one argument (0 given)`);
    case 'string-in-list':
      return exc('ArgumentError', `Column expression expected for argument '${error.keyword}'; got ${repr(error.text)}.`);
    case 'no-collection':
      return exc('ArgumentError', `Type ${error.type} must elect an appender method to be a collection class`);
    case 'annotation-import':
      return error.asString
        ? orm(
            'MappedAnnotationError',
            `Could not interpret annotation ${error.text}.  Check that it uses names that are correctly imported at the module level. See chained stack trace for more hints.`,
          )
        : python('NameError', `name '${error.name}' is not defined`);
    case 'not-a-column':
      return exc('InvalidRequestError', `Property '${error.name}' is not an instance of ColumnProperty (i.e. does not correspond directly to a Column).`);
    case 'dataclass-arguments':
      return exc(
        'ArgumentError',
        `Attribute '${failure.member?.key}' on class ${classOf(failure)} includes dataclasses argument(s): ${error.keywords.map(repr).sort().join(', ')} but class does not specify SQLAlchemy native dataclass configuration.`,
      );
    case 'abstract-collection':
      return exc(
        'ArgumentError',
        `Collection annotation type <class 'collections.abc.${error.collection.replace(/^AbstractSet$/, 'Set')}'> cannot be instantiated; please provide an explicit 'collection_class' parameter (e.g. list, set, etc.) to the relationship() function to accompany this annotation`,
      );
    case 'dataclass-default':
      return exc('ArgumentError', "Only 'None' is accepted as dataclass default for a relationship()");
    case 'dataclass-default-factory':
      return exc('ArgumentError', `For relationship ${rel} using dataclass options, default_factory must be exactly <class '${error.wanted}'>`);
    case 'property-on-mixin':
      return exc(
        'InvalidRequestError',
        'Mapper properties (i.e. deferred,column_property(), relationship(), etc.) must be declared as @declared_attr callables on declarative mixin classes.  For dataclass field() objects, use a lambda:',
      );
    case 'foreign-key-on-mixin':
      return exc(
        'InvalidRequestError',
        `Columns with foreign keys to ${version === '1.4' ? 'other columns' : 'non-table-bound columns'} must be declared as @declared_attr callables on declarative mixin classes.  For dataclass field() objects, use a lambda:.`,
      );
    case 'reserved-name':
      return exc(
        'InvalidRequestError',
        version === '1.4'
          ? `Attribute name '${error.key}' is reserved for the MetaData instance when using a declarative base class.`
          : `Attribute name '${error.key}' is reserved when using the Declarative API.`,
      );
    case 'no-resolution-order':
      return python('TypeError', `Cannot create a consistent method resolution order (MRO) for bases ${error.names.join(', ')}`);
    case 'several-mapped-bases':
      return exc('InvalidRequestError', `Class ${classOf(failure)} has multiple mapped bases: [${error.bases.map(b => classRepr(b.symbol)).join(', ')}]`);
    case 'no-table':
      return exc(
        'InvalidRequestError',
        `Class ${classOf(failure)} does not have a __table__ or __tablename__ specified and does not inherit from an existing table-mapped class.`,
      );
    case 'table-twice':
      return exc(
        'InvalidRequestError',
        `Table '${error.table.fullname}' is already defined for this MetaData instance.  Specify 'extend_existing=True' to redefine options and columns on an existing Table object.`,
      );
    case 'additional-column':
      return exc('ArgumentError', `Can't add additional column '${error.key}' when specifying __table__`);
    case 'constraint-column':
    case 'invalid-constraint':
    case 'boolean-only':
    case 'no-key-target':
    case 'table-arguments':
    case 'column-twice':
    case 'unknown-schema-keyword':
    case 'mapper-argument':
    case 'inherited-key':
      return schemaRaised(error, version);
    case 'no-column':
      return exc('ArgumentError', `Column expression expected for argument '${error.keyword}'; got ${error.got}.`);
    case 'unknown-column':
      return python('AttributeError', error.name);
    case 'no-primary-key':
      return exc('ArgumentError', `Mapper ${mapper} could not assemble any primary key columns for mapped table '${error.table.name}'`);
    case 'no-inherit-condition':
      return exc(
        'NoForeignKeysError',
        `Can't determine the inherit condition between inherited table '${error.parent.name}' and inheriting table '${error.child.name}'; tables have no foreign key relationships established.  Please ensure the inheriting table has a foreign key relationship to the inherited table, or provide an 'on clause' using the 'inherit_condition' mapper argument.`,
      );
    case 'ambiguous-inherit-condition':
      return exc(
        'AmbiguousForeignKeysError',
        `Can't determine the inherit condition between inherited table '${error.parent.name}' and inheriting table '${error.child.name}'; tables have more than one foreign key relationship established.  Please specify the 'on clause' using the 'inherit_condition' mapper argument.`,
      );
    case 'named-like-column': {
      const key = failure.member?.key;
      const shown = `<${version === '1.4' ? 'RelationshipProperty' : '_RelationshipDeclared'} at 0x...; ${key}>`;
      return exc(
        'ArgumentError',
        `WARNING: when configuring property '${key}' on ${mapper}, column '${error.column.name}' conflicts with property '${shown}'. To resolve this, map the column to the class under a different name in the 'properties' dictionary.  Or, to remove all awareness of the column entirely (including its availability as a foreign key), use the 'include_properties' or 'exclude_properties' mapper arguments to control specifically which table columns get mapped.`,
      );
    }
    case 'schema-without-metadata':
      return python('AttributeError', `type object '${mapped?.name}' has no attribute 'metadata'`);
    case 'table-in-path':
      return python('AttributeError', version === '1.4' ? 'entity' : `'Table' object has no attribute '${error.name}'`);
    case 'unknown-attribute':
      if (failure.stage === 'import' || error.plain) return python('AttributeError', `type object '${error.cls.name}' has no attribute '${error.name}'`);
      if (version === '1.4' && error.node === attribute?.argument('argument')?.node) return python('AttributeError', 'entity');
      return python('AttributeError', `Class ${classRepr(error.cls.symbol)} does not have a mapped column named '${error.name}'`);
    case 'unknown-name':
      return notLocated(attribute, mapper, error.expression, error.evaluated ? `name '${error.name}' is not defined` : error.name);
    case 'secondary-is-class':
      return exc(
        'ArgumentError',
        `secondary argument ${classRepr(error.cls.symbol)} passed to to relationship() ${rel} must be a Table object or other FROM clause; can't send a mapped class directly as rows in 'secondary' are persisted independently of a class that is mapped to that same table.`,
      );
    case 'unknown-target': {
      if (!attribute) break;
      const { text, failed } = missingTarget(attribute, project);
      return notLocated(attribute, mapper, text, failed);
    }
    case 'ambiguous-target':
      return exc(
        'InvalidRequestError',
        `Multiple classes found for path "${error.begins?.name ?? (attribute?.argument('argument') ? missingTarget(attribute, project).text : error.candidates[0]?.name)}" in the registry of this declarative base. Please use a fully module-qualified path.`,
      );
    case 'unmapped-target':
      return orm('UnmappedClassError', `Class '${error.name}' is not mapped`);
    case 'table-as-target':
      return exc('ArgumentError', `relationship '${attribute?.name}' expects a class or a mapper argument (received: <class 'sqlalchemy.sql.schema.Table'>)`);
    case 'generic-target': {
      const generic = attribute && genericTarget(attribute, project);
      // What Python says of `Optional` as a class is different in each of its versions.
      if (generic === undefined) return python('TypeError', 'Cannot instantiate typing.Union');
      if (version === '1.4' || !generic.includes('[')) return notLocated(attribute, mapper, generic, generic);
      const [, collection, item] = /^(.+)\[(.+)\]/.exec(generic) ?? [];
      return exc(
        'InvalidRequestError',
        `When initializing mapper ${mapper}, expression "relationship(${repr(generic)})" seems to be using a generic class as the argument to relationship(); please state the generic argument using an annotation, e.g. "${attribute?.name}: Mapped[${collection}['${item?.replace(/^'+|'+$/g, '')}']] = relationship()"`,
      );
    }
    case 'join':
      return joinRaised(error.error, rel);
    case 'delete-orphan': {
      const direction = attribute?.join.kind === 'known' && attribute.join.direction === 'MANYTOMANY' ? 'many-to-many' : 'many-to-one';
      const [target, owner] = [attribute && sole(attribute.target)?.name, attribute?.owner.name];
      return exc(
        'ArgumentError',
        `For ${direction} relationship ${rel}, delete-orphan cascade is normally configured only on the "one" side of a one-to-many relationship, and not on the "many" side of a many-to-one or many-to-many relationship.  To force this relationship to allow a particular "${target}" object to be ${version === '1.4' ? 'referred towards' : 'referenced'} by only a single "${owner}" object at a time via the ${rel} relationship, which would allow delete-orphan cascade to take place in this direction, set the single_parent=True flag. ${page(version, 'bbf0')}`,
      );
    }
    case 'passive-deletes-all':
      return exc('ArgumentError', `On ${rel}, can't set passive_deletes='all' in conjunction with 'delete' or 'delete-orphan' cascade`);
    case 'backref-name-taken': {
      const { spec, source, on } = error.clash;
      return exc(
        'ArgumentError',
        `Error creating backref '${spec.name}' on relationship '${relationshipName(source)}': property of that name exists on mapper '${mapperName(on, version)}'`,
      );
    }
    case 'backref-secondaryjoin':
      return exc('InvalidRequestError', "Can't assign 'secondaryjoin' on a backref against a non-secondary relationship.");
    case 'backref-not-a-name':
      return python('TypeError', `cannot unpack non-iterable ${error.type} object`);
    case 'backref-argument-twice':
      return python('TypeError', `sqlalchemy.orm.relationships.RelationshipProperty() got multiple values for keyword argument '${error.keyword}'`);
    case 'unknown-back-populates': {
      const text = `Mapper '${mapperName(error.target, version)}' has no property '${error.name}'`;
      const more = '.  If this property was indicated from other mappers or configure events, ensure registry.configure() has been called.';
      return exc('InvalidRequestError', version === '1.4' ? text : text + more);
    }
    case 'back-populates-not-a-relationship':
      return exc(
        'InvalidRequestError',
        `back_populates on relationship '${rel}' refers to attribute '${notARelationship(error, version)}' that is not a relationship.  The back_populates parameter should refer to the name of a relationship on the target class.`,
      );
    case 'back-populates-wrong-target':
      return exc(
        'ArgumentError',
        `reverse_property ${repr(error.other.name)} on relationship ${rel} references relationship ${relationshipName(error.other)}, which does not reference mapper ${mapper}`,
      );
    case 'same-direction': {
      const direction = error.other.join.kind === 'known' ? error.other.join.direction : 'MANYTOONE';
      const shown = version === '1.4' ? `symbol('${direction}')` : `<RelationshipDirection.${direction}: ${direction === 'ONETOMANY' ? 1 : 2}>`;
      return exc(
        'ArgumentError',
        `${relationshipName(error.other)} and back-reference ${rel} are both of the same direction ${shown}.  Did you mean to set remote_side on the many-to-one side ?`,
      );
    }
    case 'sync-backref-of-viewonly':
      return exc(
        'InvalidRequestError',
        `Relationship ${relationshipName(error.syncing)} cannot specify sync_backref=True since ${relationshipName(error.viewonly)} includes viewonly=True.`,
      );
    case 'unknown-lazy':
      return orm('LoaderStrategyException', `Can't find strategy (('lazy', ${repr(error.lazy)}),) for ${rel}`);
    case 'dynamic-scalar':
      return exc(
        'InvalidRequestError',
        `On relationship ${rel}, 'dynamic' loaders cannot be used with many-to-one/one-to-one relationships and/or uselist=False.`,
      );
    case 'no-appender':
      return exc(
        'ArgumentError',
        `Type ${/^dict$/i.test(error.collection) ? 'InstrumentedDict' : error.collection.toLowerCase()} must elect an appender method to be a collection class`,
      );
  }
  return exc('InvalidRequestError', error.kind);
}

/** `<class 'blog.models.Post'>` of the class that a failure is about. */
const classOf = ({ cls }: Failure): string => `<class '${cls.id.replace(':', '.')}'>`;

function notLocated(it: RelationshipAttribute | undefined, mapper: string, expression: string, failed: string): Raised {
  return exc(
    'InvalidRequestError',
    `When initializing mapper ${mapper}, expression ${repr(expression)} failed to locate a name (${repr(failed)}). ` +
      `If this is a class name, consider adding this relationship() to the ${it ? classRepr(it.owner.symbol) : ''} class after both dependent classes have been defined.`,
  );
}

/** A column as it is written, another property as Python shows it. */
function notARelationship(
  { on, name, member }: Extract<StartupError, { readonly kind: 'back-populates-not-a-relationship' }>,
  version: SqlalchemyVersion,
): string {
  if (member?.kind !== 'property' || member.what !== 'synonym') return `${on.name}.${name}`;
  return `<${version === '1.4' ? 'SynonymProperty' : 'Synonym'} at 0x...; ${name}>`;
}

/** How Python counts the arguments of a call that has too many by position. */
const positional = (count: number, keywords: number): string =>
  keywords === 0 ? String(count) : `${count} positional argument${count === 1 ? '' : 's'} (and ${keywords} keyword-only argument${keywords === 1 ? '' : 's'})`;

import type { Version } from '../sqlalchemy.ts';

/** Spellings and versions of a fault, as `2.0 Flask-SQLAlchemy`, `Flask-SQLAlchemy`, `1.4` or `all`, in which Backref says otherwise than SQLAlchemy, and why. */
type Reasons = Readonly<Record<string, string>>;

const flaskFirst = 'Flask-SQLAlchemy looks at the argument before SQLAlchemy does; the finding has the words of SQLAlchemy';
const flaskLoader = 'loader options read from the extension object are not followed';
const python = 'Python itself refuses the call, and every type checker says so';
const order = 'which of several mappers is named depends on the order of a set';
const pydantic = 'what a model of SQLModel has beside its fields Pydantic decides';
const reservedByPydantic = 'the name means something to Pydantic as well, and which of them complains differs by version';
const dataclassTable = 'dataclasses take no __table__; the finding has the words for other classes';
const column = 'it is about a column, not about classes and their relationships';

const known: Readonly<Record<string, Reasons>> = {
  'target is a table': { 'Flask-SQLAlchemy': 'the class of the table is one that Flask-SQLAlchemy makes; the finding names that of SQLAlchemy' },
  'annotation is a bare list': { 'late annotations': 'the finding has the words for an annotation that is evaluated with the class' },
  'backref named like an inherited column': { all: order },
  'backref is a function': { 'Flask-SQLAlchemy': flaskFirst },
  'backref is True': { 'Flask-SQLAlchemy': flaskFirst },
  'backref is a number': { 'Flask-SQLAlchemy': flaskFirst },
  'foreign key to a relationship': { all: 'the words hold objects that Python shows by their addresses' },
  'foreign key to an unknown attribute of a class': { imperative: 'the attributes of a class that is mapped by a call are not looked into' },
  'too many by position': { 'Flask-SQLAlchemy': 'Flask-SQLAlchemy adds an argument of its own, which SQLAlchemy counts' },
  'attribute called metadata': {
    '2.1 Flask-SQLAlchemy': 'the name hides what Flask-SQLAlchemy needs; the finding has the words of SQLAlchemy',
    '2.1 SQLModel': reservedByPydantic,
  },
  'column called metadata': {
    '2.1 Flask-SQLAlchemy': 'the name hides what Flask-SQLAlchemy needs; the finding has the words of SQLAlchemy',
    SQLModel: reservedByPydantic,
  },
  'backref() outside of a relationship': { all: python },
  'argument twice': { all: python },
  'primary key of a subclass without a table': { 'Flask-SQLAlchemy': 'with a key of its own the class has a table; the finding stands at the class' },
  'primary_key of the mapper names nothing': { '1.4': '1.4 takes no names' },
  'two attributes of one column name': { '1.4 imperative': 'of what 1.4 only calls deprecated nothing is said' },
  'composite of nothing': { all: column },
  'an expression as an attribute': { all: column },
  'default before none in a dataclass': { all: 'Python itself refuses the order of the fields, and every type checker says so' },
  'loader option by a string': { 'Flask-SQLAlchemy': flaskLoader },
  'loader option by an unknown string': { 'Flask-SQLAlchemy': flaskLoader },
  'chained loader option by a string': { 'Flask-SQLAlchemy': flaskLoader },
  'loader option of a class that is not queried': { 'Flask-SQLAlchemy': flaskLoader },
  'selectin option of a column': { 'Flask-SQLAlchemy': flaskLoader },
  'loader option of a column': { 'Flask-SQLAlchemy': flaskLoader },
  'implicit attribute while the module is imported': { imperative: 'a class that is mapped by a call may have the attribute without its mapper' },
  'target is the name of an unmapped class': { SQLModel: 'a class that is not mapped, named in the annotation of a model, is not looked into' },
  'order_by of an unknown column of a class object': { SQLModel: pydantic },
  'foreign_keys of an unknown column of a class object': { SQLModel: pydantic },
  'primaryjoin with an unknown attribute below a module': { SQLModel: pydantic },
  'remote_side is a column of its own side': {
    SQLModel: 'in the body of a model the name is that of a field, which is no column; the finding has the words for a column',
  },
  'column beside __table__': { dataclasses: dataclassTable },
  '__table__ without a primary key': { dataclasses: dataclassTable },
  'foreign key on a mixin': { dataclasses: 'of mixins that are no dataclasses, whose columns a dataclass gets, nothing is said' },
};

/** Why Backref says otherwise; undefined when it should not. */
export function knownDifferences(what: string, spelling: string, version: Version): string | undefined {
  const reasons = known[what];
  return reasons?.[`${version} ${spelling}`] ?? reasons?.[spelling] ?? reasons?.[version] ?? reasons?.all;
}

/** Why a fault is left alone in all spellings and versions. */
export const leftAlone = (what: string): string | undefined => known[what]?.all;

/** The faults that the list speaks of. */
export const knownFaults: readonly string[] = Object.keys(known);

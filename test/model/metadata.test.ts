import { expect, test } from 'vitest';
import { relationships } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

const imports = `
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, aliased, declarative_base, registry, relationship
mapper_registry = registry()
meta = MetaData()
`;

test.each([
  ['a registry given to a base', 'class Base(DeclarativeBase):\n    registry = mapper_registry', 'mapper_registry.metadata'],
  ['a registry made with a MetaData', 'r = registry(metadata=meta)\nBase = r.generate_base()', 'meta'],
  ['the MetaData of that registry', 'r = registry(metadata=meta)\nBase = r.generate_base()', 'r.metadata'],
  ['the same, of a DeclarativeBase', 'r = registry(metadata=meta)\nclass Base(DeclarativeBase):\n    registry = r', 'meta'],
  [
    'a MetaData set on the registry',
    'class Base(DeclarativeBase):\n    metadata = MetaData()\n    mapper_registry.metadata = metadata\n    registry = mapper_registry',
    'mapper_registry.metadata',
  ],
  ['a MetaData set on a base', 'Base = declarative_base()\nBase.metadata = meta', 'meta'],
  ['a MetaData set on a base that is a class', 'class Base(DeclarativeBase): ...\nBase.metadata = meta', 'Base.metadata'],
])('tables and classes of one MetaData see one another: %s', (_, base, metadata) => {
  const f = fixture(`${imports}
${base}
pairs = Table("pairs", ${metadata}, Column("a_id", ForeignKey("a.id")), Column("b_id", ForeignKey("b.id")))
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    many = relationship(A, secondary=pairs, backref="bs")
`);
  expect(relationships(f)).toEqual(['A.bs -> B MANYTOMANY list by B.many', 'B.many -> A MANYTOMANY list']);
});

test.each(['SQLAlchemy(model_class=Base)', 'SQLAlchemy(metadata=meta)', 'SQLAlchemy()'])('tables and classes of Flask-SQLAlchemy: %s', extension => {
  const f = fixture(`${imports}
from flask_sqlalchemy import SQLAlchemy
class Base(DeclarativeBase): ...
db = ${extension}
pairs = db.Table("pairs", db.Column("a_id", db.ForeignKey("a.id")), db.Column("b_id", db.ForeignKey("b.id")))
more = db.Table("more", db.metadata, db.Column("a_id", db.ForeignKey("a.id")), db.Column("b_id", db.ForeignKey("b.id")))
class A(db.Model):
    id = db.Column(db.Integer, primary_key=True)
class B(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    many = db.relationship(A, secondary=pairs)
    others = db.relationship(A, secondary="more")
`);
  expect(relationships(f)).toEqual(['B.many -> A MANYTOMANY list', 'B.others -> A MANYTOMANY list']);
});

test('another MetaData is another namespace', () => {
  const f = fixture(`${imports}
Base = declarative_base()
pairs = Table("pairs", meta, Column("a_id", ForeignKey("a.id")), Column("b_id", ForeignKey("a.id")))
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    many = relationship("A", secondary=pairs)
`);
  expect(relationships(f)).toEqual(['A.many -> A no-referenced-table']);
});

test('a table set as an attribute of a class', () => {
  const f = fixture(`${imports}
class Base(DeclarativeBase):
    registry = mapper_registry
class History(Base):
    __tablename__ = "history"
    id = Column(Integer, primary_key=True)
class Dataset:
    states = tuple(["new"])
Dataset.table = Table("dataset", mapper_registry.metadata, Column("id", Integer, primary_key=True), Column("history_id", ForeignKey("history.id")))
mapper_registry.map_imperatively(
    Dataset,
    Dataset.table,
    properties={"history": relationship(History, primaryjoin=lambda: History.id == Dataset.table.c.history_id, backref="datasets")},
)
`);
  expect(relationships(f)).toEqual(['History.datasets -> Dataset ONETOMANY list by Dataset.history', 'Dataset.history -> History MANYTOONE scalar']);
});

test('a condition on an alias of another class', () => {
  const f = fixture(`${imports}
Base = declarative_base()
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Session(Base):
    __tablename__ = "session"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
latest = aliased(Session)
User.latest = relationship(latest, primaryjoin=latest.user_id == User.id, uselist=False, viewonly=True)
`);
  expect(relationships(f)).toEqual(['User.latest -> Session ONETOMANY scalar']);
});

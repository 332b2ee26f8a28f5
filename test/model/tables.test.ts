import { describe, expect, test } from 'vitest';
import { relationships } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';
import { imports, relationshipsOf, user } from '../support/programs.ts';

test('an annotation without a value binds neither __table__ nor __tablename__', () => {
  const f = fixture(`
from typing import ClassVar
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
class Base(DeclarativeBase):
    __tablename__: ClassVar[str]
class File(Base):
    __table__: ClassVar[sa.Table]
    __tablename__ = "file"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped["Owner"] = relationship(back_populates="file")
class Owner(Base):
    __table__: ClassVar[sa.Table]
    __tablename__ = "owner"
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("file.id"), primary_key=True)
    file: Mapped[File] = relationship(back_populates="owner")
`);
  expect(relationships(f)).toEqual(['File.owner -> Owner ONETOMANY scalar', 'Owner.file -> File MANYTOONE scalar']);
});

test('a class that a declarative base is made from is not mapped', () => {
  const f = fixture(`
from oslo_db.sqlalchemy import models
from sqlalchemy import Column, DateTime, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
class Timestamped(models.TimestampMixin):
    created_at = Column(DateTime)
Base = declarative_base(cls=Timestamped)
class Node(Base):
    __tablename__ = "node"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("node.id"))
    parent = relationship("Node", backref="children", remote_side=id)
`);
  expect(f.snapshot().project.classes.map(c => c.name)).toEqual(['Node']);
  expect(relationships(f)).toEqual(['Node.parent -> Node MANYTOONE scalar', 'Node.children -> Node ONETOMANY list by Node.parent']);
});

test('a base of unknown ancestry beside a declarative base is a mixin', () => {
  const f = fixture(`
from oslo_db.sqlalchemy import models
from sqlalchemy import Column, DateTime, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class Deletable(models.TimestampMixin, models.ModelBase):
    deleted_at = Column(DateTime)
class Node(Base, Deletable):
    __tablename__ = "node"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("node.id"))
    parent = relationship("Node", backref="children", remote_side=id)
`);
  expect(f.snapshot().project.classes.map(c => `${c.name} < ${c.parent?.name}`)).toEqual(['Node < undefined']);
});

test('a function that makes foreign keys, with checks that only raise and keywords passed on', () => {
  const f = fixture(`
from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, Relationship, SQLModel
def references(source, target, nullable, ondelete, name=None, **kwargs):
    if not nullable and ondelete == "SET NULL":
        raise ValueError("...")
    constraint = name or f"fk_{source}_{target}"
    if len(constraint) > 64:
        raise ValueError("...")
    return Field(sa_column=Column(ForeignKey(f"{target}.id", name=constraint, ondelete=ondelete), nullable=nullable, **kwargs))
class Team(SQLModel, table=True):
    id: int = Field(primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    team_id: int | None = references("hero", "team", True, "SET NULL", index=True)
    team: Team | None = Relationship(back_populates="heroes")
`);
  expect(relationships(f)).toEqual(['Team.heroes -> Hero ONETOMANY list', 'Hero.team -> Team MANYTOONE scalar']);
});

test('a condition on columns that are written as their defaults', () => {
  const f = fixture(`
from sqlmodel import Field, Relationship, SQLModel
class Snapshot(SQLModel, table=True):
    id: int = Field(primary_key=True)
    source_id: int | None = None
    source: "Snapshot" = Relationship(sa_relationship_kwargs={"primaryjoin": "Snapshot.source_id == foreign(Snapshot.id)", "viewonly": True})
`);
  expect(relationships(f)).toEqual(['Snapshot.source -> Snapshot ONETOMANY scalar']);
});

test.each([
  ['StrEnum', 'Kinds.POST.value'],
  ['Enum', 'Kinds.POST.value'],
  ['str, Enum', 'Kinds.POST'],
])('members of enumerations in a condition: %s', (bases, member) => {
  const f = fixture(`
from enum import Enum, StrEnum
from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship
class Kinds(${bases}):
    POST = "post"
Base = declarative_base()
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    pictures = relationship("Picture", primaryjoin=f"and_(foreign(Picture.owner_id) == Post.id, Picture.kind == '{${member}}')", viewonly=True)
class Picture(Base):
    __tablename__ = "picture"
    id = Column(Integer, primary_key=True)
    owner_id = Column(Integer)
    kind = Column(String)
`);
  expect(relationships(f)).toEqual(['Post.pictures -> Picture ONETOMANY list']);
});

test('a member of a plain enumeration is not its value', () => {
  const f = fixture(`
from enum import Enum
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
class Names(Enum):
    PARENT = "parent"
    CHILDREN = "children"
Base = declarative_base()
class Node(Base):
    __tablename__ = "node"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("node.id"))
    parent = relationship("Node", backref=Names.CHILDREN, remote_side=id)
    other = relationship("Node", backref=Names.CHILDREN.value, remote_side=id, viewonly=True)
    third = relationship("Node", backref=Names.PARENT.name.lower() + "s", remote_side=id, viewonly=True)
`);
  expect(relationships(f)).toEqual([
    'Node.parent -> Node MANYTOONE scalar',
    'Node.other -> Node MANYTOONE scalar',
    'Node.third -> Node MANYTOONE scalar',
    'Node.children -> Node ONETOMANY list by Node.other',
    'Node.parents -> Node ONETOMANY list by Node.third',
  ]);
});

describe('a column of a table that subclasses share', () => {
  const sharing = (first: string, second: string): string => `${imports}from sqlalchemy.orm import mapped_column
${user}class Item(Base):
    __tablename__ = "item"
    id = Column(Integer, primary_key=True)
class Book(Item):
${first}
class Film(Item):
${second}
    user = relationship("User")
`;
  const declared = (column: string): string => `    @declared_attr
    def user_id(cls):
        return Item.__table__.c.get("user_id", ${column})`;

  test.each([
    ['is made where it is not there', '    pass', declared('Column(ForeignKey("user.id"))'), 'Film.user -> User MANYTOONE scalar'],
    ['is taken where it is there', declared('Column(ForeignKey("user.id"))'), declared('Column(Integer)'), 'Film.user -> User MANYTOONE scalar'],
    ['keeps the keys that it has', declared('Column(Integer)'), declared('Column(ForeignKey("user.id"))'), 'Film.user -> User no-foreign-keys'],
    [
      'is taken with use_existing_column',
      '    user_id = mapped_column(Integer, use_existing_column=True)',
      '    user_id = mapped_column(ForeignKey("user.id"), use_existing_column=True)',
      'Film.user -> User no-foreign-keys',
    ],
  ])('%s', (_, first, second, relationship) => {
    const f = fixture(sharing(first, second));
    expect(relationshipsOf(f)).toEqual([relationship]);
    expect(f.snapshot().project.classes.map(c => c.table?.open)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

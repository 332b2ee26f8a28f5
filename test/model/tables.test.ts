import { expect, test } from 'vitest';
import { relationships } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

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

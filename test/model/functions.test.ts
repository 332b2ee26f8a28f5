import { expect, test } from 'vitest';
import { relationships } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

const imports = `
from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, String
from sqlalchemy.orm import backref, declarative_base, foreign, relationship
Base = declarative_base()
`;

test('column types that functions make', () => {
  const f = fixture(`${imports}
def text(length=36, **kwargs):
    """A string."""
    return String(length, **kwargs)
def key():
    return text()
class Dag(Base):
    __tablename__ = "dag"
    id = Column(key(), primary_key=True)
    runs = relationship("Run", backref="dag")
class Run(Base):
    __tablename__ = "run"
    id = Column(text(length=20), primary_key=True)
    dag_id = Column(key(), ForeignKey("dag.id"))
    parent_id = Column(key(), ForeignKey("run.id"))
    parent = relationship("Run", remote_side=id)
`);
  expect(relationships(f)).toEqual(['Dag.runs -> Run ONETOMANY list', 'Run.parent -> Run MANYTOONE scalar', 'Run.dag -> Dag MANYTOONE scalar by Dag.runs']);
});

test('a function that imports what it returns', () => {
  const f = fixture(`
#- job.py
${imports}
def run_model():
    from run import Run
    return Run
class Job(Base):
    __tablename__ = "job"
    id = Column(Integer, primary_key=True)
    runs = relationship("Run", primaryjoin=lambda: Job.id == foreign(run_model().job_id), backref="job")
#- run.py
from job import Base, Column, Integer
class Run(Base):
    __tablename__ = "run"
    id = Column(Integer, primary_key=True)
    job_id = Column(Integer)
`);
  expect(relationships(f)).toEqual(['Job.runs -> Run ONETOMANY list', 'Run.job -> Job MANYTOONE scalar by Job.runs']);
});

test('a foreign key constraint of columns themselves', () => {
  const f = fixture(`${imports}
class Trigger(Base):
    __tablename__ = "trigger"
    id = Column(Integer, primary_key=True)
class Watcher(Base):
    __tablename__ = "watcher"
    id = Column(Integer, primary_key=True)
    trigger_id = Column(Integer)
    __table_args__ = (ForeignKeyConstraint(columns=(trigger_id,), refcolumns=["trigger.id"]),)
    trigger = relationship("Trigger", back_populates="watchers")
Trigger.watchers = relationship("Watcher", back_populates="trigger")
`);
  expect(relationships(f)).toEqual(['Trigger.watchers -> Watcher ONETOMANY list', 'Watcher.trigger -> Trigger MANYTOONE scalar']);
});

test('a backref beside a relationship in a branch: the branch is not run', () => {
  const f = fixture(`${imports}
import typing
class Job(Base):
    __tablename__ = "job"
    id = Column(Integer, primary_key=True)
    tasks = relationship("Task", backref=backref("job", uselist=False))
class Task(Base):
    __tablename__ = "task"
    id = Column(Integer, primary_key=True)
    job_id = Column(ForeignKey("job.id"))
HINTS = True
if HINTS:
    Task.job = relationship(Job)
if typing.TYPE_CHECKING:
    Task.other = relationship(Job)
`);
  expect(relationships(f)).toEqual(['Job.tasks -> Task ONETOMANY list', 'Task.job -> Job MANYTOONE scalar by Job.tasks']);
});

test('a column taken over from a mixin by its name', () => {
  const f = fixture(`${imports}
class Identified:
    id = Column(Integer, primary_key=True)
class Entity(Base, Identified):
    __tablename__ = "entity"
    id = Identified.id
    parent_id = Column(ForeignKey("entity.id"))
    parent = relationship("Entity", remote_side="Entity.id", backref="children")
`);
  expect(relationships(f)).toEqual(['Entity.parent -> Entity MANYTOONE scalar', 'Entity.children -> Entity ONETOMANY list by Entity.parent']);
});

test('columns and relationships that a mixin makes for some classes only', () => {
  const f = fixture(`${imports}
from enum import IntEnum
from sqlalchemy.orm import declared_attr
class Kind(IntEnum):
    event = 1
    session = 2
    note = 3
class LinkMixin:
    kinds = frozenset(Kind)
    @declared_attr
    def event_id(cls):
        if Kind.event in cls.kinds and len(cls.kinds) > 0:
            return Column(ForeignKey("event.id"))
    @declared_attr
    def event(cls):
        if Kind.event not in cls.kinds:
            return
        return relationship("Event", backref=cls.__name__.lower() + "s")
class Event(Base):
    __tablename__ = "event"
    id = Column(Integer, primary_key=True)
class Everything(LinkMixin, Base):
    __tablename__ = "everything"
    id = Column(Integer, primary_key=True)
class Some(LinkMixin, Base):
    __tablename__ = "some"
    kinds = LinkMixin.kinds - {Kind.session}
    id = Column(Integer, primary_key=True)
class Other(LinkMixin, Base):
    __tablename__ = "other"
    kinds = {Kind.session} | {Kind.note}
    id = Column(Integer, primary_key=True)
`);
  expect(relationships(f)).toEqual([
    'Event.everythings -> Everything ONETOMANY list by Everything.event',
    'Event.somes -> Some ONETOMANY list by Some.event',
    'Everything.event -> Event MANYTOONE scalar',
    'Some.event -> Event MANYTOONE scalar',
  ]);
});

test('objects of classes of its own say nothing to the mapper', () => {
  const f = fixture(`${imports}
from collections import namedtuple
from sqlalchemy.ext.hybrid import hybrid_property
class Colours(namedtuple("Colours", "text background")): ...
class Setting:
    def __init__(self, name): ...
class Rendered:
    @classmethod
    def of(cls, name):
        return hybrid_property(lambda self: getattr(self, name))
class Node(Base):
    __tablename__ = "node"
    id = Column(Integer, primary_key=True)
    colours = Colours("#000", "#fff")
    starts = Setting("starts")
    description = Rendered.of("description")
    parent_id = Column(Integer)
    parent = relationship("Node", primaryjoin="foreign(Node.parent_id) == remote(Node.id)")
    orphan = relationship("Node")
`);
  expect(relationships(f)).toEqual(['Node.parent -> Node MANYTOONE scalar', 'Node.orphan -> Node no-foreign-keys']);
});

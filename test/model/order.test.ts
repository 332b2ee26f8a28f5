import { expect, test } from 'vitest';
import { relationships } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

const head = `
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from sqlalchemy.orm import declarative_base, registry, relationship
Base = declarative_base()
class Study(Base):
    __tablename__ = "study"
    id = Column(Integer, primary_key=True)
class Trial(Base):
    __tablename__ = "trial"
    id = Column(Integer, primary_key=True)
    study_id = Column(ForeignKey(Study.id))
`;
const of = (text: string) => relationships(fixture(`#- app.py\n${head}${text}`));

test('a class body reads the names of the module as they are there', () => {
  expect(
    of(`
Target = Study
class Note(Base):
    __tablename__ = "note"
    id = Column(Integer, primary_key=True)
    study_id = Column(ForeignKey(Target.id))
    study = relationship(Target)
Target = Trial
`),
  ).toEqual(['Note.study -> Study MANYTOONE scalar']);
});

test('a class that takes the name of another one later', () => {
  expect(
    of(`
class Note(Base):
    __tablename__ = "note"
    id = Column(Integer, primary_key=True)
    study_id = Column(ForeignKey(Study.id))
    study = relationship(Study)
class Study(Base):
    __tablename__ = "other_study"
    id = Column(Integer, primary_key=True)
`),
  ).toEqual(['Note.study -> Study MANYTOONE scalar']);
});

test('a lambda reads them when all has run', () => {
  expect(
    of(`
Target = Study
class Note(Base):
    __tablename__ = "note"
    id = Column(Integer, primary_key=True)
    trial_id = Column(ForeignKey(Trial.id))
    trial = relationship(lambda: Target)
Target = Trial
`),
  ).toEqual(['Note.trial -> Trial MANYTOONE scalar']);
});

test('so does a function that is called with the class', () => {
  expect(
    of(`
from sqlalchemy.orm import declared_attr
Target = Study
class Mixin:
    @declared_attr
    def trial(cls):
        return relationship(Target)
Target = Trial
class Note(Mixin, Base):
    __tablename__ = "note"
    id = Column(Integer, primary_key=True)
    trial_id = Column(ForeignKey(Trial.id))
`),
  ).toEqual(['Note.trial -> Trial MANYTOONE scalar']);
});

test('statements of a module, one after the other', () => {
  expect(
    of(`
it = Table("note", Base.metadata, Column("id", Integer, primary_key=True), Column("study_id", ForeignKey("study.id")))
class Note: pass
registry(metadata=Base.metadata).map_imperatively(Note, it, properties={"study": relationship(Study)})
it = Table("mark", Base.metadata, Column("id", Integer, primary_key=True), Column("trial_id", ForeignKey("trial.id")))
class Mark: pass
registry(metadata=Base.metadata).map_imperatively(Mark, it, properties={"trial": relationship(Trial)})
`),
  ).toEqual(['Note.study -> Study MANYTOONE scalar', 'Mark.trial -> Trial MANYTOONE scalar']);
});

test('a base that is bound again', () => {
  expect(
    of(`
Root = Base
class Note(Root):
    __tablename__ = "note"
    id = Column(Integer, primary_key=True)
    study_id = Column(ForeignKey(Study.id))
    study = relationship("Study", backref="notes")
Root = declarative_base()
class Study(Root):
    __tablename__ = "study"
    id = Column(Integer, primary_key=True)
`),
  ).toEqual(['Study.notes -> Note ONETOMANY list by Note.study', 'Note.study -> Study MANYTOONE scalar']);
});

/** Sources that tests of the evaluator and the made classes begin with, and what a fixture's project made of them. */
import { relationships } from './ask.ts';
import type { Fixture } from './fixture.ts';

export const imports = `import dataclasses, enum, functools, re, warnings
from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import backref, declarative_base, declared_attr, relationship
Base = declarative_base()
`;

export const user = `class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
`;

export const post = `class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
`;

export const page = `class Page(Base):
    __tablename__ = "page"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
`;

/** The relationships, in the order of the alphabet. */
export const relationshipsOf = (f: Fixture): readonly string[] => [...relationships(f)].sort();

/** The classes as `module:qualname table`, and their relationships. */
export const made = (f: Fixture) => ({
  classes: f
    .snapshot()
    .project.classes.map(c => `${c.id} ${c.table?.name}`)
    .sort(),
  relationships: relationshipsOf(f),
});

import { describe, expect, test } from 'vitest';
import { report } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

const head = `from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
`;

/** SQLAlchemy reports the first error and stops; all are told here, each as if the others were right. */
describe('all errors are told', () => {
  test('of import and of configuration, of one class and of the next', () => {
    const f = fixture(`${head}
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    bs = relationship("B", back_populate="a", cascade="every")
    #                      ^^^^^^^^^^^^^ unknown-keyword
    #                                                  ^^^^^ invalid-cascade
    cs = relationship("C", lazy="every")
    #                  ^ unknown-target
    #                            ^^^^^ unknown-lazy

class B(Base):
    __tablename__ = "b"
    id = Column(Integer)
    a_id = Column(ForeignKey("a.id"))
    a = relationship("A", back_populates="nothing")
    #                                     ^^^^^^^ unknown-back-populates
`);
    expect(report(f).filter(it => !it.includes('missing-primary-key'))).toEqual(f.labels);
    expect(report(f).filter(it => it.includes('missing-primary-key'))).toHaveLength(1);
  });

  test('a relationship is not blamed for its partner', () => {
    const f = fixture(`${head}
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    bs = relationship("B", back_populates="a")

class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey("a.id"))
    a = relationship("Aa", back_populates="bs")
    #                 ^^ unknown-target
`);
    expect(report(f)).toEqual(f.labels);
  });

  test('what a mixin does is told in the mixin, once', () => {
    const f = fixture(`
#- mixins.py
from sqlalchemy.orm import declared_attr, relationship
class Owned:
    @declared_attr
    def owner(cls):
        return relationship("User", lazy="eager")
    #                                     ^^^^^ unknown-lazy
#- models.py
${head}from mixins import Owned
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Doc(Owned, Base):
    __tablename__ = "doc"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
class Pic(Owned, Base):
    __tablename__ = "pic"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
`);
    expect(report(f)).toEqual(f.labels);
  });

  test('of a file that is not valid Python no missing key is told', () => {
    const source = (more: string): string => `${head}
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    bs = relationship("B")

class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    a_id = Column(Integer${more}
`;
    expect(report(fixture(source(')')))).toHaveLength(1);
    expect(report(fixture(source(', ForeignKey("a.')))).toEqual([]);
  });
});

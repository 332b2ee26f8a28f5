import { describe, expect, test } from 'vitest';
import type { SqlalchemyVersion } from '../../server/config.ts';
import { defaultConfig } from '../../server/config.ts';
import { startUp } from '../../server/model/startup/outcome.ts';
import { fixture, root } from '../support/fixture.ts';

/** The errors of start-up as `stage kind Class.attribute`, and the classes and attributes that exist then with how far they got. */
function outcome(source: string, version: SqlalchemyVersion = '2.0'): { readonly errors: readonly string[]; readonly made: readonly string[] } {
  const { session } = fixture(`
from sqlalchemy import Column, ForeignKey, Index, Integer, Table
from sqlalchemy.orm import Mapped, backref, declarative_base, declared_attr, relationship
Base = declarative_base()
${source}`);
  session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  const { project, configuration, failures } = startUp(session.snapshot().project);
  return {
    errors: failures.map(f => `${f.stage} ${f.error.kind} ${f.cls.name}${f.attribute ? `.${f.attribute.name}` : ''}`),
    made: project.classes.flatMap(c => [
      c.name,
      ...[...c.own.values()].filter(r => configuration.exists(r)).map(r => `${c.name}.${r.name} ${configuration.progress(r).state}`),
    ]),
  };
}

const child = (more = '') => `
class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey("a.id"))
    ${more}
`;
const parent = (more: string) => `
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    ${more}
`;

describe('configuration', () => {
  test('without an error everything is made', () => {
    expect(outcome(parent('bs = relationship("B", backref="a")') + child())).toEqual({
      errors: [],
      made: ['A', 'A.bs configured', 'B', 'B.a configured'],
    });
  });

  test('ends at the first error; what a later backref would make does not exist', () => {
    expect(outcome(parent('xs = relationship("Nope")\n    bs = relationship("B", backref="a")') + child('c = relationship("A")'))).toEqual({
      errors: ['configure unknown-target A.xs'],
      made: ['A', 'A.xs failed', 'A.bs pending', 'B', 'B.c pending'],
    });
  });

  test('an error ends its own file only: in which order files are imported is not known', () => {
    const other = `
#- other.py
from models import Base
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import relationship
class C(Base):
    __tablename__ = "c"
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey("a.id"))
    a = relationship("A", backref="cs")
`;
    const source = `#- models.py
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
${parent('xs = relationship("Nope")')}${other}`;
    expect(outcome(source)).toEqual({
      errors: ['configure unknown-target A.xs'],
      made: ['A', 'A.xs failed', 'A.cs configured', 'C', 'C.a configured'],
    });
  });

  test('a backref that cannot be configured takes its source along', () => {
    expect(outcome(parent('bs = relationship("B", backref=backref("a", cascade="all, delete-orphan"))') + child())).toEqual({
      errors: ['configure delete-orphan B.a'],
      made: ['A', 'A.bs failed', 'B', 'B.a failed'],
    });
  });

  test('back_populates finds an implicit attribute only when it has been made before', () => {
    const first = 'bs = relationship("B", backref="a", overlaps="x")';
    const second = 'x = relationship("B", back_populates="a", viewonly=True)';
    expect(outcome(parent(`${second}\n    ${first}`) + child()).errors).toEqual(['configure unknown-back-populates A.x']);
    expect(outcome(parent(`${first}\n    ${second}`) + child()).errors).toEqual([]);
  });

  test.each([
    ['join', 'bs = relationship("B", primaryjoin="A.id == B.id")'],
    ['join', 'bs = relationship("B", primaryjoin="A.id > B.a_id")'],
    ['unknown-attribute', 'bs = relationship("B", order_by="B.nope")'],
    ['unknown-name', 'bs = relationship("B", primaryjoin="A.id == Nope.a_id")'],
    ['unknown-keyword', 'bs = relationship("B", backref=backref("a", nope=1))'],
    ['backref-argument-twice', 'bs = relationship("B", backref=backref("a", back_populates="bs"))'],
    ['backref-not-a-name', 'bs = relationship("B", backref=lambda: "a")'],
    ['back-populates-not-a-relationship', 'bs = relationship("B", back_populates="a_id")'],
    ['passive-deletes-all', 'bs = relationship("B", cascade="all", passive_deletes="all")'],
    ['unknown-lazy', 'bs = relationship("B", lazy="never")'],
    ['dynamic-scalar', 'bs = relationship("B", lazy="dynamic", uselist=False)'],
  ])('%s: %s', (kind, declaration) => {
    expect(outcome(parent(declaration) + child()).errors).toEqual([`configure ${kind} A.bs`]);
  });

  test('write_only is a strategy since 2.0', () => {
    const source = parent('bs = relationship("B", lazy="write_only")') + child();
    expect([outcome(source, '1.4').errors, outcome(source).errors]).toEqual([['configure unknown-lazy A.bs'], []]);
  });

  test('what is not known is taken to go well', () => {
    expect(outcome(`from elsewhere import NAME, Other\n${parent('bs = relationship(Other, order_by=NAME, back_populates=NAME)')}`).errors).toEqual([]);
  });
});

describe('import', () => {
  test.each([
    ['backref-and-back-populates', 'bs = relationship("B", backref="a", back_populates="a")'],
    ['viewonly-sync-backref', 'bs = relationship("B", viewonly=True, sync_backref=True)'],
    ['unknown-keyword', 'bs = relationship("B", back_populate="a")'],
    ['bad-cascade', 'bs = relationship("B", cascade="all delete-orphan")'],
    ['cascade-backrefs', 'bs = relationship("B", cascade_backrefs=True)'],
    ['too-many-positional', 'bs = relationship("B", None, True)'],
    ['no-target-given', 'bs = relationship()'],
    ['unmapped-annotation', 'bs: list["B"] = relationship("B")'],
    ['reserved-name', 'metadata = relationship("B")'],
  ])('%s: %s leaves neither the class nor what follows', (kind, declaration) => {
    expect(outcome(parent(declaration) + child())).toEqual({ errors: [`import ${kind} A`], made: [] });
  });

  test('what stands before the statement is there', () => {
    const twice = 'class C(Base):\n    __tablename__ = "a"\n    id = Column(Integer, primary_key=True)\n';
    expect(outcome(parent('') + twice + child())).toEqual({ errors: ['import table-twice C'], made: ['A'] });
  });

  test('a statement in a branch may never be run', () => {
    const twice = 'if Base:\n    class C(Base):\n        __tablename__ = "a"\n        id = Column(Integer, primary_key=True)\n';
    expect(outcome(parent('') + twice).errors).toEqual([]);
  });

  test.each([
    ['no-table', 'class C(Base):\n    id = Column(Integer, primary_key=True)'],
    ['no-inherit-condition', 'class C(A):\n    __tablename__ = "c"\n    id = Column(Integer, primary_key=True)'],
    [
      'ambiguous-inherit-condition',
      'class C(A):\n    __tablename__ = "c"\n    id = Column(ForeignKey("a.id"), primary_key=True)\n    other_id = Column(ForeignKey("a.id"))',
    ],
    ['no-resolution-order', 'class M:\n    pass\nclass N(M):\n    pass\nclass C(M, N, Base):\n    __tablename__ = "c"'],
    ['no-resolution-order', 'class C(Base, A):\n    __tablename__ = "c"\n    id = Column(ForeignKey("a.id"), primary_key=True)'],
    ['constraint-column', 'class C(Base):\n    __tablename__ = "c"\n    id = Column(Integer, primary_key=True)\n    __table_args__ = (Index("ix", "nope"),)'],
    [
      'property-on-mixin',
      'class M:\n    bs = relationship("A")\nclass C(M, Base):\n    __tablename__ = "c"\n    id = Column(ForeignKey("a.id"), primary_key=True)',
    ],
  ])('%s', (kind, source) => {
    expect(outcome(`${parent('')}${source}\n`).errors).toEqual([`import ${kind} C`]);
  });

  test.each([
    ['@reg.mapped\nclass C:', ['import no-table C']],
    ['@reg.mapped\n@dataclass\nclass C:', ['import no-table C']],
    ['@reg.mapped_as_dataclass\nclass C:', ['import no-table C']],
    ['@reg.mapped_as_dataclass(kw_only=True)\nclass C:', ['import no-table C']],
    ['@mapped_as_dataclass(reg, kw_only=True)\nclass C:', ['import no-table C']],
    ['class C(Data, kw_only=True):', ['import no-table C']],
    ['class C(Data, metaclass=Named):', []],
    ['@named\n@reg.mapped\nclass C:', []],
  ])('without a table name: %s', (header, errors) => {
    const source = `
from dataclasses import dataclass
from elsewhere import Named, named
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_as_dataclass, mapped_column, registry
reg = registry()
class Data(MappedAsDataclass, DeclarativeBase):
    pass
${header}
    id: Mapped[int] = mapped_column(primary_key=True)
`;
    expect(outcome(source).errors).toEqual(errors);
  });

  test('a mixin column with a foreign key is copied since 2.0', () => {
    const source = `${parent('')}
class M:
    a_id = Column(ForeignKey("a.id"))
class C(M, Base):
    __tablename__ = "c"
    id = Column(Integer, primary_key=True)
`;
    expect([outcome(source, '1.4').errors, outcome(source).errors]).toEqual([['import foreign-key-on-mixin C'], []]);
  });
});

test('a viewonly relationship has no cascade that writes since 2.0', () => {
  const source = `${parent('')}${child('a = relationship("A", viewonly=True, cascade="all, delete-orphan")')}`;
  expect(outcome(source).errors).toEqual([]);
});

test('a list on the many-to-one side is not dynamic since 2.0', () => {
  const source = `${parent('')}${child('a = relationship("A", uselist=True, lazy="dynamic")')}`;
  expect([outcome(source, '1.4').errors, outcome(source).errors]).toEqual([[], ['configure dynamic-scalar B.a']]);
});

test('a relationship that writes equates a foreign column with another one, not with a value', () => {
  const join = (foreign: string): string => `a = relationship("A", foreign_keys=[${foreign}], primaryjoin="and_(B.a_id == A.id, B.id == 1)")`;
  const errors = (foreign: string): readonly string[] => outcome(`${parent('')}${child(join(foreign))}`).errors;
  expect([errors('a_id'), errors('id')]).toEqual([[], ['configure join B.a']]);
});

test('a mixin behind the base does not hide what the base has', () => {
  const mixin = 'class M:\n    metadata = Column(Integer)\n';
  const child = (bases: string): string => `class C(${bases}):\n    __tablename__ = "c"\n    id = Column(Integer, primary_key=True)\n`;
  expect(outcome(`${parent('')}${mixin}${child('M, Base')}`).errors).toEqual(['import reserved-name C']);
  expect(outcome(`${parent('')}${mixin}${child('Base, M')}`).errors).toEqual([]);
  const made = 'from sqlalchemy.orm import as_declarative\n@as_declarative()\nclass Root:\n    metadata = Column(Integer)\n';
  expect(outcome(`${parent('')}${made}${child('Root')}`).errors).toEqual([]);
});

test('the name metadata is reserved in the body of a class, not for what is assigned to it afterwards', () => {
  const assigned = outcome(`${parent('')}${child()}A.metadata = relationship("B")\n`);
  expect(assigned).toEqual({ errors: [], made: ['A', 'A.metadata configured', 'B'] });
  expect(outcome(`${parent('metadata = relationship("B")')}${child()}`).errors).toEqual(['import reserved-name A']);
});

/** Which files are parsed for their models: rather too many than too few, but not every test and every exception. */
import { expect, test } from 'vitest';
import { modelFiles, sift } from '../../server/workspace/sieve.ts';

const chosen = (files: Readonly<Record<string, string>>): readonly string[] =>
  modelFiles(new Map(Object.entries(files).map(([name, text]) => [name, sift(text)])));

test.each([
  ['from sqlalchemy import orm'],
  ['db = SQLAlchemy()'],
  ['class A(db.Model): pass'],
  ['class A(SQLModel, table=True): pass'],
  ['a: Mapped[int]'],
  ['a: DynamicMapped["A"]'],
  ['a: WriteOnlyMapped["A"]'],
  ['from x import MappedAsDataclass'],
  ['a = Column(Integer)'],
  ['t = Table("t", m)'],
  ['posts = relationship("Post")'],
  ['posts = db.relationship ("Post")'],
  ['make = db.relationship'],
  ['from x import relationship'],
  ['from x import (\n    other,\n    relationship,\n)'],
  ['from x import (\n    relationship\n)'],
  ['from x import relationship as rel'],
  ['make(relationship)'],
  ['team: Team = Relationship(back_populates="heroes")'],
  ['@registry.mapped\nclass A: pass'],
  ['mapper(A, t)'],
  ['A.__mapper__.add_property("x", y)'],
])('%j speaks of mapping', text => {
  expect(chosen({ 'a.py': text })).toEqual(['a.py']);
});

test.each([
  ['# the relationship between users and posts'],
  ['"""Mapped drives are not supported."""'],
  ['def view(request): return request.user.posts'],
  ['class Failed(Exception): pass'],
])('%j does not', text => {
  expect(chosen({ 'a.py': text })).toEqual([]);
});

const base = 'from sqlalchemy.orm import declarative_base\nBase = declarative_base()\n';

test('classes that derive from classes of such files are followed, through any number of files', () => {
  const files = {
    'base.py': `${base}class A(Base): pass`,
    'b.py': 'class B(A): pass',
    'c.py': 'from b import B as Renamed\nclass C(mixins.X, Renamed): pass',
    'd.py': 'class D(c.C[int]): pass',
    'e.py': 'class E(Other): pass',
  };
  expect(chosen(files)).toEqual(['base.py', 'b.py', 'c.py', 'd.py']);
});

test('a header over several lines, with a metaclass, is read', () => {
  expect(chosen({ 'base.py': `${base}class A(\n    Base,\n    metaclass=Meta,\n): pass`, 'b.py': 'class B(\n    A,\n): pass' })).toEqual(['base.py', 'b.py']);
});

test('test cases and exceptions in such a file lead nowhere', () => {
  const files = {
    'core.py': `${base}class TestCase(testtools.TestCase): pass\nclass NotFound(Exception): pass\nclass Helper: pass\nclass Color(str, enum.Enum): pass\n`,
    'test_a.py': 'class TestA(core.TestCase): pass',
    'test_b.py': 'class TestB(TestA, Helper): pass',
    'errors.py': 'class UserNotFound(NotFound): pass',
  };
  expect(chosen(files)).toEqual(['core.py']);
});

test('a decorated class, or one of two of the same name, may be more than it seems', () => {
  const decorated = 'from sqlalchemy.orm import as_declarative\n@as_declarative()\nclass Base:\n    pass';
  expect(chosen({ 'base.py': decorated, 'a.py': 'class A(Base): pass' })).toEqual(['base.py', 'a.py']);
  const long = `${base}@as_declarative(\n    metadata=m,\n)\nclass Root:\n    pass`;
  expect(chosen({ 'base.py': long, 'a.py': 'class A(Root): pass' })).toEqual(['base.py', 'a.py']);
  expect(chosen({ 'one.py': `${base}class Thing: pass`, 'two.py': `${base}class Thing(Base): pass`, 'a.py': 'class A(Thing): pass' })).toEqual([
    'one.py',
    'two.py',
    'a.py',
  ]);
});

test('a class named as its own base comes from elsewhere', () => {
  expect(chosen({ 'base.py': `${base}import lib\nclass Model(lib.Model): pass`, 'a.py': 'class A(Model): pass' })).toEqual(['base.py', 'a.py']);
});

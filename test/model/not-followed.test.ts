/** Code whose result depends on what is not written: nothing is made up, and `inspect` says why. */
import { describe, expect, test } from 'vitest';
import { inspection } from '../../server/cli/inspection.ts';
import { relationships, report } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

const imports = `import os
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
from names import compute
Base = declarative_base()
`;
const user = `
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
`;
const post = (user: string) => `
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    user = ${user}
`;

test.each([
  [
    'a condition',
    `
def rel(target):
    if os.environ.get("X"):
        return relationship(target, backref="xs")
    return relationship(target)
${user}${post('rel("User")')}`,
    [],
    "Post.user: it may be a relationship: 'rel' is not followed: it depends on a condition",
  ],
  [
    'a loop over something computed',
    `${user}${post('relationship("User", back_populates="post")')}
for name in compute():
    setattr(User, name, relationship("Post"))
`,
    ['Post.user -> User MANYTOONE scalar'],
    'User: a loop of the module is not followed: a loop over something that is not known',
  ],
  [
    'names that a class body computes',
    `${user}    for name in ("posts",):
        locals()[name] = relationship("Post", back_populates="user")
${post('relationship("User", back_populates="posts")')}`,
    ['Post.user -> User MANYTOONE scalar'],
    'User: its body computes names',
  ],
  [
    'a computed class name',
    `User = type(compute(), (Base,), {"__tablename__": "user", "id": Column(Integer, primary_key=True)})
${post('relationship("Person")')}`,
    ['Post.user -> unknown unknown'],
    'Post.user: target: classes are made at run time with type()',
  ],
  [
    'a dict that is changed in the midst of an expression',
    `
def rel(target, **options):
    return relationship(options.pop("real", target), **options)
${user}${post('rel("X", real="User")')}`,
    [],
    "Post.user: it may be a relationship: 'rel' is not followed: it changes something in the midst of an expression",
  ],
  [
    'a class of a function that nobody calls',
    `
def make():
    class User(Base):
        __tablename__ = "user"
        id = Column(Integer, primary_key=True)
${post('relationship("User")')}`,
    ['Post.user -> unknown unknown'],
    'Post.user: target: a class made inside a function has this name',
  ],
  [
    'a class that nothing holds',
    `
def make():
    class User(Base):
        __tablename__ = "user"
        id = Column(Integer, primary_key=True)
make()
${post('relationship("User")')}`,
    ['Post.user -> unknown unknown'],
    'Post.user: target: nothing holds the class that is made',
  ],
  [
    'a function that runs for ever',
    `
def rel(target):
    return rel(target)
${user}${post('rel("User")')}`,
    [],
    'Post.user: it may be a relationship: functions that call one another too deeply',
  ],
])('%s', (_, source, expected, why) => {
  const f = fixture(imports + source);
  expect(relationships(f)).toEqual(expected);
  expect(report(f)).toEqual([]);
  const { unresolved } = inspection({ snapshot: f.snapshot(), root: '', leftOut: [], within: () => true, relative: uri => uri });
  expect(unresolved.map(u => `${u.what}: ${u.why}`)).toContain(why);
});

describe('classes that functions make with type()', () => {
  const messages = (made: string, target: string) => report(fixture(`${imports}${user}${post(`relationship("${target}")`)}${made}`));

  test('are looked for by what is written of their names', () => {
    const made = 'def make(it):\n    return type(f"{it}Label", (Base,), {"__tablename__": it})\n';
    expect(messages(made, 'UserLabel')).toEqual([]);
    expect(messages(made, 'Nothing')).toHaveLength(1);
  });

  test('are not mapped when none of their bases is', () => {
    const made = 'class Plain: pass\ndef make(name):\n    return type(name, (Plain, object), {})\n';
    expect(messages(made, 'Nothing')).toHaveLength(1);
    expect(messages(made.replace('Plain, object', 'Plain, Base'), 'Nothing')).toEqual([]);
    expect(messages(made.replace('(Plain, object)', 'bases'), 'Nothing')).toEqual([]);
  });

  test('are in the registry of their base', () => {
    const made = 'Other = declarative_base()\ndef make(name):\n    return type(name, (Other,), {"__tablename__": name})\n';
    expect(messages(made, 'Nothing')).toHaveLength(1);
  });
});

test('a table of a class in a function is the only one that may be there', () => {
  const local = 'def upgrade():\n    class Tag(Base):\n        __tablename__ = "tag"\n        id = Column(Integer, primary_key=True)\n';
  const messages = (secondary: string) => report(fixture(`${imports}${user}${post(`relationship("User", secondary="${secondary}")`)}${local}`));
  expect(messages('tag')).toEqual([]);
  expect(messages('nothing')).toHaveLength(1);
});

test.each([
  'from sqlalchemy.ext.declarative import DeferredReflection\nclass Base(DeferredReflection, DeclarativeBase): ...\nBase.prepare(None)',
  'class Mixin: ...\nclass Other: ...\nBase = declarative_base(cls=(Mixin, Other))',
])('what a base may add is not known: %s', base => {
  const f = fixture(`
from sqlalchemy import Column, Integer
from sqlalchemy.orm import DeclarativeBase, declarative_base
${base}
class Camera(Base):
    __tablename__ = "camera"
    id = Column(Integer, primary_key=True)
`);
  expect(f.snapshot().project.classes.map(c => c.open !== undefined)).toEqual([true]);
});

test('a table of a base that cannot be read may be in the package that holds the base', () => {
  const f = fixture(`
from sqlalchemy import Column, ForeignKey, Integer
from network_lib.db import Base
class PortPair(Base):
    __tablename__ = "port_pairs"
    id = Column(Integer, primary_key=True)
    ingress = Column(ForeignKey("ports.id"))
`);
  expect(report(f)).toEqual([]);
});

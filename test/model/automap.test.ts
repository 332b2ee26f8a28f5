/** Classes that come of tables. Each program was run by SQLAlchemy 2.0 and 2.1. */
import { expect, test } from 'vitest';
import { inspection } from '../../server/cli/inspection.ts';
import { type Fixture, fixture } from '../support/fixture.ts';
import { made } from '../support/programs.ts';

const imports = `from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.ext.declarative import DeferredReflection
from sqlalchemy.orm import declarative_base, relationship
`;

test('tables of a MetaData, a link table, and one without a primary key', () => {
  const f = fixture(`${imports}
metadata = MetaData()
Table("user", metadata, Column("id", Integer, primary_key=True))
Table("address", metadata, Column("id", Integer, primary_key=True), Column("user_id", ForeignKey("user.id")))
Table("tag", metadata, Column("id", Integer, primary_key=True))
Table("user_tag", metadata, Column("user_id", ForeignKey("user.id"), primary_key=True), Column("tag_id", ForeignKey("tag.id"), primary_key=True))
Table("log", metadata, Column("x", Integer))
Auto = automap_base(metadata=metadata)
Auto.prepare()
`);
  expect(made(f)).toEqual({
    classes: ['sqlalchemy.ext.automap:address address', 'sqlalchemy.ext.automap:tag tag', 'sqlalchemy.ext.automap:user user'],
    relationships: [
      'address.user -> user MANYTOONE scalar',
      'tag.user_collection -> user MANYTOMANY list by user.tag_collection',
      'user.address_collection -> address ONETOMANY list by address.user',
      'user.tag_collection -> tag MANYTOMANY list',
    ],
  });
});

test('a declared class keeps what it declares', () => {
  const f = fixture(`${imports}
Auto = automap_base()
class User(Auto):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    addresses = relationship("address", back_populates="user")
Table("address", Auto.metadata, Column("id", Integer, primary_key=True), Column("user_id", ForeignKey("user.id")))
Auto.prepare()
`);
  expect(made(f)).toEqual({
    classes: ['models:User user', 'sqlalchemy.ext.automap:address address'],
    relationships: [
      'User.address_collection -> address ONETOMANY list by address.user',
      'User.addresses -> address ONETOMANY list',
      'address.user -> User MANYTOONE scalar',
    ],
  });
});

test('a declared relationship of the name that automap gives loses its backref to it', () => {
  const f = fixture(`${imports}
Auto = automap_base()
class Post(Auto):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    user = relationship("user", backref="posts")
Table("user", Auto.metadata, Column("id", Integer, primary_key=True))
Auto.prepare()
`);
  expect(made(f).relationships).toEqual(['Post.user -> user MANYTOONE scalar', 'user.post_collection -> Post ONETOMANY list']);
});

test('two foreign keys to one table make one pair, a tree one for itself', () => {
  const f = fixture(`${imports}
Auto = automap_base()
Table("user", Auto.metadata, Column("id", Integer, primary_key=True))
Table("post", Auto.metadata, Column("id", Integer, primary_key=True), Column("author_id", ForeignKey("user.id")), Column("editor_id", ForeignKey("user.id")))
Table("node", Auto.metadata, Column("id", Integer, primary_key=True), Column("parent_id", ForeignKey("node.id")))
Auto.prepare()
`);
  expect(made(f).relationships).toEqual([
    'node.node -> node MANYTOONE scalar',
    'node.node_collection -> node ONETOMANY list by node.node',
    'post.user -> user MANYTOONE scalar',
    'user.post_collection -> post ONETOMANY list',
  ]);
});

test.each(['Auto.prepare(engine, reflect=True)', 'Auto.prepare(autoload_with=engine)', ''])('reflected tables are not known: %s', prepare => {
  const f = fixture(`${imports}
Auto = automap_base()
class User(Auto):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    posts = relationship("post", back_populates="user")
${prepare}
`);
  expect(made(f)).toEqual({ classes: ['models:User user'], relationships: ['User.posts -> unknown unknown'] });
});

test('DeferredReflection: nothing is mapped before prepare(), and then the columns are not all known', () => {
  const text = (prepare: string): Fixture =>
    fixture(`${imports}
Base = declarative_base()
class User(DeferredReflection, Base):
    __tablename__ = "user"
    posts = relationship("Post", backref="user")
class Post(DeferredReflection, Base):
    __tablename__ = "post"
${prepare}
`);
  expect(made(text('')).classes).toEqual([]);
  const f = text('def connect(engine):\n    DeferredReflection.prepare(engine)');
  expect(made(f)).toEqual({
    classes: ['models:Post post', 'models:User user'],
    relationships: ['Post.user -> User unknown by User.posts', 'User.posts -> Post unknown'],
  });
  const { unresolved } = inspection({ snapshot: f.snapshot(), root: '', leftOut: [], within: () => true, relative: uri => uri });
  expect(unresolved.map(u => `${u.what}: ${u.why}`)).toContain('User.posts: direction: it is reflected from the database');
});

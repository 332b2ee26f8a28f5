/** Helper functions and decorators that relationships, columns and names come from. Each program was run by SQLAlchemy 2.0 and 2.1; the expected lines are what it made of it. */
import { expect, test } from 'vitest';
import { fixture } from '../support/fixture.ts';
import { imports, relationshipsOf, user } from '../support/programs.ts';

test('a helper that passes everything on', () => {
  const f = fixture(`${imports}
def rel(*args, **kwargs):
    kwargs.setdefault("lazy", "selectin")
    return relationship(*args, **kwargs)
${user}class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    user = rel("User", backref="posts")
    again = rel(User, lazy="joined", viewonly=True)
`);
  expect(relationshipsOf(f)).toEqual([
    'Post.again -> User MANYTOONE scalar',
    'Post.user -> User MANYTOONE scalar',
    'User.posts -> Post ONETOMANY list by Post.user',
  ]);
});

test('a helper that takes arguments away', () => {
  const f = fixture(`${imports}
def rel(target, **kwargs):
    many = kwargs.pop("many", None)
    if many is not None:
        kwargs["backref"] = many
    options = {"lazy": "selectin", **kwargs}
    return relationship(target, **options)
${user}class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    user = rel("User", many="posts")
`);
  expect(relationshipsOf(f)).toEqual(['Post.user -> User MANYTOONE scalar', 'User.posts -> Post ONETOMANY list by Post.user']);
});

test('functools.partial', () => {
  const f = fixture(`${imports}
viewed = functools.partial(relationship, lazy="joined", viewonly=True)
${user}class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    user = viewed("User")
    writer = viewed("User", lazy="select", viewonly=False, backref="posts")
`);
  expect(relationshipsOf(f)).toEqual([
    'Post.user -> User MANYTOONE scalar',
    'Post.writer -> User MANYTOONE scalar',
    'User.posts -> Post ONETOMANY list by Post.writer',
  ]);
});

test('a lambda with parameters', () => {
  const f = fixture(`${imports}
many = lambda target, name: relationship(target, backref=name)
key = lambda table: Column(Integer, ForeignKey(table + ".id"))
${user}class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = key("user")
    user = many("User", "posts")
`);
  expect(relationshipsOf(f)).toEqual(['Post.user -> User MANYTOONE scalar', 'User.posts -> Post ONETOMANY list by Post.user']);
});

test('static and class methods', () => {
  const f = fixture(`${imports}
class Fields:
    @staticmethod
    def key(table):
        return Column(ForeignKey(f"{table}.id"))
    @classmethod
    def many(cls, target, name=None):
        return relationship(target, backref=name or "all_" + cls.__name__.lower())
${user}class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Fields.key("user")
    user = Fields.many("User")
`);
  expect(relationshipsOf(f)).toEqual(['Post.user -> User MANYTOONE scalar', 'User.all_fields -> Post ONETOMANY list by Post.user']);
});

test('a helper that returns a pair', () => {
  const f = fixture(`${imports}
def reference(target, name):
    column = Column(ForeignKey(target.lower() + ".id"))
    return column, relationship(target, backref=name)
${user}class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id, user = reference("User", "posts")
`);
  expect(relationshipsOf(f)).toEqual(['Post.user -> User MANYTOONE scalar', 'User.posts -> Post ONETOMANY list by Post.user']);
});

test('a class decorator', () => {
  const f = fixture(`${imports}
def owned(cls):
    cls.owner_id = Column(ForeignKey("user.id"))
    cls.owner = relationship("User", backref=cls.__tablename__ + "s")
    return cls
def tagged(name):
    def decorate(cls):
        setattr(cls, name, relationship("User", viewonly=True))
        return cls
    return decorate
${user}@tagged("seen_by")
@owned
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
`);
  expect(relationshipsOf(f)).toEqual([
    'Post.owner -> User MANYTOONE scalar',
    'Post.seen_by -> User MANYTOONE scalar',
    'User.posts -> Post ONETOMANY list by Post.owner',
  ]);
});

test('a function that acts on classes', () => {
  const f = fixture(`${imports}
def attach(cls, *, name="author"):
    cls.author_id = Column(ForeignKey("user.id"))
    setattr(cls, name, relationship("User", backref=f"{cls.__name__.lower()}s"))
${user}class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
class Page(Base):
    __tablename__ = "page"
    id = Column(Integer, primary_key=True)
attach(Post)
attach(Page, name="writer")
`);
  expect(relationshipsOf(f)).toEqual([
    'Page.writer -> User MANYTOONE scalar',
    'Post.author -> User MANYTOONE scalar',
    'User.pages -> Page ONETOMANY list by Page.writer',
    'User.posts -> Post ONETOMANY list by Post.author',
  ]);
});

test('a function within a function', () => {
  const f = fixture(`${imports}
def namer(prefix):
    def name(cls):
        return prefix + cls.__name__.lower()
    return name
prefixed = namer("app_")
class Prefixed:
    @declared_attr
    def __tablename__(cls):
        return prefixed(cls)
class User(Prefixed, Base):
    id = Column(Integer, primary_key=True)
class Post(Prefixed, Base):
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("app_user.id"))
    user = relationship("User", backref="posts")
`);
  expect(relationshipsOf(f)).toEqual(['Post.user -> User MANYTOONE scalar', 'User.posts -> Post ONETOMANY list by Post.user']);
});

test('try and with in a helper', () => {
  const f = fixture(`${imports}
def rel(target, name):
    try:
        text = name.lower()
    except AttributeError:
        text = None
    with warnings.catch_warnings():
        return relationship(target, backref=text)
${user}class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    user = rel("User", "POSTS")
`);
  expect(relationshipsOf(f)).toEqual(['Post.user -> User MANYTOONE scalar', 'User.posts -> Post ONETOMANY list by Post.user']);
});

test('closures and defaults', () => {
  const f = fixture(`${imports}
PREFIX = "x_"
def outer(prefix=PREFIX):
    suffix = "_set"
    def inner(target, name):
        return relationship(target, backref=prefix + name + suffix)
    return inner
rel = outer()
other = outer(prefix="y_")
${user}class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    a = rel("User", "a")
    b = other("User", "b")
`);
  expect(relationshipsOf(f)).toEqual([
    'Post.a -> User MANYTOONE scalar',
    'Post.b -> User MANYTOONE scalar',
    'User.x_a_set -> Post ONETOMANY list by Post.a',
    'User.y_b_set -> Post ONETOMANY list by Post.b',
  ]);
});

test('self-referential with helper and keys', () => {
  const f = fixture(`${imports}
def tree(cls_name, table):
    return (
        Column(ForeignKey(f"{table}.id")),
        relationship(cls_name, remote_side=f"{cls_name}.id", backref=backref("children", lazy="dynamic")),
    )
class Node(Base):
    __tablename__ = "node"
    id = Column(Integer, primary_key=True)
    parent_id, parent = tree("Node", "node")
`);
  expect(relationshipsOf(f)).toEqual(['Node.children -> Node ONETOMANY list by Node.parent', 'Node.parent -> Node MANYTOONE scalar']);
});

test('partial in partial and a method call on a string', () => {
  const f = fixture(`${imports}
base = functools.partial(relationship, viewonly=False)
many = functools.partial(base, "User", lazy="joined")
${user}class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    user = many(backref="{}_{kind}".format("all", kind="posts"))
`);
  expect(relationshipsOf(f)).toEqual(['Post.user -> User MANYTOONE scalar', 'User.all_posts -> Post ONETOMANY list by Post.user']);
});

test('setattr in a declared_attr of another class', () => {
  const f = fixture(`${imports}
${user}class Owned:
    @declared_attr
    def user_id(cls):
        return Column(ForeignKey("user.id"))
    @declared_attr
    def user(cls):
        name = cls.__name__.lower() + "s"
        setattr(User, name, relationship(cls, back_populates="user"))
        return relationship(User, back_populates=name)
class Post(Owned, Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
class Page(Owned, Base):
    __tablename__ = "page"
    id = Column(Integer, primary_key=True)
`);
  expect(relationshipsOf(f)).toEqual([
    'Page.user -> User MANYTOONE scalar',
    'Post.user -> User MANYTOONE scalar',
    'User.pages -> Page ONETOMANY list',
    'User.posts -> Post ONETOMANY list',
  ]);
});

test('lru_cache and a decorated helper', () => {
  const f = fixture(`${imports}
@functools.lru_cache
def base():
    return declarative_base()
class User(base()):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(base()):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    user = relationship("User", backref="posts")
`);
  expect(relationshipsOf(f)).toEqual(['Post.user -> User MANYTOONE scalar', 'User.posts -> Post ONETOMANY list by Post.user']);
});

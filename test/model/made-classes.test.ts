/** Classes that are made by running code. Each program was run by SQLAlchemy 2.0 and 2.1; the expected lines are what it made of it. */
import { expect, test } from 'vitest';
import { fixture } from '../support/fixture.ts';
import { imports, made, user } from '../support/programs.ts';

test('type() at module level', () => {
  const f = fixture(`${imports}
Post = type("Post", (Base,), {"__tablename__": "post", "id": Column(Integer, primary_key=True), "user_id": Column(ForeignKey("user.id")), "author": relationship("User", backref="posts")})
${user}`);
  expect(made(f)).toEqual({
    classes: ['models:Post post', 'models:User user'],
    relationships: ['Post.author -> User MANYTOONE scalar', 'User.posts -> Post ONETOMANY list by Post.author'],
  });
});

test('type() with a namespace that is built step by step', () => {
  const f = fixture(`${imports}
namespace = dict(__tablename__="post", id=Column(Integer, primary_key=True))
def model(name, **extra):
    body = {"__tablename__": name.lower(), "id": Column(Integer, primary_key=True)}
    body.update(extra)
    body["user_id"] = Column(ForeignKey("user.id"))
    return type(name, (Base,), body)
${user}Post = model("Post", author=relationship("User", backref="posts"))
Comment = model("Comment", author=relationship(User, backref="comments"))
`);
  expect(made(f)).toEqual({
    classes: ['models:Comment comment', 'models:Post post', 'models:User user'],
    relationships: [
      'Comment.author -> User MANYTOONE scalar',
      'Post.author -> User MANYTOONE scalar',
      'User.comments -> Comment ONETOMANY list by Comment.author',
      'User.posts -> Post ONETOMANY list by Post.author',
    ],
  });
});

test('type(Base) as the metaclass', () => {
  const f = fixture(`${imports}
${user}Post = type(Base)("Post", (Base,), {"__tablename__": "post", "id": Column(Integer, primary_key=True), "user_id": Column(ForeignKey("user.id")), "author": relationship(User, backref="posts")})
`);
  expect(made(f)).toEqual({
    classes: ['models:Post post', 'models:User user'],
    relationships: ['Post.author -> User MANYTOONE scalar', 'User.posts -> Post ONETOMANY list by Post.author'],
  });
});

test('a mixin that makes a class for each class', () => {
  const f = fixture(`${imports}
class Commented:
    @declared_attr
    def comments(cls):
        cls.Comment = type(f"{cls.__name__}Comment", (Base,), {
            "__tablename__": "%s_comment" % cls.__tablename__,
            "id": Column(Integer, primary_key=True),
            "parent_id": Column(ForeignKey(cls.__tablename__ + ".id")),
            "parent": relationship(cls, viewonly=True),
        })
        return relationship(cls.Comment, cascade="all, delete-orphan")
class Post(Commented, Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
class Picture(Commented, Base):
    __tablename__ = "picture"
    id = Column(Integer, primary_key=True)
`);
  expect(made(f)).toEqual({
    classes: ['models:Picture picture', 'models:PictureComment picture_comment', 'models:Post post', 'models:PostComment post_comment'],
    relationships: [
      'Picture.comments -> PictureComment ONETOMANY list',
      'PictureComment.parent -> Picture MANYTOONE scalar',
      'Post.comments -> PostComment ONETOMANY list',
      'PostComment.parent -> Post MANYTOONE scalar',
    ],
  });
});

test('a mixin that makes a class with a class statement', () => {
  const f = fixture(`${imports}
class Versioned:
    @declared_attr
    def versions(cls):
        class Version(Base):
            __tablename__ = cls.__tablename__ + "_version"
            id = Column(Integer, primary_key=True)
            of_id = Column(ForeignKey(f"{cls.__tablename__}.id"))
        cls.Version = Version
        return relationship(Version, backref="of")
class Post(Versioned, Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
class Page(Versioned, Base):
    __tablename__ = "page"
    id = Column(Integer, primary_key=True)
`);
  expect(made(f)).toEqual({
    classes: [
      'models:Page page',
      'models:Post post',
      'models:Versioned.versions.<locals>.Version page_version',
      'models:Versioned.versions.<locals>.Version post_version',
    ],
    relationships: [
      'Page.versions -> Version ONETOMANY list',
      'Post.versions -> Version ONETOMANY list',
      'Version.of -> Page MANYTOONE scalar by Page.versions',
      'Version.of -> Post MANYTOONE scalar by Post.versions',
    ],
  });
});

test('a factory with a class statement', () => {
  const f = fixture(`${imports}
def make_comment(owner, table):
    class Comment(Base):
        __tablename__ = table
        id = Column(Integer, primary_key=True)
        owner_id = Column(ForeignKey(owner.__tablename__ + ".id"))
        owned_by = relationship(owner, backref="comments")
    return Comment
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
class Page(Base):
    __tablename__ = "page"
    id = Column(Integer, primary_key=True)
PostComment = make_comment(Post, "post_comment")
PageComment = make_comment(Page, table="page_comment")
`);
  expect(made(f)).toEqual({
    classes: ['models:Page page', 'models:Post post', 'models:make_comment.<locals>.Comment page_comment', 'models:make_comment.<locals>.Comment post_comment'],
    relationships: [
      'Comment.owned_by -> Page MANYTOONE scalar',
      'Comment.owned_by -> Post MANYTOONE scalar',
      'Page.comments -> Comment ONETOMANY list by Comment.owned_by',
      'Post.comments -> Comment ONETOMANY list by Comment.owned_by',
    ],
  });
});

test('several classes from one function', () => {
  const f = fixture(`${imports}
def define():
    class Parent(Base):
        __tablename__ = "parent"
        id = Column(Integer, primary_key=True)
        children = relationship(lambda: Child, back_populates="parent")
    class Child(Base):
        __tablename__ = "child"
        id = Column(Integer, primary_key=True)
        parent_id = Column(ForeignKey("parent.id"))
        parent = relationship(Parent, back_populates="children")
    return Parent, Child
Parent, Child = define()
class Toy(Base):
    __tablename__ = "toy"
    id = Column(Integer, primary_key=True)
    child_id = Column(ForeignKey("child.id"))
    child = relationship(Child, backref="toys")
`);
  expect(made(f)).toEqual({
    classes: ['models:Toy toy', 'models:define.<locals>.Child child', 'models:define.<locals>.Parent parent'],
    relationships: [
      'Child.parent -> Parent MANYTOONE scalar',
      'Child.toys -> Toy ONETOMANY list by Toy.child',
      'Parent.children -> Child ONETOMANY list',
      'Toy.child -> Child MANYTOONE scalar',
    ],
  });
});

test('a loop that makes classes', () => {
  const f = fixture(`${imports}
${user}KINDS = {"Like": "likes", "Share": "shares"}
for kind, plural in KINDS.items():
    globals()[kind] = type(kind, (Base,), {
        "__tablename__": plural,
        "id": Column(Integer, primary_key=True),
        "user_id": Column(ForeignKey("user.id")),
        "user": relationship("User", backref=backref(plural, lazy="selectin")),
    })
`);
  expect(made(f)).toEqual({
    classes: ['models:Like likes', 'models:Share shares', 'models:User user'],
    relationships: [
      'Like.user -> User MANYTOONE scalar',
      'Share.user -> User MANYTOONE scalar',
      'User.likes -> Like ONETOMANY list by Like.user',
      'User.shares -> Share ONETOMANY list by Share.user',
    ],
  });
});

test('a base class made by a function', () => {
  const f = fixture(`${imports}
def make_base():
    class Own(Base):
        __abstract__ = True
        id = Column(Integer, primary_key=True)
        @declared_attr
        def __tablename__(cls):
            return cls.__name__.lower()
    return Own
Own = make_base()
class User(Own):
    pass
class Post(Own):
    user_id = Column(ForeignKey("user.id"))
    user = relationship("User", backref="posts")
`);
  expect(made(f)).toEqual({
    classes: ['models:Post post', 'models:User user'],
    relationships: ['Post.user -> User MANYTOONE scalar', 'User.posts -> Post ONETOMANY list by Post.user'],
  });
});

test('helpers in another file', () => {
  const f = fixture(`
#- base.py
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
NAME = "theirs"
def owned(target, name):
    return relationship(target, backref=name)
def model(name, **body):
    return type(name, (Base,), {"__tablename__": name.lower(), "id": Column(Integer, primary_key=True), **body})
def history(cls):
    class History(Base):
        __tablename__ = cls.__tablename__ + "_history"
        id = Column(Integer, primary_key=True)
        of_id = Column(ForeignKey(cls.__tablename__ + ".id"))
        of = relationship(cls, backref="history")
    return History
#- models.py
${imports}from base import *
NAME = "posts"
User = model("User")
Post = model("Post", user_id=Column(ForeignKey("user.id")), user=owned("User", NAME))
PostHistory = history(Post)
`);
  expect(made(f)).toEqual({
    classes: ['base:Post post', 'base:User user', 'base:history.<locals>.History post_history'],
    relationships: [
      'History.of -> Post MANYTOONE scalar',
      'Post.history -> History ONETOMANY list by History.of',
      'Post.user -> User MANYTOONE scalar',
      'User.posts -> Post ONETOMANY list by Post.user',
    ],
  });
});

test('a class within a class within a function', () => {
  const f = fixture(`${imports}
def make():
    class Outer:
        class Inner(Base):
            __tablename__ = "inner"
            id = Column(Integer, primary_key=True)
            outer_id = Column(ForeignKey("user.id"))
            outer = relationship("User", backref="inners")
    return Outer
${user}Outer = make()
`);
  expect(made(f)).toEqual({
    classes: ['models:User user', 'models:make.<locals>.Outer.Inner inner'],
    relationships: ['Inner.outer -> User MANYTOONE scalar', 'User.inners -> Inner ONETOMANY list by Inner.outer'],
  });
});

test('mixins on made classes', () => {
  const f = fixture(`${imports}
class Named:
    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()
    id = Column(Integer, primary_key=True)
    @declared_attr
    def user_id(cls):
        return Column(ForeignKey("user.id"))
    @declared_attr
    def user(cls):
        return relationship("User", backref=f"{cls.__name__.lower()}_list")
${user}A, B = (type(n, (Named, Base), {}) for n in ("Apple", "Berry"))
C = {n: type(n, (Named, Base), {}) for n in ["Cherry"]}
D = [type(n, (Named, Base), dict()) for n in ["Date"] if n.startswith("D")]
`);
  expect(made(f)).toEqual({
    classes: ['models:Apple apple', 'models:Berry berry', 'models:Cherry cherry', 'models:Date date', 'models:User user'],
    relationships: [
      'Apple.user -> User MANYTOONE scalar',
      'Berry.user -> User MANYTOONE scalar',
      'Cherry.user -> User MANYTOONE scalar',
      'Date.user -> User MANYTOONE scalar',
      'User.apple_list -> Apple ONETOMANY list by Apple.user',
      'User.berry_list -> Berry ONETOMANY list by Berry.user',
      'User.cherry_list -> Cherry ONETOMANY list by Cherry.user',
      'User.date_list -> Date ONETOMANY list by Date.user',
    ],
  });
});

test('assignments on a class made by a function', () => {
  const f = fixture(`${imports}
def make(name):
    class Thing(Base):
        __tablename__ = name
        id = Column(Integer, primary_key=True)
    Thing.user_id = Column(ForeignKey("user.id"))
    Thing.user = relationship("User", backref=name + "s")
    return Thing
${user}One = make("one")
Two = make("two")
`);
  expect(made(f)).toEqual({
    classes: ['models:User user', 'models:make.<locals>.Thing one', 'models:make.<locals>.Thing two'],
    relationships: [
      'Thing.user -> User MANYTOONE scalar',
      'Thing.user -> User MANYTOONE scalar',
      'User.ones -> Thing ONETOMANY list by Thing.user',
      'User.twos -> Thing ONETOMANY list by Thing.user',
    ],
  });
});

test('single table inheritance by a loop', () => {
  const f = fixture(`${imports}
class Person(Base):
    __tablename__ = "person"
    id = Column(Integer, primary_key=True)
    kind = Column(Integer)
    boss_id = Column(ForeignKey("person.id"))
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": 0}
    boss = relationship("Person", remote_side=[id], backref="staff")
kinds = []
for i, name in enumerate(["Clerk", "Guard"], 1):
    kinds.append(type(name, (Person,), {"__mapper_args__": {"polymorphic_identity": i}}))
`);
  expect(made(f)).toEqual({
    classes: ['models:Clerk person', 'models:Guard person', 'models:Person person'],
    relationships: [
      'Clerk < Person.boss -> Person MANYTOONE scalar',
      'Clerk < Person.staff -> Person ONETOMANY list by Person.boss',
      'Guard < Person.boss -> Person MANYTOONE scalar',
      'Guard < Person.staff -> Person ONETOMANY list by Person.boss',
      'Person.boss -> Person MANYTOONE scalar',
      'Person.staff -> Person ONETOMANY list by Person.boss',
    ],
  });
});

test('a function that returns a base', () => {
  const f = fixture(`${imports}
def base(name):
    return declarative_base(name=name)
One = base("One")
Two = base("Two")
class A(One):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
class B(Two):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey(A.id))
    a = relationship(A, backref="bs")
`);
  expect(made(f)).toEqual({
    classes: ['models:A a', 'models:B b'],
    relationships: ['A.bs -> B ONETOMANY list by B.a', 'B.a -> A MANYTOONE scalar'],
  });
});

/** Helper functions, loops and constants that relationships, columns and names come from. Each program was run by SQLAlchemy 2.0 and 2.1; the expected lines are what it made of it. */
import { expect, test } from 'vitest';
import { relationships } from '../support/ask.ts';
import { type Fixture, fixture } from '../support/fixture.ts';

const imports = `import dataclasses, enum, functools, re, warnings
from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import backref, declarative_base, declared_attr, relationship
Base = declarative_base()
`;

const relationshipsOf = (f: Fixture) => [...relationships(f)].sort();
test('a loop over tuples with setattr', () => {
  const f = fixture(`${imports}
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
class Page(Base):
    __tablename__ = "page"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
for name, target in (("posts", "Post"), ("pages", "Page")):
    setattr(User, name, relationship(target, backref="writer"))
`);
  expect(relationshipsOf(f)).toEqual([
    'Page.writer -> User MANYTOONE scalar by User.pages',
    'Post.writer -> User MANYTOONE scalar by User.posts',
    'User.pages -> Page ONETOMANY list',
    'User.posts -> Post ONETOMANY list',
  ]);
});

test('a loop over classes', () => {
  const f = fixture(`${imports}
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
class Page(Base):
    __tablename__ = "page"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
for cls in [Post, Page]:
    cls.user = relationship(User, backref=cls.__name__.lower() + "s")
`);
  expect(relationshipsOf(f)).toEqual([
    'Page.user -> User MANYTOONE scalar',
    'Post.user -> User MANYTOONE scalar',
    'User.pages -> Page ONETOMANY list by Page.user',
    'User.posts -> Post ONETOMANY list by Post.user',
  ]);
});

test('a loop with a lambda reads names when it is done', () => {
  const f = fixture(`${imports}
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
class C(Base):
    __tablename__ = "c"
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey("a.id"))
    b_id = Column(ForeignKey("b.id"))
def link():
    for target in (A, B):
        setattr(C, target.__name__.lower(), relationship(lambda: target))
link()
`);
  expect(relationshipsOf(f)).toEqual(['C.a -> B MANYTOONE scalar', 'C.b -> B MANYTOONE scalar']);
});

test('a comprehension in mapper arguments', () => {
  const f = fixture(`${imports}
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    writer_id = Column(ForeignKey("user.id"))
    editor_id = Column(ForeignKey("user.id"))
    __mapper_args__ = {"properties": {name: relationship("User", foreign_keys=f"Post.{name}_id", backref=name + "_of") for name in ("writer", "editor")}}
`);
  expect(relationshipsOf(f)).toEqual([
    'Post.editor -> User MANYTOONE scalar',
    'Post.writer -> User MANYTOONE scalar',
    'User.editor_of -> Post ONETOMANY list by Post.editor',
    'User.writer_of -> Post ONETOMANY list by Post.writer',
  ]);
});

test('a helper that passes everything on', () => {
  const f = fixture(`${imports}
def rel(*args, **kwargs):
    kwargs.setdefault("lazy", "selectin")
    return relationship(*args, **kwargs)
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
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
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
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
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
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
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
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
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
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
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id, user = reference("User", "posts")
`);
  expect(relationshipsOf(f)).toEqual(['Post.user -> User MANYTOONE scalar', 'User.posts -> Post ONETOMANY list by Post.user']);
});

test('constants of modules, classes and enumerations', () => {
  const f = fixture(`${imports}
NAME = "posts"
COMMON = {"lazy": "selectin", "backref": NAME}
class Names(enum.Enum):
    EDITED = "edited"
class Config:
    KEPT = "kept"
@dataclasses.dataclass
class Options:
    seen: str
    lazy: str = "joined"
OPTIONS = Options("seen_posts")
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    user = relationship("User", **COMMON)
    editor = relationship("User", backref=Names.EDITED.value, overlaps="*")
    keeper = relationship("User", backref=Config.KEPT)
    seer = relationship("User", backref=OPTIONS.seen, lazy=OPTIONS.lazy)
`);
  expect(relationshipsOf(f)).toEqual([
    'Post.editor -> User MANYTOONE scalar',
    'Post.keeper -> User MANYTOONE scalar',
    'Post.seer -> User MANYTOONE scalar',
    'Post.user -> User MANYTOONE scalar',
    'User.edited -> Post ONETOMANY list by Post.editor',
    'User.kept -> Post ONETOMANY list by Post.keeper',
    'User.posts -> Post ONETOMANY list by Post.user',
    'User.seen_posts -> Post ONETOMANY list by Post.seer',
  ]);
});

test('table names by helpers', () => {
  const f = fixture(`${imports}
def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
def joined(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")
def plural(word):
    if word.endswith("y"):
        return word[:-1] + "ies"
    elif word.endswith(("s", "x")):
        return word + "es"
    return word + "s"
class Snake:
    @declared_attr
    def __tablename__(cls):
        return plural(snake(cls.__name__))
class Joined:
    @declared_attr
    def __tablename__(cls):
        words = []
        for c in cls.__name__[:-5]:
            if c.isupper() and words:
                words.append("_")
            words.append(c.lower())
        return "".join(words)
class BlogCategory(Snake, Base):
    id = Column(Integer, primary_key=True)
class BlogPostModel(Joined, Base):
    id = Column(Integer, primary_key=True)
    category_id = Column(ForeignKey("blog_categories.id"))
    category = relationship("BlogCategory", backref=plural("post"))
class UserBox(Base):
    __tablename__ = plural(joined("UserBox"))
    id = Column(Integer, primary_key=True)
    post_id = Column(ForeignKey("blog_post.id"))
    post = relationship("BlogPostModel", backref="boxes")
`);
  expect(relationshipsOf(f)).toEqual([
    'BlogCategory.posts -> BlogPostModel ONETOMANY list by BlogPostModel.category',
    'BlogPostModel.boxes -> UserBox ONETOMANY list by UserBox.post',
    'BlogPostModel.category -> BlogCategory MANYTOONE scalar',
    'UserBox.post -> BlogPostModel MANYTOONE scalar',
  ]);
});

test('link tables by a helper', () => {
  const f = fixture(`${imports}
def link(left, right):
    return Table(f"{left}_{right}", Base.metadata, Column(f"{left}_id", ForeignKey(f"{left}.id")), Column(f"{right}_id", ForeignKey(f"{right}.id")))
post_tag = link("post", "tag")
page_tag = link("page", "tag")
class Tag(Base):
    __tablename__ = "tag"
    id = Column(Integer, primary_key=True)
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    tags = relationship("Tag", secondary=post_tag, backref="posts")
class Page(Base):
    __tablename__ = "page"
    id = Column(Integer, primary_key=True)
    tags = relationship("Tag", secondary="page_tag", backref="pages")
`);
  expect(relationshipsOf(f)).toEqual([
    'Page.tags -> Tag MANYTOMANY list',
    'Post.tags -> Tag MANYTOMANY list',
    'Tag.pages -> Page MANYTOMANY list by Page.tags',
    'Tag.posts -> Post MANYTOMANY list by Post.tags',
  ]);
});

test('columns by a list', () => {
  const f = fixture(`${imports}
def stamps():
    return [Column("made_by", ForeignKey("user.id")), Column("made_at", Integer)]
users = Table("user", Base.metadata, Column("id", Integer, primary_key=True))
posts = Table("post", Base.metadata, Column("id", Integer, primary_key=True), *stamps())
class User(Base):
    __table__ = users
class Post(Base):
    __table__ = posts
    maker = relationship(User, backref="made")
`);
  expect(relationshipsOf(f)).toEqual(['Post.maker -> User MANYTOONE scalar', 'User.made -> Post ONETOMANY list by Post.maker']);
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
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
@tagged("seen_by")
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
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
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

test('a dict that changes between two uses', () => {
  const f = fixture(`${imports}
def define():
    options = {"backref": "first"}
    one = relationship("User", **options)
    options["backref"] = "second"
    two = relationship("User", **options, viewonly=True)
    return one, two
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    one, two = define()
`);
  expect(relationshipsOf(f)).toEqual([
    'Post.one -> User MANYTOONE scalar',
    'Post.two -> User MANYTOONE scalar',
    'User.first -> Post ONETOMANY list by Post.one',
    'User.second -> Post ONETOMANY list by Post.two',
  ]);
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
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
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
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
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

test('foreign keys given as objects', () => {
  const f = fixture(`${imports}
def to(column, **kw):
    return relationship("User", foreign_keys=[column], **kw)
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    writer_id = Column(ForeignKey("user.id"))
    editor_id = Column(ForeignKey("user.id"))
    writer = to(writer_id, backref="written")
    editor = to(editor_id, backref="edited")
`);
  expect(relationshipsOf(f)).toEqual([
    'Post.editor -> User MANYTOONE scalar',
    'Post.writer -> User MANYTOONE scalar',
    'User.edited -> Post ONETOMANY list by Post.editor',
    'User.written -> Post ONETOMANY list by Post.writer',
  ]);
});

test('star imports and constants through a module', () => {
  const f = fixture(`
#- names.py
class Names:
    POSTS = "posts"
TABLES = {"user": "app_user", "post": "app_post"}
def key(name):
    return TABLES[name] + ".id"
#- models.py
${imports}import names
class User(Base):
    __tablename__ = names.TABLES["user"]
    id = Column(Integer, primary_key=True)
class Post(Base):
    __tablename__ = names.TABLES.get("post")
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey(names.key("user")))
    user = relationship("User", backref=names.Names.POSTS)
`);
  expect(relationshipsOf(f)).toEqual(['Post.user -> User MANYTOONE scalar', 'User.posts -> Post ONETOMANY list by Post.user']);
});

test('partial in partial and a method call on a string', () => {
  const f = fixture(`${imports}
base = functools.partial(relationship, viewonly=False)
many = functools.partial(base, "User", lazy="joined")
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    user = many(backref="{}_{kind}".format("all", kind="posts"))
`);
  expect(relationshipsOf(f)).toEqual(['Post.user -> User MANYTOONE scalar', 'User.all_posts -> Post ONETOMANY list by Post.user']);
});

test('setattr in a declared_attr of another class', () => {
  const f = fixture(`${imports}
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Owned:
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

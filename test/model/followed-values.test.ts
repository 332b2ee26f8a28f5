/** Loops, constants and containers that relationships, columns and names come from. Each program was run by SQLAlchemy 2.0 and 2.1; the expected lines are what it made of it. */
import { expect, test } from 'vitest';
import { fixture } from '../support/fixture.ts';
import { imports, page, post, relationshipsOf, user } from '../support/programs.ts';

test('a loop over tuples with setattr', () => {
  const f = fixture(`${imports}
${user}${post}${page}for name, target in (("posts", "Post"), ("pages", "Page")):
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
${user}${post}${page}for cls in [Post, Page]:
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
${user}class Post(Base):
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
${user}class Post(Base):
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

test('a dict that changes between two uses', () => {
  const f = fixture(`${imports}
def define():
    options = {"backref": "first"}
    one = relationship("User", **options)
    options["backref"] = "second"
    two = relationship("User", **options, viewonly=True)
    return one, two
${user}class Post(Base):
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

test('foreign keys given as objects', () => {
  const f = fixture(`${imports}
def to(column, **kw):
    return relationship("User", foreign_keys=[column], **kw)
${user}class Post(Base):
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

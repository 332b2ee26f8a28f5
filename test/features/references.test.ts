import { describe, expect, test } from 'vitest';
import { highlights, placeOf, referencesOf } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';
import { blog } from '../support/models.ts';

/** Every `here`, `here 2` ... of a text. */
const labelled = (f: ReturnType<typeof fixture>): readonly string[] =>
  f.labels
    .map(l => l.slice(l.indexOf(' ') + 1))
    .filter(l => l.startsWith('here'))
    .map(l => placeOf(f, l))
    .sort();

/** Where the blog says `backref="author"`. */
const declaration = 'blog/user.py:15:42';

/** The blog, and code that speaks of `Post.author`: the labels are all the places that do. */
const used = (code: string): ReturnType<typeof fixture> =>
  fixture(`${blog.replace('backref="author"', 'backref="auth$0or"')}
#- service.py
from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload, selectinload, with_parent
from sqlalchemy.ext.associationproxy import association_proxy
from blog.base import Base
from blog.user import User
from blog.post import Post, Tag

${code}
`);

describe('all that names an implicit attribute', () => {
  test.each([
    ['an attribute', 'def f(post: Post):\n    return post.author.name\n#               ^^^^^^ here 2'],
    ['several hops away', 'def f(tag: Tag):\n    return tag.posts[0].author\n#                       ^^^^^^ here 2'],
    ['of the class', 'q = select(Post).join(Post.author)\n#                          ^^^^^^ here 2'],
    ['a constructor and an assignment', 'post = Post(author=None)\n#           ^^^^^^ here 2\npost.author = User()\n#    ^^^^^^ here 3'],
    ['filter_by', 'def f(session, u):\n    return session.query(Post).filter_by(author=u)\n#                                        ^^^^^^ here 2'],
    [
      'filter_by behind a join',
      'def f(session, u):\n    return session.query(Tag).join(Post).filter_by(author=u), session.query(Tag).join(Post).filter_by(posts=u)\n#                                                  ^^^^^^ here 2',
    ],
    [
      'getattr and hasattr',
      'def f(post: Post):\n    hasattr(post, "author")\n#                  ^^^^^^ here 2\n    return getattr(post, "author", None)\n#                         ^^^^^^ here 3',
    ],
    ['with_parent', 'def f(post: Post):\n    select(User).where(with_parent(post, "author"))\n#                                         ^^^^^^ here 2'],
    ['a loader string', 'def f(session):\n    session.query(Post).options(joinedload("author"))\n#                                           ^^^^^^ here 2'],
    [
      'a path of loader strings',
      'def f(session):\n    session.query(Tag).options(joinedload("posts.author"))\n#                                                ^^^^^^ here 2',
    ],
    [
      'a chain of loaders',
      'def f(session):\n    session.query(Tag).options(joinedload(Tag.posts).selectinload("author"))\n#                                                                  ^^^^^^ here 2',
    ],
    ['join strings', 'def f(session):\n    session.query(Tag).join("posts", "author")\n#                                     ^^^^^^ here 2'],
    [
      'joins one after the other',
      'def f(session):\n    session.query(Tag).join("posts").filter(Post.id == 1).join("author")\n#                                                               ^^^^^^ here 2',
    ],
    ['refresh', 'def f(session, post: Post):\n    session.refresh(post, ["author"])\n#                           ^^^^^^ here 2'],
    ['a stub for type checkers', 'class Draft(Post):\n    if TYPE_CHECKING:\n        author: "User"\n#       ^^^^^^ here 2'],
    [
      'a schema of marshmallow',
      'class PostSchema:\n    class Meta:\n        model = Post\n        fields = ("id", "author", "author.name")\n#                        ^^^^^^ here 2\n#                                  ^^^^^^ here 3',
    ],
    [
      'a field of a schema',
      'class PostSchema(SQLAlchemySchema):\n    class Meta:\n        model = Post\n    author = fields.Nested("UserSchema")\n#   ^^^^^^ here 2',
    ],
    [
      'a view of Flask-Admin',
      'class PostView(ModelView):\n    column_list = ["id", "author"]\n#                         ^^^^^^ here 2\nadmin.add_view(PostView(Post, None))',
    ],
    [
      'a view of Flask-AppBuilder',
      'class PostView(ModelView):\n    datamodel = SQLAInterface(Post)\n    list_columns = ["author.name"]\n#                    ^^^^^^ here 2',
    ],
    ['a Pydantic model', 'class PostOut(BaseModel):\n    author: str\n#   ^^^^^^ here 2\ndef f(post: Post):\n    return PostOut.model_validate(post)'],
  ])('%s', (_, code) => {
    const f = used(code);
    expect(referencesOf(f)).toEqual([declaration, ...labelled(f)]);
  });

  test.each([
    ['something unknown', 'def f(x):\n    return x.author'],
    ['something else', 'class Book:\n    author = None\ndef f(book: Book):\n    return book.author'],
    ['a key of a dictionary', 'def f(post: Post):\n    return {"author": post.id}["author"]'],
    ['a comment and a text', '# author\ndef f(post: Post):\n    """author"""\n    print("author")'],
    ['the other side', 'def f(user: User):\n    return user.posts'],
  ])('but not %s', (_, code) => {
    const f = used(code);
    expect(referencesOf(f)).toEqual([declaration]);
  });
});

test('strings of the mapper: back_populates, overlaps, order_by, association_proxy, validates, back_populates as a lambda', () => {
  const f = fixture(`
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.orm import declarative_base, relationship, synonym, validates
Base = declarative_base()

class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    pos$0ts = relationship("Post", back_populates="author")
#   ^^^^^ here
    drafts = relationship("Post", overlaps="posts,author", viewonly=True)
#                                           ^^^^^ here 2
    titles = association_proxy("posts", "title")
#                               ^^^^^ here 3
    entries = synonym("posts")
#                      ^^^^^ here 4

    @validates("posts", "drafts")
#               ^^^^^ here 5
    def check(self, key, post):
        return post in self.posts
#                           ^^^^^ here 6

class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    author = relationship("User", back_populates="posts", order_by="User.posts")
#                                                 ^^^^^ here 7
#                                                                        ^^^^^ here 8
    editor = relationship("User", back_populates=lambda: User.posts, viewonly=True)
#                                                             ^^^^^ here 9
`);
  expect([...referencesOf(f)].sort()).toEqual(labelled(f));
  expect(referencesOf(f, false)).not.toContain(placeOf(f, 'here'));
});

test('a mixin makes one attribute for each of its classes, under one name', () => {
  const f = fixture(`
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, declared_attr, relationship
Base = declarative_base()

class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)

class Owned:
    @declared_attr
    def owner_id(cls):
        return Column(ForeignKey("users.id"))

    @declared_attr
    def owner(cls):
#       ^^^^^ here
        return relationship("User")

class Post(Owned, Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)

class Page(Owned, Base):
    __tablename__ = "pages"
    id = Column(Integer, primary_key=True)

def f(post: Post, page: Page):
    post.own$0er, page.owner
#        ^^^^^ here 2
#                    ^^^^^ here 3
`);
  expect([...referencesOf(f)].sort()).toEqual(labelled(f));
});

test('an attribute hidden in a subclass has the name of the one it hides', () => {
  const f = fixture(`
from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()

class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)

class Event(Base):
    __tablename__ = "events"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    who = relationship("User")
#   ^^^ here

class Talk(Event):
    who = relationship("User", lazy="joined")
#   ^^^ here 2

def f(talk: Talk, event: Event):
    talk.wh$0o, event.who
#        ^^^ here 3
#                   ^^^ here 4
`);
  expect([...referencesOf(f)].sort()).toEqual(labelled(f));
});

test('a class: statement, imports, annotations, targets, expressions in strings, __all__', () => {
  const f = fixture(`
#- blog/__init__.py
from .models import Post
#                   ^^^^ here
__all__ = ["Post", "other"]
#           ^^^^ here 2
#- blog/models.py
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()

class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", primaryjoin="Post.user_id == User.id", order_by="Post.id.desc()")
#                         ^^^^ here 3
#                                             ^^^^ here 4
#                                                                                 ^^^^ here 5
    pinned = relationship("blog.models.Post", viewonly=True)
#                                      ^^^^ here 6

class Po$0st(Base):
#     ^^^^ here 7
    __tablename__ = "Post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    parent_id = Column(ForeignKey("Post.id"))
#- service.py
from blog import Post as Entry
#                ^^^^ here 8
import blog.models

def f(a: "list[Post]", b: "blog.models.Post") -> Entry:
#                                      ^^^^ here 9
    """Post"""
    if a == "Post":
        print("Post")
    return blog.models.Post()
#                      ^^^^ here A
`);
  expect([...referencesOf(f)].sort()).toEqual(labelled(f));
});

test('highlights tell what reads from what gives a value', () => {
  const f = fixture(`${blog}
#- service.py
from blog.user import User
from blog.post import Post

def f(post: Post, user: User):
    post.auth$0or = user
    print(post.author, getattr(post, "author"))
    return Post(author=user)
`);
  expect(highlights(f)).toEqual(['4:9 write', '5:15 read', '5:38 read', '6:16 write']);
});

test('names in a string over several lines', () => {
  const f = fixture(`
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()

class Us$0er(Base):
#     ^^^^ here
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", primaryjoin="""and_(
        User.id == Post.user_id,
#       ^^^^ here 2
        Post.id > User.id)""")
#                 ^^^^ here 3

class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
`);
  expect([...referencesOf(f)].sort()).toEqual(labelled(f).toSorted());
});

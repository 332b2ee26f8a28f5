import { describe, expect, test } from 'vitest';
import { prepareRename } from '../../server/features/rename.ts';
import { placeOf, relationships, renamable, renamed } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';
import { blog } from '../support/models.ts';

/** The blog with a service behind it; the cursor stands in the service. */
const service = (code: string): ReturnType<typeof fixture> =>
  fixture(`${blog}
#- service.py
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from blog.user import User
from blog.post import Post, Tag
${code}
`);

/** The lines of a text that a rename changed. */
const changed = (f: ReturnType<typeof fixture>, newName: string): readonly string[] => {
  const { texts } = renamed(f, newName);
  return [...texts].flatMap(([path, text]) => {
    const before = f.texts.get(path)?.split('\n') ?? [];
    return text.split('\n').flatMap((line, i) => (line === before[i] ? [] : [`${path}: ${line.trim()}`]));
  });
};

describe('an implicit attribute', () => {
  test('is renamed from a use: in the string that makes it and in all code', () => {
    const f = service(
      'def f(session, user):\n    post = session.query(Post).filter_by(author=user).options(joinedload("author")).first()\n    return post.auth$0or.name',
    );
    expect(renamable(f)).toBe('author author');
    expect(changed(f, 'writer')).toEqual([
      'blog/user.py: posts = relationship("Post", backref="writer", order_by="Post.created")',
      'service.py: post = session.query(Post).filter_by(writer=user).options(joinedload("writer")).first()',
      'service.py: return post.writer.name',
    ]);
  });

  test('is renamed in backref(...), from its string', () => {
    const f = fixture(
      `${blog.replace('"followers", lazy', '"follow$0ers", lazy')}\n#- service.py\nfrom blog.user import User\ndef f(user: User):\n    user.followers.count()`,
    );
    expect(changed(f, 'fans')).toEqual(['blog/user.py: backref=backref("fans", lazy="dynamic"),', 'service.py: user.fans.count()']);
  });

  test('a place of which only the name is known waits for the user', () => {
    const f = service(
      'def f(post: Post, x):\n    post.auth$0or\n    x.author\n#     ^^^^^^ open\n    getattr(x, "author")\n#               ^^^^^^ also open\n    {"author": x}',
    );
    const { texts, unsure } = renamed(f, 'writer');
    expect(texts.get('service.py')).toContain('post.writer\n    x.author');
    expect(unsure).toEqual([placeOf(f, 'open'), placeOf(f, 'also open')]);
  });
});

test('a written attribute is renamed with back_populates and the other strings that name it', () => {
  const f = service('def f(post: Post):\n    post.ta$0gs');
  expect(changed(f, 'labels')).toEqual([
    'blog/post.py: labels = relationship("Tag", secondary="post_tags", back_populates="posts", cascade="save-update, merge")',
    'blog/post.py: posts = relationship("Post", secondary=post_tags, back_populates="labels")',
    'service.py: post.labels',
  ]);
});

test('the graph is the same up to the name', () => {
  const f = service('def f(post: Post):\n    post.auth$0or');
  const { texts } = renamed(f, 'writer');
  const after = fixture([...texts].map(([path, text]) => `#- ${path}\n${text}`).join('\n'));
  expect(relationships(after)).toEqual(relationships(f).map(r => r.replaceAll('Post.author', 'Post.writer')));
});

describe('refuses, with the reason', () => {
  test.each([
    ['no identifier', 'a-b', /not a valid Python identifier/],
    ['an empty name', '', /not a valid Python identifier/],
    ['a keyword', 'class', /keyword/],
    ['a name of Python', '__class__', /special meaning/],
    ['a name of SQLAlchemy', 'metadata', /reserved/],
    ['a name of the instrumentation', '_sa_instance_state', /reserved/],
    ['a column', 'created', /Post already has the column 'created'/],
    ['a relationship', 'tags', /Post already has the relationship 'tags'/],
  ])('%s', (_, name, why) => {
    expect(() => renamed(service('def f(post: Post):\n    post.auth$0or'), name)).toThrow(why);
  });

  const family = (member: string): ReturnType<typeof fixture> =>
    fixture(`
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()

class Named:
    def title(self): ...

class Event(Named, Base):
    __tablename__ = "events"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("events.id"))
    chil$0dren = relationship("Event")

class Talk(Event):
${member}
`);
  test.each([
    ['a method of a mixin', 'pass', 'title', /already has/],
    ['a column of a subclass', 'slot = Column(Integer)', 'slot', /Talk already has the column/],
    ['a method of a subclass', 'def slot(self): ...', 'slot', /Talk already has the method/],
    ['an attribute that a method sets', 'def f(self):\n        self.slot = 1', 'slot', /Talk already has 'slot', which a method sets/],
  ])('%s', (_, member, name, why) => {
    expect(() => renamed(family(`    ${member}`), name)).toThrow(why);
  });

  test('a computed backref', () => {
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
        return relationship("User", backref=f"{cls.__name__.lower()}s")
class Post(Owned, Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
def f(user: User):
    user.po$0sts
`);
    expect(() => renamable(f)).toThrow(/the name of User.posts is computed in the backref of Post.owner/);
    expect(() => renamed(f, 'entries')).toThrow(/computed/);
  });

  test.each([
    ['a constant', 'NAME', 'NAME = "author"\n'],
    ['a string in pieces', '"au" "thor"', ''],
  ])('a back_populates that is computed: %s', (_, value, before) => {
    const f = fixture(`
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
${before}
class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", back_populates=${value})
class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    auth$0or = relationship("User", back_populates="posts")
`);
    expect(() => renamable(f)).toThrow(/back_populates of User.posts is computed/);
  });

  test.each([
    ['a method', 'def who(self): ...'],
    ['an attribute', 'who = None'],
  ])('a name that a mixin gives to %s as well', (_, member) => {
    const f = fixture(`
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class Mixin:
    ${member}
class User(Mixin, Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    author = relationship("User", backref="who")
def f(user: User):
    return user.wh$0o
`);
    expect(() => renamable(f)).toThrow(/Mixin has something else of the name 'who'/);
  });

  test('what an installed package makes', () => {
    const f = service('def f(post: Post):\n    post.auth$0or');
    const snapshot = { ...f.snapshot(), installed: (uri: string) => uri.endsWith('user.py') };
    const at = { textDocument: { uri: f.cursor.uri }, position: f.cursor.position };
    expect(() => prepareRename.handle(snapshot, at)).toThrow(/Post.author is made by an installed package/);
  });

  test('a place that cannot be edited', () => {
    const f = fixture(
      `${blog.replace('order_by="Post.created")', 'order_by="Post.created")\n    drafts = relationship("Post", viewonly=True, overlaps="author\\x2c posts")')}\n#- service.py\nfrom blog.user import User\ndef f(user: User):\n    user.po$0sts`,
    );
    expect(() => renamed(f, 'entries')).toThrow(/user.py, line \d+: the name stands in a string/);
  });
});

test('what is not ours is left to other tools', () => {
  expect(renamable(service('def f(post: Post):\n    po$0st.author'))).toBeUndefined();
  expect(renamable(service('def f(post: Post):\n    post.crea$0ted'))).toBeUndefined();
  expect(renamable(service('def f(x):\n    x.auth$0or'))).toBeUndefined();
  expect(renamable(service('Writer = User\ndef f(post: Post):\n    Wri$0ter.posts'))).toBeUndefined();
});

describe('a mapped class', () => {
  test('is renamed in statements, imports, annotations and strings, never in the name of a table', () => {
    const f = fixture(`
#- blog/__init__.py
#- blog/models.py
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()

class User(Base):
    __tablename__ = "User"
    id = Column(Integer, primary_key=True)

class Post(Base):
    __tablename__ = "Post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("User.id"))
    author = relationship("blog.models.User", primaryjoin="User.id == Post.user_id")
#- service.py
from blog.models import User, Post

def f(user: "User"):
    return Us$0er(), "User"
`);
    expect(changed(f, 'Person')).toEqual([
      'blog/models.py: class Person(Base):',
      'blog/models.py: author = relationship("blog.models.Person", primaryjoin="Person.id == Post.user_id")',
      'service.py: from blog.models import Person, Post',
      'service.py: def f(user: "Person"):',
      'service.py: return Person(), "User"',
    ]);
    expect(() => renamed(f, 'Post')).toThrow(/there is a mapped class 'Post' already/);
    expect(() => renamed(f, 'Column')).toThrow(/'Column' means something else in models.py, line 1/);
  });

  const flask = (body: string): ReturnType<typeof fixture> =>
    fixture(`
from flask_sqlalchemy import SQLAlchemy
db = SQLAlchemy()

class BlogPo$0st(db.Model):
${body}
    id = db.Column(db.Integer, primary_key=True)
    parent_id = db.Column(db.ForeignKey("blog_post.id"))
    replies = db.relationship("BlogPost")
`);
  test('whose table is named after it keeps its table', () => {
    const { texts } = renamed(flask('    """A post."""'), 'Entry');
    expect(texts.get('models.py')).toContain(`class Entry(db.Model):
    """A post."""
    __tablename__ = "blog_post"
    id = db.Column(db.Integer, primary_key=True)
    parent_id = db.Column(db.ForeignKey("blog_post.id"))
    replies = db.relationship("Entry")`);
  });
  test('whose table has a name of its own needs nothing', () => {
    expect(
      renamed(flask('    __tablename__ = "blog_post"'), 'Entry')
        .texts.get('models.py')
        ?.match(/__tablename__/g),
    ).toHaveLength(1);
  });
  test('whose table a mixin names keeps its table, and so do its subclasses', () => {
    const f = fixture(`
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, declared_attr
Base = declarative_base()
class Named:
    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()
class Ev$0ent(Named, Base):
    id = Column(Integer, primary_key=True)
class Talk(Event):
    id = Column(ForeignKey("event.id"), primary_key=True)
`);
    expect(changed(f, 'Happening').filter(l => l.includes('tablename'))).toEqual(['models.py: __tablename__ = "event"', 'models.py: __tablename__ = "talk"']);
    const { texts } = renamed(f, 'Happening');
    expect(
      fixture(`#- models.py\n${texts.get('models.py')}`)
        .snapshot()
        .project.classes.map(c => `${c.name} ${c.table?.name}`),
    ).toEqual(['Happening event', 'Talk talk']);
  });
  test('beside another of its name keeps it', () => {
    const f = fixture(`
#- base.py
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base
Base = declarative_base()
class No$0de(Base):
    __tablename__ = "node"
    id = Column(Integer, primary_key=True)
#- other.py
from base import Base, Node
class Node(Base):
    __tablename__ = "other"
    id = Column(Integer, primary_key=True)
`);
    expect(() => renamed(f, 'Knot')).toThrow(/'Node' means several things in other.py/);
  });
  test('from whose name other things are computed keeps it', () => {
    const f = flask('    @db.declared_attr\n    def kind(cls):\n        return db.Column(db.String, default=cls.__name__)\n');
    expect(() => renamed(f, 'Entry')).toThrow(/'kind' is computed from the name of the class/);
  });
  test('that a string may or may not mean keeps its name', () => {
    const f = fixture(`
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()

class Us$0er(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("users.id"))
    parent = relationship("elsewhere.User")
`);
    expect(() => renamed(f, 'Person')).toThrow(/models.py, line 9: it is not known which class the string names/);
  });
});

test('what is declared for type checkers is renamed with the attribute it declares', () => {
  const f = fixture(`
from typing import TYPE_CHECKING
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import Mapped, declarative_base, relationship
Base = declarative_base()
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", backref="auth$0or")
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    if TYPE_CHECKING:
        author: Mapped["User"]
def f(post: Post):
    return post.author
`);
  const text = renamed(f, 'writer').texts.get('models.py') ?? '';
  expect(text.match(/\bwriter\b/g)).toHaveLength(3);
  expect(text).not.toContain('author');
});

import { describe, expect, test } from 'vitest';
import { completions, definitions, hoverText } from '../support/ask.ts';
import { type Fixture, fixture } from '../support/fixture.ts';
import { blog } from '../support/models.ts';

/** The blog with the cursor put into it. */
const at = (text: string): Fixture => {
  const plain = text.replace('$0', '');
  if (blog.split(plain).length !== 2) throw new Error(`'${plain}' does not stand once in the blog`);
  return fixture(blog.replace(plain, text));
};

describe('definition and hover in strings', () => {
  test.each([
    ['relationship("Po$0st", backref="author"', 'blog/post.py:6:6', '(mapped class) Post'],
    ['backref="auth$0or"', 'blog/user.py:15:42', '(implicit relationship) Post.author: User'],
    ['backref("follow$0ers"', 'blog/user.py:21:25', '(implicit relationship) User.followers: AppenderQuery[User]'],
    ['back_populates="pos$0ts", cascade', 'blog/post.py:16:4', '(relationship) Tag.posts: list[Post]'],
    ['secondary="post_$0tags"', 'blog/post.py:4:18', '(table) post_tags'],
    ['order_by="Po$0st.created"', 'blog/post.py:6:6', '(mapped class) Post'],
    ['order_by="Post.cre$0ated"', 'blog/post.py:9:4', '(column) posts.created'],
    ['author_id = Column(ForeignKey("us$0ers.id"))', 'blog/user.py:12:20', '(table) users'],
    ['author_id = Column(ForeignKey("users.i$0d"))', 'blog/user.py:13:4', '(column) users.id'],
    ['primaryjoin="User.id == follow$0ers.c.follower_id"', 'blog/user.py:5:4', '(table) followers'],
    ['primaryjoin="User.id == followers.c.follower$0_id"', 'blog/user.py:7:11', '(column) followers.follower_id'],
  ])('%s', (text, where, words) => {
    const f = at(text);
    expect(definitions(f)).toEqual([where]);
    expect(hoverText(f)).toContain(words);
  });

  test('lazy, cascade and keywords have hovers of their own', () => {
    expect(hoverText(at('lazy="dyn$0amic"'))).toContain('The attribute is a query, not a list');
    expect(hoverText(at('cascade="save-up$0date, merge"'))).toContain('enter the session together');
    expect(hoverText(at('cascade="save-update, mer$0ge"'))).toContain('`session.merge()` goes on');
    expect(hoverText(at('back$0ref="author"'))).toContain('Creates the other side');
    expect(hoverText(at('back_pop$0ulates="posts", cascade'))).toContain('Names the attribute on the target class');
  });

  test('a hover on the column tells which relationships rest on it', () => {
    expect(hoverText(at('author$0_id = Column'))).toContain('Foreign key to `users.id`');
    expect(hoverText(at('author$0_id = Column'))).toContain('Used by `Post.author`');
  });

  test('a hover on the class lists both kinds of attributes', () => {
    const text = hoverText(at('class Us$0er(Base)'));
    expect(text).toContain('- `posts`: `list[Post]`');
    expect(text).toContain('- `followers`: `AppenderQuery[User]` — implicit, from `User.following`');
  });
});

describe('completion in strings', () => {
  const model = (attribute: string) =>
    fixture(`${blog}
#- blog/comment.py
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import backref, relationship
from .base import Base
class Comment(Base):
    __tablename__ = "comments"
    id = Column(Integer, primary_key=True)
    post_id = Column(ForeignKey("posts.id"))
    ${attribute}
`);

  test('class names of the registry', () => expect(completions(model('post = relationship("$0")'))).toEqual(['Comment', 'Post', 'Tag', 'User']));
  test('names for a new backref, by what is right on the other side', () => {
    expect(completions(model('post = relationship("Post", backref="$0")'))).toEqual(['comments']);
    expect(completions(model('post = relationship("Post", backref=backref("$0"))'))).toEqual(['comments']);
  });
  test('a backref on the one side is proposed after the foreign key', () => {
    expect(completions(fixture(blog.replace('backref="author"', 'backref="$0"')))).toEqual(['author', 'user']);
  });
  test('the other sides for back_populates, those that lead back first', () => {
    expect(completions(fixture(blog.replace('back_populates="posts", cascade', 'back_populates="$0", cascade')))).toEqual(['posts']);
  });
  test('primary keys for ForeignKey, all columns behind a table', () => {
    expect(completions(model('x = Column(ForeignKey("$0"))'))).toEqual([
      'comments.id',
      'followers.followed_id',
      'followers.follower_id',
      'posts.id',
      'tags.id',
      'users.id',
    ]);
    expect(completions(model('x = Column(ForeignKey("users.$0"))'))).toEqual(['users.id', 'users.name']);
  });
  test('tables for secondary, association tables first', () => {
    expect(completions(model('x = relationship("Post", secondary="$0")'))).toEqual(['followers', 'post_tags', 'comments', 'posts', 'tags', 'users']);
  });
  test('lazy strategies and cascades', () => {
    expect(completions(model('post = relationship("Post", lazy="$0")'))).toContain('selectin');
    expect(completions(model('post = relationship("Post", cascade="all, del$0")'))).toContain('delete-orphan');
    expect(completions(model('post = relationship("Post", backref=backref("x", lazy="$0"))'))).toContain('write_only');
  });
  test('columns inside evaluated strings', () => {
    expect(completions(model('post = relationship("Post", order_by="Post.$0")'))).toEqual(['author_id', 'created', 'id']);
  });
  test('nothing in a string that is not ours', () => expect(completions(model('x = Column(comment="$0")'))).toEqual([]));
});

test('a computed backref name leads to every attribute it makes', () => {
  const f = fixture(`
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, declared_attr, relationship
Base = declarative_base()
class Owned:
    @declared_attr
    def owner_id(cls):
        return Column(ForeignKey("user.id"))
    @declared_attr
    def owner(cls):
        return relationship("User", backref=f"{cls.__name__.lower()}$0_list")
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Doc(Owned, Base):
    __tablename__ = "doc"
    id = Column(Integer, primary_key=True)
class Pic(Owned, Base):
    __tablename__ = "pic"
    id = Column(Integer, primary_key=True)
`);
  expect(hoverText(f)).toContain('(implicit relationship) User.doc_list: list[Doc]');
  expect(hoverText(f)).toContain('Also on `User.pic_list`');
});

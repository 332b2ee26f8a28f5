import { describe, expect, test } from 'vitest';
import { completions, hoverText } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';
import { blog } from '../support/models.ts';

/** Code that uses the blog; the cursor stands in an attribute whose first hover line is the answer. */
const service = (code: string) =>
  fixture(`${blog}
#- service.py
from __future__ import annotations
from typing import Optional, Sequence
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from blog.user import User
from blog.post import Post, Tag
import blog.post

${code}
`);

const answer = (code: string): string => /relationship\) ([\w.]+)/.exec(hoverText(service(code)))?.[1] ?? '';

describe('which variable is which model', () => {
  test.each([
    ['a constructor', 'post = Post()\npost.auth$0or', 'Post.author'],
    ['an annotated parameter', 'def f(post: Post):\n    post.auth$0or', 'Post.author'],
    ['an annotation in quotes', 'def f(post: "Post"):\n    post.auth$0or', 'Post.author'],
    ['Optional', 'def f(post: Optional[Post]):\n    post.auth$0or', 'Post.author'],
    ['a union with None', 'def f(post: Post | None):\n    post.auth$0or', 'Post.author'],
    ['an annotated variable', 'def f(x):\n    post: Post = x\n    post.auth$0or', 'Post.author'],
    ['a sequence in an annotation', 'def f(posts: Sequence[Post]):\n    posts[0].auth$0or', 'Post.author'],
    ['session.query().first()', 'def f(session):\n    post = session.query(Post).filter(Post.id == 1).first()\n    post.auth$0or', 'Post.author'],
    ['session.query().get()', 'def f(session):\n    session.query(Post).get(1).auth$0or', 'Post.author'],
    ['session.query().all()', 'def f(session):\n    for post in session.query(Post).order_by(Post.id).all():\n        post.auth$0or', 'Post.author'],
    ['iterating a query', 'def f(session):\n    for post in session.query(Post):\n        post.auth$0or', 'Post.author'],
    ['session.get()', 'def f(session: Session):\n    session.get(Post, 1).auth$0or', 'Post.author'],
    [
      'session.scalars(select())',
      'def f(session: Session):\n    for post in session.scalars(select(Post).where(Post.id > 1)):\n        post.auth$0or',
      'Post.author',
    ],
    ['session.scalars().all()', 'def f(session: Session):\n    posts = session.scalars(select(Post)).unique().all()\n    posts[0].auth$0or', 'Post.author'],
    ['session.execute().scalar_one()', 'def f(session: Session):\n    session.execute(select(Post)).scalar_one().auth$0or', 'Post.author'],
    ['rows of several entities', 'def f(session: Session):\n    for user, post in session.execute(select(User, Post)):\n        post.auth$0or', 'Post.author'],
    [
      'a statement in a variable',
      'def f(session: Session):\n    stmt = select(Post)\n    stmt = stmt.limit(3)\n    session.scalars(stmt).first().auth$0or',
      'Post.author',
    ],
    ['a loop over a relationship', 'def f(user: User):\n    for p in user.posts:\n        p.auth$0or', 'Post.author'],
    ['a comprehension', 'def f(user: User):\n    return [p.auth$0or for p in user.posts if p.id]', 'Post.author'],
    ['the condition of a comprehension', 'def f(user: User):\n    return [p for p in user.posts if p.auth$0or]', 'Post.author'],
    ['a chain', 'def f(tag: Tag):\n    tag.posts[0].author.posts[0].auth$0or', 'Post.author'],
    ['a dynamic collection is a query', 'def f(user: User):\n    user.followers.filter_by(name="x").first().po$0sts', 'User.posts'],
    ['tuple unpacking', 'def f():\n    a, b = Post(), User()\n    a.auth$0or', 'Post.author'],
    ['a walrus', 'def f(session):\n    if (post := session.get(Post, 1)):\n        post.auth$0or', 'Post.author'],
    ['isinstance', 'def f(x):\n    if isinstance(x, Post):\n        x.auth$0or', 'Post.author'],
    ['a guard that leaves', 'def f(session):\n    post = session.get(Post, 1)\n    if post is None:\n        return\n    post.auth$0or', 'Post.author'],
    ['branches that agree', 'def f(a):\n    if a:\n        post = Post()\n    else:\n        post = Post(id=1)\n    post.auth$0or', 'Post.author'],
    ['a function that returns a model', 'def make():\n    return Post()\ndef f():\n    make().auth$0or', 'Post.author'],
    ['a function with an annotated result', 'def make() -> Post: ...\ndef f():\n    make().auth$0or', 'Post.author'],
    [
      'a method of a plain class',
      'class Repo:\n    def one(self, session):\n        return session.get(Post, 1)\ndef f(session):\n    Repo().one(session).auth$0or',
      'Post.author',
    ],
    [
      'self.x assigned in __init__',
      'class View:\n    def __init__(self, post: Post):\n        self.post = post\n    def show(self):\n        return self.post.auth$0or',
      'Post.author',
    ],
    ['a module-level name', 'current = Post()\ndef f():\n    current.auth$0or', 'Post.author'],
    ['a class through its module', 'def f(post: blog.post.Post):\n    post.auth$0or', 'Post.author'],
    ['the class itself in query code', 'q = select(Post).join(Post.auth$0or)', 'Post.author'],
    ['loader options', 'q = select(User).options(selectinload(User.posts).joinedload(Post.auth$0or))', 'Post.author'],
    ['a constructor keyword', 'Post(auth$0or=None)', 'Post.author'],
    ['filter_by', 'def f(session):\n    session.query(Post).filter_by(auth$0or=None)', 'Post.author'],
    ['sorted and next', 'def f(user: User):\n    next(iter(sorted(user.posts))).auth$0or', 'Post.author'],
    ['enumerate', 'def f(user: User):\n    for i, p in enumerate(user.posts):\n        p.auth$0or', 'Post.author'],
    ['await', 'async def f(session):\n    post = await session.get(Post, 1)\n    post.auth$0or', 'Post.author'],
    ['getattr', 'def f(post: Post):\n    getattr(post, "auth$0or")', 'Post.author'],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));

  test.each([
    ['a parameter without annotation', 'def f(x):\n    x.auth$0or'],
    ['a name bound again to something unknown', 'def f(y):\n    x = Post()\n    x = y()\n    x.auth$0or'],
    ['a name that only looks like it', 'def f(y):\n    post = y\n    y.auth$0or'],
    ['a name that something else speaks against', 'def f(post):\n    print(post.nothing_of_ours)\n    post.auth$0or'],
    ['a name that is indexed like a dictionary', 'def f(post):\n    print(post["id"])\n    post.auth$0or'],
    ['a name that is bound to plain data', 'def f():\n    post = "text"\n    post.auth$0or'],
    ['an attribute that is no relationship', 'def f(post: Post):\n    post.crea$0ted_by'],
  ])('silent on %s', (_, code) => expect(answer(code)).toBe(''));

  test('self and cls in a model', () => {
    const f = fixture(blog.replace('class Tag(Base):', '    def writer(self):\n        return self.auth$0or.name\n\nclass Tag(Base):'));
    expect(hoverText(f)).toContain('Post.author');
    const g = fixture(
      blog.replace('class Tag(Base):', '    @classmethod\n    def by(cls, user):\n        return select(cls).where(cls.auth$0or == user)\n\nclass Tag(Base):'),
    );
    expect(hoverText(g)).toContain('Post.author');
  });
});

describe('completion of uses', () => {
  test('half-typed before another statement', () => {
    expect(completions(service('def f(post: Post):\n    post.$0\n    return 1'))).toEqual(['author', 'tags', 'author_id', 'created', 'id']);
  });
  test('with a first letter typed', () => expect(completions(service('def f(post: Post):\n    post.a$0'))).toContain('author'));
  test('inside a call that is not closed', () => expect(completions(service('def f(post: Post):\n    print(post.$0\n    x = 1'))).toContain('author'));
  test('on the class in loader options', () => expect(completions(service('select(Post).options(selectinload(Post.$0))'))).toContain('author'));
  test('keywords of a constructor, given ones left out', () => {
    expect(completions(service('Post(id=1, $0)'))).toEqual(['author=', 'tags=', 'author_id=', 'created=']);
    expect(completions(service('def f(session):\n    session.query(Post).filter_by(au$0)'))).toContain('author=');
  });
  test('beside a Python language server only what that one cannot know', () => {
    const alone = (code: string) => {
      const f = service(code);
      f.session.pythonLanguageServer = true;
      return completions(f);
    };
    expect(alone('def f(post: Post):\n    post.$0')).toEqual(['author']);
    expect(alone('def f(post: Post):\n    post.author.$0')).toEqual(['followers', 'following', 'posts', 'id', 'name']);
  });
});

/** What names suggest where the code does not tell: always marked, and silent where something speaks against it. */
import { describe, expect, test } from 'vitest';
import { answer, reasons } from './answer.ts';

const named = (name: string, attr = 'auth$0or'): string => `def f(${name}):\n    ${name}.${attr}`;

describe('a name fits a class that owns the attribute', () => {
  test.each([
    ['the class in small letters', named('post'), 'Post.author?'],
    ['with a word before', named('new_post'), 'Post.author?'],
    ['with a word behind', named('post_obj'), 'Post.author?'],
    ['with a number', named('post2'), 'Post.author?'],
    ['an attribute of something', 'def f(view):\n    view.post.auth$0or', 'Post.author?'],
    ['an item of something in the plural', 'def f(posts):\n    for x in posts:\n        x.auth$0or', 'Post.author?'],
    ['an index into something in the plural', 'def f(posts):\n    posts[0].auth$0or', 'Post.author?'],
    ['a function that is called', 'def f(api):\n    x = api.get_post(1)\n    x.auth$0or', 'Post.author?'],
    ['from there on the chain is followed', 'def f(post):\n    post.author.po$0sts', 'User.posts?'],
    ['through variables', 'def f(post):\n    x = post.author\n    x.po$0sts', 'User.posts?'],
    ['a fixture that gives something not understood', '#- test_a.py\ndef test_it(post):\n    post.auth$0or', 'Post.author?'],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));
});

describe('silent', () => {
  test.each([
    ['a class of exactly this name has no such attribute', named('tag')],
    ['no name fits', named('thing')],
    ['a class that is made by a call', 'def f(copy):\n    Post = copy()\n    Post.auth$0or'],
    ['other attributes are read that the class has not', 'def f(post):\n    post.title\n    post.auth$0or'],
    ['it is indexed with a text', 'def f(post):\n    post["x"]\n    post.auth$0or'],
    ['it is plain data', 'def f():\n    post = {"a": 1}\n    post.auth$0or'],
    ['it is an object of another class', 'class Thing: ...\ndef f():\n    post = Thing()\n    post.auth$0or'],
    ['it is an object of a class from elsewhere', 'from lib import Thing\ndef f():\n    post = Thing()\n    post.auth$0or'],
    ['a class of the same name is not mapped', 'def f(post):\n    post.auth$0or\n#- schemas.py\nclass Post:\n    author: str'],
    ['a class that is not mapped has exactly this name', 'def f(entry_post):\n    entry_post.auth$0or\n#- schemas.py\nclass EntryPost:\n    author: str'],
  ])('%s', (_, code) => expect(answer(code)).toBe(''));

  test('where a value comes from may say more than its name', () => {
    const roles = (code: string): string => `#- extra.py
from sqlalchemy import Column, ForeignKey
from sqlalchemy.orm import relationship
from blog.base import Base
class Role(Base):
    __tablename__ = "role"
    user_id = Column(ForeignKey("users.id"), primary_key=True)
    user = relationship("User", backref="roles")
class TeamRole(Base):
    __tablename__ = "team_role"
    user_id = Column(ForeignKey("users.id"), primary_key=True)
    user = relationship("User", backref="team_roles")
def f(api):
    ${code}
    role.us$0er`;
    expect(answer(roles('role = api.get_role(1)'))).toBe('Role.user?');
    expect(answer(roles('role = api.get_team_role(1)'))).toBe('TeamRole.user?');
  });

  test('attributes that the code itself sets do not count', () =>
    expect(answer('def f(post):\n    post.title = "x"\n    print(post.title)\n    post.auth$0or')).toBe('Post.author?'));
  test('the name says which of two classes is meant', () =>
    expect(answer('def f(db_post):\n    db_post.auth$0or\n#- schemas.py\nclass Post:\n    author: str')).toBe('Post.author?'));
});

describe('the hover says how it knows', () => {
  test.each([
    ['assigned', 'def f(session):\n    p = session.get(Post, 1)\n    p.auth$0or', 'assigned from session.get(Post, 1) at line 9'],
    ['iterated', 'def f(user: User):\n    for p in user.posts:\n        p.auth$0or', 'an item of user.posts at line 9; user is annotated'],
    ['annotated', 'def f(p: Post):\n    p.auth$0or', 'p is annotated'],
    ['called', 'def f(p):\n    p.auth$0or\nf(Post())', 'f is called with it'],
    ['returned', 'def make():\n    return Post()\ndef f():\n    make().auth$0or', 'returned by make'],
    ['a field', 'class V:\n    def __init__(self):\n        self.p = Post()\n    def f(self):\n        self.p.auth$0or', 'p is set at line 10'],
    ['guessed', named('post'), 'the name post fits Post, which owns author.'],
    [
      'guessed further back',
      'def f(post):\n    x = post.author\n    x.po$0sts',
      'assigned from post.author at line 9; the name post fits Post, which owns author.',
    ],
  ])('%s', (_, code, expected) => expect(reasons(code)).toBe(expected));
});

describe('a class below the known one', () => {
  const below = (code: string): string => `#- extra.py
from sqlalchemy import Column, ForeignKey
from sqlalchemy.orm import relationship
from blog.post import Post
class Draft(Post):
    reviewer_id = Column(ForeignKey("users.id"))
    reviewer = relationship("User", foreign_keys=reviewer_id)
class Note(Post):
    keeper_id = Column(ForeignKey("users.id"))
    keeper = relationship("User", foreign_keys=keeper_id)
class Memo(Post):
    keeper_id = Column(ForeignKey("users.id"))
    keeper = relationship("User", foreign_keys=keeper_id)
def f(p: Post):
    ${code}`;
  test('that alone has the attribute', () => expect(answer(below('p.review$0er'))).toBe('Draft.reviewer?'));
  test('is not chosen from several', () => expect(answer(below('p.keep$0er'))).toBe(''));
  test('does not matter where the known one has it', () => expect(answer(below('p.auth$0or'))).toBe('Post.author'));
});

describe('what something outside holds', () => {
  test('may be what its name says', () => expect(answer('from flask import session\nsession.user.po$0sts')).toBe('User.posts?'));
  test('through calls', () => expect(answer('from flask import session\ndef f(user):\n    user.po$0sts\nf(session.user)')).toBe('User.posts?'));
  test('is what it is where it is imported by that name', () => expect(answer('from lib import post\npost.auth$0or')).toBe(''));
});

test('a name in a list of names', () => expect(answer('def f(session, post):\n    session.expire(post, ["auth$0or"])')).toBe('Post.author?'));

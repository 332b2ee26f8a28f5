import { describe, expect, test } from 'vitest';
import { completions, definitions, hoverText, placeOf, relationships, typeDefinitions } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

/** The cases that everyone meets first. */

const db = `
#- app.py
from flask_sqlalchemy import SQLAlchemy
db = SQLAlchemy()
`;

describe("(a) posts = db.relationship('Post', backref='author', lazy=True)", () => {
  const models = `${db}
#- models.py
from app import db

class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(20))
#   ^^^^^^^^ username
    posts = db.relationship('Post', backref='author', lazy=True)
#   ^^^^^ posts
#                                            ^^^^^^ author

class Post(db.Model):
#     ^^^^ Post
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(100))
    user_id = db.Column(db.Integer, db.ForeignKey('user.id'), nullable=False)
`;
  const service = (code: string) => fixture(`${models}\n#- service.py\nfrom models import User, Post\n\ndef work():\n    ${code}\n`);

  test('User.query.get(1).posts leads to the written attribute', () => {
    const f = service('User.query.get(1).po$0sts');
    expect(definitions(f)).toEqual([placeOf(f, 'posts')]);
    expect(hoverText(f)).toContain('(relationship) User.posts: list[Post]');
    expect(hoverText(f)).toContain('Other side: `Post.author`: `User` (implicit)');
  });

  test('Post.query.get(1).author leads to the string that made it', () => {
    const f = service('Post.query.get(1).auth$0or.username');
    expect(definitions(f)).toEqual([placeOf(f, 'author')]);
    expect(hoverText(f)).toMatchInlineSnapshot(`
      "\`\`\`python
      (implicit relationship) Post.author: User
      \`\`\`

      Made by \`backref="author"\` on \`User.posts\`; it is there once the mappers are configured.

      many to one · \`post.user_id = user.id\`

      Other side: \`User.posts\`: \`list[Post]\`

      \`lazy="select"\`: Loaded when the attribute is first read, with one \`SELECT\` for each object it is read on. Reading it in a loop over many objects gives as many queries (N+1)."
    `);
  });

  test('what follows the implicit attribute is known as well', () => {
    const f = service('Post.query.get(1).author.user$0name');
    expect(definitions(f)).toEqual([placeOf(f, 'username')]);
  });

  test('completion after the implicit attribute, implicit names first', () => {
    expect(completions(service('Post.query.get(1).$0'))).toEqual(['author', 'id', 'title', 'user_id']);
    expect(completions(service('post = Post(title="x")\n    post.author.$0\n    return post'))).toEqual(['posts', 'id', 'username']);
  });

  test('the type of the collection leads to the class', () => {
    const f = service('User.query.get(1).po$0sts');
    expect(typeDefinitions(f)).toEqual([placeOf(f, 'Post')]);
  });
});

test("(b) the same from the many side: author = db.relationship('User', backref=db.backref('posts', lazy=True))", () => {
  const f = fixture(`${db}
#- models.py
from app import db
class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey('user.id'))
    author = db.relationship('User', backref=db.backref('posts', lazy=True))
#                                                        ^^^^^ made here
#- service.py
from models import User
for post in User.query.filter_by(id=1).first().po$0sts:
    print(post.author)
`);
  expect(relationships(f)).toEqual(['User.posts -> Post ONETOMANY list by Post.author', 'Post.author -> User MANYTOONE scalar']);
  expect(definitions(f)).toEqual([placeOf(f, 'made here')]);
});

const base = `
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
`;

test('(c) back_populates on both sides: each string leads to the other attribute', () => {
  const f = fixture(`${base}
class Parent(Base):
    __tablename__ = "parent"
    id = Column(Integer, primary_key=True)
    children = relationship("Child", back_populates="par$0ent")
class Child(Base):
    __tablename__ = "child"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("parent.id"))
    parent = relationship("Parent", back_populates="children")
#   ^^^^^^ parent
`);
  expect(definitions(f)).toEqual([placeOf(f, 'parent')]);
  expect(hoverText(f)).toContain('(relationship) Child.parent: Parent');
});

test('(e) two pairs into one class', () => {
  const f = fixture(`${base}
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    comments = relationship("Comment", back_populates="author")
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    comments = relationship("Comment", back_populates="post")
class Comment(Base):
    __tablename__ = "comment"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    post_id = Column(ForeignKey("post.id"))
    author = relationship("User", back_populates="comments")
    post = relationship("Post", back_populates="comments")
#   ^^^^ post
def f(comment: Comment):
    for other in comment.post.comments:
        other.po$0st
`);
  expect(relationships(f)).toEqual([
    'User.comments -> Comment ONETOMANY list',
    'Post.comments -> Comment ONETOMANY list',
    'Comment.author -> User MANYTOONE scalar',
    'Comment.post -> Post MANYTOONE scalar',
  ]);
  expect(definitions(f)).toEqual([placeOf(f, 'post')]);
});

describe('(g) from backref to back_populates step by step, uses still resolve', () => {
  const uses = '\ndef f(post: Post):\n    return post.auth$0or\n';
  const model = (user: string, post: string) =>
    fixture(`${base}
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    ${user}
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    ${post}
${uses}`);

  test.each([
    ['backref', 'posts = relationship("Post", backref="author")', 'pass', 'implicit relationship'],
    ['only the forward side rewritten', 'posts = relationship("Post", back_populates="author")', 'pass', undefined],
    [
      'both sides written',
      'posts = relationship("Post", back_populates="author")',
      'author = relationship("User", back_populates="posts")',
      '(relationship) Post.author: User',
    ],
  ])('%s', (_, user, post, words) => {
    const f = model(user, post);
    if (words === undefined) expect(hoverText(f)).toBe('');
    else expect(hoverText(f)).toContain(words);
  });
});

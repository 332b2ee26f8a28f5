/** What SQLAlchemy, Flask-SQLAlchemy and SQLModel give. */
import { describe, expect, test } from 'vitest';
import { answer } from './answer.ts';

const inside = (code: string): string => `def f(session, user: User, posts):\n${code.replace(/^/gm, '    ')}`;

describe('Query', () => {
  test.each([
    ['chained', 'session.query(Post).join(User).filter(User.id == 1).order_by(Post.id).limit(3).first().auth$0or', 'Post.author'],
    ['one_or_none', 'session.query(Post).one_or_none().auth$0or', 'Post.author'],
    ['indexed', 'session.query(Post)[0].auth$0or', 'Post.author'],
    ['sliced', 'for x in session.query(Post)[1:2]:\n    x.auth$0or', 'Post.author'],
    ['of two entities', 'a, b = session.query(User, Post).first()\nb.auth$0or', 'Post.author'],
    ['of an entity and a column', 'for a, b in session.query(Post, User.id).all():\n    a.auth$0or', 'Post.author'],
    ['rows by index', 'session.query(User, Post).first()[1].auth$0or', 'Post.author'],
    ['rows by name', 'session.query(User, Post).first().Post.auth$0or', 'Post.author'],
    ['with_entities', 'session.query(User).with_entities(Post).first().auth$0or', 'Post.author'],
    ['add_entity', 'session.query(User).add_entity(Post).first()[1].auth$0or', 'Post.author'],
    ['an alias', 'a = aliased(Post)\nsession.query(a).first().auth$0or', 'Post.author'],
    ['the alias itself', 'a = aliased(Post)\nsession.query(User).filter(a.auth$0or)', 'Post.author'],
    ['a dynamic relationship', 'user.followers.filter_by(id=1).first().po$0sts', 'User.posts'],
    ['built in branches', 'q = session.query(Post)\nif posts:\n    q = q.filter(Post.id == 1)\nq.first().auth$0or', 'Post.author'],
    ['column values are no models', 'post = session.query(Post.id).scalar()\npost.auth$0or', ''],
    ['a count is no model', 'post = session.query(Post).count()\npost.auth$0or', ''],
  ])('%s', (_, code, expected) => expect(answer(inside(code))).toBe(expected));
});

describe('select and results', () => {
  test.each([
    ['scalars', 'session.scalars(select(Post)).first().auth$0or', 'Post.author'],
    ['execute and scalars', 'session.execute(select(Post).where(Post.id == 1)).scalars().all()[0].auth$0or', 'Post.author'],
    ['unique', 'session.execute(select(Post)).unique().scalar_one_or_none().auth$0or', 'Post.author'],
    ['rows of one', 'for (x,) in session.execute(select(Post)):\n    x.auth$0or', 'Post.author'],
    ['rows by name', 'for row in session.execute(select(Post)):\n    row.Post.auth$0or', 'Post.author'],
    ['partitions', 'for part in session.scalars(select(Post)).partitions(10):\n    for x in part:\n        x.auth$0or', 'Post.author'],
    ['scalar', 'session.scalar(select(Post)).auth$0or', 'Post.author'],
    ['tuples', 'for u, p in session.execute(select(User, Post)).tuples():\n    p.auth$0or', 'Post.author'],
    ['merge', 'session.merge(Post()).auth$0or', 'Post.author'],
    ['get_one', 'session.get_one(Post, 1).auth$0or', 'Post.author'],
    ['a union of statements', 'session.scalars(select(Post).limit(1)).one().auth$0or', 'Post.author'],
    ['with_only_columns', 'session.scalars(select(User).with_only_columns(Post)).one().auth$0or', 'Post.author'],
    ['select of 1.x', 'session.execute(select([Post])).first().Post.auth$0or', 'Post.author'],
    ['SQLModel exec', 'session.exec(select(Post)).first().auth$0or', 'Post.author'],
    ['SQLModel exec of two', 'for u, p in session.exec(select(User, Post)):\n    p.auth$0or', 'Post.author'],
    ['mappings give dictionaries', 'post = session.execute(select(Post.id)).mappings().first()\npost.auth$0or', ''],
  ])('%s', (_, code, expected) => expect(answer(inside(code))).toBe(expected));
});

describe('attributes of classes', () => {
  test.each([
    ['any', 'session.query(User).filter(User.posts.any(Post.auth$0or == user))', 'Post.author'],
    ['loader options', 'select(User).options(selectinload(User.posts).joinedload(Post.auth$0or))', 'Post.author'],
    ['of_type', 'select(User).options(selectinload(User.posts.of_type(Post)).joinedload(Post.auth$0or))', 'Post.author'],
    ['join', 'select(Post).join(Post.auth$0or)', 'Post.author'],
    ['contains', 'session.query(User).filter(User.po$0sts.contains(posts))', 'User.posts'],
  ])('%s', (_, code, expected) => expect(answer(inside(code))).toBe(expected));
});

describe('Flask-SQLAlchemy', () => {
  const flask = (code: string): string => `#- app.py
from flask_sqlalchemy import SQLAlchemy
db = SQLAlchemy()
class Team(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    members = db.relationship("Member", backref="team")
class Member(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    team_id = db.Column(db.ForeignKey("team.id"))
#- views.py
from app import db, Member, Team
def f():
${code.replace(/^/gm, '    ')}`;
  test.each([
    ['get_or_404', 'Member.query.get_or_404(1).te$0am', 'Member.team'],
    ['first_or_404', 'Member.query.filter_by(id=1).first_or_404().te$0am', 'Member.team'],
    ['paginate', 'for x in Member.query.paginate(page=1).items:\n    x.te$0am', 'Member.team'],
    ['iterating a page', 'for x in Member.query.paginate():\n    x.te$0am', 'Member.team'],
    ['db.paginate', 'for x in db.paginate(db.select(Member)).items:\n    x.te$0am', 'Member.team'],
    ['db.session', 'db.session.get(Member, 1).te$0am', 'Member.team'],
    ['db.get_or_404', 'db.get_or_404(Member, 1).te$0am', 'Member.team'],
    ['db.first_or_404', 'db.first_or_404(db.select(Member)).te$0am', 'Member.team'],
    ['db.session.execute', 'db.session.execute(db.select(Member)).scalar_one().te$0am', 'Member.team'],
    ['LocalProxy', 'from werkzeug.local import LocalProxy\nme = LocalProxy(lambda: Member.query.first())\nme.te$0am', 'Member.team'],
  ])('%s', (_, code, expected) => expect(answer(flask(code))).toBe(expected));

  test('a query class of the project', () =>
    expect(
      answer(`#- app.py
from flask_sqlalchemy import BaseQuery, SQLAlchemy
db = SQLAlchemy()
class Found(BaseQuery):
    def newest(self):
        return self.order_by("id").first()
class Team(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    members = db.relationship("Member", backref="team")
class Member(db.Model):
    query_class = Found
    id = db.Column(db.Integer, primary_key=True)
    team_id = db.Column(db.ForeignKey("team.id"))
def f():
    Member.query.newest().te$0am`),
    ).toBe('Member.team'));
});

test('an association proxy leads through its collection', () => {
  const proxied = (code: string): string => `#- extra.py
from sqlalchemy import Column, ForeignKey
from sqlalchemy.orm import relationship
from sqlalchemy.ext.associationproxy import association_proxy
from blog.base import Base
class Link(Base):
    __tablename__ = "link"
    shelf_id = Column(ForeignKey("shelf.id"), primary_key=True)
    post_id = Column(ForeignKey("posts.id"), primary_key=True)
    post = relationship("Post")
class Shelf(Base):
    __tablename__ = "shelf"
    id = Column(primary_key=True)
    links = relationship("Link")
    posts = association_proxy("links", "post")
def f(shelf: Shelf):
    ${code}`;
  expect(answer(proxied('shelf.posts[0].auth$0or'))).toBe('Post.author');
});

test('self in a mixin is any of the classes that use it', () => {
  const mixin = (code: string): string => `#- extra.py
from blog.post import Post
class Titled:
    def title(self):
        ${code}
class Article(Titled, Post): ...`;
  expect(answer(mixin('return self.auth$0or.name'))).toBe('Post.author');
});

test.each([
  ['Query', 'Post.author'],
  ['object', ''],
])('`query` of a base is annotated with a class that extends %s', (base, expected) => {
  const code = `#- extra.py
from sqlalchemy.orm import Query
from blog.post import Post
class Found(${base}): ...
class Essay(Post):
    query: Found
Essay.query.filter_by(id=1).first().auth$0or`;
  expect(answer(code)).toBe(expected);
});

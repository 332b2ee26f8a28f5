/** FastAPI, pytest, Flask-SQLAlchemy, Flask-Login, SQLModel. */
import { describe, expect, test } from 'vitest';
import { answer } from './answer.ts';

describe('providers of parameters', () => {
  test.each([
    ['Depends yield', 'from fastapi import Depends\ndef current():\n    p = Post()\n    yield p\ndef view(p=Depends(current)):\n    p.auth$0or', 'Post.author'],
    [
      'Depends annotated unannotated',
      'from fastapi import Depends\ndef get_db():\n    s = Session()\n    yield s\ndef view(s: Annotated[Session, Depends(get_db)]):\n    s.get(Post, 1).auth$0or',
      'Post.author',
    ],
    [
      'Depends alias',
      'from fastapi import Depends\ndef current() -> Post: ...\nCurrent = Annotated[Post, Depends(current)]\ndef view(p: Current):\n    p.auth$0or',
      'Post.author',
    ],
    [
      'Depends alias any',
      'from fastapi import Depends\ndef current():\n    return Post()\ndef view(p: Annotated[Any, Depends(current)]):\n    p.auth$0or',
      'Post.author',
    ],
    [
      'Depends of a class',
      'from fastapi import Depends\nclass Service:\n    def one(self):\n        return Post()\ndef view(s: Service = Depends()):\n    s.one().auth$0or',
      'Post.author',
    ],
    [
      'Depends of a class 2',
      'from fastapi import Depends\nclass Service:\n    def one(self):\n        return Post()\ndef view(s: Annotated[Service, Depends()]):\n    s.one().auth$0or',
      'Post.author',
    ],
    [
      'Depends class given',
      'from fastapi import Depends\nclass Service:\n    def one(self):\n        return Post()\ndef view(s=Depends(Service)):\n    s.one().auth$0or',
      'Post.author',
    ],
    [
      'Depends async',
      'from fastapi import Depends\nasync def current():\n    return Post()\nasync def view(p=Depends(current)):\n    p.auth$0or',
      'Post.author',
    ],
    [
      'Depends chain',
      'from fastapi import Depends\ndef a():\n    return Post()\ndef b(p=Depends(a)):\n    return p\ndef view(p=Depends(b)):\n    p.auth$0or',
      'Post.author',
    ],
    [
      'Depends callable object',
      'from fastapi import Depends\nclass Loader:\n    def __call__(self):\n        return Post()\nload = Loader()\ndef view(p=Depends(load)):\n    p.auth$0or',
      'Post.author',
    ],
    [
      'fixture factory',
      '#- test_a.py\nimport pytest\nfrom blog.post import Post\n@pytest.fixture\ndef make():\n    def inner(**kw):\n        return Post(**kw)\n    return inner\ndef test_it(make):\n    make().auth$0or',
      'Post.author',
    ],
    [
      'fixture in class',
      '#- test_a.py\nimport pytest\nfrom blog.post import Post\nclass TestIt:\n    @pytest.fixture\n    def first(self):\n        return Post()\n    def test_it(self, first):\n        first.auth$0or',
      'Post.author',
    ],
    [
      'fixture overridden in class',
      '#- test_a.py\nimport pytest\nfrom blog.post import Post\n@pytest.fixture\ndef first():\n    return 1\nclass TestIt:\n    @pytest.fixture\n    def first(self):\n        return Post()\n    def test_it(self, first):\n        first.auth$0or',
      'Post.author',
    ],
    [
      'fixture parametrize',
      '#- test_a.py\nimport pytest\nfrom blog.post import Post\n@pytest.mark.parametrize("p", [Post(), Post()])\ndef test_it(p):\n    p.auth$0or',
      'Post.author',
    ],
    [
      'fixture pytest_asyncio',
      '#- test_a.py\nimport pytest_asyncio\nfrom blog.post import Post\n@pytest_asyncio.fixture\nasync def first():\n    yield Post()\nasync def test_it(first):\n    first.auth$0or',
      'Post.author',
    ],
    [
      'autouse self fixture',
      '#- test_a.py\nimport pytest\nfrom blog.post import Post\nclass TestIt:\n    @pytest.fixture(autouse=True)\n    def setup(self):\n        self.p = Post()\n    def test_it(self):\n        self.p.auth$0or',
      'Post.author',
    ],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));
});

describe('flask', () => {
  const flask = (code: string, more = ''): string => `#- app.py
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.query import Query
class Found(Query):
    def newest(self):
        return self.order_by("id").first()
    def active(self):
        return self.filter_by(id=1)
    def team_of(self, x):
        return self.get(x).team
db = SQLAlchemy(query_class=Found)
class Crud:
    @classmethod
    def by_id(cls, key):
        return cls.query.get(key)
    @classmethod
    def create(cls, **kw):
        instance = cls(**kw)
        return instance.save()
    def save(self):
        db.session.add(self)
        return self
    @classmethod
    def all(cls):
        return cls.query.all()
    @classmethod
    def by_select(cls, key):
        return db.session.execute(db.select(cls).filter_by(id=key)).scalar_one_or_none()
class Model(Crud, db.Model):
    __abstract__ = True
${more}
class Team(Model):
    id = db.Column(db.Integer, primary_key=True)
    members = db.relationship("Member", backref="team")
class Member(Model):
    id = db.Column(db.Integer, primary_key=True)
    team_id = db.Column(db.ForeignKey("team.id"))
#- views.py
from app import db, Member, Team
from flask import g
def f(x):
${code.replace(/^/gm, '    ')}`;
  test.each([
    ['SQLAlchemy(query_class=)', 'Member.query.newest().te$0am', 'Member.team'],
    ['generative of own', 'Member.query.active().first().te$0am', 'Member.team'],
    ['generative then own', 'Member.query.filter_by(id=1).newest().te$0am', 'Member.team'],
    ['crud by_id', 'Member.by_id(1).te$0am', 'Member.team'],
    ['crud create', 'Member.create(id=1).te$0am', 'Member.team'],
    ['crud save', 'Member().save().te$0am', 'Member.team'],
    ['crud all', 'for m in Member.all():\n    m.te$0am', 'Member.team'],
    ['crud select', 'Member.by_select(1).te$0am', 'Member.team'],
    ['dynamic', 'db.session.scalars(db.select(Member)).all()[0].te$0am', 'Member.team'],
    ['paginate items', 'p = db.paginate(db.select(Member))\nfor m in p.items:\n    m.te$0am', 'Member.team'],
    ['paginate items comp', '[m.te$0am for m in Member.query.paginate().items]', 'Member.team'],
    ['get_or_404', 'Member.query.get_or_404(1).te$0am', 'Member.team'],
    ['one_or_404', 'db.one_or_404(db.select(Member)).te$0am', 'Member.team'],
    ['g', 'g.member = Member.query.first()\ng.member.te$0am', 'Member.team'],
    ['g.get', 'g.member = Member.query.first()\ng.get("member").te$0am', 'Member.team'],
    ['g elsewhere', 'g.me.te$0am\ndef before():\n    g.me = Member.query.first()', 'Member.team'],
    ['first() or abort', 'from flask import abort\nm = Member.query.first() or abort(404)\nm.te$0am', 'Member.team'],
  ])('%s', (_, code, expected) => expect(answer(flask(code))).toBe(expected));
});

describe('login', () => {
  const login = (code: string): string => `#- login.py
from flask_login import LoginManager
from blog.user import User
login_manager = LoginManager()
@login_manager.user_loader
def load(key):
    return User.query.get(int(key))
#- views.py
import flask_login
from flask_login import current_user, login_required
${code}`;
  test.each([
    ['attribute', 'flask_login.current_user.po$0sts', 'User.posts'],
    ['_get_current_object', 'current_user._get_current_object().po$0sts', 'User.posts'],
    ['passed on', 'def show(u):\n    u.po$0sts\nshow(current_user)', 'User.posts'],
    ['assigned', 'def f():\n    me = current_user\n    me.posts[0].auth$0or', 'Post.author'],
    ['security', 'from flask_security import current_user as me\ndef f():\n    me.po$0sts', 'User.posts'],
    ['login_user', 'from flask_login import login_user\ndef f(user):\n    login_user(user)\n    user.po$0sts', 'User.posts?'],
  ])('%s', (_, code, expected) => expect(answer(login(code))).toBe(expected));
});

describe('sqlmodel', () => {
  const models = (code: string): string => `#- m.py
from typing import List, Optional, Annotated
from sqlmodel import Field, Relationship, Session, SQLModel, select, create_engine
from fastapi import Depends
class Team(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    members: List["Member"] = Relationship(sa_relationship_kwargs={"backref": "squad"})
class Member(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    team_id: Optional[int] = Field(default=None, foreign_key="team.id")
engine = create_engine("x")
def get_session():
    with Session(engine) as session:
        yield session
SessionDep = Annotated[Session, Depends(get_session)]
${code}`;
  test.each([
    ['exec first', 'def f(session: SessionDep):\n    session.exec(select(Member)).first().squ$0ad', 'Member.squad'],
    ['exec all', 'def f(session: SessionDep):\n    for m in session.exec(select(Member).where(Member.id == 1)).all():\n        m.squ$0ad', 'Member.squad'],
    ['with Session', 'with Session(engine) as session:\n    m = session.get(Member, 1)\n    m.squ$0ad', 'Member.squad'],
    ['Depends default', 'def f(session: Session = Depends(get_session)):\n    session.get(Member, 1).squ$0ad', 'Member.squad'],
    ['next(get_session)', 'session = next(get_session())\nsession.get(Member, 1).squ$0ad', 'Member.squad'],
    ['join rows', 'def f(session: SessionDep):\n    for m, t in session.exec(select(Member, Team).join(Team)):\n        m.squ$0ad', 'Member.squad'],
    ['model_validate', 'def f(data):\n    m = Member.model_validate(data)\n    m.squ$0ad', 'Member.squad'],
    ['from_orm', 'def f(data):\n    Member.from_orm(data).squ$0ad', 'Member.squad'],
    ['one', 'def f(session: SessionDep):\n    session.exec(select(Member)).one().squ$0ad', 'Member.squad'],
  ])('%s', (_, code, expected) => expect(answer(models(code))).toBe(expected));
});

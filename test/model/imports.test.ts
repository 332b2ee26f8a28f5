import { describe, expect, test } from 'vitest';
import { relationships } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

const head = 'from sqlalchemy import Column, ForeignKey, Integer\nfrom sqlalchemy.orm import relationship\n';
const expected = ['User.posts -> Post ONETOMANY list', 'Post.author -> User MANYTOONE scalar by User.posts'].sort();

/** User and Post in files of their own; `files` hold the base, `line` imports it. */
const split = (files: string, line: string) =>
  relationships(
    fixture(`${files}
#- app/models/user.py
${head}${line}
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", backref="author")
#- app/models/post.py
${head}${line}
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
`),
  ).toSorted();

const packages = '#- app/__init__.py\n#- app/models/__init__.py\n';
const base = 'from sqlalchemy.orm import declarative_base\nBase = declarative_base()\n';

describe('the base is found', () => {
  test.each([
    ['an absolute import', `${packages}#- app/db.py\n${base}`, 'from app.db import Base'],
    ['a relative import', `${packages}#- app/db.py\n${base}`, 'from ..db import Base'],
    ['a sibling', `${packages}#- app/models/base.py\n${base}`, 'from .base import Base'],
    ['an alias', `${packages}#- app/db.py\n${base.replaceAll('Base', 'Root')}`, 'from app.db import Root as Base'],
    ['a module alias', `${packages}#- app/db.py\n${base}`, 'import app.db as database\nBase = database.Base'],
    ['a dotted module', `${packages}#- app/db.py\n${base}`, 'import app.db\nBase = app.db.Base'],
    [
      'a re-export through __init__',
      `#- app/__init__.py\n#- app/db.py\n${base}#- app/models/__init__.py\nfrom app.db import Base\n`,
      'from app.models import Base',
    ],
    ['a star import', `${packages}#- app/db.py\n${base}`, 'from app.db import *'],
    ['a star re-export', `#- app/__init__.py\n#- app/db.py\n${base}#- app/models/__init__.py\nfrom ..db import *\n`, 'from . import Base'],
    ['a conditional import', `${packages}#- app/db.py\n${base}`, 'try:\n    from app.db import Base\nexcept ImportError:\n    Base = None'],
    [
      'a TYPE_CHECKING import beside the real one',
      `${packages}#- app/db.py\n${base}`,
      'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from nowhere import Base\nelse:\n    from app.db import Base',
    ],
    ['a namespace package', `#- app/db.py\n${base}`, 'from app.db import Base'],
    ['a re-assignment', `${packages}#- app/db.py\n${base}Model = Base\n`, 'from app.db import Model as Base'],
  ])('%s', (_, files, line) => expect(split(files, line)).toEqual(expected));
});

test('db is found under any name and from anywhere', () => {
  expect(
    relationships(
      fixture(`
#- shop/__init__.py
#- shop/extensions.py
from flask_sqlalchemy import SQLAlchemy
database = SQLAlchemy()
#- shop/core.py
from .extensions import database as orm
#- shop/models.py
from shop.core import orm
class User(orm.Model):
    id = orm.Column(orm.Integer, primary_key=True)
    posts = orm.relationship("Post", backref=orm.backref("author", lazy="joined"))
class Post(orm.Model):
    id = orm.Column(orm.Integer, primary_key=True)
    user_id = orm.Column(orm.ForeignKey("user.id"))
`),
    ),
  ).toEqual(['User.posts -> Post ONETOMANY list', 'Post.author -> User MANYTOONE scalar by User.posts']);
});

test('a src layout and two roots with modules of one name', () => {
  const root = (name: string) => `
#- ${name}/src/app/__init__.py
#- ${name}/src/app/base.py
${base}
#- ${name}/src/app/models.py
${head}from app.base import Base
class ${name === 'a' ? 'User' : 'Order'}(Base):
    __tablename__ = "t"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("t.id"))
    children = relationship("${name === 'a' ? 'User' : 'Order'}")
`;
  expect(relationships(fixture(root('a') + root('b')))).toEqual(['User.children -> User ONETOMANY list', 'Order.children -> Order ONETOMANY list']);
});

test('the order of files does not matter, a model without any SQLAlchemy word is found through its base', () => {
  expect(
    relationships(
      fixture(`
#- a.py
from b import Special
class Sub(Special):
    pass
#- b.py
${head}${base}
class Special(Base):
    __tablename__ = "special"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("special.id"))
    children = relationship("Special")
`),
    ),
  ).toEqual(['Special.children -> Special ONETOMANY list', 'Sub < Special.children -> Special ONETOMANY list']);
});

test('a folder whose name no import can say is no package, even with an __init__', () => {
  const files = `#- blog-1.0/__init__.py
#- blog-1.0/app/__init__.py
#- blog-1.0/app/db.py
${base}
#- blog-1.0/app/user.py
${head}from app.db import Base
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", backref="author")
#- blog-1.0/app/post.py
${head}from app.db import Base
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
`;
  expect(relationships(fixture(files)).toSorted()).toEqual(expected);
});

test('in a class body a name means what it is there, not what it is bound to further down', () => {
  const f = fixture(`
#- blog/service.py
${head}from sqlalchemy.orm import declarative_base
Base = declarative_base()
class Service(Base):
    __tablename__ = "service"
    id = Column(Integer, primary_key=True)
#- blog/signal.py
from .service import Base, Column, ForeignKey, Integer, Service, relationship
class Signal(Base):
    __tablename__ = "signal"
    id = Column(Integer, primary_key=True)
    service_id = Column(ForeignKey(Service.id))
    service = relationship(Service, backref="signals")
class Service:
    id: int
`);
  expect(relationships(f)).toEqual(['Service.signals -> Signal ONETOMANY list by Signal.service', 'Signal.service -> Service MANYTOONE scalar']);
});

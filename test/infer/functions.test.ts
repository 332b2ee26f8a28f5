/** Values followed through functions, methods and attributes of objects. */
import { describe, expect, test } from 'vitest';
import { answer } from './answer.ts';

describe('parameters by the calls of their function', () => {
  test.each([
    ['one call', 'def f(p):\n    p.auth$0or\ndef g(session):\n    f(session.get(Post, 1))', 'Post.author'],
    ['by keyword', 'def f(x, *, p=None):\n    p.auth$0or\ndef g():\n    f(1, p=Post())', 'Post.author'],
    ['calls that agree', 'def f(p):\n    p.auth$0or\ndef g(post: Post):\n    f(post)\n    f(Post())', 'Post.author'],
    ['a call with None', 'def f(p):\n    p.auth$0or\nf(None)\nf(Post())', 'Post.author'],
    ['callers of callers', 'def f(p):\n    p.auth$0or\ndef g(q):\n    f(q)\ndef h():\n    g(Post())', 'Post.author'],
    ['a call in another file', 'def show(p):\n    p.auth$0or\n#- other.py\nfrom service import show\nfrom blog.post import Post\nshow(Post())', 'Post.author'],
    ['through the module', 'def show(p):\n    p.auth$0or\n#- other.py\nimport service\nfrom blog.post import Post\nservice.show(Post())', 'Post.author'],
    ['a method', 'class A:\n    def f(self, p):\n        p.auth$0or\ndef g():\n    A().f(Post())', 'Post.author'],
    ['a constructor', 'class A:\n    def __init__(self, p):\n        p.auth$0or\ndef g():\n    A(Post())', 'Post.author'],
    ['a function that calls itself', 'def f(p):\n    p.auth$0or\n    f(p)\ndef g():\n    f(Post())', 'Post.author'],
    [
      'a method that replaces one of a base, called on the base: another one may be meant',
      'class A:\n    def f(self, x): ...\nclass B(A):\n    def f(self, x):\n        x.auth$0or\ndef g(a: A):\n    a.f(Post())',
      '',
    ],
    [
      'a method that replaces one of a base, called on both',
      'class A:\n    def f(self, x): ...\nclass B(A):\n    def f(self, x):\n        x.auth$0or\ndef g(a: A, b: B, y):\n    b.f(Post())\n    a.f(y)',
      'Post.author?',
    ],
    ['calls that differ, when one class owns the attribute', 'def f(p):\n    p.auth$0or\nf(Post())\nf(User())', 'Post.author'],
    [
      'calls that differ, when both own the attribute',
      '#- extra.py\nfrom blog.user import User\nfrom blog.post import Tag\ndef f(x):\n    x.po$0sts\nf(Tag())\nf(User())',
      'Tag.posts?',
    ],
    ['a method that is called on something unknown', 'class A:\n    def show(self, x):\n        x.auth$0or\ndef f(y):\n    y.show(Post())', 'Post.author?'],
    [
      'one of several methods of the name',
      'class A:\n    def show(self, x):\n        x.auth$0or\nclass B:\n    def show(self, x): ...\ndef f(y):\n    y.show(Post())',
      '',
    ],
    ['one call that is not understood', 'def f(p):\n    p.auth$0or\ndef g(x):\n    f(Post())\n    f(x())', 'Post.author?'],
    ['a function that is passed around', 'def f(p):\n    p.auth$0or\nf(Post())\nregister(f)', 'Post.author?'],
    ['a call of another function of the name', 'def f(x):\n    x.auth$0or\n#- other.py\nfrom blog.post import Post\ndef f(x): ...\nf(Post())', ''],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));
});

describe('parameters that a framework fills', () => {
  test.each([
    [
      'a pytest fixture',
      '#- test_a.py\nimport pytest\nfrom blog.post import Post\n@pytest.fixture\ndef first():\n    return Post()\ndef test_it(first):\n    first.auth$0or',
      'Post.author',
    ],
    [
      'a fixture that yields',
      '#- test_a.py\nimport pytest\nfrom blog.post import Post\n@pytest.fixture()\ndef first(db):\n    p = Post()\n    yield p\n    db.close()\ndef test_it(first):\n    first.auth$0or',
      'Post.author',
    ],
    [
      'a fixture of conftest.py',
      '#- tests/conftest.py\nimport pytest\nfrom blog.post import Post\n@pytest.fixture(scope="module")\ndef first():\n    return Post()\n#- tests/unit/test_a.py\ndef test_it(first):\n    first.auth$0or',
      'Post.author',
    ],
    [
      'a fixture under another name',
      '#- test_a.py\nimport pytest\nfrom blog.post import Post\n@pytest.fixture(name="first")\ndef make_first():\n    return Post()\ndef test_it(first):\n    first.auth$0or',
      'Post.author',
    ],
    [
      'a fixture from a fixture',
      '#- test_a.py\nimport pytest\nfrom blog.user import User\n@pytest.fixture\ndef someone():\n    return User()\n@pytest.fixture\ndef entry(someone):\n    return someone.posts[0]\ndef test_it(entry):\n    entry.auth$0or',
      'Post.author',
    ],
    ['FastAPI Depends', 'from fastapi import Depends\ndef current():\n    return Post()\ndef view(p=Depends(current)):\n    p.auth$0or', 'Post.author'],
    [
      'FastAPI Depends in an annotation',
      'from fastapi import Depends\ndef current(): ...\ndef view(p: Annotated[Post, Depends(current)]):\n    p.auth$0or',
      'Post.author',
    ],
    ['a mapper event', '@event.listens_for(Post, "before_insert")\ndef f(mapper, connection, target):\n    target.auth$0or', 'Post.author'],
    ['an attribute event', '@event.listens_for(User.posts, "append")\ndef f(target, value, initiator):\n    value.auth$0or', 'Post.author'],
    ['a lambda given to sorted', 'def f(user: User):\n    sorted(user.posts, key=lambda p: p.auth$0or.name)', 'Post.author'],
    ['a lambda given to map', 'def f(user: User):\n    map(lambda p: p.auth$0or, user.posts)', 'Post.author'],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));

  test('the value that a validator gets', () =>
    expect(
      answer(
        '#- extra.py\nfrom sqlalchemy import Column, ForeignKey\nfrom sqlalchemy.orm import relationship, validates\nfrom blog.base import Base\nclass Shelf(Base):\n    __tablename__ = "s"\n    id = Column(primary_key=True)\n    post_id = Column(ForeignKey("posts.id"))\n    post = relationship("Post")\n    @validates("post")\n    def check(self, key, value):\n        value.auth$0or',
      ),
    ).toBe('Post.author'));
});

describe('what functions return', () => {
  test.each([
    [
      'behind a decorator that hands it on',
      'from functools import wraps\ndef logged(f):\n    @wraps(f)\n    def inner(*args, **kwargs):\n        result = f(*args, **kwargs)\n        return result\n    return inner\n@logged\ndef find():\n    return Post()\nfind().auth$0or',
      'Post.author',
    ],
    [
      'behind a decorator with arguments',
      'def needs(role):\n    def outer(f):\n        def inner(*args):\n            return f(*args)\n        return inner\n    return outer\n@needs("x")\ndef find():\n    return Post()\nfind().auth$0or',
      'Post.author',
    ],
    [
      'behind a decorator that registers it',
      'def register(f):\n    all.append(f)\n    return f\n@register\ndef find():\n    return Post()\nfind().auth$0or',
      'Post.author',
    ],
    [
      'behind a decorator that makes something else of it',
      'def as_json(f):\n    def inner(*args):\n        return dump(f(*args))\n    return inner\n@as_json\ndef find():\n    return Post()\nfind().auth$0or',
      '',
    ],
    ['a query', 'def find(session):\n    return session.query(Post).first()\ndef g(s):\n    find(s).auth$0or', 'Post.author'],
    [
      'one of two branches is None',
      'def find(s, a):\n    if a:\n        return None\n    return s.get(Post, 1)\ndef g(s):\n    find(s, 1).auth$0or',
      'Post.author',
    ],
    ['what it is given', 'def keep(x):\n    return x\ndef g(s):\n    keep(Post()).auth$0or', 'Post.author'],
    [
      'the class it is given',
      'def load(model, key, session):\n    return session.get(model, key)\ndef g(s):\n    load(Post, 1, s).auth$0or\n    load(User, 1, s)',
      'Post.author',
    ],
    [
      'a classmethod that uses cls',
      '#- extra.py\nfrom blog.post import Post\nclass Loads:\n    @classmethod\n    def one(cls, session):\n        return session.query(cls).first()\nclass Article(Loads, Post): ...\ndef g(s):\n    Article.one(s).auth$0or',
      'Post.author',
    ],
    [
      'a generator',
      'def each(user: User):\n    for p in user.posts:\n        yield p\ndef g(user: User):\n    for p in each(user):\n        p.auth$0or',
      'Post.author',
    ],
    [
      'a context manager',
      'from contextlib import contextmanager\n@contextmanager\ndef made():\n    yield Post()\ndef g():\n    with made() as p:\n        p.auth$0or',
      'Post.author',
    ],
    [
      'an annotated context manager',
      'from contextlib import contextmanager\n@contextmanager\ndef made() -> Iterator[Post]: ...\ndef g():\n    with made() as p:\n        p.auth$0or',
      'Post.author',
    ],
    [
      '__enter__ of a class',
      'class Made:\n    def __enter__(self):\n        return Post()\ndef g():\n    with Made() as p:\n        p.auth$0or',
      'Post.author',
    ],
    ['__call__ of a class', 'class Maker:\n    def __call__(self):\n        return Post()\ndef g():\n    Maker()().auth$0or', 'Post.author'],
    ['a lambda', 'make = lambda: Post()\nmake().auth$0or', 'Post.author'],
    [
      'super()',
      'class A:\n    def one(self):\n        return Post()\nclass B(A):\n    def one(self):\n        return super().one()\n    def f(self):\n        self.one().auth$0or',
      'Post.author',
    ],
    ['itself or something', 'def find(n):\n    if n:\n        return find(n - 1)\n    return Post()\nfind(3).auth$0or', 'Post.author'],
    ['a coroutine', 'async def find(s):\n    return await s.get(Post, 1)\nasync def g(s):\n    (await find(s)).auth$0or', 'Post.author'],
    ['a nested function sees names around it', 'def f(session):\n    p = session.get(Post, 1)\n    def inner():\n        return p.auth$0or', 'Post.author'],
    [
      'several things, one of them not understood',
      'def find(a, y):\n    if a:\n        return Post()\n    return y()\ndef g(y):\n    find(1, y).auth$0or',
      'Post.author?',
    ],
    [
      'a factory',
      'import factory\nclass PostFactory(factory.alchemy.SQLAlchemyModelFactory):\n    class Meta:\n        model = Post\nPostFactory().auth$0or',
      'Post.author',
    ],
    [
      'create of a factory',
      'import factory\nclass PostFactory(factory.Factory):\n    class Meta:\n        model = Post\nPostFactory.create(id=1).auth$0or',
      'Post.author',
    ],
    [
      'a batch of a factory',
      'import factory\nclass PostFactory(factory.Factory):\n    class Meta:\n        model = Post\nPostFactory.create_batch(3)[0].auth$0or',
      'Post.author',
    ],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));
});

describe('keywords', () => {
  const factory = (body: string, call: string): string =>
    `import factory\nclass PostFactory(factory.Factory):\n    class Meta:\n        model = Post\n${body}${call}`;
  const handled = (code: string): string => `    @factory.post_generation\n    def author(self, create, extracted):\n        ${code}\n`;
  const made = (params: string): string => `class Essay(Post):\n    def __init__(self, ${params}): ...\n`;
  test.each([
    ['of a model', 'Post(auth$0or=None)', 'Post.author'],
    ['of a factory', factory('', 'PostFactory(auth$0or=None)'), 'Post.author'],
    ['of a method of a factory', factory('', 'PostFactory.build_batch(2, auth$0or=None)'), 'Post.author'],
    ['of what a factory handles itself', factory(handled('...'), 'PostFactory(auth$0or=None)'), ''],
    ['what a factory has made', factory(handled('self.auth$0or = extracted'), ''), 'Post.author'],
    ['that a constructor passes on', `${made('x, **kwargs')}Essay(1, auth$0or=None)`, 'Post.author'],
    ['that a constructor takes', `${made('author, **kwargs')}Essay(auth$0or=None)`, ''],
    ['that a constructor does not take', `${made('x')}Essay(auth$0or=None)`, ''],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));
});

describe('attributes of objects', () => {
  test.each([
    ['set in another method', 'class V:\n    def load(self, s):\n        self.p = s.get(Post, 1)\n    def show(self):\n        self.p.auth$0or', 'Post.author'],
    [
      'None first',
      'class V:\n    p = None\n    def load(self, s):\n        self.p = s.get(Post, 1)\n    def show(self):\n        self.p.auth$0or',
      'Post.author',
    ],
    [
      'set in a base class',
      'class A:\n    def load(self, s):\n        self.p = s.get(Post, 1)\nclass V(A):\n    def show(self):\n        self.p.auth$0or',
      'Post.author',
    ],
    [
      'from a parameter that calls fill',
      'class V:\n    def __init__(self, p):\n        self.p = p\n    def show(self):\n        self.p.auth$0or\ndef f():\n    V(Post()).show()',
      'Post.author',
    ],
    ['by unpacking', 'class V:\n    def load(self):\n        self.p, self.u = Post(), User()\n    def show(self):\n        self.p.auth$0or', 'Post.author'],
    ['a property', 'class V:\n    @property\n    def p(self):\n        return Post()\n    def show(self):\n        self.p.auth$0or', 'Post.author'],
    ['a dataclass field', 'from dataclasses import dataclass\n@dataclass\nclass V:\n    p: Post\ndef f(v: V):\n    v.p.auth$0or', 'Post.author'],
    ['a class attribute', 'class V:\n    p = Post()\ndef f(v: V):\n    v.p.auth$0or', 'Post.author'],
    ['set from outside', 'class V: ...\ndef f():\n    v = V()\n    v.p = Post()\ndef g(v: V):\n    v.p.auth$0or', 'Post.author'],
    [
      'set from outside, the target on a line of its own',
      'class V: ...\ndef f():\n    v = V()\n    (\n        v.p,  # it\n        x,\n    ) = Post(), 1\ndef g(v: V):\n    v.p.auth$0or',
      'Post.author',
    ],
    [
      'set from outside, behind a line that goes on',
      'class V: ...\ndef f():\n    v = V()\n    v. \\\n        p \\\n        = Post()\ndef g(v: V):\n    v.p.auth$0or',
      'Post.author',
    ],
    ["Flask's g", 'from flask import g\ndef before():\n    g.p = Post()\ndef view():\n    g.p.auth$0or', 'Post.author'],
    [
      "Flask-Login's current_user",
      '#- login.py\nfrom blog.user import User\n@login.user_loader\ndef load(key):\n    return User.query.get(key)\n#- views.py\nfrom flask_login import current_user\ndef view():\n    current_user.po$0sts',
      'User.posts',
    ],
    [
      'assigned twice, once not understood',
      'class V:\n    def a(self):\n        self.p = Post()\n    def b(self, y):\n        self.p = y()\n    def show(self):\n        self.p.auth$0or',
      'Post.author?',
    ],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));
});

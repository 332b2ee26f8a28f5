/** Values on their way through Python: functions, decorators, containers, tests. */
import { describe, expect, test } from 'vitest';
import { answer } from './answer.ts';

describe('values on their way', () => {
  test.each([
    [
      'partial',
      'from functools import partial\ndef load(model, s, key):\n    return s.get(model, key)\nload_post = partial(load, Post)\ndef f(s):\n    load_post(s, 1).auth$0or',
      'Post.author',
    ],
    [
      'partial of keyword',
      'from functools import partial\ndef load(s, key, model=None):\n    return s.get(model, key)\nload_post = partial(load, model=Post)\ndef f(s):\n    load_post(s, 1).auth$0or',
      'Post.author',
    ],
    ['partial plain', 'from functools import partial\ndef load(a):\n    return Post()\ndef f(s):\n    g = partial(load, 1)\n    g().auth$0or', 'Post.author'],
    [
      'a cached property',
      'from functools import cached_property\nclass V:\n    @cached_property\n    def p(self):\n        return Post()\ndef f(v: V):\n    v.p.auth$0or',
      'Post.author',
    ],
    ['lru_cache', 'from functools import lru_cache\n@lru_cache(maxsize=1)\ndef load():\n    return Post()\nload().auth$0or', 'Post.author'],
    [
      'asynccontextmanager',
      'from contextlib import asynccontextmanager\n@asynccontextmanager\nasync def load():\n    yield Post()\nasync def f():\n    async with load() as p:\n        p.auth$0or',
      'Post.author',
    ],
    ['nullcontext', 'from contextlib import nullcontext\ndef f(post: Post):\n    with nullcontext(post) as p:\n        p.auth$0or', 'Post.author'],
    ['staticmethod', 'class A:\n    @staticmethod\n    def one(s):\n        return s.get(Post, 1)\nA.one(s).auth$0or', 'Post.author'],
    ['static via instance', 'class A:\n    @staticmethod\n    def one(s):\n        return s.get(Post, 1)\ndef f(a: A):\n    a.one(s).auth$0or', 'Post.author'],
    [
      'classmethod of self',
      'class A:\n    @classmethod\n    def one(cls, s):\n        return s.get(Post, 1)\n    def two(self):\n        self.one(self.s).auth$0or',
      'Post.author',
    ],
    ['closure var', 'def outer():\n    p = Post()\n    def inner():\n        return p\n    return inner\nouter()().auth$0or', 'Post.author'],
    ['local function', 'def outer(s):\n    def inner():\n        return s.get(Post, 1)\n    inner().auth$0or', 'Post.author'],
    ['a class in a function', 'def outer(s):\n    class A:\n        def one(self):\n            return s.get(Post, 1)\n    A().one().auth$0or', 'Post.author'],
    ['returns a tuple', 'def two():\n    return User(), Post()\nu, p = two()\np.auth$0or', 'Post.author'],
    ['returns a dict', 'def two():\n    return {"p": Post(), "n": 1}\ntwo()["p"].auth$0or', 'Post.author'],
    ['returns a tuple, several ways', 'def two(a):\n    if a:\n        return None, Post()\n    return User(), None\nu, p = two()\np.auth$0or', 'Post.author'],
    ['yield from', 'def a():\n    yield Post()\ndef b():\n    yield from a()\nfor p in b():\n    p.auth$0or', 'Post.author'],
    ['async generator', 'async def a():\n    yield Post()\nasync def b():\n    async for p in a():\n        p.auth$0or', 'Post.author'],
    ['gather', 'import asyncio\nasync def a():\n    return Post()\nasync def b():\n    x, y = await asyncio.gather(a(), a())\n    x.auth$0or', 'Post.author'],
    ['async comprehension', 'async def f(session):\n    xs = [x async for x in await session.stream_scalars(select(Post))]\n    xs[0].auth$0or', 'Post.author'],
    [
      'default factory',
      'from dataclasses import dataclass, field\n@dataclass\nclass V:\n    ps: list[Post] = field(default_factory=list)\ndef f(v: V):\n    v.ps[0].auth$0or',
      'Post.author',
    ],
    [
      'dataclass without method',
      'from dataclasses import dataclass\n@dataclass\nclass V:\n    p: "Optional[Post]" = None\nV(Post()).p.auth$0or',
      'Post.author',
    ],
    ['attrs', 'import attr\n@attr.s(auto_attribs=True)\nclass V:\n    p: Post\nV(Post()).p.auth$0or', 'Post.author'],
    ['TypedDict', 'from typing import TypedDict\nclass V(TypedDict):\n    p: Post\ndef f(v: V):\n    v["p"].auth$0or', 'Post.author'],
    ['TypedDict get', 'from typing import TypedDict\nclass V(TypedDict):\n    p: Post\ndef f(v: V):\n    v.get("p").auth$0or', 'Post.author'],
    [
      'collections.namedtuple',
      'from collections import namedtuple\nV = namedtuple("V", "u p")\ndef f():\n    v = V(User(), Post())\n    v.p.auth$0or',
      'Post.author?',
    ],
    [
      'defaultdict',
      'from collections import defaultdict\ndef f(user: User):\n    d = defaultdict(list)\n    for p in user.posts:\n        d[p.id].append(p)\n    d[1][0].auth$0or',
      'Post.author',
    ],
    [
      'dict.setdefault append',
      'def f(user: User):\n    d = {}\n    for p in user.posts:\n        d.setdefault(p.id, []).append(p)\n    d[1][0].auth$0or',
      'Post.author',
    ],
    [
      'groupby',
      'from itertools import groupby\ndef f(user: User):\n    for k, g in groupby(user.posts, key=lambda p: p.id):\n        for p in g:\n            p.auth$0or',
      'Post.author',
    ],
    ['sorted result', 'def f(user: User):\n    sorted(user.posts, key=lambda x: x.id)[0].auth$0or', 'Post.author'],
    ['random.choice', 'import random\ndef f(user: User):\n    random.choice(user.posts).auth$0or', 'Post.author'],
    ['dict(zip)', 'def f(user: User):\n    d = dict(zip([1], user.posts))\n    d[1].auth$0or', 'Post.author'],
    ['dict of pairs', 'def f(user: User):\n    d = dict((p.id, p) for p in user.posts)\n    d[1].auth$0or', 'Post.author'],
    ['reversed', 'def f(user: User):\n    for p in reversed(user.posts):\n        p.auth$0or', 'Post.author'],
    ['enumerate', 'def f(user: User):\n    for i, p in enumerate(user.posts):\n        p.auth$0or', 'Post.author'],
    ['nested unpack', 'def f(user: User):\n    for i, (a, b) in enumerate(zip(user.posts, user.posts)):\n        b.auth$0or', 'Post.author'],
    ['while walrus', 'def f(s):\n    while (p := s.get(Post, 1)):\n        p.auth$0or', 'Post.author'],
    ['walrus if', 'def f(s):\n    if (p := s.get(Post, 1)) is not None:\n        p.auth$0or', 'Post.author'],
    ['walrus and', 'def f(s):\n    return (p := s.get(Post, 1)) and p.auth$0or', 'Post.author'],
    ['is None guard', 'def f(p: Optional[Post]):\n    if p is None:\n        return\n    p.auth$0or', 'Post.author'],
    ['is None assign', 'def f(s, p=None):\n    if p is None:\n        p = s.get(Post, 1)\n    p.auth$0or', 'Post.author?'],
    ['not p assign', 'def f(s):\n    p = None\n    if not p:\n        p = s.get(Post, 1)\n    p.auth$0or', 'Post.author'],
    ['for else', 'def f(user: User):\n    for p in user.posts:\n        break\n    else:\n        p = Post()\n    p.auth$0or', 'Post.author'],
    ['try else finally', 'def f(s):\n    p = None\n    try:\n        p = s.get(Post, 1)\n    finally:\n        p.auth$0or', 'Post.author'],
    ['class annotation only', 'class V:\n    p: Post\n    def f(self):\n        self.p.auth$0or', 'Post.author'],
    ['ClassVar', 'from typing import ClassVar\nclass V:\n    p: ClassVar[Post]\n    def f(self):\n        self.p.auth$0or', 'Post.author'],
    ['setUp', 'class T:\n    def setUp(self):\n        self.p = Post()\n    def test_it(self):\n        self.p.auth$0or', 'Post.author'],
    [
      'set on the class',
      'class T:\n    @classmethod\n    def setUpClass(cls):\n        cls.p = Post()\n    def test_it(self):\n        self.p.auth$0or',
      'Post.author',
    ],
    [
      'property setter',
      'class V:\n    @property\n    def p(self):\n        return self._p\n    @p.setter\n    def p(self, value):\n        self._p = value\n    def load(self, s):\n        self._p = s.get(Post, 1)\n    def show(self):\n        self.p.auth$0or',
      'Post.author?',
    ],
    [
      'property annotated',
      'class V:\n    @property\n    def p(self) -> Post: ...\n    @p.setter\n    def p(self, value): ...\n    def show(self):\n        self.p.auth$0or',
      'Post.author',
    ],
    [
      'super init',
      'class A:\n    def __init__(self, p: Post):\n        self.p = p\nclass B(A):\n    def __init__(self, p):\n        super().__init__(p)\n    def f(self):\n        self.p.auth$0or',
      'Post.author',
    ],
    ['super old', 'class A:\n    def one(self):\n        return Post()\nclass B(A):\n    def f(self):\n        super(B, self).one().auth$0or', 'Post.author'],
    ['type alias statement', 'type Entry = Post | None\ndef f(x: Entry):\n    x.auth$0or', 'Post.author'],
    ['TypeAlias', 'from typing import TypeAlias\nEntry: TypeAlias = "Post | None"\ndef f(x: Entry):\n    x.auth$0or', 'Post.author'],
    ['Awaitable', 'from typing import Awaitable\nasync def f(p: Awaitable[Post]):\n    (await p).auth$0or', 'Post.author'],
    [
      'TYPE_CHECKING',
      '#- x.py\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from blog.post import Post\ndef f(p: "Post"):\n    p.auth$0or',
      'Post.author',
    ],
    ['union of lists', 'def f(p: list[Post] | None):\n    for x in p or []:\n        x.auth$0or', 'Post.author'],
    ['kwargs', 'def f(**ps: Post):\n    ps["a"].auth$0or', 'Post.author'],
    ['Sequence nested', 'from collections.abc import Sequence\ndef f(x: Sequence[tuple[User, Post]]):\n    for u, p in x:\n        p.auth$0or', 'Post.author'],
    ['isinstance elif', 'def f(x):\n    if isinstance(x, User):\n        pass\n    elif isinstance(x, Post):\n        x.auth$0or', 'Post.author'],
    ['isinstance of attribute', 'def f(x):\n    if isinstance(x.item, Post):\n        x.item.auth$0or', 'Post.author'],
    ['or guard', 'def f(x):\n    if not isinstance(x, Post) or x.auth$0or: ...', 'Post.author'],
    ['all isinstance comp', 'def f(xs):\n    return [x.auth$0or for x in xs if isinstance(x, Post)]', 'Post.author'],
    ['match capture', 'def f(x):\n    match x:\n        case Post() as p:\n            p.auth$0or', 'Post.author'],
    ['hasattr', 'def f(x: Post | User):\n    if hasattr(x, "author"):\n        x.auth$0or', 'Post.author'],
    ['class attr of instance', 'class V:\n    ps: list[Post] = []\n    def f(self):\n        for p in self.ps:\n            p.auth$0or', 'Post.author'],
    [
      'self list appended',
      'class V:\n    def __init__(self):\n        self.ps = []\n    def add(self, s):\n        self.ps.append(s.get(Post, 1))\n    def f(self):\n        self.ps[0].auth$0or',
      'Post.author',
    ],
    ['module dict filled', 'cache = {}\ndef put(p: Post):\n    cache[p.id] = p\ndef f():\n    cache[1].auth$0or', 'Post.author'],
    ['module list', 'all_posts = [Post(), Post()]\ndef f():\n    all_posts[0].auth$0or', 'Post.author'],
    ['list.sort lambda', 'def f(user: User):\n    user.posts.sort(key=lambda p: p.auth$0or)', 'Post.author'],
    ['map to lambda result', 'def f(user: User):\n    for x in map(lambda p: p.author, user.posts):\n        x.po$0sts', 'User.posts'],
    ['filter lambda', 'def f(user: User):\n    for x in filter(lambda p: p.id, user.posts):\n        x.auth$0or', 'Post.author'],
    ['max key', 'def f(user: User):\n    max(user.posts, key=lambda p: p.auth$0or.id)', 'Post.author'],
    ['max result', 'def f(user: User):\n    max(user.posts, key=lambda p: p.id, default=None).auth$0or', 'Post.author'],
    ['any genexp', 'def f(user: User):\n    any(p.auth$0or for p in user.posts)', 'Post.author'],
    ['attrgetter sort', 'from operator import attrgetter\ndef f(user: User):\n    sorted(user.posts, key=attrgetter("id"))[0].auth$0or', 'Post.author'],
    [
      'singledispatch',
      'from functools import singledispatch\n@singledispatch\ndef show(x): ...\n@show.register\ndef _(x: Post):\n    x.auth$0or',
      'Post.author',
    ],
    ['conditional import', 'try:\n    from blog.post import Post as P\nexcept ImportError:\n    P = None\ndef f(x: P):\n    x.auth$0or', 'Post.author'],
    ['str join', 'def f(user: User):\n    ", ".join(p.auth$0or.name for p in user.posts)', 'Post.author'],
    ['f-string', 'def f(p: Post):\n    f"{p.auth$0or.name}"', 'Post.author'],
    [
      'contextmanager class method',
      'from contextlib import contextmanager\nclass A:\n    @contextmanager\n    def made(self):\n        yield Post()\n    def g(self):\n        with self.made() as p:\n            p.auth$0or',
      'Post.author',
    ],
    [
      'wraps typed callable',
      'from typing import Callable\nfrom functools import wraps\ndef deco(f: Callable):\n    @wraps(f)\n    async def inner(*a, **k):\n        return await f(*a, **k)\n    return inner\n@deco\nasync def find():\n    return Post()\nasync def g():\n    (await find()).auth$0or',
      'Post.author',
    ],
    [
      'class decorator',
      'class deco:\n    def __init__(self, f):\n        self.f = f\n    def __call__(self, *a):\n        return self.f(*a)\n@deco\ndef find():\n    return Post()\nfind().auth$0or',
      'Post.author',
    ],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));
});

describe('objects that are iterated', () => {
  test.each([
    [
      '__iter__',
      'class Page:\n    def __init__(self, user: User):\n        self.items = user.posts\n    def __iter__(self):\n        return iter(self.items)\ndef f(p: Page):\n    for x in p:\n        x.auth$0or',
      'Post.author',
    ],
    ['a generator method', 'class Page:\n    def __iter__(self):\n        yield Post()\ndef f(p: Page):\n    return [x.auth$0or for x in p]', 'Post.author'],
    [
      '__aiter__',
      'class Page:\n    async def __aiter__(self):\n        yield Post()\nasync def f(p: Page):\n    async for x in p:\n        x.auth$0or',
      'Post.author',
    ],
    ['__getitem__', 'class Page:\n    def __getitem__(self, key):\n        return Post()\ndef f(p: Page):\n    p[0].auth$0or', 'Post.author'],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));
});

describe('decorators that hand something to the function', () => {
  test.each([
    [
      'in front',
      'from functools import wraps\ndef with_post(f):\n    @wraps(f)\n    def inner(*a, **k):\n        return f(Post(), *a, **k)\n    return inner\n@with_post\ndef view(p, x):\n    p.auth$0or',
      'Post.author',
    ],
    [
      'not the next one',
      'def with_post(f):\n    def inner(*a, **k):\n        return f(Post(), *a, **k)\n    return inner\n@with_post\ndef view(x, y):\n    y.auth$0or',
      '',
    ],
    [
      'by keyword',
      'def with_post(f):\n    def inner(id, *a, **k):\n        return f(*a, entry=Session().get(Post, id), **k)\n    return inner\n@with_post\ndef view(x, entry):\n    entry.auth$0or',
      'Post.author',
    ],
    [
      'of a decorator with arguments',
      'def with_post(key):\n    def outer(f):\n        def inner(**k):\n            p = Session().get(Post, k.pop(key))\n            return f(p, **k)\n        return inner\n    return outer\n@with_post("id")\ndef view(p):\n    p.auth$0or',
      'Post.author',
    ],
    [
      'to a method',
      'def with_post(f):\n    def inner(self, id):\n        return f(self, entry=Post())\n    return inner\nclass V:\n    @with_post\n    def view(self, entry):\n        entry.auth$0or',
      'Post.author',
    ],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));
});

describe('silent', () => {
  test.each([
    ['a variable that nothing says', 'T = TypeVar("T")\ndef load(x: str) -> T: ...\nload("a").auth$0or', ''],
    ['other class', 'T = TypeVar("T")\ndef load(m: type[T]) -> T: ...\nload(User).auth$0or', ''],
    ['keyed attr', 'def f(s):\n    for r in s.execute(select(Post)).mappings():\n        r.Post.auth$0or', ''],
    [
      'fixture of another class',
      '#- test_a.py\nimport pytest\nfrom blog.post import Post\nclass TestA:\n    @pytest.fixture\n    def first(self):\n        return Post()\nclass TestB:\n    def test_it(self, first):\n        first.auth$0or',
      '',
    ],
    ['local of the same name', 'cache = {}\ndef put(p: Post):\n    cache = {}\n    cache[p.id] = p\ndef f():\n    cache[1].auth$0or', ''],
    ['filled with other things', 'cache = {}\ndef put(p: Post, x):\n    cache[p.id] = p\n    cache[1] = x()\ndef f():\n    cache[1].auth$0or', 'Post.author?'],
    [
      'two repos, other',
      'class Repo:\n    def __init__(self, model):\n        self.model = model\n    def get(self, s):\n        return s.get(self.model, 1)\nposts = Repo(Post)\nusers = Repo(User)\ndef f(s):\n    users.get(s).auth$0or',
      '',
    ],
    ['row by name of another', 'def f(s):\n    s.execute(select(Post)).mappings().first()["User"].po$0sts', ''],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));
});

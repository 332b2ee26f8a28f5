/** Python's ways to write and move values. */
import { describe, expect, test } from 'vitest';
import { answer } from './answer.ts';

describe('annotations', () => {
  test.each([
    ['of a parameter, in quotes', 'def f(x: "Post"):\n    x.auth$0or', 'Post.author'],
    ['Union with None', 'def f(x: Union[Post, None]):\n    x.auth$0or', 'Post.author'],
    ['a union of two classes of which one owns it', 'def f(x: User | Post):\n    x.auth$0or', 'Post.author'],
    ['Annotated', 'def f(x: Annotated[Post, "note"]):\n    x.auth$0or', 'Post.author'],
    ['a nested generic', 'def f(x: dict[str, list[Post]]):\n    x["a"][0].auth$0or', 'Post.author'],
    ['an alias', 'Entry = Optional[Post]\ndef f(x: Entry):\n    x.auth$0or', 'Post.author'],
    ['an alias of a class', 'Entry = Post\ndef f(x: Entry):\n    x.auth$0or', 'Post.author'],
    ['type[...]', 'def f(x: type[Post]):\n    x().auth$0or', 'Post.author'],
    ['cast', 'def f(y):\n    x = cast(Post, y)\n    x.auth$0or', 'Post.author'],
    ['cast with quotes', 'def f(y):\n    x = cast("Post", y)\n    x.auth$0or', 'Post.author'],
    ['of a variable without value', 'def f(y):\n    x: Post\n    x = y()\n    x.auth$0or', 'Post.author'],
    ['of a return value', 'class R:\n    def one(self) -> Optional[Post]: ...\ndef f(r: R):\n    r.one().auth$0or', 'Post.author'],
    ['a generator', 'def all() -> Generator[Post, None, None]: ...\nfor x in all():\n    x.auth$0or', 'Post.author'],
    ['a tuple', 'def f(x: tuple[User, Post]):\n    a, b = x\n    b.auth$0or', 'Post.author'],
    ['of *args', 'def f(*xs: Post):\n    xs[0].auth$0or', 'Post.author'],
    ['plain data is no model, whatever the name', 'def f(post: str):\n    post.auth$0or', ''],
    ['a class from elsewhere is no model', 'from lib import Thing\ndef f(post: Thing):\n    post.auth$0or', ''],
    ['Any says nothing', 'def f(post: Any):\n    post.auth$0or', 'Post.author?'],
    ['Self', 'class Article(Post):\n    def me(self) -> Self: ...\ndef f(x: Article):\n    x.me().auth$0or', 'Post.author'],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));
});

describe('tests that narrow', () => {
  test.each([
    ['assert isinstance', 'def f(x):\n    assert isinstance(x, Post)\n    x.auth$0or', 'Post.author'],
    ['isinstance with several classes', 'def f(x):\n    if isinstance(x, (User, Post)):\n        x.auth$0or', 'Post.author'],
    ['the class itself', 'def f(x):\n    if type(x) is Post:\n        x.auth$0or', 'Post.author'],
    ['a test that leaves', 'def f(x):\n    if not isinstance(x, Post):\n        return\n    x.auth$0or', 'Post.author'],
    [
      'None is no third possibility',
      'def f(s):\n    x = None\n    if s:\n        x = s.get(Post, 1)\n    if x is not None:\n        x.auth$0or',
      'Post.author',
    ],
    ['match', 'def f(x):\n    match x:\n        case Post():\n            x.auth$0or', 'Post.author'],
    ['and', 'def f(x):\n    return isinstance(x, Post) and x.auth$0or', 'Post.author'],
    ['a conditional expression', 'def f(x):\n    return x.auth$0or if isinstance(x, Post) else None', 'Post.author'],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));
});

describe('flow', () => {
  test.each([
    ['branches that disagree, one owner', 'def f(a):\n    if a:\n        x = Post()\n    else:\n        x = User()\n    x.auth$0or', 'Post.author'],
    ['a loop that changes its variable', 'def f(x: Post, y):\n    while y:\n        x.auth$0or\n        x = y()', 'Post.author?'],
    ['a loop that keeps its kind', 'def f(x: User):\n    while x:\n        x.po$0sts\n        x = x.posts[0].author', 'User.posts'],
    [
      'found in a loop',
      'def f(user: User):\n    found = None\n    for p in user.posts:\n        if p.id:\n            found = p\n            break\n    found.auth$0or',
      'Post.author',
    ],
    ['try and except', 'def f(s):\n    try:\n        x = s.get(Post, 1)\n    except Exception:\n        x = None\n    x.auth$0or', 'Post.author'],
    ['set again', 'def f():\n    x = User()\n    x = Post()\n    x.auth$0or', 'Post.author'],
    ['an attribute that was set here', 'def f(v):\n    v.p = Post()\n    v.p.auth$0or', 'Post.author'],
    ['what was known of an attribute is forgotten with its owner', 'def f(v, w):\n    v.x = Post()\n    v = w()\n    v.x.auth$0or', ''],
    ['or', 'def f(s):\n    x = s.get(Post, 1) or Post()\n    x.auth$0or', 'Post.author'],
    ['a default', 'def f(x=Post()):\n    x.auth$0or', 'Post.author'],
    ['a walrus in a comprehension', 'def f(user: User):\n    return [y.auth$0or for p in user.posts if (y := p)]', 'Post.author'],
    ['a nested comprehension', 'def f(users: list[User]):\n    return [p.auth$0or for u in users for p in u.posts]', 'Post.author'],
    ['a generator expression', 'def f(user: User):\n    x = next(p for p in user.posts if p.id)\n    x.auth$0or', 'Post.author'],
    ['next with a default', 'def f(user: User):\n    x = next((p for p in user.posts), None)\n    x.auth$0or', 'Post.author'],
    ['async for', 'async def f(session):\n    async for x in await session.stream_scalars(select(Post)):\n        x.auth$0or', 'Post.author'],
    [
      'async with',
      'class M:\n    async def __aenter__(self):\n        return Post()\nasync def f():\n    async with M() as x:\n        x.auth$0or',
      'Post.author',
    ],
    ['a global set in a function', 'current = None\ndef init():\n    global current\n    current = Post()\ndef f():\n    current.auth$0or', 'Post.author'],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));
});

describe('containers', () => {
  test.each([
    ['a list that is filled', 'def f(s):\n    xs = []\n    xs.append(s.get(Post, 1))\n    xs[0].auth$0or', 'Post.author'],
    [
      'a list that is filled in a loop',
      'def f(user: User):\n    xs = []\n    for p in user.posts:\n        xs.append(p)\n    for x in xs:\n        x.auth$0or',
      'Post.author',
    ],
    ['a list filled with something else too', 'def f(y):\n    xs = [Post()]\n    xs.append(y())\n    xs[0].auth$0or', 'Post.author?'],
    ['a dictionary that is filled', 'def f(user: User):\n    d = {}\n    for p in user.posts:\n        d[p.id] = p\n    d[1].auth$0or', 'Post.author'],
    ['values of a dictionary', 'def f(user: User):\n    d = {p.id: p for p in user.posts}\n    for x in d.values():\n        x.auth$0or', 'Post.author'],
    ['items of a dictionary', 'def f(d: dict[int, Post]):\n    for k, x in d.items():\n        x.auth$0or', 'Post.author'],
    ['entries by their keys', 'def f():\n    d = {"u": User(), "p": Post()}\n    d["p"].auth$0or', 'Post.author'],
    ['dict(...)', 'def f():\n    d = dict(u=User(), p=Post())\n    d["p"].auth$0or', 'Post.author'],
    ['zip', 'def f(a: User, b: User):\n    for x, y in zip(a.posts, b.posts):\n        y.auth$0or', 'Post.author'],
    ['a slice', 'def f(a: User):\n    for x in a.posts[1:3]:\n        x.auth$0or', 'Post.author'],
    ['the last', 'def f(a: User):\n    a.posts[-1].auth$0or', 'Post.author'],
    ['starred unpacking', 'def f(a: User):\n    first, *more = a.posts\n    more[0].auth$0or', 'Post.author'],
    ['chain', 'from itertools import chain\ndef f(a: User, b: User):\n    for x in chain(a.posts, b.posts):\n        x.auth$0or', 'Post.author'],
    ['map', 'def one(i) -> Post: ...\nfor x in map(one, [1]):\n    x.auth$0or', 'Post.author'],
    ['a sum of lists', 'def f(a: User):\n    for x in a.posts + [Post()]:\n        x.auth$0or', 'Post.author'],
    ['the union of sets', 'def f(a: User):\n    for x in set(a.posts) | {Post()}:\n        x.auth$0or', 'Post.author'],
    ['a list of a list', 'def f(users: list[User]):\n    xs = [u.posts for u in users]\n    xs[0][0].auth$0or', 'Post.author'],
    ['getattr with a default', 'def f(user: User):\n    getattr(user, "posts", None)[0].auth$0or', 'Post.author'],
    ['an item of a model', 'class Shelf(Post):\n    def __getitem__(self, i) -> Post: ...\ndef f(x: Shelf):\n    x[0].auth$0or', 'Post.author'],
    ['a named tuple', 'from typing import NamedTuple\nclass Pair(NamedTuple):\n    u: User\n    p: Post\ndef f(x: Pair):\n    x.p.auth$0or', 'Post.author'],
    ['a pydantic model', 'from pydantic import BaseModel\nclass Item(BaseModel):\n    post: Post\ndef f(x: Item):\n    x.post.auth$0or', 'Post.author'],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));
});

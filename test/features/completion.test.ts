/** Completion behind dots of any depth, and of keyword arguments. */
import { describe, expect, test } from 'vitest';
import { service } from '../infer/answer.ts';
import { completions, documentation } from '../support/ask.ts';

const ofPost = ['author', 'tags', 'author_id', 'created', 'id'];
const ofUser = ['followers', 'following', 'posts', 'id', 'name'];

describe('behind a dot', () => {
  test.each([
    ['an item of a collection', 'def f(user: User):\n    user.posts[0].$0', ofPost],
    ['two hops', 'def f(user: User):\n    user.posts[0].author.$0', ofUser],
    ['three hops with letters typed', 'def f(post: Post):\n    post.author.posts[0].tags[0].po$0', ['posts', 'id']],
    ['a call in between', 'def f(session):\n    session.get(Post, 1).author.$0', ofUser],
    ['a loop variable', 'def f(user: User):\n    for p in user.posts:\n        p.$0', ofPost],
    ['a parameter known by a call', 'def f(x):\n    x.$0\n    return 1\ndef g():\n    f(Post())', ofPost],
    [
      'an attribute of an object',
      'class V:\n    def __init__(self, post: Post):\n        self.x = post\n    def show(self):\n        self.x.author.$0',
      ofUser,
    ],
    ['an awaited value', 'async def f(session):\n    (await session.get(Post, 1)).author.$0', ofUser],
    ['a loader option behind another', 'select(User).options(selectinload(User.posts).joinedload(Post.$0))', ofPost],
    ['inside any()', 'select(User).where(User.posts.any(Post.$0))', ofPost],
    ['either of two classes', 'def f(x: User | Tag):\n    x.$0', ['followers', 'following', 'posts', 'id', 'name']],
    ['a name alone', 'def f(post):\n    post.$0', ofPost],
    ['a name alone, with letters typed', 'def f(post):\n    post.aut$0', ofPost],
    ['a hop from a name alone', 'def f(post):\n    post.author.$0', ofUser],
    ['a name that something speaks against', 'def f(post):\n    post.nothing()\n    post.$0', []],
    ['plain data', 'def f(post: str):\n    post.$0', []],
  ])('%s', (_, code, expected) => expect(completions(service(code))).toEqual(expected));

  test('with a Python language server only what that one cannot know', () => {
    const beside = (code: string): readonly string[] => {
      const f = service(code);
      f.session.pythonLanguageServer = true;
      return completions(f);
    };
    expect(beside('def f(user: User):\n    user.posts[0].$0')).toEqual(ofPost);
    expect(beside('def f(post):\n    post.$0')).toEqual(ofPost);
    expect(beside('def f(post: Post):\n    post.$0')).toEqual(['author']);
  });
});

describe('while the code is being written', () => {
  test.each([
    ['options unclosed', 'def f():\n    select(User).options(selectinload(User.posts).joinedload(Post.$0', ofPost],
    [
      'options unclosed, code behind',
      'def f():\n    q = select(User).options(selectinload(User.posts).joinedload(Post.$0\n    return q\n\ndef g(): ...',
      ofPost,
    ],
    ['if', 'def f(user: User):\n    if user.posts[0].$0', ofPost],
    ['if :', 'def f(user: User):\n    if user.posts[0].$0:\n        pass', ofPost],
    ['return', 'def f(user: User):\n    return user.posts[0].$0', ofPost],
    ['return, more', 'def f(user: User):\n    return user.posts[0].$0\n\ndef g():\n    pass', ofPost],
    ['then a statement', 'def f(user: User):\n    user.posts[0].$0\n    x = 1\n    return x', ofPost],
    ['print(', 'def f(user: User):\n    print(user.posts[0].$0', ofPost],
    ['print()', 'def f(user: User):\n    print(user.posts[0].$0)', ofPost],
    ['for', 'def f(user: User):\n    for p in user.posts:\n        p.$0\n\n    return 1', ofPost],
    ['for in', 'def f(post: Post):\n    for p in post.author.$0', ofUser],
    ['for in:', 'def f(post: Post):\n    for p in post.author.$0:\n        pass', ofUser],
    ['comprehension', 'def f(user: User):\n    return [p.$0 for p in user.posts]', ofPost],
    ['lambda', 'def f(user: User):\n    return sorted(user.posts, key=lambda p: p.$0)', ofPost],
    ['fstring', 'def f(post: Post):\n    return f"{post.$0}"', ofPost],
    ['fstring hop', 'def f(post: Post):\n    return f"by {post.author.$0}"', ofUser],
    ['assign', 'def f(post: Post):\n    x = post.$0\n    y = 2', ofPost],
    ['binary', 'def f(post: Post):\n    if post.id == 1 and post.$0', ofPost],
    ['call argument', 'def f(post: Post):\n    g(1, post.$0, 2)', ofPost],
    ['keyword value', 'def f(post: Post):\n    g(a=post.$0)', ofPost],
    ['dict value', 'def f(post: Post):\n    return {"a": post.$0}', ofPost],
    ['walrus', 'def f(s):\n    if (p := s.get(Post, 1)) and p.$0', ofPost],
    ['aliased', 'def f(s):\n    a = aliased(Post)\n    s.query(a).filter(a.$0', ofPost],
    ['row', 'def f(s):\n    s.execute(select(User, Post)).first().$0', ['Post', 'User']],
    ['row hop', 'def f(s):\n    s.execute(select(User, Post)).first().Post.$0', ofPost],
    ['repository', 'T = TypeVar("T")\nclass Repo[T]:\n    def get(self) -> T: ...\ndef f(r: Repo[Post]):\n    r.get().$0', ofPost],
    ['super', 'class Article(Post):\n    def f(self):\n        self.$0', ofPost],
    ['self in model hop', 'class Article(Post):\n    def f(self):\n        self.author.$0', ofUser],
  ])('%s', (_, code, expected) => expect(completions(service(code))).toEqual(expected));
});

const keywords = (names: readonly string[]): readonly string[] => names.map(name => `${name}=`);

describe('keyword arguments', () => {
  test.each([
    ['of a constructor', 'Post($0)', ['author=', 'tags=', 'author_id=', 'created=', 'id=']],
    ['of a class in a variable', 'def f():\n    model = Post\n    model($0)', ['author=', 'tags=', 'author_id=', 'created=', 'id=']],
    ['given ones left out', 'Post(author=None, $0)', ['tags=', 'author_id=', 'created=', 'id=']],
    ['of filter_by on a statement', 'select(Tag).filter_by($0)', ['posts=', 'id=']],
    ['of another call', 'print($0)', []],
    ['of filter_by behind a variable', 'def f(s):\n    q = s.query(User)\n    q = q.join(User.posts)\n    q.filter_by($0)', keywords(ofPost)],
    ['of filter_by behind select_from', 'def f(s):\n    s.query(Post.id).select_from(User).filter_by($0)', keywords(ofUser)],
    ['Post( unclosed', 'def f():\n    Post($0', keywords(ofPost)],
    ['Post( unclosed, code behind', 'def f():\n    p = Post($0\n    return p', keywords(ofPost)],
    ['Post(id=1, unclosed', 'def f():\n    p = Post(id=1, $0', keywords(['author', 'tags', 'author_id', 'created'])],
    ['Post(auth', 'Post(auth$0)', keywords(ofPost)],
    ['Post(auth unclosed', 'def f():\n    x = Post(auth$0\n    y = 1', keywords(ofPost)],
    ['lines', 'Post(\n    id=1,\n    $0\n)', keywords(['author', 'tags', 'author_id', 'created'])],
    ['value place', 'Post(author=$0)', []],
    ['filter_by unclosed', 'def f(s):\n    s.query(Post).filter_by($0', keywords(ofPost)],
    ['filter_by of join', 'def f(s):\n    s.query(User).join(User.posts).filter_by($0)', keywords(ofPost)],
    ['filter_by select join', 'def f(s):\n    select(User).join(User.posts).filter_by($0)', keywords(ofPost)],
    ['filter_by two', 'def f(s):\n    s.query(User, Post).filter_by($0)', keywords(ofUser)],
    ['any(', 'def f(s):\n    s.query(User).filter(User.posts.any($0))', keywords(ofPost)],
    ['has(', 'def f(s):\n    s.query(Post).filter(Post.author.has($0))', keywords(ofUser)],
    ['query filter_by 2nd', 'def f(s):\n    s.query(Post).filter_by(author=None, $0)', keywords(['tags', 'author_id', 'created', 'id'])],
    ['cls(', 'class Article(Post):\n    @classmethod\n    def make(cls):\n        return cls($0)', keywords(ofPost)],
  ])('%s', (_, code, expected) => expect(completions(service(code))).toEqual(expected));
});

test('documentation is made when it is shown', () => {
  const f = service('def f(post: Post):\n    post.$0');
  expect(documentation(f, 'author')).toContain('(implicit relationship) Post.author: User');
  expect(documentation(f, 'tags')).toContain('Tag.posts');
  expect(documentation(f, 'created')).toBe('');
});

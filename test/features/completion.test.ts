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

describe('keyword arguments', () => {
  test.each([
    ['of a constructor', 'Post($0)', ['author=', 'tags=', 'author_id=', 'created=', 'id=']],
    ['of a class in a variable', 'def f():\n    model = Post\n    model($0)', ['author=', 'tags=', 'author_id=', 'created=', 'id=']],
    ['given ones left out', 'Post(author=None, $0)', ['tags=', 'author_id=', 'created=', 'id=']],
    ['of filter_by', 'def f(session):\n    session.query(User, Post).filter_by($0)', ['author=', 'tags=', 'author_id=', 'created=', 'id=']],
    ['of filter_by on a statement', 'select(Tag).filter_by($0)', ['posts=', 'id=']],
    ['of another call', 'print($0)', []],
  ])('%s', (_, code, expected) => expect(completions(service(code))).toEqual(expected));
});

test('documentation is made when it is shown', () => {
  const f = service('def f(post: Post):\n    post.$0');
  expect(documentation(f, 'author')).toContain('(implicit relationship) Post.author: User');
  expect(documentation(f, 'tags')).toContain('Tag.posts');
  expect(documentation(f, 'created')).toBe('');
});

import { describe, expect, test } from 'vitest';
import type { InspectedRelationship, Inspection } from '../../../server/cli/inspection.ts';
import { compare, type Reality, type RealRelationship } from './compare.ts';

const posts: RealRelationship = {
  key: 'posts',
  target: 'blog:Post',
  direction: 'ONETOMANY',
  uselist: true,
  secondary: null,
  lazy: 'select',
  viewonly: false,
  generated_by_backref: false,
  backref_source: null,
  inherited_from: null,
  reverse: ['Post.author'],
  file: 'blog.py',
  line: 7,
};
const author: RealRelationship = {
  ...posts,
  key: 'author',
  target: 'blog:User',
  direction: 'MANYTOONE',
  uselist: false,
  generated_by_backref: true,
  backref_source: 'blog:User.posts',
  reverse: ['User.posts'],
};
const user = { class: 'blog:User', file: 'blog.py', line: 5, tablename: 'user', inherits: null };
const post = { class: 'blog:Post', file: 'blog.py', line: 9, tablename: 'post', inherits: null };
const reality: Reality = {
  classes: [
    { ...user, relationships: [posts] },
    { ...post, relationships: [author] },
  ],
  modules: ['blog'],
  files: ['blog.py'],
};

const mine = (it: RealRelationship): InspectedRelationship => ({ ...it, state: 'configured', back_populates: null });
const rest = { module: 'blog', inheritance: null };
const inspected = (ofUser: readonly InspectedRelationship[], ofPost: readonly InspectedRelationship[]): Inspection => ({
  version: 1,
  root: '/',
  sqlalchemy: [],
  failures: [],
  classes: [
    { ...user, ...rest, qualname: 'User', relationships: ofUser },
    { ...post, ...rest, qualname: 'Post', relationships: ofPost },
  ],
  unresolved: [{ file: 'blog.py', line: 7, what: 'User.posts: backref', why: 'its name is computed' }],
});
const said = (ours: Inspection): readonly string[] => compare(ours, reality).differences.map(d => `${d.kind} ${d.what}: ${d.detail}`);

describe('a comparison', () => {
  test('of equal graphs', () => {
    expect(compare(inspected([mine(posts)], [mine(author)]), reality)).toEqual({
      classes: { exact: 2, total: 2 },
      relationships: { exact: 2, total: 2 },
      implicit: { exact: 1, total: 1 },
      extra: 0,
      wrong: 0,
      unresolved: 0,
      differences: [],
    });
  });

  test('an attribute that is missing is unresolved, with the reason given for its source', () => {
    const ours = inspected([mine(posts)], []);
    expect(said(ours)).toEqual(['unresolved blog:Post.author: User.posts: backref: its name is computed']);
    expect(compare(ours, reality)).toMatchObject({ implicit: { exact: 0, total: 1 }, unresolved: 1 });
  });

  test('what is not said is unresolved, what is said and not so is wrong', () => {
    const ours = inspected([mine({ ...posts, direction: null })], [mine({ ...author, direction: null, uselist: true })]);
    expect(said(ours)).toEqual([
      'unresolved blog:User.posts: direction null, really ONETOMANY: User.posts: backref: its name is computed',
      'wrong blog:Post.author: uselist true, really false',
    ]);
    expect(compare(ours, reality)).toMatchObject({ relationships: { exact: 0, total: 2 }, wrong: 1, unresolved: 1 });
  });

  test('an attribute that is not there is extra', () => {
    const ours = inspected([mine(posts), mine({ ...posts, key: 'drafts' })], [mine(author)]);
    expect(said(ours)).toEqual(['extra blog:User.drafts: blog.py:7']);
    expect(compare(ours, reality).extra).toBe(1);
  });

  test('an attribute from a file that was not imported does not count', () => {
    expect(compare(inspected([mine(posts), mine({ ...posts, key: 'drafts', file: 'plugin.py' })], [mine(author)]), reality)).toMatchObject({
      extra: 0,
      differences: [],
    });
  });

  test('so do the relationships of a class that is not mapped, in a module that was imported', () => {
    const ours = inspected([mine(posts)], [mine(author)]);
    const claimed: Inspection = {
      ...ours,
      classes: [...ours.classes, { ...user, ...rest, class: 'blog:Mixin', qualname: 'Mixin', relationships: [mine(posts)] }],
    };
    expect(said(claimed)).toEqual(['extra blog:Mixin: blog.py:5 is not mapped', 'extra blog:Mixin.posts: its class is not mapped']);
    expect(compare(claimed, reality).extra).toBe(1);
    expect(compare(claimed, { ...reality, modules: [] }).differences).toEqual([]);
  });

  test('a class with another table or parent is not exact, nor is one that is not known', () => {
    const ours = inspected([mine(posts)], [mine(author)]);
    const [first, second] = ours.classes;
    if (!first || !second) throw new Error('two classes');
    expect(
      compare(
        {
          ...ours,
          classes: [
            { ...first, tablename: 'users' },
            { ...second, tablename: null },
          ],
        },
        reality,
      ),
    ).toMatchObject({
      classes: { exact: 0, total: 2 },
      relationships: { exact: 2, total: 2 },
      differences: [
        { kind: 'wrong', what: 'blog:User' },
        { kind: 'unresolved', what: 'blog:Post' },
      ],
    });
    expect(compare({ ...ours, classes: [first] }, reality)).toMatchObject({ classes: { exact: 1, total: 2 }, unresolved: 1 });
  });
});

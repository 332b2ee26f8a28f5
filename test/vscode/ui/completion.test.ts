import { expect, test } from 'vitest';
import { placeOf } from '../place.ts';
import { completionsAt, shot } from '../workbench.ts';
import { openSample } from './open-sample.ts';

const { page, folder } = await openSample();

test('implicit attributes are suggested in service code', async () => {
  const end = placeOf(folder, 'blog/services/comments.py', 'people.add(post.author)$0');
  const wanted = ['author', 'bookmarks', 'comments', 'likes', 'series', 'tags'];
  const labels = await completionsAt(page, end, '\npost.', wanted, () => shot(page, 'completion'));
  // The implicit ones come first: nothing else in the editor would have told of them.
  expect(labels.slice(0, 3)).toEqual(['author', 'bookmarks', 'likes']);
});

test('and behind several hops', async () => {
  const end = placeOf(folder, 'blog/services/digest.py', 'return mail_address(self.user)$0');
  const labels = await completionsAt(page, end, '\nself.user.posts[0].', ['author', 'comments', 'likes'], () => shot(page, 'completion-hops'));
  expect(labels.slice(0, 3)).toEqual(['author', 'bookmarks', 'likes']);
});

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

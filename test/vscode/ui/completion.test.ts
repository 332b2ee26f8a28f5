import { expect, test } from 'vitest';
import { placeOf } from '../place.ts';
import { completionsAt, shot } from '../workbench.ts';
import { openSample } from './open-sample.ts';

const { page, folder } = await openSample();

test('implicit attributes are suggested in service code', async () => {
  const end = placeOf(folder, 'blog/services/comments.py', 'people.add(post.author)$0');
  const labels = await completionsAt(page, end, '\npost.', /^likes$/, () => shot(page, 'completion'));
  expect(labels).toEqual(expect.arrayContaining(['author', 'bookmarks', 'comments', 'likes', 'series', 'tags']));
});

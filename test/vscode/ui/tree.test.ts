import { expect, test } from 'vitest';
import { type Place, placeOf } from '../place.ts';
import { until } from '../until.ts';
import { choose, contextMenu, cursorPlace, peekedFiles, shot, showViews, treeRow, treeRows, unfold } from '../workbench.ts';
import { openSample } from './open-sample.ts';

const { page, folder } = await openSample();

test('the tree shows the relationships of a mapped class with the implicit ones among them', async () => {
  await showViews(page, 'Backref');
  await unfold(page, 'blog.models.post');
  await unfold(page, /^Post/);
  await treeRows(
    page,
    /^author, implicit relationship to one, User\b.*backref of User\.posts/,
    /^likes, implicit relationship to many, list\[Like\].*backref of Like\.post/,
    /^series, relationship to one, Series/,
  );
  await shot(page, 'tree');
});

test('a click on an implicit attribute opens the backref that makes it', async () => {
  await treeRow(page, /^author/).click();
  const made = placeOf(folder, 'blog/models/user.py', 'backref="$0author"');
  expect(await placeIn('user.py')).toMatchObject({ line: made.line });
  await shot(page, 'tree-source');
});

test('a click on a declared relationship opens its assignment', async () => {
  await treeRow(page, /^tags/).click();
  const written = placeOf(folder, 'blog/models/post.py', '$0tags = db.relationship(');
  expect(await placeIn('post.py')).toMatchObject({ line: written.line });
});

test('the menu of a row finds the references and renames', async () => {
  expect(await contextMenu(page, treeRow(page, /^author/))).toEqual(['Find All References', 'Rename...']);
  await shot(page, 'tree-menu');
  await choose(page, 'Find All References');
  await peekedFiles(page, /digest\.py/);
  await shot(page, 'tree-references');
  await page.keyboard.press('Escape');

  await contextMenu(page, treeRow(page, /^author/));
  await choose(page, 'Rename...');
  const box = page.locator('.rename-box input:visible').first();
  await box.waitFor();
  await shot(page, 'tree-rename');
  expect(await box.inputValue()).toBe('author');
  await page.keyboard.press('Escape');
});

/** The cursor, once the editor shows a file. */
function placeIn(file: string): Promise<Place> {
  return until(`${file} to open`, async () => {
    const place = await cursorPlace(page);
    return place.file === file && place.line > 1 ? place : undefined;
  });
}

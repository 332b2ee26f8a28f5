import { expect, test } from 'vitest';
import { placeOf } from '../place.ts';
import { until } from '../until.ts';
import { cursorPlace, shot, showViews, treeRow, treeRows } from '../workbench.ts';
import { openSample } from './open-sample.ts';

const { page, folder } = await openSample();

test('the tree shows the attributes of a mapped class with the implicit ones among them', async () => {
  await showViews(page, 'Backref');
  await treeRows(page, rows => rows.some(row => /^Post\b/.test(row)));
  await treeRow(page, /^Post/).click();
  await page.keyboard.press('ArrowRight');
  const rows = await treeRows(page, all => all.some(row => row.startsWith('author')));
  await shot(page, 'tree');
  expect(rows.find(row => row.startsWith('author'))).toContain('backref');
});

test('a click on an implicit attribute opens the backref that makes it', async () => {
  await treeRow(page, /^author/).click();
  const made = placeOf(folder, 'blog/models/user.py', 'backref="$0author"');
  const cursor = await until('the source to open', async () => {
    const place = await cursorPlace(page);
    return place.file === 'user.py' ? place : undefined;
  });
  await shot(page, 'tree-source');
  expect(cursor.line).toBe(made.line);
});

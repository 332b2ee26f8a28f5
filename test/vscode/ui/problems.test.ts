import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeOf } from '../place.ts';
import { openAt, problemGone, problems, quickFix, save, shot } from '../workbench.ts';
import { openSample } from './open-sample.ts';

const { page, folder } = await openSample();
const file = 'blog/models/comment.py';
const read = () => readFileSync(join(folder, file), 'utf8');

test('a wrong name in back_populates is reported, and its quick fix puts it right', async () => {
  const text = read();
  const middle = placeOf(folder, file, 'back_populates="com$0ments"');
  await openAt(page, middle);
  await page.keyboard.press('Delete');
  await save(page);
  const rows = await problems(page, /coments/);
  await shot(page, 'problem');
  expect(rows.filter(row => row.includes('coments'))).toHaveLength(1);
  expect(read()).not.toBe(text);

  await quickFix(page, middle, /comments/, () => shot(page, 'quick-fix'));
  await problemGone(page, /coments/);
  await save(page);
  expect(read()).toBe(text);
});

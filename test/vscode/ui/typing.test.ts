import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeOf } from '../place.ts';
import { until } from '../until.ts';
import { applyPreview, codeActions, openAt, problems, quickFix, runCommand, shot, unticked } from '../workbench.ts';
import { openSample } from './open-sample.ts';

const { page, folder } = await openSample({ standIns: ['type-checker'] });
const post = 'blog/models/post.py';
const read = (): string => readFileSync(join(folder, post), 'utf8');
const text = read();
const saved = (what: string, is: (now: string) => boolean): Promise<true> =>
  until(what, async () => {
    await runCommand(page, 'File: Save All Files');
    return is(read()) || undefined;
  });

test('the implicit attributes of a class are declared for type checkers', async () => {
  const place = placeOf(folder, post, 'class Po$0st(');
  const declare = /^Declare the implicit attributes of 'Post' for type checkers$/;
  await codeActions(page, place, declare, () => shot(page, 'declare-actions'));
  await quickFix(page, place, declare);
  await saved('the declarations', now => now !== text);
  await shot(page, 'declared');
  for (const line of ['likes: Mapped[list["Like"]]', 'bookmarks: Mapped[list["Bookmark"]]', 'author: Mapped["User"]'])
    expect(read()).toContain(`        ${line}\n`);
  // What is declared is not offered again.
  expect(await codeActions(page, placeOf(folder, post, 'class Po$0st('), /Write the types/)).not.toContainEqual(expect.stringMatching(declare));
  await openAt(page, placeOf(folder, post, 'class Po$0st('));
  await page.keyboard.press('Control+Z');
  await saved('the text to be back', now => now === text);
});

test('one is declared as a quick fix of what another extension says of its use', async () => {
  const place = placeOf(folder, 'blog/services/digest.py', '{post.auth$0or.username}');
  await openAt(page, place);
  await problems(page, /Cannot access attribute "author" for class "Post" Pylance/);
  const declare = /^Declare 'Post\.author' for type checkers$/;
  expect(await codeActions(page, place, declare, () => shot(page, 'declare-quick-fix'))).toEqual([expect.stringMatching(declare)]);
  await quickFix(page, place, declare);
  await saved('the declaration', now => now !== text);
  expect(read()).toContain('    if TYPE_CHECKING:\n        author: Mapped["User"]\n');
  expect(read()).not.toContain('likes: Mapped');
});

test('all that is left is declared by a command, after it was shown', async () => {
  await runCommand(page, 'Backref: Declare All Implicit Attributes for Type Checkers');
  expect(await unticked(page)).toEqual([]);
  await shot(page, 'declare-all');
  await page.locator('.notification-toast').filter({ hasText: 'implicit attributes can be declared, as the preview shows.' }).waitFor();
  await applyPreview(page);
  await saved('the other declarations', now => now.includes('likes: Mapped[list["Like"]]'));
  expect(readFileSync(join(folder, 'blog/models/tag.py'), 'utf8')).toContain('    if TYPE_CHECKING:\n        posts: ');
});

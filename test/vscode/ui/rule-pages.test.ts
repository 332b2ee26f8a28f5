import { expect, test } from 'vitest';
import { placeOf } from '../place.ts';
import { until } from '../until.ts';
import { hoverOver, openAt, problemGone, problems, runCommand, save, shot } from '../workbench.ts';
import { openSample } from './open-sample.ts';

const { page, folder } = await openSample();
const comment = 'blog/models/comment.py';
const post = 'blog/models/post.py';
const given = placeOf(folder, comment, 'back_populates="com$0ments"');

test('the code of a finding leads to the page of its rule', async () => {
  await openAt(page, given);
  await page.keyboard.press('Delete');
  await save(page);
  await problems(page, /coments/);
  await hoverOver(page, given, /unknown-back-populates/);
  await shot(page, 'rule-link');
  await page.locator('.monaco-hover:visible a', { hasText: 'unknown-back-populates' }).first().click();
  const preview = page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
  await preview.locator('h1', { hasText: 'unknown-back-populates' }).waitFor();
  await shot(page, 'rule-page');
  expect(await preview.locator('h2').allInnerTexts()).toEqual(['Wrong', 'Right', 'What SQLAlchemy says', 'Fixes', 'Silence']);
  await runCommand(page, 'View: Close All Editors');
});

test('so does the code in the Problems panel', async () => {
  await openAt(page, given);
  await problems(page, /coments/);
  await page.locator('.markers-panel a', { hasText: 'unknown-back-populates' }).first().click();
  await page.frameLocator('iframe.webview').frameLocator('iframe#active-frame').locator('h1', { hasText: 'unknown-back-populates' }).waitFor();
  await runCommand(page, 'View: Close All Editors');
});

test('of two files side by side the one that is not typed in follows', async () => {
  await openAt(page, given);
  await page.keyboard.type('m');
  await problemGone(page, /coments/);
  await save(page);
  await runCommand(page, 'View: Split Editor Right');
  await openAt(page, placeOf(folder, post, 'com$0ments = db.relationship('));
  await page.keyboard.press('Delete');
  const [left] = await Promise.all([
    until('a squiggle in the other editor', async () => {
      const squiggles = page.locator('.editor-group-container').first().locator('.squiggly-error');
      return (await squiggles.count()) > 0 ? squiggles.count() : undefined;
    }),
    problems(page, /has no property 'comments'/),
  ]);
  await shot(page, 'side-by-side');
  expect(left).toBeGreaterThan(0);
  await page.keyboard.press('Control+Z');
});

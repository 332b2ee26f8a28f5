import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeOf } from '../place.ts';
import { until } from '../until.ts';
import { codeAction, codeActions, openAt, openFile, problemGone, problems, quickFix, save, shot } from '../workbench.ts';
import { openSample } from './open-sample.ts';

const { page, folder } = await openSample({
  settings: { 'editor.codeActionsOnSave': { 'source.fixAll.backref': 'explicit' } },
  prepare: it => {
    // A choice of fixes, so that none is made on save.
    const file = join(it, 'blog/models/comment.py');
    writeFileSync(file, readFileSync(file, 'utf8').replace('cascade="all, delete-orphan"', 'cascade="delete-orphan"'));
  },
});
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const comment = 'blog/models/comment.py';
const post = 'blog/models/post.py';
const project = 'pyproject.toml';
const cascade = placeOf(folder, comment, 'cascade="delete-$0orphan"');
const ignore = /^Ignore here: delete-orphan-without-delete$/;
const never = /^Do not report delete-orphan-without-delete in this project/;

test('a finding is silenced where it stands: the fixes come first', async () => {
  const text = read(comment);
  await openAt(page, cascade);
  await problems(page, /The 'delete-orphan' cascade option requires 'delete'/);
  const titles = await codeActions(page, cascade, ignore, () => shot(page, 'ignore-actions'));
  // What is no fix of it comes behind.
  const fixes = [/^Change to 'all, delete-orphan'/, /^Change to 'delete, delete-orphan'/, ignore, never];
  expect(titles.slice(0, fixes.length)).toEqual(fixes.map(title => expect.stringMatching(title)));
  await quickFix(page, cascade, ignore);
  await problemGone(page, /delete-orphan/);
  await shot(page, 'ignored');
  await page.keyboard.press('Control+Z');
  await problems(page, /The 'delete-orphan' cascade option/);
  await save(page);
  expect(read(comment)).toBe(text);
});

test('and in the whole project', async () => {
  // The project file is saved by it: it is read from the disk.
  await (await codeAction(page, cascade, never)).click();
  await problemGone(page, /delete-orphan/);
  expect(read(project)).toContain('[tool.backref.rules]\ndelete-orphan-without-delete = "off"');
});

test('saving makes the fixes that leave no choice', async () => {
  const text = read(post);
  await openAt(page, placeOf(folder, post, 'back_populates="po$0sts"'));
  await page.keyboard.press('Delete');
  await problems(page, /has no property 'pots'/);
  await shot(page, 'fix-all-before');
  await page.keyboard.press('Control+S');
  await problemGone(page, /has no property 'pots'/);
  await until('the file to be saved', async () => ((await page.locator('.tab.dirty').count()) === 0 ? true : undefined));
  await shot(page, 'fix-all-after');
  expect(read(post)).toBe(text);
});

test('a severity in pyproject.toml shows as soon as the file is written', async () => {
  await openFile(page, 'blog/models/user.py');
  writeFileSync(join(folder, project), `${read(project)}\nno-backref = "warning"\n`);
  await problems(page, /'User\.posts' creates 'author' implicitly/);
  await shot(page, 'project-rule');
  await openAt(page, placeOf(folder, project, 'no-backref = "$0warning"'));
  for (const _ of 'warning') await page.keyboard.press('Delete');
  await page.keyboard.type('of');
  await save(page);
  await problems(page, /no-backref is one of .*, not "of"/);
  await shot(page, 'project-mistake');
  await page.keyboard.type('f');
  await save(page);
  await problemGone(page, /./);
});

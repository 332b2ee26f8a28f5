import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeOf } from '../place.ts';
import { until } from '../until.ts';
import { allSaved, applyPreview, codeActions, openAt, previewAction, previewRows, runCommand, shot, unticked } from '../workbench.ts';
import { openSample } from './open-sample.ts';

const computed = 'blog/models/badge.py';
const { page, folder } = await openSample({
  // One that has to stay: its name is known only when it runs, and nobody is sure to load its module.
  prepare: it =>
    writeFileSync(
      join(it, computed),
      `import os

from blog.extensions import db


class Badge(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.ForeignKey("user.id"))
    user = db.relationship("User", backref=os.environ["BADGES"])
`,
    ),
});
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const [user, post] = ['blog/models/user.py', 'blog/models/post.py'];
const files = [user, post, computed, ...['comment', 'tag', 'reaction', 'series', 'mixins'].map(name => `blog/models/${name}.py`)];
const texts = files.map(read);
const backref = placeOf(folder, user, 'back$0ref="author"');

test('one pair is converted across two files after it was shown', async () => {
  const convert = /^Convert backref to back_populates$/;
  expect(await codeActions(page, backref, convert, () => shot(page, 'convert-actions'))).toEqual([
    'Convert backref to back_populates',
    "Convert all 2 backrefs of 'User' to back_populates",
    'Convert all 3 backrefs of this file to back_populates',
  ]);
  await previewAction(page, backref, convert);
  await shot(page, 'convert-preview');
  const rows = await previewRows(page);
  for (const file of [user, post]) expect(rows).toContain(`${file}, making text edits`);
  expect(rows).toContain('line 16, replacing backref="author" with back_populates="author"');
  await applyPreview(page);
  await until('both sides', async () => {
    await runCommand(page, 'File: Save All Files');
    return (
      (read(user).includes('"Post", back_populates="author"') && read(post).includes('author = db.relationship("User", back_populates="posts")')) || undefined
    );
  });
  await shot(page, 'converted');
});

test('one undo restores both', takeBack);

test('what has to stay is said beside the preview, and why', async () => {
  // All of the preview has to be seen: rows that are not seen are not there.
  await page.setViewportSize({ width: 1280, height: 1900 });
  await runCommand(page, 'Backref: Convert All Backrefs');
  await page.locator('.bulk-edit-panel .monaco-list-row').first().waitFor();
  const toast = page.locator('.notification-toast').filter({ hasText: '11 backrefs can be converted, as the preview shows. 1 has to stay as it is.' });
  await toast.waitFor();
  await shot(page, 'migration-preview');
  await toast.getByRole('button', { name: 'Show Report' }).click();
  const lines = page.locator('.editor-group-container.active .view-lines .view-line');
  const report = await until('the report', async () => {
    const texts = (await lines.allInnerTexts()).map(text => text.replaceAll('\u00a0', ' '));
    // Long lines are wrapped, and each piece is an element.
    return texts.includes('## Left as they are') ? texts.join('') : undefined;
  });
  await shot(page, 'migration-report');
  expect(report).toMatch(/Left as they are *- \[blog\/models\/badge\.py:9\]\(file:[^)]*#L9\) `Badge\.user`: /);
});

test('all backrefs of the workspace are shown pair by pair', async () => {
  await page.getByRole('button', { name: 'Group Changes By Type' }).first().click();
  await runCommand(page, 'View: Toggle Maximized Panel');
  const groups = page.locator('.bulk-edit-panel .monaco-list-row[aria-level="1"]');
  // Eleven and the imports.
  const titles = await until('the pairs', async () => {
    const texts = (await groups.allInnerTexts()).map(text => text.replace(/\s+/g, ' ').trim());
    return texts.length === 12 ? texts : undefined;
  });
  await shot(page, 'migration-pairs');
  for (const pair of ['User.posts and Post.author', 'Series.editor and User.edited_series', 'ReactionMixin.user and User.likes, User.bookmarks'])
    expect(titles).toContainEqual(expect.stringContaining(pair));
  // Who does not look twice gets all of it.
  expect(await unticked(page)).toEqual([]);
});

test('it is made, and saved, when it was looked at', async () => {
  await applyPreview(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await until('the files to be written', async () => files.every((file, i) => (file === computed) === (read(file) === texts[i])) || undefined);
  await allSaved(page);
  await shot(page, 'migrated');
  expect(files.filter(file => /\bbackref=/.test(read(file)))).toEqual([computed]);
});

test('one undo restores them all', takeBack);

async function takeBack(): Promise<void> {
  await openAt(page, { ...backref, column: 1 });
  await page.keyboard.press('Control+Z');
  await until('the files to be as they were', async () => {
    await runCommand(page, 'File: Save All Files');
    return files.every((file, i) => read(file) === texts[i]) || undefined;
  });
}

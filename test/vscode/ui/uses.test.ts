import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeOf } from '../place.ts';
import { until } from '../until.ts';
import { allSaved, applyPreview, codeLens, cursorPlace, openAt, peekedFiles, rename, runCommand, shot, tick, unticked } from '../workbench.ts';
import { openSample } from './open-sample.ts';

const { page, folder } = await openSample();
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const bylines = 'blog/services/bylines.py';
// Of one parameter the name tells something, of the other nothing.
writeFileSync(
  join(folder, bylines),
  'def guessed(post):\n    return post.author.username  # guessed\n\n\ndef unknown(entry):\n    return entry.author.username  # unknown\n',
);
const renamed = [
  ['blog/models/user.py', 'backref="writer"'],
  ['blog/services/digest.py', 'post.writer.username'],
  ['blog/services/posts.py', 'writer=author'],
  ['blog/templates/macros.html', 'post.writer.username'],
] as const;
const files = [bylines, ...renamed.map(([file]) => file)];
const texts = files.map(read);

test('code lenses tell what a model receives, and of a relationship its uses and what it creates', async () => {
  await openAt(page, placeOf(folder, 'blog/models/user.py', '$0posts = db.relationship('));
  await codeLens(page, /^\d+ references to author$/).waitFor();
  await shot(page, 'lenses');

  await codeLens(page, /^implicit: comments, likes/).click();
  const followers = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: /^followers/ });
  await followers.waitFor();
  await shot(page, 'lens-implicit');
  await followers.click();
  const made = placeOf(folder, 'blog/models/user.py', 'db.backref("$0followers"');
  await until('the backref', async () => ((await cursorPlace(page)).line === made.line ? true : undefined));

  await codeLens(page, /^\d+ references to author$/).click();
  await peekedFiles(page, /macros\.html/);
  await shot(page, 'lens-references');
  await page.keyboard.press('Escape');

  await codeLens(page, /^creates Post\.author$/).click();
  await until('the model', async () => ((await cursorPlace(page)).file === 'post.py' ? true : undefined));
});

test('the references of an implicit attribute, in code and templates', async () => {
  await openAt(page, placeOf(folder, 'blog/services/digest.py', '{post.auth$0or.username}'));
  await page.keyboard.press('Shift+F12');
  const found = await peekedFiles(page, /macros\.html/);
  await shot(page, 'references');
  for (const name of ['user.py', 'posts.py', 'digest.py', 'post.html']) expect(found.join('\n')).toContain(` in ${name},`);
  await page.keyboard.press('Escape');
});

test('F2 renames an implicit attribute everywhere, and what is not certain after it was ticked', async () => {
  // All of the preview has to be seen: rows that are not seen are not there.
  await page.setViewportSize({ width: 1280, height: 1500 });
  await rename(page, placeOf(folder, 'blog/services/digest.py', '{post.auth$0or.username}'), 'writer');
  await page.locator('.bulk-edit-panel .monaco-list-row').first().waitFor();
  await runCommand(page, 'View: Toggle Maximized Panel');
  const unsure = await until('the edits that wait', async () => {
    const edits = await unticked(page);
    return edits.length >= 3 ? edits : undefined;
  });
  await shot(page, 'rename-preview');
  expect(unsure.map(edit => edit.replace(/^.*?: /, ''))).toEqual([
    expect.stringContaining('return post.authorwriter.username # guessed'),
    expect.stringContaining('return entry.authorwriter.username # unknown'),
    // In `summary(post)`, whose parameter has no annotation.
    expect.stringContaining('"author": post.authorwriter.username,'),
  ]);
  await tick(page, '# guessed');
  await applyPreview(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await until('the files to be written', async () => renamed.every(([file, text]) => read(file).includes(text)) || undefined);
  await allSaved(page);
  await shot(page, 'renamed');
  expect(read(bylines)).toContain('post.writer.username  # guessed');
  expect(read(bylines)).toContain('entry.author.username  # unknown');
  expect(read('blog/services/posts.py')).toContain('"author": post.author.username,');
});

test('one undo takes the rename back in all files', async () => {
  await page.locator('.editor-group-container.active .view-lines').first().click();
  await page.keyboard.press('Control+Z');
  await until('the name to be back', async () => {
    await runCommand(page, 'File: Save All Files');
    return files.every((file, i) => read(file) === texts[i]) || undefined;
  });
});

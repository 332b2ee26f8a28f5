import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeOf } from '../place.ts';
import { until } from '../until.ts';
import { openAt, openFile, peekedFiles, rename, runCommand, shot } from '../workbench.ts';
import { openSample } from './open-sample.ts';

const { page, folder } = await openSample();
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const template = 'blog/templates/post.html';
const end = placeOf(folder, template, '<h1>{{ post.title }}</h1>$0');
/** On what the first test types there. */
const typed = { ...end, column: end.column + '<p>{{ post.au'.length };

test('references to an implicit attribute from text of a template that is not saved', async () => {
  // The extension begins to run with the first Python file.
  await openFile(page, 'blog/views.py');
  await openAt(page, end);
  await page.keyboard.type('<p>{{ post.author.email }}');
  await page.keyboard.press('Escape');
  await openAt(page, typed);
  const found = await until('the references', async () => {
    await page.keyboard.press('Shift+F12');
    return peekedFiles(page, /macros\.html/, 5000);
  });
  await shot(page, 'template-references');
  expect(read(template)).not.toContain('post.author.email');
  const inTemplate = found.find(text => / in post\.html,/.test(text));
  // What stands on the disk, and what was typed.
  expect(inTemplate).toMatch(new RegExp(`^${read(template).split('.author').length} symbols`));
  for (const name of ['user.py', 'digest.py']) expect(found.join('\n')).toContain(` in ${name},`);
  await page.keyboard.press('Escape');
});

test('and its rename, what was typed included', async () => {
  await rename(page, typed, 'writer');
  await page.locator('.bulk-edit-panel .monaco-list-row').first().waitFor();
  await shot(page, 'template-rename');
  await page.getByRole('button', { name: 'Apply' }).click();
  await until('the files to be written', async () => {
    await runCommand(page, 'File: Save All Files');
    return read(template).includes('post.writer.email') || undefined;
  });
  await shot(page, 'template-renamed');
  expect(read(template)).not.toContain('.author');
  expect(read('blog/models/user.py')).toContain('backref="writer"');
  expect(read('blog/templates/macros.html')).toContain('post.writer.username');
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeOf } from '../place.ts';
import { openAt, openFile, problemGone, problems, runCommand, save, shot } from '../workbench.ts';
import { openSample } from './open-sample.ts';

const { page, folder } = await openSample({
  settings: { 'backref.diagnosticMode': 'workspace' },
  prepare: it => {
    const file = join(it, 'blog/models/tag.py');
    writeFileSync(file, readFileSync(file, 'utf8').replace('relationship("User", ', 'relationship("Usr", '));
  },
});

test('problems of files that are not open', async () => {
  await openFile(page, 'blog/views.py');
  const rows = await problems(page, /'Usr' failed to locate a name/);
  await shot(page, 'workspace-problems');
  expect(rows[0]).toMatch(/^tag\.py/);
});

test('an edit shows at once what it breaks in another file, and undoing it takes that back', async () => {
  await openAt(page, placeOf(folder, 'blog/models/post.py', 'com$0ments = db.relationship('));
  await page.keyboard.press('Delete');
  const rows = await problems(page, /has no property 'comments'/);
  await shot(page, 'workspace-problems-edit');
  expect(rows[0]).toMatch(/^comment\.py/);
  await page.locator('.editor-group-container.active .view-lines').first().click();
  await page.keyboard.press('Control+Z');
  await problemGone(page, /has no property 'comments'/);
});

test('what is reported of a file stays when it is closed, and goes when it is put right', async () => {
  await openAt(page, placeOf(folder, 'blog/models/tag.py', '"Us$0r"'));
  await runCommand(page, 'View: Close All Editors');
  expect((await problems(page, /'Usr' failed to locate a name/)).filter(row => row.includes("'Usr'"))).toHaveLength(1);
  await openAt(page, placeOf(folder, 'blog/models/tag.py', '"Us$0r"'));
  await page.keyboard.type('e');
  await problemGone(page, /'Usr'/);
  await save(page);
  await runCommand(page, 'View: Close All Editors');
  await shot(page, 'workspace-problems-none');
  await problemGone(page, /./);
});

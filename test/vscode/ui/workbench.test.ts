import { expect, test } from 'vitest';
import { openFile, runCommand, shot } from '../workbench.ts';
import { openSample } from './open-sample.ts';

const { page, blocked } = await openSample();

test('VS Code lists the packaged extension and activates it for a Python file', async () => {
  await openFile(page, 'blog/models/user.py');
  await runCommand(page, 'Extensions: Show Installed Extensions');
  const entry = page.locator('.extensions-list .monaco-list-row').filter({ hasText: 'Backref' });
  // The list shows how long the activation took, and nothing for an extension that is not active.
  await entry.getByText(/^\d+ms$/).waitFor();
  await shot(page, 'installed');
});

test('nothing was asked for outside this machine', () => {
  expect([...blocked]).toEqual([]);
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import { type Host, launch } from '../host.ts';
import { root } from '../paths.ts';
import { copySample } from '../sample.ts';
import { shot } from '../workbench.ts';

/** Opens a workbench with the packaged extension on a fresh copy of a sample, closed after the last test of the file that calls this. */
export async function openSample(name?: string): Promise<Host> {
  const vsix = join(root, 'out/backref.vsix');
  if (!existsSync(vsix)) throw new Error('There is no out/backref.vsix: run the tests through `npm test -- --only ui`, which packages it.');
  const sample = copySample(name);
  const host = await launch({
    folder: sample.folder,
    vsix: [vsix],
    // What a suggestion list shows shall come from the extension, not from words of the file.
    settings: { 'editor.wordBasedSuggestions': 'off', 'editor.hover.delay': 100, 'editor.stickyScroll.enabled': false },
  }).catch(error => {
    sample.remove();
    throw error;
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await shot(host.page, `failed ${task.name}`.replace(/\W+/g, '-'));
  });
  afterAll(async () => {
    await host.close();
    sample.remove();
  });
  return host;
}

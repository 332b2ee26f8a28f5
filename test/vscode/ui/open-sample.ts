import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import { type Host, launch } from '../host.ts';
import { root } from '../paths.ts';
import { copySample } from '../sample.ts';
import { shot } from '../workbench.ts';

/** What a test needs beyond the sample as it is. */
interface Needs {
  /** User settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Names of folders in `stand-ins/`. */
  readonly standIns?: readonly string[];
  /** Changes the copy before it is opened. */
  readonly prepare?: (folder: string) => void;
}

/** Opens a workbench with the packaged extension on a fresh copy of the sample, closed after the last test of the file that calls this. */
export async function openSample({ settings, standIns = [], prepare }: Needs = {}): Promise<Host> {
  const vsix = join(root, 'out/backref.vsix');
  if (!existsSync(vsix)) throw new Error('There is no out/backref.vsix: run the tests through `npm test -- --only ui`, which packages it.');
  const sample = copySample();
  prepare?.(sample.folder);
  const host = await launch({
    folder: sample.folder,
    vsix: [vsix],
    extensions: standIns.map(name => join(root, 'test/vscode/stand-ins', name)),
    // What a suggestion list shows shall come from the extension, not from words of the file.
    settings: { 'editor.wordBasedSuggestions': 'off', 'editor.hover.delay': 100, 'editor.stickyScroll.enabled': false, ...settings },
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

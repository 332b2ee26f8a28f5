import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './child.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The Chromium to show the workbench in: `$BACKREF_CHROMIUM` or one that is installed; as root on Debian it installs the missing one. */
export async function findChromium(tell: (line: string) => void = console.log): Promise<string> {
  const given = process.env['BACKREF_CHROMIUM'];
  if (given !== undefined) {
    if (existsSync(given)) return given;
    throw new Error(`BACKREF_CHROMIUM names ${given}, which does not exist.`);
  }
  const present = installed();
  if (present !== undefined) return present;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error('Chromium is needed to show the workbench: install it (on Debian and Ubuntu: apt-get install chromium), or name one in BACKREF_CHROMIUM.');
  }
  tell('Installing Chromium (480 MB, once) with apt-get');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // A list that cannot be refreshed may still be good enough to install from, so only the second command decides.
  await run('apt-get', ['update'], { env });
  const { code, output } = await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'], { env });
  const path = installed();
  if (code === 0 && path !== undefined) return path;
  const why = output.match(/^E: .*$/m)?.[0] ?? `apt-get ended with ${code}`;
  throw new Error(`Chromium could not be installed with apt-get (${why}); install it by hand, or name one in BACKREF_CHROMIUM.`);
}

function installed(): string | undefined {
  const folders = [...new Set(['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)])].filter(folder => folder !== '');
  return NAMES.flatMap(name => folders.map(folder => join(folder, name))).find(path => existsSync(path));
}

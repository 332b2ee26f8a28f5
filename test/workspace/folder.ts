import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { uriOf } from '../../server/workspace/disk.ts';
import { Session } from '../../server/workspace/session.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A new folder on disk that holds these files; it is removed after the test. */
export function folder(files: Files): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'backref-test-')));
  made.push(root);
  write(root, files);
  return root;
}

export function write(root: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

/** A session that has read a folder, or a part of it. */
export async function indexed(root: string, log: string[] = []): Promise<Session> {
  const session = new Session(message => log.push(message));
  session.addFolder(uriOf(root));
  await session.index();
  return session;
}

/** Files below `site-packages` of a virtual environment. */
export const installed = (files: Files, environment = '.venv'): Files => ({
  [`${environment}/pyvenv.cfg`]: 'home = /usr/bin\nversion = 3.12.1\n',
  ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`${environment}/lib/python3.12/site-packages/${path}`, text])),
});

/** The sign of an installed SQLAlchemy. */
export const distribution = (release: string): Files => ({
  [`sqlalchemy-${release}.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: SQLAlchemy\nVersion: ${release}\n`,
});

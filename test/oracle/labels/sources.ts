import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from '../apps/install.ts';

/** What there is of an application: all files of its releases, tests included, without what they depend on. */
export interface Source {
  readonly name: string;
  /** Exact requirements; their files are put into one folder. */
  readonly releases: readonly string[];
  /** The Python of its wheels, where PyPI has no source release: `3.12`. */
  readonly wheel?: string;
}

/** The folder with an application's files, fetched from PyPI by pip unless that has been done. */
export function fetched({ name, releases, wheel }: Source): string {
  const folder = join(cache, '..', 'labels', `${name}-${releases.map(r => r.split('==')[1]).join('-')}`);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.partial`;
  const archives = join(partial, 'archives');
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(archives, { recursive: true });
  const python = (...args: readonly string[]): unknown => execFileSync('python3', [...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const form = wheel === undefined ? ['--no-binary', ':all:'] : ['--only-binary', ':all:', '--python-version', wheel];
  python('-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--ignore-requires-python', ...form, '--dest', archives, ...releases);
  for (const archive of readdirSync(archives)) python('-m', archive.endsWith('.tar.gz') ? 'tarfile' : 'zipfile', '-e', join(archives, archive), partial);
  rmSync(archives, { recursive: true });
  renameSync(partial, folder);
  return folder;
}

import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from './paths.ts';

/** A copy of a sample project that a test may change. */
export interface Sample {
  readonly folder: string;
  readonly remove: () => void;
}

/** Copies a project of `test/workspaces` to a fresh folder of the same name. */
export function copySample(name = 'flask-blog'): Sample {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'backref-sample-')));
  const folder = join(parent, name);
  // Caches and virtual environments that someone's run of the sample left there are not part of it.
  const wanted = (path: string) => !/^(\..*|__pycache__)$/.test(basename(path));
  cpSync(join(root, 'test/workspaces', name), folder, { recursive: true, filter: wanted });
  const remove = () => {
    process.off('exit', remove);
    rmSync(parent, { recursive: true, force: true });
  };
  process.once('exit', remove);
  return { folder, remove };
}
